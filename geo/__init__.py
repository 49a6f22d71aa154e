"""Waspada PMI: the statistics, maps, plans and briefings behind the dashboard."""

__version__ = "0.1.0"
