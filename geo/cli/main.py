"""The root command, and the one place where errors become sentences."""

import atexit
import gc
import importlib
import logging
import sys
from typing import Annotated

import typer

from geo import __version__, logs
from geo.cli import output
from geo.errors import UserError
from geo.text import text

_GROUPS: tuple[str, ...] = (
    "areas",
    "boundaries",
    "counts",
    "imports",
    "hotspots",
    "plan",
    "briefing",
    "serve",
    "bench",
)
"""Modules of this package that hold commands; each has ``register(app)``."""

_USAGE = tuple(kind for kind in typer.BadParameter.__mro__ if hasattr(kind, "format_message"))
"""What the parser raises for a wrong option or argument."""

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def _root(
    lang: Annotated[
        str, typer.Option("--lang", envvar="WASPADA_LANG", help="Language of messages: id or en.")
    ] = "id",
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Waspada PMI: see where it hurts, how sure we are, and where outreach does most good."""
    output.configure(lang=lang, debug=debug)


def _version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; every failure is one sentence on stderr and a non-zero exit code."""
    logs.configure()
    atexit.register(gc.freeze)  # the system takes the memory back; looking for cycles first took 0.3 s
    app.command("version")(_version)
    for name in _GROUPS:
        importlib.import_module(f"geo.cli.{name}").register(app)
    try:
        code = app(args=arguments, standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except UserError as error:
        _fail(error.render(output.language()), 2, error)
    except (typer.Abort, KeyboardInterrupt) as error:
        _fail(text("cli.cancelled", output.language()), 130, error)
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        if isinstance(error, _USAGE):
            detail = str(getattr(error, "format_message")())  # noqa: B009
            _fail(text("cli.usage", output.language(), detail=detail), 2, error)
        logging.getLogger("geo").exception("unexpected error")
        _fail(text("cli.unexpected", output.language(), kind=type(error).__name__), 70, error)


def _fail(sentence: str, code: int, error: BaseException) -> None:
    if output.debugging():
        raise error
    typer.echo(sentence, err=True)
    sys.exit(code)
