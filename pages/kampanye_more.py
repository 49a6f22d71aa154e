"""The further wishes: weights and classes, floors, the planner's own files."""

import io
from typing import Any

import pandas as pd
import streamlit as st

from geo import areas
from geo.campaign import languages, sites
from geo.campaign.demand import HARM
from geo.errors import UserError
from geo.hotspots.classes import HotspotClass
from geo.maps import View
from geo.text import text


def districts(within: tuple[str, ...]) -> list[str]:
    """Return the districts of the areas chosen."""
    return [d for one in within for d in ([one] if len(one) == 4 else areas.children(one, "district"))]


def weights(lang: str) -> dict[str, Any]:
    """Draw indicator weights, hotspot classes and the time limit."""
    with st.expander(text("campaign.page_weights", lang), icon=":material/balance:"):
        own = st.toggle(text("campaign.page_own_weights", lang), key="plan-own-weights")
        values = {
            name: st.number_input(
                text(f"counts.indicator.{name}", lang),
                0.0,
                100.0,
                1.0,
                0.5,
                format="%g",
                disabled=not own,
                key=f"plan-w-{name}",
            )
            for name in HARM
        }
        classes = st.multiselect(
            text("campaign.page_classes", lang),
            [klass.value for klass in HotspotClass],
            format_func=lambda key: text(f"hotspots.class_{key}", lang),
            placeholder=text("campaign.page_all_classes", lang),
            key="plan-classes",
        )
        seconds = st.number_input(text("campaign.page_seconds", lang), 5, 600, 30, 5, key="plan-seconds")
    return {"indicators": values if own else None, "classes": tuple(classes), "seconds": float(seconds)}


def villages(view: View, within: tuple[str, ...]) -> dict[str, Any]:
    """Draw the choice of villages to take out of the plan, and of others in the province to bring in."""
    lang = view.lang
    if view.within == areas.NATION:
        return {}
    inside = [code for one in within for code in areas.children(one, "village")]
    around = areas.children(view.within, "village")
    others = [] if view.within in within else sorted(set(around) - set(inside))
    with st.expander(text("campaign.page_villages", lang), icon=":material/holiday_village:"):
        drop, add = (
            st.multiselect(
                text(f"campaign.page_{key}", lang),
                codes,
                format_func=_village,
                placeholder=text("pages.choose", lang),
                key=f"plan-{key}-{within}",
            )
            for key, codes in (("drop", inside), ("add", others))
        )
    return {"add": tuple(add), "drop": tuple(drop)}


def _village(code: str) -> str:
    return f"{areas.name(code)} ({areas.name(code[:6])})"


def floors(lang: str, within: tuple[str, ...]) -> dict[str, Any]:
    """Draw the table of floors by district and language."""
    inside = districts(within)
    names = {areas.name(code): code for code in inside}
    facts = languages.table()
    spoken = sorted(set(facts.loc[facts["area_code"].str[:4].isin(inside), "language"]))
    with st.expander(text("campaign.page_floors", lang), icon=":material/vertical_align_bottom:"):
        st.caption(text("campaign.page_floors_help", lang))
        table = st.data_editor(
            pd.DataFrame({"who": pd.Series(dtype=str), "percent": pd.Series(dtype=float)}),
            num_rows="dynamic",
            hide_index=True,
            column_config={
                "who": st.column_config.SelectboxColumn(
                    text("campaign.page_floor_who", lang), options=[*names, *spoken], required=True
                ),
                "percent": st.column_config.NumberColumn(
                    text("campaign.page_floor_percent", lang), min_value=0, max_value=100, required=True
                ),
            },
            key=f"plan-floors-{within}",
        ).dropna()
    shares = {str(row["who"]): float(row["percent"]) / 100 for _, row in table.iterrows()}
    return {
        "floors": {names[who]: share for who, share in shares.items() if who in names},
        "language_floors": {who: share for who, share in shares.items() if who not in names},
    }


def files(lang: str, kind: str) -> dict[str, Any]:
    """Draw the uploads and read what was given."""
    wanted = ("places", "times") if kind == "billboard" else ("crossings",)
    given: dict[str, Any] = {}
    minutes = None
    with st.expander(text("campaign.page_files", lang), icon=":material/upload_file:"):
        for name in ("village_counts", "populations", *wanted):
            upload = st.file_uploader(
                text(f"campaign.page_file_{name}", lang),
                ["csv"],
                help=text(f"campaign.page_file_{name}_help", lang),
                key=f"plan-file-{name}",
            )
            if upload is not None:
                content = io.BytesIO(upload.getvalue())
                given[name] = sites.read(content) if name == "places" else _csv(content, upload.name)
        if "times" in given:
            minutes = float(st.number_input(text("campaign.page_minutes", lang), 5, 600, 30, 5))
    return {"files": given, "minutes": minutes}


def _csv(content: io.BytesIO, name: str) -> pd.DataFrame:
    try:
        return pd.read_csv(content, sep=None, engine="python", dtype=str)
    except (ValueError, pd.errors.ParserError) as error:
        raise UserError("campaign.table_unreadable", path=name) from error


def offices(within: tuple[str, ...]) -> pd.DataFrame:
    """Return the village nearest the middle of each district, three at most, for the planner to put right."""
    rows = []
    for code in districts(within)[:3]:
        villages = areas.table("village").loc[areas.children(code, "village")].dropna(subset=["latitude"])
        middle = villages[["latitude", "longitude"]].mean()
        at = ((villages[["latitude", "longitude"]] - middle) ** 2).sum(axis=1).idxmin()
        place = villages.loc[at, ["latitude", "longitude"]].astype(float)
        rows.append({"name": areas.name(code, short=True), **place.to_dict(), "teams": 1})
    return pd.DataFrame(rows, columns=["name", "latitude", "longitude", "teams"])
