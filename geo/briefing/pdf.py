"""The briefing on A4: letterhead, headline numbers, sections, signature; tagged for screen readers."""

import importlib.resources
from typing import Any

from geo.briefing import charts, typeset
from geo.briefing.blocks import Briefing, Chart, Map, Section, Table
from geo.text import date, integer, text


def render(briefing: Briefing) -> bytes:
    """Return the PDF (PDF/UA-1)."""
    source, data, files = _parts(briefing)
    options = briefing.options
    return typeset.compile(
        source, title=briefing.title, lang=options.lang, created=options.created, data=data, files=files
    )


def preview(briefing: Briefing, *, ppi: float = 80.0) -> list[bytes]:
    """Return the pages as PNG, exactly as the PDF breaks them."""
    source, data, files = _parts(briefing)
    return typeset.pages(
        source, title=briefing.title, lang=briefing.options.lang, data=data, files=files, ppi=ppi
    )


def _parts(briefing: Briefing) -> tuple[str, dict[str, Any], dict[str, bytes]]:
    lang, house = briefing.options.lang, briefing.options.house
    files: dict[str, bytes] = {}

    def say(key: str) -> str:
        return text(f"briefing.{key}", lang)

    def picture(part: Map | Chart) -> dict[str, str]:
        name = f"picture{len(files)}.svg"
        drawn = part.paper().svg if isinstance(part, Map) else charts.svg(part, lang=lang)
        files[name] = drawn.encode("utf-8")
        return {"title": part.title, "file": name, "alt": part.alt}

    def table(part: Table) -> dict[str, Any]:
        rows = part.said(lang, part.shown)
        return {
            "title": part.title,
            "columns": [{"label": c.label, "right": c.right, "share": c.share} for c in part.columns],
            "rows": rows,
            "swatches": list(part.swatches[: len(rows)]),
            "strong": sorted(part.strong),
            "note": " ".join(note for note in (part.note, part.cut(lang, part.shown)) if note),
        }

    def section(part: Section) -> dict[str, Any]:
        return {
            "key": part.key,
            "title": part.title,
            "headlines": [
                {
                    "label": h.label,
                    "value": "–" if h.value is None else integer(h.value, lang),
                    "change": h.change,
                    "cover": h.cover,
                    "verdict": h.verdict,
                }
                for h in part.headlines
            ],
            "paragraphs": list(part.paragraphs),
            "bullets": list(part.bullets),
            "maps": [picture(m) for m in part.maps],
            "charts": [picture(c) for c in part.charts],
            "tables": [table(t) for t in part.tables],
            "links": [{"id": x.id, "title": x.title, "date": x.date, "url": x.url} for x in part.links],
        }

    sections = [section(part) for part in briefing.sections]
    logo = ""
    if house.logo and house.logo_kind:
        logo = f"logo.{house.logo_kind}"
        files[logo] = house.logo
    facts = [
        (say("letter_number"), house.letter_number),
        (say("letter_date"), date(house.letter_date, lang) if house.letter_date else ""),
        (say("classification"), house.classification),
    ]
    place = ", ".join(
        part for part in (house.place, date(house.letter_date or briefing.options.created, lang)) if part
    )
    data = {
        "kicker": say("kicker"),
        "title": briefing.title,
        "subtitle": briefing.subtitle,
        "sentence": briefing.sentence,
        "office": list(house.office),
        "address": house.address,
        "logo": logo,
        "classification": house.classification,
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "signatory": {
            "place": place,
            "role": house.signatory_role,
            "name": house.signatory_name,
            "number": house.signatory_number,
        },
        "sections": sections,
        "stamp": briefing.stamp,
        "page_of": say("page_of"),
    }
    return _template(), data, files


def _template() -> str:
    return importlib.resources.files("geo.briefing").joinpath("briefing.typ").read_text(encoding="utf-8")
