"""How the analysis ``advice`` is shown."""
