"""The administrative register: codes, names, hierarchy; finding an area from a messy name; splits."""

from geo.areas.codes import SYSTEMS, UnknownSystemError, from_kemendagri, to_kemendagri
from geo.areas.history import Split, existed, split_since, splits, successors
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

SPLITS = splits()
"""Every known split, in the order of dates."""

__all__ = [
    "LEVELS",
    "NATION",
    "SPLITS",
    "SYSTEMS",
    "Candidate",
    "Match",
    "Split",
    "UnknownAreaError",
    "UnknownLevelError",
    "UnknownSystemError",
    "base_name",
    "children",
    "dotted",
    "existed",
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
    "split_since",
    "splits",
    "successors",
    "table",
    "to_kemendagri",
]
