"""Random draws as arguments: every draw is a pure function of (key, month, stream, number).

Counter-based (Salmon et al. 2011): the same person has the same luck under every policy,
whatever the order of storage or the number of workers. Counts are drawn by inversion, never by
rejection, so that they move monotonically with their uniform and couple between policies.
"""

from __future__ import annotations

import numpy as np

from .compile import rule
from .maths import exp, log, normal_quantile

# One stream a purpose. Numbers are part of the results: append, never renumber.
BRIEF, LEADS, SHOCK, DEALS, CONTESTED, ORDERS, VALUE, STAY, OBSERVE, CANCEL = range(10)
EXIT, ACTIVATE, GIVE_UP, RECRUIT, _, SURVEY, NOISE = range(10, 17)
PERSON = 20  # eight numbers for a newcomer's traits
FIT = 32  # one number per offer in the catalogue
REVIEW = 110  # one number per segment
ARRIVALS_OF = 116  # one number per segment
OWN_ORDER, OWN_DEMAND, DRIFT = range(122, 125)
STREAMS = 128

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S12, _S27, _S30, _S31 = np.uint64(12), np.uint64(27), np.uint64(30), np.uint64(31)
_ONE_BITS = np.uint64(0x3FF0000000000000)
_OPEN = 1.1102230246251565e-16  # keeps u off 0

COUNT_STEPS = 18  # P(count > 17 | mean 4) = 2e-7
SMALL_MEAN = 4.0


@rule
def mix(a, b):
    """Hash of two 64-bit numbers (the finaliser of splitmix64, Steele, Lea & Flood 2014)."""
    h = a + (b + np.uint64(1)) * _GOLDEN
    h = (h ^ (h >> _S30)) * _MIX_1
    h = (h ^ (h >> _S27)) * _MIX_2
    return h ^ (h >> _S31)


@rule
def uniform(key, month, stream):
    """U in (0, 1), 52 bits."""
    h = mix(key, np.uint64(month * STREAMS + stream))
    return np.uint64((h >> _S12) | _ONE_BITS).view(np.float64) - 1.0 + _OPEN


@rule
def normal(key, month, stream):
    """Standard normal draw by inversion."""
    return normal_quantile(uniform(key, month, stream))


@rule
def poisson(u, mean):
    """Poisson count at quantile u: exact inversion below a mean of 4, Cornish-Fisher above.

    The expansion is that of a lattice (Sheppard's correction), within one of the exact count and
    equal to it in 99.5 % of draws at a mean of 4, more above.
    """
    small = min(mean, SMALL_MEAN)
    mass = exp(-small)
    total = mass
    count = 0.0
    for k in range(1, COUNT_STEPS):
        count += 1.0 if u > total else 0.0
        mass = mass * (small * (1.0 / k))  # one multiplication waits for the last
        total += mass
    z = normal_quantile(u)
    spread = np.sqrt(mean)
    large = mean + spread * z + (z * z - 1.0) * (1.0 / 6.0) - (z * z * z + 2.0 * z) / (72.0 * max(spread, 1.0)) - 0.5
    large = max(0.0, np.ceil(large))
    return count if mean < SMALL_MEAN else large


@rule
def binomial(u, n, p):
    """Binomial count at quantile u, 0 <= p <= 1: exact below a mean of 4 (of the rarer side), else Cornish-Fisher."""
    rare = min(p, 1.0 - p)
    v = u if p <= 0.5 else 1.0 - u
    mean = n * rare
    odds = rare / (1.0 - rare)
    mass = exp(n * log(1.0 - rare)) if mean < SMALL_MEAN else 1.0
    total = mass
    count = 0.0
    for k in range(1, COUNT_STEPS):
        count += 1.0 if v > total else 0.0
        mass = mass * (max(0.0, n - (k - 1.0)) * (odds * (1.0 / k)))
        total += mass
    count = min(count, n)
    z = normal_quantile(v)
    spread = np.sqrt(mean * (1.0 - rare))
    both = 2.0 * rare * (1.0 - rare)
    third = (z * z * z * (1.0 + both) + z * (2.0 - 7.0 * both)) / (72.0 * max(spread, 1.0))
    large = mean + spread * z + (1.0 - 2.0 * rare) * (z * z - 1.0) * (1.0 / 6.0) - third - 0.5
    large = min(n, max(0.0, np.ceil(large)))
    count = count if mean < SMALL_MEAN else large
    return count if p <= 0.5 else n - count


@rule
def sum_of_orders(z, count, mean, ln_sd):
    """Sum of ``count`` lognormal orders at normal quantile z (Fenton 1960, Wilkinson)."""
    variance = log(1.0 + (exp(ln_sd * ln_sd) - 1.0) / max(count, 1.0))
    total = count * mean * exp(np.sqrt(variance) * z - 0.5 * variance)
    return total if count > 0.0 else 0.0
