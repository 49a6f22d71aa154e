"""Boundary sets: which one is drawn, and its areas as frames and as files for the screen.

The set that ships is approximate and says so; a set installed from an official file takes its place for the
levels it holds, and the shipped one goes on serving the levels below.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import areas, paths
from geo.boundaries import topology
from geo.boundaries.topology import TopoFile
from geo.errors import UserError
from geo.text import Phrase

if TYPE_CHECKING:
    import geopandas as gpd

SHIPPED = "approximate"
LEVELS = ("province", "district", "subdistrict", "village")
_CHOICE = "active"


class UnknownSetError(UserError):
    """A boundary set that is not there."""


class NoBoundariesError(UserError):
    """A level or area that no boundary set can draw."""


@dataclass(frozen=True)
class BoundarySet:
    """What a boundary set is: where it comes from, what it holds, and whether it is only a picture.

    ``filled`` lists the provinces that its file does not draw and that are taken over from the shipped set.
    """

    id: str
    title: Phrase
    notice: Phrase | None
    approximate: bool
    source: str
    licence: str
    date: str
    levels: tuple[str, ...]
    filled: tuple[str, ...]
    digest: str
    folder: Path


def user_folder() -> Path:
    """Return the folder of installed sets inside ``WASPADA_HOME``."""
    return paths.home() / "boundaries"


def get(set_id: str) -> BoundarySet:
    """Return a boundary set by its id; raises ``UnknownSetError``."""
    for found in available():
        if found.id == set_id:
            return found
    raise UnknownSetError("boundaries.set_unknown", id=set_id[:60], sets=[s.id for s in available()])


def available() -> list[BoundarySet]:
    """Return the shipped set and then every installed one, in the order of their ids."""
    installed = sorted(p.parent for p in user_folder().glob("*/set.json"))
    return [_read(str(p), p.joinpath("set.json").stat().st_mtime_ns) for p in (_shipped_folder(), *installed)]


def active(*, level: str = "district") -> BoundarySet:
    """Return the set that draws ``level``: the chosen one when it holds it, otherwise the shipped one."""
    chosen = chosen_id()
    if chosen != SHIPPED:
        for found in available():
            if found.id == chosen and level in found.levels:
                return found
    return get(SHIPPED)


def chosen_id() -> str:
    """Return the id of the set chosen on this machine."""
    file = user_folder() / _CHOICE
    return file.read_text(encoding="utf-8").strip() if file.is_file() else SHIPPED


def choose(set_id: str) -> BoundarySet:
    """Make a set the active one, for this machine, until another is chosen; raises ``UnknownSetError``."""
    found = get(set_id)
    folder = user_folder()
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath(_CHOICE).write_text(found.id, encoding="utf-8")
    return found


def load(level: str, *, within: str | None = None, set: str | None = None) -> "gpd.GeoDataFrame":
    """Return the areas of ``level`` inside ``within`` (default: the nation): code, name, geometry.

    Villages are cells around their points, cut from the finest level of the set, and need ``within`` a
    district or subdistrict (unless an installed set holds villages); villages without coordinates have no
    cell. Raises ``NoBoundariesError`` for a level or area that the set cannot draw, ``UnknownSetError``,
    ``areas.UnknownArea``.
    """
    if level not in LEVELS:
        raise NoBoundariesError("boundaries.level_unknown", level=level, levels=list(LEVELS))
    inside = None if within in (None, areas.NATION) else within
    if inside is not None:
        areas.name(inside)
    chosen = get(set) if set is not None else active(level=level)
    if level == "village" and chosen.filled and (inside is None or inside[:2] in chosen.filled):
        chosen = get(SHIPPED)
    if level == "village" and level not in chosen.levels:
        from geo.boundaries.villages import village_cells

        return village_cells(chosen, inside).copy()
    if level not in chosen.levels:
        raise NoBoundariesError(
            "boundaries.level_not_in_set", level=level, id=chosen.id, levels=list(chosen.levels)
        )
    frame = _level(chosen.folder, chosen.digest, level, inside[:2] if inside else None)
    if inside and len(inside) > 2:
        frame = frame[frame["code"].str.startswith(inside)].reset_index(drop=True)
    return frame.copy()


def topojson(level: str, *, within: str | None = None) -> TopoFile:
    """Return a level for the screen: object ``areas``, feature id = code, property ``n`` = name.

    The nation's provinces and districts are drawn light (under 200 kB gzipped); inside a province, district
    or subdistrict the full detail of the set is given. Raises as ``load``.
    """
    inside = None if within in (None, areas.NATION) else within
    if inside is not None:
        areas.name(inside)
    chosen = active(level=level)
    if level not in chosen.levels:
        raise NoBoundariesError(
            "boundaries.level_not_in_set", level=level, id=chosen.id, levels=list(chosen.levels)
        )
    return _screen(chosen.folder, chosen.digest, level, inside)


def basemap() -> TopoFile:
    """Return land to draw under everything: object ``areas``, features ``indonesia`` and ``neighbours``."""
    return _basemap()


@lru_cache(maxsize=1)
def _basemap() -> TopoFile:
    return TopoFile(paths.data("boundaries", "basemap.topojson.gz").read_bytes())


def _shipped_folder() -> Path:
    return paths.data("boundaries", SHIPPED)


@lru_cache(maxsize=32)
def _read(folder: str, changed: int) -> BoundarySet:
    """Read what a set says of itself; ``changed`` renews the memory after an installation."""
    about: Mapping[str, Any] = json.loads(Path(folder, "set.json").read_text(encoding="utf-8"))
    approximate = bool(about["approximate"])
    return BoundarySet(
        id=about["id"],
        title=Phrase("boundaries.set_approximate")
        if about["id"] == SHIPPED
        else Phrase("boundaries.set_installed", {"title": about["title"], "date": about["date"]}),
        notice=_notice(about),
        approximate=approximate,
        source=about["source"],
        licence=about["licence"],
        date=about["date"],
        levels=tuple(about["levels"]),
        filled=tuple(about.get("filled", ())),
        digest=about["digest"],
        folder=Path(folder),
    )


def _notice(about: Mapping[str, Any]) -> Phrase | None:
    """Say what of a set is not what it seems: only a picture, partly a picture, or with areas missing."""
    if about["id"] == SHIPPED:
        return Phrase("boundaries.notice_approximate")
    filled, missing = len(about["filled"]), len(about["missing"])
    if filled and missing:
        return Phrase("boundaries.notice_filled_missing", {"n": filled, "missing": missing})
    if filled:
        return Phrase("boundaries.notice_filled", {"n": filled})
    return Phrase("boundaries.notice_missing", {"n": missing}) if missing else None


@lru_cache(maxsize=64)
def _level(folder: Path, digest: str, level: str, province: str | None) -> "gpd.GeoDataFrame":
    import geopandas as gpd
    import pandas as pd

    del digest  # part of the key only: an installed set may be replaced under the same name
    files = sorted(folder.glob("detail/*.topojson.gz"))
    if province is not None:
        files = [f for f in files if f.name.startswith(province)]
    frames = [topology.decode(topology.unpack(f), level) for f in files]
    if not frames:
        return gpd.GeoDataFrame({"code": [], "name": []}, geometry=[], crs="EPSG:4326")
    whole = pd.concat(frames, ignore_index=True)
    return gpd.GeoDataFrame(whole.sort_values("code", ignore_index=True), crs="EPSG:4326")


@lru_cache(maxsize=64)
def _screen(folder: Path, digest: str, level: str, within: str | None) -> TopoFile:
    del digest
    light = folder / f"{level}.topojson.gz"
    if within is None:
        if not light.is_file():
            raise NoBoundariesError("boundaries.nation_too_fine", level=level)
        return TopoFile(light.read_bytes())
    file = folder / "detail" / f"{within[:2]}.topojson.gz"
    if not file.is_file():
        raise NoBoundariesError("boundaries.area_not_in_set", name=areas.name(within))
    return TopoFile(topology.pack(topology.screen(topology.unpack(file), level, within=within)))


def today() -> str:
    """Return today's date, the date of a set that states none."""
    return dt.datetime.now(tz=dt.UTC).date().isoformat()
