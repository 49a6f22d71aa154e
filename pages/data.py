"""The data desk: drop a file, see what is wrong, say what it means, publish, undo."""

import hashlib

import streamlit as st

from geo import store
from geo.access import Action
from geo.counts import importing
from geo.counts.checks.finding import Finding
from geo.counts.readers.reading import Reading
from geo.maps import View
from geo.text import integer, text
from pages import data_history, data_mapping, data_preview, data_publish, ui

_FILE = "desk-file"
_READ = "desk-read"
_STOPPED = "desk-stopped"
_TYPES = ["xlsx", "xlsm", "xls", "ods", "csv", "tsv", "txt"]


def render(view: View) -> None:
    """Draw the page."""
    view = ui.controls(view)
    lang = view.lang
    ui.heading(text("desk.page.title", lang))
    ui.said(text("desk.page.promise", lang))
    if ui.allowed(Action.IMPORT, lang):
        given = _given(lang)
        if given is not None:
            _desk(*given, lang)
    data_history.batches(lang)


def _given(lang: str) -> tuple[bytes, str, str] | None:
    """Return the bytes given, their name, and a key that is another for every file given."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        file = st.file_uploader(
            text("desk.page.file", lang), _TYPES, help=text("desk.page.file_help", lang), key=_FILE
        )
    with right:
        pasted = st.text_area(text("desk.page.paste", lang), height=110, key="desk-pasted")
    if file is not None:
        return file.getvalue(), file.name, file.file_id
    if not pasted.strip():
        return None
    content = pasted.encode()
    return content, f"{text('desk.page.pasted', lang)}.csv", hashlib.sha256(content).hexdigest()


def _desk(content: bytes, name: str, key: str, lang: str) -> None:
    reading = _read(content, name, key, lang)
    if reading is None:
        return
    number = data_mapping.choose_table(reading, lang)
    reading = data_mapping.form(reading, number, lang)
    findings = _check(reading, lang)
    reading = data_preview.questions(reading, number, findings, lang)
    _remember(reading)
    errors = sum(finding.severity == "error" for finding in findings)
    table = reading.tables[number]
    ui.kpis(
        [
            (text("desk.page.kpi_rows", lang), integer(table.extract.rows, lang), table.key),
            (
                text("desk.page.kpi_errors", lang),
                integer(errors, lang),
                text("desk.page.kpi_errors_note", lang),
            ),
            (
                text("desk.page.kpi_warnings", lang),
                integer(len(findings) - errors, lang),
                text("desk.page.kpi_warnings_note", lang),
            ),
            (
                text("desk.page.kpi_personal", lang),
                integer(len(table.personal), lang),
                text("desk.page.kpi_personal_note", lang),
            ),
        ]
    )
    shown, preview = st.tabs([text("desk.page.findings", lang), text("desk.page.preview", lang)])
    with shown:
        data_publish.findings_table(findings, lang)
    with preview:
        data_preview.preview(reading, number, lang)
    data_publish.publish(reading, findings, lang)


def _read(content: bytes, name: str, key: str, lang: str) -> Reading | None:
    """Read the file once; a click on "stop" interrupts the reading at its next step."""
    kept = st.session_state.get(_READ)
    if kept and kept[0] == key:
        return kept[1]
    if st.session_state.get(_STOPPED) == key:
        st.info(text("desk.cancelled", lang), icon=":material/stop_circle:")
        st.button(text("desk.page.again", lang), on_click=_stop, args=(None,), key="desk-again")
        return None
    bar = st.progress(0.0, text("desk.progress.read", lang, rows=0))
    st.button(
        text("desk.page.stop", lang),
        icon=":material/stop_circle:",
        on_click=_stop,
        args=(key,),
        key="desk-stop",
    )

    def progress(step: str, rows: int) -> None:
        bar.progress(min(0.99, rows / 1_000_000), text(f"desk.progress.{step}", lang, rows=rows))

    reading = importing.read(content, name=name, store=store.default(), progress=progress)
    for table in reading.tables:
        _ = table.extract if table.mapping.layout == "cases" else None
        table.progress = None
    st.session_state[_READ] = (key, reading)
    st.rerun()
    return None


def _stop(key: str | None) -> None:
    """Remember which file was stopped, so that no later click starts reading it again by itself."""
    st.session_state[_STOPPED] = key


def _remember(reading: Reading) -> None:
    key, before = st.session_state[_READ]
    if reading is not before:
        st.session_state[_READ] = (key, reading)
        st.rerun()


def _check(reading: Reading, lang: str) -> list[Finding]:
    """Check once for each published state; say when somebody else changed it under the officer's eyes."""
    data = store.default()
    key = (reading.digest, data.version)
    kept = st.session_state.get("desk-findings")
    if kept is None or kept[0] != key:
        other = kept is not None and kept[0][0] == reading.digest and "desk-done" not in st.session_state
        st.session_state["desk-changed"] = key if other else None
        with st.spinner(text("desk.page.checking", lang)):
            kept = (key, importing.check(reading, store=data))
        st.session_state["desk-findings"] = kept
    if st.session_state.get("desk-changed") == key:
        st.warning(text("desk.page.changed", lang), icon=":material/sync_problem:")
    return kept[1]
