"""A plan as files: a workbook for the office, GeoPackage, KML and GPX for the field."""

import datetime as dt
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as etree  # noqa: N813

import geopandas as gpd
import pandas as pd
import xlsxwriter

from geo import areas, boundaries
from geo.campaign import agenda, languages
from geo.campaign.plans import Record, shown
from geo.text import Phrase, text

_KML = "http://www.opengis.net/kml/2.2"
_GPX = "http://www.topografix.com/GPX/1/1"


def workbook(plan: Record, *, title: str, lang: str) -> bytes:
    """Return an XLSX file: summary, sites or meetings, villages, people by language."""
    plan = shown(plan)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    first = book.add_worksheet(_tab("summary", lang))
    first.set_column(0, 0, 100)
    for row, line in enumerate([title, *_lines(plan, lang)]):
        first.write_string(row, 0, line, bold if row == 0 else plain)
    sheets = {
        plan.type: _sites(plan, lang),
        "villages": _villages(plan, lang),
        "languages": _spoken(plan, lang),
    }
    if len(plan.tours):
        sheets["tours"] = _headed(plan.tours.reset_index(names="tour"), lang)
    for name, table in sheets.items():
        sheet = book.add_worksheet(_tab(name, lang))
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(table.columns):
            values = table[heading].tolist()
            sheet.write_string(0, column, str(heading), bold)
            sheet.set_column(
                column, column, max(10, min(48, max([len(str(v)) for v in [heading, *values]]) + 1))
            )
            for row, value in enumerate(values, start=1):
                if isinstance(value, int | float) and not isinstance(value, bool) and pd.notna(value):
                    sheet.write_number(row, column, value)
                else:
                    sheet.write_string(row, column, "" if value is None else str(value))
        sheet.autofilter(0, 0, max(len(table), 1), max(len(table.columns) - 1, 0))
    book.close()
    return buffer.getvalue()


def geopackage(plan: Record, *, title: str, lang: str) -> bytes:
    """Return a GeoPackage (EPSG:4326) with the layers ``sites`` and ``villages``."""
    plan = shown(plan)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.gpkg"
        for layer, table in (("sites", plan.sites), ("villages", plan.villages)):
            flat = table.drop(columns=["reason"], errors="ignore").copy()
            for name in flat.columns:
                if flat[name].map(lambda value: isinstance(value, list | tuple)).any():
                    flat[name] = flat[name].map(", ".join)
                elif name in ("date", "starts", "ends"):
                    flat[name] = flat[name].astype(str)
            if "reason" in table:
                flat["reason"] = table["reason"].map(lambda reason: reason.render(lang))
            shapes = gpd.points_from_xy(flat["longitude"], flat["latitude"], crs="EPSG:4326")
            frame = gpd.GeoDataFrame(flat.rename_axis("id").reset_index(), geometry=shapes)
            located = frame[frame["longitude"].notna()]
            located.to_file(
                file, layer=layer, driver="GPKG", layer_options={"DESCRIPTION": f"{title}. {_notice(lang)}"}
            )
        return file.read_bytes()


def kml(plan: Record, *, title: str, lang: str) -> bytes:
    """Return a KML 2.2 file: one placemark a site, what it reaches in its description."""
    root = etree.Element("kml", xmlns=_KML)
    document = _add(root, "Document")
    _add(document, "name", title)
    _add(document, "description", "\n".join(_lines(plan, lang)))
    for id, row in plan.sites.iterrows():
        mark = _add(document, "Placemark", id=f"site-{_safe(str(id))}")
        _add(mark, "name", _label(row))
        _add(mark, "description", _about(plan, row, lang))
        point = _add(mark, "Point")
        _add(point, "coordinates", f"{row['longitude']:.6f},{row['latitude']:.6f},0")
    return _bytes(root)


def gpx(plan: Record, *, title: str, lang: str) -> bytes:
    """Return a GPX 1.1 file: a waypoint a site; for meetings also a route a day, in driving order."""
    root = etree.Element("gpx", xmlns=_GPX, version="1.1", creator="Waspada PMI")
    about = _add(root, "metadata")
    _add(about, "name", title)
    _add(about, "desc", "\n".join(_lines(plan, lang)))
    for _, row in plan.sites.iterrows():
        _waypoint(root, "wpt", plan, row, lang)
    if plan.type == "session":
        for number, stops in plan.sites.groupby("tour", sort=True):
            route = _add(root, "rte")
            _add(
                route,
                "name",
                text("campaign.tour_name", lang, number=int(str(number)), date=str(stops["date"].iloc[0])),
            )
            for _, row in stops.sort_values("order").iterrows():
                _waypoint(route, "rtept", plan, row, lang)
    return _bytes(root)


