"""The administrative register: four levels of areas, their names, figures and hierarchy.

Codes are those of the Ministry of Home Affairs without dots; a code's length is its level and its first
digits are its parent: ``53`` province, ``5304`` district, ``530412`` subdistrict, ``5304122001`` village.
``00`` is the nation, and ``PP00`` (``5300``) stands for "province PP, district not stated" in a count table.
"""

from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from geo import paths
from geo.errors import UserError
from geo.text import text

if TYPE_CHECKING:
    import pandas as pd

LEVELS = ("nation", "province", "district", "subdistrict", "village")
NATION = "00"
DIGITS: Mapping[str, int] = {"province": 2, "district": 4, "subdistrict": 6, "village": 10}
_LEVEL_OF_DIGITS = {digits: level for level, digits in DIGITS.items()}
_KIND_WORDS = ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ", "Kota ")


class UnknownAreaError(UserError):
    """A code or name that the register does not hold."""


class UnknownLevelError(UserError):
    """A level that does not exist."""


@cache
def table(level: str) -> "pd.DataFrame":
    """Return every area of ``level``, indexed by code in the order of codes. Shared: do not change it.

    Columns: ``name`` (official, with Kabupaten/Kota), ``kind``, ``parent`` (code one level up),
    ``population`` (persons, Int64), ``area_km2``, ``capital``, ``latitude``, ``longitude`` (degrees, WGS 84:
    a village's own point, otherwise the mean point of its villages); provinces and districts also
    ``founded`` (the day of the founding law; missing for areas older than April 1999).
    Missing is missing: no population below the district, no area where the source is wrong.
    Raises ``UnknownLevelError``. Sources: ``data/SOURCES.md``.
    """
    import numpy as np
    import pandas as pd

    check_level(level)
    if level == "nation":
        return _nation()
    frame = _read(level)
    short = DIGITS[LEVELS[LEVELS.index(level) - 1]] if level != "province" else 0
    frame["parent"] = frame.index.str[:short] if short else NATION
    if "population" not in frame:
        frame["population"] = pd.array([pd.NA], dtype="Int64").repeat(len(frame))
        frame["area_km2"] = np.full(len(frame), np.nan, dtype="float32")
        frame["capital"] = pd.Series(pd.NA, index=frame.index, dtype="category")
    if level in ("province", "district"):
        from geo.areas.history import splits

        founded = {split.new: split.date for split in splits()}
        frame["founded"] = np.array([founded.get(code) for code in frame.index], dtype="datetime64[s]")
    first = ["name", "kind", "parent", "population", "area_km2", "capital", "latitude", "longitude"]
    return frame[[*first, *(c for c in frame.columns if c not in first)]]


def _read(level: str) -> "pd.DataFrame":
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    types: dict[Any, Any] = {
        pa.string(): pd.StringDtype("pyarrow", na_value=np.nan),
        pa.int64(): pd.Int64Dtype(),
    }
    pool = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own pool sets 32 MB apart for files of two
    try:
        with pq.ParquetFile(paths.data("areas", f"{level}.parquet"), pre_buffer=False) as file:
            source = file.read(use_threads=False)
    finally:
        pa.set_memory_pool(pool)
    frame: pd.DataFrame = source.to_pandas(types_mapper=types.get, use_threads=False)
    return frame.set_index("code")


def _nation() -> "pd.DataFrame":
    import pandas as pd

    provinces = table("province")
    points = table("village")[["latitude", "longitude"]].mean()
    row = {
        "name": "Indonesia",
        "kind": "negara",
        "parent": None,
        "population": provinces["population"].sum(),
        "area_km2": provinces["area_km2"].sum(),
        "capital": "Jakarta",
        "latitude": points["latitude"],
        "longitude": points["longitude"],
    }
    frame = pd.DataFrame([row], index=pd.Index([NATION], name="code"))
    return frame.astype({"population": "Int64"})


@cache
def names(level: str) -> Mapping[str, str]:
    """Return official names by code for one level."""
    column = table(level)["name"]
    return dict(zip(column.index.tolist(), column.tolist(), strict=True))


