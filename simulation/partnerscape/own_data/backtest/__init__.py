"""Forecasts of months that nobody had seen, against the simple methods that a company would use otherwise."""
