"""The trial that would decide: which small experiment is worth its cost before a change of the programme, and its result."""

from .design import Pilot, pilot
from .result import PilotResult, pilot_result
from .trial import Trial

__all__ = ["Pilot", "PilotResult", "Trial", "pilot", "pilot_result"]
