"""The controls every page shares: language, place, indicator, period."""

import datetime as dt

import streamlit as st

from geo import areas, store
from geo.counts import Window
from geo.maps import LEVELS_SHOWN, View, choices
from geo.text import LANGUAGES, text
from pages.ui.components import theme_switch
from pages.ui.people import account
from pages.ui.session import remember

_NAMES = {"id": "Bahasa Indonesia", "en": "English"}
_KINDS = ("year", "last", "custom")


def controls(view: View) -> View:
    """Draw the shared controls in the sidebar and return the view they now say."""
    with st.sidebar:
        lang = (
            st.segmented_control(
                text("pages.language", view.lang),
                LANGUAGES,
                default=view.lang,
                format_func=_NAMES.__getitem__,
                label_visibility="collapsed",
                key=f"lang-{view.lang}",
            )
            or view.lang
        )
        if lang != view.lang:
            remember(view.replace(lang=lang))
            st.rerun()
        within = _place(view)
        level = _level(view) if within == "00" else "district"
        indicator = _indicator(view)
        route = _route(view)
        window = _window(view, within, indicator)
        theme_switch(lang)
        account(lang)
        st.caption(text("pages.data_version", lang, version=store.default().version[:12]))
    area = view.area if view.area and (within == "00" or view.area.startswith(within)) else None
    changed = view.replace(
        level=level,
        within=within,
        indicator=indicator,
        procedural=route,
        start=window.start,
        end=window.end,
        area=area,
        lang=lang,
    )
    return remember(changed)


def _place(view: View) -> str:
    provinces = areas.table("province")
    options = ["00", *sorted(provinces.index, key=lambda code: str(provinces.at[code, "name"]))]
    return str(
        st.selectbox(
            text("pages.province", view.lang),
            options,
            index=options.index(view.within),
            format_func=lambda code: text("pages.nation", view.lang) if code == "00" else areas.name(code),
            key=f"within-{view.lang}-{view.within}",
        )
    )


def _level(view: View) -> str:
    level = st.segmented_control(
        text("pages.level", view.lang),
        LEVELS_SHOWN,
        default=view.level,
        format_func=lambda key: text(f"pages.level_{key}", view.lang),
        key=f"level-{view.lang}-{view.level}",
    )
    return str(level or view.level)


def _indicator(view: View) -> str:
    options = list(choices.indicators())
    return str(
        st.selectbox(
            text("pages.indicator", view.lang),
            options,
            index=options.index(view.indicator) if view.indicator in options else 0,
            format_func=lambda key: text(f"counts.indicator.{key}", view.lang),
            key=f"indicator-{view.lang}-{view.indicator}",
        )
    )


def _route(view: View) -> str | None:
    options = (None, "no", "yes")
    return st.selectbox(
        text("pages.route", view.lang),
        options,
        index=options.index(view.procedural),
        format_func=lambda key: text(f"pages.route_{key or 'all'}", view.lang),
        key=f"route-{view.lang}-{view.procedural}",
    )


def _window(view: View, within: str, indicator: str) -> Window:
    lang = view.lang
    window = Window(view.start, view.end)
    years = choices.years(indicator, within)
    last = choices.latest(indicator, within)
    recent = Window.last_months(12, last) if last else None
    full_year = next((y for y in years if Window.year(y) == window), None)
    kind_now = "year" if full_year else "last" if recent == window else "custom"
    kind = st.segmented_control(
        text("pages.period", lang),
        _KINDS,
        default=kind_now,
        format_func=lambda k: text(f"pages.period_{k}", lang),
        key=f"kind-{lang}-{kind_now}-{window.start}-{window.end}",
    )
    if kind == "year" and years:
        year = st.selectbox(
            text("pages.year", lang),
            years,
            index=years.index(full_year) if full_year else 0,
            key=f"year-{lang}-{indicator}-{within}-{full_year}",
        )
        return Window.year(int(year))
    if kind == "last" and recent:
        return recent
    first = dt.date(min(years, default=2007), 1, 1)
    chosen = st.date_input(
        text("pages.dates", lang),
        (window.start, window.end),
        min_value=min(first, window.start),
        max_value=max(dt.date.today(), window.end),
        format="DD/MM/YYYY",
        key=f"dates-{lang}-{window.start}-{window.end}",
    )
    return Window(*chosen) if isinstance(chosen, tuple) and len(chosen) == 2 else window
