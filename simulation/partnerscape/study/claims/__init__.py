"""Claims as files, tried on the model."""
