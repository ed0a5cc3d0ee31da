"""The answer as a board paper: one page to decide from, half a page per department, then the evidence.

``paper`` is the one content, as frozen values; ``content`` makes it from a study or a comparison; ``layout`` says in which
order it is read; ``formats`` write it as HTML, PDF, slides and a document. No sentence is written twice.
"""
