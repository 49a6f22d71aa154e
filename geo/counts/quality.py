"""How good the published figures are: cover, timeliness, disagreement, reconciliation, and the way back."""

from collections.abc import Sequence

import pandas as pd

from geo import store
from geo.counts.candidates import NOT_OBSERVED, published_on
from geo.counts.selection import area_name, select
from geo.counts.window import Window

_SAME = ["area_code", "indicator", "role", "procedural", "period_start", "period_end"]


def coverage(
    indicator: str,
    windows: Sequence[Window],
    *,
    level: str = "district",
    within: str | None = None,
    role: str = "origin",
    store: store.Store | None = None,
) -> pd.DataFrame:
    """Return the share of each window's days that figures cover: areas down, windows across (0–1)."""
    columns = {
        window: select(window, indicator, level=level, within=within, role=role, store=store).table["cover"]
        for window in windows
    }
    return pd.DataFrame(columns)


def reconciliation(
    indicator: str,
    windows: Sequence[Window],
    *,
    level: str = "district",
    within: str | None = None,
    store: store.Store | None = None,
) -> pd.DataFrame:
    """Return, window by window, the sum of the parts beside the parent's own figure; never forced to agree.

    Columns: window, total, not_stated, parent, difference (parts minus parent), days (least and most that
    parts cover: days_least, days_most), parent_days, sources, parent_sources.
    """
    rows = []
    for window in windows:
        chosen = select(window, indicator, level=level, within=within, store=store)
        parent = chosen.parent_figure
        if chosen.total is None and parent is None:
            continue
        known = chosen.table.loc[chosen.table["value"].notna(), "days_covered"]
        rows.append(
            {
                "window": window,
                "total": chosen.total,
                "not_stated": chosen.not_stated,
                "parent": parent.value if parent else None,
                "difference": chosen.difference,
                "days_least": int(known.min()) if len(known) else 0,
                "days_most": int(known.max()) if len(known) else 0,
                "parent_days": parent.days_covered if parent else 0,
                "sources": sorted({s for sources in chosen.table["sources"] for s in sources}),
                "parent_sources": parent.sources if parent else [],
            }
        )
    frame = pd.DataFrame(rows)
    numbers = ["total", "not_stated", "parent", "difference"]
    return frame.astype(dict.fromkeys(numbers, "Int64")) if rows else frame


def disagreements(
    *, indicator: str | None = None, within: str | None = None, store: store.Store | None = None
) -> pd.DataFrame:
    """Return where sources give different values for the same area, indicator, role and period.

    One row each: what they agree on (area_code, name, indicator, role, procedural, period), ``lowest``,
    ``highest``, and ``figures``: (value, source id, observation id) in the order of values.
    """
    rows = _store(store).observations(indicator=indicator, within=within)
    rows = rows[rows[["country", "sex", "sector"]].isna().all(axis=1) & ~rows["kind"].isin(NOT_OBSERVED)]
    found = []
    for same, part in rows.groupby(_SAME, sort=True):
        if part["value"].nunique() > 1:
            figures = sorted(zip(part["value"], part["source_id"], part["id"], strict=True))
            values = dict(zip(_SAME, same, strict=True))
            bounds = {"lowest": figures[0][0], "highest": figures[-1][0], "figures": figures}
            found.append({"name": area_name(str(values["area_code"])), **values, **bounds})
    return pd.DataFrame(found, columns=["name", *_SAME, "lowest", "highest", "figures"])


def timeliness(*, within: str | None = None, store: store.Store | None = None) -> pd.DataFrame:
    """Return how long after the last day it speaks of each source appeared, slowest first, by source id.

    Columns: title, url, date, reported_until, days (NA where the source is not dated to the day), figures.
    """
    data = _store(store)
    rows, register = data.observations(within=within), data.sources()
    counted = rows.groupby("source_id")["id"].size()
    register = register[register.index.isin(counted.index)]
    days = [
        (published_on(date, until) - until).days if len(date) == 10 else None
        for date, until in zip(register["date"], register["reported_until"], strict=True)
    ]
    table = register[["title", "url", "date", "reported_until"]].assign(
        days=pd.array(days, dtype="Int64"), figures=counted.reindex(register.index).astype("int64")
    )
    return table.sort_values("days", ascending=False, na_position="last", kind="stable")


def origin(observations: Sequence[int], *, store: store.Store | None = None) -> pd.DataFrame:
    """Return the way back of figures: file, sheet, cell, who published it and when, and the source.

    One row an observation id, in the order asked: area_code, name, indicator, period_start, period_end,
    value, file (the batch's title), sheet, cell, note, batch_id, created_by, published_by, published_at,
    source_id, title, url, date. Ids that are not published are left out.
    """
    data = _store(store)
    rows = data.observations().set_index("id")
    rows = rows.loc[[key for key in observations if key in rows.index]]
    batches = data.batches().set_index("id")[["title", "created_by", "published_by", "published_at"]]
    rows = rows.join(batches.rename(columns={"title": "file"}), on="batch_id")
    rows = rows.join(data.sources()[["title", "url", "date"]], on="source_id")
    names = [area_name(code) for code in rows["area_code"]]
    return rows.drop(
        columns=["role", "procedural", "country", "sex", "sector", "kind", "complete_for"]
    ).assign(name=names)


def _store(given: store.Store | None) -> store.Store:
    return given if given is not None else store.default()
