"""The clock and the callback of one search: best plan so far, time left, stopped or not."""

import time
from collections.abc import Callable

import numpy as np

from geo.campaign.solution import Indices, OnPlan, Progress

_BEAT = 0.3
"""Seconds between two calls with the same plan, so that a page can move its bar and be asked to stop."""


class Search:
    """Keeps time and the best plan; tells ``on_plan``. ``better`` says which of two objectives is better."""

    def __init__(
        self, *, time_limit: float, on_plan: OnPlan | None = None, better: Callable[[float, float], bool]
    ) -> None:
        self._start = time.perf_counter()
        self._limit = time_limit
        self._on_plan = on_plan
        self._better = better
        self._told = 0.0
        self.best: Progress | None = None
        self.stopped = False

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._start

    @property
    def left(self) -> float:
        """Seconds until the limit, never negative."""
        return max(0.0, self._limit - self.seconds)

    def stop(self) -> bool:
        """Say whether to end now: time is over, or the caller asked for it."""
        if not self.stopped and self.best is not None and self.seconds - self._told > _BEAT:
            self._tell(self.best._replace(seconds=self.seconds))
        return self.stopped or self.left == 0

    def found(self, sites: Indices, objective: float, bound: float) -> None:
        """Keep a plan when it is better than the last one and tell the caller."""
        if self.best is None or self._better(objective, self.best.objective):
            self.best = Progress(np.sort(sites), objective, bound, self.seconds)
            self._tell(self.best)

    def _tell(self, progress: Progress) -> None:
        self._told = self.seconds
        if self._on_plan is not None and self._on_plan(progress) is False:
            self.stopped = True
