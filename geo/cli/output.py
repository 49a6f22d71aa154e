"""What every command shares: the language chosen, JSON on request, dates from words."""

import dataclasses
import datetime as dt
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.errors import UserError
from geo.text import DEFAULT_LANGUAGE, LANGUAGES, Phrase

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

_state: dict[str, Any] = {"lang": DEFAULT_LANGUAGE, "debug": False}


def configure(*, lang: str, debug: bool) -> None:
    """Remember the language and whether tracebacks are wanted; an unknown language is refused."""
    if lang not in LANGUAGES:
        raise UserError("cli.language_unknown", lang=lang, languages=list(LANGUAGES))
    _state.update(lang=lang, debug=debug)


def language() -> str:
    """Return the language of this run."""
    return str(_state["lang"])


def debugging() -> bool:
    """Say whether tracebacks are wanted."""
    return bool(_state["debug"])


def show_json(value: Any) -> None:
    """Print ``value`` as JSON: dates as ISO, missing numbers as null, phrases in the run's language."""
    typer.echo(json.dumps(_plain(value), ensure_ascii=False, indent=2, allow_nan=False))


def parse_date(value: str) -> dt.date:
    """Read an ISO date given to a command; raises ``UserError`` for anything else."""
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise UserError("cli.date_wrong", value=value) from None


def existing_file(path: Path) -> Path:
    """Return ``path`` when it is a file that is not empty; raises ``UserError`` otherwise."""
    if not path.is_file():
        raise UserError("cli.file_missing", path=str(path))
    if path.stat().st_size == 0:
        raise UserError("cli.file_empty", path=str(path))
    return path


def _plain(value: Any) -> Any:
    if isinstance(value, Phrase):
        return value.render(language())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    if hasattr(value, "tolist") and not isinstance(value, str):
        return _plain(value.tolist())
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int | bool):
        return value
    return None if str(value) in ("<NA>", "NaT") else str(value)
