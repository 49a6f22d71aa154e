"""Check a boundary file against the register: what it holds, what it lacks, what is wrong with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import areas
from geo.boundaries import columns, matching, reader
from geo.boundaries.levels import EQUAL_AREA
from geo.boundaries.reader import Layer, UnusableFileError
from geo.text import Phrase

if TYPE_CHECKING:
    import geopandas as gpd

LEAST_OVERLAP_KM2 = 0.01
_WANTED = ("district", "subdistrict", "village", "province")
"""Which level of a file with several is taken when none is asked for."""


@dataclass(frozen=True)
class Report:
    """What a boundary file was found to be; its names and labels are kept as text, whatever is in them.

    ``areas``: one mapping an area with ``code``, ``name``, ``features``, ``area_km2`` (equal-area) and
    ``register_km2``. ``missing`` lists areas that the provinces in the file should have. ``overlaps``:
    code, other code, km². ``doubtful``: code, code of the area whose villages lie inside, their share.
    ``evidence``: for each code system the share of features whose codes lie where the register's villages
    lie.
    """

    path: str
    kind: str
    layer: str | None
    crs: str
    crs_assumed: bool
    features: int
    level: str
    code_column: str | None
    name_column: str | None
    system: str | None
    evidence: Mapping[str, float]
    matched_by: Mapping[str, int]
    areas: Sequence[Mapping[str, Any]]
    unmatched: Sequence[str]
    duplicates: Mapping[str, int]
    missing: Sequence[str]
    overlaps: Sequence[tuple[str, str, float]]
    doubtful: Sequence[tuple[str, str, float]]
    repaired: int
    dropped: int

    @property
    def provinces(self) -> list[str]:
        """Return the codes of the provinces the file draws."""
        return sorted({row["code"][:2] for row in self.areas})

    def sentences(self) -> list[Phrase]:
        """Return the report as sentences, the important ones first."""
        level = Phrase(f"boundaries.level.{self.level}")
        said = [
            Phrase(
                "boundaries.report_matched", {"n": len(self.areas), "level": level, "features": self.features}
            )
        ]
        if self.code_column and self.system:
            said.append(
                Phrase(
                    "boundaries.report_codes",
                    {
                        "column": self.code_column,
                        "system": Phrase(f"boundaries.system.{self.system}"),
                        "share": _per_cent(self.evidence[self.system]),
                    },
                )
            )
        elif self.name_column:
            said.append(Phrase("boundaries.report_names", {"column": self.name_column}))
        by_name = self.matched_by["name"] + self.matched_by["place"]
        if self.code_column and by_name:
            said.append(Phrase("boundaries.report_by_name", {"n": by_name}))
        if self.crs_assumed:
            said.append(Phrase("boundaries.report_crs_assumed"))
        lists: list[tuple[str, list[str]]] = [
            ("missing", [areas.name(c) for c in self.missing]),
            ("unmatched", list(self.unmatched)),
            ("duplicates", [f"{areas.name(c)} ({n})" for c, n in self.duplicates.items()]),
            ("overlaps", [f"{areas.name(a)} – {areas.name(b)}" for a, b, _ in self.overlaps]),
            ("doubtful", [f"{areas.name(a)} ({areas.name(b)})" for a, b, _ in self.doubtful]),
        ]
        for key, items in lists:
            if items:
                some = "; ".join(items[:8]) + ("; …" if len(items) > 8 else "")
                said.append(Phrase(f"boundaries.report_{key}", {"n": len(items), "items": some}))
        for key, number in (("repaired", self.repaired), ("dropped", self.dropped)):
            if number:
                said.append(Phrase(f"boundaries.report_{key}", {"n": number}))
        return said


def _per_cent(share: float) -> int:
    return round(100 * share)


def check(path: Path, *, level: str | None = None) -> Report:
    """Read a boundary file and report what it holds; nothing is stored.

    ``level`` chooses among the layers of a file with several; otherwise districts are preferred. Raises
    ``UnusableFileError`` with one sentence for a file that cannot serve: not there, empty, not a vector
    file, no polygons, no codes or names of areas, no reference system, not in Indonesia.
    """
    return examine(path, level=level)[0]


def examine(path: Path, *, level: str | None = None) -> "tuple[Report, gpd.GeoDataFrame]":
    """Return the report of a file and its areas: ``code``, the register's ``name``, ``geometry``."""
    import geopandas as gpd

    layer = _choose(reader.layers(path), level)
    shaped = reader.with_shapes(layer)
    assert shaped.table is not None and shaped.shapes is not None
    table, shapes = shaped.table.reset_index(drop=True), shaped.shapes.reset_index(drop=True)
    found = matching.match(table, shapes)
    if found is None or (level is not None and found.level != level):
        raise _no_codes(shaped, level)
    usable = [c is not None and s for c, s in zip(found.codes, shapes.notna(), strict=True)]
    if not any(usable):
        raise _no_codes(shaped, level)
    raw = gpd.GeoDataFrame({"code": list(found.codes)}, geometry=shapes.to_numpy(), crs="EPSG:4326")[usable]
    times = Counter(raw["code"].tolist())
    frame = (
        raw.dissolve("code", method="unary") if max(times.values()) > 1 else raw.set_index("code")
    ).sort_index()
    frame = frame.reset_index()[["code", "geometry"]]
    frame["name"] = [areas.name(c) for c in frame["code"]]
    drawn = set(frame["code"])
    expected = [c for p in sorted({c[:2] for c in drawn}) for c in areas.children(p, found.level)]
    if found.level == "province":
        expected = areas.children(None, "province") if len(drawn) > 1 else []
    report = Report(
        path=str(path),
        kind=shaped.kind,
        layer=shaped.name,
        crs=shaped.crs or "",
        crs_assumed=shaped.crs_assumed,
        features=len(table),
        level=found.level,
        code_column=found.code_column,
        name_column=found.name_column,
        system=found.system,
        evidence={s: round(v, 4) for s, v in found.evidence.items()},
        matched_by=found.by,
        areas=_rows(frame, times, found.level),
        unmatched=[found.labels[i] for i, c in enumerate(found.codes) if c is None],
        duplicates={c: n for c, n in sorted(times.items()) if n > 1},
        missing=[c for c in expected if c not in drawn],
        overlaps=overlaps(frame),
        doubtful=found.doubtful,
        repaired=shaped.repaired,
        dropped=shaped.dropped,
    )
    return report, frame[["code", "name", "geometry"]]


