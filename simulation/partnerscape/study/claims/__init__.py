"""Claims as files, tested on the model."""
