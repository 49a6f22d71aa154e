"""Did it help? Covered districts beside similar uncovered ones."""

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from geo import areas, store
from geo.campaign import evaluation
from geo.counts import Window
from geo.maps import View
from geo.text import ratio, text
from pages import ui


def effect(view: View) -> None:
    """Compare covered districts with similar uncovered ones, before and after."""
    lang = view.lang
    st.subheader(text("campaign.effect_title", lang))
    left, middle, right = st.columns(3)
    before = _window(
        left, "before", dt.date(view.start.year - 1, 1, 1), dt.date(view.start.year - 1, 12, 31), lang
    )
    after = _window(middle, "after", view.start, view.end, lang)
    share = right.slider(text("campaign.effect_share", lang), 1, 100, 20, key="effect-share") / 100
    table = evaluation.districts(
        indicator=view.indicator,
        before=before,
        after=after,
        within=view.within,
        share=share,
        data=store.default(),
    )
    found = evaluation.evaluate(table, match_on=evaluation.MATCH_ON)
    ui.said(found.sentence.render(lang))
    if len(found.pairs):
        st.dataframe(_pairs(found.pairs, lang), hide_index=True, width="stretch")
    if found.enough:
        rows = {"covered": found.covered, "uncovered": found.uncovered, "ratio": found.effect}
        ui.kpis(
            [
                (
                    text(f"campaign.effect_{key}", lang),
                    ratio(c.ratio, lang),
                    f"95%: {ratio(c.lower, lang)}–{ratio(c.upper, lang)}",
                )
                for key, c in rows.items()
            ]
        )
    st.caption(text("campaign.effect_method", lang))


def _window(place: Any, key: str, start: dt.date, end: dt.date, lang: str) -> Window:
    chosen = place.date_input(
        text(f"campaign.effect_{key}", lang),
        (start, end),
        format="DD/MM/YYYY",
        key=f"effect-{key}-{start}-{end}",
    )
    return Window(*chosen) if isinstance(chosen, tuple) and len(chosen) == 2 else Window(start, end)


def _pairs(pairs: pd.DataFrame, lang: str) -> pd.DataFrame:
    table = pairs.drop(columns="distance").copy()
    for name in ("covered", "uncovered"):
        table[name] = table[name].map(areas.name)
    heads = {name: text(f"campaign.pair_{name}", lang) for name in table}
    return table.rename(columns=heads)
