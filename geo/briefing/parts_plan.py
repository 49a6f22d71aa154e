"""The campaign plan that was approved for the area: what it reaches, its map, its list, by language."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from geo import areas
from geo.briefing import geometry
from geo.briefing.blocks import Column, Map, Section, Table
from geo.briefing.frame import Frame
from geo.briefing.narrative import listing
from geo.maps import ramps
from geo.maps.paper import Entry, Points
from geo.text import date

if TYPE_CHECKING:
    from geo.campaign.plans import Record

_KIND = "plan"


def plan(frame: Frame) -> Section:
    """Return the newest approved plan that touches the area, or say that there is none."""
    if not frame.data.documents(_KIND, status="approved"):
        return frame.section("plan", paragraphs=(frame.say("plan_none", area=frame.area),))
    from geo.campaign import plans

    found = plans.kept(frame.data, within=frame.options.area, status="approved")
    if not found:
        return frame.section("plan", paragraphs=(frame.say("plan_none", area=frame.area),))
    document = found[0]
    record = plans.record_of(document)
    sites, villages = _inside(record.sites, frame), _inside(record.villages, frame)
    approved = pd.Timestamp(document.updated_at).date()
    lead = frame.say("plan_lead", name=document.title, date=approved, who=document.updated_by)
    return frame.section(
        "plan",
        paragraphs=(lead, *(sentence.render(frame.lang) for sentence in record.sentences)),
        maps=(_map(frame, record, sites, villages),) if len(sites) else (),
        tables=(_by_language(frame, villages), _list(frame, record, sites)) if len(sites) else (),
    )


def _inside(table: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """Keep what lies in the briefing's area; sites of the planner's own say their district."""
    if frame.options.area == areas.NATION or table.empty:
        return table
    return table[table["district"].astype(str).str.startswith(frame.options.area)]


def _map(frame: Frame, record: "Record", sites: pd.DataFrame, villages: pd.DataFrame) -> Map:
    covered = villages["covered"].astype(bool)
    layers = [
        Points(frame.say("plan_village_covered"), _places(villages[covered]), ramps.SYMBOL, size=0.9),
        Points(frame.say("plan_village_uncovered"), _places(villages[~covered]), "#9aa1ab", size=0.7),
        Points(frame.say(f"plan_site_{record.type}"), _places(sites), "#8c2d04", "square", 2.2),
    ]
    districts = sorted({str(code)[:4] for code in villages["district"]})
    shapes = geometry.shapes("district", within=frame.options.within)
    shapes = {code: shape for code, shape in shapes.items() if code in districts}
    alt = frame.say(
        "plan_map_alt",
        sites=len(sites),
        covered=int(covered.sum()),
        villages=len(villages),
        area=frame.area,
    )
    return frame.map(
        frame.say("plan_map_title", area=frame.area),
        alt,
        shapes,
        classes=dict.fromkeys(shapes, "area"),
        legend=[Entry("area", frame.say("col_district"), "#fbf7e6")],
        legend_title=frame.say("plan_map_legend"),
        names={code: areas.name(code, short=True) for code in shapes},
        points=[layer for layer in layers if len(layer.coordinates)],
    )


def _places(table: pd.DataFrame) -> Sequence[tuple[float, float]]:
    known = table.dropna(subset=["longitude", "latitude"])
    return list(zip(known["longitude"].astype(float), known["latitude"].astype(float), strict=True))


def _by_language(frame: Frame, villages: pd.DataFrame) -> Table:
    from geo.campaign import languages

    found = languages.people(villages.astype({"covered": bool, "population": float}))
    return Table(
        title=frame.say("plan_languages_title"),
        columns=(
            Column(frame.say("col_language"), share=3),
            Column(frame.say("col_villages"), "integer"),
            Column(frame.say("col_reached_villages"), "integer"),
            Column(frame.say("col_reached_people"), "integer", 1.3),
        ),
        rows=tuple(
            (str(language), int(row["villages"]), int(row["reached_villages"]), _count(row["reached_people"]))
            for language, row in found.iterrows()
        ),
        note=frame.say("plan_languages_note"),
        shown=15,
    )


def _count(value: float) -> int | None:
    return None if pd.isna(value) else round(value)


def _list(frame: Frame, record: "Record", sites: pd.DataFrame) -> Table:
    meeting = record.type == "session"
    when = [Column(frame.say("col_date"), share=1.4)] if meeting else []
    rows = []
    for number, (_, row) in enumerate(sites.iterrows(), start=1):
        day = [date(pd.Timestamp(row["date"]).date(), frame.lang, "medium")] if meeting else []
        district = areas.name(str(row["district"])[:4], short=True)
        rows.append((number, *day, str(row["name"]), district, str(row["language"]), _count(row["people"])))
    return Table(
        title=frame.say(f"plan_list_{record.type}"),
        columns=(
            Column(frame.say("col_rank"), "integer", 0.5),
            *when,
            Column(frame.say("col_village"), share=2.4),
            Column(frame.say("col_district"), share=2),
            Column(frame.say("col_language"), share=1.8),
            Column(frame.say("col_reached_people"), "integer", 1.3),
        ),
        rows=tuple(rows),
        note=frame.say("plan_people_note", districts=listing(_districts(sites), frame.lang)),
        shown=40,
    )


def _districts(sites: pd.DataFrame) -> list[str]:
    counted = sites["district"].astype(str).str[:4].value_counts(sort=False)
    return [f"{areas.name(str(code), short=True)} ({n})" for code, n in sorted(counted.items())]
