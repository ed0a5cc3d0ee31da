"""Half a page each for marketing, sales, support and finance: what changes for you, what you do, what you should see."""

from __future__ import annotations

from partnerscape.language import phrase
from partnerscape.study.analyses.money import TODAY, VENDOR
from partnerscape.study.analyses.watch import ToWatch

from ...findings.words import party
from ...style.numbers import percent, rough_money, signed
from ..paper import Department, Verdict
from .case import Case, Change
from .changes import move_of
from .kpis import expected_in_words
from .money import amounts_between
from .owners import Owner, changes_of
from .tasks import task
from .watching import ENOUGH, paid_back

SEES = {
    Owner.MARKETING: ("leads", "new_revenue", "conversion", "customers"),
    Owner.SALES: ("active", "arrivals", "churn", "income"),
    Owner.SUPPORT: ("wait", "satisfaction", "complaints"),
    Owner.FINANCE: ("profit", "revenue"),
}


def departments(case: Case, decision: Verdict) -> tuple[Department, ...]:
    """One for each; none where nothing is recommended."""
    if decision is Verdict.NOTHING:
        return ()
    return tuple(_department(owner, case) for owner in Owner)


def _names() -> dict[Owner, str]:
    return {
        Owner.MARKETING: phrase("Marketing"),
        Owner.SALES: phrase("Sales and partner management"),
        Owner.SUPPORT: phrase("Support"),
        Owner.FINANCE: phrase("Finance"),
    }


def _department(owner: Owner, case: Case) -> Department:
    moved = changes_of(owner, case)
    changes = [_change(change, case) for change in moved] or [phrase("None of your own levers moves.")]
    if owner is Owner.FINANCE:
        changes = [*_budget(case), *changes]
    tasks = list(dict.fromkeys(task(change, owner) for change in moved))
    return Department(_names()[owner], tuple(changes), (*tasks, *_always(owner, case)), tuple(_sees(owner, case)))


def _change(change: Change, case: Case) -> str:
    move = move_of(change, case)
    return phrase("{lever}: {then} instead of {today}.", lever=move.lever, today=move.today, then=move.then)


def _budget(case: Case) -> list[str]:
    """The vendor's gain per year, and the lowest point of its cash."""
    if case.money is None:
        return []
    value, low, high = (float(case.money.rows(TODAY).loc[VENDOR][name]) for name in ("value", "low", "high"))
    return [
        phrase(
            "The vendor's yearly result: {value} ({between}), spread evenly over the years to come.",
            value=signed(rough_money(value, case.currency)),
            between=amounts_between(low, high, case.currency),
        )
    ]


def _always(owner: Owner, case: Case) -> list[str]:
    """What a department does whatever moves."""
    if owner is Owner.MARKETING:
        return [phrase("Tell partners what changes, for whom, from when and why, before the first month under the new terms.")]
    if owner is Owner.SALES:
        return [_talk_to(case)]
    if owner is Owner.SUPPORT:
        return [
            phrase(
                "Prepare answers to the questions that the new terms will bring, and report wait and satisfaction every month."
            )
        ]
    return [
        phrase("Compare every month with the ranges below and with the signs of the first page; call a stop when one is met."),
        *([paid_back(case.watch, case)] if case.watch is not None else []),
    ]


def _talk_to(case: Case) -> str:
    """The partners who are worse off most often."""
    worse = {} if case.losing is None else case.losing.worse_off
    if not worse or max(worse.values()) < 0.005:
        return phrase("Talk to the largest partners yourself before the change is announced.")
    name = max(worse, key=lambda segment: worse[segment])
    return phrase(
        "Talk first to those who may lose: {share} of {partners} are worse off than today. Find out who "
        "they are and what they need.",
        share=percent(worse[name]),
        partners=party(name, case.scenario.segment_names),
    )


def _sees(owner: Owner, case: Case) -> list[str]:
    """Ranges of its numbers over the first months, and what a number outside means."""
    watch: ToWatch | None = case.watch
    if watch is None or watch.futures < ENOUGH:
        return []
    rows = watch.expected.set_index("kpi", drop=False)
    said = [expected_in_words(rows.loc[kpi], case.currency) for kpi in SEES[owner] if kpi in rows.index]
    if not said:
        return []
    chance = phrase(
        "Nine in ten simulated futures lie within each range, so that one number outside may be chance: report one that stays "
        "outside, or two at once."
    )
    return [*said, chance]
