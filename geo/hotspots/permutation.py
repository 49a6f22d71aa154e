"""Two-sided p-values from permutations: the engine apart from the statistics."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import sparse

from geo.hotspots.inputs import Floats

_ENTRIES = 5_000_000
"""Shuffled positions held at a time."""


def two_sided(observed: npt.ArrayLike, permuted: Floats) -> Floats:
    """Return two-sided pseudo p-values: twice the smaller tail, at most 1.

    ``permuted`` is (..., permutations); a tail counts the permuted values at or beyond the observed one,
    the observed one included. As spdep's ``alternative = "two.sided"``.
    """
    value = np.asarray(observed, dtype=np.float64)[..., None]
    slack = 1e-12 * np.maximum(np.abs(value), 1e-300)  # equal up to rounding counts as equal
    size = permuted.shape[-1] + 1
    above = (permuted >= value - slack).sum(axis=-1) + 1
    below = (permuted <= value + slack).sum(axis=-1) + 1
    return np.asarray(np.minimum(2 * np.minimum(above, below) / size, 1.0), dtype=np.float64)


def shuffled(values: Floats, *, permutations: int, seed: int) -> Iterator[Floats]:
    """Yield random orders of ``values``, (some, n) at a time, ``permutations`` in all."""
    generator = np.random.default_rng(seed)
    rows = max(1, _ENTRIES // max(values.size, 1))
    for i in range(0, permutations, rows):
        yield generator.permuted(np.tile(values, (min(rows, permutations - i), 1)), axis=1)


def conditional_lag_p(values: Floats, weights: sparse.csr_array, *, permutations: int, seed: int) -> Floats:
    """Return two-sided p-values of Σⱼ wᵢⱼxⱼ, j ≠ i, when all values but the area's own are shuffled.

    ``values`` (n,) and ``weights`` (n × n, diagonal ignored). Any statistic that is linear in this sum with
    the area's own value held fixed (local Moran, Gi, Gi*) has this p-value. NaN for areas
    without a neighbour.
    """
    n = values.size
    off = weights - sparse.diags_array(weights.diagonal(), format="csr")
    off = sparse.csr_array(off)
    off.eliminate_zeros()
    counts = np.diff(off.indptr)
    p_values = np.full(n, np.nan)
    widest = int(counts.max(initial=0))
    if widest == 0 or n < 2 or permutations < 1:
        return p_values
    generator = np.random.default_rng(seed)
    rows = max(1, _ENTRIES // (n - 1))
    draws = np.concatenate(
        [
            generator.permuted(np.tile(np.arange(n - 1), (min(rows, permutations - i), 1)), axis=1)[
                :, :widest
            ]
            for i in range(0, permutations, rows)
        ]
    )
    for i in np.flatnonzero(counts):
        chosen = draws[:, : counts[i]]
        chosen = chosen + (chosen >= i)  # skip the area itself
        weight = off.data[off.indptr[i] : off.indptr[i + 1]]
        actual = values[off.indices[off.indptr[i] : off.indptr[i + 1]]] @ weight
        permuted = values[chosen] @ weight
        spread = np.abs(values).max() * weight.sum() * 1e-12
        above = (permuted >= actual - spread).sum() + 1
        below = (permuted <= actual + spread).sum() + 1
        p_values[i] = min(2 * min(above, below) / (permutations + 1), 1.0)
    return p_values
