"""What a scan runs on: a selection of published figures, or a file of points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd

from geo import boundaries, rates
from geo.counts import Selection, Window
from geo.errors import UserError
from geo.hotspots.inputs import Floats
from geo.hotspots.scan import Clusters, Method, poisson_scan
from geo.hotspots.scan_space_time import Cylinder, space_time_scan
from geo.hotspots.scan_windows import Metric
from geo.text import Phrase

_MOST_AREAS = 0.9
"""Share of the areas that must have a figure in a year for the year to be compared."""
_COLUMNS = ("x", "y", "cases", "population")


@dataclass(frozen=True)
class ScanInput:
    """Points, cases and population by area; ``points_are`` says which points were taken."""

    names: Sequence[str]
    points: Floats
    cases: Floats
    population: Floats
    metric: Metric
    points_are: str
    sentence: Phrase
    adjacency: Callable[[], Any] | None = None


def from_selection(selection: Selection) -> ScanInput:
    """Take a selection by origin; the points are the areas' centres (``boundaries.centres``)."""
    if selection.role != "origin":
        raise UserError("hotspots.not_by_origin", role=Phrase(f"counts.role.{selection.role}"))
    codes = selection.table.index
    centres = boundaries.centres(selection.level).set_index("code").reindex(codes)

    def adjacency() -> Any:
        from geo.hotspots.assessment import Settings, neighbours

        return neighbours(selection, Settings())

    return ScanInput(
        names=[str(c) for c in codes],
        points=centres[["longitude", "latitude"]].to_numpy(dtype=np.float64),
        cases=np.asarray(rates.observed(selection), dtype=np.float64),
        population=np.asarray(rates.population(selection), dtype=np.float64),
        metric="geodesic",
        points_are="boundaries.centres",
        sentence=selection.sentence,
        adjacency=adjacency,
    )


def from_file(path: Path, *, metric: str) -> ScanInput:
    """Read a CSV with columns x, y, cases, population (and name); raises ``UserError`` for another file."""
    if metric not in get_args(Metric):
        raise UserError("hotspots.metric_unknown", given=metric, known=list(get_args(Metric)))
    try:
        table = pd.read_csv(path)
    except (ValueError, UnicodeDecodeError, OSError) as error:
        raise UserError("hotspots.scan_file_unreadable", path=str(path)) from error
    table.columns = [str(c).strip().lower() for c in table.columns]
    lacking = [c for c in _COLUMNS if c not in table]
    if lacking:
        raise UserError("hotspots.scan_file_columns", path=str(path), lacking=lacking)
    numbers = table[list(_COLUMNS)].apply(pd.to_numeric, errors="coerce")
    wrong = int((numbers.isna() & table[list(_COLUMNS)].notna()).any(axis=1).sum())
    wrong += int((numbers[["cases", "population"]] < 0).any(axis=1).sum())
    if wrong:
        raise UserError("hotspots.scan_file_values", path=str(path), n=wrong)
    names = table["name"].astype(str) if "name" in table else pd.Series(range(1, len(table) + 1)).astype(str)
    return ScanInput(
        names=names.tolist(),
        points=numbers[["x", "y"]].to_numpy(dtype=np.float64),
        cases=numbers["cases"].to_numpy(dtype=np.float64),
        population=numbers["population"].to_numpy(dtype=np.float64),
        metric="geodesic" if metric == "geodesic" else "euclidean",
        points_are="file",
        sentence=Phrase("hotspots.scan_file", {"file": path.name, "n": len(table)}),
    )


def scan_clusters(
    given: ScanInput,
    *,
    method: str,
    max_share: float,
    max_km: float | None,
    permutations: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Clusters:
    """Scan what was given; raises ``UserError`` where a method and the points do not go together."""
    chosen: Method
    if method == "circular":
        chosen = "circular"
    elif method == "elliptic":
        if given.metric != "euclidean":
            raise UserError("hotspots.elliptic_needs_plane")
        chosen = "elliptic"
    elif method == "flexible":
        if given.adjacency is None:
            raise UserError("hotspots.flexible_needs_borders")
        chosen = "flexible"
    else:
        raise UserError("hotspots.method_unknown", given=method, known=list(get_args(Method)))
    return poisson_scan(
        given.points,
        given.cases,
        given.population,
        max_share=max_share,
        permutations=permutations,
        seed=seed,
        metric=given.metric,
        method=chosen,
        max_km=max_km,
        adjacency=given.adjacency() if chosen == "flexible" and given.adjacency else None,
        progress=progress,
    )


@dataclass(frozen=True)
class YearScan:
    """A space–time scan over calendar years: the years that could be compared, and the clusters found."""

    years: tuple[int, ...]
    clusters: list[Cylinder]


def scan_years(
    selection: Selection,
    *,
    since: int,
    prospective: bool,
    max_share: float,
    max_km: float | None,
    permutations: int,
    seed: int,
) -> YearScan:
    """Scan the years from ``since`` to the window's last in space and time.

    A year takes part when at least ``_MOST_AREAS`` of the areas have a figure in it; areas without one in
    such a year are left out. Person-days (population × days covered) stand for the population, so years
    covered in part are compared without pro-rating. Raises ``UserError`` when fewer than two years can take
    part.
    """
    given = from_selection(selection)
    tables = {}
    for year in range(since, selection.window.end.year + 1):
        again = selection.again(window=Window.year(year))
        table = again.table if selection.exact else again.protected().table
        if table["value"].notna().mean() >= _MOST_AREAS:
            tables[year] = table
    if len(tables) < 2:
        raise UserError("hotspots.years_few", since=str(since), last=str(selection.window.end.year))
    cases = np.column_stack([t["value"].astype("float64") for t in tables.values()])
    days = np.column_stack([t["days_covered"].astype("float64") for t in tables.values()])
    clusters = space_time_scan(
        given.points,
        cases,
        given.population[:, None] * days,
        max_share=max_share,
        max_km=max_km,
        prospective=prospective,
        permutations=permutations,
        seed=seed,
    )
    return YearScan(tuple(tables), clusters)
