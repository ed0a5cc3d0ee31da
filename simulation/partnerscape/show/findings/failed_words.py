"""Runs that failed, in words: how many, which policies and futures are not counted, what is not answered, where to look."""

from __future__ import annotations

from typing import Any

from partnerscape.language import phrase, phrase_for, term
from partnerscape.study.runs.failing import Failures

from ..style.lever_words import listed
from ..style.numbers import whole

MOST_NUMBERS = 10  # that a sentence lists


def failures_in_words(failures: Failures | None) -> list[str]:
    """Sentences on the runs that failed; empty if none did."""
    if failures is None:
        return []
    where = phrase(
        "{failed}; each is in {folder} with its inputs and traceback.", failed=_how_many(failures), folder=failures.folder
    )
    first = phrase("The first error: {error}.", error=failures.first.error) if failures.first else ""
    lines = [" ".join(filter(None, (where, first)))]
    left = failures.left
    if left.there:
        lines.append(
            phrase(
                "{failed} of the {runs} runs of the design failed. Not counted: {what}.",
                failed=whole(left.failed),
                runs=whole(left.runs),
                what=_left_out(left.policies, left.futures),
            )
        )
    lines += [
        phrase("Not answered: {analysis}, because {reason}.", analysis=term(name.replace("_", " ")), reason=why)
        for name, why in failures.unanswered.items()
    ]
    return lines


def _how_many(failures: Failures) -> str:
    runs = phrase_for(failures.runs, "{number} run failed", "{number} runs failed")
    attempts = phrase_for(
        failures.burn_ins, "{number} attempt to find a future failed", "{number} attempts to find a future failed"
    )
    if failures.runs and failures.burn_ins:
        return phrase(
            "{runs} and {attempts} failed",
            runs=phrase_for(failures.runs, "{number} run", "{number} runs"),
            attempts=phrase_for(failures.burn_ins, "{number} attempt to find a future", "{number} attempts to find a future"),
        )
    return runs if failures.runs else attempts if failures.burn_ins else phrase("Runs failed")


def _left_out(policies: tuple[int, ...], futures: tuple[int, ...]) -> str:
    """``policies 3, 5 and 7 and future 2``."""
    parts = []
    if policies:
        parts.append(phrase_for(len(policies), "policy {numbers}", "policies {numbers}", numbers=_numbers(policies)))
    if futures:
        parts.append(phrase_for(len(futures), "future {numbers}", "futures {numbers}", numbers=_numbers(futures)))
    return parts[0] if len(parts) == 1 else phrase("{first} and {last}", first=parts[0], last=parts[1])


def _numbers(numbers: tuple[int, ...]) -> str:
    """``3, 5 and 7``; of many the first few and how many more."""
    said = [str(number) for number in numbers[:MOST_NUMBERS]]
    more = len(numbers) - MOST_NUMBERS
    return listed([*said, phrase("{number} more", number=whole(more))] if more > 0 else said)


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
