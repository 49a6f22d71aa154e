"""Parts of the data desk: what was published, by whom, and how to undo it."""

import streamlit as st

from geo import store
from geo.access import Action
from geo.counts import importing
from geo.text import integer, text
from pages import ui

_SHOWN = 30


def title_of(kind: str, title: str, lang: str) -> str:
    """Return a batch's title; that of the figures the program brings along in the reader's language."""
    return text("store.shipped_title", lang) if kind == "shipped" else title


def batches(lang: str) -> None:
    """List the batches, newest first, with a button that undoes the newest one still in force."""
    done = st.session_state.pop("desk-done", None)
    if done:
        st.success(done, icon=":material/check_circle:")
    data = store.default()
    table = data.batches()
    st.subheader(text("desk.page.batches", lang))
    columns = ("title", "status", "rows", "published", "officer")
    ui.table(
        [{"label": text(f"desk.page.batch_{c}", lang), "number": c == "rows"} for c in columns],
        [
            {
                "id": str(row.id),
                "cells": [
                    {"text": f"{row.id} · {title_of(row.kind, row.title, lang)}", "sort": int(row.id)},
                    {"text": text(f"store.status_{row.status}", lang)},
                    {"text": integer(row.rows, lang), "sort": int(row.rows)},
                    {"text": str(row.published_at or row.created_at)[:16].replace("T", " ")},
                    {"text": str(row.published_by or row.created_by)},
                ],
            }
            for row in table.head(_SHOWN).itertuples()
        ],
        lang=lang,
        title=text("desk.page.batches", lang),
        key="desk-batches",
        height=260,
    )
    alive = table[table["status"].isin(("published", "staged")) & (table["kind"] == "import")]
    if len(alive) and ui.may(Action.ROLL_BACK):
        _undo(alive.iloc[0], lang)
    _audit(lang)


def _undo(batch: "object", lang: str) -> None:
    number, title = int(batch["id"]), str(batch["title"])  # type: ignore[index]
    label = text("desk.page.undo", lang, batch=number, title=title[:60])
    with st.popover(label, icon=":material/undo:"):
        st.write(text("desk.page.undo_sure", lang))
        if st.button(text("desk.page.undo_do", lang), type="primary", key=f"desk-undo-{number}"):
            data, person = store.default(), ui.person()
            person.require(Action.ROLL_BACK, *data.observations(batch_id=number)["area_code"].unique())
            data.rollback(number, person.name, version=int(batch["version"]))  # type: ignore[index]
            st.session_state["desk-done"] = text("desk.page.undone", lang, batch=number)
            st.rerun()


def _audit(lang: str) -> None:
    left, right = st.columns(2, gap="large")
    with left, st.expander(text("desk.page.audit", lang), icon=":material/history:"):
        columns = ("at", "who", "action", "object_id")
        ui.table(
            [{"label": text(f"desk.page.audit_{column}", lang)} for column in columns],
            [
                {
                    "id": str(row.id),
                    "cells": [
                        {"text": str(row.at)[:19].replace("T", " ")},
                        {"text": str(row.who)},
                        {"text": text(f"store.action_{str(row.action).replace(' ', '_')}", lang)},
                        {"text": str(row.object_id), "sort": int(row.object_id)},
                    ],
                }
                for row in store.default().audit(kind="batch").head(50).itertuples()
            ],
            lang=lang,
            title=text("desk.page.audit", lang),
            key="desk-audit",
            height=320,
        )
    with right, st.expander(text("desk.page.templates", lang), icon=":material/bookmark:"):
        kept = store.default().documents(importing.TEMPLATES)
        if not kept:
            st.caption(text("desk.page.no_templates", lang))
        for document in kept:
            name, button = st.columns([4, 1])
            name.write(f"{document.title} · {document.updated_at[:10]} · {document.updated_by}")
            if ui.may(Action.IMPORT) and button.button(
                text("desk.page.forget", lang), key=f"desk-forget-{document.id}"
            ):
                store.default().delete_document(
                    importing.TEMPLATES, document.id, who=ui.person().name, version=document.version
                )
                st.rerun()
