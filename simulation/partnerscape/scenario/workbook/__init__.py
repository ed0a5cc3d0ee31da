"""A scenario as a workbook: how its sheets are laid out, and the way back, with sheet and cell in every error.

``show/workbook`` writes what is read here.
"""

from .read import SUFFIXES as SUFFIXES
from .read import read_scenario as read_scenario
