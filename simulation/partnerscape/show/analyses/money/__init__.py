"""How the analysis ``money`` is shown."""
