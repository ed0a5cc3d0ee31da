"""One room per analysis: its section of the report, its words, its chart."""
