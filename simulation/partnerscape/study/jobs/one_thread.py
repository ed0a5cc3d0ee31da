"""Linear algebra on one thread: the same bits on any machine, and no threads that wait for each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")


def on_one_thread(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """The function with the thread pools of NumPy, SciPy and scikit-learn held to one thread while it runs."""

    @wraps(function)
    def held(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        from threadpoolctl import threadpool_limits  # here: runs do without

        with threadpool_limits(1):
            return function(*args, **kwargs)

    return held
