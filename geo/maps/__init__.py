"""What is drawn on a map: the view in words, classes and legends, symbols, the files a browser needs."""

from geo.maps.answer import Answer, answer
from geo.maps.legend import Legend, LegendClass, classify
from geo.maps.screen import TILES as SCREEN_TILES
from geo.maps.screen import MapData, area_map, symbol_radius
from geo.maps.view import LEVELS_SHOWN, View

__all__ = [
    "LEVELS_SHOWN",
    "SCREEN_TILES",
    "Answer",
    "Legend",
    "LegendClass",
    "MapData",
    "View",
    "answer",
    "area_map",
    "classify",
    "symbol_radius",
]
