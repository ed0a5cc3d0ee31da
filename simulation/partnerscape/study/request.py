"""What was asked, as one frozen value: every command that an output prints is made from it, and runs as printed.

Files are kept by their full path and printed from the folder in which one stands, so that the command is right there and a
report written later says it anew. What no file holds, such as a scenario made in Python, has no command.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from partnerscape.scenario import InputError, Policy, Scenario, load_scenario, shipped
from partnerscape.scenario.pay.numbers import is_path

from .analyses.money import changed_levers
from .jobs.store import ASKED, Store, is_study
from .question.question import Question, scenario_source

Lever = tuple[str, Any]  # its name, ``segment__name`` for one segment, and its value


def source_of(source: str | Path, kind: str = "scenarios") -> str:
    """A shipped name as it is, a file by its full path."""
    return str(source) if str(source) in shipped(kind) else str(Path(source).absolute())


def said(source: str) -> str:
    """A name, or a file as one would type it here."""
    path = Path(source)
    if not path.is_absolute():
        return source
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else source


def toml_value(value: Any) -> str:
    """A lever's value as TOML writes it, to the last digit."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key} = {toml_value(v)}' for key, v in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def as_typed(lever: str) -> str:
    """A lever as one types it: a segment's as ``small.offers``."""
    return lever if is_path(lever) else lever.replace("__", ".")


def line(command: str, options: Iterable[tuple[str, str]], words: Sequence[str]) -> str:
    """A command line for a shell: options with their values, then the words, which may begin with a dash."""
    parts = [shlex.quote(f"{k}={v}") if v.startswith("-") else f"{k} {shlex.quote(v)}" for k, v in options]
    divided = ["--"] if any(word.startswith("-") for word in words) else []
    return " ".join(["partnerscape", command, *parts, *divided, *map(shlex.quote, words)])


@dataclass(frozen=True)
class ComparisonRequest:
    """A comparison as asked for: scenario and candidate by name or file, levers set on top, the futures.

    ``scenario`` is None where no file holds it, ``candidate`` where it is the current policy with other levers, ``current``
    where it is the scenario's own.
    """

    scenario: str | None
    candidate: str | None
    levers: tuple[Lever, ...]
    current: str | None
    seeds: tuple[int, ...]
    as_stated: bool = False
    hangs_on: bool = True

    def command(self) -> str | None:
        """What to type for it; None if no command can say it."""
        first, count = self.seeds[0], len(self.seeds)
        if self.scenario is None or self.seeds != tuple(range(first, first + count)):
            return None
        if any(value is None for _, value in self.levers):
            return None
        sets = [("--set", f"{as_typed(name)}={toml_value(value)}") for name, value in self.levers]
        current = [] if self.current is None else [("--current", self.current)]
        options = [*sets, *current, ("--seeds", str(count)), ("--seed", str(first))]
        flags = ["--as-stated"] * self.as_stated + ["--no-hangs-on"] * (not self.hangs_on)
        words = [said(self.scenario), *([] if self.candidate is None else [said(self.candidate)])]
        return line(" ".join(["compare", *flags]), options, words)

    def pilot(self) -> str | None:
        """What to type for the trial that would decide about the candidate; None if no command can say it."""
        if self.scenario is None or self.current is not None or any(value is None for _, value in self.levers):
            return None
        policy = [] if self.candidate is None else [("--policy", said(self.candidate))]
        sets = [("--set", f"{as_typed(name)}={toml_value(value)}") for name, value in self.levers]
        return line("pilot", [*policy, *sets], [said(self.scenario)])


def comparison_request(
    scenario: str | Path | Scenario,
    candidate: str | Path | Policy,
    seeds: Sequence[int],
    as_stated: bool,
    hangs_on: bool,
) -> ComparisonRequest:
    """What a call of :func:`.compare.compare` asks for."""
    loaded = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    source, current = held_in(scenario)
    options = (current, tuple(seeds), as_stated, hangs_on)
    if isinstance(candidate, Policy):
        levers = changed_levers(candidate, loaded.current_policy)
        return ComparisonRequest(source, loaded.current if not levers else None, _plain(levers), *options)
    named = str(candidate) if str(candidate) in loaded.policies else str(Path(candidate).absolute())
    return ComparisonRequest(source, named, (), *options)


