"""The administrative register: codes, names, hierarchy; finding an area from a messy name; splits."""

from geo.areas.register import (
    LEVELS,
    NATION,
    UnknownArea,
    UnknownLevel,
    base_name,
    children,
    dotted,
    exists,
    is_not_stated,
    level_of,
    name,
    names,
    parent,
    short_name,
    table,
)

__all__ = [
    "LEVELS",
    "NATION",
    "UnknownArea",
    "UnknownLevel",
    "base_name",
    "children",
    "dotted",
    "exists",
    "is_not_stated",
    "level_of",
    "name",
    "names",
    "parent",
    "short_name",
    "table",
]
