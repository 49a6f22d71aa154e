"""The analysis page's work in the background: it goes on while somebody waits for it, and no longer."""

import threading

import pytest

from geo.hotspots.assessment import Assessment
from pages.analisis_work import Work


class Slow:
    """Stands for an assessment of many steps; every step waits to be allowed."""

    def __init__(self) -> None:
        self.allowed = threading.Semaphore(0)
        self.steps = 0
        self.ended = threading.Event()

    def __call__(self, step) -> Assessment:
        try:
            for self.steps in range(1, 101):
                assert self.allowed.acquire(timeout=20)
                step(self.steps, 100)
            return object()  # type: ignore[return-value]
        finally:
            self.ended.set()


@pytest.fixture
def slow():
    return Slow()


def finish(work: Work, slow: Slow) -> None:
    slow.allowed.release(200)
    work.wait(20)


def test_progress_and_result(slow):
    work = Work(slow)
    work.start("a")
    slow.allowed.release(3)
    assert work.running and work.result is None
    finish(work, slow)
    assert work.result is not None and (work.done, work.total) == (100, 100)


def test_cancelling_stops_it_unless_somebody_else_waits(slow):
    work = Work(slow)
    work.start("a")
    work.start("b")
    work.cancel("a")
    work.start("a")  # who cancelled is not signed on again by looking at the page
    assert list(work.readers) == ["b"]
    work.cancel("b")
    finish(work, slow)
    assert slow.ended.is_set() and slow.steps == 1 and work.result is None and work.error is None
    again = Slow()
    work.make = again
    work.again("a")
    finish(work, again)
    assert work.result is not None


def test_leaving_the_page_stops_it(slow):
    work = Work(slow, away=0.0)  # no sign of life counts
    work.start("a")
    finish(work, slow)
    assert slow.steps == 1 and work.result is None


def test_a_failure_is_kept_until_asked_again():
    def broken(step):
        raise RuntimeError

    work = Work(broken)
    work.start("a")
    work.wait(20)
    assert isinstance(work.error, RuntimeError)
    work.start("a")
    assert not work.running
