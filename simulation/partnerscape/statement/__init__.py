"""What a pay plan pays on a table of sales, to the cent: by the rules that pay inside the simulation."""

from .deals import Conflict
from .needed import notes_on
from .pay import deal_conflicts, pay_statement
from .sales import read_sales

__all__ = ["Conflict", "deal_conflicts", "notes_on", "pay_statement", "read_sales"]
