"""The log file: what went wrong and where in the program, never what a row of data said."""

import logging
import logging.handlers
import traceback
from types import TracebackType

from geo import paths


class _WithoutData(logging.Formatter):
    """Write the places of a traceback and the kind of error, but not its message.

    A message may quote a cell, and a cell may hold somebody's name or number.
    """

    def formatException(  # noqa: N802 - the standard library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        places = [f"  {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
        return "\n".join([*places, kind.__name__ if kind else "no error"])


def configure() -> None:
    """Write warnings and errors of ``geo`` to ``WASPADA_HOME/log/waspada.log``, once a process."""
    logger = logging.getLogger("geo")
    if logger.handlers:
        return
    folder = paths.home() / "log"
    folder.mkdir(exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / "waspada.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(_WithoutData("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
