"""The map: where, how many, how sure, from whom."""

import pandas as pd
import streamlit as st

from geo import areas, rates
from geo.maps import SCREEN_TILES, View, answer
from geo.maps.answer import Answer
from geo.text import fixed, integer, percent, text
from pages import ui
from pages.ui.district import panel

_FIRST_ROWS = 40


def render(view: View) -> None:
    """Draw the page."""
    view = ui.controls(view)
    lang = view.lang
    top = st.container()
    measure, background, layers = st.columns([3, 2, 2], vertical_alignment="bottom")
    keys = [m.key for m in rates.available(view.indicator)]
    chosen = measure.selectbox(
        text("pages.measure", lang),
        keys,
        index=keys.index(view.measure) if view.measure in keys else 0,
        format_func=lambda key: rates.measure(key).label.render(lang),
        key=f"measure-{lang}-{view.indicator}",
    )
    view = ui.remember(view.replace(measure=chosen))
    tiles = background.selectbox(
        text("pages.background", lang),
        ["plain", *SCREEN_TILES],
        format_func=lambda key: text(f"pages.background_{key}", lang),
        key=f"tiles-{lang}",
    )
    layer = layers.checkbox(text("pages.programme_layer", lang), key=f"programmes-{lang}")
    shown = answer(view)
    with top:
        ui.heading(shown.selection.label.render(lang))
        ui.kpis(_figures(shown))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        picked = ui.map_view(shown.map(tiles=tiles, with_programmes=layer), key="map")
    with right:
        picked = _table(shown) or picked
    if picked and picked != view.area and areas.exists(picked):
        ui.remember(view.replace(area=picked))
        st.rerun()
    ui.said(shown.sentence())
    _downloads(shown)
    if view.area:
        panel(shown)
    with st.expander(text("pages.sources", lang), icon=":material/link:"):
        ui.source_list(shown.selection.sources_table().to_dict("records"))


def _figures(shown: Answer) -> list[tuple[str, str, str]]:
    lang, selection = shown.view.lang, shown.selection
    table = selection.table
    missing = int((table["status"] == "missing").sum())
    positive = int((table["status"] == "observed").sum())
    apart = selection.not_stated
    figures = [
        (
            text("pages.kpi_total", lang),
            "–" if selection.total is None else integer(selection.total, lang),
            text("pages.kpi_not_stated", lang, n=apart) if apart else text("pages.kpi_by_origin", lang),
        ),
        (
            text("pages.kpi_areas", lang),
            text("pages.of", lang, part=positive, whole=len(table)),
            text("pages.kpi_missing", lang, n=missing) if missing else text("pages.kpi_none_missing", lang),
        ),
    ]
    figures.append(_covered(shown))
    own = selection.parent_figure
    if own is not None:
        difference = selection.difference
        note = text("pages.kpi_own_period", lang, n=own.days_covered)
        if difference is not None:
            sign = "+" if difference > 0 else "−" if difference < 0 else "±"
            note = (
                text("pages.kpi_difference", lang, difference=f"{sign}{integer(abs(difference), lang)}")
                + note
            )
        figures.append((text("pages.kpi_own", lang, name=own.name), integer(own.value, lang), note))
    return figures


def _covered(shown: Answer) -> tuple[str, str, str]:
    lang, selection = shown.view.lang, shown.selection
    days = selection.table.loc[selection.table["status"] != "missing", "days_covered"]
    low, high = (int(days.min()), int(days.max())) if len(days) else (0, 0)
    span = integer(high, lang) if low == high else f"{integer(low, lang)}–{integer(high, lang)}"
    value = text("pages.of", lang, part=span, whole=selection.window.days)
    share = percent(high / selection.window.days, lang)
    key = "pages.kpi_cover_note" if low == high else "pages.kpi_cover_range"
    return text("pages.kpi_cover", lang), value, text(key, lang, share=share)


def _table(shown: Answer) -> str | None:
    lang, table = shown.view.lang, shown.table
    plain = shown.measure.key == "count"
    ranked = table.sort_values(["measure", "value"], ascending=False, na_position="last")
    if len(ranked) > _FIRST_ROWS and not st.toggle(
        text("pages.show_all", lang, n=len(ranked)), key="all-rows"
    ):
        ranked = ranked[ranked["status"] != "missing"].head(_FIRST_ROWS)
    rows = []
    for code, row in ranked.iterrows():
        cls = shown.legend.classes[shown.legend.codes[str(code)]]
        name = {
            "text": areas.name(str(code), short=True),
            "swatch": cls.fill,
            "hatch": bool(row["incomplete"]),
        }
        count = {"text": "–" if pd.isna(row["value"]) else integer(row["value"], lang)}
        count["sort"] = None if pd.isna(row["value"]) else int(row["value"])
        cells = [name, count]
        if not plain:
            value = row["measure"]
            cells.append({"text": shown.say(value), "sort": None if pd.isna(value) else float(value)})
        cover = None if pd.isna(row["value"]) else float(row["cover"])
        cells.append({"text": "–" if cover is None else f"{fixed(100 * cover, lang, 0)}%", "sort": cover})
        rows.append({"id": str(code), "cells": cells})
    columns = [{"label": text("pages.area", lang)}, {"label": text("pages.count", lang), "number": True}]
    if not plain:
        columns.append({"label": shown.measure.label.render(lang), "number": True})
    columns.append({"label": text("pages.cover", lang), "number": True})
    return ui.table(
        columns,
        rows,
        lang=lang,
        title=shown.selection.label.render(lang),
        key="ranking",
        selected=shown.view.area,
        sorted_by=1 if plain else 2,
        height=600,
    )


def _downloads(shown: Answer) -> None:
    lang, view = shown.view.lang, shown.view
    name = f"waspada-{view.indicator}-{view.within}-{view.start}-{view.end}"
    csv, xlsx, link = st.columns(3)
    with csv:
        ui.download(
            text("pages.download_csv", lang),
            lambda: shown.export("csv"),
            name=f"{name}.csv",
            mime="text/csv",
            lang=lang,
        )
    with xlsx:
        ui.download(
            text("pages.download_xlsx", lang),
            lambda: shown.export("xlsx"),
            name=f"{name}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            lang=lang,
        )
    with link:
        ui.share_link(lang)
