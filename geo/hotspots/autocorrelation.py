"""Global and local Moran on empirical-Bayes standardised rates, Getis–Ord Gi and Gi*."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from geo.hotspots import permutation
from geo.hotspots.inputs import Flags, Floats, Integers, vector
from geo.hotspots.weights import matrix

QUADRANTS = ("HH", "LH", "LL", "HL")
"""Own value high or low, then the neighbours' mean high or low: HH is a hot spot, LL a cold spot."""


@dataclass(frozen=True)
class GlobalMoran:
    """Moran's I with its two-sided permutation p-value. ``isolates`` are positions without a neighbour."""

    statistic: float
    expected: float
    p_value: float
    permuted: Floats
    areas: int
    isolates: Integers
    permutations: int
    seed: int


@dataclass(frozen=True)
class LocalStatistic:
    """A local statistic per area; NaN where an area has no value or no neighbour.

    ``p_value`` is two-sided from conditional permutations, ``q_value`` its Benjamini–Hochberg adjustment
    over the judged areas (significant at a false discovery rate r where q ≤ r). ``z`` holds the standardised
    values for local Moran and the standard deviate for Getis–Ord; ``lag`` is the neighbours' weighted sum of
    ``z`` for local Moran and of the values for Getis–Ord; ``quadrant`` indexes ``QUADRANTS``
    (−1: not judged).
    """

    name: str
    statistic: Floats
    z: Floats
    lag: Floats
    p_value: Floats
    q_value: Floats
    quadrant: Integers
    isolates: Integers
    permutations: int
    seed: int

    def significant(self, *, rate: float = 0.05) -> Flags:
        """Say where the statistic is significant at the false discovery rate ``rate``."""
        return np.nan_to_num(self.q_value, nan=1.0) <= rate


def standardised_rates(observed: Any, population: Any) -> Floats:
    """Return Assunção & Reis's (1999) empirical-Bayes standardised rates.

    zᵢ = (pᵢ − b)/√(a + b/nᵢ); where a + b/nᵢ is not positive, b/nᵢ is taken instead. NaN where the count
    or the population is missing or the population is zero; all NaN when there is no case at all.
    """
    o, n = vector(observed, name="observed"), vector(population, name="population")
    if o.size != n.size:
        raise ValueError(f"observed has {o.size} entries, population has {n.size}")
    z = np.full(o.size, np.nan)
    judged = np.isfinite(o) & np.isfinite(n) & (n > 0)
    o, n = o[judged], n[judged]
    if o.sum() == 0:
        return z
    rate, common = o / n, o.sum() / n.sum()
    between = (n * (rate - common) ** 2).sum() / n.sum() - common / n.mean()
    variance = between + common / n
    z[judged] = (rate - common) / np.sqrt(np.where(variance <= 0, common / n, variance))
    return z


def moran_eb(
    observed: Any,
    population: Any,
    weights: Any,
    *,
    permutations: int = 999,
    seed: int = 0,
    count_isolates: bool = True,
) -> GlobalMoran:
    """Compute Moran's I of empirical-Bayes standardised rates (Assunção & Reis 1999).

    With ``population`` None, ``observed`` is taken as values to be used as they are. ``weights`` (a
    ``Graph``, ``W`` or matrix in the vectors' order) are used with the transform they carry. Areas without a
    value are left out with their links. ``count_isolates=False`` leaves areas without a neighbour out of n
    (spdep's ``adjust.n``). The statistic is NaN for fewer than three values or values all alike.
    """
    values = _values(observed, population)
    used, w, isolates = _subset(values, weights)
    x = values[used]
    spread = x - x.mean() if x.size else x
    square, total = float(spread @ spread), float(w.sum())
    n = x.size if count_isolates else x.size - isolates.size
    positions = np.flatnonzero(used)[isolates]
    expected = -1 / (n - 1) if n > 1 else float("nan")
    if n < 3 or square <= 1e-24 * max(float(x @ x), 1.0) or total == 0:
        nothing = np.empty(0)
        return GlobalMoran(float("nan"), expected, float("nan"), nothing, n, positions, permutations, seed)
    statistic = float(n / total * (spread @ (w @ spread)) / square)
    parts = [
        n / total * (orders * (w @ orders.T).T).sum(axis=1) / square
        for orders in permutation.shuffled(spread, permutations=permutations, seed=seed)
    ]
    permuted = np.concatenate([np.empty(0), *parts])
    p_value = float(permutation.two_sided(statistic, permuted)) if permutations else float("nan")
    return GlobalMoran(statistic, expected, p_value, permuted, n, positions, permutations, seed)


def local_moran(
    observed: Any, population: Any, weights: Any, *, permutations: int = 999, seed: int = 0
) -> LocalStatistic:
    """Compute local Moran's Iᵢ (Anselin 1995) of empirical-Bayes standardised rates.

    Iᵢ = zᵢ Σⱼ wᵢⱼzⱼ / (Σz²/n), z about its mean: spdep's ``localmoran``. Arguments as ``moran_eb``.
    """
    values = _values(observed, population)
    used, w, isolates = _subset(values, weights)
    x = values[used]
    spread = x - x.mean() if x.size else x
    square = float(spread @ spread) / max(x.size, 1)
    if x.size < 3 or square <= 1e-24 * max(float(x @ x), 1.0):
        return _nothing("local_moran", used, isolates, permutations, seed)
    lag = w @ spread
    p_value = permutation.conditional_lag_p(spread, w, permutations=permutations, seed=seed)
    quadrant = np.where(spread > 0, np.where(lag > 0, 0, 3), np.where(lag > 0, 1, 2))
    sd = np.sqrt(square)
    parts = _Parts(spread * lag / square, spread / sd, lag / sd, p_value, quadrant)
    return _local("local_moran", used, isolates, parts, permutations=permutations, seed=seed)


