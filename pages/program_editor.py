"""The editor of the programme register: change, end or add one programme."""

import datetime as dt

import pandas as pd
import streamlit as st

from geo import areas, store
from geo.access import Action
from geo.counts import programmes
from geo.text import text
from pages import ui
from pages.program_parts import full


def editor(table: pd.DataFrame, lang: str) -> None:
    """Change, end or add one programme; what somebody else changed meanwhile is not overwritten."""
    rows = {int(row.id): row for row in table.itertuples()}
    chosen = st.selectbox(
        text("programmes.page.which", lang),
        [None, *rows],
        format_func=lambda key: (
            text("programmes.page.new", lang)
            if key is None
            else f"{rows[key].name} · {full(str(rows[key].area_code))}"
        ),
        key="programme-which",
    )
    row = rows[chosen] if chosen is not None else None
    with st.form(f"programme-{chosen}"):
        left, right = st.columns(2, gap="large")
        with left:
            area = st.text_input(
                text("programmes.page.column_area", lang),
                row.area_code if row else "",
                help=text("programmes.page.area_help", lang),
            )
            kinds = list(store.PROGRAMME_KINDS)
            kind = st.selectbox(
                text("programmes.page.column_kind", lang),
                kinds,
                index=kinds.index(row.kind) if row else 0,
                format_func=lambda k: text(f"store.programme.{k}", lang),
            )
            name = st.text_input(text("programmes.page.column_name", lang), row.name if row else "")
            note = st.text_input(text("programmes.page.column_note", lang), row.note if row else "")
        with right:
            states = list(store.PROGRAMME_STATUS)
            status = st.selectbox(
                text("programmes.page.column_status", lang),
                states,
                index=states.index(row.status) if row else 1,
                format_func=lambda s: text(f"store.programme_status.{s}", lang),
            )
            start = st.date_input(
                text("programmes.page.start", lang),
                row.start if row and isinstance(row.start, dt.date) else None,
                min_value=dt.date(1980, 1, 1),
                format="DD/MM/YYYY",
            )
            end = st.date_input(
                text("programmes.page.end", lang),
                row.end if row and isinstance(row.end, dt.date) else None,
                min_value=dt.date(1980, 1, 1),
                format="DD/MM/YYYY",
            )
            source = st.text_input(
                text("programmes.page.column_source", lang),
                (row.details or {}).get("source", "") if row else "",
            )
        if st.form_submit_button(text("programmes.page.save", lang), type="primary"):
            entry = {
                "area_code": areas.resolve(area) if area.strip() else "",
                "kind": kind,
                "name": name.strip(),
                "note": note.strip(),
                "status": status,
                "start": start,
                "end": end,
                "source_id": row.source_id if row else None,
                "details": {**((row.details or {}) if row else {}), "source": source.strip()},
            }
            if row is not None:
                entry |= {"id": int(row.id), "version": int(row.version)}
            person = ui.person()
            person.require(Action.EDIT_PROGRAMMES, entry["area_code"] or areas.NATION)
            if row is not None:
                person.require(Action.EDIT_PROGRAMMES, str(row.area_code))
            programmes.save_entry(entry, store=store.default(), who=person.name)
            st.session_state["programme-done"] = text("programmes.cli.saved", lang, n=1)
            st.rerun()
