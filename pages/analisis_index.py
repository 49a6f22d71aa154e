"""The risk index on the analysis page: ranked areas, weights to turn, every score opened to its parts."""

import streamlit as st

from geo import areas
from geo.counts import Selection
from geo.hotspots import export
from geo.hotspots.assessment import Settings
from geo.hotspots.index import DIMENSIONS, Index, Weighting
from geo.maps import View
from geo.text import fixed, integer, number, text
from pages import ui
from pages.analisis_work import index

_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)


@st.fragment
def section(selection: Selection, settings: Settings, view: View) -> None:
    """Draw the index with its weights; turning one redraws this section only."""
    lang = view.lang
    st.subheader(text("hotspots.index_title", lang))
    st.caption(text("hotspots.index_note", lang))
    weights = {
        dimension: column.select_slider(
            text("hotspots.index_weight", lang, name=text(f"hotspots.dimension_{dimension}", lang)),
            _WEIGHTS,
            1.0,
            format_func=lambda weight: number(weight, lang),
            key=f"weight-{dimension}-{lang}",
        )
        for dimension, column in zip(DIMENSIONS, st.columns(len(DIMENSIONS), gap="medium"), strict=True)
    }
    if not any(weights.values()):
        st.info(text("hotspots.weight_none", lang), icon=":material/tune:")
        return
    found = index(selection, Weighting(dimensions=weights), settings.reference, settings.seed)
    ranked = found.table.dropna(subset=["rank"]).sort_values(["rank", "name"])
    if ranked.empty:
        st.info(text("hotspots.index_nothing", lang), icon=":material/event_busy:")
        return
    codes = [str(code) for code in ranked.index]
    left, right = st.columns([2, 1], gap="medium")
    with left:
        key = f"index-area-{view.within}-{view.area}"
        usual = view.area if view.area in codes else codes[0]
        picked = _table(found, codes, st.session_state.get(key, usual), lang)
        code = picked or st.session_state.get(key, usual)
        st.session_state[key] = code
    with right:
        _parts(found, code if code in codes else usual, lang)
    unscored = len(found.table) - len(ranked)
    said = [found.sentence.render(lang)]
    if unscored:
        said.append(text("hotspots.index_unscored", lang, n=integer(unscored, lang)))
    st.caption(" ".join(said))
    for column, kind in zip(st.columns(4), _TYPES, strict=False):
        with column:
            ui.download(
                f"{text('hotspots.index_title', lang)}: {text(f'hotspots.page_download_{kind}', lang)}",
                lambda kind=kind: export.index_file(found, format=kind, lang=lang),
                name=f"waspada-index-{view.within}-{view.start}-{view.end}.{kind}",
                mime=_TYPES[kind],
                lang=lang,
            )


def _table(found: Index, codes: list[str], selected: str, lang: str) -> str | None:
    columns = [
        {"label": text("hotspots.page_col_area", lang)},
        {"label": text("hotspots.index_col_rank", lang), "number": True},
        {"label": text("hotspots.index_col_interval", lang), "number": True},
        {"label": text("hotspots.index_col_index", lang), "number": True},
        *({"label": text(f"hotspots.dimension_{d}", lang), "number": True} for d in DIMENSIONS),
        {"label": text("hotspots.index_col_confidence", lang)},
    ]
    rows = []
    for code, row in zip(codes, found.table.loc[codes].to_dict("records"), strict=True):
        scores = [row["index"], *(row[d] for d in DIMENSIONS)]
        numbers = [
            {"text": fixed(s, lang, 1), "sort": s} if s == s else {"text": "–", "sort": None} for s in scores
        ]
        cells = [
            {"text": areas.name(code, short=True)},
            {"text": integer(row["rank"], lang), "sort": int(row["rank"])},
            {"text": f"{row['rank_low']}–{row['rank_high']}", "sort": int(row["rank_low"])},
            *numbers,
            {"text": row["confidence"]},
        ]
        rows.append({"id": code, "cells": cells})
    title = text("hotspots.index_title", lang)
    height = min(460, 80 + 38 * len(rows))
    return ui.table(
        columns, rows, lang=lang, title=title, key="index", selected=selected, sorted_by=1, down=False,
        height=height,
    )  # fmt: skip


def _parts(found: Index, code: str, lang: str) -> None:
    """Open one area's score to its dimensions and components."""
    row = found.table.loc[code]
    st.markdown(
        text(
            "hotspots.index_of",
            lang,
            name=areas.name(code),
            index=fixed(float(row["index"]), lang, 1),
            rank=integer(int(row["rank"]), lang),
            low=integer(int(row["rank_low"]), lang),
            high=integer(int(row["rank_high"]), lang),
            grade=row["confidence"],
        )
    )
    said = iter(found.parts(code))
    lines = []
    for components in DIMENSIONS.values():
        lines.append(f"- **{next(said).render(lang)}**")
        lines += [f"    - {next(said).render(lang)}" for _ in components]
    st.markdown("\n".join(lines))
