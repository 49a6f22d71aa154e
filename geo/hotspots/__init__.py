"""Hotspots: empirical Bayes, autocorrelation, the scan, time, hotspot class and risk index."""

from geo.hotspots import measures as _measures  # registers the measures of this room

del _measures
