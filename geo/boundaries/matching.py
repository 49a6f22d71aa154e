"""Decide which area of the register each shape of a file is, and in which code system the file speaks.

The same four digits name different districts in different systems, so a system is never assumed: each is
tried, and the one whose codes lie where the register's villages of that area lie is taken. What the codes
do not settle, names do; what neither settles stays unmatched and is reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo import areas
from geo.areas import SYSTEMS
from geo.boundaries import columns
from geo.boundaries.columns import CodeColumn
from geo.boundaries.levels import DIGITS

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

LEAST_FIT = 0.5
"""Share of the features a system's codes must place rightly to be believed."""

SURE_ENOUGH = 90.0
"""Likeness a name needs before the place of a shape may decide between the areas it could mean."""

DOUBTFUL_POINTS = 3
DOUBTFUL_SHARE = 0.6


@dataclass(frozen=True)
class Matching:
    """What every feature of a layer was found to be, and why."""

    level: str
    code_column: str | None
    name_column: str | None
    system: str | None
    evidence: Mapping[str, float]
    codes: Sequence[str | None]
    labels: Sequence[str]
    by: Mapping[str, int]
    doubtful: Sequence[tuple[str, str, float]] = field(default=())


class Places:
    """The register's village points inside each shape of a file: the evidence that no column can fake."""

    def __init__(self, shapes: "gpd.GeoSeries") -> None:
        import numpy as np
        import shapely

        villages = areas.table("village").dropna(subset=["latitude", "longitude"])
        points = shapely.points(villages["longitude"].to_numpy(), villages["latitude"].to_numpy())
        there = np.flatnonzero(shapes.notna().to_numpy())
        inside = shapely.STRtree(points).query(shapes.to_numpy()[there], predicate="intersects")
        self.feature: npt.NDArray[np.int64] = there[inside[0]]
        self.village: npt.NDArray[np.object_] = villages.index.to_numpy(dtype=object)[inside[1]]

    def majority(self, level: str) -> dict[int, tuple[str, float, int]]:
        """Return for each shape with points the area most belong to, their share, and how many there are."""
        import pandas as pd

        code = [v[: DIGITS[level]] for v in self.village]
        counts = pd.DataFrame({"feature": self.feature, "code": code}).value_counts().reset_index(name="n")
        total = counts.groupby("feature")["n"].sum()
        first = counts.drop_duplicates("feature")
        return {
            int(f): (c, float(n / total[f]), int(total[f]))
            for f, c, n in zip(first["feature"], first["code"], first["n"], strict=True)
        }


def match(table: "pd.DataFrame", shapes: "gpd.GeoSeries") -> Matching | None:
    """Match the features of a layer (columns and shapes in EPSG:4326, same order) to the register.

    Returns ``None`` when the layer has neither codes nor names that could be areas.
    """
    places = Places(shapes)
    chosen = _best_codes(columns.code_columns(table), places)
    level = chosen[0].level if chosen else level_by_names(table)
    if level is None:
        return None
    name_column, likeness = columns.name_column(table, level)
    if chosen is None and likeness < LEAST_FIT:
        return None
    column, system, evidence = chosen or (None, None, {})
    names = _Names(table, level, name_column)
    majority = places.majority(level)
    codes: list[str | None] = []
    by = {"code": 0, "name": 0, "place": 0}
    for feature in range(len(table)):
        digits = column.digits[feature] if column else None
        found = _from_code(digits, system, level) if digits and system else None
        how = "code"
        if found is None:
            district = (
                columns.convert(digits[:4], system) if digits and system and level != "province" else None
            )
            found, how = names.find(feature, district, majority.get(feature))
        codes.append(found)
        if found is not None:
            by[how] += 1
    if not any(codes):
        return None
    return Matching(
        level=level,
        code_column=column.name if column else None,
        name_column=name_column,
        system=system,
        evidence=evidence,
        codes=codes,
        labels=_labels(table, column, name_column),
        by=by,
        doubtful=_doubtful(codes, majority),
    )