def calendar(plan: Record, *, title: str, lang: str) -> bytes:
    """Return the meetings as an .ics file, in the local time of each village."""
    stamp = dt.datetime.fromisoformat(str(plan.sites["starts"].min())).replace(tzinfo=dt.UTC)
    events = []
    for id, row in plan.sites.iterrows():
        zone = agenda.timezone(str(id))
        begins, ends = (
            pd.Timestamp(row[name]).to_pydatetime().replace(tzinfo=zone) for name in ("starts", "ends")
        )
        people = {
            "team": int(row["team"]),
            "office": str(row["office"]),
            "people": round(float(row["people"])),
        }
        events.append(
            agenda.Event(
                uid=f"{id}-{begins:%Y%m%d}",
                title=text("campaign.session_title", lang, village=str(row["name"])),
                place=f"{_label(row)}, {areas.name(str(row['district']))}",
                note=text("campaign.session_note", lang, **people),
                start=begins,
                end=ends,
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
            )
        )
    return agenda.ics(events, name=title, stamp=stamp)


FORMATS: dict[str, tuple[Callable[..., bytes], str]] = {
    "xlsx": (workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "gpkg": (geopackage, "application/geopackage+sqlite3"),
    "kml": (kml, "application/vnd.google-earth.kml+xml"),
    "gpx": (gpx, "application/gpx+xml"),
}
"""File name ending → maker (record, title, lang) and media type."""


def _lines(plan: Record, lang: str) -> list[str]:
    facts = plan.facts
    version = {"data": str(facts["data_version"])[:12], "program": str(facts["program_version"])}
    return [
        *(sentence.render(lang) for sentence in plan.sentences),
        text("campaign.versions", lang, **version),
        _notice(lang),
    ]


def _notice(lang: str) -> str:
    notice = boundaries.active().notice
    return notice.render(lang) if notice is not None else ""


def _sites(plan: Record, lang: str) -> pd.DataFrame:
    table = plan.sites.rename_axis("id").reset_index()
    table["district"] = table["district"].map(areas.name)
    table["subdistrict"] = table["subdistrict"].map(areas.name)
    if "kind" in table:
        table["kind"] = table["kind"].map(lambda kind: text(f"campaign.kind_{kind}", lang))
    if "villages" in table:
        names = areas.names("village")
        table["villages"] = table["villages"].map(
            lambda codes: ", ".join(names.get(code, code) for code in codes)
        )
        table["languages"] = table["languages"].map(", ".join)
    for name in ("stands", "locked"):
        if name in table:
            table[name] = table[name].map(lambda flag: text(f"campaign.{'yes' if flag else 'no'}", lang))
    if "reason" in table:
        table["reason"] = table["reason"].map(lambda reason: _said(reason, lang))
    return _headed(table.round({"people": 0, "weight": 4, "adds": 4, "km": 1, "minutes": 0}), lang)


def _villages(plan: Record, lang: str) -> pd.DataFrame:
    table = plan.villages.rename_axis("id").reset_index()
    table["district"] = table["district"].map(areas.name)
    table["basis"] = table["basis"].map(lambda basis: text(f"campaign.basis_{basis}", lang))
    table["covered"] = table["covered"].map(lambda flag: text(f"campaign.{'yes' if flag else 'no'}", lang))
    return _headed(
        table.round({"population": 0, "cases": 0, "observed": 3, "modelled": 4, "weight": 4}), lang
    )


def _spoken(plan: Record, lang: str) -> pd.DataFrame:
    table = languages.people(plan.villages.astype({"covered": bool})).reset_index()
    table = table.rename(columns={"villages": "all_villages"})
    return _headed(table.round({"people": 0, "reached_people": 0}), lang)


def _headed(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    return table.rename(columns={name: text(f"campaign.column_{name}", lang) for name in table.columns})


def _tab(name: str, lang: str) -> str:
    return text(f"campaign.tab_{name}", lang)[:31]


def _waypoint(parent: Any, tag: str, plan: Record, row: pd.Series, lang: str) -> None:
    point = _add(parent, tag, lat=f"{row['latitude']:.6f}", lon=f"{row['longitude']:.6f}")
    _add(point, "name", _label(row))
    _add(point, "desc", _about(plan, row, lang))


def _label(row: pd.Series) -> str:
    return f"{row['name']} ({areas.name(str(row['subdistrict']))})"


def _about(plan: Record, row: pd.Series, lang: str) -> str:
    if plan.type == "session":
        return text(
            "campaign.stop_about",
            lang,
            date=str(row["date"]),
            team=int(row["team"]),
            office=str(row["office"]),
            language=str(row["language"]),
        )
    return f"{_said(row['reason'], lang)} {text('campaign.board_language', lang, language=row['language'])}"


def _said(reason: Any, lang: str) -> str:
    return reason.render(lang) if isinstance(reason, Phrase) else str(reason)


def _add(parent: Any, tag: str, words: str | None = None, **attributes: str) -> Any:
    child = etree.SubElement(parent, tag, attributes)
    if words is not None:
        # XML has no place for control characters, whatever a name contains
        child.text = "".join(letter for letter in words if letter >= " " or letter in "\n\t")
    return child


def _safe(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name)


def _bytes(root: Any) -> bytes:
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
