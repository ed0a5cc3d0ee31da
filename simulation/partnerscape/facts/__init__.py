"""Stylised facts of a panel of sellers, simulated or real."""
