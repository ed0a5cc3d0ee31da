"""Results become charts, words and reports."""

from ..folders import settle_matplotlib

settle_matplotlib()  # before any page loads it
