"""Which levers and uncertainties decide each metric."""
