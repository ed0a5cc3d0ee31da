"""How the analysis ``how_far`` is shown."""
