"""The programme register: what protects people where, read from files, edited, with sources."""

import streamlit as st

from geo import areas, store
from geo.access import Action
from geo.counts import programmes
from geo.maps import View
from geo.text import integer, text
from pages import data_publish, program_editor, program_parts, ui

_TYPES = ["xlsx", "xls", "ods", "csv"]


def render(view: View) -> None:
    """Draw the page."""
    view = ui.controls(view)
    lang = view.lang
    table = store.default().programmes(within=view.within)
    place = text("pages.nation", lang) if view.within == "00" else areas.name(view.within)
    ui.heading(text("programmes.page.title", lang))
    ui.said(text("programmes.page.sentence", lang, n=len(table), place=place))
    done = st.session_state.pop("programme-done", None)
    if done:
        st.success(done, icon=":material/check_circle:")
    _kinds(table, view, lang)
    names = ("register", "districts", "edit", "file")
    tabs = dict(zip(names, st.tabs([text(f"programmes.page.{name}", lang) for name in names]), strict=True))
    with tabs["register"]:
        program_parts.register(table, lang)
    with tabs["districts"]:
        program_parts.by_district(table, view, lang)
    with tabs["edit"]:
        if ui.allowed(Action.EDIT_PROGRAMMES, lang, key="edit"):
            program_editor.editor(table, lang)
    with tabs["file"]:
        if ui.allowed(Action.EDIT_PROGRAMMES, lang, key="file"):
            _file(view, lang)


def _kinds(table, view: View, lang: str) -> None:  # type: ignore[no-untyped-def]
    counted = programmes.summary(table, view.within)
    names = sorted(counted, key=lambda kind: -counted[kind])[:5]
    if names:
        ui.kpis(
            (
                text(f"store.programme.{kind}", lang),
                integer(counted[kind], lang),
                text("programmes.page.in_force", lang),
            )
            for kind in names
        )


def _file(view: View, lang: str) -> None:
    st.caption(text("programmes.page.file_help", lang))
    file = st.file_uploader(text("desk.page.file", lang), _TYPES, key="programme-file")
    if file is None:
        return
    data = store.default()
    within = None if view.within == "00" else view.within
    key = f"programme-answers-{file.file_id}"
    answers: dict[str, str] = st.session_state.setdefault(key, {})
    register = programmes.read_programmes(
        file.getvalue(), name=file.name, within=within, answers=answers, store=data
    )
    for finding in [f for f in register.findings if f.answers and f.label][:10]:
        choice = st.selectbox(
            finding.what.render(lang),
            [None, *finding.answers],
            format_func=lambda code: (
                text("desk.page.choose", lang) if code is None else program_parts.full(code)
            ),
            key=f"{key}-{finding.cell}",
        )
        if choice is not None:
            answers[finding.label] = choice
            st.rerun()
    data_publish.findings_table(register.findings, lang)
    warned = any(finding.severity == "warning" for finding in register.findings)
    accepted = not warned or st.checkbox(text("desk.page.accept", lang), key=f"{key}-accept")
    ready = not register.blocked and accepted and bool(register.entries)
    label = text("programmes.page.save_file", lang, n=len(register.entries))
    if st.button(label, type="primary", disabled=not ready, key=f"{key}-save"):
        person = ui.person()
        person.require(Action.EDIT_PROGRAMMES, *{str(entry["area_code"]) for entry in register.entries})
        saved = programmes.save_programmes(register, store=data, who=person.name)
        st.session_state["programme-done"] = text("programmes.cli.saved", lang, n=len(saved))
        st.rerun()
