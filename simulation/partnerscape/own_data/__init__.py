"""A company's own numbers: read, fitted, tested on later months, and the pilot that would settle the rest."""
