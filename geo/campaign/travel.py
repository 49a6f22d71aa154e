"""Kilometres and minutes between places: by road on an island, over water only by a declared crossing."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra

from geo import boundaries
from geo.campaign.catchments import distance_km
from geo.campaign.solution import Vector
from geo.errors import UserError

CROSSING_COLUMNS = ("from_longitude", "from_latitude", "to_longitude", "to_latitude", "km", "hours")

_PLACE = ["longitude", "latitude", "island"]


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How a team travels. ``detour``: road km per km as the crow flies; ``speed``: km/h on the road."""

    speed: float = 30.0
    detour: float = 1.4


@dataclass(frozen=True)
class Travel:
    """Minutes and kilometres between every two places; infinite where no road or crossing leads."""

    minutes: Vector
    km: Vector


def between(places: pd.DataFrame, *, pace: Pace, crossings: pd.DataFrame | None = None) -> Travel:
    """Return the quickest ways between all places (``longitude``, ``latitude``, ``island``).

    ``crossings``: ``CROSSING_COLUMNS``, one ferry a row, good in both directions; its ends stand on the
    islands they lie on. Raises ``UserError`` when one is incomplete or its time is not positive.
    """
    if pace.speed <= 0 or pace.detour < 1:
        raise UserError("campaign.pace_wrong")
    count = len(places)
    ferries = _checked(crossings)
    nodes = pd.concat([places[_PLACE], _ends(ferries)[_PLACE]], ignore_index=True)
    road = distance_km(nodes, nodes) * pace.detour
    number = nodes["island"].to_numpy()
    joined = (number[:, None] == number) & (number >= 0)[:, None]
    np.fill_diagonal(joined, val=True)
    km = np.where(joined, road, np.inf)
    minutes = km / pace.speed * 60
    one, other = count + np.arange(len(ferries)), count + len(ferries) + np.arange(len(ferries))
    for start, end in ((one, other), (other, one)):
        minutes[start, end] = ferries["hours"].to_numpy(float) * 60
        km[start, end] = ferries["km"].to_numpy(float)
    if not len(ferries):
        return Travel(minutes, km)
    return _quickest(minutes, km, count)


def from_offices(
    offices: pd.DataFrame, places: pd.DataFrame, *, pace: Pace, crossings: pd.DataFrame | None = None
) -> Vector:
    """Return the quickest minutes from every office (rows) to every place (columns); infinite without a
    way."""
    hubs = pd.concat([offices[_PLACE], _ends(_checked(crossings))[_PLACE]], ignore_index=True)
    to_hub = between(hubs, pace=pace, crossings=crossings).minutes[: len(offices)]
    road = distance_km(hubs, places) * pace.detour / pace.speed * 60
    here, there = hubs["island"].to_numpy()[:, None], places["island"].to_numpy()
    last = np.where((here == there) & (here >= 0), road, np.inf)
    return np.asarray((to_hub[:, :, None] + last[None, :, :]).min(axis=1))


def _ends(ferries: pd.DataFrame) -> pd.DataFrame:
    """Return both ends of every crossing: all the starts, then all the other sides."""
    sides = [
        ferries[[f"{side}_longitude", f"{side}_latitude"]].set_axis(["longitude", "latitude"], axis=1)
        for side in ("from", "to")
    ]
    ends = pd.concat(sides, ignore_index=True)
    located: pd.DataFrame = ends.assign(
        island=boundaries.island_of(ends["longitude"], ends["latitude"]) if len(ends) else np.empty(0, int)
    )
    return located


def _quickest(minutes: Vector, km: Vector, count: int) -> Travel:
    # places at one point are 0 minutes apart, which a sparse graph would read as no link
    graph = np.where(np.isfinite(minutes), np.maximum(minutes, 1e-9), 0.0)
    best, before = dijkstra(graph, indices=np.arange(count), return_predecessors=True)
    way = np.full((count, count), np.inf)
    for start in range(count):
        for end in range(count):
            if np.isfinite(best[start, end]):
                length, at = 0.0, end
                while at != start:
                    length += km[before[start, at], at]
                    at = before[start, at]
                way[start, end] = length
    return Travel(best[:, :count], way)


def _checked(crossings: pd.DataFrame | None) -> pd.DataFrame:
    if crossings is None:
        return pd.DataFrame(columns=list(CROSSING_COLUMNS), dtype=float)
    missing = [name for name in CROSSING_COLUMNS if name not in crossings]
    if missing:
        raise UserError("campaign.crossing_columns", columns=missing)
    table: pd.DataFrame = (
        crossings[list(CROSSING_COLUMNS)].apply(pd.to_numeric, errors="coerce").astype(float)
    )
    if table.isna().any(axis=None) or (table["hours"] <= 0).any() or (table["km"] < 0).any():
        raise UserError("campaign.crossing_wrong")
    return table.reset_index(drop=True)
