"""What the planner asks for: place, budget, weights, floors, own files – as widgets and as one object."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo import areas
from geo.maps import View
from geo.text import fixed, text
from pages import kampanye_more as more

_MOST_BOARDS = {"nation": 1000, "district": 200}
_MILLION = 1_000_000.0


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question; ``files`` holds what was uploaded, already read."""

    kind: str
    within: tuple[str, ...]
    budget: float = 0.0
    most: float = 0.0
    cost: float | None = None
    km: float = 3.0
    indicators: dict[str, float] | None = None
    classes: tuple[str, ...] = ()
    floors: dict[str, float] = field(default_factory=dict)
    language_floors: dict[str, float] = field(default_factory=dict)
    seconds: float = 30.0
    waves: int = 0
    days: int = 0
    hours: float = 8.0
    session_hours: float = 2.0
    per_day: int = 3
    seats: int | None = None
    speed: float = 30.0
    first_day: dt.date = dt.date.min
    minutes: float | None = None
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    files: dict[str, Any] = field(default_factory=dict)

    def question(self) -> str:
        """Return all that is asked but the budget, to be compared."""
        tables = {name: table.to_csv() for name, table in self.files.items()}
        return repr(replace(self, budget=0.0, most=0.0, seconds=0.0, files=tables))


def ask(view: View) -> tuple[Asked, DeltaGenerator]:
    """Draw the widgets; return what they say, and the place right below the first of them."""
    lang = view.lang
    kind = st.segmented_control(
        text("campaign.page_kind", lang),
        ("billboard", "session"),
        default="billboard",
        format_func=lambda key: text(f"campaign.page_{key}", lang),
        label_visibility="collapsed",
        key="plan-kind",
    )
    kind = str(kind or "billboard")
    within = _within(view)
    common = {"kind": kind, "within": within}
    money = _billboards(lang, within) if kind == "billboard" else _sessions(lang, within)
    below = st.container()
    weights = more.weights(lang)
    floors = more.floors(lang, within) | _order(lang) if kind == "billboard" else {}
    files = more.files(lang, kind)
    merged = {**money, **weights, **floors, **more.villages(view, within)}
    merged["files"] = {**merged.get("files", {}), **files["files"]}
    return Asked(**common, **merged, minutes=files["minutes"]), below


def _within(view: View) -> tuple[str, ...]:
    level = "province" if view.within == areas.NATION else "district"
    options = areas.children(view.within, level)
    chosen = st.multiselect(
        text("campaign.page_areas", view.lang),
        options,
        default=[view.area] if view.area in options else [],
        format_func=areas.name,
        placeholder=areas.name(view.within, lang=view.lang),
        key=f"plan-areas-{view.within}",
    )
    return tuple(chosen) or (view.within,)


def _billboards(lang: str, within: tuple[str, ...]) -> dict[str, Any]:
    most = _MOST_BOARDS["nation" if areas.NATION in within else "district"]
    cost = None
    if st.toggle(text("campaign.page_money", lang), key="plan-money"):
        cost = _MILLION * st.number_input(
            text("campaign.page_cost", lang), 0.5, 500.0, 7.5, 0.5, format="%g", key="plan-cost"
        )
        most = int(most * cost / _MILLION)
        asked = st.slider(
            text("campaign.page_rupiah", lang),
            0,
            most,
            min(300, most),
            5,
            format="%d",
            key=f"plan-rupiah-{most}",
        )
        budget, most = asked * _MILLION, most * _MILLION
    else:
        budget = st.slider(text("campaign.page_boards", lang), 1, most, 40, key=f"plan-budget-{most}")
    km = _decimal(text("campaign.page_km", lang), (0.5, 10.0), 3.0, lang, key="plan-km")
    return {"budget": float(budget), "most": float(most), "cost": cost, "km": km}


def _order(lang: str) -> dict[str, Any]:
    with st.expander(text("campaign.page_order", lang), icon=":material/shuffle:"):
        waves = st.number_input(
            text("campaign.page_waves", lang),
            0,
            12,
            0,
            help=text("campaign.page_waves_help", lang),
            key="plan-waves",
        )
    return {"waves": int(waves)}


def _decimal(
    label: str, limits: tuple[float, float], value: float, lang: str, *, key: str | None = None
) -> float:
    """Draw a slider in steps of one half, which writes its figures as the language does."""
    steps = [half / 2 for half in range(int(2 * limits[0]), int(2 * limits[1]) + 1)]
    return st.select_slider(label, steps, value, format_func=lambda one: fixed(one, lang, 1), key=key)


def _sessions(lang: str, within: tuple[str, ...]) -> dict[str, Any]:
    left, right = st.columns(2)
    days = left.number_input(text("campaign.page_days", lang), 1, 60, 12, key="plan-days")
    first = right.date_input(
        text("campaign.page_first_day", lang), dt.date.today() + dt.timedelta(days=14), format="DD/MM/YYYY"
    )
    with left:
        hours = _decimal(text("campaign.page_hours", lang), (2.0, 14.0), 8.0, lang)
    with right:
        session = _decimal(text("campaign.page_session_hours", lang), (0.5, 6.0), 2.0, lang)
    per_day = left.number_input(text("campaign.page_per_day", lang), 1, 6, 3)
    seats = right.number_input(
        text("campaign.page_seats", lang), 0, 5000, 0, help=text("campaign.page_seats_help", lang)
    )
    speed = left.number_input(text("campaign.page_speed", lang), 5, 80, 30, 5)
    with right:
        km = _decimal(text("campaign.page_km", lang), (0.5, 10.0), 2.0, lang)
    st.caption(text("campaign.page_offices", lang))
    names = ("name", "latitude", "longitude", "teams")
    offices = st.data_editor(
        more.offices(within),
        num_rows="dynamic",
        hide_index=True,
        column_config={name: text(f"campaign.column_{name}", lang) for name in names},
        key=f"plan-offices-{within}",
    )
    return {
        "days": int(days),
        "first_day": first,
        "hours": hours,
        "session_hours": session,
        "per_day": int(per_day),
        "seats": int(seats) or None,
        "speed": float(speed),
        "km": km,
        "files": {"offices": offices.dropna(subset=["latitude", "longitude"])},
    }
