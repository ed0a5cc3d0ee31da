"""What decides a run: its key is the same in every study that asks for it, whatever else that study asks.

A run is decided by the sources that turn values into numbers, replaced rules, the programme, one future and one policy.
Titles, ranges, the number of futures and what is asked of the answers decide nothing of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pandas as pd

from partnerscape.engine.build import build_key
from partnerscape.engine.month import AS_SHIPPED, Rulebook
from partnerscape.scenario import Scenario

from ..question.question import Question

SILENT = {
    "name",
    "title",
    "illustrative",
    "fitted",
    "currency",
    "by_hand",
    "uncertain",
    "today",
    "policies",
    "current",
}  # decide no run
BASELINE_KEY = b"baseline"


def _hash(content: bytes, size: int = 12) -> str:
    return hashlib.blake2b(content, digest_size=size).hexdigest()


def outputs_key() -> str:
    """Hash of all sources that decide a row of results, short enough to begin a file's name."""
    return build_key()[:10]


def programme_of(scenario: Scenario) -> dict[str, Any]:
    """What of a scenario decides runs, as plain values; of its policies the current one, against which all others are played."""
    programme = scenario.model_dump(mode="json", exclude=SILENT)
    programme["goals"].pop("required_probability")
    return {**programme, "current": scenario.current_policy.model_dump(mode="json", exclude={"meaning", "based_on"})}


def programme_key(question: Question, scenario: Scenario, rules: Rulebook = AS_SHIPPED) -> str:
    """Hash of all that a study's runs have in common; it begins with :func:`outputs_key`."""
    content = json.dumps([asdict(rules), programme_of(scenario), list(question.choices.items())], sort_keys=True)
    return f"{outputs_key()}-{_hash(content.encode(), 6)}"


def study_key(question: Question, scenario: Scenario, rules: Rulebook = AS_SHIPPED) -> str:
    """Hash of what makes a study this one and no other: programme, levers, uncertainties, how its design is drawn.

    How many policies and futures there are, what is asked of them and how it is called may change: the study grows.
    """
    asked = question.model_dump(mode="json", include={"levers", "constraints"})
    asked |= {"kind": question.design.kind, "seed": question.design.seed, "uncertainties": question.ranges(scenario)}
    today = {**scenario.model_dump(mode="json", include={"today"}), **_draws_of(scenario)}
    common = [asdict(rules), programme_of(scenario), list(question.choices.items()), today]
    return _hash(json.dumps([common, asked], sort_keys=True).encode())


def history_key(question: Question, scenario: Scenario, rules: Rulebook = AS_SHIPPED) -> str:
    """Hash of all that decides which future a seed has: the programme, what it shows today, what is uncertain."""
    today = {**scenario.model_dump(mode="json", include={"today", "current"}), **_draws_of(scenario)}
    common = [outputs_key(), asdict(rules), programme_of(scenario), today, question.ranges(scenario)]
    stated = {name: policy.model_dump(mode="json") for name, policy in scenario.policies.items()}
    return _hash(json.dumps([*common, stated], sort_keys=True).encode())


def _draws_of(scenario: Scenario) -> dict[str, str]:
    """Which fit futures draw from; nothing where there is none."""
    return {"draws": scenario.fitted.draws_sha256} if scenario.fitted is not None and scenario.fitted.draws else {}


def keyed_rows(table: pd.DataFrame) -> list[bytes]:
    """Every row as bytes: names and values, whatever the order of the columns."""
    names = sorted(map(str, table.columns))
    start = "|".join(names).encode()
    if not names:
        return [start] * len(table)
    return [start + row.tobytes() for row in table[names].to_numpy(dtype=float)]


class RunKeys:
    """The keys of a design's runs; policy -1 is the current one."""

    def __init__(self, programme: str, policies: pd.DataFrame, futures: pd.DataFrame) -> None:
        self._policies = keyed_rows(policies)
        self._futures = [hashlib.blake2b(programme.encode() + row, digest_size=12) for row in keyed_rows(futures)]

    def of(self, future: int, policy: int) -> str:
        """The key of one run."""
        digest = self._futures[future].copy()
        digest.update(BASELINE_KEY if policy < 0 else self._policies[policy])
        return digest.hexdigest()

    def future(self, future: int) -> str:
        """A key of a future and of all policies in their order."""
        digest = self._futures[future].copy()
        for row in self._policies:
            digest.update(row)
        return digest.hexdigest()

    def futures(self) -> Iterator[str]:
        """:meth:`future` of each."""
        return map(self.future, range(len(self._futures)))
