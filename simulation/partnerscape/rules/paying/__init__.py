"""How a plan of components pays: in the simulation and on a table of sales by the same rules."""
