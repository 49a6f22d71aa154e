"""A plan's files, the print-ready billboard sheets and their texts."""

import datetime as dt

import streamlit as st

from geo import areas, store
from geo.access import Action
from geo.briefing import billboards, plan_file
from geo.campaign import exports, messages
from geo.campaign.plans import Record
from geo.maps import View
from geo.text import text
from pages import ui


def downloads(record: Record, view: View) -> None:
    """Offer the plan's files and the print-ready sheets."""
    lang = view.lang
    st.subheader(text("campaign.page_files_out", lang))
    title = text("campaign.file_title", lang, area=", ".join(areas.name(c) for c in record.wishes["within"]))
    columns = st.columns(len(exports.FORMATS) + 1)
    for column, (kind, (make, mime)) in zip(columns, exports.FORMATS.items(), strict=False):
        with column:
            ui.download(
                kind.upper(),
                lambda make=make: make(record, title=title, lang=lang),
                name=f"waspada-rencana.{kind}",
                mime=mime,
                lang=lang,
            )
    with columns[-1]:
        ui.download(
            "PDF",
            lambda: plan_file.pdf(record, title=title, lang=lang, created=dt.date.today()),
            name="waspada-rencana.pdf",
            mime="application/pdf",
            lang=lang,
        )
    if record.type == "billboard":
        _sheets(record, title, lang)
        return
    ui.download(
        text("campaign.page_calendar", lang),
        lambda: exports.calendar(record, title=title, lang=lang),
        name="waspada-sosialisasi.ics",
        mime="text/calendar",
        lang=lang,
    )


def _sheets(record: Record, title: str, lang: str) -> None:
    data = store.default()
    with st.expander(text("campaign.page_sheets", lang), icon=":material/print:"):
        left, right = st.columns(2)
        hotline = left.text_input(text("campaign.page_hotline", lang), key="plan-hotline")
        address = right.text_input(
            text("campaign.page_address", lang), key="plan-address", placeholder="https://"
        )
        texts = messages.approved(data)
        missing = sorted(set(record.sites["language"]) - texts.keys())
        if missing:
            st.caption(text("campaign.page_texts_missing", lang, languages=missing))
        if hotline.strip() and address.strip():
            ui.download(
                text("campaign.page_sheets_pdf", lang),
                lambda: billboards.sheets(
                    record,
                    texts,
                    hotline=hotline,
                    address=address,
                    title=title,
                    lang=lang,
                    created=dt.date.today(),
                ),
                name="waspada-baliho.pdf",
                mime="application/pdf",
                lang=lang,
            )
        if ui.may(Action.EDIT_PLANS):
            _texts(lang, sorted({*missing, *record.sites["language"]}))


def _texts(lang: str, spoken: list[str]) -> None:
    data = store.default()
    st.caption(text("campaign.page_texts", lang))
    with st.form("plan-text", clear_on_submit=True, border=False):
        language = st.selectbox(text("campaign.column_language", lang), spoken)
        headline = st.text_input(text("campaign.page_headline", lang))
        lines = st.text_area(text("campaign.page_lines", lang), height=100)
        call = st.text_input(text("campaign.page_call", lang))
        if st.form_submit_button(text("campaign.page_propose", lang)):
            said = tuple(line.strip() for line in lines.splitlines() if line.strip())
            messages.propose(
                data,
                messages.Message(language=language or "", headline=headline, lines=said, call=call),
                who=ui.person().name,
            )
    for draft in messages.pending(data):
        st.markdown(f"**{draft.title}** — {draft.payload['headline']}")
        name, button = st.columns([3, 1], vertical_alignment="bottom")
        speaker = name.text_input(text("campaign.page_speaker", lang), key=f"speaker-{draft.id}")
        if button.button(text("campaign.page_sign_off", lang), key=f"sign-{draft.id}"):
            messages.sign_off(data, draft, speaker=speaker, who=ui.person().name)
            st.rerun()
