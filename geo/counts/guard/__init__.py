"""The personal data guard: finds what names or identifies a person before anything is kept."""

from geo.counts.guard.columns import PersonalColumn, inspect_column
from geo.counts.guard.identifiers import find, is_nik, mask

__all__ = ["PersonalColumn", "find", "inspect_column", "is_nik", "mask"]
