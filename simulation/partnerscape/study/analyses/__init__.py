"""Further analyses, one file or room each; ``registry`` lists them."""