def _plain(levers: Mapping[str, Any]) -> tuple[Lever, ...]:
    return tuple(levers.items())


def held_in(scenario: str | Path | Scenario) -> tuple[str | None, str | None]:
    """Where a scenario is held, and its current policy if that is another than the file's; None if no file holds it."""
    if not isinstance(scenario, Scenario):
        return source_of(scenario), None
    if scenario.name not in shipped("scenarios"):
        return None, None
    own = load_scenario(scenario.name)
    if own == scenario:
        return scenario.name, None
    same = own.model_copy(update={"current": scenario.current}) == scenario
    return (scenario.name, scenario.current) if same else (None, None)


@dataclass(frozen=True)
class StudyRequest:
    """A study as asked for: a question's file or shipped name, or else levers, sizes and analyses by themselves.

    ``question`` is None where no file holds it; ``scenario`` is None where no file holds that one either.
    """

    question: str | None
    scenario: str | None
    current: str | None
    levers: tuple[tuple[str, float, float], ...] = ()
    analyses: tuple[str, ...] = ()
    policies: int | None = None
    futures: int | None = None

    def command(self, out: Path) -> str | None:
        """What to type for it; None if no command can say it."""
        to = ("--out", said(str(out.absolute())) or ".")
        if self.question is not None:
            return line("study", [to], [said(self.question)])
        if self.scenario is None or not self.levers:
            return None
        sets = [("--lever", f"{as_typed(name)}={low!r}:{high!r}") for name, low, high in self.levers]
        sizes = [("--policies", str(self.policies)), ("--futures", str(self.futures))]
        options = [("--scenario", said(self.scenario)), *sets, *(("--analysis", name) for name in self.analyses), *sizes, to]
        return line("study", options, [])

    def comparison(self, levers: Mapping[str, Any], seeds: Sequence[int]) -> ComparisonRequest:
        """Today's policy with other levers against today's."""
        return ComparisonRequest(self.scenario, None, _plain(levers), self.current, tuple(seeds))

    def plain(self) -> dict[str, Any]:
        """As plain values, for ``study.json``."""
        return asdict(self)

    @staticmethod
    def of(table: Mapping[str, Any]) -> StudyRequest:
        """The reverse of :meth:`plain`."""
        levers = tuple((str(name), float(low), float(high)) for name, low, high in table.get("levers", ()))
        return StudyRequest(**{**table, "levers": levers, "analyses": tuple(table.get("analyses", ()))})


def request_in(folder: Path) -> StudyRequest | None:
    """How the study in a folder was asked for; None if the folder does not say."""
    held = Store(folder).asked.get("request") if is_study(folder) else None
    return StudyRequest.of(held) if isinstance(held, dict) else None


def asked_in(store: Store) -> tuple[Question, Scenario]:
    """The question that a study's folder holds, and its scenario."""
    record = store.asked
    try:
        scenario = Scenario.model_validate(record["scenario"]).remembering(record.get("stated"))
        return Question.model_validate(record["question"]), scenario
    except InputError as error:
        raise error.at(store.folder / ASKED) from None


def study_request(question: str | Path | tuple[Question, Scenario], asked: Question) -> StudyRequest:
    """What a call of :func:`.ask.study` asks for."""
    if isinstance(question, tuple):
        source, current = held_in(question[1])
        return StudyRequest(None, source, current or asked.current)
    path = shipped("experiments").get(str(question), Path(question))
    return StudyRequest(source_of(question, "experiments"), source_of(scenario_source(asked, path)), asked.current)


def levers_request(asked: Question) -> StudyRequest:
    """What the command line asks for with ``--scenario`` and ``--lever``."""
    levers = tuple((name, *ends) for name, ends in asked.levers.items())
    size = asked.design
    return StudyRequest(None, source_of(asked.scenario), asked.current, levers, asked.analyses, size.policies, size.futures)
