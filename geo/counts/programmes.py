"""The programme register: agreements, service offices, village programmes, outreach – read, checked, kept.

A register file is a table with one programme a row: area (province, district, subdistrict, village or a
code), kind, name, first and last day, status, source, remark. It is read, guarded, checked like counts.
"""

import datetime as dt
import re
from collections.abc import Iterable
from collections.abc import Mapping as Mapping_
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
import sqlalchemy as sa

from geo import areas
from geo import store as stores
from geo.counts.checks import places
from geo.counts.checks.finding import Finding, error, warning
from geo.counts.guard import mask
from geo.counts.guard.columns import personal_header
from geo.counts.importing import file_content
from geo.counts.readers import words
from geo.counts.readers.mapping import ColumnUse, Mapping
from geo.counts.readers.numbers import Value
from geo.counts.readers.periods import normal, read_dates, read_period
from geo.counts.readers.reading import read_book
from geo.counts.readers.records import Names, Record
from geo.counts.readers.sheet import Cell, Sheet, blank, plain, ref
from geo.errors import UserError
from geo.store import tables

_COLUMNS = (
    ("code", r"kode(?: wilayah)?|area_?code|code"),
    ("kind", r"jenis(?: program)?|program|kind|programme"),
    ("name", r"nama(?: program| kegiatan| lembaga)?|kegiatan|name|judul|uraian"),
    ("start", r"(?:(?:tanggal|tgl\.?) )?(?:mulai|awal|pelaksanaan|dibentuk|penandatanganan|berlaku)|start"
     r"|tanggal|tgl\.?|tahun|date"),
    ("end", r"(?:tanggal |tgl\.? )?(?:selesai|akhir|berakhir)|end|berlaku sampai"),
    ("status", r"status"),
    ("source", r"sumber|source|dasar"),
    ("note", r"keterangan|ket\.?|catatan|note|remarks?"),
)  # fmt: skip
_KINDS = (
    ("desa_migran_emas", r"desa migran emas|dme"),
    ("desmigratif", r"desmigratif|desa migran produktif"),
    ("migrant_friendly_village", r"desa ramah migran"),
    ("immigration_village", r"desa binaan imigrasi|desa binaan"),
    ("task_force", r"gugus tugas(?: tppo)?|satgas(?: \w+)?|satuan tugas|task force"),
    ("ltsa", r"ltsa|layanan terpadu satu atap"),
    ("blk", r"blk(?:ln)?|balai latihan kerja"),
    ("mou", r"mou|nota kesepa(?:katan|haman)|pks|perjanjian kerja ?sama|kerja ?sama|agreement"),
    ("billboard", r"baliho|billboard|spanduk|papan informasi"),
    ("outreach", r"sosialisasi|penyuluhan|edukasi|outreach|outreach session"),
)  # fmt: skip
_STATUSES = (
    ("planned", r"direncanakan|rencana|planned|usulan|diusulkan"),
    ("held", r"telah dilaksanakan|terlaksana|dilaksanakan|selesai dilaksanakan|held"),
    ("ended", r"berakhir|selesai|tidak aktif|ended|dicabut|rusak"),
    ("active", r"berjalan|aktif|active|masih berlaku|terpasang|berlaku"),
)  # fmt: skip
_AREAS = ("province", "district", "subdistrict", "village", "area")


