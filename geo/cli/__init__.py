"""The command line: ``waspada …``, the same functions as the pages."""

from geo.cli.main import main

__all__ = ["main"]
