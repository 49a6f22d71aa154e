"""Boundary sets: areas as shapes and as files for the screen, their neighbours, islands and accuracy."""

from geo.boundaries.islands import island_of, island_shapes, village_islands
from geo.boundaries.neighbours import centres, neighbours
from geo.boundaries.sets import (
    BoundarySet,
    NoBoundariesError,
    UnknownSetError,
    active,
    available,
    basemap,
    choose,
    load,
    topojson,
)
from geo.boundaries.topology import TopoFile

__all__ = [
    "BoundarySet",
    "NoBoundariesError",
    "TopoFile",
    "UnknownSetError",
    "active",
    "available",
    "basemap",
    "centres",
    "choose",
    "island_of",
    "island_shapes",
    "load",
    "neighbours",
    "topojson",
    "village_islands",
]