@dataclass
class Register:
    """Programmes read from a file: entries for the store, and the findings."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def blocked(self) -> bool:
        """Say whether an error keeps the register from being saved."""
        return any(finding.severity == "error" for finding in self.findings)


def read_programmes(
    source: str | Path | bytes | BinaryIO,
    *,
    name: str | None = None,
    within: str | None = None,
    code_system: str | None = None,
    answers: dict[str, str] | None = None,
    store: stores.Store | None = None,
    today: dt.date | None = None,
) -> Register:
    """Read a register file; nothing is kept. ``answers`` settle area names in doubt (text → code).

    Raises ``UserError`` for a file that cannot be read or that holds no table of programmes.
    """
    content, file_name = file_content(source, name)
    book = read_book(content, name=file_name)
    mapping = Mapping(within=within, code_system=code_system, areas=answers or {})
    result = Register()
    tables = 0
    for sheet in book.sheets:
        header = _header(sheet)
        if header is not None and not sheet.hidden:
            tables += 1
            _read_sheet(sheet, *header, mapping=mapping, result=result, today=today or dt.date.today())
    if not tables:
        raise UserError("programmes.no_table", name=book.name)
    if store is not None:
        _against(result, store.programmes())
    return result


def save_programmes(register: Register, *, store: stores.Store, who: str) -> list[int]:
    """Add the entries of a checked register, all or none; raises ``UserError`` when an error blocks."""
    if register.blocked:
        raise UserError("programmes.blocked", n=sum(f.severity == "error" for f in register.findings))
    return store.save_programmes(register.entries, who=who)


def save_entry(entry: Mapping_[str, Any], *, store: stores.Store, who: str) -> int:
    """Add one entry, or change the one whose ``id`` and ``version`` it carries; identifiers are blotted out.

    Raises ``StaleError`` when somebody changed it meanwhile, ``UserError`` when it cannot be kept.
    """
    details = {key: mask(str(value), limit=200) for key, value in entry["details"].items()}
    guarded = {"name": mask(entry["name"], limit=120), "note": mask(entry["note"], limit=300)}
    return store.save_programmes([{**entry, **guarded, "details": details}], who=who)[0]


def sources_of(table: pd.DataFrame, *, store: stores.Store) -> dict[str, dict[str, str]]:
    """Return title, url and date of the sources that programmes cite, by id."""
    wanted = sorted({str(key) for key in table["source_id"].dropna()})
    sources = tables.sources
    query = sa.select(sources.c.id, sources.c.title, sources.c.url, sources.c.date).where(
        sources.c.id.in_(wanted)
    )
    with store.engine.connect() as connection:
        return {
            str(key): {"title": title, "url": url, "date": date}
            for key, title, url, date in connection.execute(query).tuples()
        }


def summary(table: pd.DataFrame, area: str) -> dict[str, int]:
    """Return how many programmes of each kind lie in ``area``; planned and ended ones are left out."""
    live = table[table["status"].isin(("active", "held", "unknown"))]
    inside = live[live["area_code"].str.startswith("" if area == areas.NATION else area)]
    return {str(kind): int(n) for kind, n in inside["kind"].value_counts(sort=False).sort_index().items()}


def points(table: pd.DataFrame) -> pd.DataFrame:
    """Return the programmes with longitude and latitude (degrees, WGS 84) of their area's villages' mean.

    Rows of the nation and of areas without any point are left out.
    """
    places_of: dict[str, list[float | None]] = {"longitude": [], "latitude": []}
    for code in table["area_code"]:
        known = areas.exists(code) and code != areas.NATION
        row = areas.table(areas.level_of(code)).loc[code] if known else None
        for axis, values in places_of.items():
            values.append(float(row[axis]) if row is not None and pd.notna(row[axis]) else None)
    columns = {
        axis: pd.Series(values, index=table.index, dtype="float64") for axis, values in places_of.items()
    }
    return table.assign(**columns).dropna(subset=list(places_of))


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Return the row of the header and the column of each meaning; a register needs a kind and an area."""
    for number, row in enumerate(sheet.head[:40]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            meaning = _meaning(plain(cell)) if isinstance(cell, str) else None
            if meaning is not None and meaning not in columns:
                columns[meaning] = column
        if "kind" in columns and (columns.keys() & {*_AREAS, "code"}):
            return number, columns
    return None


def _meaning(text: str) -> str | None:
    text = words.strip_marks(text)
    for meaning, pattern in _COLUMNS:
        if re.fullmatch(pattern, text):
            return meaning
    use = words.use_of(text)
    return use if use in _AREAS else None


def _read_sheet(
    sheet: Sheet, top: int, columns: dict[str, int], *, mapping: Mapping, result: Register, today: dt.date
) -> None:
    name = mask(sheet.name, limit=60)
    for column, cell in enumerate(sheet.head[top]):
        if column not in columns.values() and personal_header(plain(cell)) is not None:
            kind = personal_header(plain(cell))
            result.findings.append(
                warning(
                    "contact_dropped", name, ref(top, column), what=places.person_phrase(str(kind)), fix=False
                )
            )
    area_columns = [columns[use] for use in _AREAS if use in columns]
    uses = {columns[use]: ColumnUse(use) for use in (*_AREAS, "code") if use in columns}
    mapping = replace(mapping, columns=uses)
    rows: list[tuple[int, list[Cell], Record]] = []
    for number, cells in enumerate(sheet.rows()):
        row = list(cells)
        if number <= top or all(blank(cell) for cell in row):
            continue
        names: Names = tuple(
            (uses[column].use, plain(_at(row, column)))
            for column in area_columns
            if not blank(_at(row, column))
        )
        code = plain(_at(row, columns.get("code")))
        filled = [plain(cell) for cell in row if not blank(cell)]
        if blank(_at(row, columns["kind"])) and (len(filled) <= 2 or words.is_note(filled[0])):
            continue  # a footnote, a heading or a signature
        rows.append((number, row, _record(number, names, code, (area_columns or [columns["code"]])[-1])))
    placed = places.place([record for *_, record in rows], mapping, sheet=name)
    # A programme of a whole district needs no village.
    result.findings += [finding for finding in placed.findings if finding.kind != "area_coarser"]
    codes = {record.row: code for record, code in placed.records}
    for number, row, _ in rows:
        entry, found = _entry(row, columns, number, sheet=name, today=today)
        result.findings += found
        if entry is not None and number in codes:
            result.entries.append({"area_code": codes[number], **entry})


def _record(number: int, names: Names, code: str, column: int) -> Record:
    return Record(
        row=number,
        column=column,
        names=names,
        code=code,
        start=None,
        end=None,
        indicator=None,
        role=None,
        value=Value("blank"),
        raw="",
    )


def _entry(
    row: list[Cell], columns: dict[str, int], number: int, *, sheet: str, today: dt.date
) -> tuple[dict[str, Any] | None, list[Finding]]:
    found: list[Finding] = []

    def cell(meaning: str) -> Cell:
        return _at(row, columns.get(meaning))

    kind = _word(_KINDS, plain(cell("kind")))
    if kind is None:
        raw = mask(plain(cell("kind")), limit=40)
        found.append(error("programme_kind", sheet, ref(number, columns["kind"]), raw=raw))
    status = _word(_STATUSES, plain(cell("status"))) if plain(cell("status")) else None
    if status is None and plain(cell("status")):
        raw = mask(plain(cell("status")), limit=40)
        found.append(error("programme_status", sheet, ref(number, columns["status"]), raw=raw))
    days: dict[str, dt.date | None] = {}
    for meaning in ("start", "end"):
        days[meaning] = None
        if not blank(cell(meaning)):
            days[meaning] = _day(cell(meaning), last=meaning == "end")
            if days[meaning] is None:
                raw = mask(plain(cell(meaning)), limit=40)
                found.append(error("programme_date", sheet, ref(number, columns[meaning]), raw=raw))
    start, end = days["start"], days["end"]
    if start and end and start > end:
        found.append(error("programme_reversed", sheet, ref(number, columns["end"]), start=start, end=end))
    if status is None:
        status = "held" if kind == "outreach" and start and start <= today else "active"
    if start and start > today and status in ("active", "held"):
        found.append(
            error("programme_future", sheet, ref(number, columns["start"]), start=start, today=today)
        )
    if kind is None:
        return None, found
    title = mask(plain(cell("name")), limit=120)
    source = mask(plain(cell("source")), limit=200)
    if not source:
        found.append(warning("programme_source", sheet, ref(number, columns.get("source", columns["kind"]))))
    entry = {
        "kind": kind,
        "name": title or _KIND_NAMES[kind],
        "start": start,
        "end": end,
        "status": status,
        "note": mask(plain(cell("note")), limit=300),
        "details": {"source": source, "sheet": sheet, "cell": ref(number, columns["kind"])},
    }
    return entry, found


_KIND_NAMES = {
    "desa_migran_emas": "Desa Migran Emas",
    "desmigratif": "Desmigratif",
    "migrant_friendly_village": "Desa ramah migran",
    "immigration_village": "Desa Binaan Imigrasi",
    "task_force": "Gugus Tugas TPPO",
    "ltsa": "LTSA",
    "blk": "BLK",
    "mou": "Nota kesepakatan",
    "billboard": "Baliho",
    "outreach": "Sosialisasi",
}
"""Name of a programme whose file gives none: names of the field, the same in both languages."""


def _at(row: list[Cell], column: int | None) -> Cell:
    return row[column] if column is not None and column < len(row) else None


def _word(table: Iterable[tuple[str, str]], text: str) -> str | None:
    text = normal(text).strip(" .")
    return next((name for name, pattern in table if text == name or re.fullmatch(pattern, text)), None)


def _day(cell: Cell, *, last: bool) -> dt.date | None:
    """Return a day; of a month or a year its first, or its last for the end of a programme."""
    (day,), _ = read_dates([cell])
    if day is not None and not (isinstance(cell, int | float) and 1980 <= cell <= 2100):
        return day
    period = read_period(int(cell) if isinstance(cell, str) and cell.strip().isdigit() else cell)
    if period is None or not period.complete:
        return None
    return period.dates()[1] if last else period.dates()[0]


def _against(result: Register, known: pd.DataFrame) -> None:
    """Block nothing, but ask where the register has the same programme already."""
    there = {
        (str(code), str(kind), normal(str(name)))
        for code, kind, name in known[["area_code", "kind", "name"]].itertuples(index=False, name=None)
    }
    seen: set[tuple[str, str, str]] = set()
    for entry in result.entries:
        key = (entry["area_code"], entry["kind"], normal(entry["name"]))
        cell = entry["details"]["cell"]
        if key in seen:
            result.findings.append(
                error("programme_twice", entry["details"]["sheet"], cell, name=entry["name"])
            )
        elif key in there:
            result.findings.append(
                warning("programme_known", entry["details"]["sheet"], cell, name=entry["name"])
            )
        seen.add(key)
