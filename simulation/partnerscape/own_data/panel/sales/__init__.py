"""A file's rows as sales: what one row is, what counts, in one currency, each once."""
