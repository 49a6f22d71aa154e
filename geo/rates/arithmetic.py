"""Rates, expected counts and relative risks, as plain functions on arrays."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def _aligned(first: Any, second: Any) -> tuple[Floats, Floats]:
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if len(a) != len(b):
        raise ValueError(f"lengths differ: {len(a)} and {len(b)}")
    if (a < 0).any() or (b < 0).any():
        raise ValueError("counts and populations cannot be negative")
    return a, b


def rate(observed: Any, population: Any, *, per: float = 100_000) -> Floats:
    """Return observed / population × ``per``; NaN where either is missing or the population is 0."""
    cases, people = _aligned(observed, population)
    return np.divide(cases * per, people, out=np.full_like(cases, np.nan), where=people > 0)


def reference_rate(observed: Any, population: Any) -> float:
    """Return Σ observed / Σ population over the areas where both are known; NaN when there is none."""
    cases, people = _aligned(observed, population)
    known = np.isfinite(cases) & np.isfinite(people)
    total = people[known].sum()
    return float(cases[known].sum() / total) if total > 0 else float("nan")


def expected(observed: Any, population: Any, *, reference_rate: Any = None) -> Floats:
    """Return the cases each area would have at the reference rate (indirect standardisation).

    ``observed``: shape (areas,), NaN where missing. ``population``: (areas,), or (areas, strata) with
    ``reference_rate`` of shape (strata,), e.g. by age and sex. Without ``reference_rate`` it is
    Σ observed / Σ population over the areas with data, so that there Σ expected = Σ observed.
    NaN where the population is missing. Breslow & Day (1987), Statistical Methods in Cancer Research II, 2.3.
    """
    cases, people = _aligned(observed, population)
    if reference_rate is None:
        if people.ndim != 1:
            raise ValueError("strata need a reference rate for each of them")
        reference_rate = _overall(cases, people)
    rates = np.asarray(reference_rate, dtype=float)
    result: Floats = people * rates if people.ndim == 1 else people @ rates
    return result


def _overall(cases: Floats, people: Floats) -> float:
    return reference_rate(cases, people)


def relative_risk(observed: Any, expected: Any) -> Floats:
    """Return observed / expected; NaN where either is missing or nothing is expected."""
    cases, hoped = _aligned(observed, expected)
    return np.divide(cases, hoped, out=np.full_like(cases, np.nan), where=hoped > 0)
