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
    filled = [p for p in areas.children(None, "province") if p not in found.provinces]
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
        shipped = sets.get(sets.SHIPPED).folder
        levels.write(
            new, _fitting(frame), level=found.level, about=about, ready=shipped, ready_provinces=filled
        )
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


def _fitting(frame: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """Return the areas with gaps and overlaps of their borders mended, when there are any."""
    import shapely

    shapes = frame.geometry.to_numpy()
    if shapely.coverage_is_valid(shapes):
        return frame
    mended = frame.assign(geometry=shapely.coverage_clean(shapes, gap_width=1e-4))
    return mended[~mended.is_empty]
