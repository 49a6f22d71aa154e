"""A plan's lists: chosen sites with locks and bans, people by language, villages that stay uncovered."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from geo import areas, store
from geo.campaign import languages, ledger
from geo.campaign.plans import Record, shown
from geo.maps import View
from geo.text import text

_MOST_ROWS = 60


def chosen(record: Record, lang: str, *, act: Callable[[str, str], None]) -> None:
    """Write every chosen site with its reason and a button each to lock and to ban it."""
    st.subheader(text("campaign.page_chosen", lang))
    for number, (id, row) in enumerate(record.sites.head(_MOST_ROWS).iterrows(), start=1):
        words, buttons = st.columns([5, 2], vertical_alignment="center")
        district = areas.name(str(row["district"]), short=True)
        where = f"{row['name']} · {areas.name(str(row['subdistrict']))}, {district}"
        wave = f" · {text('campaign.wave', lang, n=int(row['wave']))}" if pd.notna(row.get("wave")) else ""
        said = _when(row, lang) if record.type == "session" else row["reason"].render(lang)
        words.markdown(f"**{number}.** {plain(where)} · *{plain(str(row['language']))}*{wave}")
        words.caption(plain(said))
        if row.get("stands"):
            continue
        row_of_buttons = buttons.container(horizontal=True)
        for what, icon in (("lock", "lock"), ("ban", "block")):
            row_of_buttons.button(
                text(f"campaign.{what}", lang),
                key=f"{what}-{id}",
                icon=f":material/{icon}:",
                on_click=act,
                args=(what, str(id)),
                disabled=what == "lock" and bool(row.get("locked")),
                help=text(f"campaign.{what}_help", lang),
            )
    if len(record.sites) > _MOST_ROWS:
        st.caption(text("campaign.more_rows", lang, n=len(record.sites) - _MOST_ROWS))


def _when(row: "pd.Series[Any]", lang: str) -> str:
    return text(
        "campaign.stop_about",
        lang,
        date=pd.Timestamp(row["date"]).date(),
        team=int(row["team"]),
        office=str(row["office"]),
        language=str(row["language"]),
    )


def plain(words: str) -> str:
    """Keep Markdown marks in a name from being read as such."""
    return "".join(f"\\{mark}" if mark in "\\`*_[]<>#$:~|!" else mark for mark in words)


def tables(record: Record, lang: str) -> None:
    """Write people by language and the villages that stay uncovered."""
    with st.expander(text("campaign.page_languages", lang), icon=":material/translate:"):
        spoken = languages.people(record.villages.astype({"covered": bool, "population": float}))
        names = ("villages", "people", "reached_villages", "reached_people")
        heads = {n: text(f"campaign.column_{'all_villages' if n == 'villages' else n}", lang) for n in names}
        st.dataframe(spoken.round(0).astype(int).rename(columns=heads))
        st.caption(text("campaign.languages_note", lang))
    with st.expander(text("campaign.uncovered_villages", lang), icon=":material/visibility_off:"):
        safe = shown(record).villages
        left = safe[~safe["covered"].astype(bool)].sort_values("weight", ascending=False)
        left = left.assign(
            district=left["district"].map(areas.name),
            basis=left["basis"].map(lambda basis: text(f"campaign.basis_{basis}", lang)),
        )[["name", "district", "population", "weight", "basis"]]
        heads = {name: text(f"campaign.column_{name}", lang) for name in left}
        st.dataframe(left.round({"population": 0, "weight": 3}).rename(columns=heads))


def place_name(id: str) -> str:
    """Return the name of a village site; the id of the planner's own places."""
    return areas.name(id) if areas.exists(id) else id


def standing_note(view: View) -> None:
    """Say how many boards of the ledger stand in the area and count as covered."""
    standing = ledger.standing(store.default())
    inside = standing["district"].astype(str).str.startswith("" if view.within == "00" else view.within)
    if int(inside.sum()):
        st.caption(text("campaign.page_standing", view.lang, n=int(inside.sum())))
