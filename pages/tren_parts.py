"""Pieces of the trend page: maps by year, months that can be judged, areas that move."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from geo import areas, boundaries, rates
from geo.counts import Selection, Window
from geo.counts import export as files
from geo.hotspots import running, small_maps
from geo.hotspots.assessment import Settings, neighbours
from geo.hotspots.empirical_bayes import relative_risk
from geo.hotspots.history import YEARS, earlier_years, history
from geo.hotspots.series import emerging_by_year
from geo.hotspots.trend import Emerging
from geo.hotspots.words import figure
from geo.text import date, fixed, integer, text
from pages import ui

_MOST_YEARS = 8


def movers(selection: Selection, lang: str) -> None:
    """Write the areas whose latest figure rises: alert, trend, and how their hot spot came about."""
    earlier = earlier_years(selection)
    past = history(selection, least_cases=1, earlier=earlier)
    weights = neighbours(selection, Settings())
    people = rates.population(selection).to_numpy(dtype=float)
    kinds = emerging_by_year({**earlier, 9999: selection}, weights, people)
    emerged = any(kind not in (Emerging.NONE, Emerging.UNKNOWN) for kind in kinds.values())
    rows = []
    for code, alert in past.alerts.items():
        trend = past.trends[code]
        verdict = text(f"hotspots.verdict_{alert.verdict}", lang)
        hoped = "–"
        if np.isfinite(alert.expected):
            limits = {"expected": figure(alert.expected, 1), "upper": figure(alert.upper, 1)}
            hoped = text("hotspots.page_hoped", lang, **limits)
        cells = [
            {"text": areas.name(code, short=True), "swatch": "#8c2d04" if alert.raised else "#e9e3d5"},
            {"text": integer(alert.observed, lang), "sort": alert.observed},
            {"text": hoped, "sort": alert.expected if np.isfinite(alert.expected) else None},
            {"text": verdict},
            {"text": _trend(trend, lang), "sort": -trend.p_value if trend.judged else -2},
        ]
        if emerged:
            cells.append({"text": text(f"hotspots.emerging_{kinds[code].value}", lang)})
        rows.append({"id": code, "cells": cells})
    if not rows:
        st.caption(text("hotspots.page_no_movers", lang))
        return
    keys = ["area", "observed", "hoped", "verdict_text", "trend", *(["emerging"] if emerged else [])]
    columns: list[dict[str, Any]] = [{"label": text(f"hotspots.page_col_{key}", lang)} for key in keys]
    for at in (1, 2):
        columns[at]["number"] = True
    title = text("hotspots.page_movers", lang)
    ui.table(columns, rows, lang=lang, title=title, key="movers", sorted_by=1, height=420)
    st.caption(text("hotspots.page_movers_note", lang, years=YEARS))


def year_maps(selection: Selection, years: Sequence[int], lang: str) -> None:
    """Draw a small map of empirical Bayes relative risk for each of the last years with figures."""
    risks: dict[str, pd.Series[float]] = {}
    for year in sorted(years, reverse=True):
        chosen = selection.again(window=Window.year(year))
        observed = rates.observed(chosen)
        if len(risks) < _MOST_YEARS and observed.notna().any():
            risk = relative_risk(observed, rates.expected_counts(chosen).to_numpy()).mean
            cover = chosen.table["cover"].max()
            heading = str(year) if cover > 0.995 else f"{year} ({fixed(100 * cover, lang, 0)}%)"
            risks[heading] = pd.Series(risk, index=observed.index)
    if not risks:
        st.caption(text("hotspots.page_no_series", lang))
        return
    names = {code: areas.name(str(code), short=True) for code in selection.table.index}
    shapes = boundaries.load(selection.level, within=selection.within)
    st.html(small_maps.year_maps(dict(reversed(risks.items())), names, shapes, lang))
    st.caption(text("hotspots.page_years_note", lang))


def months(selection: Selection, lang: str) -> None:
    """Say which months running tables let one judge, and the periods that others belong to."""
    window, within = selection.window, selection.within
    rows = selection.state.observations
    rows = rows[(rows["indicator"] == selection.indicator) & (rows["role"] == selection.role)]
    ends = pd.to_datetime(rows["period_end"]).dt.date
    starts = pd.to_datetime(rows["period_start"]).dt.date
    rows = rows[(starts >= window.start) & (ends <= window.end)]
    found = running.differences(running.snapshots(rows, selection.state.sources, within=within))
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


def _trend(trend: Any, lang: str) -> str:
    if not trend.judged:
        return text("hotspots.page_trend_unjudged", lang, n=trend.n)
    arrow = "↗" if trend.s > 0 else "↘" if trend.s < 0 else "→"
    return f"{arrow} p = {fixed(trend.p_value, lang, 2)} (n = {trend.n})"
