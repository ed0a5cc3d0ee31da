"""The runs of a question: executed once, kept, read again."""
