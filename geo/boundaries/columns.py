"""Find which columns of a boundary file hold codes, names, kinds and provinces, by what is in them.

No column is believed for its name: BIG writes ``KDPKAB``, OCHA ``ADM2_PCODE`` (``ID5304``, a BPS code),
GADM ``CC_2``, others ``kode``. What a column's values can mean decides; the name only breaks ties.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo import areas
from geo.areas import SYSTEMS, UnknownAreaError
from geo.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

LEVEL_OF_DIGITS = {2: "province", 4: "district", 6: "subdistrict", 7: "subdistrict", 10: "village"}
"""Digits of a code → level; BPS writes subdistricts with seven."""

_CODE = re.compile(r"(?:IDN?[-_. ]?)?(\d[\d.]*)", re.IGNORECASE)
_SAMPLE = 60
_KINDS = {"kabupaten", "kab", "regency", "kota", "city", "municipality", "kotamadya"}
_USUAL = re.compile(r"^(kd|wadm|adm\d|name_|cc_|kode|code|kab|nama|name|namobj)", re.IGNORECASE)


@dataclass(frozen=True)
class CodeColumn:
    """A column of area codes: digits only, for each feature (``None`` where it holds no code)."""

    name: str
    level: str
    digits: tuple[str | None, ...]


def digits_of(value: Any) -> str | None:
    """Return the digits of an area code as any producer writes it, or ``None``: "53.04", "ID5304", 5304.0."""
    found = _CODE.fullmatch(str(value).strip().removesuffix(".0"))
    plain = found.group(1).replace(".", "") if found else ""
    return plain if len(plain) in LEVEL_OF_DIGITS else None


def code_columns(table: "pd.DataFrame") -> list[CodeColumn]:
    """Return the columns that mostly hold codes of one level in some system, the finest first."""
    found = []
    for name in table.columns:
        digits = [digits_of(v) for v in table[name].tolist()]
        lengths = [len(d) for d in digits if d]
        if not lengths:
            continue
        usual = max(set(lengths), key=lengths.count)
        kept = tuple(d if d and len(d) == usual else None for d in digits)
        known = [d for d in dict.fromkeys(kept) if d]
        real = sum(_means_something(d) for d in known)
        present = sum(
            v is not None and str(v).strip().lower() not in ("", "nan", "na", "none") for v in table[name]
        )
        if sum(d is not None for d in kept) >= 0.5 * present and real >= 0.5 * len(known):
            found.append(CodeColumn(str(name), LEVEL_OF_DIGITS[usual], kept))
    return sorted(found, key=_order)


def _order(column: CodeColumn) -> tuple[int, bool]:
    return -areas.LEVELS.index(column.level), _USUAL.match(column.name) is None


def _means_something(digits: str) -> bool:
    return any(convert(digits[:4] if len(digits) > 4 else digits, system) for system in SYSTEMS)


def convert(digits: str, system: str) -> str | None:
    """Return today's ministry code of a province's or district's code in ``system``, or ``None``."""
    try:
        return areas.to_kemendagri(digits, system=system)
    except UnknownAreaError:
        return None


def text_columns(table: "pd.DataFrame") -> list[str]:
    """Return the columns that hold words."""
    return [
        str(c)
        for c in table.columns
        if any(isinstance(v, str) and re.search(r"[A-Za-z]{2}", v) for v in table[c].head(_SAMPLE))
    ]


def name_column(table: "pd.DataFrame", level: str) -> tuple[str | None, float]:
    """Return the column whose values are names of areas of ``level`` most often, and how often (0 to 1)."""
    best: tuple[float, bool, str] | None = None
    for name in text_columns(table):
        values = _distinct(table[name])
        if len(values) < min(3, len(table)) and len(table) > 3 and level != "province":
            continue
        share = sum(_is_name(v, level) for v in values) / len(values) if values else 0.0
        rank = (share, _USUAL.match(name) is not None, name)
        if share > 0 and (best is None or rank[:2] > best[:2]):
            best = rank
    return (best[2], best[0]) if best else (None, 0.0)


def kind_column(table: "pd.DataFrame") -> str | None:
    """Return the column that only says kabupaten or kota, if there is one."""
    for name in text_columns(table):
        values = {str(v).strip().lower() for v in table[name].dropna().tolist()}
        if values & _KINDS and len(values) <= 8 and len(values - _KINDS) <= 4 and "kota" in values | {"kota"}:
            return name
    return None


def _distinct(values: Iterable[Any]) -> list[str]:
    words = [v.strip() for v in dict.fromkeys(v for v in values if isinstance(v, str) and v.strip())]
    step = max(1, len(words) // _SAMPLE)
    return words[::step][:_SAMPLE]


def _is_name(value: str, level: str) -> bool:
    match = find(value, level=level)
    return match is not None and (match.exact is not None or any(c.score >= 90 for c in match.candidates))


def find(value: str, *, level: str, parent: str | None = None) -> "areas.Match | None":
    """Look a name from a file up; ``None`` for a text that cannot be looked up."""
    try:
        return areas.find(value, level=level, parent=parent)
    except UserError:
        return None


def texts(table: "pd.DataFrame", column: str | None) -> Sequence[str | None]:
    """Return a column's words feature by feature (``None`` where it has none, or for no column)."""
    if column is None:
        return [None] * len(table)
    return [v.strip() if isinstance(v, str) and v.strip() else None for v in table[column].tolist()]
