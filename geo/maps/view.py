"""What a screen shows, as one value that fits in a link and can say itself."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from geo.text import DEFAULT_LANGUAGE, LANGUAGES

LEVELS_SHOWN = ("district", "province")

_FIRST = dt.date(2007, 1, 1)


@dataclass(frozen=True)
class View:
    """One question to the data: where, what, when, how measured; ``area`` is the district picked.

    ``within`` is "00" (the nation) or a province code. ``start`` and ``end`` are inclusive.
    """

    within: str = "53"
    indicator: str = "deceased"
    start: dt.date = dt.date(2024, 1, 1)
    end: dt.date = dt.date(2024, 12, 31)
    measure: str = "rate"
    level: str = "district"
    procedural: str | None = None
    area: str | None = None
    lang: str = DEFAULT_LANGUAGE

    def replace(self, **changes: object) -> Self:
        """Return the view with some parts changed."""
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]

    def to_query(self) -> dict[str, str]:
        """Return the view as the parameters of a link."""
        query = {
            "lang": self.lang,
            "in": self.within,
            "what": self.indicator,
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "as": self.measure,
        }
        if self.level != "district":
            query["level"] = self.level
        if self.procedural:
            query["route"] = self.procedural
        if self.area:
            query["area"] = self.area
        return query

    @classmethod
    def from_query(cls, query: Mapping[str, str], *, known: Mapping[str, frozenset[str]]) -> Self:
        """Read a view from a link; what is not understood keeps its default, so a link never breaks.

        ``known`` holds the codes and keys that exist: "within", "indicator", "measure", "area".
        """
        view = cls()

        def among(name: str, kind: str, default: str | None) -> str | None:
            value = query.get(name)
            return value if value in known.get(kind, frozenset()) else default

        start, end = _day(query.get("from"), view.start), _day(query.get("to"), view.end)
        if start > end:
            start, end = view.start, view.end
        lang = query.get("lang", view.lang)
        level = query.get("level", view.level)
        return view.replace(
            within=among("in", "within", view.within),
            indicator=among("what", "indicator", view.indicator),
            measure=among("as", "measure", view.measure),
            area=among("area", "area", None),
            start=start,
            end=end,
            level=level if level in LEVELS_SHOWN else view.level,
            procedural=query.get("route") if query.get("route") in ("yes", "no") else None,
            lang=lang if lang in LANGUAGES else view.lang,
        )


def _day(value: str | None, default: dt.date) -> dt.date:
    try:
        day = dt.date.fromisoformat(value or "")
    except ValueError:
        return default
    return day if _FIRST <= day <= dt.date(2100, 1, 1) else default
