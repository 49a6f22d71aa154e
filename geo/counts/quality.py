"""How good the published figures are: coverage, delay, sources that disagree, sums that do not agree."""

import datetime as dt
from typing import Any

import pandas as pd

from geo import areas, store
from geo.counts.candidates import NOT_OBSERVED
from geo.counts.selection import select
from geo.counts.window import Window

STATES = ("full", "part", "missing")
"""Cover of a district's year: at least 80 % of its days, some of them, none."""


def years(observations: pd.DataFrame) -> list[int]:
    """Return every calendar year that observations speak of, oldest first."""
    if observations.empty:
        return []
    first = min(day.year for day in observations["period_start"])
    last = max(day.year for day in observations["period_end"])
    return list(range(max(first, last - 11), last + 1))


def coverage(
    indicator: str, *, within: str, role: str = "origin", data: store.Store, of: list[int]
) -> pd.DataFrame:
    """Return one row for each area and year: code, name, year, cover (0–1), state, value, zero.

    Areas are districts of the province ``within``, provinces for the nation. Cover is that of the figures
    that count (``counts.select``): overlapping tables are not added up.
    """
    level = "province" if within == areas.NATION else "district"
    rows: list[dict[str, Any]] = []
    for year in of:
        selection = select(Window.year(year), indicator, level=level, within=within, role=role, store=data)
        for code, row in selection.table.iterrows():
            cover = float(row["cover"])
            state = "missing" if row["status"] == "missing" else "full" if cover >= 0.8 else "part"
            value = None if pd.isna(row["value"]) else int(row["value"])
            rows.append(
                {
                    "code": str(code),
                    "name": areas.name(str(code), short=True),
                    "year": year,
                    "cover": cover,
                    "state": state,
                    "value": value,
                }
            )
    return pd.DataFrame(rows, columns=["code", "name", "year", "cover", "state", "value"])


def timeliness(observations: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return how many days after the end of its latest period each source appeared, slowest first.

    Columns: source_id, title, url, date, until (last day it speaks of), days. Sources without a full date of
    publication are left out: a month or a year tells no delay.
    """
    until = observations.groupby("source_id")["period_end"].max()
    dated = sources[sources["date"].str.len() == 10].join(until.rename("until"), how="inner")
    days = [
        (dt.date.fromisoformat(date) - last).days
        for date, last in zip(dated["date"], dated["until"], strict=True)
    ]
    table = dated.assign(days=pd.Series(days, index=dated.index, dtype="int64"))
    table = table[table["days"] >= 0].rename_axis("source_id").reset_index()
    columns = ["source_id", "title", "url", "date", "until", "days"]
    return table[columns].sort_values(["days", "source_id"], ascending=[False, True], ignore_index=True)


def disagreements(observations: pd.DataFrame) -> pd.DataFrame:
    """Return figures of the same thing and period that differ between sources, largest difference first.

    Columns: area_code, indicator, role, procedural, period_start, period_end, low, high, figures (list of
    value and source id), difference.
    """
    keys = ["area_code", "indicator", "role", "procedural", "period_start", "period_end"]
    plain = observations[observations[["country", "sex", "sector"]].isna().all(axis=1)]
    plain = plain[~plain["kind"].isin(NOT_OBSERVED)]
    same = plain.groupby(keys, sort=False)[["value", "source_id"]].transform("nunique")
    rows = []
    for key, group in plain[(same > 1).all(axis=1)].groupby(keys, sort=False):
        values = group.drop_duplicates(["value", "source_id"])
        figures = [
            (int(value), str(source))
            for value, source in values[["value", "source_id"]].itertuples(index=False, name=None)
        ]
        low, high = min(figures)[0], max(figures)[0]
        rows.append(
            dict(zip(keys, key, strict=True))
            | {"low": low, "high": high, "figures": figures, "difference": high - low}
        )
    table = pd.DataFrame(rows, columns=[*keys, "low", "high", "figures", "difference"])
    return table.sort_values(["difference", "area_code"], ascending=[False, True], ignore_index=True)


def reconciliation(
    indicator: str, *, within: str, role: str = "origin", data: store.Store, of: list[int]
) -> pd.DataFrame:
    """Return for each year the parent's own figure beside the sum of its parts; nothing is forced.

    Columns: year, parts (sum with "not stated"), listed (areas with a figure), areas, parent, difference,
    parts_days, parent_days. Years without both are left out.
    """
    level = "province" if within == areas.NATION else "district"
    rows = []
    for year in of:
        selection = select(Window.year(year), indicator, level=level, within=within, role=role, store=data)
        parent = selection.parent_figure
        if parent is None or selection.total is None:
            continue
        present = selection.table["status"] != "missing"
        rows.append(
            {
                "year": year,
                "parts": selection.total,
                "listed": int(present.sum()),
                "areas": len(selection.table),
                "parent": parent.value,
                "difference": selection.total - parent.value,
                "parts_days": int(selection.table["days_covered"].max()),
                "parent_days": parent.days_covered,
            }
        )
    columns = ["year", "parts", "listed", "areas", "parent", "difference", "parts_days", "parent_days"]
    return pd.DataFrame(rows, columns=columns)


def origins(observations: pd.DataFrame, *, area: str, data: store.Store) -> pd.DataFrame:
    """Return where each figure of an area came from: source, file, sheet, cell, batch, officer, moment."""
    mine = observations[observations["area_code"] == area]
    batches = data.batches().set_index("id")
    sources = data.sources()
    joined = mine.join(
        batches[["title", "kind", "published_by", "published_at"]].add_prefix("batch_"), on="batch_id"
    )
    joined = joined.join(sources[["title", "url", "file_name"]].add_prefix("source_"), on="source_id")
    return joined.sort_values(
        ["period_end", "period_start", "id"], ascending=[False, True, True], ignore_index=True
    )
