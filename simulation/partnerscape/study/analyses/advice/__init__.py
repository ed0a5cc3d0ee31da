"""Three programmes to choose from, how to introduce them, what to watch."""
