"""Alerts for a sudden rise: is the latest count more than earlier periods lead one to expect?"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import special

from geo.hotspots.inputs import Floats, pair

Verdict = Literal["alert", "none", "few_cases", "short_baseline", "unknown"]


@dataclass(frozen=True)
class AlertRule:
    """When a rise is an alert; printed with every result.

    ``level``: one-sided error of a single judgement. ``least_cases``: fewer cases than this in the period
    never alert. ``least_periods`` and ``least_baseline``: earlier periods, and cases in them, below which
    nothing is judged (low-baseline guard).
    """

    level: float = 0.01
    least_cases: int = 5
    least_periods: int = 3
    least_baseline: int = 3


@dataclass(frozen=True)
class Alert:
    """The latest count against what earlier periods lead one to expect, and up to where chance reaches."""

    verdict: Verdict
    observed: float
    expected: float
    upper: float
    dispersion: float
    periods: int

    @property
    def raised(self) -> bool:
        """Say whether this is an alert."""
        return self.verdict == "alert"


def alert(
    observed: float, exposure: float, baseline: Any, baseline_exposure: Any, *, rule: AlertRule | None = None
) -> Alert:
    """Judge one count against earlier counts of periods of any length (Farrington et al. 1996).

    ``baseline`` are the counts of earlier, non-overlapping periods, ``baseline_exposure`` their lengths (days
    or person-days); ``exposure`` is the length of the period judged. Counts are never pro-rated: the lengths
    enter a quasi-Poisson model with a constant rate as its offset. Earlier periods with an Anscombe residual
    above 1 are weighted down by its square, as in the paper: an old outbreak must not hide a new one. The
    limit is the paper's, on the ⅔-power scale, with over-dispersion (at least 1) and the rate's own error.
    """
    rule = rule or AlertRule()
    past, length = pair(baseline, baseline_exposure, names=("baseline", "baseline_exposure"))
    known = np.isfinite(past) & np.isfinite(length) & (length > 0)
    past, length = past[known], length[known]
    nan = float("nan")
    if not np.isfinite(observed) or not exposure > 0:
        return Alert("unknown", observed, nan, nan, nan, past.size)
    if past.size < rule.least_periods or past.sum() < rule.least_baseline:
        return Alert("short_baseline", observed, nan, nan, nan, past.size)
    weight = np.ones(past.size)
    mean, spread = _fit(past, length, weight)
    for _ in range(10):
        residual = _anscombe(past, mean * length, spread)
        weight = np.where(residual > 1, np.maximum(residual, 1.0) ** -2.0, 1.0)
        weight *= past.size / weight.sum()
        mean, spread = _fit(past, length, weight)
    expected = mean * exposure
    error = spread * expected**2 / (weight * mean * length).sum()  # variance of the expectation
    reach = special.ndtri(1 - rule.level) * np.sqrt((spread * expected + error) / expected**2)
    upper = float(expected * (1 + 2 / 3 * reach) ** 1.5)
    if observed <= upper:
        verdict: Verdict = "none"
    else:
        verdict = "alert" if observed >= rule.least_cases else "few_cases"
    return Alert(verdict, observed, float(expected), upper, float(spread), past.size)


def _fit(past: Floats, length: Floats, weight: Floats) -> tuple[float, float]:
    rate = float((weight * past).sum() / (weight * length).sum())
    pearson = weight * (past - rate * length) ** 2 / (rate * length)
    return rate, max(1.0, float(pearson.sum()) / (past.size - 1))


def _anscombe(past: Floats, expected: Floats, spread: float) -> Floats:
    return np.asarray(1.5 * (past ** (2 / 3) - expected ** (2 / 3)) / (expected ** (1 / 6) * np.sqrt(spread)))
