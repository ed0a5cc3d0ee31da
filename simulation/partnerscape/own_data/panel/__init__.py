"""A company's own sales as a panel of partners and months: columns, dates and separators proposed, totals kept to the cent."""

from .map import SalesMap, as_toml, read_map
from .panel import Imported
from .read import import_sales
from .save import read_panel, save_panel

__all__ = ["Imported", "SalesMap", "as_toml", "import_sales", "read_map", "read_panel", "save_panel"]
