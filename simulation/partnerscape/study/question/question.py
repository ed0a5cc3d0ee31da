"""A question in TOML: which levers, over which ranges, in how many futures, with which analyses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator, model_validator

from partnerscape.metrics import check_goals
from partnerscape.scenario import (
    ASSUMPTIONS,
    LEVERS,
    InputError,
    Misfit,
    Scenario,
    check_levers,
    declared,
    load_scenario,
    named,
    one_of,
    refuse,
    value_of,
)
from partnerscape.scenario.declare import Frozen
from partnerscape.scenario.levers import typed_levers
from partnerscape.scenario.pay.changes import PLAN
from partnerscape.scenario.pay.numbers import is_path, known_at
from partnerscape.scenario.reading.files import FILES, find, read_toml
from partnerscape.scenario.reading.kinds import wrong_kind
from partnerscape.scenario.reading.load import TABLE
from partnerscape.system.output import as_text

from .analysis import names
from .budgets import CertificateSize, DesignSize, SearchSize, SensitivitySize
from .constraints import levers_in

Range = tuple[float, float]
MOST_OPTIONS = 32


class Question(Frozen):
    """What a study asks."""

    name: str = ""
    question: str
    scenario: str
    current: str | None = None
    levers: dict[str, Range] = Field(
        min_length=1,
        description="lever = [from, to]; segment__lever for one segment; 'pay.component.rate' for a number of the pay plan",
    )
    choices: dict[str, dict[str, dict[str, Any]]] = Field(
        default_factory=dict, description="a name, its options, and the levers that each option sets: tier tables, packages"
    )
    constraints: tuple[str, ...] = Field(default=(), max_length=32, description="between levers: 'offers <= 4 * support_agents'")
    uncertainties: dict[str, Range] | list[str] | None = Field(
        default=None, description="ranges, or names from the scenario's; None: everything that the scenario lists as uncertain"
    )
    design: DesignSize = DesignSize()
    analyses: tuple[str, ...] = Field(
        default=(),
        description="additional analyses; some need runs of their own",
        json_schema_extra=lambda schema: schema.update(items={"type": "string", "enum": [*names()]}),
    )
    certificate: CertificateSize = CertificateSize()
    sensitivity: SensitivitySize = SensitivitySize()
    frontier: SearchSize = SearchSize()

    @model_validator(mode="before")
    @classmethod
    def _choices_are_levers(cls, table: Any) -> Any:
        """A choice is a lever over the numbers of its options, from 0."""
        choices = table.get("choices") if isinstance(table, dict) else None
        if not isinstance(choices, dict) or not isinstance(table.get("levers", {}), dict):
            return table
        codes = {name: (0, len(options) - 1) for name, options in choices.items() if isinstance(options, dict)}
        return {**table, "levers": {**table.get("levers", {}), **codes}}

    @field_validator("choices")
    @classmethod
    def _options_are_typed(cls, choices: dict[str, dict[str, dict[str, Any]]]) -> dict[str, dict[str, dict[str, Any]]]:
        """A folder keeps them as JSON, which has no number of NumPy's."""
        return {name: {option: typed_levers(levers) for option, levers in options.items()} for name, options in choices.items()}

    @model_validator(mode="after")
    def _check(self) -> Question:
        levers = (*self._wrong_choices(), *self._wrong_levers(), *self._wrong_constraints())
        refuse([*self._wrong_analyses(), *levers, *self._wrong_uncertainties()])
        return self

    def _wrong_analyses(self) -> Iterator[Misfit]:
        for name in self.analyses:
            if name not in names():
                yield Misfit("analyses", named(names(), name), name)

    def _wrong_choices(self) -> Iterator[Misfit]:
        for key, options in self.choices.items():
            if key in LEVERS or not key.isidentifier() or "__" in key:
                yield Misfit(key, "a name of your own, not a lever's", key, ("choices",))
            if not 2 <= len(options) <= MOST_OPTIONS:
                yield Misfit(key, f"2 to {MOST_OPTIONS} options", len(options), ("choices",))

    def _wrong_levers(self) -> Iterator[Misfit]:
        for key, (low, high) in self.levers.items():
            if key in self.choices:
                continue
            lever = declared(key)
            if lever is None or key.startswith("__"):
                yield Misfit(key, unknown_lever(key), key, ("levers",))
                continue
            least, most = lever.swept
            if not (least <= low < high <= most):
                advice = f"did you mean [{high:g}, {low:g}]?" if least <= high < low <= most else ""
                yield Misfit(key, f"an increasing range within [{least:g}, {most:g}]", [low, high], ("levers",), advice)

    def _wrong_constraints(self) -> Iterator[Misfit]:
        for constraint in self.constraints:
            try:
                moved = levers_in(constraint)
            except InputError as error:
                yield from error.misfits
                continue
            for name in moved:
                if declared(name) is None:
                    yield Misfit("constraints", unknown_lever(name, "names of levers"), name)

    def _wrong_uncertainties(self) -> Iterator[Misfit]:
        swept = self.uncertainties if isinstance(self.uncertainties, dict) else {}
        for key in self.uncertainties or []:
            if key not in ASSUMPTIONS:
                yield Misfit(key, one_of("the name of an assumption", ASSUMPTIONS, key), key, ("uncertainties",))
            elif key in swept and (wrong := ASSUMPTIONS[key].misfit(*swept[key])):
                yield Misfit(key, wrong, list(swept[key]), ("uncertainties",))

    @property
    def labels(self) -> dict[str, list[str]]:
        """The options' names of every choice, in the order of their numbers."""
        return {name: list(options) for name, options in self.choices.items()}

    def ranges(self, scenario: Scenario) -> dict[str, Range]:
        """Uncertainties and how far they are swept."""
        if isinstance(self.uncertainties, dict):
            return dict(self.uncertainties)
        if self.uncertainties is None:
            return dict(scenario.uncertain)
        return {name: scenario.range_of(name) for name in self.uncertainties}

    def load(self, file: Path) -> Scenario:
        """The scenario that the question in ``file`` is about: a shipped name, or a path from the file's folder."""
        return self.about(load_scenario(scenario_source(self, file)), file)

    def about(self, scenario: Scenario, file: Path) -> Scenario:
        """The scenario with the question's current policy; what of the question does not fit it is one error."""
        check_goals(scenario)
        if self.current is not None and self.current not in scenario.policies:
            raise InputError(file, "", "current", named(scenario.policies, self.current), self.current)
        if self.current is not None:
            scenario = scenario.model_copy(update={"current": self.current})
        refuse([*self._ranges_that_leave_out(scenario), *self._levers_that_do_not_fit(scenario)], file)
        return scenario

    def _ranges_that_leave_out(self, scenario: Scenario) -> Iterator[Misfit]:
        stated = scenario.assumptions.values()
        for key, limits in self.ranges(scenario).items():
            if wrong := ASSUMPTIONS[key].misfit(*limits, stated[key]):
                yield Misfit(key, wrong, list(limits), ("uncertainties",))

    def _levers_that_do_not_fit(self, scenario: Scenario) -> Iterator[Misfit]:
        for key, (low, high) in self.levers.items():
            tried = range(round(high) + 1) if key in self.choices else (low, high)
            rows = [{**plan, key: value} for value in tried for plan in (self._plans() if is_path(key) else [{}])]
            for row in rows:
                try:
                    check_levers(scenario.current_policy, levers_at(self, row), scenario, "")
                except InputError as error:
                    yield from error.misfits
                    break

        for name in dict.fromkeys(name for text in self.constraints for name in levers_in(text)):
            try:
                _ = value_of(scenario.current_policy, name) if is_path(name) else None
            except InputError as error:
                yield from (Misfit("constraints", misfit.expected, name) for misfit in error.misfits)

    def _plans(self) -> list[dict[str, float]]:
        """Every option that changes the pay plan, by itself: a number of the plan must be in each of them."""
        combinations = [
            {name: float(number)}
            for name, options in self.choices.items()
            if any(key in PLAN for levers in options.values() for key in levers)
            for number in range(len(options))
        ]
        return combinations or [{}]


