"""Texts by key and language, read from ``data/locale/<language>/<room>.json``."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from geo import paths
from geo.text import formats

LANGUAGES = ("id", "en")
DEFAULT_LANGUAGE = "id"


@cache
def _catalogue(lang: str) -> Mapping[str, str]:
    merged: dict[str, str] = {}
    for file in sorted(paths.data("locale", lang).glob("*.json")):
        entries: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        twice = merged.keys() & entries.keys()
        if twice:
            raise ValueError(f"locale keys written twice: {sorted(twice)}")
        merged.update(entries)
    return MappingProxyType(merged)


def keys(lang: str = DEFAULT_LANGUAGE) -> frozenset[str]:
    """Return every key of a language's catalogue."""
    return frozenset(_catalogue(lang))


def text(key: str, lang: str = DEFAULT_LANGUAGE, /, **params: Any) -> str:
    """Return the text of ``key`` in ``lang`` with ``{name}`` places filled from ``params``.

    Integers, floats, dates and phrases among the parameters are written in the language's own form.
    With a parameter ``n`` equal to 1 the text of ``<key>.one`` is taken where the catalogue has it.
    Raises ``KeyError`` for an unknown key or language: that is a programming error, not a user's.
    """
    catalogue = _catalogue(lang)
    if params.get("n") == 1 and f"{key}.one" in catalogue:
        key = f"{key}.one"
    pattern = catalogue[key]
    return pattern.format(**{k: _say(v, lang) for k, v in params.items()}) if params else pattern


def _say(value: Any, lang: str) -> Any:
    if isinstance(value, Phrase):
        return value.render(lang)
    if isinstance(value, bool | str):
        return value
    if isinstance(value, dt.date):
        return formats.date(value, lang)
    if isinstance(value, int | float):
        return formats.number(value, lang)
    if isinstance(value, list | tuple):
        return ", ".join(str(_say(v, lang)) for v in value)
    return value


@dataclass(frozen=True)
class Phrase:
    """A sentence that is not yet said in any language: a key and what fills it."""

    key: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def render(self, lang: str) -> str:
        """Return the sentence in ``lang``."""
        return text(self.key, lang, **self.params)
