"""Counts: what offices published, what counts in a window, and the sentence that says it."""

from geo.counts.candidates import NOT_OBSERVED, published_on
from geo.counts.importing import check, read
from geo.counts.scheduling import Candidate, best, objective
from geo.counts.selection import COMPLETE_COVER, ParentFigure, Selection, select
from geo.counts.sentence import PeriodPhrase, Sentences, indicator, span
from geo.counts.window import Window

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
