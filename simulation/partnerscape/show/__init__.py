"""Results become charts, words and reports."""
