"""A plan in the making: it runs beside the page, says how far it is, and can be stopped."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.campaign.billboards import BudgetPoint
from geo.campaign.plans import Record
from geo.campaign.solution import Progress
from geo.errors import UserError

Tell = Callable[[Progress | None, Callable[[], Record] | None], bool]
"""Takes how far the search is and what makes the plan of that moment; ``False``: stop."""

Curve = Callable[[Callable[[], bool]], list[BudgetPoint]]
"""Takes what says whether to stop."""

Made = tuple[Record, Curve | None]

_QUICK = 2.0
"""Seconds; a plan made faster is made again at every change, without a click."""
_REDRAW = 2.0
"""Least seconds between two drawings of a plan that still improves."""
_GONE = 15.0
"""Seconds without its browser after which a search stops."""


def connected() -> Callable[[], bool]:
    """Return what says whether the browser of the current session is still there."""
    context, server = get_script_run_ctx(), get_instance()
    return lambda: context is not None and server.is_active_session(context.session_id)


@dataclass
class PlanWork:
    """``make(tell)`` returns the record and what makes its curve.

    ``budget``, ``place`` (kind and areas) and ``question`` (all but the budget) say what the plan answers.
    """

    make: Callable[[Tell], Made]
    seconds: float
    budget: float
    question: str
    place: tuple[str, ...]
    connected: Callable[[], bool]
    record: Record | None = None
    curve: list[BudgetPoint] = field(default_factory=list)
    error: UserError | None = None
    failed: Exception | None = None
    progress: Progress | None = None
    cancelled: bool = False
    took: float | None = None
    began: float = field(default_factory=time.monotonic)
    thread: threading.Thread | None = field(default=None, repr=False)
    _draft: Callable[[], Record] | None = field(default=None, repr=False)
    _drawn: tuple[float, Record] | None = field(default=None, repr=False)
    _drawn_at: tuple[float, float] = (0.0, 0.0)
    _seen: float = field(default_factory=time.monotonic)

    @property
    def running(self) -> bool:
        """Say whether the plan or its curve is still being made."""
        return self.thread is not None and self.thread.is_alive()

    @property
    def making(self) -> bool:
        """Say whether the plan itself is still being made."""
        return self.running and self.record is None

    @property
    def quick(self) -> bool:
        """Say whether the plan was made fast enough to be made again at every change.

        The search alone counts: the rest waits for files and code the first time only.
        """
        if self.record is not None:
            return float(self.record.facts.get("seconds", math.inf)) <= _QUICK
        return self.took is not None and self.took <= _QUICK

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began

    def start(self) -> "PlanWork":
        """Begin in a thread of its own."""
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        return self

    def cancel(self) -> None:
        """Stop at the next step; the best plan so far is kept."""
        self.cancelled = True

    def improved(self) -> bool:
        """Say whether there is a better plan than ``best`` returned last, and it is time to draw it.

        Drawing takes from the search, so a plan that is long to draw is drawn less often.
        """
        if self.record is not None or self.progress is None:
            return False
        if self._drawn is None:
            return True
        at, took = self._drawn_at
        better = self.progress.objective > self._drawn[0] * (1 + 1e-4)
        return better and time.monotonic() - at > _REDRAW + 4 * took

    def best(self) -> Record | None:
        """Return the plan, or while it is being made the best so far."""
        if self.record is None and self._draft is not None and self.progress is not None and self.improved():
            began, objective = time.monotonic(), self.progress.objective
            self._drawn = (objective, self._draft())
            self._drawn_at = (time.monotonic(), time.monotonic() - began)
        return self.record or (self._drawn[1] if self._drawn else None)

    def _run(self) -> None:
        try:
            try:
                self.record, curve = self.make(self._tell)
            finally:
                self.took = self.elapsed
            if curve is not None and not self.curve and not self._stopped():
                self.curve = curve(self._stopped)
        except UserError as error:
            self.error = error
        except Exception as error:
            self.failed = error

    def _tell(self, progress: Progress | None, draft: Callable[[], Record] | None) -> bool:
        self._draft, self.progress = draft, progress
        return not self._stopped()

    def _stopped(self) -> bool:
        if self.connected():
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > _GONE:
            self.cancelled = True
        return self.cancelled