def getis_ord(
    observed: Any, population: Any, weights: Any, *, star: bool = True, permutations: int = 999, seed: int = 0
) -> LocalStatistic:
    """Compute Getis–Ord Gi* (or Gi with ``star=False``) as standard deviates (Ord & Getis 1995, eq. 14).

    For Gi*, an area without a weight on itself gets its largest neighbour weight (1 for binary weights), and
    rows that summed to 1 are made to sum to 1 again. Arguments as ``moran_eb``; values as spdep's ``localG``.
    """
    values = _values(observed, population)
    used, w, isolates = _subset(values, weights)
    x, n = values[used], int(used.sum())
    name = "gi_star" if star else "gi"
    if n < 3 or np.ptp(x) <= 1e-12 * max(np.abs(x).max(), 1e-300):
        return _nothing(name, used, isolates, permutations, seed)
    w = _with_self(w) if star else _without_self(w)
    total, squares, lag = w.sum(axis=1), (w.power(2)).sum(axis=1), w @ x
    if star:
        mean, variance, m = np.full(n, x.mean()), np.full(n, x.var()), n
    else:
        mean = (x.sum() - x) / (n - 1)
        variance, m = ((x @ x) - x**2) / (n - 1) - mean**2, n - 1
    scale = np.sqrt(np.maximum(variance * (m * squares - total**2) / (m - 1), 0.0))
    deviate = np.divide(lag - total * mean, scale, out=np.full(n, np.nan), where=scale > 0)
    deviate[isolates] = np.nan
    p_value = permutation.conditional_lag_p(x, w, permutations=permutations, seed=seed)
    quadrant = np.where(deviate > 0, 0, 2)
    parts = _Parts(deviate, deviate, lag, p_value, quadrant)
    return _local(name, used, isolates, parts, permutations=permutations, seed=seed)


def _values(observed: Any, population: Any) -> Floats:
    if population is None:
        return np.array(observed, dtype=np.float64)
    return standardised_rates(observed, population)


def _subset(values: Floats, weights: Any) -> tuple[Flags, sparse.csr_array, Integers]:
    w = matrix(weights)
    if w.shape[0] != values.size:
        raise ValueError(f"weights are for {w.shape[0]} areas, values for {values.size}")
    used = np.isfinite(values)
    if not used.all():
        standardised = _rows_sum_to_one(w)
        w = sparse.csr_array(w[used][:, used])
        w = _standardise(w) if standardised else w
    return used, w, np.flatnonzero(np.diff(_without_self(w).indptr) == 0)


def _rows_sum_to_one(w: sparse.csr_array) -> bool:
    sums = w.sum(axis=1)
    return bool(sums.size and np.allclose(sums[sums > 0], 1.0))


def _standardise(w: sparse.csr_array) -> sparse.csr_array:
    sums = w.sum(axis=1)
    scale = np.divide(1.0, sums, out=np.zeros_like(sums), where=sums > 0)
    return sparse.csr_array(sparse.diags_array(scale, format="csr") @ w)


def _without_self(w: sparse.csr_array) -> sparse.csr_array:
    result = sparse.csr_array(w - sparse.diags_array(w.diagonal(), format="csr"))
    result.eliminate_zeros()
    return result


def _with_self(w: sparse.csr_array) -> sparse.csr_array:
    own = w.diagonal()
    largest = np.asarray(w.max(axis=1).todense()).ravel()
    added = np.where(own > 0, 0.0, largest)
    result = sparse.csr_array(w + sparse.diags_array(added, format="csr"))
    return _standardise(result) if _rows_sum_to_one(w) else result


@dataclass(frozen=True)
class _Parts:
    """What a local statistic found for the areas that have a value."""

    statistic: Floats
    z: Floats
    lag: Floats
    p_value: Floats
    quadrant: Integers


def _local(
    name: str, used: Flags, isolates: Integers, parts: _Parts, *, permutations: int, seed: int
) -> LocalStatistic:
    joined = np.ones(parts.statistic.size, dtype=bool)
    joined[isolates] = False
    judged = joined & np.isfinite(parts.statistic) & np.isfinite(parts.p_value)
    q_value = np.full(judged.size, np.nan)
    if judged.any():
        from scipy import stats  # slow to import: only where something is judged

        q_value[judged] = stats.false_discovery_control(parts.p_value[judged])
    positions = np.flatnonzero(used)

    def whole(part: Floats, where: Flags) -> Floats:
        result = np.full(used.size, np.nan)
        result[positions[where]] = part[where]
        return result

    quadrant = np.full(used.size, -1)
    quadrant[positions[judged]] = parts.quadrant[judged]
    return LocalStatistic(
        name,
        statistic=whole(parts.statistic, joined),
        z=whole(parts.z, np.ones_like(joined)),
        lag=whole(parts.lag, joined),
        p_value=whole(parts.p_value, judged),
        q_value=whole(q_value, judged),
        quadrant=quadrant,
        isolates=positions[isolates],
        permutations=permutations,
        seed=seed,
    )


def _nothing(name: str, used: Flags, isolates: Integers, permutations: int, seed: int) -> LocalStatistic:
    size = int(used.sum())
    nan = np.full(size, np.nan)
    blank = _Parts(nan, nan, nan, nan, np.full(size, -1))
    return _local(name, used, isolates, blank, permutations=permutations, seed=seed)
