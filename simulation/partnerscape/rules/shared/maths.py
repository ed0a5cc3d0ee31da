"""Own elementary functions: the same bits on every processor, and they vectorise.

The platform's ``exp`` and ``log`` differ between processors in the last bit and prevent
vectorisation. These use only + - * / sqrt and integer operations. Relative errors: ``exp``
and ``log`` below 5e-16, ``normal_quantile`` 1.2e-9 (Acklam 2003). Out-of-range arguments saturate.
Polynomials are split into halves that a processor evaluates in parallel (Estrin 1960).
"""

from __future__ import annotations

import numpy as np

from .compile import rule

_LOG2_E = 1.4426950408889634
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_ROUND = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to a whole number
_MANTISSA = np.int64(0x000FFFFFFFFFFFFF)
_ONE_BITS = np.int64(0x3FF0000000000000)
_ROUND_BITS = np.int64(0x4338000000000000)
_FIFTY_TWO = np.int64(52)
_SQRT_TWO = 1.4142135623730951


@rule
def exp(x):
    """e^x for x clipped to [-708, 709]."""
    x = min(max(x, -708.0), 709.0)
    shifted = x * _LOG2_E + _ROUND
    whole = shifted - _ROUND
    r = (x - whole * _LN2_HIGH) - whole * _LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (0.5 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0))
    middle = (1.0 / 720.0 + r * (1.0 / 5040.0)) + r2 * (1.0 / 40320.0 + r * (1.0 / 362880.0))
    high = (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) + r2 * (1.0 / 479001600.0 + r * (1.0 / 6227020800.0))
    p = (low + r4 * (middle + r4 * high)) * r2 + r  # the largest terms last keep the error under one unit
    power_of_two = (np.float64(shifted).view(np.int64) - _ROUND_BITS) << _FIFTY_TWO
    return np.int64(power_of_two + _ONE_BITS).view(np.float64) * (1.0 + p)


@rule
def log(x):
    """Natural logarithm of x > 0; anything below the smallest normal number counts as that."""
    x = max(x, 2.2250738585072014e-308)
    bits = np.float64(x).view(np.int64)
    mantissa = np.int64((bits & _MANTISSA) | _ONE_BITS).view(np.float64)
    # the exponent as a float without a conversion instruction, which older processors lack
    biased = np.int64((bits >> _FIFTY_TWO) + _ROUND_BITS).view(np.float64) - _ROUND
    large = mantissa > _SQRT_TWO
    mantissa = 0.5 * mantissa if large else mantissa
    exponent = biased - 1022.0 if large else biased - 1023.0
    f = mantissa - 1.0
    s = f / (2.0 + f)
    z = s * s
    z2 = z * z
    odd = 6.666666666666735130e-01 + z2 * (
        2.857142874366239149e-01 + z2 * (1.818357216161805012e-01 + z2 * 1.479819860511658591e-01)
    )
    even = 3.999999999940941908e-01 + z2 * (2.222219843214978396e-01 + z2 * 1.531383769920937332e-01)
    tail = z * odd + z2 * even
    half = 0.5 * f * f
    return exponent * _LN2_HIGH - ((half - (s * (half + tail) + exponent * _LN2_LOW)) - f)


@rule
def power(x, y):
    """x^y for x >= 0, as exp(y log x)."""
    return exp(y * log(x))


@rule
def logistic(x):
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + exp(-x))


@rule
def clip(x, low, high):
    """X held within [low, high]."""
    return min(max(x, low), high)


@rule
def normal_quantile(u):
    """z with P(Z <= z) = u, 0 < u < 1 (Acklam 2003, relative error 1.2e-9)."""
    q = u - 0.5
    r = q * q
    top = (
        (((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r + 1.383577518672690e02) * r
        - 3.066479806614716e01
    ) * r + 2.506628277459239e00
    bottom = (
        (((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r + 6.680131188771972e01) * r
        - 1.328068155288572e01
    ) * r + 1.0
    central = q * top
    side = min(u, 1.0 - u)
    t = np.sqrt(-2.0 * log(side))
    outer = (
        (((-7.784894002430293e-03 * t - 3.223964580411365e-01) * t - 2.400758277161838e00) * t - 2.549732539343734e00) * t
        + 4.374664141464968e00
    ) * t + 2.938163982698783e00
    below = (
        ((7.784695709041462e-03 * t + 3.224671290700398e-01) * t + 2.445134137142996e00) * t + 3.754408661907416e00
    ) * t + 1.0
    outer = -outer if u > 0.5 else outer
    return (outer if side < 0.02425 else central) / (below if side < 0.02425 else bottom)
