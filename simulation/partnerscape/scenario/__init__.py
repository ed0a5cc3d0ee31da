"""What a user decides and assumes: TOML in, frozen values out."""

from .assumptions import ASSUMPTIONS, Assumptions
from .errors import InputError, one_of
from .levers import LEVERS, Policy, Tier
from .reading.load import check_levers, load_policy, load_scenario, shipped
from .scenario import Scenario

__all__ = [
    "ASSUMPTIONS",
    "LEVERS",
    "Assumptions",
    "InputError",
    "Policy",
    "Scenario",
    "Tier",
    "check_levers",
    "load_policy",
    "load_scenario",
    "one_of",
    "shipped",
]
