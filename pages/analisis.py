"""The analysis: where, how sure, since when, says who; first at once, then refined."""

import time
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo import areas
from geo.counts import Selection, Window, select
from geo.hotspots import figures
from geo.hotspots.assessment import WEIGHTS, Assessment, Settings, WeightsKind
from geo.hotspots.words import names
from geo.maps import View
from geo.text import Phrase, text
from pages import analisis_controls as controls
from pages import analisis_parts as parts
from pages import ui
from pages.analisis_index import section
from pages.analisis_work import quick, reader, refined

_ARRIVED = "analysis-arrived"
_HEAD_START = 0.3
"""Seconds a browser gets to show the first figures before the rest of the page arrives."""

_PATIENCE = 1.0
"""Seconds to wait for the refined answer before the rest is drawn with the first."""


def render(view: View) -> None:
    """Draw the page."""
    heading, doing, answer = st.empty(), st.empty(), st.empty()
    if _ARRIVED not in st.session_state:
        st.session_state[_ARRIVED] = True
        _at_once(view, heading, answer)
    view = ui.controls(view)
    lang = view.lang
    settings = controls.settings(lang)
    selection = _selected(view)
    with heading:
        ui.heading(text("hotspots.page_title", lang, what=selection.label))
    work = refined(selection, settings)
    found = work.result
    if found is None:
        found = quick(selection, settings)
        with answer.container():  # figures first; most often they are refined before the maps are drawn
            parts.findings(found, lang)
        with doing.container():
            controls.bar(work, lang)
        work.start(reader())
        work.wait(_PATIENCE)
        found = work.result or found
        doing.empty()
    with answer.container():
        parts.findings(found, lang)
    if found is not work.result:
        with doing.container():
            controls.state(work, lang)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.subheader(text("hotspots.page_classes", lang))
        picked = ui.map_view(parts.class_map(found, view), key="class-map")
        parts.cluster_list(found, lang)
    with right:
        st.subheader(text("hotspots.page_risk", lang))
        if found.table["eb_mean"].notna().any():
            st.altair_chart(figures.risk_plot(found, lang), width="stretch")
            st.caption(text("hotspots.page_risk_note", lang, most=figures.MOST_ROWS))
        else:
            st.caption(text("hotspots.page_no_risk", lang))
    if picked and picked != view.area and areas.exists(picked):
        view = ui.remember(view.replace(area=picked))
    parts.reasons(found, view)
    _neighbours(found, view)
    _checks(found, view)
    section(selection, settings, view)
    parts.made(found, lang)
    parts.downloads(found, view)


def _at_once(view: View, heading: DeltaGenerator, answer: DeltaGenerator) -> None:
    """Answer what the link asks, and let the browser show it, before anything else is drawn.

    A browser that opens a link shows the first elements it gets at once and holds back those that come while
    it loads the code of others: figures sent together with the controls were seen up to a second later.
    """
    selection = _selected(view)
    with heading:
        ui.heading(text("hotspots.page_title", view.lang, what=selection.label))
    found = refined(selection, Settings()).result or quick(selection, Settings())
    with answer.container():
        parts.findings(found, view.lang)
    time.sleep(_HEAD_START)


def _selected(view: View) -> Selection:
    return select(
        Window(view.start, view.end),
        view.indicator,
        level=view.level,
        within=view.within,
        procedural=view.procedural,
    )


def _neighbours(found: Assessment, view: View) -> None:
    lang = view.lang
    st.subheader(text("hotspots.page_neighbours", lang))
    left, right = st.columns(2, gap="medium")
    with left:
        st.caption(text("hotspots.page_lisa_note", lang))
        ui.map_view(parts.lisa_map(found, view), key="lisa-map")
    with right:
        st.caption(text("hotspots.page_gi_note", lang))
        ui.map_view(parts.gi_map(found, view), key="gi-map")
    said = [found.weights.sentence]
    if found.isolates:
        said.append(
            Phrase("hotspots.page_isolates", {"areas": names([areas.name(c) for c in found.isolates])})
        )
    st.caption(" ".join(phrase.render(lang) for phrase in said))


def _checks(found: Assessment, view: View) -> None:
    lang = view.lang
    if not found.judged:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(text("hotspots.page_moran", lang))
        plot = figures.moran_plot(found, lang)
        if plot is not None:
            st.altair_chart(plot, width="stretch")
        st.caption(found.findings[-1].render(lang))
    with right:
        st.subheader(text("hotspots.page_funnel", lang))
        st.altair_chart(figures.funnel_plot(found, lang), width="stretch")
        st.caption(found.dispersion.sentence.render(lang))
    st.subheader(text("hotspots.page_sensitivity", lang))
    if st.toggle(text("hotspots.page_sensitivity_ask", lang), key="sensitivity"):
        every = {kind: _other(found, kind) for kind in WEIGHTS}
        st.altair_chart(figures.sensitivity_plot(every, lang), width="stretch")
        st.caption(text("hotspots.page_sensitivity_note", lang) + " " + parts.morans(every, lang))


def _other(found: Assessment, kind: WeightsKind) -> Assessment:
    if kind == found.settings.weights:
        return found
    chosen = replace(found.settings, weights=kind)
    return quick(found.selection, chosen, permutations=999, local_permutations=9999)
