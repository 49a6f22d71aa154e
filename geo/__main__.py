"""``python -m geo`` is ``waspada``."""

from geo.cli import main

main()
