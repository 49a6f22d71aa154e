"""A campaign plan on A4 for the file: what was asked, what was chosen and why, what stays uncovered."""

import datetime as dt
from typing import Any

import pandas as pd

from geo import areas, boundaries
from geo.briefing import geometry, typeset
from geo.campaign import languages
from geo.campaign.plans import Record, shown
from geo.maps.paper import Entry, Points, draw
from geo.text import date, fixed, integer, number, text

_SOURCE = """\
#set page(
  paper: "a4",
  margin: (x: 18mm, top: 18mm, bottom: 20mm),
  footer: context {
    set text(7.5pt, fill: rgb("#5b6470"))
    data.stamp
    h(1fr)
    counter(page).display("1 / 1", both: true)
  },
)
#set text(9.5pt, hyphenate: false)
#set par(leading: 0.55em, spacing: 0.75em)
#let accent = rgb("#8c2d04")
#show heading.where(level: 1): it => text(17pt, fill: accent, it.body)
#show heading.where(level: 2): it => block(
  above: 1.3em, below: 0.6em, sticky: true, text(12pt, fill: accent, it.body),
)
#heading(level: 1, data.title)
#for line in data.lines { par(line) }
#figure(image("map.svg", alt: data.alt, width: 100%), alt: data.alt)
#for part in data.tables {
  heading(level: 2, part.title)
  set text(8pt)
  set par(leading: 0.4em)
  table(
    columns: part.shares.map(share => share * 1fr),
    align: (x, y) => (if part.right.contains(x) { right } else { left }) + top,
    inset: (x: 3pt, y: 2.6pt),
    stroke: (x, y) => (bottom: if y == 0 { 0.8pt } else { 0.3pt + rgb("#c9ced5") }),
    table.header(..part.columns.map(name => text(weight: "bold", name))),
    ..part.rows.flatten().map(cell => text(cell)),
  )
  if part.note != "" { text(7.5pt, fill: rgb("#5b6470"), part.note) }
}
"""

_UNCOVERED_SHOWN = 30


def pdf(record: Record, *, title: str, lang: str, created: dt.date) -> bytes:
    """Return the PDF (PDF/UA-1) of a plan, new or kept."""
    record = shown(record)
    covered = record.villages["covered"].astype(bool)
    alt = text(
        "campaign.file_map_alt", lang, n=len(record.sites), covered=int(covered.sum()), villages=len(covered)
    )
    facts = record.facts
    stamp = text(
        "campaign.versions", lang, data=str(facts["data_version"])[:12], program=str(facts["program_version"])
    )
    tables = [_chosen(record, lang), _languages(record, lang), _uncovered(record, lang)]
    if record.type == "session":
        tables.insert(1, _tours(record, lang))
    return typeset.compile(
        _SOURCE,
        title=title,
        lang=lang,
        created=created,
        data={
            "title": title,
            "lines": [sentence.render(lang) for sentence in record.sentences],
            "alt": alt,
            "stamp": stamp,
            "tables": tables,
        },
        files={"map.svg": _map(record, alt, lang).encode()},
    )


def _map(record: Record, alt: str, lang: str) -> str:
    covered = record.villages["covered"].astype(bool)
    districts = sorted(set(record.villages["district"].astype(str)))
    provinces = {code[:2] for code in districts}
    shapes = geometry.shapes("district", within=provinces.pop() if len(provinces) == 1 else areas.NATION)
    shapes = {code: shape for code, shape in shapes.items() if code in districts}
    notice = boundaries.active().notice
    layers = [
        Points(
            text("campaign.covered_villages", lang), _places(record.villages[covered]), "#1f6f78", size=1.0
        ),
        Points(
            text("campaign.uncovered_villages", lang), _places(record.villages[~covered]), "#9aa1ab", size=0.8
        ),
        Points(text(f"campaign.tab_{record.type}", lang), _places(record.sites), "#8c2d04", "square", 2.2),
    ]
    return draw(
        shapes,
        classes=dict.fromkeys(shapes, "area"),
        legend=[Entry("area", text("campaign.column_district", lang), "#fbf7e6")],
        legend_title=text("campaign.file_map_legend", lang),
        description=alt,
        lang=lang,
        names={code: areas.name(code, short=True) for code in shapes},
        points=[layer for layer in layers if len(layer.coordinates)],
        land=geometry.land(),
        notice=notice.render(lang) if notice else "",
    ).svg


