"""Catchments: geodesic, and never across water."""

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from geo import areas, boundaries
from geo.campaign.catchments import covers, covers_by_time
from geo.errors import UserError


def _table(*points):
    return pd.DataFrame(
        points, columns=["longitude", "latitude"], index=[f"d{k}" for k in range(len(points))]
    )


def test_two_islands_one_kilometre_apart():
    """Two villages 1 km apart on two islands: 3 km of catchment reach neither the other."""
    x, y, _ = Geod(ellps="WGS84").fwd(123.0, -8.5, 90, 1000)
    villages = _table((123.0, -8.5), (x, y))
    assert covers(villages, villages, km=3, islands=([1, 1], [1, 1])).toarray().tolist() == [[1, 1], [1, 1]]
    assert covers(villages, villages, km=3, islands=([1, 2], [1, 2])).toarray().tolist() == [[1, 0], [0, 1]]
    unknown = covers(villages, villages, km=3, islands=([-1, -1], [-1, -1]))
    assert unknown.toarray().tolist() == [[1, 0], [0, 1]]


def test_a_real_strait():
    """Waihali on Flores and Tobilota on Adonara: 2.9 km apart, the strait of Larantuka between."""
    both = areas.table("village").loc[["5306031021", "5306092011"]]
    assert (
        Geod(ellps="WGS84").inv(*both[["longitude", "latitude"]].to_numpy().ravel()[[0, 1, 2, 3]])[2] < 3000
    )
    assert covers(both, both, km=20).toarray().tolist() == [[1, 0], [0, 1]]


def test_distance_is_geodesic():
    """The edge is where pyproj's geodesic says, one metre inside and one outside, in any direction."""
    for bearing in (0, 45, 90, 200):
        at = [Geod(ellps="WGS84").fwd(140.0, -8.0, bearing, metres)[:2] for metres in (2999, 3001)]
        reached = covers(_table((140.0, -8.0)), _table(*at), km=3, islands=([5], [5, 5]))
        assert reached.toarray().tolist() == [[1, 0]]


def test_a_site_may_have_its_own_radius_and_places_without_coordinates_stay_out():
    sites = _table((120.0, -9.0), (120.0, -9.0), (np.nan, np.nan))
    points = _table((120.01, -9.0), (np.nan, np.nan))
    reached = covers(sites, points, km=[0.5, 2, 9], islands=([1, 1, 1], [1, 1]))
    assert reached.toarray().tolist() == [[0, 0], [1, 0], [0, 0]]
    with pytest.raises(UserError):
        covers(sites, points, km=-1, islands=([1, 1, 1], [1, 1]))


def test_no_pair_of_the_nation_crosses_water():
    """Every village against every village at 3 km: no pair joins two islands, and most are their own only."""
    villages = areas.table("village").dropna(subset=["longitude", "latitude"])
    number = boundaries.village_islands().reindex(villages.index).fillna(-1).to_numpy(int)
    reached = covers(villages, villages, km=3, islands=(number, number)).tocoo()
    apart = reached.row != reached.col
    same_place = villages[["longitude", "latitude"]].to_numpy()
    identical = (same_place[reached.row] == same_place[reached.col]).all(axis=1)
    assert len(villages) == 83_379
    assert reached.nnz > 500_000
    assert (number[reached.row] != number[reached.col])[apart & ~identical].sum() == 0
    assert (number[reached.row] < 0)[apart & ~identical].sum() == 0


def test_travel_times():
    sites, points = _table((120.0, -9.0), (120.5, -9.0)), _table((120.0, -9.0), (120.5, -9.0), (121.0, -9.0))
    table = pd.DataFrame({"site": ["d0", "d0", "d1"], "village": ["d1", "d2", "d2"], "minutes": [20, 70, 10]})
    reached = covers_by_time(table, sites, points, minutes=30, islands=([1, 1], [1, 1, 1]))
    assert reached.toarray().tolist() == [[1, 1, 0], [0, 1, 1]]
    over_water = covers_by_time(table, sites, points, minutes=30, islands=([1, 1], [1, 2, 1]))
    assert over_water.toarray().tolist() == [[1, 0, 0], [0, 1, 1]]
    with pytest.raises(UserError):
        covers_by_time(table.assign(site="x"), sites, points, minutes=30, islands=([1, 1], [1, 1, 1]))
    with pytest.raises(UserError):
        covers_by_time(table.drop(columns="minutes"), sites, points, minutes=3, islands=([1, 1], [1, 1, 1]))
