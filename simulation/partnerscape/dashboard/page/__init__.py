"""What the browser gets besides Solara: one component that shows markup and reports what is done to it, and the style."""
