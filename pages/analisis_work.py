"""Work that goes on while a page is already shown: progress is seen, cancelling works, results are kept."""

import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

# geo.hotspots imports these where they are needed; a server loads them before the first reader comes.
import scipy.optimize
import scipy.stats
import streamlit as st

from geo.counts import Selection
from geo.hotspots import scan
from geo.hotspots.assessment import Assessment, Settings, assess
from geo.hotspots.history import earlier_years
from geo.hotspots.index import Index, Weighting, risk_index

_PRELOADED = (scipy.optimize, scipy.stats, scan)
_KEPT = 64
_AWAY = 10.0
"""Seconds without a sign of life after which a reader has left the page; pages send one every 0.6."""


class _CancelledError(Exception):
    pass


@dataclass
class Work:
    """One assessment in the making, in a thread of its own, as long as somebody waits for it."""

    make: Callable[[Callable[[int, int], None]], Assessment]
    result: Assessment | None = None
    error: Exception | None = None
    done: int = 0
    total: int = 1
    away: float = _AWAY
    readers: dict[str, float] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    thread: threading.Thread | None = field(default=None, repr=False)

    @property
    def running(self) -> bool:
        """Say whether it is still being made."""
        return self.thread is not None and self.thread.is_alive()

    def start(self, reader: str) -> None:
        """Begin for ``reader``, or wait with the others, unless this reader has cancelled it."""
        if reader in self.stopped or self.error is not None:
            return
        self.watch(reader)
        if not self.running and self.result is None:
            self.done = 0
            self.thread = threading.Thread(target=self._run, daemon=True)
            self.thread.start()

    def watch(self, reader: str) -> None:
        """Note that ``reader`` is still there."""
        self.readers[reader] = time.monotonic()

    def wait(self, seconds: float) -> None:
        """Give it a moment to finish."""
        if self.thread is not None:
            self.thread.join(seconds)

    def cancel(self, reader: str) -> None:
        """Let ``reader`` wait no longer; without others it stops at the next step. What was shown stays."""
        self.stopped.add(reader)
        self.readers.pop(reader, None)

    def again(self, reader: str) -> None:
        """Begin anew after a cancellation or a failure."""
        self.stopped.discard(reader)
        self.error = None
        self.start(reader)

    def _run(self) -> None:
        try:
            self.result = self.make(self._step)
        except _CancelledError:
            pass
        except Exception as error:
            self.error = error

    def _step(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        now = time.monotonic()
        if not any(now - seen < self.away for seen in tuple(self.readers.values())):
            raise _CancelledError


def reader() -> str:
    """Return what tells this session from others."""
    return str(st.session_state.setdefault("reader", uuid.uuid4().hex))


_shelf: OrderedDict[tuple[object, ...], Future[Any]] = OrderedDict()
_shelf_lock = threading.Lock()


def _kept(key: tuple[object, ...], make: Callable[[], Any]) -> Any:
    """Return what is kept under ``key``, made where it is not; who asks meanwhile waits for the same."""
    with _shelf_lock:
        found = _shelf.get(key)
        mine = Future[Any]() if found is None else found
        _shelf[key] = mine
        _shelf.move_to_end(key)
        while len(_shelf) > _KEPT:
            _shelf.popitem(last=False)
    if found is None:
        try:
            mine.set_result(make())
        except BaseException as error:
            with _shelf_lock:
                _shelf.pop(key, None)
            mine.set_exception(error)
    return mine.result()


def _question(selection: Selection) -> tuple[object, ...]:
    """Return what tells one selection from another."""
    window = selection.window
    return (
        selection.data_version, selection.indicator, selection.level, selection.within, selection.procedural,
        window.start, window.end,
    )  # fmt: skip


def _earlier(selection: Selection) -> dict[int, Selection]:
    return _kept(("earlier", *_question(selection)), lambda: earlier_years(selection))


def quick(
    selection: Selection, settings: Settings, *, permutations: int = 99, local_permutations: int = 499
) -> Assessment:
    """Return an assessment on so few permutations at most, made now, or the one kept."""
    few = replace(
        settings,
        permutations=min(settings.permutations, permutations),
        local_permutations=min(settings.local_permutations, local_permutations),
    )
    return _kept(
        ("quick", *_question(selection), repr(few)),
        lambda: assess(selection, settings=few, earlier=_earlier(selection)),
    )


def refined(selection: Selection, settings: Settings) -> Work:
    """Return the work on a full assessment, its result where it is done; ``Work.start`` begins it."""
    return _kept(
        ("full", *_question(selection), repr(settings)),
        lambda: Work(
            lambda step: assess(selection, settings=settings, progress=step, earlier=_earlier(selection))
        ),
    )


def index(selection: Selection, weighting: Weighting, reference: str, seed: int) -> Index:
    """Return the risk index, made now, or the one kept."""
    return _kept(
        ("index", *_question(selection), repr(weighting), reference, seed),
        lambda: risk_index(
            selection, weighting=weighting, reference=reference, seed=seed, earlier=_earlier(selection)
        ),
    )
