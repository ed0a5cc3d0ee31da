"""What a study and a comparison have in common for a board: one programme against today, and what was found of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from partnerscape.language import phrase
from partnerscape.scenario import Scenario, declared, value_of
from partnerscape.scenario.pay.changes import PLAN
from partnerscape.scenario.pay.numbers import is_path
from partnerscape.scenario.reading.changes import changed_levers
from partnerscape.study.analyses.advice.advice import Programme
from partnerscape.study.analyses.advice.selection import SAFEST
from partnerscape.study.analyses.advice.warning_signs import Sign
from partnerscape.study.analyses.hangs_on import HangsOn
from partnerscape.study.analyses.money import Money
from partnerscape.study.analyses.watch import ToWatch, Wider
from partnerscape.study.comparison.comparison import Comparison
from partnerscape.study.comparison.single import is_pay
from partnerscape.study.win_win.findings import Findings
from partnerscape.study.win_win.losing import Losing

from ...check.sentences import plan_in_words
from ...style.lever_words import NO_LABELS, Labels, capital, split_lever

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Change:
    """A lever that moves; ``today`` and ``then`` are None where it has no number, such as a list of tiers."""

    lever: str
    today: float | None
    then: float | None

    @property
    def way(self) -> int:
        """1 if it rises, -1 if it falls, 0 where it has no number or today is none of its options."""
        if self.today is None or self.then is None:
            return 0
        return int(self.then > self.today) - int(self.then < self.today)


@dataclass(frozen=True)
class Case:
    """One programme against today.

    ``assumed`` is the share of fresh futures, with assumptions as stated or as uncertain as stated, in which it is win-win,
    with its interval, and ``assumed_futures`` their number; None where nothing measured it. ``searched``: it is the best of many.
    ``terms``: what a pay plan pays, component by component. ``advised``: the programme as an advice chose it.
    """

    scenario: Scenario
    changes: tuple[Change, ...]
    assumed: Triple | None
    assumed_futures: int
    money: Money | None = None
    hangs_on: HangsOn | None = None
    watch: ToWatch | None = None
    searched: bool = False
    terms: tuple[str, ...] = ()
    advised: Programme | None = None
    labels: Labels = field(default_factory=lambda: NO_LABELS)

    @property
    def currency(self) -> str:
        """Of all amounts."""
        return self.scenario.currency

    @property
    def required(self) -> float:
        """The share of futures that must be win-win."""
        return self.scenario.goals.required_probability

    @property
    def wider(self) -> Wider | None:
        """The same if what nobody has measured varies as well; of what falls short as it is, it says nothing more."""
        short = self.assumed is not None and self.assumed[0] < self.required
        return None if self.watch is None or short else self.watch.wider

    @property
    def p_win_win(self) -> Triple | None:
        """The one number that says how sure it is: the share in the widest futures that were simulated."""
        return self.assumed if self.wider is None else self.wider.p_win_win

    @property
    def futures(self) -> int:
        """Of that share."""
        return self.assumed_futures if self.wider is None else self.wider.losing.futures

    @property
    def losing(self) -> Losing | None:
        """Who loses in these futures."""
        if self.wider is not None:
            return self.wider.losing
        return None if self.money is None else self.money.losing

    @property
    def signs(self) -> tuple[Sign, ...]:
        """What warns early of a bad end, the best first; those of an advice were learned in more futures."""
        if self.advised is not None and self.advised.watch.signs:
            return self.advised.watch.signs
        watch = None if self.watch is None or self.watch.wider is None else self.watch.wider.signs
        return () if watch is None else watch.signs

    @property
    def hits(self) -> int:
        """Futures that are win-win."""
        return 0 if self.p_win_win is None else round(self.p_win_win[0] * self.futures)


def case_of_study(findings: Findings) -> Case:
    """The recommended programme of a study, or the best one tried."""
    results, money = findings.results, findings.answers.get("money")
    today, then = results.current_levers(), findings.recommended
    moved = [name for name in findings.effects["lever"] if not abs(then[name] - today[name]) <= 1e-9]  # also from NaN
    tested = findings.tested
    chance = (tested.density, *tested.density_interval) if tested is not None and tested.held_out_policies else None
    return Case(
        results.scenario,
        tuple(Change(name, today[name], then[name]) for name in moved),
        chance if money is None else money.p_win_win,
        len(results.design.futures) if money is None else money.futures,
        money,
        findings.answers.get("hangs_on"),
        findings.answers.get("watch"),
        searched=True,
        advised=None if (advice := findings.answers.get("advice")) is None else advice.programmes.get(SAFEST),
        labels=results.question.labels,
    )


def case_of_comparison(comparison: Comparison) -> Case:
    """The candidate of a comparison."""
    scenario = comparison.scenario
    return Case(
        scenario,
        tuple(_changes(changed_levers(comparison.policy, scenario.current_policy), scenario)),
        comparison.p_win_win,
        len(comparison.seeds),
        comparison.money,
        comparison.hangs_on,
        comparison.watch,
        terms=terms_of(comparison),
    )


def terms_of(comparison: Comparison) -> tuple[str, ...]:
    """What the candidate pays, a sentence per component of its pay plan; empty where levers say it."""
    plan = comparison.policy.plan
    sentences = plan_in_words(plan, comparison.scenario.currency) if plan.components else {}
    return tuple(phrase("{component}: {terms}", component=capital(name), terms=terms) for name, terms in sentences.items())


def _changes(levers: dict[str, Any], scenario: Scenario) -> Iterator[Change]:
    """Every lever that moves; a pay plan of another form is one change, with the levers that it takes the place of."""
    if any(name in PLAN for name in levers):
        yield Change("pay", None, None)
        levers = {name: value for name, value in levers.items() if not is_pay(name)}
    for name, value in levers.items():
        yield _change(name, value, scenario)


def _change(name: str, value: Any, scenario: Scenario) -> Change:
    lever = split_lever(name)[1]
    if (declared(lever) is None and not is_path(name)) or not isinstance(value, int | float):
        return Change(name, None, None)
    return Change(name, float(value_of(scenario.current_policy, name)), float(value))
