"""Reference data and outputs for the statistics of geo.hotspots."""
