"""What every section builder is given: options, figures, assessment, and the words of one language."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import pandas as pd

from geo import areas, boundaries, store
from geo.briefing import evidence as facts
from geo.briefing import geometry
from geo.briefing.blocks import Column, Map, Section, Table
from geo.briefing.evidence import Evidence
from geo.briefing.narrative import Figure, capital
from geo.briefing.options import Options
from geo.briefing.risk import Risk
from geo.counts import Selection
from geo.maps.paper import draw
from geo.text import keys, period, text


@dataclass(frozen=True)
class Frame:
    """One briefing in the making; what sections share is worked out once."""

    options: Options
    evidence: list[Evidence]
    risk: Risk | None
    data: store.Store

    @property
    def lang(self) -> str:
        """Return the language."""
        return self.options.lang

    @property
    def lead(self) -> Evidence:
        """Return the leading indicator's evidence."""
        return self.evidence[0]

    @cached_property
    def area(self) -> str:
        """Return the area's name."""
        return self.say("nation") if self.options.area == areas.NATION else areas.name(self.options.area)

    @cached_property
    def indicator(self) -> str:
        """Return the leading indicator as it stands inside a sentence."""
        return self.say(f"indicator_{self.lead.indicator}")

    @cached_property
    def period(self) -> str:
        """Return the window in words."""
        return period(self.options.window.start, self.options.window.end, self.lang)

    @cached_property
    def level(self) -> str:
        """Return the word for what the ranking lists."""
        return self.say(f"level_{self.options.unit_level}")

    @cached_property
    def yearly(self) -> list[Figure]:
        """Return the leading indicator by calendar year."""
        return facts.yearly(self.options, self.lead.indicator, data=self.data)

    @cached_property
    def roles(self) -> list[tuple[str, str, Selection]]:
        """Return what landed or was served in the area."""
        return facts.other_roles(self.options, data=self.data)

    @cached_property
    def programmes(self) -> pd.DataFrame:
        """Return the register's entries inside the area: (perhaps) in force on its day, or held before."""
        register = self.data.programmes(within=self.options.area)
        day = self.options.created
        keep = []
        for start, end, status in register[["start", "end", "status"]].itertuples(index=False, name=None):
            begun = not isinstance(start, dt.date) or start <= day
            over = isinstance(end, dt.date) and end < day
            keep.append(begun and (status == "held" or (status in ("active", "unknown") and not over)))
        return register.loc[pd.Series(keep, index=register.index, dtype=bool)]

    @cached_property
    def target(self) -> Figure:
        """Return the placement target."""
        return facts.target(self.options, data=self.data)

    @cached_property
    def notice(self) -> str:
        """Return what must be said of the boundaries, nothing when they are official."""
        notice = boundaries.active().notice
        return notice.render(self.lang) if notice else ""

    def say(self, key: str, /, **params: Any) -> str:
        """Return a text of this room in the briefing's language."""
        return text(f"briefing.{key}", self.lang, **params)

    def section(self, key: str, *, title: str = "", **parts: Any) -> Section:
        """Return a section under its usual heading, or under ``title``."""
        return Section(key, title or self.say(f"section_{key}"), **parts)

    def map(self, title: str, alt: str, shapes: Mapping[str, Any], **parts: Any) -> Map:
        """Return a map of ``shapes`` on the land; ``parts`` are the rest of ``geo.maps.paper.draw``."""
        drawing = partial(
            draw,
            shapes,
            description=alt,
            lang=self.lang,
            land=geometry.land(),
            notice=self.notice,
            **parts,
        )
        return Map(title, alt, drawing)

    def ranked(
        self, columns: Sequence[Column], rows: Sequence[tuple[Any, ...]], codes: Sequence[str], **parts: Any
    ) -> Table:
        """Return a ranking of areas, that of the briefing set bold."""
        title = self.say("ranking_title", level=self.level, indicator=self.indicator, period=self.period)
        strong = frozenset(i for i, code in enumerate(codes) if code == self.options.area)
        shown = 40 if len(rows) <= 40 else 25
        return Table(capital(title), tuple(columns), tuple(rows), strong=strong, shown=shown, **parts)

    def programme(self, what: str, value: str) -> str:
        """Return the register's word for a "programme" kind or "programme_status", else the bare value."""
        key = f"store.{what}.{value}"
        return text(key, self.lang) if key in keys(self.lang) else value.replace("_", " ")
