"""Margins modelled over levers and futures."""
