"""A plan in the making: the best so far can be drawn, and it stops when its browser is gone."""

import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest

from geo.campaign.solution import Progress
from geo.errors import UserError
from pages import kampanye_work
from pages.kampanye_work import PlanWork


def _work(make, connected=lambda: True):
    return PlanWork(make, 30.0, 1.0, "q", ("billboard", "53"), connected)


def _found(seconds):
    return SimpleNamespace(facts={"seconds": seconds})


def _at(objective):
    return Progress(np.array([0]), objective, 10.0, 0.1)


def test_the_best_plan_so_far_is_drawn_until_there_is_the_plan(monkeypatch):
    monkeypatch.setattr(kampanye_work, "_REDRAW", 0.0)
    told, go_on = threading.Event(), threading.Event()

    def make(tell):
        assert tell(_at(5.0), lambda: "first") and tell(_at(6.0), lambda: "better")
        told.set()
        go_on.wait(10)
        return _found(0.5), lambda stop: ["curve", stop()]

    work = _work(make).start()
    told.wait(10)
    assert work.making and work.improved() and work.best() == "better"
    assert not work.improved()
    go_on.set()
    work.thread.join(10)
    assert not work.running and work.best().facts and work.quick and work.curve == ["curve", False]


def test_it_stops_when_its_browser_is_gone(monkeypatch):
    monkeypatch.setattr(kampanye_work, "_GONE", 0.3)
    there = True

    def make(tell):
        while tell(_at(5.0), lambda: "draft"):
            time.sleep(0.01)
        return _found(9.0), lambda stop: pytest.fail("no curve for nobody")

    work = _work(make, lambda: there).start()
    work.thread.join(0.6)
    assert work.running and not work.cancelled
    there = False
    work.thread.join(10)
    assert work.cancelled and work.best().facts and work.curve == [] and not work.quick


def test_what_goes_wrong_is_kept_for_the_page():
    def impossible(tell):
        raise UserError("campaign.budget_wrong")

    def broken(tell):
        raise ZeroDivisionError

    for make, name in ((impossible, "error"), (broken, "failed")):
        work = _work(make).start()
        work.thread.join(10)
        assert getattr(work, name) is not None and work.best() is None and work.took is not None
