"""The analysis: where, how sure, since when, says who; first at once, then refined."""

from dataclasses import replace

import streamlit as st

from geo import areas
from geo.counts import Window, select
from geo.hotspots import figures
from geo.hotspots.assessment import WEIGHTS, Assessment, Settings, WeightsKind
from geo.hotspots.classes import Thresholds
from geo.hotspots.words import names
from geo.maps import View
from geo.text import Phrase, percent, text
from pages import analisis_parts as parts
from pages import ui
from pages.analisis_work import Work, quick, refined

_PATIENCE = 0.8
"""Seconds to wait for the full answer before a quicker one is made."""


def render(view: View) -> None:
    """Draw the page."""
    view = ui.controls(view)
    lang = view.lang
    top = st.container()
    settings = _settings(lang)
    selection = select(
        Window(view.start, view.end),
        view.indicator,
        level=view.level,
        within=view.within,
        procedural=view.procedural,
    )
    with top:
        ui.heading(text("hotspots.page_title", lang, what=selection.label))
    work = refined(selection, settings)
    work.wait(_PATIENCE)
    found = work.result or quick(selection, replace(settings, permutations=99, local_permutations=499))
    found = work.result or found
    with top:
        if found is not work.result:
            _state(work, lang)
        parts.findings(found, lang)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.subheader(text("hotspots.page_classes", lang))
        picked = ui.map_view(parts.class_map(found, view), key="class-map")
        parts.cluster_list(found, lang)
    with right:
        st.subheader(text("hotspots.page_risk", lang))
        st.altair_chart(figures.risk_plot(found, lang), width="stretch")
        st.caption(text("hotspots.page_risk_note", lang, most=figures.MOST_ROWS))
    if picked and picked != view.area and areas.exists(picked):
        view = ui.remember(view.replace(area=picked))
    parts.reasons(found, view)
    _neighbours(found, view)
    _checks(found, view)
    parts.made(found, lang)
    parts.downloads(found, view)


def _settings(lang: str) -> Settings:
    with st.expander(text("hotspots.page_settings", lang), icon=":material/tune:"):
        first, second, third = st.columns(3)
        reference = first.selectbox(
            text("hotspots.page_reference", lang),
            ("selection", "nation"),
            format_func=lambda key: text(f"hotspots.page_reference_{key}", lang),
        )
        weights = first.selectbox(
            text("hotspots.page_weights", lang),
            WEIGHTS,
            format_func=lambda key: text(f"hotspots.page_weights_{key}", lang),
        )
        usual = Thresholds()
        high = second.slider(text("hotspots.page_high", lang), 0.80, 0.99, usual.high_probability, 0.01)
        watch = second.slider(text("hotspots.page_watch", lang), 0.50, high, usual.watch_probability, 0.01)
        share = third.slider(text("hotspots.page_share", lang), 0.05, 0.50, 0.50, 0.05)
        seed = third.number_input(text("hotspots.page_seed", lang), 0, 999_999, 0)
    return Settings(
        reference=reference,
        weights=weights,
        max_share=share,
        seed=int(seed),
        thresholds=Thresholds(high_probability=high, watch_probability=watch),
    )


def _state(work: Work, lang: str) -> None:
    """Say whether this is the first answer or the refined one."""
    if work.error is None and not work.cancelled:
        _progress(work, lang)
    else:
        st.info(text("hotspots.page_first_only", lang), icon=":material/hourglass_disabled:")
        if st.button(text("hotspots.page_again", lang)):
            work.error = None
            work.start()
            st.rerun()


@st.fragment(run_every=0.6)
def _progress(work: Work, lang: str) -> None:
    if not work.running:
        st.rerun()
    bar, button = st.columns([5, 1], vertical_alignment="center")
    done = min(work.done / max(work.total, 1), 1.0)
    bar.progress(done, text("hotspots.page_refining", lang, share=percent(done, lang)))
    if button.button(text("hotspots.page_cancel", lang), icon=":material/close:"):
        work.cancel()
        st.rerun()


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
    chosen = replace(found.settings, weights=kind, permutations=99, local_permutations=999)
    return quick(found.selection, chosen)
