"""How the analysis ``assumptions`` is shown."""
