"""How a plan looks: its figures, its map, the curve of what other budgets buy."""

from dataclasses import replace
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from geo import areas
from geo.campaign.plans import Record
from geo.campaign.solution import CurvePoint
from geo.maps import Legend, LegendClass, MapData, View, area_map
from geo.text import fixed, integer, percent, text
from pages import ui

_COVERED, _LEFT, _SITE, _STANDS = "#1f6f78", "#9aa1ab", "#8c2d04", "#3b5bdb"
_MOST_POINTS = 6000


def figures(record: Record, lang: str) -> None:
    """Write the plan's figures in a row and its sentences."""
    facts, villages = record.facts, record.villages
    covered = villages["covered"].astype(bool)
    share = facts["covered_weight"] / facts["total_weight"]
    row = [
        (
            text("campaign.kpi_people", lang),
            integer(facts["covered_people"], lang),
            text("campaign.kpi_modelled", lang),
        ),
        (
            text("campaign.kpi_villages", lang),
            text("pages.of", lang, part=integer(int(covered.sum()), lang), whole=integer(len(covered), lang)),
            "",
        ),
        (text("campaign.kpi_share", lang), percent(share, lang, 1), text("campaign.kpi_share_note", lang)),
    ]
    if record.type == "billboard":
        gap = float(facts["gap"])
        note = text("campaign.kpi_proven" if gap == 0 else "campaign.kpi_gap_note", lang)
        row.append((text("campaign.kpi_gap", lang), percent(gap, lang, 2), note))
        row.append(
            (text("campaign.kpi_spent", lang), integer(facts["spent"], lang), integer(facts["budget"], lang))
        )
    else:
        row.append((text("campaign.kpi_sessions", lang), integer(facts["sessions"], lang), ""))
        row.append((text("campaign.kpi_km", lang), integer(facts["km_driven"], lang), ""))
    ui.kpis(row)
    ui.said(" ".join(sentence.render(lang) for sentence in record.sentences))


def plan_map(record: Record, view: View) -> MapData:
    """Return the map: districts planned for, villages reached and not, the sites with their catchments."""
    lang = view.lang
    villages = record.villages.dropna(subset=["longitude", "latitude"])
    covered = villages["covered"].astype(bool)
    planned = set(record.villages["district"].astype(str))
    level = areas.children(view.within, "district")
    legend = Legend(
        (
            LegendClass("area", "#efe9da", text("campaign.map_planned", lang), len(planned)),
            LegendClass("other", "#f6f6f4", text("campaign.map_other", lang), len(set(level) - planned)),
        ),
        {code: 0 if code in planned else 1 for code in level},
    )
    drawn = villages if len(villages) <= _MOST_POINTS else villages[covered]
    symbols = [
        _dot(code, row, 3.2 if row["covered"] else 2.4, _COVERED if row["covered"] else _LEFT)
        for code, row in drawn.iterrows()
    ]
    rings = []
    for id, row in record.sites.iterrows():
        colour = _STANDS if row.get("stands") else _SITE
        symbols.append(_dot(id, row, 5.5, colour))
        if record.type == "billboard":
            rings.append([*_at(row), record.facts["km"], colour, [str(row["name"])], str(id)])
    drawing = area_map(
        legend,
        labels={},
        lang=lang,
        level="district",
        within=view.within,
        legend_title=text("campaign.map_title", lang),
        title=text("campaign.map_title", lang),
        symbols=symbols,
        rings=rings,
        lines=_ways(record),
        extra_classes=[
            {"fill": _SITE, "label": text(f"campaign.tab_{record.type}", lang), "circle": 5},
            {"fill": _COVERED, "label": text("campaign.covered_villages", lang), "circle": 4},
            {"fill": _LEFT, "label": text("campaign.uncovered_villages", lang), "circle": 4},
        ],
        height=560,
    )
    # a plan for a few districts fills the map; for a whole province or the nation the view stands
    return replace(drawing, within=tuple(sorted(planned))) if len(planned) < len(level) / 2 else drawing


def _dot(id: object, row: "pd.Series[Any]", radius: float, colour: str) -> list[Any]:
    return [*_at(row), radius, colour, [str(row["name"])], str(id)]


def _at(row: "pd.Series[Any]") -> list[float]:
    return [round(float(row["latitude"]), 5), round(float(row["longitude"]), 5)]


def _ways(record: Record) -> list[list[Any]]:
    if record.type != "session":
        return []
    return [
        [[_at(row) for _, row in stops.sort_values("order").iterrows()], _SITE, []]
        for _, stops in record.sites.groupby("tour")
        if len(stops) > 1
    ]


def curve(points: list[CurvePoint], record: Record, lang: str) -> None:
    """Draw what other budgets would buy, and the most they could."""
    if not points:
        return
    st.subheader(text("campaign.page_curve", lang))
    total = float(record.facts["total_weight"])
    names = {key: text(f"campaign.curve_{key}", lang) for key in ("budget", "share", "most")}
    table = pd.DataFrame(
        {
            names["budget"]: [p.budget for p in points],
            names["share"]: [100 * p.objective / total for p in points],
            names["most"]: [100 * p.bound / total for p in points],
        }
    )
    base = alt.Chart(table).encode(x=alt.X(names["budget"], type="quantitative"))
    line = base.mark_line(point=True, color=_COVERED).encode(
        y=alt.Y(names["share"], type="quantitative"),
        tooltip=[alt.Tooltip(name, format=".1f") for name in table],
    )
    band = base.mark_area(opacity=0.2, color=_COVERED).encode(y=names["share"], y2=names["most"])
    now = alt.Chart(pd.DataFrame({"x": [float(record.facts["budget"])]})).mark_rule(color=_SITE).encode(x="x")
    st.altair_chart(band + line + now, use_container_width=True)
    nearby = [p for p in points if p.budget > float(record.facts["budget"])]
    if nearby:
        more = 100 * (nearby[0].objective - float(record.facts["covered_weight"])) / total
        step = nearby[0].budget - float(record.facts["budget"])
        st.caption(text("campaign.curve_next", lang, step=step, share=fixed(more, lang, 1)))
