"""Boxes of levers in which policies are win-win, and their held-out density."""
