"""What the analysis page lets its reader set, and how far the refined answer has come."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.hotspots.assessment import WEIGHTS, Settings
from geo.hotspots.classes import Thresholds
from geo.text import integer, percent, text
from pages.analisis_work import Work, reader

_PERMUTATIONS = (999, 9_999, 99_999)


def settings(lang: str) -> Settings:
    """Draw the settings and return what they say."""
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
        high = _percentage(second, "high", (80, 99), usual.high_probability, lang)
        watch = _percentage(second, "watch", (50, round(100 * high)), usual.watch_probability, lang)
        share = _percentage(third, "share", (5, 50), 0.50, lang)
        permutations = third.selectbox(
            text("hotspots.page_permutations", lang),
            _PERMUTATIONS,
            format_func=lambda n: integer(n, lang),
            help=text("hotspots.page_permutations_help", lang),
        )
        seed = third.number_input(text("hotspots.page_seed", lang), 0, 999_999, 0)
    return Settings(
        reference=reference,
        weights=weights,
        max_share=share,
        permutations=permutations,
        seed=int(seed),
        thresholds=Thresholds(high_probability=high, watch_probability=watch),
    )


def _percentage(column: DeltaGenerator, key: str, limits: tuple[int, int], usual: float, lang: str) -> float:
    label = text(f"hotspots.page_{key}", lang)
    return column.slider(label, *limits, round(100 * usual), format="%d%%") / 100


def bar(work: Work, lang: str) -> None:
    """Draw how much of the refined answer is done."""
    done = min(work.done / max(work.total, 1), 1.0)
    st.progress(done, text("hotspots.page_refining", lang, share=percent(done, lang)))


def state(work: Work, lang: str) -> None:
    """Say that this is the first answer, with progress and a way to cancel, or a way to begin again."""
    if work.error is None and reader() not in work.stopped:
        _progress(work, lang)
        return
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.info(text("hotspots.page_first_only", lang), icon=":material/hourglass_disabled:")
    if right.button(text("hotspots.page_again", lang), width="stretch"):
        work.again(reader())
        st.rerun()


@st.fragment(run_every=0.6)
def _progress(work: Work, lang: str) -> None:
    if not work.running:
        st.rerun()
    work.watch(reader())
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        bar(work, lang)
    if right.button(text("hotspots.page_cancel", lang), icon=":material/close:", width="stretch"):
        work.cancel(reader())
        st.rerun()