def _places(table: pd.DataFrame) -> list[tuple[float, float]]:
    known = table.dropna(subset=["longitude", "latitude"])
    return list(zip(known["longitude"].astype(float), known["latitude"].astype(float), strict=True))


def _chosen(record: Record, lang: str) -> dict[str, Any]:
    rows = []
    for place, (_, row) in enumerate(record.sites.iterrows(), start=1):
        where = f"{row['name']}, {areas.name(str(row['subdistrict']))}, {areas.name(str(row['district']))}"
        if record.type == "session":
            day = date(dt.date.fromisoformat(str(row["date"])[:10]), lang, "medium")
            clock = f"{pd.Timestamp(row['starts']):%H.%M}–{pd.Timestamp(row['ends']):%H.%M}"
            said = f"{day}, {clock}; {row['office']}, {text('campaign.column_team', lang)} {row['team']}"
        else:
            said = row["reason"].render(lang)
        rows.append([str(place), where, str(row["language"]), integer(row["people"], lang), said])
    names = ("order", "name", "language", "people", "reason" if record.type == "billboard" else "date")
    return _table(f"tab_{record.type}", names, (0.5, 3, 1.4, 1, 4), rows, lang, right=(0, 3))


def _tours(record: Record, lang: str) -> dict[str, Any]:
    rows = [
        [
            str(number_),
            date(dt.date.fromisoformat(str(row["date"])[:10]), lang, "medium"),
            f"{row['office']}, {row['team']}",
            integer(row["sessions"], lang),
            fixed(row["hours"], lang),
            integer(row["km"], lang),
        ]
        for number_, row in record.tours.iterrows()
    ]
    names = ("tour", "date", "office", "sessions", "hours", "km")
    return _table("tab_tours", names, (0.8, 1.5, 2, 1, 1, 1), rows, lang, right=(3, 4, 5))


def _languages(record: Record, lang: str) -> dict[str, Any]:
    found = languages.people(record.villages.astype({"covered": bool, "population": float}))
    rows = [
        [str(name), integer(row["people"], lang), integer(row["reached_people"], lang)]
        for name, row in found.iterrows()
    ]
    table = _table(
        "tab_languages", ("language", "people", "reached_people"), (3, 1, 1), rows, lang, right=(1, 2)
    )
    return table | {"note": text("campaign.languages_note", lang)}


def _uncovered(record: Record, lang: str) -> dict[str, Any]:
    left = record.villages[~record.villages["covered"].astype(bool)]
    left = left.sort_values("weight", ascending=False, kind="stable", na_position="last")
    rows = [
        [
            str(row["name"]),
            areas.name(str(row["district"])),
            integer(row["population"], lang),
            number(row["weight"], lang),
        ]
        for _, row in left.head(_UNCOVERED_SHOWN).iterrows()
    ]
    table = _table(
        "uncovered_villages",
        ("name", "district", "population", "weight"),
        (2, 2, 1, 1),
        rows,
        lang,
        right=(2, 3),
    )
    return table | {"note": text("campaign.uncovered_note", lang, n=len(left), shown=len(rows))}


def _table(
    title: str,
    names: tuple[str, ...],
    shares: tuple[float, ...],
    rows: list[list[str]],
    lang: str,
    *,
    right: tuple[int, ...],
) -> dict[str, Any]:
    return {
        "title": text(f"campaign.{title}", lang),
        "columns": [text(f"campaign.column_{name}", lang) for name in names],
        "shares": list(shares),
        "rows": rows,
        "right": list(right),
        "note": "",
    }
