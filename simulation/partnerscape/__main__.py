"""``python -m partnerscape``."""

from .cli import main

main()
