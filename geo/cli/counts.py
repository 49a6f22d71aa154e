"""``waspada counts …``: select, export, batches and rollback of published figures."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli import options, output
from geo.cli.options import Exact, From, Indicator, Level, Reference, Role, Route, Source, To, Within
from geo.errors import UserError
from geo.text import Phrase, text

if TYPE_CHECKING:
    from geo.counts import Selection

counts_app = typer.Typer(no_args_is_help=True, help="Published figures: select, export, import, undo.")

MeasureKey = Annotated[str, typer.Option("--measure", help="count, rate, relative_risk …")]
Who = Annotated[str | None, typer.Option("--who", help="Name for the audit. Default: the system user.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(counts_app, name="counts")


def user() -> str:
    """Return the name the audit gets when none is given."""
    return getpass.getuser()


@counts_app.command("select")
def select(
    *,
    indicator: Indicator,
    start: From,
    end: To,
    within: Within = None,
    level: Level = "district",
    role: Role = "origin",
    procedural: Route = None,
    source: Source = None,
    measure: MeasureKey = "count",
    reference: Reference = "selection",
    exact: Exact = False,
    as_json: output.Json = False,
) -> None:
    """Show what counts in a window, area by area, with its cover and sources."""
    import geo.hotspots  # noqa: F401 - registers its measures
    from geo import rates

    lang = output.language()
    selection = options.selection(
        indicator=indicator,
        start=start,
        end=end,
        within=within,
        level=level,
        role=role,
        procedural=procedural,
        source=source,
        exact=exact,
    )
    table = rates.measure_table(selection, measure, reference=reference)
    said = rates.sentence(selection, measure, reference=reference)
    if as_json:
        output.show_json(_as_dict(selection, table, said, measure))
        return
    chosen = rates.measure(measure)
    typer.echo(said.render(lang))
    for code, row in table.sort_values("measure", ascending=False, kind="stable").iterrows():
        reason = row["reason"].render(lang) if row["reason"] else ""
        shown = chosen.format(float(row["measure"]), lang)
        typer.echo(f"{code}  {row['name']:<34} {shown:>10}  {reason}".rstrip())


@counts_app.command("export")
def export(
    *,
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
    format: Annotated[str | None, typer.Option("--format", help="csv or xlsx. Default: the ending.")] = None,
    indicator: Annotated[str | None, typer.Option("--indicator", help="Default: all.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="With --to: export the selection.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day of the window.")] = None,
    within: Within = None,
    level: Level = "district",
    role: Role = "origin",
    procedural: Route = None,
    source: Source = None,
    measure: MeasureKey = "count",
    reference: Reference = "selection",
    exact: Exact = False,
) -> None:
    """Write published figures to a file: all of them, or with a window what counts in it."""
    from geo import areas, boundaries, rates, store
    from geo.counts import export as files

    lang = output.language()
    kind = format or out.suffix.removeprefix(".")
    if start is None and end is None:
        data = store.default()
        frame = files.observations_frame(data, indicator=indicator, within=areas.resolve(within))
        said = [
            text("counts.export_all", lang, n=len(frame)),
            text("counts.data_version", lang, version=data.version),
        ]
        content = files.write(frame, format=kind, notes=said, lang=lang)
    elif indicator is None or start is None or end is None:
        raise UserError("counts.export_incomplete")
    else:
        selection = options.selection(
            indicator=indicator,
            start=start,
            end=end,
            within=within,
            level=level,
            role=role,
            procedural=procedural,
            source=source,
            exact=exact,
        )
        drawn = Phrase("counts.boundary_set", {"title": boundaries.active().title})
        content = rates.export(selection, measure, format=kind, lang=lang, reference=reference, notes=[drawn])
    options.write(out, content)
    typer.echo(text("counts.exported", lang, path=str(out)))


@counts_app.command("batches")
def batches(as_json: output.Json = False) -> None:
    """List the batches of figures, newest first."""
    from geo import store

    table = store.default().batches()
    if as_json:
        columns = ["id", "title", "kind", "status", "rows", "digest", "supersedes", "superseded_by"]
        columns += ["created_at", "created_by", "published_at", "published_by", "ended_at", "ended_by"]
        output.show_json(table[columns].astype(object).where(table[columns].notna(), None).to_dict("records"))
        return
    lang = output.language()
    for row in table.itertuples():
        status = text(f"store.status_{row.status}", lang)
        typer.echo(
            f"{row.id:>6}  {str(row.created_at)[:16]}  {row.created_by}  {row.title}  {row.rows}  {status}"
        )


@counts_app.command("rollback")
def rollback(
    batch: Annotated[int, typer.Argument(help="Number of the batch, as `counts batches` lists it.")],
    who: Who = None,
    as_json: output.Json = False,
) -> None:
    """Take a published or waiting batch out again; what it had replaced comes back."""
    from geo import store

    data = store.default()
    data.rollback(batch, who or user())
    if as_json:
        output.show_json({"batch": batch, "status": "rolled_back", "data_version": data.version})
        return
    typer.echo(text("counts.rolled_back", output.language(), batch=batch, version=data.version))


def _as_dict(selection: "Selection", table: Any, said: Phrase, measure: str) -> dict[str, Any]:
    parent = selection.parent_figure
    register = selection.sources_table()
    return {
        "sentence": said,
        "indicator": selection.indicator,
        "role": selection.role,
        "procedural": selection.procedural,
        "level": selection.level,
        "within": selection.within,
        "window": {
            "start": selection.window.start,
            "end": selection.window.end,
            "days": selection.window.days,
        },
        "measure": measure,
        "total": selection.total,
        "not_stated": selection.not_stated,
        "areas_with_cases": int((table["status"] == "observed").sum()),
        "areas_zero": int((table["status"] == "zero").sum()),
        "areas_missing": int((table["status"] == "missing").sum()),
        "parent": None
        if parent is None
        else {
            "code": parent.code,
            "name": parent.name,
            "value": parent.value,
            "days_covered": parent.days_covered,
            "sources": parent.sources,
        },
        "difference": selection.difference,
        "data_version": selection.data_version,
        "areas": [{"code": code, **_row(row)} for code, row in table.iterrows()],
        "sources": [
            {"id": key, "title": row["title"], "url": row["url"], "date": row["date"]}
            for key, row in register.iterrows()
        ],
    }


def _row(row: Any) -> dict[str, Any]:
    keep = ["name", "value", "status", "measure", "reason", "days_covered", "cover", "incomplete"]
    return {name: row[name] for name in [*keep, "pieces", "sources", "start", "end"]}
