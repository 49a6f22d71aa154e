"""Colours that colour-blind readers and a black-and-white printer can tell apart.

Sequential and diverging ramps are ColorBrewer's YlOrBr and PuOr (C. Brewer, Apache-2.0), both marked
colour-blind safe there; the hotspot classes take four steps of YlOrBr, darkest worst.
"""

from geo.hotspots.classes import COLOURS

SEQUENTIAL = {
    1: ("#fe9929",),
    2: ("#fed98e", "#d95f0e"),
    3: ("#fff7bc", "#fec44f", "#d95f0e"),
    4: ("#ffffd4", "#fed98e", "#fe9929", "#cc4c02"),
    5: ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404"),
    6: ("#ffffd4", "#fee391", "#fec44f", "#fe9929", "#d95f0e", "#993404"),
}
"""Colours from low to high by number of classes."""

DIVERGING = ("#5e3c99", "#b2abd2", "#f7f7f7", "#fdb863", "#e66101")
"""Well below, below, about equal, above, well above the reference."""

ZERO = "#ffffff"
MISSING = "#bdbdbd"
NOT_SHOWN = "#9e9ac8"
SYMBOL = "#2166ac"

HOTSPOT_CLASSES = {klass.value: colour for klass, colour in COLOURS.items()}
"""Colour of each hotspot class by its key; "no_data" is drawn like missing."""
