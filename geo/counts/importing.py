"""From a file to a published batch: read, map, check, stage, publish. Nothing of a person is kept."""

import datetime as dt
import hashlib
import io
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from geo import store as stores
from geo.counts.checks import history, places, totals, values
from geo.counts.checks.finding import Finding, error, warning
from geo.counts.guard import mask
from geo.counts.readers import words
from geo.counts.readers.mapping import Mapping
from geo.counts.readers.periods import read_dates
from geo.counts.readers.reading import Progress, Reading, TableReading, read_book, read_tables, under_template
from geo.counts.readers.records import Record
from geo.counts.readers.sheet import column_letters, ref
from geo.errors import UserError
from geo.text import Phrase

_log = logging.getLogger("geo.counts.importing")

TEMPLATES = "template"
"""The kind of document under which mappings are kept."""

MAX_FINDINGS = 2_000
"""More are not listed one by one: a file with so many has one cause."""


def read(
    source: str | Path | bytes | BinaryIO,
    *,
    name: str | None = None,
    mapping: Mapping | None = None,
    sheet: str | None = None,
    store: stores.Store | None = None,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read a spreadsheet, a text table or pasted bytes into tables with a proposed mapping each.

    ``mapping`` replaces the proposal of every table; ``sheet`` reads one sheet; with ``store`` templates kept
    there are recognised by the header. ``progress(step, rows)`` may raise ``CancelledError``. Raises
    ``UserError`` with one sentence for anything that is not a readable table. Nothing is written anywhere.
    """
    content, name = file_content(source, name)
    day = today or dt.date.today()
    reading = read_tables(
        read_book(content, name=name, progress=progress), sheet=sheet, today=day, progress=progress
    )
    if mapping is not None:
        reading.tables = [table.remap(mapping) for table in reading.tables]
    elif store is not None:
        known = {doc.payload["fingerprint"]: doc for doc in store.documents(TEMPLATES)}
        reading.tables = [
            under_template(
                table,
                Mapping.from_json(known[table.fingerprint].payload["mapping"]),
                known[table.fingerprint].id,
            )
            if table.fingerprint in known
            else table
            for table in reading.tables
        ]
    return reading


def file_content(source: str | Path | bytes | BinaryIO, name: str | None) -> tuple[Path | bytes, str]:
    """Return what a reader takes, a path or bytes, and the file's name; raises ``UserError`` when missing."""
    if isinstance(source, str | Path):
        path = Path(source)
        if not path.is_file():
            raise UserError("cli.file_missing", path=mask(path.name))
        return path, name or path.name
    if isinstance(source, bytes):
        return source, name or "tempel.csv"
    return bytes(source.read()), name or Path(str(getattr(source, "name", "") or "berkas")).name


def check(
    reading: Reading | TableReading, *, store: stores.Store | None = None, today: dt.date | None = None
) -> list[Finding]:
    """Return all findings of a file or of one table; errors first within each sheet.

    With ``store`` the figures are compared with what is published there.
    """
    tables = reading.tables if isinstance(reading, Reading) else [reading]
    day = today or dt.date.today()
    published = store.observations() if store is not None else None
    found: list[Finding] = []
    if isinstance(reading, Reading):
        found += [Finding(n.kind, "warning", n.sheet, n.cell, n.what) for n in reading.notices]
    seen: dict[tuple[object, ...], tuple[str, str, float | None]] = {}
    for table in tables:
        found += _check_table(table, day, seen, published)
    return _bounded(_ordered(found))


def _check_table(
    table: TableReading,
    today: dt.date,
    seen: dict[tuple[object, ...], tuple[str, str, float | None]],
    published: Any,
) -> list[Finding]:
    sheet, mapping, region = table.sheet, table.mapping, table.region
    found = _structure(table)
    if any(finding.severity == "error" for finding in found):
        return found
    extract = table.extract
    everything, disagreements, parts_only = table.totalled
    found += extract.findings
    found += values.check_values(extract.records, region)
    found += values.check_meaning(extract.records, sheet=sheet)
    found += values.check_periods(extract.records, sheet=sheet, today=today)
    where = places.place(everything, mapping, sheet=sheet)
    found += where.findings
    placed = merge_cases(where.records) if mapping.layout == "cases" else where.records
    if not placed and not found:
        found.append(error("no_figures", sheet, ref(region.body, region.left)))
    found += [
        error("breakdowns_differ", sheet, record.cell, low=low, high=high)
        for record, low, high in disagreements
    ]
    parts_only = [r for r in parts_only if r.sex or r.country or r.sector]
    if parts_only:
        found.append(warning("parts_only", sheet, parts_only[0].cell, count=len(parts_only)))
    found += values.check_size(placed, sheet=sheet)
    found += values.check_twice(placed, sheet=sheet, seen=seen)
    sums = totals.check_totals(region, extract, where.records, mapping)
    if not sums and totals.prove_thousands(extract):
        found = [finding for finding in found if finding.kind != "thousands_assumed"]
    found += sums
    found += totals.check_families(placed, sheet=sheet)
    found += history.check_role(region, placed, sheet=sheet)
    found += history.check_splits(placed, sheet=sheet)
    if published is not None:
        found += history.check_published(placed, published, sheet=sheet)
    return found


def _structure(table: TableReading) -> list[Finding]:
    """Return findings on the table as a whole: no area column, columns nobody understands, assumptions."""
    region, mapping, sheet = table.region, table.mapping, table.sheet
    found = []
    headers = table.headers()
    for column, person in sorted(table.personal.items()):
        found.append(
            warning(
                "personal_dropped",
                sheet,
                ref(region.top, column),
                column=column_letters(column),
                what=places.person_phrase(person.kind),
                fix=False,
            )
        )
    if not mapping.used(*words.AREA_USES, "code"):
        found.append(error("no_area_column", sheet, ref(region.top, region.left)))
    if mapping.layout == "counts" and not mapping.used("value"):
        found.append(error("no_value_column", sheet, ref(region.top, region.left)))
    for column, part in table.header_parts().items():
        found.append(warning("header_part", sheet, ref(region.top, column), header=part))
    unknown = [c for c in region.columns if c not in mapping.columns or mapping.columns[c].use == "unknown"]
    for column in unknown:
        make = warning if mapping.layout == "cases" else error
        header = "•••" if mapping.layout == "cases" else headers[column] or "–"
        found.append(
            make(
                "column_unknown", sheet, ref(region.top, column), header=header, column=column_letters(column)
            )
        )
    for column in mapping.used("value"):
        use = mapping.columns[column]
        if (
            use.start is None
            and _partly_dated(mapping)
            and not mapping.used("year", "period", "month", "date", "start")
        ):
            found.append(error("column_period", sheet, ref(region.top, column), header=headers[column]))
    for kind in sorted(
        table.assumed & {"period_from_file", "period_from_sheet", "open_start", "indicator_from_file"}
    ):
        params: dict[str, Any] = {"start": mapping.start, "end": mapping.end} if mapping.start else {}
        if kind.startswith(("period", "open")) and not mapping.start:
            continue
        if kind == "indicator_from_file":
            params = {"indicator": Phrase(f"counts.indicator.{mapping.indicator}")}
        found.append(warning(kind, sheet, ref(region.top, region.left), **params))
    return found


def _partly_dated(mapping: Mapping) -> bool:
    values_ = [mapping.columns[c] for c in mapping.used("value")]
    return any(use.start is not None for use in values_) and mapping.start is None


def _ordered(found: Iterable[Finding]) -> list[Finding]:
    def place_of(finding: Finding) -> tuple[str, int, int]:
        match = re.fullmatch(r"([A-Z]+)(\d+)", finding.cell)
        letters = match[1].rjust(4) if match else ""
        return finding.sheet, int(match[2]) if match else -1, sum(ord(c) for c in letters)

    unique = dict.fromkeys(_hashable(finding) for finding in found)
    by_key = {_hashable(finding): finding for finding in found}
    return sorted((by_key[key] for key in unique), key=lambda f: (f.severity != "error", place_of(f)))


def _hashable(finding: Finding) -> tuple[object, ...]:
    return (finding.kind, finding.sheet, finding.cell, repr(sorted(finding.what.params.items(), key=str)))


def _bounded(found: list[Finding]) -> list[Finding]:
    if len(found) <= MAX_FINDINGS:
        return found
    more = error("too_many", "", "", count=len(found) - MAX_FINDINGS)
    return [more, *found[:MAX_FINDINGS]]


def merge_cases(placed: list[tuple[Record, str]]) -> list[tuple[Record, str]]:
    """Add up counts of a case list whose area was written in several ways."""
    merged: dict[tuple[object, ...], tuple[Record, str]] = {}
    for record, code in placed:
        key = values.identity(record, code)
        if key in merged:
            first = merged[key][0]
            number = (first.value.number or 0) + (record.value.number or 0)
            merged[key] = (
                replace(first, value=replace(first.value, number=number), row=min(first.row, record.row)),
                code,
            )
        else:
            merged[key] = (record, code)
    return list(merged.values())


@dataclass(frozen=True)
class Outcome:
    """What became of a file: its findings, and the staged batch when nothing blocks."""

    findings: list[Finding]
    staged: stores.Staged | None
    observations: int


def observations(reading: Reading, *, source_id: str) -> list[dict[str, Any]]:
    """Return the rows for the store; only call it when ``check`` found no error."""
    rows = []
    for table in reading.tables:
        placed = places.place(table.totalled[0], table.mapping, sheet=table.sheet).records
        if table.mapping.layout == "cases":
            placed = _with_zeros(merge_cases(placed), table.mapping)
        for record, code in placed:
            if record.value.number is None:
                continue  # "n/a", "belum lapor": missing, which is not zero
            assert record.start is not None and record.end is not None
            rows.append(
                {
                    "area_code": code,
                    "role": record.role,
                    "indicator": record.indicator,
                    "procedural": record.procedural or "unknown",
                    "country": record.country,
                    "sex": record.sex,
                    "sector": record.sector,
                    "period_start": record.start,
                    "period_end": record.end,
                    "value": int(record.value.number),
                    "kind": kind_of(record.start, record.end, record.indicator),
                    "complete_for": table.mapping.complete_for,
                    "source_id": source_id,
                    "sheet": table.sheet,
                    "cell": record.cell,
                    "note": record.note or None,
                }
            )
    return rows


def _with_zeros(placed: list[tuple[Record, str]], mapping: Mapping) -> list[tuple[Record, str]]:
    """Add the zeros of a list declared complete: an area without a case in a month had none."""
    if mapping.complete_for is None or not placed:
        return placed
    months = {(r.start, r.end, r.indicator, r.role, r.procedural) for r, _ in placed}
    there = {(code, r.start, r.end, r.indicator, r.role, r.procedural) for r, code in placed}
    sample = {code: record for record, code in placed}
    zeros = [
        (
            replace(
                record,
                start=start,
                end=end,
                indicator=i,
                role=role,
                procedural=p,
                value=replace(record.value, number=0.0),
            ),
            code,
        )
        for code, record in sample.items()
        for start, end, i, role, p in months
        if (code, start, end, i, role, p) not in there
    ]
    return placed + zeros


def kind_of(start: dt.date, end: dt.date, indicator: str | None) -> str:
    """Return the kind of period as the published figures name it."""
    if indicator == "placement_target":
        return "target"
    if start == end:
        return "single_event"
    if start.year != end.year:
        return "multi_year"
    if (start.month, start.day) == (1, 1):
        return "full_year" if (end.month, end.day) == (12, 31) else "year_to_date"
    return "part_year"


def stage(
    reading: Reading,
    *,
    store: stores.Store,
    who: str,
    today: dt.date | None = None,
    accepted: bool = False,
    supersedes: tuple[int, ...] = (),
) -> Outcome:
    """Keep a checked file as a staged batch; with errors, or warnings not ``accepted``, nothing is kept.

    The same file under the same mapping is the batch that is there already.
    """
    found = check(reading, store=store, today=today)
    blocking = [f for f in found if f.severity == "error" or not accepted]
    if blocking:
        return Outcome(found, None, 0)
    source = source_of(reading)
    rows = observations(reading, source_id=source["id"])
    meta = stores.BatchMeta(
        title=source["title"],
        digest=reading.digest,
        template_id=next((t.template for t in reading.tables if t.template), None),
        supersedes=supersedes,
        details={
            "file": reading.book.name,
            "mappings": {t.key: safe_mapping(t.mapping) for t in reading.tables},
            "accepted": sorted({f.kind for f in found}),
        },
    )
    staged = store.stage(meta, rows, sources=[source], who=who)
    _log.info("staged batch %s with %s rows", staged.batch_id, len(rows))
    return Outcome(found, staged, len(rows))


def publish(
    reading: Reading,
    *,
    store: stores.Store,
    who: str,
    today: dt.date | None = None,
    accepted: bool = False,
    supersedes: tuple[int, ...] = (),
    data_version: str | None = None,
) -> Outcome:
    """Stage a checked file and make it visible; a file that is published already is left as it is.

    ``data_version``: the published state the officer's findings were compared with. When somebody published
    meanwhile, ``StaleError`` is raised and the file stays staged.
    """
    outcome = stage(reading, store=store, who=who, today=today, accepted=accepted, supersedes=supersedes)
    if outcome.staged is not None and outcome.staged.status == "staged":
        staged = outcome.staged
        store.publish(staged.batch_id, who, version=staged.version, data_version=data_version)
    return outcome


def safe_mapping(mapping: Mapping) -> dict[str, Any]:
    """Return a mapping as it may be kept: a case list's answers about areas could hold a person's name."""
    data = mapping.to_json()
    answers = {} if mapping.layout == "cases" else mapping.areas
    data["areas"] = {mask(text): code for text, code in answers.items()}
    data["source"] = {key: mask(str(text), limit=200) for key, text in mapping.source.items()}
    return data


def source_of(reading: Reading) -> dict[str, str]:
    """Return the source of a file for the store; its id is made of publisher, title and file."""
    given = next((t.mapping.source for t in reading.tables if t.mapping.source), {})
    title = mask(str(given.get("title") or reading.book.name), limit=200)
    if any(t.mapping.layout == "cases" for t in reading.tables) and not given.get("publisher"):
        title = mask(title, limit=120)
    digest = hashlib.sha256(
        f"{given.get('publisher', '')}|{title}|{reading.book.digest}".encode()
    ).hexdigest()
    return {
        "id": f"F{digest[:12]}",
        "title": title,
        "url": str(given.get("url", "")),
        "date": published_date(str(given.get("date", ""))),
        "publisher": mask(str(given.get("publisher", "")), limit=120),
        "file_name": reading.book.name,
        "note": "",
    }


def published_date(written: str) -> str:
    """Return a day of publication as the store keeps it: 2024-12-06, 2024-12, 2024 or nothing.

    Raises ``UserError`` for a text that is no date.
    """
    written = written.strip()
    if not written or re.fullmatch(r"(?:19|20)\d{2}(?:-(?:0[1-9]|1[0-2]))?", written):
        return written
    (day,), _ = read_dates([written])
    if day is None:
        raise UserError("desk.source_date", date=mask(written, limit=40))
    return day.isoformat()


def save_template(table: TableReading, *, publisher: str, store: stores.Store, who: str) -> stores.Document:
    """Keep a table's mapping for the publisher's next file with the same header."""
    payload = {
        "fingerprint": table.fingerprint,
        "publisher": mask(publisher, limit=120),
        "mapping": safe_mapping(table.mapping.as_template()),
    }
    known = next((d for d in store.documents(TEMPLATES) if d.id == table.fingerprint), None)
    return store.save_document(
        TEMPLATES,
        id=table.fingerprint,
        title=mask(publisher, limit=120),
        payload=payload,
        who=who,
        status="active",
        version=known.version if known else None,
    )


def pasted(text: str) -> io.BytesIO:
    """Return a pasted table as a file: what spreadsheets put on the clipboard is divided by tabs."""
    stream = io.BytesIO(text.encode("utf-8"))
    stream.name = "tempel.csv"
    return stream
