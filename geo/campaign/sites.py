"""Where a billboard or a meeting could be: every village, and the planner's own places."""

from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd

from geo import areas, boundaries
from geo.errors import UserError

KINDS = ("village", "market", "port", "terminal", "school", "church", "mosque", "other")

_COLUMNS = {
    "name": ("name", "nama", "nama titik", "lokasi"),
    "kind": ("kind", "jenis", "tipe"),
    "latitude": ("latitude", "lintang", "lat"),
    "longitude": ("longitude", "bujur", "lon", "lng"),
    "cost": ("cost", "biaya", "harga"),
}
_KIND_WORDS = {
    "pasar": "market",
    "pelabuhan": "port",
    "dermaga": "port",
    "terminal": "terminal",
    "sekolah": "school",
    "gereja": "church",
    "masjid": "mosque",
    "desa": "village",
}


def from_villages(villages: pd.DataFrame) -> pd.DataFrame:
    """Return every village with coordinates as a candidate, indexed by its code; no cost of its own."""
    located = villages[villages["longitude"].notna() & villages["latitude"].notna()]
    return located[["name", "district", "subdistrict", "longitude", "latitude", "island"]].assign(
        kind="village", cost=float("nan")
    )


def read(source: Path | IO[bytes] | IO[str]) -> pd.DataFrame:
    """Read the planner's own places from CSV: name, kind, latitude, longitude, cost (the last two words
    optional).

    Headings may be Indonesian (nama, jenis, lintang, bujur, biaya); comma or semicolon. Places get an id,
    their island and the village nearest by (its district and subdistrict). Raises ``UserError`` for a missing
    column, coordinates outside Indonesia or a cost that is not a number ≥ 0.
    """
    try:
        raw = pd.read_csv(source, sep=None, engine="python", dtype=str, keep_default_na=False)
    except (ValueError, pd.errors.ParserError) as error:
        raise UserError("campaign.sites_unreadable") from error
    heading = {str(name).strip().lower(): name for name in raw.columns}
    found = {key: next((heading[w] for w in words if w in heading), None) for key, words in _COLUMNS.items()}
    missing = [key for key in ("name", "latitude", "longitude") if found[key] is None]
    if missing or raw.empty:
        raise UserError("campaign.sites_columns", columns=missing or list(_COLUMNS))
    numbers = {key: _number(raw[found[key]]) for key in ("latitude", "longitude")}
    wrong = ~(numbers["latitude"].between(-11.5, 6.5) & numbers["longitude"].between(94.5, 141.5))
    if wrong.any():
        raise UserError(
            "campaign.sites_outside", n=int(wrong.sum()), rows=(raw.index[wrong][:3] + 2).tolist()
        )
    cost = _number(raw[found["cost"]]) if found["cost"] else pd.Series(float("nan"), index=raw.index)
    if found["cost"] and (cost[raw[found["cost"]].str.strip() != ""].isna().any() or (cost < 0).any()):
        raise UserError("campaign.sites_cost", n=int((cost.isna() | (cost < 0)).sum()))
    kinds = raw[found["kind"]].map(_kind) if found["kind"] else "other"
    table = pd.DataFrame({"name": raw[found["name"]].str.strip(), "kind": kinds, **numbers, "cost": cost})
    table.index = pd.Index([f"T{number}" for number in range(1, len(table) + 1)])
    return located(table)


def located(table: pd.DataFrame) -> pd.DataFrame:
    """Return places with their ``island``, and ``district`` and ``subdistrict`` of the nearest village."""
    from scipy.spatial import cKDTree

    villages = areas.table("village").dropna(subset=["longitude", "latitude"])
    tree = cKDTree(villages[["longitude", "latitude"]].to_numpy(float))
    _, at = tree.query(table[["longitude", "latitude"]].to_numpy(float))
    nearest = villages.index[np.atleast_1d(at)]
    return table.assign(
        island=boundaries.island_of(table["longitude"].to_numpy(float), table["latitude"].to_numpy(float)),
        district=nearest.str[:4],
        subdistrict=nearest.str[:6],
    )


def _kind(word: str) -> str:
    plain = str(word).strip().lower()
    return plain if plain in KINDS else _KIND_WORDS.get(plain.split(" ")[0], "other")


def _number(values: pd.Series) -> pd.Series:
    """Read numbers written with a decimal comma or point; money may carry thousands points."""
    text = values.astype(str).str.strip().str.replace(r"^(rp\.?)\s*", "", regex=True, case=False)
    grouped = text.str.fullmatch(r"-?\d{1,3}(\.\d{3})+")
    text = text.where(~grouped, text.str.replace(".", "", regex=False)).str.replace(",", ".", regex=False)
    return pd.to_numeric(text, errors="coerce").astype(float)
