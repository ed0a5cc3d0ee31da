"""Questions asked of many runs: designs, their execution and storage, and one file an analysis."""
