"""The dashboard: a programme's levers, its answer, its map and its partners in a browser on this machine (Solara)."""
