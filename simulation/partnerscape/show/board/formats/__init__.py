"""A paper written as a page, a PDF, slides and a document."""
