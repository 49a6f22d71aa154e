"""Checks that every statistic of this room makes on what it is handed."""

from typing import Any

import numpy as np
import numpy.typing as npt

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
