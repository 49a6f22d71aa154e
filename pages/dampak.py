"""What was done and whether it helped: the ledger, the map of what stands, covered areas beside similar
ones."""

import datetime as dt

import pandas as pd
import streamlit as st

from geo import areas, store
from geo.access import Action
from geo.campaign import ledger
from geo.maps import Legend, LegendClass, MapData, View, area_map
from geo.text import date, integer, text
from pages import ui
from pages.dampak_effect import effect

_COLOURS = {"planned": "#9aa1ab", "installed": "#3b5bdb", "held": "#1f6f78"}
_SHOWN = 200


def render(view: View) -> None:
    """Draw the page."""
    view = ui.controls(view)
    lang = view.lang
    ui.heading(text("campaign.ledger_title", lang))
    entries = ledger.entries(store.default(), within=view.within)
    _figures(entries, lang)
    left, right = st.columns([3, 2], gap="large")
    with left:
        ui.map_view(_map(entries, view), key="ledger-map")
    with right:
        _advance(entries, lang)
    _list(entries, lang)
    effect(view)


def _figures(entries: pd.DataFrame, lang: str) -> None:
    done = entries["status"].value_counts()
    heard = pd.to_numeric(entries["attendance"], errors="coerce")
    ui.kpis(
        [
            (text(f"campaign.ledger_{key}", lang), integer(int(done.get(key, 0)), lang), "")
            for key in ("planned", "installed", "held", "removed")
        ]
        + [(text("campaign.ledger_attended", lang), integer(float(heard.sum()), lang), "")]
    )


def _map(entries: pd.DataFrame, view: View) -> MapData:
    lang = view.lang
    level = areas.children(view.within, "district")
    legend = Legend(
        (LegendClass("area", "#f6f6f4", text("campaign.column_district", lang), len(level)),),
        dict.fromkeys(level, 0),
    )
    symbols = [
        [
            round(float(row["latitude"]), 5),
            round(float(row["longitude"]), 5),
            6.0,
            _COLOURS[row["status"]],
            [str(row["name"]), text(f"campaign.ledger_{row['status']}", lang)],
            str(id),
        ]
        for id, row in entries.iterrows()
        if row["status"] in _COLOURS
    ]
    return area_map(
        legend,
        labels={},
        lang=lang,
        level="district",
        within=view.within,
        legend_title=text("campaign.ledger_map", lang),
        title=text("campaign.ledger_map", lang),
        symbols=symbols,
        extra_classes=[
            {"fill": _COLOURS[key], "label": text(f"campaign.ledger_{key}", lang), "circle": 6}
            for key in _COLOURS
        ],
        height=440,
    )


def _advance(entries: pd.DataFrame, lang: str) -> None:
    """Offer the next step of an entry: date, attendance, photo."""
    st.subheader(text("campaign.ledger_record", lang))
    steps = [ledger.STEPS[row["type"]].get(row["status"], ()) for _, row in entries.iterrows()]
    open_ = entries[[bool(step) for step in steps]]
    if open_.empty:
        st.info(text("campaign.ledger_nothing", lang), icon=":material/info:")
        return
    if not ui.allowed(Action.EDIT_PLANS, lang):
        return
    id = st.selectbox(
        text("campaign.ledger_entry", lang),
        open_.index,
        format_func=lambda one: (
            f"{open_.at[one, 'name']} · {text('campaign.ledger_' + open_.at[one, 'status'], lang)}"
        ),
        key=f"ledger-entry-{int(open_['version'].sum())}-{len(open_)}",
    )
    row = open_.loc[id]
    status = st.segmented_control(
        text("campaign.ledger_step_to", lang),
        options := ledger.STEPS[row["type"]][row["status"]],
        default=options[0],
        format_func=lambda key: text(f"campaign.ledger_{key}", lang),
        key=f"ledger-step-{id}-{row['version']}",
    )
    with st.form(f"ledger-{id}-{row['version']}", border=False):
        on = st.date_input(text("campaign.column_date", lang), dt.date.today(), format="DD/MM/YYYY")
        heard = None
        if status == "held":
            heard = st.number_input(text("campaign.ledger_attended", lang), 0, 100_000, None)
        picture = st.file_uploader(text("campaign.ledger_photo", lang), ["jpg", "jpeg", "png"])
        if st.form_submit_button(text("campaign.page_save", lang), type="primary") and status:
            person = ui.person()
            person.require(Action.EDIT_PLANS, str(row["district"]))
            ledger.advance(
                store.default(),
                str(id),
                status,
                on=on,
                version=int(row["version"]),
                who=person.name,
                attendance=int(heard) if heard is not None else None,
                photo=picture.getvalue() if picture is not None else None,
            )
            st.rerun()


def _list(entries: pd.DataFrame, lang: str) -> None:
    if entries.empty:
        return
    shown = entries.head(_SHOWN)
    columns = ("name", "district", "language", "planned_on", "done_on", "removed_on", "attendance")
    table = shown.assign(district=shown["district"].map(areas.name))[list(columns)]
    table.insert(0, "type", shown["type"].map(lambda kind: text(f"campaign.page_{kind}", lang)))
    table.insert(1, "status", shown["status"].map(lambda key: text(f"campaign.ledger_{key}", lang)))
    for name in ("planned_on", "done_on", "removed_on"):
        table[name] = [
            date(dt.date.fromisoformat(day), lang, "medium") if isinstance(day, str) else "–"
            for day in table[name]
        ]
    table = table.fillna("–")
    heads = {name: text(f"campaign.column_{name}", lang) for name in table}
    st.dataframe(table.rename(columns=heads), hide_index=True)
    pictures = shown["photo"].dropna()
    if len(pictures):
        with st.expander(text("campaign.ledger_photos", lang), icon=":material/photo:"):
            for id, name in pictures.head(12).items():
                st.image(ledger.photo(str(name)), caption=str(shown.at[id, "name"]), width=320)
