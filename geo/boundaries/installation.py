"""Install a boundary file as a set of this machine, and remove it again. Nothing that ships is touched."""

import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo import areas
from geo.boundaries import levels, report, sets
from geo.boundaries.report import Report
from geo.boundaries.sets import BoundarySet
from geo.errors import UserError

if TYPE_CHECKING:
    import geopandas as gpd


class NotRemovableError(UserError):
    """The shipped set stays."""


def install(path: Path, *, title: str | None = None, level: str | None = None) -> tuple[BoundarySet, Report]:
    """Check a boundary file, store it under ``WASPADA_HOME/boundaries`` and make it the active set.

    Levels above the file's own are dissolved from it. Provinces that the file does not draw keep their
    approximate shapes, and the set says so. A set with the same title is replaced; a failure leaves
    everything as it was. Raises ``UnusableFileError`` as ``check`` does.
    """
    path = Path(path)
    found, frame = report.examine(path, level=level)
    named = (title or path.stem).strip()[:120] or path.stem
    set_id = _slug(named)
    whole, filled = _with_other_provinces(frame, found.level)
    about = {
        "id": set_id,
        "title": named,
        "approximate": bool(filled),
        "filled": filled,
        "missing": list(found.missing),
        "source": path.name,
        "licence": "",
        "date": sets.today(),
        "level": found.level,
        "system": found.system,
    }
    folder = sets.user_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as temporary:
        new = Path(temporary) / set_id
        levels.write(new, whole, level=found.level, about=about)
        target = folder / set_id
        if target.exists():
            shutil.rmtree(target)
        new.rename(target)
    return sets.choose(set_id), found


def remove(set_id: str) -> BoundarySet:
    """Delete an installed set and return the set then active; the shipped one stays."""
    found = sets.get(set_id)
    if found.id == sets.SHIPPED:
        raise NotRemovableError("boundaries.set_not_removable", id=set_id)
    if sets.chosen_id() == found.id:
        sets.choose(sets.SHIPPED)
    shutil.rmtree(found.folder)
    return sets.active()


def _slug(title: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "set"
    return f"{slug}-2" if slug == sets.SHIPPED else slug


def _with_other_provinces(frame: "gpd.GeoDataFrame", level: str) -> "tuple[gpd.GeoDataFrame, list[str]]":
    """Return the file's areas with approximate ones for provinces it lacks, and which those are."""
    import geopandas as gpd
    import pandas as pd
    import shapely

    shapes = frame.geometry.to_numpy()
    if not shapely.coverage_is_valid(shapes):
        parts = shapely.coverage_clean(shapes, gap_width=1e-4)
        frame = frame.assign(geometry=parts)
        frame = frame[~frame.is_empty]
    drawn = set(frame["code"].str[:2])
    others = [p for p in areas.children(None, "province") if p not in drawn]
    if not others or level == "village":
        return frame, []
    shipped = sets.load(level, set=sets.SHIPPED)
    added = shipped[shipped["code"].str[:2].isin(others)]
    whole = pd.concat([frame, added], ignore_index=True)
    return gpd.GeoDataFrame(whole, crs="EPSG:4326"), others
