"""The registry of measures: what a map, a table, an export or a command can show of a selection."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd

from geo import areas, store
from geo.counts import Selection, Sentences, Window
from geo.errors import UserError
from geo.rates import arithmetic
from geo.text import Phrase, fixed

REFERENCES = ("selection", "nation")
RETURNS = ("deportations", "deceased", "repatriations", "returns_all")
MEASURED = tuple(key for key in store.INDICATORS if key != "placement_target")
PER_PLACEMENTS = 1_000


@dataclass(frozen=True)
class Measure:
    """One way to show a selection.

    ``compute(selection, reference=…)`` returns one number for each row of ``selection.table`` (same index,
    NaN = missing) and changes nothing. ``missing`` says why a number is missing where the count is there.
    ``kind``: rates are coloured areas, counts are circles. ``indicators``: those it can be asked of.
    """

    key: str
    kind: Literal["rate", "count"]
    digits: int
    label: Phrase
    definition: Phrase
    numerator: Phrase
    denominator: Phrase | None
    reference: Phrase | None
    missing: Phrase
    compute: Callable[..., "pd.Series[float]"]
    indicators: tuple[str, ...] = MEASURED
    origin_only: bool = True

    def applies(self, indicator: str, role: str = "origin") -> bool:
        """Say whether the measure can be asked of an indicator and role; arrivals have no rates."""
        return indicator in self.indicators and (role == "origin" or not self.origin_only)

    def format(self, value: float, lang: str) -> str:
        """Write a value with the measure's own decimals."""
        return fixed(value, lang, self.digits)


_registered: dict[str, Measure] = {}
MEASURES: Mapping[str, Measure] = MappingProxyType(_registered)
"""Every measure by its key, in the order of a menu; later rooms add theirs with ``register``."""


def register(measure: Measure) -> Measure:
    """Add a measure; its key must be new."""
    if measure.key in _registered:
        raise ValueError(f"measure {measure.key!r} is registered twice")
    _registered[measure.key] = measure
    return measure


def measure(key: str) -> Measure:
    """Return a measure by its key; raises ``UserError`` with the keys that exist."""
    if key not in _registered:
        raise UserError("rates.measure_unknown", given=key, known=list(_registered))
    return _registered[key]


def available(indicator: str, role: str = "origin") -> list[Measure]:
    """Return the measures that can be asked of an indicator and role."""
    return [m for m in _registered.values() if m.applies(indicator, role)]


def measure_table(selection: Selection, key: str, *, reference: str = "selection") -> pd.DataFrame:
    """Return the selection's table with two columns more: ``measure`` (float) and ``reason``.

    ``reason`` is a Phrase where the measure is missing, None elsewhere. Raises ``UserError`` for a measure
    or reference that does not exist or cannot be asked of this indicator and role.
    """
    chosen = measure(key)
    if reference not in REFERENCES:
        raise UserError("rates.reference_unknown", given=reference, known=list(REFERENCES))
    if not chosen.applies(selection.indicator, selection.role):
        raise UserError(
            "rates.not_applicable",
            measure=chosen.label,
            indicator=Phrase(f"counts.indicator.{selection.indicator}"),
            role=Phrase(f"counts.role.{selection.role}"),
        )
    values = chosen.compute(selection, reference=reference)
    table = selection.table.assign(measure=values.astype("float64"))
    reasons = [
        None if known else _why(selection, str(area), chosen)
        for area, known in zip(table.index, values.notna(), strict=True)
    ]
    return table.assign(reason=pd.Series(reasons, index=table.index, dtype="object"))


def _why(selection: Selection, area: str, chosen: Measure) -> Phrase:
    row = selection.table.loc[area]
    if row["status"] in ("few", "protected"):
        return Phrase("rates.missing_hidden")
    if row["status"] != "missing":
        return chosen.missing
    if row["before_split"]:
        split = areas.split_since(area, min(p.start for p in selection.chosen[area]))[-1]
        return Phrase("rates.missing_before_split", {"split": split.sentence})
    return Phrase("rates.missing_figure")


def sentence(selection: Selection, key: str, *, reference: str = "selection") -> Phrase:
    """Return what is shown in words: the selection, then the measure with what it is divided by."""
    chosen = measure(key)
    parts = [selection.sentence, Phrase("rates.sentence", {"definition": chosen.definition})]
    if chosen.reference is not None:
        place = areas.name(selection.within if reference == "selection" else areas.NATION)
        parts.append(Phrase(f"rates.reference_{reference}", {"place": place}))
    return Sentences("rates.said", parts=parts)


def population(selection: Selection) -> "pd.Series[float]":
    """Return the inhabitants of each area of the selection (float, NaN where not known)."""
    people = areas.table(selection.level)["population"].reindex(selection.table.index)
    return people.astype("float64")


def observed(selection: Selection) -> "pd.Series[float]":
    """Return the selection's counts as floats, NaN where missing."""
    return selection.table["value"].astype("float64")


def expected_counts(selection: Selection, *, reference: str = "selection") -> "pd.Series[float]":
    """Return expected counts of the areas with a figure, under the chosen reference.

    "selection": the areas shown that have a figure. "nation": the nation's own figure over exactly the days
    an area's figure covers, divided by the nation's population; missing where there is no such figure.
    """
    cases, people = observed(selection), population(selection)
    if reference == "selection":
        values = pd.Series(arithmetic.expected(cases, people), index=cases.index)
    else:
        inhabitants = float(areas.table("nation")["population"].sum())
        own = over_same_days(selection, selection.indicator, level="nation", within=areas.NATION)
        values = own / inhabitants * people
    return values.where(cases.notna())


def over_same_days(
    selection: Selection, indicator: str, *, level: str | None = None, within: str | None = None
) -> "pd.Series[float]":
    """Return, for each area, another figure that covers exactly the days the area's own figure covers.

    With ``level`` "nation" the same national figure stands for every area. NaN where there is none: figures
    of other days are never compared, and nothing is pro-rated.
    """
    found: dict[Window, dict[Hashable, Any]] = {}
    values = {}
    for area in selection.table.index:
        blocks = _blocks(selection, str(area))
        parts = []
        for block in blocks:
            if block not in found:
                other = selection.again(window=block, indicator=indicator, level=level, within=within).table
                found[block] = other.loc[other["days_covered"] == block.days, "value"].to_dict()
            parts.append(found[block].get(areas.NATION if level == "nation" else str(area), float("nan")))
        values[area] = sum(parts) if parts else float("nan")
    return pd.Series(values, index=selection.table.index, dtype="float64")


def _blocks(selection: Selection, area: str) -> list[Window]:
    """Return the days an area's figures cover as unbroken spans."""
    blocks: list[Window] = []
    for piece in selection.chosen.get(area, ()):
        if piece.held:
            continue
        if blocks and (piece.start - blocks[-1].end).days == 1:
            blocks[-1] = Window(blocks[-1].start, piece.end)
        else:
            blocks.append(Window(piece.start, piece.end))
    return blocks
