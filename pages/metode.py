"""The method in words: how figures are chosen, measured, classed and drawn."""

import streamlit as st

from geo import boundaries, rates
from geo.hotspots.classes import HotspotClass, Thresholds
from geo.maps import View
from geo.text import text
from pages import ui

_SECTIONS = {"counts": 6, "seen": 2, "boundaries": 1}


def render(view: View) -> None:
    """Draw the page."""
    view = ui.controls(view)
    lang = view.lang
    ui.heading(text("pages.metode", lang))
    ui.said(text("pages.method_intro", lang))
    _section("counts", lang)
    st.subheader(text("pages.method_measures", lang), anchor=False)
    for measure in rates.MEASURES.values():
        _, _, meaning = measure.definition.render(lang).partition(": ")  # it starts with its own name
        st.markdown(f"- **{measure.label.render(lang)}**: {meaning}")
    st.subheader(text("pages.method_classes", lang), anchor=False)
    st.markdown(" · ".join(f"**{kind.label.render(lang)}**" for kind in HotspotClass))
    st.markdown(Thresholds().sentence.render(lang))
    for i in (1, 2):
        st.markdown(text(f"pages.method_power_{i}", lang))
    _section("seen", lang)
    _section("boundaries", lang)
    active = boundaries.active()
    st.caption(f"{active.title.render(lang)} · {active.source} · {active.licence} · {active.date}")


def _section(name: str, lang: str) -> None:
    st.subheader(text(f"pages.method_{name}", lang), anchor=False)
    st.markdown(
        "\n".join(f"- {text(f'pages.method_{name}_{i}', lang)}" for i in range(1, _SECTIONS[name] + 1))
    )
