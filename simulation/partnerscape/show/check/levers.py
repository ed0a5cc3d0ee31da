"""The levers of a policy: value, unit, usual range, what it costs; those that the file does not mention too."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from partnerscape.language import phrase, term
from partnerscape.metrics.ledger import COSTS
from partnerscape.scenario import LEVERS, Policy
from partnerscape.scenario.pay.changes import SHORT_FORM
from partnerscape.study.runs.pay_cost import Cost
from partnerscape.study.runs.year import Year

from ..style.lever_words import lever_label, lever_number
from ..style.numbers import DASH, digits_of, plain, whole

LINES = {"joint_marketing": ("marketing_claim",)} | {  # what the ledger books for a lever
    lever: tuple(line for line, paid in COSTS.items() if paid == lever) for lever in COSTS.values()
}
PAID = {  # the component that a lever of the short form is
    "commission_rate": "commission",
    "recurring_months": "renewals",
    "bonus": "target bonus",
    "retainer": "retainer",
}


@dataclass(frozen=True)
class LeverRow:
    """One lever of a policy.

    Attributes
    ----------
    lever, label, value_in_words, unit, usual : str
    value : float
    stated : bool
        Whether the file mentions it.
    per_year : float or None
        Currency at today's partners and sales; None where the ledger has no line of its own for it.
    """

    lever: str
    label: str
    value: float
    value_in_words: str
    unit: str
    usual: str
    stated: bool
    per_year: float | None


def lever_rows(
    policy: Policy, stated: Collection[str], currency: str, year: Year | None, costs: dict[str, Cost] | None
) -> list[LeverRow]:
    """Every lever, those that the file states first.

    Parameters
    ----------
    policy : Policy
    stated : collection of str
        Keys of the policy that its file mentions.
    currency : str
    year : Year or None
        Played with the policy's own programme; None: no costs.
    costs : dict of str to Cost or None
        Of the expanded plan's components.

    Returns
    -------
    list of LeverRow
    """
    without = {name for name in SHORT_FORM if policy.pay and name not in stated}  # beside components they pay nothing
    rows = [_row(name, policy, name in stated, currency, year, costs) for name in LEVERS if name not in without]
    return sorted(rows, key=lambda row: not row.stated)


def _row(name: str, policy: Policy, stated: bool, currency: str, year: Year | None, costs: dict[str, Cost] | None) -> LeverRow:
    lever, value = LEVERS[name], float(getattr(policy, name))
    yes_no = lever.unit == "yes/no"
    ends = [lever_number(name, end, currency).removesuffix(" %") for end in (lever.low, lever.high)]
    usual = phrase("yes or no") if yes_no else f"{ends[0]}{DASH}{lever_number(name, lever.high, currency)}"
    said = lever_number(name, value, currency)
    unit = term(lever.unit).replace(term("currency"), currency)
    return LeverRow(name, lever_label(name), value, said, unit, usual, stated, _cost(name, value, year, costs))


def persons_in_words(policy: Policy, year: Year | None, partners: int) -> str:
    """The desk in persons: ``2.2 agents per 100 partners: 7.8 persons at today's 332 active partners``.

    Parameters
    ----------
    policy : Policy
    year : Year or None
        As simulated; None: at ``partners``, as the scenario states them.
    partners : int
    """
    by_target = bool(policy.target_wait or policy.target_occupancy)
    stated = plain(policy.support_agents)
    if year is not None:
        values = {"persons": plain(year.agents), "partners": digits_of(f"{year.partners:,.0f}")}
        if by_target:
            return phrase(
                "Support desk, as large as its target needs: {persons} persons at today's {partners} active partners.", **values
            )
        return phrase(
            "Support desk, {agents} agents per 100 partners: {persons} persons at today's {partners} active partners.",
            agents=stated,
            **values,
        )
    if by_target:
        return phrase("Support desk: as large as its target needs.")
    persons = plain(policy.support_agents * partners / 100.0)
    return phrase(
        "Support desk, {agents} agents per 100 partners: {persons} persons at {partners} partners.",
        agents=stated,
        persons=persons,
        partners=whole(partners),
    )


def _cost(name: str, value: float, year: Year | None, costs: dict[str, Cost] | None) -> float | None:
    if year is None or costs is None:
        return None
    if name in PAID:
        paid = costs.get(PAID[name])
        return paid.per_year if paid else 0.0
    return sum(year.booked[line] for line in LINES[name]) if name in LINES else None
