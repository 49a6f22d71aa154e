"""Trends in time: Mann–Kendall with ties and seasons, Sen's slope, emerging hot spots."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from geo.hotspots.inputs import Flags, Floats

_LEAST = 4
"""Fewest values a trend is tested on: with three, even a perfect rise has p = 0.30."""


@dataclass(frozen=True)
class Trend:
    """A Mann–Kendall test: ``s``, its standard deviate, two-sided p-value, Kendall's tau and Sen's slope.

    NaN p-value and slope where fewer than four values can be compared or all are alike. ``slope`` is the
    change of the value per unit of time.
    """

    s: float
    z: float
    p_value: float
    tau: float
    slope: float
    n: int

    @property
    def judged(self) -> bool:
        """Say whether the test could be made."""
        return bool(np.isfinite(self.p_value))

    def rising(self, *, level: float = 0.05) -> bool:
        """Say whether there is a rise, one-sided at ``level``."""
        return self.judged and self.s > 0 and self.p_value / 2 <= level


def mann_kendall(values: Any, *, times: Any = None, seasons: Any = None) -> Trend:
    """Test a series for a monotone trend (Mann 1945; Kendall 1975), ties and seasons allowed.

    ``values`` (n,), NaN left out. ``times`` (default 0, 1, 2 …) order the values and give the slope its
    unit; they may be irregular. With ``seasons`` (n,) only values of one season are compared and the
    seasons' scores are added (Hirsch, Slack & Smith 1982). The variance is corrected for ties, the deviate
    for continuity.
    """
    x = np.asarray(values, dtype=np.float64)
    t = np.arange(x.size, dtype=np.float64) if times is None else np.asarray(times, dtype=np.float64)
    season = np.zeros(x.size) if seasons is None else np.asarray(seasons)
    known = np.isfinite(x)
    x, t, season = x[known], t[known], season[known]
    score, variance, pairs = 0.0, 0.0, 0.0
    slopes: list[npt.NDArray[np.float64]] = []
    for one in np.unique(season):
        own = season == one
        part = _score(x[own], t[own])
        score, variance, pairs = score + part[0], variance + part[1], pairs + part[2]
        slopes.append(part[3])
    every = np.concatenate(slopes) if slopes else np.empty(0)
    if x.size < _LEAST or variance <= 0:
        return Trend(score, float("nan"), float("nan"), float("nan"), float("nan"), int(x.size))
    z = (score - np.sign(score)) / np.sqrt(variance)
    return Trend(
        s=score,
        z=float(z),
        p_value=float(2 * special.ndtr(-abs(z))),
        tau=score / pairs if pairs else float("nan"),
        slope=float(np.median(every)) if every.size else float("nan"),
        n=int(x.size),
    )


def _score(x: Floats, t: Floats) -> tuple[float, float, float, Floats]:
    """Return S, its variance, the number of pairs and the pairwise slopes of one season."""
    n = x.size
    first, second = np.triu_indices(n, 1)
    forward = np.sign(t[second] - t[first])
    signs = np.sign(x[second] - x[first]) * forward
    variance = (n * (n - 1) * (2 * n + 5) - _ties(x)) / 18
    apart = forward != 0
    slopes = (x[second] - x[first])[apart] / (t[second] - t[first])[apart]
    return float(signs.sum()), float(variance), float(apart.sum()), slopes


def _ties(x: Floats) -> float:
    """Return Σ u(u−1)(2u+5) over the groups of u equal values."""
    u = np.unique(x, return_counts=True)[1].astype(np.float64)
    return float((u * (u - 1) * (2 * u + 5)).sum())


class Emerging(Enum):
    """How an area's hot spot has come about, after ArcGIS' emerging hot spot analysis."""

    NEW = "new"
    CONSECUTIVE = "consecutive"
    INTENSIFYING = "intensifying"
    PERSISTENT = "persistent"
    DIMINISHING = "diminishing"
    SPORADIC = "sporadic"
    HISTORICAL = "historical"
    NONE = "none"
    UNKNOWN = "unknown"


def emerging(deviates: Any, hot: Any, *, level: float = 0.05) -> list[Emerging]:
    """Classify each area's history of hot spots.

    ``deviates`` (areas, periods) are Gi* of consecutive periods of one length, NaN where not judged;
    ``hot`` says where they are significantly high. Of the periods judged (at least four):

    new: hot in the last only; consecutive: hot in an unbroken run to the last, not before, under 90 %;
    intensifying, diminishing, persistent: hot in 90 % and in the last, Gi* rising, falling or neither
    (Mann–Kendall at ``level``); sporadic: hot in the last, and on and off before; historical: hot in 90 %
    but not in the last; none: else.
    """
    z, is_hot = np.asarray(deviates, dtype=np.float64), np.asarray(hot, dtype=bool)
    if z.shape != is_hot.shape or z.ndim != 2:
        raise ValueError(f"deviates are {z.shape}, hot is {is_hot.shape}: both must be (areas, periods)")
    return [_emerging(row, flags[np.isfinite(row)], level) for row, flags in zip(z, is_hot, strict=True)]


def _emerging(z: Floats, hot: Flags, level: float) -> Emerging:
    if hot.size < _LEAST or not np.isfinite(z[-1]):
        return Emerging.UNKNOWN
    often = hot.mean() >= 0.9
    if not hot[-1]:
        return Emerging.HISTORICAL if often else Emerging.NONE
    if often:
        trend = mann_kendall(z)
        if trend.judged and trend.p_value <= level:
            return Emerging.INTENSIFYING if trend.s > 0 else Emerging.DIMINISHING
        return Emerging.PERSISTENT
    if hot.sum() == 1:
        return Emerging.NEW
    run = hot.size - int(np.flatnonzero(~hot)[-1]) - 1
    return Emerging.CONSECUTIVE if run == hot.sum() else Emerging.SPORADIC
