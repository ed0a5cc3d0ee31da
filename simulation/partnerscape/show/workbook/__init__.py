"""A scenario as a workbook, for those who will never write TOML; ``scenario/workbook`` reads it back."""

from .write import workbook_of as workbook_of
