"""The trend: one area's figures with alerts, the map year by year, and what cannot be judged."""

import streamlit as st

from geo import areas
from geo.counts import Selection, Window, select
from geo.hotspots import figures
from geo.hotspots.alerts import AlertRule
from geo.hotspots.series import series
from geo.hotspots.words import figure, share
from geo.maps import View, choices
from geo.text import text
from pages import tren_parts as parts
from pages import ui


def render(view: View) -> None:
    """Draw the page."""
    view = ui.controls(view)
    lang = view.lang
    selection = select(
        Window(view.start, view.end),
        view.indicator,
        level=view.level,
        within=view.within,
        procedural=view.procedural,
    )
    ui.heading(text("hotspots.page_trend_title", lang, what=selection.label))
    years = sorted(choices.years(view.indicator, view.within))
    _series(selection, view, min(years, default=view.start.year))
    st.subheader(text("hotspots.page_movers", lang))
    parts.movers(selection, lang)
    st.subheader(text("hotspots.page_years", lang))
    parts.year_maps(selection, years, lang)
    st.subheader(text("hotspots.page_months", lang))
    parts.months(selection, lang)
    ui.said(f"{selection.sentence.render(lang)} {_rule(lang)}")


def _series(selection: Selection, view: View, since: int) -> None:
    lang = view.lang
    ranked = selection.table.sort_values("value", ascending=False, na_position="last").index
    codes = [str(code) for code in ranked]
    code = st.selectbox(
        text("hotspots.page_area", lang),
        codes,
        index=codes.index(view.area) if view.area in codes else 0,
        format_func=areas.name,
        key=f"trend-area-{lang}-{view.within}-{view.area}",
    )
    if code is None:
        return
    if code != view.area:
        ui.remember(view.replace(area=code))
    rows = series(selection, code, since=since)
    if rows.empty:
        st.info(text("hotspots.page_no_series", lang), icon=":material/event_busy:")
        return
    st.altair_chart(figures.series_plot(rows, lang), width="stretch")
    st.caption(text("hotspots.page_series_note", lang))
    ui.download(
        text("hotspots.page_download_series", lang),
        lambda: parts.series_file(rows, selection, lang),
        name=f"waspada-tren-{view.indicator}-{code}.csv",
        mime="text/csv",
        lang=lang,
    )


def _rule(lang: str) -> str:
    rule = AlertRule()
    return text(
        "hotspots.page_alert_rule",
        lang,
        level=share(rule.level),
        cases=rule.least_cases,
        periods=rule.least_periods,
        baseline=rule.least_baseline,
        digits=figure(rule.level),
    )
