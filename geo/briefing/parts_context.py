"""Sections around the figures: places, programmes, what is not known, method, sources."""

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from geo import areas
from geo.briefing import geometry
from geo.briefing.blocks import Column, Link, Map, Section, Table
from geo.briefing.evidence import Evidence
from geo.briefing.frame import Frame
from geo.briefing.narrative import capital, listing, number_word
from geo.briefing.risk import HOT, Risk
from geo.maps import ramps
from geo.maps.paper import Entry, Points
from geo.text import date, integer, number, period

_HELD, _UNKNOWN = "held", "unknown"

_FEW_CASES = 5
_NAMES_LISTED = 12


def places(frame: Frame) -> Section | None:
    """Return subdistricts, coastal villages and single events of a district; nothing for larger areas."""
    if frame.options.area_level != "district":
        return None
    code = frame.options.area
    villages = geometry.villages(code)
    subdistricts = areas.children(code, "subdistrict")
    rows = []
    for subdistrict in subdistricts:
        mine = [coastal for village, _, _, coastal in villages if village.startswith(subdistrict)]
        every = len(areas.children(subdistrict, "village"))
        rows.append((areas.name(subdistrict), every, sum(mine)))
    words = {
        "area": frame.area,
        "subdistricts": integer(len(subdistricts), frame.lang),
        "villages": integer(sum(row[1] for row in rows), frame.lang),
        "coastal": integer(sum(row[2] for row in rows), frame.lang),
        "km": number(geometry.COAST_KM, frame.lang),
    }
    table = Table(
        title=frame.say("places_title", area=frame.area),
        columns=(
            Column(frame.say("col_subdistrict"), share=3),
            Column(frame.say("col_villages"), "integer"),
            Column(frame.say("col_coastal"), "integer"),
        ),
        rows=tuple(rows),
    )
    events = _events(frame)
    return frame.section(
        "places",
        paragraphs=(frame.say("places_text" if any(row[2] for row in rows) else "places_inland", **words),)
        + (() if events else (frame.say("events_none", area=frame.area),)),
        maps=(_place_map(frame, villages, words),),
        tables=(events, table) if events else (table,),
    )


def _place_map(frame: Frame, villages: list[tuple[str, float, float, bool]], words: dict[str, str]) -> Map:
    code = frame.options.area
    shapes = geometry.shapes("subdistrict", within=code)
    layers = [
        Points(
            frame.say("village_coastal", km=words["km"]),
            [(x, y) for _, x, y, c in villages if c],
            ramps.SYMBOL,
        ),
        Points(
            frame.say("village_inland"), [(x, y) for _, x, y, c in villages if not c], "#5f6670", "ring", 1.3
        ),
    ]
    alt = frame.say("place_map_alt", **words)
    return frame.map(
        frame.say("place_map_title", area=frame.area),
        alt,
        shapes,
        classes=dict.fromkeys(shapes, "area"),
        legend=[Entry("area", capital(frame.say("col_subdistrict")), "#fbf7e6")],
        legend_title=frame.say("place_map_legend"),
        names={c: areas.name(c) for c in shapes},
        points=[layer for layer in layers if layer.coordinates],
        context={c: s for c, s in geometry.shapes("district", within=code[:2]).items() if c != code},
    )


def _events(frame: Frame) -> Table | None:
    window, rows = frame.options.window, []
    for evidence in frame.evidence:
        found = evidence.everything
        found = found[(found["period_start"] >= window.start) & (found["period_end"] <= window.end)]
        columns = ["period_start", "period_end", "value", "source_id"]
        for start, end, value, source in found[columns].itertuples(index=False, name=None):
            rows.append(
                (
                    period(start, end, frame.lang, "medium"),
                    capital(frame.say(f"indicator_{evidence.indicator}")),
                    int(value),
                    source,
                )
            )
    if not rows:
        return None
    return Table(
        title=frame.say("events_title", area=frame.area),
        columns=(
            Column(frame.say("col_period"), share=2.4),
            Column(frame.say("col_indicator"), share=2.4),
            Column(frame.say("col_count"), "integer"),
            Column(frame.say("col_source"), share=0.8),
        ),
        rows=tuple(rows),
        note=frame.say("events_note"),
        shown=15,
    )


