"""Which observations of one area count in a window: weighted interval scheduling, solved exactly."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """One figure for one area and period that could count.

    ``published``: ordinal of the day its source appeared, to tell the later source. ``rank``: place in a
    fixed order of all candidates, for what is still equal. ``observations``: ids of the rows it stands for,
    empty for a zero that follows from a complete table. ``held``: the area lost territory (or was founded)
    after the figure's first day, so it is no figure for today's area.
    """

    start: dt.date
    end: dt.date
    value: int
    published: int
    rank: int
    source_id: str
    observations: tuple[int, ...] = ()
    held: bool = False

    @property
    def days(self) -> int:
        """Return the days covered, both ends counted."""
        return (self.end - self.start).days + 1


def apart(pieces: Sequence[Candidate], from_: Sequence[Candidate]) -> list[Candidate]:
    """Return the ``pieces`` that share no day with any of ``from_``."""
    return [p for p in pieces if all(p.end < o.start or o.end < p.start for o in from_)]


Objective = tuple[int, int, int, tuple[int, ...]]


def objective(chosen: Sequence[Candidate]) -> Objective:
    """Return what is maximised, the first difference deciding; ``chosen`` in the order of time.

    Days covered; then the later source – the sum over covered days of the day its source appeared, which for
    equal cover orders as the mean publication day of a covered day; then fewer pieces; then lowest ranks.
    """
    return (
        sum(c.days for c in chosen),
        sum(c.days * c.published for c in chosen),
        -len(chosen),
        tuple(-c.rank for c in chosen),
    )


def best(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the non-overlapping set with the highest ``objective``, in the order of time.

    Dynamic programme over candidates in the order of their end (Kleinberg & Tardos, Algorithm Design, 6.1):
    each part of the objective adds up piece by piece, so the best prefix stays best whatever follows.
    """
    ordered = sorted(candidates, key=lambda c: (c.end, c.start, c.rank))
    ends = [c.end for c in ordered]
    solved: list[tuple[Objective, tuple[Candidate, ...]]] = [((0, 0, 0, ()), ())]
    for number, candidate in enumerate(ordered):
        (days, weight, pieces, ranks), before = solved[bisect_left(ends, candidate.start, hi=number)]
        taken = (
            days + candidate.days,
            weight + candidate.days * candidate.published,
            pieces - 1,
            (*ranks, -candidate.rank),
        )
        without = solved[-1]
        solved.append((taken, (*before, candidate)) if taken > without[0] else without)
    return solved[-1][1]
