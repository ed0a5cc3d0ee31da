"""A pay plan as components: what is paid on what, to whom, how, under which conditions, when."""

from .component import Component, Condition
from .levels import Levels
from .plan import PayOut, Plan, UpOrOut
from .registration import Registration
from .words import BASES, MEASURES, Period

__all__ = ["BASES", "MEASURES", "Component", "Condition", "Levels", "PayOut", "Period", "Plan", "Registration", "UpOrOut"]
