"""The campaign planner: ask, see a plan at once, change what you know better, keep and approve it."""

import time

import streamlit as st

from geo.counts import Window
from geo.maps import View
from geo.text import fixed, percent, text
from pages import kampanye_files, kampanye_kept, kampanye_list, kampanye_show, ui
from pages.kampanye_make import make
from pages.kampanye_wishes import Asked, ask
from pages.kampanye_work import Made, PlanWork, Tell

_WORK, _SHOWN, _LOCKED, _BANNED = "plan-work", "plan-shown", "plan-locked", "plan-banned"


def render(view: View) -> None:
    """Draw the page."""
    view = ui.controls(view)
    lang = view.lang
    ui.heading(text("campaign.page_title", lang))
    left, right = st.columns([2, 5], gap="large")
    with left:
        asked = ask(view)
        kampanye_list.standing_note(view)
        _held(lang)
        if st.button(
            text("campaign.page_make", lang), type="primary", icon=":material/route:", key="plan-make"
        ):
            _start(asked, view)
    if st.session_state.pop("plan-again", False):
        _start(asked, view)
    with right:
        _result(view, asked)
    wanted = kampanye_kept.kept(view)
    if wanted is not None:
        st.session_state.pop(_WORK, None)
        st.session_state[_SHOWN] = wanted
        st.rerun()


def _result(view: View, asked: Asked) -> None:
    work: PlanWork | None = st.session_state.get(_WORK)
    if work is not None and work.running:
        _progress(view.lang)
    if work is not None and work.error is not None:
        st.error(work.error.render(view.lang), icon=":material/error:")
    if work is not None and work.failed is not None:
        raise work.failed
    record = work.record if work is not None and work.record is not None else st.session_state.get(_SHOWN)
    if record is None:
        st.info(text("campaign.page_start", view.lang), icon=":material/info:")
        return
    st.session_state[_SHOWN] = record
    kampanye_show.figures(record, view.lang)
    ui.map_view(kampanye_show.plan_map(record, view), key="plan-map")
    if work is not None:
        kampanye_show.curve(work.curve, record, view.lang)
    kampanye_kept.saving(record, view)
    kampanye_files.downloads(record, view)
    kampanye_list.tables(record, view.lang)
    kampanye_list.chosen(record, view.lang, lock=_lock, ban=_ban)


@st.fragment(run_every=0.6)
def _progress(lang: str) -> None:
    work: PlanWork | None = st.session_state.get(_WORK)
    if work is None or not work.running:
        st.rerun()
        return
    at = work.progress
    share = min(1.0, (at.seconds if at else 0.0) / work.seconds)
    words = text("campaign.page_working", lang)
    if at is not None and at.objective > 0:
        gap = percent(max(0.0, at.bound / at.objective - 1), lang, 2) if at.bound < 10 * at.objective else "–"
        words = text(
            "campaign.page_progress", lang, sites=len(at.sites), seconds=fixed(at.seconds, lang), gap=gap
        )
    if work.record is not None:
        share, words = 1.0, text("campaign.page_curving", lang)
    bar, button = st.columns([5, 1], vertical_alignment="center")
    bar.progress(share, words)
    button.button(text("campaign.page_cancel", lang), on_click=work.cancel, key="plan-cancel")


def _start(asked: Asked, view: View) -> None:
    old: PlanWork | None = st.session_state.get(_WORK)
    if old is not None:
        old.cancel()
    locked, banned = (tuple(sorted(st.session_state.get(key, ()))) for key in (_LOCKED, _BANNED))

    def plan(tell: Tell) -> Made:
        return make(asked, Window(view.start, view.end), locked, banned, tell)

    st.session_state[_WORK] = work = PlanWork(plan, asked.seconds).start()
    until = time.monotonic() + 1.5
    while work.running and work.record is None and time.monotonic() < until:
        time.sleep(0.05)  # a small plan is there before the page is drawn


def _lock(id: str) -> None:
    st.session_state.setdefault(_LOCKED, set()).add(id)
    st.session_state.setdefault(_BANNED, set()).discard(id)
    st.session_state["plan-again"] = True


def _ban(id: str) -> None:
    st.session_state.setdefault(_BANNED, set()).add(id)
    st.session_state.setdefault(_LOCKED, set()).discard(id)
    st.session_state["plan-again"] = True


def _held(lang: str) -> None:
    """List the locks and bans; a click on one frees it."""
    for key, name in ((_LOCKED, "locked"), (_BANNED, "banned")):
        ids = sorted(st.session_state.get(key, ()))
        if not ids:
            continue
        kept = st.pills(
            text(f"campaign.page_{name}", lang),
            ids,
            selection_mode="multi",
            default=ids,
            format_func=kampanye_list.place_name,
            key=f"plan-{name}-{len(ids)}-{hash(tuple(ids))}",
        )
        if set(kept) != set(ids):
            st.session_state[key] = set(kept)
            st.session_state["plan-again"] = True
            st.rerun()
