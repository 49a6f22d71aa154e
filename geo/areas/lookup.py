"""Names of one level by what their spellings share: official ones, shorter ones, and the listed aliases."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from geo import paths
from geo.areas import register, spelling

CERTAIN = 95.0
"""A name with at least this score names its area; one below only hints at it."""

_SCORES = {"official": 100.0, "shortened": 98.0, "capital": 90.0}
_DROPPED = ("kepulauan", "pulau")


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one area: its words, how it names the area, and the kind that must be written with it."""

    code: str
    words: tuple[str, ...]
    how: str
    kind: str = ""

    @property
    def score(self) -> float:
        """Return how surely this name means the area, 0 to 100."""
        return _SCORES.get(self.how, 99.0)


@dataclass(frozen=True)
class Index:
    """All names of a level, or of its areas inside one parent."""

    by_key: Mapping[str, tuple[Name, ...]]
    kinds: Mapping[str, str]

    @cached_property
    def keys(self) -> list[str]:
        """Return the keys, for a search by likeness."""
        return list(self.by_key)

    @cached_property
    def spaced(self) -> list[str]:
        """Return each key's words with spaces, in the order of ``keys``."""
        return [" ".join(names[0].words) for names in self.by_key.values()]


@lru_cache(maxsize=512)
def index(level: str, parent: str = "") -> Index:
    """Return the names of every area of ``level`` inside ``parent`` ("" for the nation)."""
    found: dict[str, list[Name]] = {}
    kinds = _kinds(level)
    official = register.names(level)
    for code in register.children(parent or None, level):
        name = register.base_name(official[code]) if level == "district" else official[code]
        plain = spelling.words(name)
        found.setdefault("".join(plain), []).append(Name(code, plain, "official"))
    for other in _others(level):
        if other.code.startswith(parent):
            found.setdefault("".join(other.words), []).append(other)
    return Index({key: _distinct(names) for key, names in found.items()}, kinds)


@cache
def _kinds(level: str) -> Mapping[str, str]:
    kinds = register.table(level)["kind"]
    return dict(zip(kinds.index.tolist(), kinds.tolist(), strict=True))


def _distinct(names: list[Name]) -> tuple[Name, ...]:
    """Keep an area's best name when two of its names share a key."""
    if len(names) == 1:
        return (names[0],)
    best: dict[tuple[str, str], Name] = {}
    for name in sorted(names, key=lambda n: -n.score):
        best.setdefault((name.code, name.kind), name)
    return tuple(best.values())


def _others(level: str) -> Iterator[Name]:
    if level not in ("province", "district"):
        return
    official = {
        spelling.key(register.base_name(n))
        for at in ("province", "district")
        for n in register.names(at).values()
    }
    for code, name in register.names(level).items():
        plain = spelling.words(register.base_name(name))
        if len(plain) > 1:
            for word in _DROPPED:
                shorter = tuple(w for w in plain if w != word)
                # "Riau" must stay a province of its own, not a short form of Kepulauan Riau
                if len(shorter) < len(plain) and "".join(shorter) not in official:
                    yield Name(code, shorter, "shortened")
    for seated, capital in register.table(level)["capital"].dropna().items():
        yield Name(str(seated), spelling.words(str(capital)), "capital")
    yield from _aliases(level)


def _aliases(level: str) -> Iterator[Name]:
    with paths.data("areas", "aliases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if register.level_of(row["code"]) != level:
                continue
            plain = spelling.words(row["alias"])
            stated = spelling.KINDS.get(plain[0]) if len(plain) > 1 else None
            if stated and row["kind"] == "former":
                # "Kabupaten Pontianak" is today's Mempawah, "Pontianak" alone is the city
                yield Name(row["code"], plain[1:], "former", stated[1])
            else:
                yield Name(row["code"], plain, row["kind"])