def _best_codes(
    found: Sequence[CodeColumn], places: Places
) -> tuple[CodeColumn, str, dict[str, float]] | None:
    """Return the finest column of codes with the system that places them best, and every system's share."""
    best: tuple[tuple[int, float], CodeColumn, str, dict[str, float]] | None = None
    for column in found:
        checked = "province" if column.level == "province" else "district"
        majority = places.majority(checked)
        evidence = {system: _fit(column, system, majority, DIGITS[checked]) for system in SYSTEMS}
        system = max(SYSTEMS, key=lambda s: evidence[s])
        rank = (areas.LEVELS.index(column.level), evidence[system])
        if evidence[system] >= LEAST_FIT and (best is None or rank > best[0]):
            best = (rank, column, system, evidence)
    return best[1:] if best else None


def _fit(
    column: CodeColumn, system: str, majority: Mapping[int, tuple[str, float, int]], digits: int
) -> float:
    """Return the share of features with a code and village points whose code lies where its villages lie."""
    known = [
        (columns.convert(d[:digits], system), majority[f][0])
        for f, d in enumerate(column.digits)
        if d and f in majority
    ]
    return sum(code == place for code, place in known) / len(known) if known else 0.0


def _from_code(digits: str, system: str, level: str) -> str | None:
    if level in ("province", "district"):
        return columns.convert(digits, system)
    district = columns.convert(digits[:4], system)
    if district is None or not system.startswith("kemendagri"):
        return None  # below the district no crosswalk is known: the name inside the district decides
    code = district + digits[4:]
    return code if areas.exists(code) else None


def level_by_names(table: "pd.DataFrame") -> str | None:
    """Return the finest level a column names; one that repeats itself names what its features lie in."""
    for level in ("district", "province"):
        column, share = columns.name_column(table, level)
        if column is not None and share >= LEAST_FIT:
            values = [v for v in columns.texts(table, column) if v]
            if len(set(values)) >= 0.5 * len(values):
                return level
    return None


class _Names:
    """Finds the area a feature's name means, inside what else the feature says."""

    def __init__(self, table: "pd.DataFrame", level: str, column: str | None) -> None:
        self.level = level
        self.names = columns.texts(table, column)
        self.kinds = columns.texts(table, columns.kind_column(table) if level == "district" else None)
        self.parents = columns.texts(table, _parent_column(table, level))

    def find(
        self, feature: int, district: str | None, place: tuple[str, float, int] | None
    ) -> tuple[str | None, str]:
        """Return the code of the one area a name can mean, and whether the name or its place said so."""
        name = self.names[feature]
        if name is None:
            return None, "name"
        inside = district or self._province(feature)
        if self.level in ("subdistrict", "village") and inside is None:
            return None, "name"
        kind = self.kinds[feature]
        written = [f"{kind} {name}", name] if kind else [name]
        candidates: list[str] = []
        for text in written:
            found = columns.find(text, level=self.level, parent=inside)
            if found is None:
                continue
            if found.exact is not None:
                return found.exact.code, "name"
            candidates += [c.code for c in found.candidates if c.score >= SURE_ENOUGH]
        return (place[0], "place") if place and place[0] in candidates else (None, "name")

    def _province(self, feature: int) -> str | None:
        parent = self.parents[feature]
        found = columns.find(parent, level="province") if parent else None
        return found.exact.code if found and found.exact else None


def _parent_column(table: "pd.DataFrame", level: str) -> str | None:
    if level == "province":
        return None
    column, share = columns.name_column(table, "province")
    return column if share >= LEAST_FIT else None


def _labels(table: "pd.DataFrame", column: CodeColumn | None, name: str | None) -> list[str]:
    names = columns.texts(table, name)
    digits = column.digits if column else [None] * len(table)
    return [n or d or f"#{i + 1}" for i, (n, d) in enumerate(zip(names, digits, strict=True))]


def _doubtful(
    codes: Sequence[str | None], majority: Mapping[int, tuple[str, float, int]]
) -> list[tuple[str, str, float]]:
    """Return areas drawn mostly over another's villages: code, other code, share of the points."""
    return [
        (code, majority[f][0], round(majority[f][1], 3))
        for f, code in enumerate(codes)
        if code
        and f in majority
        and majority[f][0] != code
        and majority[f][1] >= DOUBTFUL_SHARE
        and majority[f][2] >= DOUBTFUL_POINTS
    ]
