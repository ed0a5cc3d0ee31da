"""How the analysis ``sensitivity`` is shown."""