def _choose(found: Sequence[Layer], level: str | None) -> Layer:
    if len(found) == 1 and level is None:
        return found[0]
    levels: dict[str, int] = {}
    for number, layer in enumerate(found):
        assert layer.table is not None
        codes = columns.code_columns(layer.table)
        at = codes[0].level if codes else matching.level_by_names(layer.table)
        if at is not None:
            levels.setdefault(at, number)
    for wanted in (level,) if level else _WANTED:
        if wanted in levels:
            return found[levels[wanted]]
    raise _no_codes(found[0], level)


def _no_codes(layer: Layer, level: str | None) -> UnusableFileError:
    if level is not None:
        return UnusableFileError(
            "boundaries.file_no_level", path=layer.path.name, level=Phrase(f"boundaries.level.{level}")
        )
    return UnusableFileError("boundaries.file_no_codes", path=layer.path.name)


def _rows(frame: "gpd.GeoDataFrame", times: Mapping[str, int], level: str) -> list[dict[str, Any]]:
    register = areas.table(level)["area_km2"]
    km2 = (frame.to_crs(EQUAL_AREA).area / 1e6).round(3)
    return [
        {
            "code": code,
            "name": name,
            "features": times[code],
            "area_km2": float(size),
            "register_km2": float(register[code]) if register[code] == register[code] else None,
        }
        for code, name, size in zip(frame["code"], frame["name"], km2, strict=True)
    ]


def overlaps(frame: "gpd.GeoDataFrame") -> list[tuple[str, str, float]]:
    """Return pairs of areas that overlap by more than 0.01 km² (equal-area), the largest first."""
    import numpy as np
    import shapely

    shapes = frame.geometry.to_numpy()
    edges = shapely.coverage_invalid_edges(shapes)
    suspects = np.flatnonzero(~shapely.is_missing(edges) & ~shapely.is_empty(edges))
    if len(suspects) == 0:
        return []
    flat = frame.geometry.iloc[suspects].to_crs(EQUAL_AREA).to_numpy()
    flat[~shapely.is_valid(flat)] = shapely.make_valid(flat[~shapely.is_valid(flat)])
    left, right = shapely.STRtree(flat).query(flat, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    km2 = shapely.area(shapely.intersection(flat[left], flat[right])) / 1e6
    codes = frame["code"].to_numpy(dtype=object)[suspects]
    found = [
        (str(codes[a]), str(codes[b]), round(float(size), 3))
        for a, b, size in zip(left, right, km2, strict=True)
        if size > LEAST_OVERLAP_KM2
    ]
    return sorted(found, key=lambda pair: -pair[2])
