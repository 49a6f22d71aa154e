"""``waspada areas``: find an area by name, show one by code, list those of a level."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli import output
from geo.errors import UserError
from geo.text import number, text

if TYPE_CHECKING:
    from geo.areas import Candidate

_SHOWN = ("capital", "population", "area_km2")


def register(app: typer.Typer) -> None:
    """Add the group to the root command."""
    group = typer.Typer(no_args_is_help=True, help="The administrative register: names, codes, hierarchy.")
    group.command("find")(find)
    group.command("show")(show)
    group.command("list")(list_areas)
    app.add_typer(group, name="areas")


def find(
    name: Annotated[str, typer.Argument(help="Name or code as written in a source.")],
    parent: Annotated[str | None, typer.Option(help="Code or name of the area it lies in.")] = None,
    level: Annotated[str | None, typer.Option(help="province, district, subdistrict or village.")] = None,
    system: Annotated[str, typer.Option(help="System to read a code in.")] = "kemendagri",
    json: output.Json = False,
) -> None:
    """Find the area a written name means; exit 3 when it is not one area for certain."""
    from geo import areas

    match = areas.find(name, parent=parent, level=level, system=system)
    if json:
        output.show_json(match)
    elif match.exact:
        _say("areas.cli.exact", **_described(match.exact))
    elif match.candidates:
        _say("areas.cli.ask", name=name)
        for candidate in match.candidates:
            _say("areas.cli.candidate", **_described(candidate))
    else:
        raise UserError("areas.cli.none", name=name[:60])
    if not match.exact:
        raise typer.Exit(3)


def show(
    code: Annotated[str, typer.Argument(help="Area code, with or without dots.")],
    system: Annotated[str, typer.Option(help="kemendagri, kemendagri2020, bps or bps2020.")],
    json: output.Json = False,
) -> None:
    """Show one area by its code in a named system: 5304 is Belu in one, Timor Tengah Selatan in another."""
    from geo import areas

    own = areas.to_kemendagri(code, system=system)
    level = areas.level_of(own)
    fields: dict[str, Any] = {"code": areas.dotted(own), "name": areas.name(own, lang=output.language())}
    fields["parent"] = areas.name(areas.parent(own)) if level != "nation" else None
    if level in ("province", "district"):
        fields["bps"] = areas.from_kemendagri(own, system="bps")
    if areas.exists(own):
        row = areas.table(level).loc[own]
        fields |= {column: None if row.isna()[column] else row[column] for column in _SHOWN}
    splits = [s for s in areas.splits() if own in (s.old, s.new)]
    if json:
        output.show_json({**fields, "code": own, "level": level, "splits": splits})
        return
    for key, value in fields.items():
        if value is not None:
            shown = value if isinstance(value, str) else number(float(value), output.language())
            _say("areas.cli.field", label=text(f"areas.label.{key}", output.language()), value=shown)
    for split in splits:
        label = text("areas.label.split", output.language())
        _say("areas.cli.field", label=label, value=split.sentence.render(output.language()))


def list_areas(
    level: Annotated[
        str, typer.Option(help="nation, province, district, subdistrict or village.")
    ] = "district",
    within: Annotated[str | None, typer.Option(help="Code or name of the area they lie in.")] = None,
    json: output.Json = False,
) -> None:
    """List the areas of a level, of the nation or inside one area."""
    from geo import areas

    rows = areas.table(level).loc[areas.children(areas.resolve(within), level)]
    if json:
        columns = ["name", "kind", "parent", "population", "area_km2", "capital", "latitude", "longitude"]
        output.show_json([{"code": code, **row} for code, row in rows[columns].to_dict("index").items()])
        return
    for code, name in rows["name"].items():
        _say("areas.cli.row", code=areas.dotted(str(code)), name=name)


def _described(candidate: "Candidate") -> dict[str, Any]:
    from geo import areas

    holder = areas.name(areas.parent(candidate.code)) if candidate.level != "nation" else ""
    reason = candidate.reason.render(output.language())
    return {
        "code": areas.dotted(candidate.code),
        "name": candidate.name,
        "parent": holder,
        "score": float(candidate.score),
        "reason": reason,
    }


def _say(key: str, **params: Any) -> None:
    typer.echo(text(key, output.language(), **params))
