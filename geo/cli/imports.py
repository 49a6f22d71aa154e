"""``waspada counts import``: check a file that an office sent, and publish what it counts."""

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli import output
from geo.cli.counts import counts_app, user
from geo.errors import UserError
from geo.text import text

if TYPE_CHECKING:
    from geo.counts.checks.finding import Finding
    from geo.counts.readers.mapping import Mapping
    from geo.counts.readers.reading import Reading


def register(app: typer.Typer) -> None:
    """Do nothing: the command joins the group ``counts``, which is added by its own module."""


@counts_app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="XLSX, XLS, ODS or CSV.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; keep nothing.")] = False,
    accept: Annotated[bool, typer.Option("--accept-warnings", help="Publish in spite of warnings.")] = False,
    sheet: Annotated[str | None, typer.Option("--sheet", help="Read this sheet only.")] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="JSON of a column mapping, as --json prints it.")
    ] = None,
    indicator: Annotated[str | None, typer.Option("--indicator", help="What is counted.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="origin, arrival or served.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="First day of the table's period.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day of the table's period.")] = None,
    within: Annotated[str | None, typer.Option("--within", help="Province the names lie in.")] = None,
    code_system: Annotated[
        str | None, typer.Option("--code-system", help="kemendagri, bps, bps2020 or kemendagri2020.")
    ] = None,
    complete_for: Annotated[
        str | None, typer.Option("--complete-for", help="Province whose unlisted districts are zero.")
    ] = None,
    thousands: Annotated[str | None, typer.Option("--thousands", help="Thousands mark: . or ,")] = None,
    title: Annotated[str | None, typer.Option("--source-title", help="Title of the source.")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="Who published the table.")] = None,
    url: Annotated[str | None, typer.Option("--source-url", help="Address of the source.")] = None,
    date: Annotated[str | None, typer.Option("--source-date", help="Day of publication.")] = None,
    supersedes: Annotated[int | None, typer.Option("--supersedes", help="Batch this one replaces.")] = None,
    save_template: Annotated[
        bool, typer.Option("--save-template", help="Remember the mapping for the publisher's next file.")
    ] = False,
    marked: Annotated[
        Path | None, typer.Option("--marked", help="Write the file with its findings marked here.")
    ] = None,
    who: Annotated[str | None, typer.Option("--who", help="Name for the audit.")] = None,
    as_json: output.Json = False,
) -> None:
    """Check a file; without errors, and with warnings accepted, publish it as one batch."""
    from geo import store
    from geo.counts import importing

    data = store.default()
    given = _given(indicator, role, start, end, within, code_system, complete_for, thousands)
    source = {"title": title, "publisher": publisher, "url": url, "date": date}
    reading = importing.read(
        output.existing_file(file), sheet=sheet, store=data, progress=None if as_json else _progress
    )
    template = _mapping(mapping) if mapping is not None else None
    for number, table in enumerate(reading.tables):
        own = template or table.mapping
        told = {**own.source, **{key: value for key, value in source.items() if value}}
        reading = reading.with_mapping(dataclasses.replace(own, **given, source=told), table=number)
    findings = importing.check(reading, store=data)
    if marked is not None:
        from geo.counts.checks.marked import marked_copy

        marked.write_bytes(marked_copy(reading, findings, lang=output.language()))
    blocked = any(finding.severity == "error" for finding in findings)
    outcome = None
    if not dry_run and not blocked and (accept or not findings):
        outcome = importing.publish(
            reading,
            store=data,
            who=who or user(),
            accepted=accept,
            supersedes=(supersedes,) if supersedes else (),
        )
        if save_template:
            for table in reading.tables:
                importing.save_template(
                    table, publisher=publisher or title or "", store=data, who=who or user()
                )
    _show(reading, findings, outcome, as_json=as_json, dry_run=dry_run)
    if outcome is None and (blocked or not dry_run):
        sys.exit(1)


def _given(*values: str | None) -> dict[str, Any]:
    from geo import areas
    from geo import store as words

    indicator, role, start, end, within, code_system, complete_for, thousands = values
    for word, known, key in (
        (indicator, words.INDICATORS, "counts.indicator_unknown"),
        (role, words.ROLES, "counts.role_unknown"),
    ):
        if word is not None and word not in known:
            raise UserError(key, given=word, known=list(known))
    if code_system is not None and code_system not in areas.SYSTEMS:
        raise UserError("areas.system_unknown", system=code_system, systems=list(areas.SYSTEMS))
    if thousands not in (None, ".", ","):
        raise UserError("desk.thousands_wrong", given=str(thousands)[:20])
    if (start is None) != (end is None):
        raise UserError("desk.period_half")
    given: dict[str, Any] = {
        "indicator": indicator,
        "role": role,
        "start": output.parse_date(start) if start else None,
        "end": output.parse_date(end) if end else None,
        "within": areas.resolve(within) if within else None,
        "code_system": code_system,
        "complete_for": areas.resolve(complete_for) if complete_for else None,
        "thousands": thousands,
    }
    if given["start"] and given["start"] > given["end"]:
        raise UserError("desk.period_reversed", start=given["start"], end=given["end"])
    return {key: value for key, value in given.items() if value is not None}


def _mapping(path: Path) -> "Mapping":
    from geo.counts.readers.mapping import Mapping

    try:
        return Mapping.from_json(json.loads(output.existing_file(path).read_text(encoding="utf-8")))
    except ValueError as error:
        raise UserError("desk.mapping.unreadable") from error


def _progress(step: str, rows: int) -> None:
    if sys.stderr.isatty() and rows:
        typer.echo(f"\r{text(f'desk.progress.{step}', output.language(), rows=rows)}", err=True, nl=False)


def _show(
    reading: "Reading", findings: "list[Finding]", outcome: Any, *, as_json: bool, dry_run: bool
) -> None:
    lang = output.language()
    if as_json:
        output.show_json(
            {
                "file": {key: getattr(reading.book, key) for key in ("name", "kind", "size", "digest")},
                "tables": [
                    {
                        "key": table.key,
                        "confidence": table.confidence,
                        "template": table.template,
                        "mapping": table.mapping.to_json(),
                    }
                    for table in reading.tables
                ],
                "findings": [dataclasses.asdict(f) | {"what": f.what, "fix": f.fix} for f in findings],
                "errors": sum(f.severity == "error" for f in findings),
                "warnings": sum(f.severity == "warning" for f in findings),
                "dry_run": dry_run,
                "observations": outcome.observations if outcome else 0,
                "batch": outcome.staged.batch_id if outcome else None,
                "already_there": outcome.staged.existing if outcome else False,
            }
        )
        return
    for finding in findings:
        place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
        fix = finding.fix.render(lang) if finding.fix else ""
        severity = text(f"desk.severity.{finding.severity}", lang)
        typer.echo(f"{severity}  {place}  {finding.what.render(lang)} {fix}".rstrip())
    errors = sum(f.severity == "error" for f in findings)
    typer.echo(text("desk.cli.findings", lang, errors=errors, warnings=len(findings) - errors))
    if outcome is None:
        typer.echo(text("desk.cli.nothing_kept" if dry_run or errors else "desk.cli.ask", lang))
    elif outcome.staged.existing:
        typer.echo(text("desk.cli.already", lang, batch=outcome.staged.batch_id))
    else:
        typer.echo(text("desk.cli.published", lang, n=outcome.observations, batch=outcome.staged.batch_id))
