"""The administrative register: codes, names, hierarchy; finding an area from a messy name; splits."""

from geo.areas.codes import SYSTEMS, UnknownSystemError, from_kemendagri, to_kemendagri
from geo.areas.matching import Candidate, Match, find, resolve
from geo.areas.register import (
    LEVELS,
    NATION,
    UnknownAreaError,
    UnknownLevelError,
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
    "SYSTEMS",
    "Candidate",
    "Match",
    "UnknownAreaError",
    "UnknownLevelError",
    "UnknownSystemError",
    "base_name",
    "children",
    "dotted",
    "exists",
    "find",
    "from_kemendagri",
    "is_not_stated",
    "level_of",
    "name",
    "names",
    "parent",
    "resolve",
    "short_name",
    "table",
    "to_kemendagri",
]
