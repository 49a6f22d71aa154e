"""Splits of areas (pemekaran): what an area's figures before and after a date cannot be compared with.

The date is the day the founding law was enacted; offices often counted the new area under the old one until
its government started, up to a year later. Codes are today's, also for a time when an area had another one.
"""

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache

from geo import paths
from geo.areas import codes, register
from geo.text import Phrase


@dataclass(frozen=True, slots=True)
class Split:
    """One area (``new``) founded from territory of another (``old``)."""

    old: str
    new: str
    date: dt.date
    law: str
    remark: str

    @property
    def sentence(self) -> Phrase:
        """Say the split: which from which, when, by what law."""
        names = {"new": register.name(self.new), "old": register.name(self.old)}
        return Phrase("areas.split_line", {**names, "date": self.date, "law": self.law})


@cache
def splits() -> tuple[Split, ...]:
    """Return every known split in the order of dates: districts and provinces founded since April 1999.

    An area founded from several has a row for each. Source: the founding laws, ``data/SOURCES.md``.
    """
    with paths.data("areas", "splits.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Split(row["old"], row["new"], dt.date.fromisoformat(row["date"]), row["law"], row["remark"])
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(rows, key=lambda s: (s.date, s.new, s.old)))


def existed(code: str, on: dt.date) -> bool:
    """Say whether the province or district that ``code`` names (or lies in) existed on a day.

    For days before April 1999, the first split recorded, every older area counts as existing. Raises
    ``UnknownAreaError``.
    """
    name_level = register.level_of(code)
    register.name(code)
    own = code if name_level in ("nation", "province", "district") else code[:4]
    return not any(s.new == own and s.date > on for s in splits())


def split_since(code: str, date: dt.date) -> tuple[Split, ...]:
    """Return the splits after ``date`` that founded the area or took territory out of it (none: comparable).

    A figure of ``date`` for this code is then a figure for another territory. Raises ``UnknownAreaError``.
    """
    register.name(code)
    return tuple(s for s in splits() if code in (s.old, s.new) and s.date > date)


def successors(code: str, *, since: dt.date | None = None) -> list[str]:
    """Return today's areas that the territory of ``code`` has gone to, the area itself first when it remains.

    ``since``: only splits after that day. A code of the ministry's list of 2020 that is no longer in use is
    taken for its area. Raises ``UnknownAreaError``.
    """
    own = code if register.exists(code) else codes.to_kemendagri(code, system="kemendagri2020")
    found = [own]
    for split in splits():
        if split.old in found and split.new not in found and (since is None or split.date > since):
            found.append(split.new)
    return found
