"""The locale files: complete in both languages, and every text that the code asks for exists."""

import importlib
import re
import string
from pathlib import Path

import pytest

from geo import text
from geo.paths import ship

_KEY = re.compile(r"""(?<!import_module\()["']([a-z_]+(?:\.[a-z0-9_]+)+)["']""")

_FILES = {"py", "json", "csv", "typ", "js", "css", "html", "svg"}


def _places(pattern: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert text.keys("id") == text.keys("en")


@pytest.mark.parametrize("key", sorted(text.keys("id")))
def test_both_languages_fill_the_same_places(key: str) -> None:
    assert _places(text.text(key, "id")) == _places(text.text(key, "en"))


def _asked_for() -> set[str]:
    rooms = {key.split(".")[0] for key in text.keys("id")}
    asked = set()
    sources = [p for folder in ("geo", "pages") for p in (ship() / folder).rglob("*.py")]
    for file in [*sources, ship() / "dashboard.py"]:
        if file.exists():
            for key in _KEY.findall(Path(file).read_text(encoding="utf-8")):
                if key.split(".")[0] in rooms and key.split(".")[-1] not in _FILES:
                    asked.add(key)
    return asked


def test_every_text_asked_for_exists() -> None:
    known = text.keys("id")
    unknown = {
        key
        for key in _asked_for() - known
        if not any(k.startswith((f"{key}.", key) if key.endswith("_") else f"{key}.") for k in known)
    }
    places = {
        key
        for key in unknown
        if hasattr(importlib.import_module(f"geo.{key.split('.')[0]}"), key.split(".")[1])
    }
    assert unknown - places == set()


def test_periods_are_said_briefly() -> None:
    import datetime as dt

    assert text.period(dt.date(2024, 1, 1), dt.date(2024, 12, 31), "id") == "2024"
    to_date = text.period(dt.date(2024, 1, 1), dt.date(2024, 12, 6), "id")
    assert to_date == "1 Januari – 6 Desember 2024"
    assert text.period(dt.date(2024, 2, 1), dt.date(2024, 2, 29), "en") == "February 2024"


def test_a_doubt_is_never_rounded_away() -> None:
    assert text.percent(0.9999, "id") == "> 99%"
    assert text.percent(0.0001, "en") == "< 1%"
    assert text.percent(1.0, "id") == "100%"
    assert text.number(1234.5, "id") == "1.234,5"
