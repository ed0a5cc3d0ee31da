"""How a rule is compiled: one decorator for the rules, one for what is cached on disk."""

from __future__ import annotations

import numba

rule = numba.njit(forceinline=True, error_model="numpy")
"""A rule: a scalar function of one partner, inlined into its loop so that the loop vectorises.

No fastmath: the same bits from a vector loop and from a single call, on every processor.
"""

vendor_rule = numba.njit(error_model="numpy")
"""A rule of the vendor: it reads the whole pool, so it stays a function of its own."""
