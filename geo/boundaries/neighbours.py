"""Which areas are neighbours by land, and which across the sea; and where an area's middle is."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo import areas, paths
from geo.boundaries import sets
from geo.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("code", "other", "shared_km", "kind", "km")


def neighbours(level: str, *, within: str | None = None) -> "pd.DataFrame":
    """Return pairs of neighbouring areas of ``level``, each pair in both directions.

    Columns ``code``, ``other``, ``shared_km`` (length of the common border, geodesic; 0 across water),
    ``kind`` (``border`` or ``sea``) and ``km`` (width of the water; 0 by land). Land neighbours come from
    the active boundary set. Sea links are declared in ``data/boundaries/sea_links.csv`` between districts
    of different landmasses, and a province has those of its districts; no other level has any. With
    ``within`` both areas lie inside it.
    """
    if level not in ("province", "district", "subdistrict"):
        raise UserError("boundaries.neighbours_level", level=level)
    inside = None if within in (None, areas.NATION) else within
    chosen = sets.active(level=level)
    pairs = _pairs(chosen.folder, chosen.digest, level)
    if inside is not None:
        areas.name(inside)
        pairs = pairs[pairs["code"].str.startswith(inside) & pairs["other"].str.startswith(inside)]
    return pairs.reset_index(drop=True)


@lru_cache(maxsize=16)
def _pairs(folder: Path, digest: str, level: str) -> "pd.DataFrame":
    import pandas as pd

    del digest  # part of the key only
    borders = pd.read_parquet(folder / "borders.parquet")
    land = borders.loc[borders["level"] == level, ["code", "other", "shared_km"]].assign(
        kind="border", km=0.0
    )
    sea = _sea_links(level)
    taken = set(zip(land["code"], land["other"], strict=True))
    new = [pair not in taken for pair in zip(sea["code"], sea["other"], strict=True)]
    once = pd.concat([land, sea[new]], ignore_index=True)[list(COLUMNS)]
    back = once.rename(columns={"code": "other", "other": "code"})[list(COLUMNS)]
    both = pd.concat([once, back])
    return pd.DataFrame(both.sort_values(["code", "other"], ignore_index=True))


def _sea_links(level: str) -> "pd.DataFrame":
    import pandas as pd

    links = pd.read_csv(paths.data("boundaries", "sea_links.csv"), dtype={"code": str, "other": str})
    digits = {"province": 2, "district": 4}.get(level, 0)
    if not digits:
        links = links.iloc[:0]
    ends = pd.DataFrame(
        {"a": links["code"].str[:digits], "b": links["other"].str[:digits], "km": links["km"]}
    )
    ends = ends[ends["a"] != ends["b"]]
    once = pd.DataFrame(
        {"code": ends[["a", "b"]].min(axis=1), "other": ends[["a", "b"]].max(axis=1), "km": ends["km"]}
    )
    nearest = pd.DataFrame(once.groupby(["code", "other"], as_index=False)["km"].min())
    return nearest.assign(shared_km=0.0, kind="sea")


def centres(level: str) -> "pd.DataFrame":
    """Return one point on land for every area of ``level``: ``code``, ``longitude``, ``latitude`` (WGS 84).

    It is the village point nearest to the area's middle. The middle of a district or subdistrict is the
    mean of its village points (villages carry no population, so each counts once); a province's is the mean
    of its districts' middles weighted by their population. A village's own point is its centre; an area
    none of whose villages has coordinates is left out.
    """
    return _centres(level).copy()


@lru_cache(maxsize=4)
def _centres(level: str) -> "pd.DataFrame":
    import numpy as np
    import pandas as pd

    villages = areas.table("village")[["longitude", "latitude"]].dropna()
    if level == "village":
        return villages.rename_axis("code").reset_index()
    digits = {"province": 2, "district": 4, "subdistrict": 6}[level]
    own = pd.Series(villages.index.str[:digits], index=villages.index)
    if level == "province":
        middles = villages.groupby(villages.index.str[:4]).mean()
        people = areas.table("district")["population"].reindex(middles.index).astype(float)
        weighted = middles.mul(people, axis=0).groupby(middles.index.str[:2]).sum()
        middle = weighted.div(people.groupby(people.index.str[:2]).sum(), axis=0)
    else:
        middle = villages.groupby(own.to_numpy()).mean()
    target = middle.reindex(own.to_numpy())
    east = (villages["longitude"].to_numpy() - target["longitude"].to_numpy()) * np.cos(
        np.radians(villages["latitude"].to_numpy())
    )
    north = villages["latitude"].to_numpy() - target["latitude"].to_numpy()
    away = pd.Series(np.hypot(east, north), index=villages.index)
    chosen = villages.loc[away.groupby(own.to_numpy()).idxmin().to_numpy()]
    return pd.DataFrame(
        {
            "code": chosen.index.str[:digits],
            "longitude": chosen["longitude"].to_numpy(),
            "latitude": chosen["latitude"].to_numpy(),
        }
    ).sort_values("code", ignore_index=True)
