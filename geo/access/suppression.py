"""Small numbers in small places: hide 1–4 so that nobody can compute them back.

Districts and larger areas are published by their offices and shown as they are. Below the district a count
of 1 to 4 may point at a person. It is hidden, and where the total of the parent (public) would give it away,
others beside it are hidden too (complementary cell suppression; Hundepool et al. 2012, Statistical Disclosure
Control, ch. 4). What is hidden keeps at least two possible values even for a reader who knows this rule.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from geo.text import integer, text

THRESHOLD = 5
"""Counts from 1 up to one less than this are hidden."""

_DISTRICT_DIGITS, _SUBDISTRICT_DIGITS, _VILLAGE_DIGITS = 4, 6, 10


class Mark(StrEnum):
    """What a reader sees of a cell."""

    SHOWN = "shown"
    FEW = "few"
    PROTECTED = "protected"
    MISSING = "missing"


def suppress(
    values: Mapping[str, int | None], *, threshold: int = THRESHOLD, hidden_parents: Collection[str] = ()
) -> dict[str, Mark]:
    """Return what may be shown of each area's count; ``values`` by area code, None where missing.

    Areas are grouped by parent, whose total readers are taken to know. ``hidden_parents``: subdistricts that
    are themselves hidden – their villages would give them away, so none of those is shown. Districts and
    larger areas are always shown.
    """
    marks = {code: Mark.MISSING if value is None else Mark.SHOWN for code, value in values.items()}
    groups: dict[str, dict[str, int]] = {}
    for code, value in sorted(values.items()):
        if value is not None and len(code) > _DISTRICT_DIGITS:
            groups.setdefault(_parent(code), {})[code] = value
    for parent, cells in groups.items():
        if parent in hidden_parents:
            marks.update(dict.fromkeys(cells, Mark.PROTECTED))
        else:
            marks.update(_protect(cells, threshold))
    return marks


def suppress_levels(
    subdistricts: Mapping[str, int | None], villages: Mapping[str, int | None], *, threshold: int = THRESHOLD
) -> dict[str, Mark]:
    """Return the marks of two levels shown together: villages of a hidden subdistrict stay hidden."""
    above = suppress(subdistricts, threshold=threshold)
    hidden = [code for code, mark in above.items() if mark is not Mark.SHOWN]
    return above | suppress(villages, threshold=threshold, hidden_parents=hidden)


def shown(value: int | None, mark: Mark, lang: str, *, threshold: int = THRESHOLD) -> str:
    """Return what stands in the cell: the number, "<5", "hidden" or a dash."""
    if mark is Mark.SHOWN and value is not None:
        return integer(value, lang)
    if mark is Mark.FEW:
        return text("access.few", lang, threshold=threshold)
    return text("access.protected" if mark is Mark.PROTECTED else "access.missing", lang)


def _parent(code: str) -> str:
    return code[: _SUBDISTRICT_DIGITS if len(code) == _VILLAGE_DIGITS else _DISTRICT_DIGITS]


def _protect(cells: Mapping[str, int], threshold: int) -> dict[str, Mark]:
    """Mark the cells of one parent so that each small one could be anything from 1 to threshold − 1.

    With the total known, a hidden cell can be larger only as far as the others can be smaller: the sum of
    what the hidden cells have above their least possible value must reach threshold − 2, and, when only
    small cells are hidden, likewise what they lack to their greatest. Large cells are added in the order of
    codes – an order that says nothing about their values – until that holds; if it never does, the whole
    group is hidden without saying which are small.
    """
    small = {code: value for code, value in cells.items() if 1 <= value < threshold}
    if not small:
        return {}
    need = threshold - 2
    below = sum(value - 1 for value in small.values())
    above = sum(threshold - 1 - value for value in small.values())
    marks = dict.fromkeys(small, Mark.FEW)
    if below >= need and above >= need:
        return marks
    for code, value in cells.items():
        if value >= threshold:
            marks[code] = Mark.PROTECTED
            below += value - threshold
            if below >= need:
                return marks
    return dict.fromkeys(cells, Mark.PROTECTED)
