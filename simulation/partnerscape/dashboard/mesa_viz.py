"""Mesa's own SolaraViz with our model: ``solara run partnerscape.dashboard.mesa_viz``, on Mesa 3.3, 3.5 and 4.

Its sliders come from the levers' declarations; the seed may be typed in any form that :mod:`partnerscape.model.seeds` reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import solara
from matplotlib.figure import Figure
from mesa.visualization import Slider, SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from partnerscape.language import phrase
from partnerscape.model import Partner, PartnerEcosystem
from partnerscape.scenario import LEVERS
from partnerscape.show.style.lever_words import capital, lever_label
from partnerscape.show.style.palette import PARTNERS, QUIET, bare, new_figure, styled

SHOWN = ("commission_rate", "support_agents", "offers", "transparency")
STEPS = 50


def parameters(scenario: str, levers: Iterable[str] = SHOWN) -> dict[str, Any]:
    """What SolaraViz lets a user change: a typed seed, and levers by their declarations."""
    policy = PartnerEcosystem(scenario, rng=0, burn_in_months=0).policy
    sliders = {}
    for name in levers:
        lever = LEVERS[name]
        step = 1 if lever.whole else (lever.high - lever.low) / STEPS
        sliders[name] = Slider(
            capital(lever_label(name)), getattr(policy, name), lever.low, lever.high, step, dtype=int if lever.whole else float
        )
    seed = {"type": "InputText", "value": "7", "label": phrase("Seed: a number or any word")}
    return {"scenario": scenario, "rng": seed, **sliders}


@solara.component
def Partners(model: PartnerEcosystem) -> None:  # noqa: N802 - a Solara component
    """Everybody by skill and trust, as large as its revenue."""
    update_counter.get()
    solara.FigureMatplotlib(drawn(model))


def drawn(model: PartnerEcosystem) -> Figure:
    """The figure of :func:`Partners`."""
    people = [(agent.skill, agent.trust, agent.trailing_revenue) for agent in model.agents if isinstance(agent, Partner)]
    skill, trust, revenue = zip(*people, strict=True) if people else ((), (), ())
    with styled():
        figure = new_figure(3.6, 5.2)
        axes = bare(figure.add_axes((0.14, 0.16, 0.82, 0.76)), "xy")
        axes.scatter(skill, trust, s=[4.0 + (value / 50.0) ** 0.7 for value in revenue], color=PARTNERS, alpha=0.5, linewidths=0)
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel=phrase("skill"), ylabel=phrase("trust"))
        axes.set_title(
            phrase("Month {month}: {number} partners", month=model.month, number=f"{len(people):,}"),
            loc="left",
            size=10,
            color=QUIET,
        )
    return figure


def page(scenario: str = "marketplace", rng: object = 7) -> Any:
    """A SolaraViz page of a scenario: the vendor's profit, the partners' trust, everybody as a dot."""
    plots = [make_plot_component(name) for name in ("profit", "trust")]
    return SolaraViz(
        PartnerEcosystem(scenario, rng=rng), components=[Partners, *plots], model_params=parameters(scenario), name="Partnerscape"
    )


@solara.component
def Page() -> None:  # noqa: N802 - Solara looks for this name
    """What ``solara run`` shows."""
    page()
