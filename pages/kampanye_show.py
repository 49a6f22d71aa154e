"""How a plan looks: its figures and its map."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from pyproj import Geod

from geo import areas
from geo.campaign.plans import Record
from geo.maps import Legend, LegendClass, MapData, View, area_map
from geo.text import integer, percent, text
from pages import ui

_COVERED, _LEFT, _SITE, _STANDS = "#2bb3a3", "#c9ced6", "#8c2d04", "#3b5bdb"
_BANNED = "#111111"
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
    shown = drawn["covered"].astype(bool)
    stands = record.sites.get("stands", pd.Series(False, index=record.sites.index)).astype(bool)
    banned = villages[villages.index.isin(record.wishes.get("banned", ()))]
    symbols = [
        *_dots(drawn[~shown], 1.8, _LEFT),
        *_dots(drawn[shown], 4.2, _COVERED),
        *_dots(banned, 4.5, _BANNED),
        *_dots(record.sites[~stands], 5.5, _SITE),
        *_dots(record.sites[stands], 5.5, _STANDS),
    ]
    drawing = area_map(
        legend,
        labels={},
        lang=lang,
        level="district",
        within=view.within,
        legend_title=text("campaign.map_title", lang),
        title=text("campaign.map_title", lang),
        symbols=symbols,
        lines=_ways(record) if record.type == "session" else _catchments(record),
        extra_classes=[
            {"fill": _SITE, "label": text(f"campaign.tab_{record.type}", lang), "circle": 5},
            {"fill": _COVERED, "label": text("campaign.covered_villages", lang), "circle": 4},
            {"fill": _LEFT, "label": text("campaign.uncovered_villages", lang), "circle": 4},
            *(
                [{"fill": _BANNED, "label": text("campaign.page_banned", lang), "circle": 4}]
                * bool(len(banned))
            ),
        ],
        height=560,
    )
    # a plan for a few districts fills the map; for a whole province or the nation the view stands
    return replace(drawing, within=tuple(sorted(planned))) if len(planned) < len(level) / 2 else drawing


def _dots(table: pd.DataFrame, radius: float, colour: str) -> list[list[Any]]:
    places = zip(
        table["latitude"].astype(float).round(5).tolist(),
        table["longitude"].astype(float).round(5).tolist(),
        table["name"].astype(str).tolist(),
        table.index.astype(str).tolist(),
        strict=True,
    )
    return [[y, x, radius, colour, [name], id] for y, x, name, id in places]


def _at(row: "pd.Series[Any]") -> list[float]:
    return [round(float(row["latitude"]), 5), round(float(row["longitude"]), 5)]


def _catchments(record: Record) -> list[list[Any]]:
    """Return circles as lines: they lie under the villages, which stay to be picked."""
    ends = Geod(ellps="WGS84").fwd
    turn = np.linspace(0, 360, 25)
    drawn = []
    for _, row in record.sites.iterrows():
        here, far = np.full_like(turn, row["longitude"]), np.full_like(turn, 1000 * record.facts["km"])
        x, y, _ = ends(here, np.full_like(turn, row["latitude"]), turn, far)
        points = np.column_stack([y, x]).round(4).tolist()
        drawn.append([points, _STANDS if row.get("stands") else _SITE, [str(row["name"])]])
    return drawn


def _ways(record: Record) -> list[list[Any]]:
    return [
        [[_at(row) for _, row in stops.sort_values("order").iterrows()], _SITE, []]
        for _, stops in record.sites.groupby("tour")
        if len(stops) > 1
    ]
