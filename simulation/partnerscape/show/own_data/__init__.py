"""Pages and lines about a company's own numbers: import, fit, backtest, pilot."""
