"""Parts of the briefing page: sections and their order, house style, downloads, history."""

import datetime as dt
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from geo.briefing import files
from geo.briefing.options import SECTIONS, HouseStyle, Options
from geo.text import date, text
from pages import ui

_AGAIN = "briefing-again"

_MIME = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}


def sections(lang: str) -> tuple[str, ...]:
    """Return the sections wanted, in the order wanted."""
    shown, order, name = (text(f"briefing.page_{key}", lang) for key in ("shown", "order", "section"))
    with st.expander(text("briefing.page_sections", lang), icon=":material/reorder:"):
        table = st.data_editor(
            pd.DataFrame(
                {
                    shown: True,
                    order: range(1, len(SECTIONS) + 1),
                    name: [text(f"briefing.section_{key}", lang) for key in SECTIONS],
                },
                index=list(SECTIONS),
            ),
            hide_index=True,
            height=36 * (len(SECTIONS) + 1),
            column_config={
                shown: st.column_config.Column(width=88),
                order: st.column_config.Column(width=88),
            },
            disabled=[name],
            key=f"briefing-sections-{lang}",
        )
    kept = table[table[shown]].sort_values(order, kind="stable")
    return tuple(str(key) for key in kept.index)


def house(lang: str) -> HouseStyle:
    """Draw the form of the house style and return what is kept."""
    saved = files.house()
    if not ui.may("give_out"):
        return saved
    with st.expander(text("briefing.page_house", lang), icon=":material/badge:"), st.form("house"):
        say = {key: text(f"briefing.house_{key}", lang) for key in ("office", "logo", "letter_date")}
        office = st.text_area(say["office"], "\n".join(saved.office), height=80)
        st.html(f'<style>.st-key-house-logo {{ --w-limit: "{text("briefing.house_drop", lang)}"; }}</style>')
        logo = st.file_uploader(
            say["logo"], ["png", "jpg", "jpeg", "svg"], max_upload_size=1, key="house-logo"
        )
        letter_date = st.date_input(say["letter_date"], saved.letter_date, format="DD/MM/YYYY")
        plain = {
            key: st.text_input(text(f"briefing.house_{key}", lang), getattr(saved, key))
            for key in (
                "address",
                "letter_number",
                "place",
                "classification",
                "signatory_role",
                "signatory_name",
                "signatory_number",
            )
        }
        if st.form_submit_button(text("briefing.house_save", lang), icon=":material/save:"):
            saved = HouseStyle(
                office=tuple(line.strip() for line in office.splitlines() if line.strip()),
                logo=logo.getvalue() if logo else saved.logo,
                letter_date=letter_date if isinstance(letter_date, dt.date) else None,
                **plain,
            )
            files.save_house(saved, who=ui.person().name)
    return saved


def downloads(options: Options, made: Mapping[str, bytes], key: str) -> None:
    """Offer every form that was made."""
    for form, made_bytes in made.items():
        ui.download(
            form.upper(),
            lambda made_bytes=made_bytes: made_bytes,
            name=files.name(options, form),
            mime=_MIME[form],
            lang=options.lang,
            key=f"{key}-{form}",
        )


def history(lang: str) -> None:
    """List what was given out; each can be made again on the figures of that day."""
    given = files.history()
    with st.expander(text("briefing.page_history", lang, count=len(given)), icon=":material/history:"):
        for document in given[:20]:
            payload = document.payload
            when = date(dt.date.fromisoformat(str(document.created_at)[:10]), lang)
            version = payload["data_version"]
            st.text(text("briefing.page_given", lang, date=when, who=document.created_by, version=version))
            st.caption(document.title)
            area = str(payload["options"]["area"])
            if ui.may("give_out", area) and st.button(
                text("briefing.page_again", lang), key=f"again-{document.id}"
            ):
                briefing, made = files.again(document)
                st.session_state[_AGAIN] = (document.id, briefing.options, made)
            kept = st.session_state.get(_AGAIN)
            if kept and kept[0] == document.id:
                downloads(kept[1], kept[2], document.id)
