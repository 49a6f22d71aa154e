"""``waspada boundaries``: list, check, install, choose and remove boundary sets; measure how exact one is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli import output
from geo.text import number, percent, text

if TYPE_CHECKING:
    from geo.boundaries import Accuracy, BoundarySet, Report

_WORST = 10

File = Annotated[
    Path, typer.Argument(help="GeoPackage, GeoJSON, FlatGeobuf, GeoParquet or zipped shapefile.")
]
Level = Annotated[str | None, typer.Option(help="Layer to take: province, district, subdistrict or village.")]


def register(app: typer.Typer) -> None:
    """Add the group to the root command."""
    group = typer.Typer(no_args_is_help=True, help="Boundary sets: what is drawn, and how exact it is.")
    group.command("list")(list_sets)
    group.command("check")(check)
    group.command("install")(install)
    group.command("use")(use)
    group.command("remove")(remove)
    group.command("accuracy")(accuracy)
    app.add_typer(group, name="boundaries")


def list_sets(json: output.Json = False) -> None:
    """List the boundary sets of this machine and which one is drawn."""
    from geo import boundaries

    chosen = boundaries.active().id
    found = boundaries.available()
    if json:
        output.show_json([{**_described(s), "active": s.id == chosen} for s in found])
        return
    for one in found:
        _say(
            "boundaries.cli.active" if one.id == chosen else "boundaries.cli.set", id=one.id, title=one.title
        )
        if one.notice:
            _say("boundaries.cli.note", note=one.notice)


def check(file: File, level: Level = None, json: output.Json = False) -> None:
    """Report what a boundary file holds, lacks and has wrong; nothing is stored."""
    from geo import boundaries

    _show(boundaries.check(output.existing_file(file), level=level), json)


def install(
    file: File,
    title: Annotated[
        str | None, typer.Option(help="Name of the set; the file's name when not given.")
    ] = None,
    level: Level = None,
    json: output.Json = False,
) -> None:
    """Store a boundary file as a set of this machine and draw it from now on."""
    from geo import boundaries

    stored, report = boundaries.install(output.existing_file(file), title=title, level=level)
    if json:
        output.show_json({"set": _described(stored), "report": report})
        return
    _show(report, False)
    _say("boundaries.cli.installed", id=stored.id, title=stored.title)
    if stored.notice:
        _say("boundaries.cli.note", note=stored.notice)


def use(set_id: Annotated[str, typer.Argument(help="Set to draw, from the list.")]) -> None:
    """Draw another of the sets on this machine."""
    from geo import boundaries

    chosen = boundaries.choose(set_id)
    _say("boundaries.cli.active", id=chosen.id, title=chosen.title)


def remove(set_id: Annotated[str, typer.Argument(help="Installed set to delete, from the list.")]) -> None:
    """Delete an installed set; the approximate one is drawn again if it was active."""
    from geo import boundaries

    left = boundaries.remove(set_id)
    _say("boundaries.cli.removed", id=set_id)
    _say("boundaries.cli.active", id=left.id, title=left.title)


def accuracy(
    file: File,
    against: Annotated[
        Path | None, typer.Option(help="Measure FILE against this file, beside the shipped set.")
    ] = None,
    level: Level = None,
    json: output.Json = False,
) -> None:
    """Print intersection-over-union and the share of land in the right area: the shipped set against FILE."""
    from geo import boundaries

    reference = output.existing_file(file if against is None else against)
    results = [boundaries.accuracy(reference, level=level)]
    if against is not None:
        results.insert(0, boundaries.accuracy(output.existing_file(file), against=reference, level=level))
    if json:
        first, *others = [_measured(r) for r in results]
        output.show_json({**first, "shipped": others[0]} if others else first)
        return
    for result in results:
        typer.echo(result.sentence().render(output.language()))
    worst = results[0].table.sort_values("iou").head(_WORST)
    _say("boundaries.cli.worst")
    for code, row in worst.iterrows():
        iou = number(float(row["iou"]), output.language())
        _say("boundaries.cli.worst_row", code=str(code), name=str(row["name"]), iou=iou)


def _measured(result: "Accuracy") -> dict[str, Any]:
    numbers = {
        key: getattr(result, key)
        for key in ("measured", "reference", "level", "present", "expected", "median_iou", "mean_iou")
    }
    shares = {key: getattr(result, key) for key in ("right", "another", "none")}
    return {**numbers, **shares, "areas": result.table.reset_index().to_dict("records")}


def _described(one: "BoundarySet") -> dict[str, Any]:
    keys = ("id", "title", "notice", "approximate", "source", "licence", "date", "levels", "digest")
    return {key: getattr(one, key) for key in keys}


def _show(report: "Report", json: bool) -> None:
    if json:
        output.show_json(report)
        return
    for sentence in report.sentences():
        typer.echo(sentence.render(output.language()))
    for system, share in sorted(report.evidence.items(), key=lambda e: -e[1]):
        name = text(f"boundaries.system.{system}", output.language())
        _say("boundaries.cli.evidence", system=name, share=percent(share, output.language()))


def _say(key: str, **params: Any) -> None:
    typer.echo(text(key, output.language(), **params))
