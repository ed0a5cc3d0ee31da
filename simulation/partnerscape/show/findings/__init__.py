"""The report of a study: map, win-win conditions, who loses first, basis."""
