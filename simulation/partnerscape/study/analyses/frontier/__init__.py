"""Policies of which none is better for everybody at once."""
