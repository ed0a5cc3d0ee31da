"""The win-win analysis that every study has: map, box, who loses first."""
