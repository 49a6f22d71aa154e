"""Measure one boundary set against another: overlap district by district, and land on the right side."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import areas
from geo.boundaries import report, sets
from geo.boundaries.levels import EQUAL_AREA
from geo.errors import UserError
from geo.text import Phrase

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

_PIECE_VERTICES = 400


@dataclass(frozen=True, eq=False)
class Accuracy:
    """How well a measured set agrees with a reference set.

    ``table`` is indexed by area code: ``name``, ``iou`` (intersection over union; 0 when not present),
    ``area_km2`` measured, ``reference_km2``, ``shared_km2``. Shares are of the reference's land: in the
    ``right`` area, in ``another`` one, in ``none``. All areas in an equal-area projection (ESRI:54034).
    """

    measured: str
    reference: str
    level: str
    table: "pd.DataFrame"
    present: int
    expected: int
    median_iou: float
    mean_iou: float
    right: float
    another: float
    none: float

    def sentence(self) -> Phrase:
        """Return the one line that says it all."""
        return Phrase(
            "boundaries.accuracy_line",
            {
                "measured": self.measured,
                "reference": self.reference,
                "present": self.present,
                "expected": self.expected,
                "level": Phrase(f"boundaries.level.{self.level}"),
                "iou": round(self.median_iou, 3),
                "right": round(100 * self.right, 1),
                "another": round(100 * self.another, 1),
                "none": round(100 * self.none, 1),
            },
        )


def accuracy(path: Path, *, against: Path | None = None, level: str | None = None) -> Accuracy:
    """Measure the shipped set against the file ``path``, or with ``against`` that file's rival ``path``.

    Compared at the level of the reference file. Raises ``UnusableFileError`` for a file that cannot be used
    and ``UserError`` when the measured set does not hold the level.
    """
    reference_path = Path(against or path)
    reference_level, reference = _file(reference_path, _stamp(reference_path), level)
    if against is None:
        measured, name = sets.load(reference_level, set=sets.SHIPPED), sets.SHIPPED
    else:
        own_level, measured = _file(Path(path), _stamp(Path(path)), reference_level)
        name = Path(path).name
        if own_level != reference_level:
            raise UserError("boundaries.levels_differ", one=own_level, other=reference_level)
    return compare(measured, reference, level=reference_level, names=(name, reference_path.name))


def _stamp(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=4)
def _file(path: Path, stamp: int, level: str | None) -> "tuple[str, gpd.GeoDataFrame]":
    del stamp  # part of the key only
    found, frame = report.examine(path, level=level)
    return found.level, frame


def compare(
    measured: "gpd.GeoDataFrame", reference: "gpd.GeoDataFrame", *, level: str, names: tuple[str, str]
) -> Accuracy:
    """Compare two frames (``code``, ``geometry``) of one level; only provinces of the reference count."""
    import numpy as np
    import pandas as pd

    provinces = set(reference["code"].str[:2])
    mine = measured[measured["code"].str[:2].isin(provinces)]
    codes = reference["code"].to_numpy(dtype=object)
    one, one_code = _pieces(mine)
    two, two_code = _pieces(reference)
    shared = _shared(one, one_code, two, two_code)
    right = (
        shared[shared["mine"] == shared["theirs"]]
        .groupby("theirs")["km2"]
        .sum()
        .reindex(codes, fill_value=0.0)
    )
    sizes = [
        pd.Series(_area(p), index=c).groupby(level=0).sum().reindex(codes, fill_value=0.0)
        for p, c in ((one, one_code), (two, two_code))
    ]
    union = sizes[0] + sizes[1] - right
    iou = (right / union.where(union > 0)).fillna(0.0)
    table = pd.DataFrame(
        {
            "name": [areas.name(c) for c in codes],
            "iou": iou.round(4),
            "area_km2": sizes[0].round(3),
            "reference_km2": sizes[1].round(3),
            "shared_km2": right.round(3),
        },
        index=pd.Index(codes, name="code"),
    )
    land = float(sizes[1].sum())
    covered = min(float(shared["km2"].sum()), land)
    return Accuracy(
        measured=names[0],
        reference=names[1],
        level=level,
        table=table,
        present=int(np.isin(codes, mine["code"].unique()).sum()),
        expected=len(codes),
        median_iou=float(iou.median()),
        mean_iou=float(iou.mean()),
        right=float(right.sum()) / land,
        another=(covered - float(right.sum())) / land,
        none=1 - covered / land,
    )


def _shared(one: Any, one_code: Any, two: Any, two_code: Any) -> "pd.DataFrame":
    import pandas as pd
    import shapely

    left, right = shapely.STRtree(two).query(one, predicate="intersects")
    km2 = _area(shapely.intersection(one[left], two[right]))
    return pd.DataFrame({"mine": one_code[left], "theirs": two_code[right], "km2": km2})


def _area(shapes: "npt.NDArray[np.object_]") -> "npt.NDArray[np.float64]":
    import shapely

    size: npt.NDArray[np.float64] = shapely.area(shapes) / 1e6
    return size


def _pieces(frame: "gpd.GeoDataFrame") -> "tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]":
    """Return the shapes in an equal-area projection, cut small: small pieces intersect much faster."""
    import numpy as np
    import shapely

    flat = frame.geometry.to_crs(EQUAL_AREA).to_numpy()
    wrong = ~shapely.is_valid(flat)
    flat[wrong] = shapely.make_valid(flat[wrong], method="structure", keep_collapsed=False)
    parts, owner = shapely.get_parts(flat, return_index=True)
    pieces, owners = [], []
    for part, number in zip(parts, owner, strict=True):
        small = _cut(part)
        pieces += small
        owners += [number] * len(small)
    codes = frame["code"].to_numpy(dtype=object)[np.array(owners, dtype=int)]
    return np.array(pieces, dtype=object), codes


def _cut(shape: Any) -> list[Any]:
    import shapely

    if shape.geom_type != "Polygon":
        return [piece for part in getattr(shape, "geoms", ()) for piece in _cut(part)]
    if shapely.get_num_coordinates(shape) <= _PIECE_VERTICES:
        return [shape]
    west, south, east, north = shape.bounds
    if east - west > north - south:
        middle = (west + east) / 2
        halves = ((west, south, middle, north), (middle, south, east, north))
    else:
        middle = (south + north) / 2
        halves = ((west, south, east, middle), (west, middle, east, north))
    return [piece for half in halves for piece in _cut(shapely.intersection(shape, shapely.box(*half)))]
