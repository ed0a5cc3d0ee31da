"""From what a run leaves to named numbers. Each metric is declared once: unit, direction, definition.

A metric is a function of a ``Ledger``; it stands in the file of those whose it is. ``METRICS`` lists them in order.
Money is discounted to the rollout where the definition says so.
"""

from __future__ import annotations

from partnerscape.scenario import Misfit, Scenario, one_of, refuse

from .customers import CUSTOMERS
from .declare import Metric
from .flags import FLAGS
from .ledger import Ledger, Outcome
from .partners import PARTNERS
from .vendor import VENDOR

METRICS: dict[str, Metric] = VENDOR | PARTNERS | CUSTOMERS | FLAGS


def check_goals(scenario: Scenario) -> None:
    """Refuse constraints on what is no metric: only here is it known what can be measured.

    Parameters
    ----------
    scenario : Scenario

    Raises
    ------
    InputError
        Names every such constraint, and the closest metric.
    """
    refuse(
        (
            Misfit("metric", one_of("the name of a metric", METRICS, constraint.metric), constraint.metric, _constraint(number))
            for number, constraint in enumerate(scenario.goals.constraints)
            if constraint.metric not in METRICS
        ),
        scenario.name,
    )


def _constraint(number: int) -> tuple[str, ...]:
    return "goals", "constraints", str(number)


def measure(run: Outcome) -> dict[str, float]:
    """Every metric of a run.

    Parameters
    ----------
    run : Outcome
        With its ``scenario``, ``journal`` and ``accounts``, as :class:`partnerscape.engine.Run` has them.

    Returns
    -------
    dict of str to float
        By name, in the units that ``METRICS`` states; money is discounted where the definition says so.

    Examples
    --------
    >>> import partnerscape as ps
    >>> from partnerscape.model import PartnerEcosystem
    >>> model = PartnerEcosystem("marketplace", rng=1)  # doctest: +SKIP
    >>> model.run_model()  # doctest: +SKIP
    >>> measure(model.outcome())["npv"]  # doctest: +SKIP
    """
    return measured_in(Ledger(run))


def measured_in(ledger: Ledger) -> dict[str, float]:
    """Every metric of a run whose books are open already."""
    return {name: float(m.compute(ledger)) for name, m in METRICS.items()}
