"""The villages a campaign is planned for: where they lie, on which island, how many people they stand for."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo import areas, boundaries
from geo.errors import UserError


def villages(within: Sequence[str], *, populations: pd.Series | None = None) -> pd.DataFrame:
    """Return every village inside the areas, indexed by code in the order of codes.

    Columns: ``name``, ``subdistrict`` and ``district`` (codes), ``longitude`` and ``latitude`` (NaN where
    the register has none), ``island`` (−1 unknown), ``population`` (persons) and ``population_known``.
    Where no village population is given in ``populations`` (by code), a village stands for an equal share
    of what its district has left.
    ``within``: codes of the nation, provinces, districts or subdistricts.
    """
    if not within:
        raise UserError("campaign.no_area")
    table = areas.table("village")
    inside = np.zeros(len(table), dtype=bool)
    for code in within:
        areas.name(code)  # an unknown area is refused here
        inside |= np.ones(len(table), bool) if code == areas.NATION else table.index.str.startswith(code)
    table = table[inside]
    districts = table.index.str[:4]
    known = pd.Series(np.nan, index=table.index, dtype=float)
    if populations is not None:
        known = pd.to_numeric(populations, errors="coerce").reindex(table.index).astype(float)
    return pd.DataFrame(
        {
            "name": table["name"].astype(str),
            "subdistrict": table.index.str[:6],
            "district": districts,
            "longitude": table["longitude"].astype(float),
            "latitude": table["latitude"].astype(float),
            "island": boundaries.village_islands().reindex(table.index).fillna(-1).astype(int),
            "population": _shares(known),
            "population_known": known.notna(),
        },
        index=table.index,
    )


def _shares(known: pd.Series) -> pd.Series:
    """Return the population of each village: its own, or an equal share of the rest of its district.

    The district is always taken whole, also when only some of its villages are planned for.
    """
    totals = areas.table("district")["population"].astype(float)
    everywhere = pd.Series(areas.table("village").index.str[:4])
    counts = everywhere.value_counts()
    district = known.index.str[:4]
    given = known.groupby(district)
    left = (totals.reindex(counts.index) - given.sum().reindex(counts.index).fillna(0)).clip(lower=0)
    others = (counts - given.count().reindex(counts.index).fillna(0)).clip(lower=1)
    share = (left / others).reindex(district).to_numpy()
    return known.fillna(pd.Series(share, index=known.index)).fillna(0.0)
