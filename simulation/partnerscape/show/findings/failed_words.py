"""Runs that failed, in words: how many, which policies and futures are not counted, what is not answered, where to look."""

from __future__ import annotations

from typing import Any

from partnerscape.study.runs.failing import Failures

from ..style.lever_words import listed
from ..style.numbers import count_of

MOST_NUMBERS = 10  # that a sentence lists


def failures_in_words(failures: Failures | None) -> list[str]:
    """Sentences on the runs that failed; empty if none did."""
    if failures is None:
        return []
    first = f" The first error: {failures.first.error}." if failures.first else ""
    lines = [f"{_how_many(failures)}; each is in {failures.folder} with its inputs and traceback.{first}"]
    left = failures.left
    if left.there:
        parts = [_numbers(left.policies, "policy", "policies"), _numbers(left.futures, "future", "futures")]
        what = " and ".join(filter(None, parts))
        lines.append(f"{left.failed:,} of the {left.runs:,} runs of the design failed. Not counted: {what}.")
    lines += [f"Not answered: {name.replace('_', ' ')}, because {why}." for name, why in failures.unanswered.items()]
    return lines


def _how_many(failures: Failures) -> str:
    parts = [count_of(failures.runs, "run") if failures.runs else ""]
    parts.append(count_of(failures.burn_ins, "attempt") + " to find a future" if failures.burn_ins else "")
    return f"{' and '.join(filter(None, parts)) or 'Runs'} failed"


def _numbers(numbers: tuple[int, ...], one: str, many: str) -> str:
    """``policies 3, 5 and 7``; of many the first few and how many more."""
    if not numbers:
        return ""
    said = [str(number) for number in numbers[:MOST_NUMBERS]]
    said += [f"{len(numbers) - MOST_NUMBERS:,} more"] if len(numbers) > MOST_NUMBERS else []
    return f"{one if len(numbers) == 1 else many} {listed(said)}"


def failures_json(failures: Failures | None) -> dict[str, Any] | None:
    """Plain values; None if no run failed."""
    if failures is None:
        return None
    left = failures.left
    return {
        "folder": str(failures.folder),
        "runs": failures.runs,
        "burn_ins": failures.burn_ins,
        "of_the_design": left.failed,
        "policies_left_out": list(left.policies),
        "futures_left_out": list(left.futures),
        "first": None if failures.first is None else vars(failures.first),
        "unanswered": failures.unanswered,
        "words": failures_in_words(failures),
    }
