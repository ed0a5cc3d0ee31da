"""What a pay plan pays on a table of sales, to the cent: by the rules that pay inside the simulation."""

from .payer import pay_statement
from .sales import read_sales

__all__ = ["pay_statement", "read_sales"]
