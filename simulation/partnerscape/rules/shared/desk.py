"""Effects of waiting at the desk. Shared by the vendor's rules that staff it and that serve at it."""

from __future__ import annotations

from .compile import vendor_rule
from .maths import exp

FULLEST = 0.97  # share of the desk's capacity that is admitted


@vendor_rule
def waiting_probability(agents, load):
    """Erlang C: P(wait) with ``agents`` servers and offered load ``load`` < agents (Erlang 1917)."""
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked / (1.0 - load / agents * (1.0 - blocked))


@vendor_rule
def desk(agents, first, second, service_rate, patience):
    """Support quality and wait of two classes at a desk of whole ``agents`` (Cobham 1954).

    ``first`` and ``second`` tickets per month; ``service_rate`` tickets per agent and month; ``patience``
    in months. Returns quality of the first and second class, mean wait (months) of the admitted.
    """
    if agents < 1:
        return 0.0, 0.0, 0.0
    room = FULLEST * agents * service_rate
    in_first = min(first, room)
    in_second = min(second, room - in_first)
    load = (in_first + in_second) / service_rate
    busy_first = in_first / (agents * service_rate)
    busy = load / agents
    residual = waiting_probability(agents, load) / (agents * service_rate)
    wait_first = residual / (1.0 - busy_first)
    wait_second = wait_first / (1.0 - busy)
    quality_first = (in_first / first if first > 0.0 else 1.0) * exp(-wait_first / patience)
    quality_second = (in_second / second if second > 0.0 else 1.0) * exp(-wait_second / patience)
    admitted = max(in_first + in_second, 1e-12)
    return quality_first, quality_second, (in_first * wait_first + in_second * wait_second) / admitted
