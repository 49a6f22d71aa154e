"""The briefing: what to say, how it looks on paper, the files, and what was given out before."""

import datetime as dt
import hashlib
import json

import streamlit as st

from geo import areas, store
from geo.briefing import content, files, pdf
from geo.briefing.options import FORMATS, INDICATORS, SECTIONS, Options
from geo.counts import Window
from geo.maps import View
from geo.text import text
from pages import paparan_parts, ui

_MADE = "briefing-made"


def render(view: View) -> None:
    """Draw the page."""
    view = ui.controls(view)
    lang = view.lang
    ui.heading(text("briefing.page_title", lang))
    left, right = st.columns([3, 4], gap="medium")
    with left:
        options = _options(view)
        making = st.container()  # of its own, so that what comes and goes in it moves nothing below
        if options is not None:
            with making:
                _generate(options)
        paparan_parts.history(lang)
    with right:
        if options is not None:
            _preview(options)


def _options(view: View) -> Options | None:
    lang = view.lang
    whole = view.area if view.area and view.area.startswith(view.within) and len(view.area) == 4 else None
    choices = [view.within, *([] if view.within == "00" else areas.children(view.within, "district"))]
    area = st.selectbox(
        text("briefing.page_area", lang),
        choices,
        index=choices.index(whole) if whole in choices else 0,
        format_func=lambda code: text("pages.nation", lang) if code == "00" else areas.name(code),
        key=f"briefing-area-{lang}-{view.within}",
    )
    lead = view.indicator if view.indicator in INDICATORS else ""
    others = st.multiselect(
        text("briefing.page_indicators", lang),
        [key for key in INDICATORS if key != lead],
        format_func=lambda key: text(f"counts.indicator.{key}", lang),
        placeholder=text("briefing.page_indicators_none", lang),
        help=text("briefing.page_indicators_help", lang),
        key=f"briefing-indicators-{lang}-{lead}",
    )
    if view.procedural:
        st.caption(text("briefing.page_route", lang))
    sections = paparan_parts.sections(lang)
    remarks = st.text_area(text("briefing.page_remarks", lang), height=120, key="briefing-remarks")
    house = paparan_parts.house(lang)
    if not sections:
        st.warning(text("briefing.page_no_sections", lang))
        return None
    return Options(
        area=area,
        window=Window(view.start, view.end),
        created=dt.date.today(),
        indicators=tuple(key for key in (lead, *others) if key),
        lang=lang,
        level=view.level if area == "00" else "",
        sections=sections,
        remarks=remarks,
        house=house,
    )


@st.cache_data(show_spinner=False, max_entries=8)
def _pages(payload: str, data_version: str) -> list[bytes]:
    return pdf.preview(content.build(Options.from_payload(json.loads(payload))), ppi=110)


def _key(options: Options) -> str:
    return json.dumps(options.to_payload(), sort_keys=True)


def _preview(options: Options) -> None:
    with st.spinner(text("briefing.page_drawing", options.lang)):
        images = _pages(_key(options), store.default().version)
    for number, image in enumerate(images, start=1):
        said = text("briefing.page_of", options.lang, page=number, pages=len(images))
        with st.container(border=True):
            st.image(image, caption=said, alt=said, width="stretch")


def _generate(options: Options) -> None:
    lang = options.lang
    if not ui.allowed("give_out", lang, options.area):
        return
    wanted = st.pills(
        text("briefing.page_formats", lang),
        FORMATS,
        selection_mode="multi",
        default=FORMATS,
        format_func=str.upper,
    )
    key = hashlib.sha256((_key(options) + store.default().version).encode()).hexdigest()
    if st.button(
        text("briefing.page_make", lang), type="primary", disabled=not wanted, icon=":material/print:"
    ):
        bar = st.progress(0.0)
        briefing, made = files.generate(
            options, formats=wanted, progress=lambda step, share: bar.progress(share, _step(step, lang))
        )
        files.remember(briefing, made, who=ui.person().name)
        bar.empty()
        st.session_state[_MADE] = (key, made)
    kept = st.session_state.get(_MADE)
    if kept and kept[0] == key:
        paparan_parts.downloads(options, kept[1], "now")


def _step(step: str, lang: str) -> str:
    return text(f"briefing.section_{step}", lang) if step in SECTIONS else text("briefing.page_drawing", lang)
