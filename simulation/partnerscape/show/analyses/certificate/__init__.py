"""How the analysis ``certificate`` is shown."""
