"""Results become charts, words and reports."""

from partnerscape.system.folders import settle_matplotlib

settle_matplotlib()  # before any page loads it
