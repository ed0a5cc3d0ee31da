"""What a pay plan pays on a table of sales, to the cent: by the rules that pay inside the simulation."""

from .needed import notes_on
from .payer import pay_statement
from .sales import read_sales

__all__ = ["notes_on", "pay_statement", "read_sales"]
