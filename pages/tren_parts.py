"""Pieces of the trend page: maps by year, months that can be judged, areas that move."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from geo import areas, boundaries, rates
from geo.counts import Selection, Window
from geo.counts import export as files
from geo.hotspots import figures, running
from geo.hotspots.assessment import Settings, neighbours
from geo.hotspots.empirical_bayes import relative_risk
from geo.hotspots.history import YEARS, history
from geo.hotspots.series import emerging_by_year
from geo.text import date, fixed, integer, text
from pages import ui

_DETAIL = {"00": 0.03}
_TOLERANCE = 0.006
"""Degrees to which the small maps' outlines are thinned: they are pictures of a few centimetres."""


def movers(selection: Selection, lang: str) -> None:
    """Write the areas whose latest figure rises: alert, trend, and how their hot spot came about."""
    past = history(selection, least_cases=1)
    earlier = {year: selection.again(window=Window.year(year)) for year in past.years}
    weights = neighbours(selection, Settings()).graph
    people = rates.population(selection).to_numpy(dtype=float)
    kinds = emerging_by_year({**earlier, 9999: selection}, weights, people)
    rows = []
    for code, alert in past.alerts.items():
        trend = past.trends[code]
        verdict = text(f"hotspots.verdict_{alert.verdict}", lang)
        cells = [
            {"text": areas.name(code, short=True), "swatch": "#8c2d04" if alert.raised else "#e9e3d5"},
            {"text": integer(alert.observed, lang), "sort": alert.observed},
            _number(alert.expected, lang, 1),
            _number(alert.upper, lang, 1),
            {"text": verdict},
            {"text": _trend(trend, lang), "sort": -trend.p_value if trend.judged else -2},
            {"text": text(f"hotspots.emerging_{kinds[code].value}", lang)},
        ]
        rows.append({"id": code, "cells": cells})
    if not rows:
        st.caption(text("hotspots.page_no_movers", lang))
        return
    keys = ("area", "observed", "expected", "upper", "verdict_text", "trend", "emerging")
    columns: list[dict[str, Any]] = [{"label": text(f"hotspots.page_col_{key}", lang)} for key in keys]
    for at in (1, 2, 3):
        columns[at]["number"] = True
    title = text("hotspots.page_movers", lang)
    ui.table(columns, rows, lang=lang, title=title, key="movers", sorted_by=1, height=420)
    st.caption(text("hotspots.page_movers_note", lang, years=YEARS))


def year_maps(selection: Selection, years: Sequence[int], lang: str) -> None:
    """Draw a small map of empirical Bayes relative risk for each year with figures."""
    parts = []
    for year in years:
        chosen = selection.again(window=Window.year(year))
        observed = rates.observed(chosen)
        if not observed.notna().any():
            continue
        risk = relative_risk(observed, rates.expected_counts(chosen).to_numpy()).mean
        cover = chosen.table["cover"].max()
        label = str(year) if cover > 0.995 else f"{year} ({fixed(100 * cover, lang, 0)}%)"
        names = [areas.name(str(code), short=True) for code in observed.index]
        codes = [str(code) for code in observed.index]
        parts.append(
            pd.DataFrame(
                {"code": codes, "year": label, "area": names, "risk": risk, "observed": observed.to_numpy()}
            )
        )
    if not parts:
        st.caption(text("hotspots.page_no_series", lang))
        return
    shapes = _shapes(selection.level, selection.within, boundaries.active().digest)
    columns = 4 if selection.within != "00" else 2
    width = 270 if selection.within != "00" else 520
    chart = figures.year_maps(pd.concat(parts), json.loads(shapes), lang, columns=columns, width=width)
    st.altair_chart(chart, width="content")
    st.caption(text("hotspots.page_years_note", lang))


@st.cache_data(show_spinner=False, max_entries=8)
def _shapes(level: str, within: str, digest: str) -> str:
    frame = boundaries.load(level, within=within)
    thin = frame.set_geometry(frame.geometry.simplify(_DETAIL.get(within, _TOLERANCE)).set_precision(0.001))
    thin = thin[~thin.geometry.is_empty].set_index("code")[["geometry"]]
    return thin.to_json()


def months(selection: Selection, lang: str) -> None:
    """Say which months running tables let one judge, and the periods that others belong to."""
    window, within = selection.window, selection.within
    rows = selection.observations
    rows = rows[(rows["indicator"] == selection.indicator) & (rows["role"] == selection.role)]
    ends = pd.to_datetime(rows["period_end"]).dt.date
    starts = pd.to_datetime(rows["period_start"]).dt.date
    rows = rows[(starts >= window.start) & (ends <= window.end)]
    found = running.differences(running.snapshots(rows, selection.source_register, within=within))
    if not found.increments:
        st.caption(text("hotspots.page_no_running", lang))
        return
    judged = found.months(window.start, window.end)
    unjudged = [date(month, lang, "month") for month, known in judged if not known]
    st.markdown(
        text("hotspots.page_months_all", lang)
        if not unjudged
        else text("hotspots.page_months_unjudged", lang, months=", ".join(unjudged))
    )
    columns = [
        {"label": text("hotspots.page_col_period", lang)},
        {"label": text("hotspots.page_col_days", lang), "number": True},
        {"label": text("hotspots.page_col_observed", lang), "number": True},
        {"label": text("hotspots.page_col_month", lang), "number": True},
        {"label": text("hotspots.page_col_most", lang)},
    ]
    table = []
    for at, piece in enumerate(found.increments):
        total = sum(piece.values.values())
        most = sorted(piece.values.items(), key=lambda item: -item[1])[:3]
        named = [f"{_place(code)} {integer(n, lang)}" for code, n in most if n > 0]
        rate = 30 * total / piece.days
        period = f"{date(piece.start, lang, 'medium')} – {date(piece.end, lang, 'medium')}"
        cells = [
            {"text": period, "sort": piece.start.toordinal()},
            {"text": integer(piece.days, lang), "sort": piece.days},
            {"text": integer(total, lang), "sort": total},
            {"text": fixed(rate, lang, 1), "sort": rate},
            {"text": ", ".join(named)},
        ]
        table.append({"id": str(at), "cells": cells})
    title = text("hotspots.page_months", lang)
    ui.table(columns, table, lang=lang, title=title, key="running", height=80 + 40 * len(table))
    st.caption(" ".join([text("hotspots.page_months_note", lang), *(r.render(lang) for r in found.refused)]))


def series_file(rows: pd.DataFrame, selection: Selection, lang: str) -> bytes:
    """Return an area's series as CSV with the sentence."""
    return files.write(rows, format="csv", notes=[selection.sentence.render(lang)], lang=lang)


def _place(code: str) -> str:
    return areas.name(code, short=True) if areas.exists(code) else code


def _number(value: float, lang: str, digits: int) -> dict[str, Any]:
    return {"text": fixed(value, lang, digits), "sort": value if np.isfinite(value) else None}


def _trend(trend: Any, lang: str) -> str:
    if not trend.judged:
        return text("hotspots.page_trend_unjudged", lang, n=trend.n)
    arrow = "↗" if trend.s > 0 else "↘" if trend.s < 0 else "→"
    return f"{arrow} p = {fixed(trend.p_value, lang, 2)} (n = {trend.n})"
