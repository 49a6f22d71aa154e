"""One view answered: what was selected, how it was measured, how it is drawn. Pages and exports share it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

import geo.hotspots  # noqa: F401 - registers its measures
from geo import boundaries, rates
from geo.counts import Selection, Window, select
from geo.maps import programmes, ramps
from geo.maps.legend import FIXED_BREAKS, Legend, LegendClass, classify
from geo.maps.screen import MapData, area_map, symbol_radius
from geo.maps.view import View
from geo.text import Phrase, text


@dataclass(frozen=True)
class Answer:
    """A view with its figures: ``table`` is the selection's table plus the column ``measure``."""

    view: View
    selection: Selection
    measure: rates.Measure
    table: pd.DataFrame
    legend: Legend

    def sentence(self) -> str:
        """Return what is shown, in words: figures, measure, boundary set."""
        said = rates.sentence(self.selection, self.measure.key).render(self.view.lang)
        return f"{said} {self._drawn_on().render(self.view.lang)}"

    def export(self, format: str) -> bytes:
        """Return the ranked table as "csv" or "xlsx", with the sentence and the sources."""
        notes = [self._drawn_on()]
        return rates.export(self.selection, self.measure.key, format=format, lang=self.view.lang, notes=notes)

    def _drawn_on(self) -> Phrase:
        return Phrase("maps.boundary_set", {"title": boundaries.active().title})

    def say(self, value: Any) -> str:
        """Write a value of the measure in the view's language; a dash when there is none."""
        return "–" if pd.isna(value) else self.measure.format(float(value), self.view.lang)

    def labels(self) -> dict[str, str]:
        """Return what the map says of each area beside its name."""
        lang = self.view.lang
        said = {}
        for code, count, value in self.table[["value", "measure"]].itertuples(name=None):
            if pd.isna(count):
                continue
            counted = text("maps.label_count", lang, n=int(count))
            plain = self.measure.key == "count" or pd.isna(value)
            said[code] = counted if plain else f"{self.say(value)} ({counted})"
        return said

    def map(self, *, tiles: str | None = None, height: int = 520, with_programmes: bool = False) -> MapData:
        """Return the screen map: coloured areas for a rate, circles on quiet areas for a count."""
        lang = self.view.lang
        symbols, sizes = _circles(self) if self.measure.kind == "count" else ([], [])
        if with_programmes:
            symbols = symbols + programmes.points(self.view.within, lang)
            label = text("maps.programmes", lang)
            sizes = [*sizes, {"fill": programmes.COLOUR, "label": label, "circle": 6}]
        return area_map(
            self.legend,
            labels=self.labels(),
            lang=lang,
            level=self.view.level,
            within=self.view.within,
            legend_title=self.measure.label.render(lang),
            incomplete=frozenset(self.table.index[self.table["incomplete"]]),
            selected=self.view.area,
            title=self.selection.label.render(lang),
            tiles=tiles,
            height=height,
            symbols=symbols,
            extra_classes=sizes,
        )


def answer(view: View) -> Answer:
    """Select, measure and class what ``view`` asks for.

    Raises ``UserError`` when the view names something that does not exist.
    """
    selection = select(
        Window(view.start, view.end),
        view.indicator,
        level=view.level,
        within=view.within,
        procedural=view.procedural,
    )
    measure = rates.measure(view.measure)
    table = selection.table.assign(measure=rates.measure_table(selection, measure.key)["measure"])
    return Answer(view, selection, measure, table, _legend(table, measure, view.lang))


def _legend(table: pd.DataFrame, measure: rates.Measure, lang: str) -> Legend:
    if measure.kind != "count":
        breaks = FIXED_BREAKS.get(measure.key)
        return classify(table["measure"], digits=measure.digits, breaks=breaks, lang=lang)
    shown = (("observed", "#e9e3d5"), ("zero", ramps.ZERO), ("missing", ramps.MISSING))
    status = table["status"]
    classes = tuple(
        LegendClass(key, fill, text(f"maps.{key}", lang), int((status == key).sum())) for key, fill in shown
    )
    position = {key: i for i, (key, _) in enumerate(shown)}
    return Legend(classes, {str(code): position[key] for code, key in status.items()})


def _circles(shown: Answer) -> tuple[list[list[Any]], list[Mapping[str, Any]]]:
    """Return circles (area ∝ count) and the legend rows that say how large which count is."""
    values = shown.table["measure"].dropna()
    values = values[values > 0].sort_values(ascending=False)
    if values.empty:
        return [], []
    centres = (
        boundaries.centres(shown.view.level).set_index("code")[["latitude", "longitude"]].to_dict("index")
    )
    circles = [
        [
            round(float(centres[code]["latitude"]), 4),
            round(float(centres[code]["longitude"]), 4),
            round(radius, 1),
            ramps.SYMBOL,
            None,
            code,
        ]
        for code, radius in zip(values.index, symbol_radius(values), strict=True)
        if code in centres
    ]
    largest = float(values.iloc[0])
    marks = sorted({largest, float(max(1, round(largest / 4))), 1.0} - {0.0}, reverse=True)
    marks = [mark for mark in marks if mark <= largest]
    sizes = symbol_radius(marks)
    lang = shown.view.lang
    rows: list[Mapping[str, Any]] = [
        {"fill": ramps.SYMBOL, "label": shown.measure.format(mark, lang), "circle": round(radius, 1)}
        for mark, radius in zip(marks, sizes, strict=True)
    ]
    return circles, rows
