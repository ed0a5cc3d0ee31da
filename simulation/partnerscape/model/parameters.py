"""What a model is made from: scenario, policy, classes, under whichever name they are given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from partnerscape.scenario import InputError, Policy, Scenario, check_levers, load_policy, load_scenario

from .agents import Partner, Vendor


def check_classes(partner_class: Any, vendor_class: Any) -> None:
    """Refuse what is no subclass of its agent; None is none.

    Raises
    ------
    InputError
        Names the parameter.
    """
    for name, given, base in (("partner_class", partner_class, Partner), ("vendor_class", vendor_class, Vendor)):
        if given is not None and not (isinstance(given, type) and issubclass(given, base)):
            raise InputError("PartnerEcosystem", "", name, f"a subclass of {base.__name__}", given)


def one_of_two(other: str, kwargs: dict[str, Any], given: Any, default: Any) -> Any:
    """What a parameter or its other name says; both at once are an error."""
    by_other = kwargs.pop(other, None)
    if by_other is None:
        return given
    if given is not default and given != default:
        known = "rng" if other == "seed" else "scenario"
        raise InputError(
            "PartnerEcosystem", "", other, f"{known} or {other}, two names for one thing: give one of them", by_other
        )
    return by_other


def programme_of(scenario: Any, burn_in_months: int | None) -> Scenario:
    """The scenario, with another burn-in if one is given."""
    if not isinstance(scenario, str | Path | Mapping | Scenario):
        raise InputError("PartnerEcosystem", (), "scenario", "a scenario, its name, a TOML file or its tables", scenario)
    scenario = load_scenario(scenario)
    return scenario if burn_in_months is None else scenario.changed(time={"burn_in_months": burn_in_months})


def candidate_of(scenario: Scenario, policy: str | Path | Policy | None, levers: Mapping[str, Any]) -> Policy:
    """The policy to roll out, checked against the scenario's segments and catalogue."""
    policy_ = scenario.current_policy if policy is None else load_policy(policy, scenario)
    return check_levers(policy_, levers, scenario, scenario.name) if levers else policy_
