"""What the commands on published figures share: their options, the selection, a file written in one go."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli import output
from geo.errors import UserError

if TYPE_CHECKING:
    from geo.counts import Selection

Within = Annotated[
    str | None, typer.Option("--within", help="Area: a code (53, 53.04) or a name. Default: the nation.")
]
Indicator = Annotated[str, typer.Option("--indicator", help="What is counted, e.g. deceased.")]
From = Annotated[str, typer.Option("--from", help="First day of the window, e.g. 2024-01-01.")]
To = Annotated[str, typer.Option("--to", help="Last day of the window, e.g. 2024-12-31.")]
Level = Annotated[str, typer.Option("--level", help="province, district, subdistrict or village.")]
Role = Annotated[str, typer.Option("--role", help="origin, arrival or served.")]
Route = Annotated[str | None, typer.Option("--procedural", help="yes or no. Default: all.")]
Source = Annotated[str | None, typer.Option("--source", help="Keep to one source.")]
Reference = Annotated[str, typer.Option("--reference", help="selection or nation.")]
Exact = Annotated[bool, typer.Option("--exact", help="Use small numbers below the district too.")]


def selection(
    *,
    indicator: str,
    start: str,
    end: str,
    within: str | None,
    level: str,
    role: str = "origin",
    procedural: str | None = None,
    source: str | None = None,
    exact: bool,
) -> "Selection":
    """Select what the options ask for; raises ``UserError`` for words that do not exist."""
    from geo import areas, counts

    chosen = counts.select(
        counts.Window(output.parse_date(start), output.parse_date(end)),
        indicator,
        level=level,
        within=areas.resolve(within),
        role=role,
        procedural=procedural,
        source=source,
    )
    return chosen if exact else chosen.protected()


def write(path: Path, content: bytes) -> None:
    """Write a file in one go: a reader never finds half of it. Raises ``UserError`` where it cannot."""
    part = path.with_name(f".{path.name}.{dt.datetime.now(dt.UTC):%H%M%S%f}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise UserError("counts.cannot_write", path=str(path)) from error
    finally:
        part.unlink(missing_ok=True)
