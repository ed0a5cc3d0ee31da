/* Mathematics and luck, operation by operation as rules/shared/maths.py and rules/shared/draws.py state them: the same bits. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

INLINE double least(double a, double b) { return b < a ? b : a; }
INLINE double most(double a, double b) { return b > a ? b : a; }
INLINE double clip(double x, double low, double high) { return least(most(x, low), high); }
INLINE int64_t bits_of(double x) { int64_t b; memcpy(&b, &x, 8); return b; }
INLINE double number_of(int64_t b) { double x; memcpy(&x, &b, 8); return x; }

#define ROUND 6755399441055744.0
#define LN2_HIGH 6.93147180369123816490e-01
#define LN2_LOW 1.90821492927058770002e-10
#define ONE_BITS 0x3FF0000000000000LL
#define ROUND_BITS 0x4338000000000000LL

INLINE double e_to(double x)
{
    x = least(most(x, -708.0), 709.0);
    double shifted = x * 1.4426950408889634 + ROUND, whole = shifted - ROUND;
    double r = (x - whole * LN2_HIGH) - whole * LN2_LOW;
    double r2 = r * r, r4 = r2 * r2;
    double low = (0.5 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0));
    double middle = (1.0 / 720.0 + r * (1.0 / 5040.0)) + r2 * (1.0 / 40320.0 + r * (1.0 / 362880.0));
    double high = (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) + r2 * (1.0 / 479001600.0 + r * (1.0 / 6227020800.0));
    double p = (low + r4 * (middle + r4 * high)) * r2 + r;
    uint64_t power_of_two = (uint64_t)(bits_of(shifted) - ROUND_BITS) << 52;
    return number_of((int64_t)(power_of_two + ONE_BITS)) * (1.0 + p);
}

INLINE double ln(double x)
{
    x = most(x, 2.2250738585072014e-308);
    int64_t bits = bits_of(x);
    double mantissa = number_of((bits & 0x000FFFFFFFFFFFFFLL) | ONE_BITS);
    double biased = number_of((bits >> 52) + ROUND_BITS) - ROUND;
    int large = mantissa > 1.4142135623730951;
    mantissa = large ? 0.5 * mantissa : mantissa;
    double exponent = large ? biased - 1022.0 : biased - 1023.0;
    double f = mantissa - 1.0, s = f / (2.0 + f), z = s * s;
    double z2 = z * z;
    double odd = 6.666666666666735130e-01 + z2 * (2.857142874366239149e-01 + z2 * (1.818357216161805012e-01 + z2 * 1.479819860511658591e-01));
    double even = 3.999999999940941908e-01 + z2 * (2.222219843214978396e-01 + z2 * 1.531383769920937332e-01);
    double tail = z * odd + z2 * even;
    double half = 0.5 * f * f;
    return exponent * LN2_HIGH - ((half - (s * (half + tail) + exponent * LN2_LOW)) - f);
}

INLINE double power(double x, double y) { return e_to(y * ln(x)); }
INLINE double logistic(double x) { return 1.0 / (1.0 + e_to(-x)); }

INLINE double normal_quantile(double u)
{
    double q = u - 0.5, r = q * q;
    double top = (((((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
        + 1.383577518672690e02) * r - 3.066479806614716e01) * r + 2.506628277459239e00);
    double bottom = (((((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
        + 6.680131188771972e01) * r - 1.328068155288572e01) * r + 1.0);
    double central = q * top;
    double side = least(u, 1.0 - u), t = sqrt(-2.0 * ln(side));
    double outer = (((((-7.784894002430293e-03 * t - 3.223964580411365e-01) * t - 2.400758277161838e00) * t
        - 2.549732539343734e00) * t + 4.374664141464968e00) * t + 2.938163982698783e00);
    double below = ((((7.784695709041462e-03 * t + 3.224671290700398e-01) * t + 2.445134137142996e00) * t
        + 3.754408661907416e00) * t + 1.0);
    outer = u > 0.5 ? -outer : outer;
    return (side < 0.02425 ? outer : central) / (side < 0.02425 ? below : bottom);
}

enum { BRIEF, LEADS, SHOCK, DEALS, CONTESTED, ORDERS, VALUE, STAY, OBSERVE, CANCEL,
       EXIT, ACTIVATE, GIVE_UP, RECRUIT, SURVEY = 15, NOISE, PERSON = 20, FIT = 32, ARRIVALS_OF = 116,
       OWN_ORDER = 122, OWN_DEMAND, DRIFT, STREAMS = 128 };
#define COUNT_STEPS 18
#define SMALL_MEAN 4.0

INLINE uint64_t mix(uint64_t a, uint64_t b)
{
    uint64_t h = a + (b + 1) * 0x9E3779B97F4A7C15ULL;
    h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9ULL;
    h = (h ^ (h >> 27)) * 0x94D049BB133111EBULL;
    return h ^ (h >> 31);
}

INLINE double uniform(uint64_t key, int64_t month, int64_t stream)
{
    uint64_t h = mix(key, (uint64_t)(month * STREAMS + stream));
    return number_of((int64_t)((h >> 12) | (uint64_t)ONE_BITS)) - 1.0 + 1.1102230246251565e-16;
}

INLINE double normal(uint64_t key, int64_t month, int64_t stream) { return normal_quantile(uniform(key, month, stream)); }

INLINE double poisson(double u, double mean)
{
    double small = least(mean, SMALL_MEAN), mass = e_to(-small), total = mass, count = 0.0;
#pragma GCC unroll 17
    for (int k = 1; k < COUNT_STEPS; k++) {
        count += u > total ? 1.0 : 0.0;
        mass = mass * (small * (1.0 / k));
        total += mass;
    }
    double z = normal_quantile(u), spread = sqrt(mean);
    double large = mean + spread * z + (z * z - 1.0) * (1.0 / 6.0) - (z * z * z + 2.0 * z) / (72.0 * most(spread, 1.0)) - 0.5;
    large = most(0.0, ceil(large));
    return mean < SMALL_MEAN ? count : large;
}

INLINE double binomial(double u, double n, double p)
{
    double rare = least(p, 1.0 - p), v = p <= 0.5 ? u : 1.0 - u;
    double mean = n * rare, odds = rare / (1.0 - rare), none = e_to(n * ln(1.0 - rare));
    double mass = mean < SMALL_MEAN ? none : 1.0, total = mass, count = 0.0;
#pragma GCC unroll 17
    for (int k = 1; k < COUNT_STEPS; k++) {
        count += v > total ? 1.0 : 0.0;
        mass = mass * (most(0.0, n - (k - 1.0)) * (odds * (1.0 / k)));
        total += mass;
    }
    count = least(count, n);
    double z = normal_quantile(v), spread = sqrt(mean * (1.0 - rare)), both = 2.0 * rare * (1.0 - rare);
    double third = (z * z * z * (1.0 + both) + z * (2.0 - 7.0 * both)) / (72.0 * most(spread, 1.0));
    double large = mean + spread * z + (1.0 - 2.0 * rare) * (z * z - 1.0) * (1.0 / 6.0) - third - 0.5;
    large = least(n, most(0.0, ceil(large)));
    count = mean < SMALL_MEAN ? count : large;
    return p <= 0.5 ? count : n - count;
}

INLINE double sum_of_orders(double z, double count, double mean, double ln_sd)
{
    double variance = ln(1.0 + (e_to(ln_sd * ln_sd) - 1.0) / most(count, 1.0));
    double total = count * mean * e_to(sqrt(variance) * z - 0.5 * variance);
    return count > 0.0 ? total : 0.0;
}
