"""The log says where, never what a cell said."""

import logging

from geo import logs, paths


def test_an_error_is_logged_without_its_message() -> None:
    logs.configure()
    try:
        int("5321014101990001 Maria Bria")
    except ValueError:
        logging.getLogger("geo.counts").exception("reading failed")
    written = (paths.home() / "log" / "waspada.log").read_text(encoding="utf-8")
    assert "reading failed" in written
    assert "ValueError" in written
    assert "5321014101990001" not in written
    assert "Maria" not in written
