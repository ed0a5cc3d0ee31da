"""How the analysis ``hangs_on`` is shown."""
