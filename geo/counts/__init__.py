"""Counts: what offices published, what counts in a window, and the sentence that says it."""

from typing import TYPE_CHECKING, Any

from geo.counts.candidates import NOT_OBSERVED, published_on
from geo.counts.scheduling import Candidate, best, objective
from geo.counts.selection import COMPLETE_COVER, ParentFigure, Selection, select
from geo.counts.sentence import PeriodPhrase, Sentences, indicator, span
from geo.counts.window import Window

if TYPE_CHECKING:
    from geo.counts.importing import check, read

__all__ = [
    "COMPLETE_COVER",
    "NOT_OBSERVED",
    "Candidate",
    "ParentFigure",
    "PeriodPhrase",
    "Selection",
    "Sentences",
    "Window",
    "best",
    "check",
    "indicator",
    "objective",
    "published_on",
    "read",
    "select",
    "span",
]


def __getattr__(name: str) -> Any:
    """Load the readers when a file is read: most commands and pages read none."""
    if name not in ("check", "read"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from geo.counts import importing

    return getattr(importing, name)
