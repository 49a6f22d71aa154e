"""Plans that are kept: save, show, approve, compare."""

import datetime as dt

import pandas as pd
import streamlit as st

from geo import areas, store
from geo.access import Action
from geo.campaign import plans
from geo.campaign.plans import Record
from geo.maps import View
from geo.text import integer, text
from pages import ui


def saving(record: Record, view: View) -> None:
    """Offer to keep the plan under a name."""
    lang = view.lang
    if not ui.allowed(Action.EDIT_PLANS, lang, key="plan"):
        return
    name, button = st.columns([4, 1], vertical_alignment="bottom")
    title = name.text_input(text("campaign.page_name", lang), key="plan-name")
    if button.button(
        text("campaign.page_save", lang), icon=":material/save:", type="primary", key="plan-save"
    ):
        person = ui.person()
        person.require(Action.EDIT_PLANS, *record.wishes["within"])
        kept = plans.save(store.default(), record, name=title, who=person.name)
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
        within = document.payload["wishes"]["within"]
        if document.status != "draft" or not all(ui.may(Action.APPROVE_PLANS, code) for code in within):
            continue
        if approve.button(
            text("campaign.page_approve", lang), key=f"approve-{document.id}", icon=":material/verified:"
        ):
            person = ui.person()
            person.require(Action.APPROVE_PLANS, *within)
            plans.approve(data, document, who=person.name, planned_on=dt.date.today())
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
            heading = text(f"campaign.compare_only_{key}", lang)
            if names:
                column.dataframe(pd.DataFrame({heading: names}), hide_index=True)
            else:
                column.caption(f"{heading}: –")
