"""Work that goes on while a page is already shown: progress is seen, cancelling works, results are kept."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from geo.counts import Selection
from geo.errors import UserError
from geo.hotspots.assessment import Assessment, Settings, assess

_KEPT = 24


class _CancelledError(Exception):
    pass


@dataclass
class Work:
    """One assessment in the making, in a thread of its own."""

    make: Callable[[Callable[[int, int], None]], Assessment]
    result: Assessment | None = None
    error: Exception | None = None
    done: int = 0
    total: int = 1
    cancelled: bool = False
    thread: threading.Thread | None = field(default=None, repr=False)

    @property
    def running(self) -> bool:
        """Say whether it is still being made."""
        return self.thread is not None and self.thread.is_alive()

    def start(self) -> None:
        """Begin, unless it runs already."""
        if not self.running and self.result is None:
            self.cancelled = False
            self.thread = threading.Thread(target=self._run, daemon=True)
            self.thread.start()

    def wait(self, seconds: float) -> None:
        """Give it a moment to finish."""
        if self.thread is not None:
            self.thread.join(seconds)

    def cancel(self) -> None:
        """Stop at the next step; what was shown before stays."""
        self.cancelled = True

    def _run(self) -> None:
        try:
            self.result = self.make(self._step)
        except _CancelledError:
            pass
        except Exception as error:
            self.error = error

    def _step(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self.cancelled:
            raise _CancelledError


@st.cache_resource(show_spinner=False)
def _shelf() -> "tuple[OrderedDict[tuple[object, ...], Assessment | Work], threading.Lock]":
    return OrderedDict(), threading.Lock()


def question(selection: Selection, settings: Settings) -> tuple[object, ...]:
    """Return what tells one assessment from another."""
    window = selection.window
    return (
        selection.data_version, selection.indicator, selection.level, selection.within, selection.procedural,
        window.start, window.end, repr(settings),
    )  # fmt: skip


def quick(selection: Selection, settings: Settings) -> Assessment:
    """Return an assessment made now, or the one kept."""
    shelf, lock = _shelf()
    key = ("quick", *question(selection, settings))
    kept = shelf.get(key)
    if isinstance(kept, Assessment):
        return kept
    made = assess(selection, settings=settings)
    with lock:
        shelf[key] = made
        _trim(shelf)
    return made


def refined(selection: Selection, settings: Settings) -> Work:
    """Return the work on a full assessment, begun where it was not; its result where it is done."""
    shelf, lock = _shelf()
    key = ("full", *question(selection, settings))
    with lock:
        work = shelf.get(key)
        if not isinstance(work, Work):
            work = Work(lambda step: assess(selection, settings=settings, progress=step))
            shelf[key] = work
            _trim(shelf)
            work.start()
    if isinstance(work.error, UserError):
        raise work.error
    return work


def _trim(shelf: "OrderedDict[tuple[object, ...], Assessment | Work]") -> None:
    while len(shelf) > _KEPT:
        shelf.popitem(last=False)
