"""Sources and quality: what is covered, how late, where sources disagree, and where a figure came from."""

import pandas as pd
import streamlit as st

from geo import areas, store
from geo.access import Action
from geo.counts import quality
from geo.maps import View
from geo.text import integer, percent, period, text
from pages import mutu_parts, ui

_ROWS = 200
_DISTRICT_DIGITS = 4


def render(view: View) -> None:
    """Draw the page."""
    view = ui.controls(view)
    lang = view.lang
    data = store.default()
    ui.heading(text("desk.quality.title", lang))
    exact = ui.may(Action.SEE_SMALL_NUMBERS, view.within)
    rows = _rows(view.indicator, view.within, exact)
    what = text(f"counts.indicator.{view.indicator}", lang)
    place = text("pages.nation", lang) if view.within == "00" else areas.name(view.within)
    ui.said(
        text(
            "desk.quality.sentence",
            lang,
            what=what,
            place=place,
            n=len(rows),
            sources=rows["source_id"].nunique(),
        )
    )
    if rows.empty:
        st.info(text("desk.quality.none", lang))
        return
    cover, sums, differ, late = _judged(data.version, view.indicator, view.within, exact)
    _figures(cover, differ, late, lang)
    names = ("coverage", "disagreement", "reconciliation", "timeliness", "origin")
    tabs = dict(zip(names, st.tabs([text(f"desk.quality.{name}", lang) for name in names]), strict=True))
    with tabs["coverage"]:
        mutu_parts.heat_map(cover, lang)
    with tabs["disagreement"]:
        _disagreements(differ, lang)
    with tabs["reconciliation"]:
        mutu_parts.reconciliation(sums, lang)
    with tabs["timeliness"]:
        mutu_parts.timeliness(late, lang)
    with tabs["origin"]:
        mutu_parts.origin(view, rows, lang)


def _rows(indicator: str, within: str, exact: bool) -> pd.DataFrame:
    """Return the figures by origin; those below the district only to who may see them."""
    rows = store.default().observations(indicator=indicator, role="origin", within=within)
    return rows if exact else rows[rows["area_code"].str.len() <= _DISTRICT_DIGITS]


@st.cache_data(show_spinner=False, max_entries=40)
def _judged(version: str, indicator: str, within: str, exact: bool) -> tuple[pd.DataFrame, ...]:
    """Return coverage, sums, disagreements and delays of one published state."""
    data, rows = store.default(), _rows(indicator, within, exact)
    years = quality.years(rows)
    return (
        quality.coverage(indicator, within=within, data=data, of=years),
        quality.reconciliation(indicator, within=within, data=data, of=years),
        quality.disagreements(rows),
        quality.timeliness(rows, data.sources()),
    )


def _figures(cover, differ, late, lang: str) -> None:  # type: ignore[no-untyped-def]
    full = (cover["state"] == "full").mean()
    missing = (cover["state"] == "missing").mean()
    middle = late["days"].median() if len(late) else None
    ui.kpis(
        [
            (text("desk.quality.full", lang), percent(full, lang), text("desk.quality.full_note", lang)),
            (
                text("desk.quality.missing", lang),
                percent(missing, lang),
                text("desk.quality.missing_note", lang),
            ),
            (
                text("desk.quality.delay", lang),
                "–" if middle is None else text("desk.quality.days", lang, n=round(middle)),
                text("desk.quality.delay_note", lang, n=len(late)),
            ),
            (
                text("desk.quality.differ", lang),
                integer(len(differ), lang),
                text("desk.quality.differ_note", lang),
            ),
        ]
    )


def _disagreements(differ, lang: str) -> None:  # type: ignore[no-untyped-def]
    if differ.empty:
        st.success(text("desk.quality.agree", lang))
        return
    sources = store.default().sources()
    columns = ("area", "period", "figures", "difference")
    ui.table(
        [
            {"label": text(f"desk.quality.column_{column}", lang), "number": column == "difference"}
            for column in columns
        ],
        [
            {
                "id": str(number),
                "cells": [
                    {"text": mutu_parts.area_name(row.area_code)},
                    {
                        "text": period(row.period_start, row.period_end, lang, "medium"),
                        "sort": row.period_end.toordinal(),
                    },
                    {
                        "text": " · ".join(
                            _cited(value, source, sources, lang) for value, source in row.figures
                        )
                    },
                    {"text": integer(row.difference, lang), "sort": int(row.difference)},
                ],
            }
            for number, row in enumerate(differ.head(_ROWS).itertuples())
        ],
        lang=lang,
        title=text("desk.quality.disagreement", lang),
        key="mutu-differ",
        height=480,
    )
    st.caption(text("desk.quality.differ_rule", lang))


def _cited(value: int, source: str, sources, lang: str) -> str:  # type: ignore[no-untyped-def]
    published = str(sources.at[source, "date"]) if source in sources.index else ""
    when = f", {published}" if published else ""
    return f"{integer(value, lang)} ({source}{when})"
