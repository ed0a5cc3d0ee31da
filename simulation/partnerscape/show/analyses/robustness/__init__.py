"""How the analysis ``robustness`` is shown."""
