"""A programme read back in plain words: its pay plan, its levers, what it costs, a worked example."""
