"""Boundary sets: areas as shapes and as files for the screen, their neighbours, islands and accuracy."""

from geo.boundaries.agreement import Accuracy, accuracy, compare
from geo.boundaries.installation import NotRemovableError, install, remove
from geo.boundaries.islands import island_of, island_shapes, village_islands
from geo.boundaries.neighbours import centres, neighbours
from geo.boundaries.reader import UnusableFileError
from geo.boundaries.report import Report, check
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
    "Accuracy",
    "BoundarySet",
    "NoBoundariesError",
    "NotRemovableError",
    "Report",
    "TopoFile",
    "UnknownSetError",
    "UnusableFileError",
    "accuracy",
    "active",
    "available",
    "basemap",
    "centres",
    "check",
    "choose",
    "compare",
    "install",
    "island_of",
    "island_shapes",
    "load",
    "neighbours",
    "remove",
    "topojson",
    "village_islands",
]