def check_level(level: str | None) -> None:
    """Raise ``UnknownLevelError`` for a level that does not exist (``None`` is no level and passes)."""
    if level is not None:
        _index(level)


def level_of(code: str) -> str:
    """Return the level a code belongs to by its form; raises ``UnknownAreaError`` when it has none.

    ``5300`` is at district level: a district that was not stated.
    """
    if code == NATION:
        return "nation"
    if isinstance(code, str) and code.isascii() and code.isdigit() and len(code) in _LEVEL_OF_DIGITS:
        return _LEVEL_OF_DIGITS[len(code)]
    raise UnknownAreaError("areas.code_form", code=str(code)[:40])


def exists(code: str) -> bool:
    """Say whether the register holds this code (``PP00`` is not an area)."""
    try:
        return code in names(level_of(code))
    except UnknownAreaError:
        return False


def is_not_stated(code: str) -> bool:
    """Say whether ``code`` is ``PP00``: a known province whose district was not stated."""
    return len(code) == 4 and code.endswith("00") and exists(code[:2])


def name(code: str, *, short: bool = False, lang: str = "id") -> str:
    """Return the official name of an area, or with ``short`` the name without Kabupaten.

    ``Kota`` is kept in a short name: 26 names are both a kabupaten and a kota. ``PP00`` is named in ``lang``.
    Raises ``UnknownAreaError``.
    """
    if is_not_stated(code):
        return text("areas.not_stated", lang, province=name(code[:2]))
    level = level_of(code)
    official = names(level).get(code)
    if official is None:
        raise UnknownAreaError("areas.code_unknown", code=dotted(code))
    return short_name(official) if short and level == "district" else official


def short_name(official: str) -> str:
    """Drop "Kabupaten" and "Administrasi" from a district's name; "Kota" stays: it tells two areas apart."""
    for word in ("Kabupaten Administrasi ", "Kabupaten "):
        if official.startswith(word):
            return official.removeprefix(word)
    return official.replace("Kota Administrasi ", "Kota ", 1)


def base_name(official: str) -> str:
    """Return a district's name without any word of its kind: "Kupang" for both of that name."""
    for word in _KIND_WORDS:
        if official.startswith(word):
            return official.removeprefix(word)
    return official


def dotted(code: str) -> str:
    """Write a code as the ministry does: ``5304122001`` → ``53.04.12.2001``."""
    return ".".join(filter(None, (code[:2], code[2:4], code[4:6], code[6:])))


def parent(code: str, level: str | None = None) -> str:
    """Return the code of the area of ``level`` that ``code`` lies in (one level up when not given).

    An area of the asked level is its own answer. Raises ``UnknownAreaError`` for a code of no known form or a
    level below the code's own.
    """
    own = LEVELS.index(level_of(code))
    wanted = own - 1 if level is None else _index(level)
    if wanted > own or wanted < 0:
        raise UnknownAreaError("areas.no_parent", code=dotted(code), level=level or LEVELS[0])
    return NATION if wanted == 0 else code[: DIGITS[LEVELS[wanted]]]


def children(code: str | None, level: str) -> list[str]:
    """Return the codes of ``level`` inside ``code`` (``None`` or ``00``: the nation), in the order of codes.

    Raises ``UnknownAreaError`` when the register does not hold ``code``.
    """
    inside = _codes(level) if _index(level) else [NATION]
    if code is None or code == NATION:
        return list(inside)
    if not exists(code):
        raise UnknownAreaError("areas.code_unknown", code=dotted(str(code)[:40]))
    return inside[bisect_left(inside, code) : bisect_left(inside, f"{code}:")]  # ":" sorts after every digit


@cache
def _codes(level: str) -> list[str]:
    return sorted(names(level))


def _index(level: str) -> int:
    if level not in LEVELS:
        raise UnknownLevelError("areas.level_unknown", level=level, levels=list(LEVELS))
    return LEVELS.index(level)
