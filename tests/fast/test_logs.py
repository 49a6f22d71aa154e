"""The log says where, never what a cell said."""

import logging

import pytest

from geo import logs


@pytest.fixture
def fresh_logger(monkeypatch: pytest.MonkeyPatch, tmp_path):
    """The program's logger as a new process has it, with a home of its own."""
    monkeypatch.setenv("WASPADA_HOME", str(tmp_path))
    logger = logging.getLogger("geo")
    monkeypatch.setattr(logger, "handlers", [])
    monkeypatch.setattr(logger, "propagate", True)
    return tmp_path / "log" / "waspada.log"


def test_an_error_is_logged_without_its_message(fresh_logger) -> None:
    logs.configure()
    try:
        int("5321014101990001 Maria Bria")
    except ValueError:
        logging.getLogger("geo.counts").exception("reading failed")
    written = fresh_logger.read_text(encoding="utf-8")
    assert "reading failed" in written
    assert "ValueError" in written
    assert "5321014101990001" not in written
    assert "Maria" not in written
