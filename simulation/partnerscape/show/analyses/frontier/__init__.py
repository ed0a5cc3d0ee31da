"""How the analysis ``frontier`` is shown."""