def scenario_source(question: Question, file: Path) -> str | Path:
    """Where the scenario of the question in ``file`` is: a path from the file's folder, or a shipped name."""
    beside = file.parent / question.scenario
    return beside if beside.suffix.lower() in FILES or beside.is_file() else question.scenario


def is_whole(key: str) -> bool:
    """Whether a lever takes whole numbers alone; a choice is one of them."""
    lever = declared(key)
    return lever is None or lever.whole


def is_categorical(key: str) -> bool:
    """Whether a lever's values have no order: a choice."""
    return declared(key) is None


def unknown_lever(key: str, expected: str = "the name of a lever") -> str:
    """What was expected in place of a lever's name, or of the path of a number of the pay plan."""
    if is_path(key):
        return named(known_at(key), key.split(".")[-1], "a number of the pay plan: one of")
    return one_of(expected, LEVERS, key.rpartition("__")[2])


def typed_lever(key: str, value: float) -> float | int:
    """A lever's value, whole where the lever is."""
    return round(value) if is_whole(key) else float(value)


def levers_at(question: Question, row: Mapping[str, float]) -> dict[str, Any]:
    """Lever values of a design's row, with what its options set."""
    values: dict[str, Any] = {}
    for key, value in row.items():
        values |= option_at(question, key, value) if key in question.choices else {key: typed_lever(key, value)}
    return values


def option_at(question: Question, key: str, value: float) -> dict[str, Any]:
    """What the option of a choice sets."""
    return list(question.choices[key].values())[round(value)]


def standing(key: str, scenario: Scenario, question: Question | None = None) -> float:
    """Where the current policy stands on a lever; on a choice, the first option that changes nothing, or NaN."""
    policy = scenario.current_policy
    if question is not None and key in question.choices:
        same = [policy.changed(**levers) == policy for levers in question.choices[key].values()]
        return float(same.index(True)) if True in same else float("nan")
    return value_of(policy, key)


def load_question(source: str | Path | Mapping[str, Any] | tuple[Question, Scenario]) -> tuple[Question, Scenario]:
    """A shipped question by name, a TOML file by path or the tables of such a file, with its scenario.

    In tables, ``scenario`` may also be a scenario or its tables.

    Raises
    ------
    InputError
        Names file, table, key, what was expected and what was found, for all that is wrong.
    """
    if isinstance(source, tuple) and [type(part) for part in source] == [Question, Scenario]:
        return source
    if isinstance(source, Mapping):
        return checked({"name": "question", **source}, Path(TABLE))
    path = find(source, "experiments")
    return checked({"name": as_text(path.stem), **read_toml(path)}, path)


def checked(table: Mapping[str, Any], source: Path) -> tuple[Question, Scenario]:
    """A question out of plain values, with its scenario; ``source`` is what errors name."""
    refuse(filter(None, [wrong_kind(table, "a question")]), source)
    given = table.get("scenario")
    scenario = load_scenario(given) if isinstance(given, Mapping | Scenario) else None
    try:
        question = Question.model_validate({**table, "scenario": scenario.name} if scenario else table)
    except InputError as error:
        raise error.at(source) from None
    return question, question.about(scenario, source) if scenario else question.load(source)
