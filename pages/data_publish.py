"""Parts of the data desk: the findings, the marked copy, publication."""

import streamlit as st

from geo import store
from geo.access import Action
from geo.counts import importing
from geo.counts.checks.finding import Finding
from geo.counts.checks.marked import marked_copy
from geo.counts.readers.reading import Reading
from geo.text import text
from pages import ui

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def findings_table(findings: list[Finding], lang: str) -> None:
    """List what is wrong, where, and what helps."""
    if not findings:
        st.success(text("desk.page.no_findings", lang), icon=":material/check_circle:")
        return
    columns = ("place", "what", "fix")
    ui.table(
        [{"label": text(f"desk.marked.{column}", lang)} for column in columns],
        [
            {
                "id": str(number),
                "cells": [
                    {"text": _place(finding, lang), "sort": number},
                    {"text": finding.what.render(lang)},
                    {"text": finding.fix.render(lang) if finding.fix else ""},
                ],
            }
            for number, finding in enumerate(findings[:500])
        ],
        lang=lang,
        title=text("desk.page.findings", lang),
        key="desk-findings-table",
        height=340,
    )


def _place(finding: Finding, lang: str) -> str:
    place = "!".join(part for part in (finding.sheet, finding.cell) if part)
    return " · ".join(part for part in (text(f"desk.severity.{finding.severity}", lang), place) if part)


def publish(reading: Reading, findings: list[Finding], lang: str) -> None:
    """Offer the marked copy, and publication once nothing blocks and warnings are accepted."""
    stem = reading.book.name.rpartition(".")[0] or reading.book.name
    blocked = any(finding.severity == "error" for finding in findings)
    left, middle, right = st.columns(3)
    with left:
        ui.download(
            text("desk.page.marked", lang),
            lambda: marked_copy(reading, findings, lang=lang),
            name=f"{stem}-{text('desk.marked.sheet', lang)}.xlsx",
            mime=_XLSX,
            lang=lang,
            key="desk-marked",
        )
    with middle:
        accepted = st.checkbox(
            text("desk.page.accept", lang),
            disabled=blocked or not findings,
            key=f"desk-accept-{reading.digest}-{store.default().version}",
        )
        keep = st.checkbox(text("desk.page.template", lang), key="desk-template", disabled=blocked)
        replaced = _replaced(lang)
    with right:
        ready = not blocked and (accepted or not findings)
        if st.button(
            text("desk.page.publish", lang),
            type="primary",
            disabled=not ready,
            icon=":material/publish:",
            key="desk-publish",
        ):
            _do_publish(reading, lang, accepted=accepted, keep=keep, replaced=replaced)
        if blocked:
            st.caption(text("desk.page.blocked", lang))


def _replaced(lang: str) -> int | None:
    """Ask which batch this file corrects; the batch is retired in the moment this one is published."""
    batches = store.default().batches()
    alive = batches[(batches["status"] == "published") & (batches["kind"] == "import")]
    if alive.empty:
        return None
    titles = dict(zip(alive["id"].astype(int), alive["title"], strict=True))
    return st.selectbox(
        text("desk.page.supersedes", lang),
        [None, *titles],
        format_func=lambda key: (
            text("desk.page.supersedes_none", lang) if key is None else f"{key} · {titles[key]}"
        ),
        key="desk-supersedes",
    )


def _do_publish(reading: Reading, lang: str, *, accepted: bool, keep: bool, replaced: int | None) -> None:
    data, person = store.default(), ui.person()
    touched = {str(row["area_code"]) for row in importing.observations(reading, source_id="")}
    if replaced:
        touched |= set(data.observations(batch_id=replaced)["area_code"])
    person.require(Action.PUBLISH, *touched)
    seen = st.session_state["desk-findings"][0][1]
    outcome = importing.publish(
        reading,
        store=data,
        who=person.name,
        accepted=accepted,
        data_version=seen,
        supersedes=(replaced,) if replaced else (),
    )
    if outcome.staged is None:
        st.warning(text("desk.page.changed", lang))
        return
    if keep:
        for table in reading.tables:
            publisher = table.mapping.source.get("publisher") or table.mapping.source.get("title", "")
            importing.save_template(table, publisher=publisher, store=data, who=person.name)
    sentence = "desk.cli.already" if outcome.staged.existing else "desk.cli.published"
    st.session_state["desk-done"] = text(
        sentence, lang, n=outcome.observations, batch=outcome.staged.batch_id
    )
    st.rerun()
