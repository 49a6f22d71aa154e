"""The village or site picked on the map: what the plan makes of it, with lock and ban beside it."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from geo import areas
from geo.campaign.plans import Record
from geo.text import Phrase, text
from pages.kampanye_list import plain

_PICKED = "plan-picked"


def pick(
    id: str | None,
    record: Record,
    lang: str,
    *,
    locked: set[str],
    banned: set[str],
    act: Callable[[str, str], None],
) -> None:
    """Draw the strip for what is picked; ``id``: picked just now, if anything.

    ``act(what, id)``: called for lock, ban and free.
    """
    if id is not None and (id in record.sites.index or id in record.villages.index):
        st.session_state[_PICKED] = id
    chosen = str(st.session_state.get(_PICKED, ""))
    if chosen not in record.sites.index and chosen not in record.villages.index:
        st.caption(text("campaign.pick_hint", lang))
        return
    row = (record.sites if chosen in record.sites.index else record.villages).loc[chosen]
    where = f" · {areas.name(chosen[:6])}" if areas.exists(chosen) else ""
    with st.container(horizontal=True, vertical_alignment="center", key="plan-pick"):
        st.markdown(
            f"**{plain(str(row['name']))}**{plain(where)}. {plain(_about(chosen, record, lang, banned))}"
        )
        if row.get("stands"):
            return
        for what, icon, shown in (
            ("lock", "lock", chosen not in locked),
            ("ban", "block", chosen not in banned),
            ("free", "lock_open", chosen in locked or chosen in banned),
        ):
            if shown:
                st.button(
                    text(f"campaign.{what}", lang),
                    key=f"pick-{what}",
                    icon=f":material/{icon}:",
                    help=text(f"campaign.{what}_help", lang),
                    on_click=act,
                    args=(what, chosen),
                )


def _about(id: str, record: Record, lang: str, banned: set[str]) -> str:
    if id in record.sites.index:
        row = record.sites.loc[id]
        if record.type == "billboard" and isinstance(row["reason"], Phrase):
            return row["reason"].render(lang)
        return text("campaign.pick_chosen", lang)
    if id in banned:
        return text("campaign.pick_banned", lang)
    row = record.villages.loc[id]
    by = _reached_by(id, record.sites)
    if by:
        return text("campaign.pick_covered", lang, sites=by)
    return text("campaign.pick_covered_other" if row["covered"] else "campaign.pick_left", lang)


def _reached_by(id: str, sites: pd.DataFrame) -> list[str]:
    if "villages" not in sites:
        return []
    return [str(row["name"]) for _, row in sites.iterrows() if id in row["villages"]]
