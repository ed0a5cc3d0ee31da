"""Tables as people really have them: which cells a file holds, where its header is, what its dates and numbers mean.

Decisions are made per file, from all rows, and refused where rows disagree; nothing here knows what a partner is.
"""
