"""How the analysis ``stress`` is shown."""
