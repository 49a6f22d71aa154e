"""``waspada briefing``: the four forms of a briefing as files, also for cron."""

import contextlib
import datetime as dt
import gc
import getpass
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from geo.cli import output
from geo.errors import UserError
from geo.text import text


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("briefing")(briefing)


def briefing(
    *,
    start: Annotated[str, typer.Option("--from", help="First day of the window, e.g. 2024-01-01.")] = "",
    end: Annotated[str, typer.Option("--to", help="Last day of the window, e.g. 2024-12-31.")] = "",
    province: Annotated[str | None, typer.Option("--province", help="Province: code or name.")] = None,
    district: Annotated[str | None, typer.Option("--district", help="District: code or name.")] = None,
    nation: Annotated[bool, typer.Option("--nation", help="The whole nation.")] = False,
    formats: Annotated[str, typer.Option("--format", help="pdf,pptx,xlsx,html")] = "pdf,pptx,xlsx,html",
    indicators: Annotated[
        str, typer.Option("--indicator", help="Comma-separated; the first leads. Default: all with figures.")
    ] = "",
    level: Annotated[str, typer.Option("--level", help="For the nation: province or district.")] = "",
    sections: Annotated[str, typer.Option("--sections", help="Comma-separated, in the order wanted.")] = "",
    remarks: Annotated[Path | None, typer.Option("--remarks", help="Text file with own remarks.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="id or en.")] = None,
    date: Annotated[str | None, typer.Option("--date", help="Date printed on it. Default: today.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path(),
    again: Annotated[
        str | None, typer.Option("--again", help="Make a past briefing again, by its id.")
    ] = None,
    as_json: output.Json = False,
) -> None:
    """Write a briefing as PDF, slides, workbook and offline map."""
    with _short_life():
        from geo import store
        from geo.briefing import files
        from geo.briefing.options import FORMATS, SECTIONS, Options
        from geo.counts import Window

        wanted = _split(formats)
        if not wanted:
            raise UserError("briefing.format_wrong", form="", formats=list(FORMATS))
        if again is not None:
            document = store.default().document(files.KIND, again)
            made_from, made = files.again(document)
        else:
            if not (start and end):
                raise UserError("briefing.window_missing")
            options = Options(
                area=_area(province, district, nation),
                window=Window(output.parse_date(start), output.parse_date(end)),
                created=output.parse_date(date) if date else dt.date.today(),
                indicators=tuple(_split(indicators)),
                lang=lang or output.language(),
                level=level,
                sections=tuple(_split(sections)) or SECTIONS,
                remarks=output.existing_file(remarks).read_text(encoding="utf-8") if remarks else "",
                house=files.house(),
            )
            made_from, made = files.generate(options, formats=wanted)
            document = files.remember(made_from, made, who=getpass.getuser())
        written = files.write(made_from.options, made, out)
        if as_json:
            output.show_json(
                {
                    "id": document.id,
                    "data_version": made_from.data_version,
                    "program_version": made_from.program_version,
                    "files": {path.suffix[1:]: str(path) for path in written},
                    "digests": document.payload["digests"],
                }
            )
            return
        for path in written:
            size = round(path.stat().st_size / 1024)
            typer.echo(text("briefing.written", output.language(), path=str(path), size=size))


@contextlib.contextmanager
def _short_life() -> Iterator[None]:
    """Leave memory to the system: looking for cycles while all is imported took a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _split(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def _area(province: str | None, district: str | None, nation: bool) -> str:
    from geo import areas

    given = [name for name in (province, district, "00" if nation else None) if name]
    if len(given) != 1:
        raise UserError("briefing.area_missing")
    code = given[0].replace(".", "")
    if nation or code.isdigit():
        return code
    level = "province" if province else "district"
    found = areas.find(given[0], level=level)
    if found.exact is None:
        names = ", ".join(f"{c.name} ({areas.dotted(c.code)})" for c in found.candidates[:4])
        raise UserError("briefing.area_unclear", given=given[0][:60], names=names or "–")
    return found.exact.code
