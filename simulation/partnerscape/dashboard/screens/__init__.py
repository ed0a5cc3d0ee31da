"""Solara components, one per screen: they hold no logic, only what is shown and what an event does."""
