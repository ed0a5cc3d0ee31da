"""What a user decides and assumes: TOML in, frozen values out."""

from .assumptions import ASSUMPTIONS, Assumptions
from .errors import InputError, Misfit, UnusualValue, named, one_of, refuse
from .levers import LEVERS, Policy, Tier, declared, split_lever, value_of
from .reading.load import check_levers, load_policy, load_scenario, scenarios, shipped
from .scenario import Scenario

__all__ = [
    "ASSUMPTIONS",
    "LEVERS",
    "Assumptions",
    "InputError",
    "Misfit",
    "Policy",
    "Scenario",
    "Tier",
    "UnusualValue",
    "check_levers",
    "declared",
    "load_policy",
    "load_scenario",
    "named",
    "one_of",
    "refuse",
    "scenarios",
    "shipped",
    "split_lever",
    "value_of",
]
