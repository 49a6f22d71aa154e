"""The campaign planner: ask, see a plan at once, change what you know better, keep and approve it."""

import time

import streamlit as st

from geo.counts import Window
from geo.maps import View
from geo.text import fixed, integer, percent, text
from pages import (
    kampanye_budget,
    kampanye_files,
    kampanye_kept,
    kampanye_list,
    kampanye_pick,
    kampanye_show,
    ui,
)
from pages.kampanye_make import make
from pages.kampanye_wishes import Asked, ask
from pages.kampanye_work import Made, PlanWork, Tell, connected

_WORK, _SHOWN, _LOCKED, _BANNED, _AGAIN = (
    "plan-work",
    "plan-shown",
    "plan-locked",
    "plan-banned",
    "plan-again",
)


def render(view: View) -> None:
    """Draw the page."""
    view = ui.controls(view)
    lang = view.lang
    ui.heading(text("campaign.page_title", lang))
    left, right = st.columns([2, 5], gap="large")
    with left:
        asked, below = ask(view)
        kampanye_list.standing_note(view)
    question = repr((asked.question(), view.start, view.end, _held_ids()))
    work: PlanWork | None = st.session_state.get(_WORK)
    changed = work is not None and (work.question, work.budget) != (question, asked.budget)
    quick = changed and work is not None and work.quick and work.place == _place(asked)
    again = st.session_state.pop(_AGAIN, False) or quick
    stale = changed and not again
    with below:
        if work is not None and work.question == question and asked.kind == "billboard":
            kampanye_budget.readout(work.curve, budget=asked.budget, money=asked.cost is not None, lang=lang)
        _held(lang)
        wanted = st.button(
            text("campaign.page_again" if stale else "campaign.page_make", lang),
            type="primary",
            icon=":material/route:",
            key="plan-make",
        )
    if again or wanted:
        _start(asked, view, question)
        stale = False
    with right:
        _result(view, stale)
    wanted_plan = kampanye_kept.kept(view)
    if wanted_plan is not None:
        st.session_state.pop(_WORK, None)
        st.session_state[_SHOWN] = wanted_plan
        st.rerun()


def _result(view: View, stale: bool) -> None:
    lang = view.lang
    work: PlanWork | None = st.session_state.get(_WORK)
    # first the plan: the bar below draws the page again when there is a better one than this
    record = (work.best() if work is not None else None) or st.session_state.get(_SHOWN)
    if stale:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(text("campaign.page_stale", lang), icon=":material/update:")
            st.button(text("campaign.page_again", lang), on_click=_again, key="plan-make-again")
    if work is not None and work.running:
        _progress(lang)
    if work is not None and work.error is not None:
        st.error(work.error.render(lang), icon=":material/error:")
    if work is not None and work.failed is not None:
        raise work.failed
    if record is None:
        st.info(text("campaign.page_start", lang), icon=":material/info:")
        return
    st.session_state[_SHOWN] = record
    kampanye_show.figures(record, lang)
    strip = st.container()
    picked = ui.map_view(kampanye_show.plan_map(record, view), key="plan-map")
    with strip:
        locked, banned = _held_ids()
        kampanye_pick.pick(picked, record, lang, locked=set(locked), banned=set(banned), act=_act)
    if work is not None and record.type == "billboard":
        kampanye_budget.curve(work.curve, record, lang)
    if work is None or not work.making:
        kampanye_kept.saving(record, view)
        kampanye_files.downloads(record, view)
    kampanye_list.tables(record, lang)
    kampanye_list.chosen(record, lang, act=_act)


@st.fragment(run_every=0.6)
def _progress(lang: str) -> None:
    work: PlanWork | None = st.session_state.get(_WORK)
    if work is None or not work.running or work.improved():
        st.rerun()
        return
    at = work.progress
    share = min(1.0, work.elapsed / work.seconds)
    words = text("campaign.page_working", lang, seconds=integer(work.elapsed, lang))
    if at is not None and at.objective > 0:
        gap = percent(max(0.0, at.bound / at.objective - 1), lang, 2) if at.bound < 10 * at.objective else "–"
        words = text(
            "campaign.page_progress", lang, sites=len(at.sites), seconds=fixed(at.seconds, lang), gap=gap
        )
    if not work.making:
        share, words = 1.0, text("campaign.page_curving", lang)
    bar, button = st.columns([5, 1], vertical_alignment="center")
    bar.progress(share, words)
    button.button(text("campaign.page_cancel", lang), on_click=work.cancel, key="plan-cancel")


def _place(asked: Asked) -> tuple[str, ...]:
    return (asked.kind, *asked.within)


def _start(asked: Asked, view: View, question: str) -> None:
    old: PlanWork | None = st.session_state.get(_WORK)
    known = []
    if old is not None:
        if old.question == question and not old.running and not old.cancelled:
            known = old.curve if any(p.budget >= asked.budget for p in old.curve) else []
        old.cancel()
    locked, banned = _held_ids()

    def plan(tell: Tell) -> Made:
        return make(asked, Window(view.start, view.end), locked, banned, tell)

    work = PlanWork(
        plan,
        seconds=asked.seconds,
        budget=asked.budget,
        question=question,
        place=_place(asked),
        connected=connected(),
        curve=known,
    )
    st.session_state[_WORK] = work.start()
    until = time.monotonic() + 1.5
    while work.running and work.making and time.monotonic() < until:
        time.sleep(0.05)  # a small plan is there before the page is drawn


def _held_ids() -> tuple[tuple[str, ...], tuple[str, ...]]:
    locked, banned = (tuple(sorted(st.session_state.get(key, ()))) for key in (_LOCKED, _BANNED))
    return locked, banned


def _again() -> None:
    st.session_state[_AGAIN] = True


def _act(what: str, id: str) -> None:
    """Lock, ban or free a site; the plan is made again."""
    for key, holds in ((_LOCKED, what == "lock"), (_BANNED, what == "ban")):
        held = st.session_state.setdefault(key, set())
        held.discard(id)
        if holds:
            held.add(id)
    _again()


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
            _again()
            st.rerun()
