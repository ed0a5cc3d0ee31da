"""Independent jobs on all cores, and where their results are kept."""