def programmes(frame: Frame) -> Section:
    """Return who is protected, which hotspots have no programme on record, and the outreach that was held."""
    register = frame.programmes
    active = register[register["status"] != _HELD]
    paragraphs = []
    if active.empty:
        paragraphs.append(frame.say("programmes_none", area=frame.area))
    else:
        digits = {"province": 2, "district": 4}[frame.options.unit_level]
        covered = {code[:digits] for code in active["area_code"] if len(code) >= digits}
        paragraphs.append(
            frame.say(
                "programmes_some",
                n=integer(len(active), frame.lang),
                areas=integer(len(covered), frame.lang),
                all=integer(len(_units(frame)), frame.lang),
            )
        )
        unknown = int((active["status"] == _UNKNOWN).sum())
        if unknown:
            paragraphs.append(frame.say("programmes_unknown", n=integer(unknown, frame.lang)))
    if frame.risk is not None:
        paragraphs.append(_uncovered(frame, frame.risk, active))
    tables = (_programme_table(frame, register),) if len(register) else ()
    return frame.section("programmes", paragraphs=tuple(paragraphs), tables=tables)


def _units(frame: Frame) -> list[str]:
    if frame.options.area_level == "district":
        return [frame.options.area]
    return [str(code) for code in frame.lead.units.table.index]


def _uncovered(frame: Frame, risk: Risk, active: pd.DataFrame) -> str:
    hot = [row for row in risk.rows if row.klass in HOT]
    if frame.options.area_level == "district":
        hot = [row for row in hot if row.code == frame.options.area]
    if not risk.judged:
        return frame.say("programmes_not_judged")
    if not hot:
        return frame.say("programmes_no_hotspot")
    codes = list(active["area_code"])
    without = [row.name for row in hot if not any(code.startswith(row.code) for code in codes)]
    if not without:
        return frame.say("programmes_no_gap")
    return frame.say("programmes_gap", names=listing(without, frame.lang))


def _programme_table(frame: Frame, register: pd.DataFrame) -> Table:
    """List programmes in force and outreach held, one row a district (or province) and kind."""
    groups: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    columns = ["area_code", "kind", "name", "start", "status", "source_id"]
    for code, kind, name, start, status, source in register[columns].itertuples(index=False, name=None):
        held = status == _HELD and isinstance(start, dt.date)
        said = f"{name} ({start.year})" if held else str(name)
        key = (str(code)[:4], frame.programme("programme", kind), frame.programme("programme_status", status))
        groups.setdefault(key, []).append((said, source if isinstance(source, str) else ""))
    return Table(
        title=frame.say("programmes_title"),
        columns=(
            Column(frame.say("col_area"), share=2.2),
            Column(frame.say("col_programme"), share=1.8),
            Column(frame.say("col_status"), share=1.5),
            Column(frame.say("col_count"), "integer", 0.8),
            Column(frame.say("col_name"), share=4.2),
            Column(frame.say("col_source"), share=1.0),
        ),
        rows=tuple(
            (
                areas.name(code, short=True),
                kind,
                status,
                len(entries),
                "; ".join(name for name, _ in entries),
                ", ".join(sorted({source for _, source in entries if source})),
            )
            for (code, kind, status), entries in sorted(groups.items())
        ),
        shown=30,
    )


def unknown(frame: Frame) -> Section:
    """Return what these figures cannot tell, each point with its numbers."""
    lead, options = frame.lead, frame.options
    units, table = lead.units, lead.units.table
    points: list[str] = []
    if options.area_level == "district":
        table = table[table.index == options.area]
    missing = [areas.name(str(code), short=True) for code in table.index[table["value"].isna()]]
    if missing and options.area_level == "district":
        points.append(frame.say("unknown_own", indicator=frame.indicator, area=frame.area))
    elif missing:
        points.append(
            frame.say(
                "unknown_missing",
                indicator=frame.indicator,
                n=integer(len(missing), frame.lang),
                all=integer(len(table), frame.lang),
                names=_names(frame, missing),
            )
        )
    if units.not_stated and options.area_level != "district":
        points.append(frame.say("unknown_stated", n=units.not_stated))
    part = [areas.name(str(code), short=True) for code in table.index[table["incomplete"]]]
    if part:
        points.append(
            frame.say("unknown_incomplete", n=number_word(len(part), frame.lang), names=_names(frame, part))
        )
    if units.difference and units.parent_figure is not None and options.area_level != "district":
        points.append(
            frame.say(
                "unknown_difference",
                area=frame.area,
                own=units.parent_figure.value,
                total=units.total,
                difference=abs(units.difference),
            )
        )
    for evidence in frame.evidence:
        points += _disagreements(frame, evidence) + _shrinking(frame, evidence)
    cases = lead.now.value if lead.now.value is not None else units.total
    if cases is not None and 0 < cases < _FEW_CASES:
        points.append(frame.say("unknown_cases", n=cases))
    if lead.known and lead.indicator != "placements":
        points.append(frame.say("unknown_route"))
    if options.unit_level == "province":
        points.append(frame.say("unknown_province"))
    elif units.table["value"].notna().any():
        points.append(frame.say("unknown_village"))
    return frame.section("unknown", bullets=tuple(points))


