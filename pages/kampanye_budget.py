"""What other budgets buy: the sentence beside the slider and the curve."""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from geo.campaign.billboards import BudgetPoint
from geo.campaign.plans import Record
from geo.text import fixed, integer, text

_COVERED, _SITE = "#2bb3a3", "#8c2d04"
_MILLION = 1_000_000
_STEP = 10 * _MILLION
"""Rupiah that "the next" are when the budget is money; else it is one board."""


def readout(points: list[BudgetPoint], *, budget: float, money: bool, lang: str) -> None:
    """Say what the curve says for a budget: people reached, and what more of it buys."""
    at = [point.budget for point in points]
    if len(points) < 2 or not at[0] <= budget <= at[-1]:
        return
    step = _STEP if money else 1
    people = [float(np.interp(b, at, [p.people for p in points])) for b in (budget, budget + step)]
    words = text(
        "campaign.budget_buys",
        lang,
        budget=_said(budget, money, lang),
        people=integer(round(people[0]), lang),
    )
    more = round(people[1] - people[0])
    if more > 0 and budget + step <= at[-1]:
        words += " " + text(
            "campaign.budget_next", lang, step=_said(step, money, lang), people=integer(more, lang)
        )
    st.info(words, icon=":material/trending_up:")


def curve(points: list[BudgetPoint], record: Record, lang: str) -> None:
    """Draw what other budgets would buy, and the most they could."""
    if not points:
        return
    st.subheader(text("campaign.page_curve", lang))
    total = float(record.facts["total_weight"])
    budget = float(record.facts["budget"])
    money = record.wishes.get("cost") is not None
    unit = _MILLION if money else 1
    names = {key: text(f"campaign.curve_{key}", lang) for key in ("share", "most")}
    names["budget"] = text("campaign.page_rupiah" if money else "campaign.page_boards", lang)
    names["people"] = text("campaign.kpi_people", lang)
    table = pd.DataFrame(
        {
            "x": [point.budget / unit for point in points],
            "y": [100 * point.objective / total for point in points],
            "top": [100 * point.bound / total for point in points],
        }
    )
    # Vega writes numbers the English way: what is read is written here
    table[names["budget"]] = [integer(round(x), lang) for x in table["x"]]
    table[names["share"]] = [fixed(y, lang, 1) for y in table["y"]]
    table[names["most"]] = [fixed(y, lang, 1) for y in table["top"]]
    table[names["people"]] = [integer(round(point.people), lang) for point in points]
    axis = alt.Axis(labelExpr="replace(datum.label, /,/g, '.')") if lang == "id" else alt.Axis()
    base = alt.Chart(table).encode(x=alt.X("x:Q", title=names["budget"], axis=axis))
    line = base.mark_line(point=True, color=_COVERED).encode(
        y=alt.Y("y:Q", title=names["share"]),
        tooltip=[
            alt.Tooltip(f"{name}:N") for name in (names[k] for k in ("budget", "people", "share", "most"))
        ],
    )
    band = base.mark_area(opacity=0.2, color=_COVERED).encode(y="y:Q", y2="top:Q")
    now = alt.Chart(pd.DataFrame({"x": [budget / unit]})).mark_rule(color=_SITE).encode(x="x:Q")
    st.altair_chart((band + line + now).properties(height=260), width="stretch")
    nearby = [p for p in points if p.budget > budget]
    if nearby:
        more = 100 * (nearby[0].objective - float(record.facts["covered_weight"])) / total
        step = _said(nearby[0].budget - budget, money, lang)
        st.caption(text("campaign.curve_next", lang, step=step, share=fixed(more, lang, 1)))


def _said(budget: float, money: bool, lang: str) -> str:
    if not money:
        one = round(budget) == 1
        return text("campaign.board_one" if one else "campaign.boards", lang, n=integer(round(budget), lang))
    return text("campaign.money", lang, n=integer(round(budget / _MILLION), lang))
