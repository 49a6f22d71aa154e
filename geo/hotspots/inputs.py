"""Checks that every statistic of this room makes on what it is handed."""

from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import UserError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def vector(values: Any, *, name: str) -> Floats:
    """Return a one-dimensional float copy of ``values``; missing entries (None, NA) become NaN.

    Raises ``ValueError`` for more than one dimension, infinite or negative values.
    """
    if hasattr(values, "to_numpy"):
        array = np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    else:
        array = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"{name} must have one dimension, has {array.ndim}")
    if np.isinf(array).any():
        raise ValueError(f"{name} holds an infinite value")
    if (array < 0).any():
        raise ValueError(f"{name} holds a negative value")
    return array.copy()


def pair(first: Any, second: Any, *, names: tuple[str, str]) -> tuple[Floats, Floats]:
    """Return both as vectors of one length; raises ``ValueError`` when the lengths differ."""
    a, b = vector(first, name=names[0]), vector(second, name=names[1])
    if a.shape != b.shape:
        raise ValueError(f"{names[0]} has {a.size} entries, {names[1]} has {b.size}")
    return a, b


def located(points: Any, cases: Floats, population: Floats) -> tuple[Integers, Floats, Floats, Floats]:
    """Return the positions of the areas without a missing value, with their points, cases and population.

    ``points`` (n, 2); ``cases`` and ``population`` (n,) or (n, periods). Raises ``ValueError`` for another
    shape or a negative number, ``UserError`` when cases lie where nobody lives.
    """
    place = np.asarray(points, dtype=np.float64)
    place = place.reshape(-1, 2) if place.size == 0 else place
    if place.shape != (len(cases), 2):
        raise ValueError(f"points must have shape ({len(cases)}, 2), have {place.shape}")
    if population.shape != cases.shape:
        raise ValueError(f"cases are {cases.shape}, population is {population.shape}")
    known = np.isfinite(place).all(axis=1)
    for numbers in (cases, population):
        known &= np.isfinite(numbers).all(axis=tuple(range(1, numbers.ndim)))
    used = np.flatnonzero(known)
    c, people = cases[used], population[used]
    if (c < 0).any() or (people < 0).any():
        raise ValueError("cases and population cannot be negative")
    stray = int(((people == 0) & (c > 0)).sum())
    if stray:
        raise UserError("hotspots.cases_without_population", n=stray)
    return used, place[used], c, people
