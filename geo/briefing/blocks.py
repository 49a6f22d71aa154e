"""The parts a briefing is made of: headline numbers, paragraphs, tables, charts, maps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo import text
from geo.briefing.options import Options
from geo.maps.paper import PaperMap


@dataclass(frozen=True)
class Column:
    """One column: its heading, how its values are written, and its share of the width."""

    label: str
    form: str = "text"
    """"text", "integer", "ratio", "percent", "rate" (one decimal) or "p" (three)."""
    share: float = 1.0

    @property
    def right(self) -> bool:
        """Say whether the column is aligned right."""
        return self.form != "text"

    def say(self, value: Any, lang: str) -> str:
        """Write a value of this column; a dash where there is none."""
        if value is None:
            return "–"
        forms: Mapping[str, Any] = {"integer": text.integer, "ratio": text.ratio, "percent": text.percent}
        if self.form in forms:
            return str(forms[self.form](value, lang))
        digits = {"rate": 1, "p": 3}.get(self.form)
        return str(value) if digits is None else text.fixed(value, lang, digits)


@dataclass(frozen=True)
class Table:
    """Raw values in rows; ``swatches`` colour the first cell of a row, ``strong`` rows are set bold.

    ``shown`` limits what paper and slides print; the workbook always has every row.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""
    swatches: tuple[str, ...] = ()
    strong: frozenset[int] = frozenset()
    shown: int = 40

    def cut(self, lang: str, limit: int) -> str:
        """Say how many of the rows are printed; nothing when all are."""
        if len(self.rows) <= limit:
            return ""
        return text.text("briefing.table_cut", lang, shown=limit, all=len(self.rows))

    def said(self, lang: str, limit: int | None = None) -> list[list[str]]:
        """Return the rows as they are printed, at most ``limit`` of them."""
        rows = self.rows if limit is None else self.rows[:limit]
        return [
            [column.say(value, lang) for column, value in zip(self.columns, row, strict=True)] for row in rows
        ]


@dataclass(frozen=True)
class Chart:
    """A simple chart: "bars" by category, or "intervals" (value with lower and upper) by category.

    ``hatched`` marks bars that do not cover their whole period; ``alt`` says in words what it shows.
    """

    kind: str
    title: str
    categories: tuple[str, ...]
    values: tuple[float | None, ...]
    unit: str
    alt: str
    lower: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    hatched: frozenset[int] = frozenset()
    reference: float | None = None


@dataclass(frozen=True)
class Map:
    """A map with its title and the words that stand for it; drawn in the shape each form needs."""

    title: str
    alt: str
    draw: Callable[..., PaperMap]

    def paper(self) -> PaperMap:
        """Return the map as wide as a page, legend below where the area is wide."""
        return self.draw()

    def slide(self) -> PaperMap:
        """Return the map in the shape of a slide, legend at the side."""
        return self.draw(width=620.0, height=282.0, aside=True)


@dataclass(frozen=True)
class Headline:
    """One headline number: the figure, what it counts, its change and its completeness in words."""

    label: str
    value: int | None
    change: str
    cover: str
    verdict: str


@dataclass(frozen=True)
class Link:
    """A source with its date, address and what rests on it."""

    id: str
    title: str
    date: str
    url: str


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it."""

    key: str
    title: str
    headlines: tuple[Headline, ...] = ()
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    maps: tuple[Map, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class OfflineLayer:
    """What the interactive map shows: class and words of each area, and the classes."""

    level: str
    within: str
    classes: Mapping[str, str]
    legend: Sequence[Mapping[str, str]]
    popups: Mapping[str, Sequence[str]]
    incomplete: Sequence[str] = ()


@dataclass(frozen=True)
class Briefing:
    """Everything that is said, once; the exporters only lay it out.

    ``annex``, ``layer`` and ``sources`` (every source that any figure rests on, printed or in the annex) are
    made when a form asks for them: most forms do not.
    """

    options: Options
    title: str
    subtitle: str
    sentence: str
    sections: tuple[Section, ...]
    data_version: str
    program_version: str
    notice: str
    stamp: str
    annex: Callable[[], tuple[Table, ...]]
    layer: Callable[[], OfflineLayer]
    sources: Callable[[], tuple[Link, ...]]

    def section(self, key: str) -> Section | None:
        """Return a section, ``None`` when it was left out."""
        return next((part for part in self.sections if part.key == key), None)
