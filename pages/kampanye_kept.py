"""Plans that are kept: save, approve, compare, files, billboard sheets and their texts."""

import datetime as dt

import pandas as pd
import streamlit as st

from geo import areas, store
from geo.briefing import billboards, plan_file
from geo.campaign import exports, messages, plans
from geo.campaign.plans import Record
from geo.maps import View
from geo.text import integer, text
from pages import ui
from pages.paparan_parts import who


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
                who=who(),
            )
    for draft in messages.pending(data):
        st.markdown(f"**{draft.title}** — {draft.payload['headline']}")
        name, button = st.columns([3, 1], vertical_alignment="bottom")
        speaker = name.text_input(text("campaign.page_speaker", lang), key=f"speaker-{draft.id}")
        if button.button(text("campaign.page_sign_off", lang), key=f"sign-{draft.id}"):
            messages.sign_off(data, draft, speaker=speaker, who=who())
            st.rerun()


def saving(record: Record, view: View) -> None:
    """Offer to keep the plan under a name."""
    lang = view.lang
    name, button = st.columns([4, 1], vertical_alignment="bottom")
    title = name.text_input(text("campaign.page_name", lang), key="plan-name")
    if button.button(
        text("campaign.page_save", lang), icon=":material/save:", type="primary", key="plan-save"
    ):
        kept = plans.save(store.default(), record, name=title, who=who())
        st.toast(text("campaign.page_saved", lang, name=kept.title))


def kept(view: View) -> Record | None:
    """List the plans of the area; approve and compare them. Return the one to be shown, when asked for."""
    lang, data = view.lang, store.default()
    found = plans.kept(data, within=view.within)
    if not found:
        return None
    wanted = None
    st.subheader(text("campaign.page_kept", lang))
    for document in found[:20]:
        words, show, approve = st.columns([6, 1, 1], vertical_alignment="center")
        facts = document.payload["facts"]
        words.markdown(
            text(
                "campaign.page_kept_row",
                lang,
                name=document.title,
                kind=text(f"campaign.page_{document.payload['type']}", lang),
                status=text(f"campaign.status_{document.status}", lang),
                people=integer(facts["covered_people"], lang),
                who=document.updated_by,
                date=dt.datetime.fromisoformat(document.updated_at).date(),
            )
        )
        if show.button(text("campaign.page_show", lang), key=f"show-{document.id}"):
            wanted = plans.record_of(document)
        if document.status == "draft" and approve.button(
            text("campaign.page_approve", lang), key=f"approve-{document.id}", icon=":material/verified:"
        ):
            plans.approve(data, document, who=who(), planned_on=dt.date.today())
            st.rerun()
    if len(found) > 1:
        _compare(found, lang)
    return wanted


def _compare(found: list[store.Document], lang: str) -> None:
    with st.expander(text("campaign.page_compare", lang), icon=":material/compare_arrows:"):
        left, right = st.columns(2)
        titles = {
            document.id: f"{document.title} ({document.updated_at[:16].replace('T', ' ')})"
            for document in found
        }
        first = left.selectbox(text("campaign.page_first", lang), titles, 1, format_func=titles.__getitem__)
        second = right.selectbox(
            text("campaign.page_second", lang), titles, 0, format_func=titles.__getitem__
        )
        by_id = {document.id: document for document in found}
        result = plans.compare(plans.record_of(by_id[first]), plans.record_of(by_id[second]))
        ui.said(
            text(
                "campaign.compare_sentence",
                lang,
                people=round(result.people),
                gained=len(result.gained),
                lost=len(result.lost),
                same=len(result.both),
                spent=round(result.spent),
            )
        )
        for column, table, key in ((left, result.only_first, "first"), (right, result.only_second, "second")):
            names = [f"{row['name']} ({areas.name(str(row['subdistrict']))})" for _, row in table.iterrows()]
            column.dataframe(
                pd.DataFrame({text(f"campaign.compare_only_{key}", lang): names}), hide_index=True
            )
