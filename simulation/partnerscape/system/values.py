"""Values that JSON knows."""

from __future__ import annotations

import math
from typing import Any


def tame(value: Any) -> Any:
    """A value that JSON knows: no tables, no NumPy types; what is not finite becomes null.

    Examples
    --------
    >>> tame({"a": (1.0, float("nan"))})
    {'a': [1.0, None]}
    """
    if hasattr(value, "to_dict") and hasattr(value, "columns"):  # a table, without importing its library
        return [tame(row) for row in value.to_dict("records")]
    if isinstance(value, dict):
        return {str(k): tame(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [tame(v) for v in value]
    if hasattr(value, "tolist"):
        return tame(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value
