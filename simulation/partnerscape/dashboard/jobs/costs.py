"""What each lever costs per year, today and with the change: the ledger's lines of its first year, behaviour included."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from partnerscape.engine import Run
from partnerscape.metrics.ledger import Ledger
from partnerscape.rules.shared.records import LINE
from partnerscape.scenario import Policy, Scenario
from partnerscape.show.check.levers import LINES
from partnerscape.study.runs.drivers import Engine

from .live import FIRST, FUTURES, Cancelled, SupersededError

FEW, YEAR = 4, 12
PAID = {  # what the ledger books for a lever of the short form of pay
    "commission_rate": ("commission",),
    "recurring_months": ("recurring_pay",),
    "bonus": ("bonus_pay",),
    "retainer": ("retainer_pay",),
    "quality_bonus": ("quality_pay",),
}
Costs = dict[str, tuple[float, float]]


def costs(scenario: Scenario, policy: Policy, tell: Callable[[Costs], None], cancelled: Cancelled) -> None:
    """Tell currency per year by lever, today's and the candidate's, means of a few futures that are prepared anyway."""
    eves = FUTURES.of(scenario, FIRST, cancelled, lambda _: None).eves[:FEW]
    then = []
    for eve in eves:
        if cancelled():
            raise SupersededError
        then.append(Engine().branch(eve.state, policy, eve.scenario, eve.seed))
    now = [eve.today.run for eve in eves]
    tell({name: (_per_year(now, lines), _per_year(then, lines)) for name, lines in {**LINES, **PAID}.items()})


def _per_year(runs: Iterable[Run], lines: Iterable[str]) -> float:
    """The first year's mean over runs; of a shorter horizon as many months, scaled up."""
    pages = [
        sum(Ledger(run).journal[:YEAR, LINE[line], :].sum() for line in lines) * YEAR / min(YEAR, len(run.journal))
        for run in runs
    ]
    return float(np.mean(pages))
