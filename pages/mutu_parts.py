"""Parts of the quality page: heat map, reconciliation, timeliness, the way back to file and cell."""

from html import escape

import altair as alt
import pandas as pd
import streamlit as st

from geo import areas, store
from geo.counts import quality
from geo.maps import View
from geo.text import date, integer, percent, period, text
from pages import ui
from pages.data_history import title_of

_COLOURS = {"full": "#2166ac", "part": "#92c5de", "missing": "#e0e0e0"}


def area_name(code: str) -> str:
    """Return the name of an area, or of the area whose district is not stated."""
    if areas.exists(code) or areas.is_not_stated(code):
        return areas.name(code)
    return areas.name(areas.parent(code))


def heat_map(cover: pd.DataFrame, lang: str) -> None:
    """Draw area by year: covered for most of the year, for part of it, or not at all."""
    states = {state: text(f"desk.quality.state_{state}", lang) for state in quality.STATES}
    table = cover.assign(
        state=cover["state"].map(states),
        shown=[percent(value, lang) for value in cover["cover"]],
        figure=["–" if pd.isna(value) else integer(value, lang) for value in cover["value"]],
    )
    labels = {
        name: text(f"desk.quality.column_{name}", lang)
        for name in ("area", "year", "cover", "value", "state")
    }
    base = alt.Chart(table).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("name:N", title=None, sort=list(dict.fromkeys(cover["name"])), axis=alt.Axis(labelLimit=220)),
        tooltip=[
            alt.Tooltip("name:N", title=labels["area"]),
            alt.Tooltip("year:O", title=labels["year"]),
            alt.Tooltip("state:N", title=labels["state"]),
            alt.Tooltip("shown:N", title=labels["cover"]),
            alt.Tooltip("figure:N", title=labels["value"]),
        ],
    )
    cells = base.mark_rect(stroke="white", strokeWidth=1.5).encode(
        color=alt.Color(
            "state:N",
            title=None,
            scale=alt.Scale(domain=list(states.values()), range=list(_COLOURS.values())),
            legend=None,
        )
    )
    # The figure itself tells zero from missing without colour.
    figures = base.mark_text(fontSize=11).encode(
        text="figure:N",
        color=alt.condition(f"datum.state == '{states['full']}'", alt.value("white"), alt.value("#333")),
    )
    keys = "".join(
        f'<span class="wm-legend-row"><span class="wm-swatch" style="background:{_COLOURS[state]}"></span>'
        f"{escape(label)}</span>"
        for state, label in states.items()
    )
    st.html(f'<div class="wm-legend">{keys}</div>')
    height = max(160, 24 * table["name"].nunique() + 60)
    st.altair_chart((cells + figures).properties(height=height), width="stretch")
    st.caption(text("desk.quality.coverage_note", lang))


def reconciliation(table: pd.DataFrame, lang: str) -> None:
    """List the parent's own figure beside the sum of its parts, year by year."""
    if table.empty:
        st.info(text("desk.quality.no_parent", lang))
        return
    columns = ("year", "parts", "listed", "parent", "difference", "days")
    ui.table(
        [
            {"label": text(f"desk.quality.column_{c}", lang), "number": c not in ("year", "days")}
            for c in columns
        ],
        [
            {
                "id": str(row.year),
                "cells": [
                    {"text": str(row.year), "sort": int(row.year)},
                    {"text": integer(row.parts, lang), "sort": int(row.parts)},
                    {
                        "text": text("pages.of", lang, part=int(row.listed), whole=int(row.areas)),
                        "sort": int(row.listed),
                    },
                    {"text": integer(row.parent, lang), "sort": int(row.parent)},
                    {"text": _signed(int(row.difference), lang), "sort": int(row.difference)},
                    {"text": f"{integer(row.parts_days, lang)} / {integer(row.parent_days, lang)}"},
                ],
            }
            for row in table.itertuples()
        ],
        lang=lang,
        title=text("desk.quality.reconciliation", lang),
        key="mutu-sums",
        height=420,
    )
    st.caption(text("desk.quality.reconciliation_note", lang))


def _signed(number: int, lang: str) -> str:
    return f"{'+' if number > 0 else ''}{integer(number, lang)}"


def timeliness(table: pd.DataFrame, lang: str) -> None:
    """List how many days after the end of its period each source appeared."""
    if table.empty:
        st.info(text("desk.quality.no_dates", lang))
        return
    columns = ("source", "until", "published", "delay")
    ui.table(
        [{"label": text(f"desk.quality.column_{c}", lang), "number": c == "delay"} for c in columns],
        [
            {
                "id": str(row.source_id),
                "cells": [
                    {"text": f"{row.title} ({row.source_id})"},
                    {"text": date(row.until, lang, "medium"), "sort": row.until.toordinal()},
                    {"text": str(row.date)},
                    {"text": integer(row.days, lang), "sort": int(row.days)},
                ],
            }
            for row in table.itertuples()
        ],
        lang=lang,
        title=text("desk.quality.timeliness", lang),
        key="mutu-late",
        height=480,
    )


def origin(view: View, rows: pd.DataFrame, lang: str) -> None:
    """Follow each figure of an area back to source, file, sheet, cell, batch and officer."""
    codes = sorted(set(rows["area_code"]), key=area_name)
    start = codes.index(view.area) if view.area in codes else 0
    area = st.selectbox(
        text("desk.quality.column_area", lang),
        codes,
        index=start,
        format_func=area_name,
        key=f"mutu-area-{lang}-{view.within}",
    )
    table = quality.origins(rows, area=area, data=store.default())
    columns = ("period", "value", "source", "place", "batch", "officer")
    ui.table(
        [{"label": text(f"desk.quality.column_{c}", lang), "number": c == "value"} for c in columns],
        [
            {
                "id": str(row.id),
                "cells": [
                    {
                        "text": period(row.period_start, row.period_end, lang, "medium"),
                        "sort": row.period_end.toordinal(),
                    },
                    {"text": integer(row.value, lang), "sort": int(row.value)},
                    {"text": f"{row.source_title} ({row.source_id})"},
                    {
                        "text": " · ".join(
                            str(part)
                            for part in (row.source_file_name, row.sheet, row.cell)
                            if part and pd.notna(part)
                        )
                    },
                    {"text": f"{row.batch_id} · {title_of(row.batch_kind, row.batch_title, lang)}"},
                    {"text": f"{row.batch_published_by} · {str(row.batch_published_at)[:10]}"},
                ],
            }
            for row in table.itertuples()
        ],
        lang=lang,
        title=text("desk.quality.origin", lang),
        key="mutu-origin",
        height=420,
    )
    ui.source_list(
        {"title": f"{row.source_id}: {row.source_title}", "url": row.source_url}
        for row in table.drop_duplicates("source_id").itertuples()
    )
