"""The analysis page's work in the background: it goes on while somebody waits for it, and no longer."""

import threading

import pytest

from geo.hotspots.assessment import Assessment
from pages.analisis_work import Work, _kept


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


def test_two_readers_at_once_share_one_answer_and_no_failure_is_kept():
    asked, allowed, made = threading.Barrier(3), threading.Event(), []

    def make() -> object:
        assert allowed.wait(20)
        made.append(object())
        return made[-1]

    found: list[object] = []

    def read() -> None:
        asked.wait(20)
        found.append(_kept(("test", "shared"), make))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for thread in readers:
        thread.start()
    asked.wait(20)
    allowed.set()
    for thread in readers:
        thread.join(20)
    assert len(made) == 1 and found == [made[0], made[0]]
    with pytest.raises(ZeroDivisionError):
        _kept(("test", "failing"), lambda: 1 / 0)
    assert _kept(("test", "failing"), lambda: "better") == "better"
