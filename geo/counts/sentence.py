"""The sentence that says a selection in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo import areas
from geo.access import THRESHOLD
from geo.text import Phrase, period

if TYPE_CHECKING:
    from geo.counts.selection import Selection


@dataclass(frozen=True)
class PeriodPhrase(Phrase):
    """A span of days, said the way each language says it."""

    start: dt.date = dt.date.min
    end: dt.date = dt.date.min

    def render(self, lang: str) -> str:
        """Return the period in ``lang``."""
        return period(self.start, self.end, lang)


@dataclass(frozen=True)
class Sentences(Phrase):
    """Several phrases one after the other."""

    parts: Sequence[Phrase] = ()

    def render(self, lang: str) -> str:
        """Return the phrases in ``lang`` with a space between."""
        return " ".join(part.render(lang) for part in self.parts)


def span(start: dt.date, end: dt.date) -> Phrase:
    """Return a period as a phrase."""
    return PeriodPhrase("counts.period", start=start, end=end)


def indicator(key: str) -> Phrase:
    """Return the name of an indicator."""
    return Phrase(f"counts.indicator.{key}")


def title(selection: "Selection") -> Phrase:
    """Return indicator, area and period in a few words."""
    return Phrase(
        "counts.title",
        {
            "what": _what(selection),
            "where": areas.name(selection.within),
            "period": span(selection.window.start, selection.window.end),
        },
    )


def describe(selection: "Selection") -> Phrase:
    """Return what is selected: indicator, role, area, window, total, gaps, cover, parent, source."""
    head = Phrase(
        "counts.sentence_head",
        {
            "what": _what(selection),
            "by": Phrase(f"counts.by.{selection.role}", {"level": _level(selection.level)}),
            "where": areas.name(selection.within),
            "period": span(selection.window.start, selection.window.end),
        },
    )
    if selection.total is None:
        return Sentences("counts.sentence", parts=[head, Phrase("counts.sentence_nothing")])
    parts = [head, _figures(selection), *_hidden(selection), *_held(selection), *_cover(selection)]
    parts += [*_parent(selection), _sources(selection)]
    return Sentences("counts.sentence", parts=parts)


def _what(selection: "Selection") -> Phrase:
    what = indicator(selection.indicator)
    if selection.procedural is None:
        return what
    return Phrase(f"counts.procedural.{selection.procedural}", {"what": what})


def _level(level: str) -> Phrase:
    return Phrase(f"counts.level.{level}")


def _figures(selection: "Selection") -> Phrase:
    table = selection.table
    total = selection.total or 0
    if selection.level == areas.level_of(selection.within):
        return Phrase("counts.sentence_total", {"total": total})
    key = "counts.sentence_figures_apart" if selection.not_stated else "counts.sentence_figures"
    params = {
        "total": total,
        "positive": int((table["status"] == "observed").sum()),
        "zero": int((table["status"] == "zero").sum()),
        "missing": int(((table["status"] == "missing") & ~table["before_split"]).sum()),
        "apart": selection.not_stated or 0,
        "level": _level(selection.level),
    }
    return Phrase(key, params)


def _hidden(selection: "Selection") -> list[Phrase]:
    hidden = int(selection.table["status"].isin(["few", "protected"]).sum())
    return [Phrase("counts.hidden", {"n": hidden, "most": THRESHOLD - 1})] if hidden else []


def _held(selection: "Selection") -> list[Phrase]:
    held = selection.table[selection.table["before_split"]]
    if held.empty:
        return []
    names = [areas.name(str(code), short=True) for code in held.index[:3]]
    params = {"n": len(held), "value": int(held["held_value"].sum()), "names": names}
    return [Phrase("counts.held" if len(held) <= len(names) else "counts.held_more", params)]


def _cover(selection: "Selection") -> list[Phrase]:
    shown = selection.table[selection.table["status"] != "missing"]
    if shown.empty:
        return []
    low, high = int(shown["days_covered"].min()), int(shown["days_covered"].max())
    days = selection.window.days
    spans = set(zip(shown["start"], shown["end"], strict=True))
    if low == high == days:
        return [Phrase("counts.cover_full")]
    if low == high and len(spans) == 1:
        start, end = spans.pop()
        if (end - start).days + 1 == low:
            return [Phrase("counts.cover_one", {"covered": low, "days": days, "period": span(start, end)})]
    if low == high:
        return [Phrase("counts.cover_same", {"covered": low, "days": days})]
    return [Phrase("counts.cover_range", {"low": low, "high": high, "days": days})]


def _parent(selection: "Selection") -> list[Phrase]:
    parent, difference = selection.parent_figure, selection.difference
    if parent is None:
        return []
    params: dict[str, Any] = {
        "name": parent.name,
        "value": parent.value,
        "period": span(parent.pieces[0].start, parent.pieces[-1].end),
    }
    if difference is None:
        return [Phrase("counts.parent_before_split", params)] if parent.before_split else []
    params["difference"] = abs(difference)
    key = "equal" if difference == 0 else "more" if difference > 0 else "less"
    return [Phrase(f"counts.parent_{key}", params)]


def _sources(selection: "Selection") -> Phrase:
    register = selection.sources_table()
    used = register[register["areas"] > 0]
    params = {"source": str(used["title"].iloc[0]), "more": len(used) - 1}
    return Phrase("counts.source_one" if len(used) == 1 else "counts.source_more", params)
