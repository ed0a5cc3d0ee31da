"""Pure functions from state to a page's parts: tried without a browser, drawn by :mod:`..screens`."""