def _names(frame: Frame, names: list[str]) -> str:
    if len(names) <= _NAMES_LISTED:
        return listing(names, frame.lang)
    rest = frame.say("and_more", n=integer(len(names) - _NAMES_LISTED, frame.lang))
    return ", ".join(names[:_NAMES_LISTED]) + rest


def _disagreements(frame: Frame, evidence: Evidence) -> list[str]:
    said: dict[tuple[dt.date, dt.date], dict[tuple[int, str], None]] = {}
    columns = ["period_start", "period_end", "value", "source_id"]
    for start, end, value, source in evidence.published[columns].itertuples(index=False, name=None):
        said.setdefault((start, end), {})[value, source] = None
    found = []
    for (start, end), entries in said.items():
        if len({value for value, _ in entries}) < 2:
            continue
        values = [f"{integer(value, frame.lang)} ({source})" for value, source in entries]
        found.append(
            frame.say(
                "unknown_disagree",
                indicator=frame.say(f"indicator_{evidence.indicator}"),
                period=period(start, end, frame.lang),
                values=listing(values, frame.lang),
            )
        )
    return found


def _shrinking(frame: Frame, evidence: Evidence) -> list[str]:
    """Find running totals that are lower than an earlier one: two sources cannot both be right."""
    rows = evidence.published
    rows = rows[rows["period_start"] == frame.options.window.start]
    earlier, lower = None, []
    for end, value, source in rows[["period_end", "value", "source_id"]].itertuples(index=False, name=None):
        if earlier and end > earlier[0] and value < earlier[1]:
            words = {"indicator": frame.say(f"indicator_{evidence.indicator}"), "now": int(value)}
            words |= {"end": end, "source": source, "before": earlier[1], "before_end": earlier[0]}
            lower.append(frame.say("unknown_shrinks", **words, before_source=earlier[2]))
        elif not earlier or value > earlier[1]:
            earlier = (end, int(value), source)
    return lower[:1]


def method(frame: Frame) -> Section:
    """Return the method in five sentences with the numbers of this run."""
    risk = frame.risk
    if risk is None:
        return frame.section("method", paragraphs=(f"{frame.say('method_1')} {frame.say('method_rate')}",))
    sentences = (
        frame.say("method_1"),
        frame.say("method_2", reference=risk.reference),
        frame.say("method_3"),
        *risk.method,
    )
    return frame.section("method", paragraphs=(" ".join(sentences),))


def sources(frame: Frame) -> Section:
    """Return the sources of what is printed, with date and address; the workbook has them all."""
    ids: dict[str, None] = {}
    for evidence in frame.evidence:
        parts = (evidence.units,) if evidence is frame.lead else ()
        for selection in (evidence.own, evidence.own_before, *parts):
            ids.update(dict.fromkeys(selection.sources_table().index))
    ids.update(dict.fromkeys(_cited(frame)))
    links = _links(frame, ids)
    if not links:
        return frame.section("sources", paragraphs=(capital(frame.say("none")),))
    return frame.section("sources", links=links)


def all_sources(frame: Frame) -> tuple[Link, ...]:
    """Return every source that a figure here rests on, also those of the annex only."""
    ids = dict.fromkeys(_cited(frame))
    for evidence in frame.evidence:
        for selection in (evidence.own, evidence.own_before, evidence.units):
            ids.update(dict.fromkeys(selection.sources_table().index))
        ids.update(dict.fromkeys(evidence.everything["source_id"]))
    return _links(frame, ids)


def _links(frame: Frame, ids: Iterable[str]) -> tuple[Link, ...]:
    register = frame.data.sources()
    return tuple(
        Link(str(key), str(row["title"]), _day(str(row["date"] or ""), frame.lang), str(row["url"] or ""))
        for key, row in register.reindex(sorted(ids)).dropna(subset=["title"]).iterrows()
    )


def _cited(frame: Frame) -> list[str]:
    """Return the sources of the running totals, disagreements, single events and programmes printed here."""
    found: list[str] = []
    for evidence in frame.evidence:
        rows = evidence.published
        if frame.options.area_level == "district" or evidence is frame.lead:
            found += list(rows["source_id"])
        else:
            twice = rows.groupby(["period_start", "period_end"])["value"].transform("nunique") > 1
            found += list(rows.loc[twice, "source_id"])
    for _, _, selection in frame.roles:
        found += list(selection.sources_table().index)
    for figure in (*frame.yearly, frame.target):
        found += figure.sources
    return [*found, *(s for s in frame.programmes["source_id"].dropna())]


def _day(value: str, lang: str) -> str:
    """Write a source's date as precisely as it is known: a day, a month or a year."""
    if len(value) == 10:
        return date(dt.date.fromisoformat(value), lang, "medium")
    return date(dt.date.fromisoformat(f"{value}-01"), lang, "month") if len(value) == 7 else value
