"""Class breaks and the legend that says what each colour means and how many areas have it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jenkspy
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.maps import ramps
from geo.text import Phrase, fixed, integer, text

FloatArray = npt.NDArray[np.float64]

SCHEMES: Mapping[str, Callable[[FloatArray, int], FloatArray]] = {
    "jenks": lambda values, k: np.asarray(jenkspy.jenks_breaks(values, n_classes=k)[1:-1], dtype=float),
    "quantiles": lambda values, k: np.quantile(values, np.arange(1, k) / k),
    "equal": lambda values, k: np.linspace(values.min(), values.max(), k + 1)[1:-1],
}
"""Inner class breaks (upper bounds of all classes but the last) by the name a screen passes."""

_AROUND_ONE = (0.5, 0.8, 1.25, 2.0)
_PROBABILITY = (0.05, 0.5, 0.8, 0.95)
FIXED_BREAKS: Mapping[str, tuple[float, ...]] = {
    "relative_risk": _AROUND_ONE,
    "eb_relative_risk": _AROUND_ONE,
    "exceedance_1": _PROBABILITY,
    "exceedance_2": _PROBABILITY,
}
"""Breaks of measures whose values mean the same on every map: ratios around 1 (symmetric on the log scale
but for rounding) and probabilities (0.80 and 0.95 are the thresholds of the hotspot classes)."""


@dataclass(frozen=True)
class LegendClass:
    """One row of a legend; ``key`` is "zero", "missing", "suppressed" or the number of a class."""

    key: str
    fill: str
    label: Phrase | str
    count: int
    hatch: bool = False


@dataclass(frozen=True)
class Legend:
    """Classes and the class of each area; ``codes`` maps area code → position in ``classes``."""

    classes: tuple[LegendClass, ...]
    codes: Mapping[str, int] = field(default_factory=dict)


def classify(
    values: "pd.Series[Any]",
    *,
    scheme: str = "jenks",
    classes: int = 5,
    digits: int = 1,
    breaks: tuple[float, ...] | None = None,
    lang: str = "id",
) -> Legend:
    """Cut ``values`` (area code → number, NA where missing) into classes with zero and missing apart.

    ``breaks`` (four, rising) cut into five fixed classes, drawn diverging; otherwise ``scheme`` finds the
    breaks among the positive values. Labels are written in ``lang`` with ``digits`` decimals; the breaks
    are rounded to what the label shows before anything is classed: the legend says what was drawn.
    """
    numbers = pd.to_numeric(values, errors="coerce").astype(float)
    positive = numbers[(numbers > 0) & np.isfinite(numbers)]
    fixed_breaks = breaks is not None
    if breaks is not None:
        upper = np.array(breaks)
        colours: tuple[str, ...] = ramps.DIVERGING
    else:
        upper = _breaks(np.asarray(positive, dtype=np.float64), scheme, classes, digits)
        colours = ramps.SEQUENTIAL[len(upper) + 1] if len(positive) else ()
    step = 10.0**-digits
    rounded = np.round(positive.to_numpy(), digits) if not fixed_breaks else positive.to_numpy()
    position = np.searchsorted(upper, rounded, side="right" if fixed_breaks else "left")
    rows: list[LegendClass] = []
    codes: dict[str, int] = {}
    for i, colour in enumerate(colours):
        members = positive.index[position == i]
        low = upper[i - 1] if i else None
        high = upper[i] if i < len(upper) else None
        label = _label(low, high, positive, step=step, digits=digits, fixed_breaks=fixed_breaks, lang=lang)
        rows.append(LegendClass(str(i), colour, label, len(members)))
        codes.update(dict.fromkeys(map(str, members), i))
    zero = numbers.index[numbers == 0]
    missing = numbers.index[~np.isfinite(numbers)]
    rows.append(LegendClass("zero", ramps.ZERO, text("maps.zero", lang), len(zero)))
    codes.update(dict.fromkeys(map(str, zero), len(rows) - 1))
    rows.append(LegendClass("missing", ramps.MISSING, text("maps.missing", lang), len(missing)))
    codes.update(dict.fromkeys(map(str, missing), len(rows) - 1))
    return Legend(tuple(rows), codes)


def _breaks(values: FloatArray, scheme: str, classes: int, digits: int) -> FloatArray:
    """Return the inner breaks (upper bounds of all classes but the last), rounded, strictly rising."""
    distinct = np.unique(np.round(values, digits))
    k = min(classes, len(distinct))
    if k <= 1:
        return np.array([])
    inner = np.unique(np.round(SCHEMES[scheme](values, k), digits))
    kept: FloatArray = inner[(inner >= distinct[0]) & (inner < distinct[-1])]
    return kept


def _label(
    low: float | None,
    high: float | None,
    positive: "pd.Series[Any]",
    *,
    step: float,
    digits: int,
    fixed_breaks: bool,
    lang: str,
) -> str:
    def say(value: float) -> str:
        return integer(value, lang) if digits == 0 else fixed(value, lang, digits)

    if fixed_breaks:
        if low is None and high is not None:
            return f"< {fixed(high, lang, 2)}"
        if high is None and low is not None:
            return f"≥ {fixed(low, lang, 2)}"
        return f"{fixed(low or 0, lang, 2)} – < {fixed(high or 0, lang, 2)}"
    first = float(positive.min()) if low is None else low + step
    last = float(positive.max()) if high is None else high
    return say(last) if say(first) == say(last) else f"{say(first)} – {say(last)}"
