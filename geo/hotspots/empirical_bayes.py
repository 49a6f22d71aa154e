"""Poisson–gamma empirical Bayes: relative risks that borrow strength, with their uncertainty."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import special

from geo.hotspots.inputs import Flags, Floats, pair

Method = Literal["ml", "clayton_kaldor", "marshall"]

_LARGEST_SIZE = 1e6
"""Shape from which the negative binomial is the Poisson distribution, and its gamma functions lose digits."""
_LEAST_GAIN = 1e-4
"""Log-likelihood that spread among the areas must add before it is believed to be there."""
_FIXPOINT_STEPS = 10_000
_FIXPOINT_TOLERANCE = 1e-12


@dataclass(frozen=True)
class RelativeRisk:
    """Posterior gamma distribution of every area's relative risk.

    ``shape`` and ``rate`` are the posterior parameters, NaN where an area cannot be judged (count or
    expectation missing, or expectation zero). ``prior_mean`` and ``prior_variance`` describe the gamma
    distribution of risks among the areas; a variance of 0 says that the counts vary no more than
    chance does: then every judged area has the common risk, with the uncertainty of that one number.
    """

    shape: Floats
    rate: Floats
    prior_mean: float
    prior_variance: float
    method: str
    level: float = 0.95

    @property
    def judged(self) -> Flags:
        """Say which areas have a posterior."""
        return np.isfinite(self.shape)

    @property
    def mean(self) -> Floats:
        """Return the posterior mean."""
        return self.shape / self.rate

    @property
    def lower(self) -> Floats:
        """Return the lower end of the central credible interval."""
        return self._quantile((1 - self.level) / 2)

    @property
    def upper(self) -> Floats:
        """Return the upper end of the central credible interval."""
        return self._quantile((1 + self.level) / 2)

    def exceedance(self, threshold: float) -> Floats:
        """Return P(relative risk > ``threshold``) for every area; NaN where it cannot be judged."""
        return np.asarray(special.gammaincc(self.shape, self.rate * threshold), dtype=np.float64)

    def _quantile(self, probability: float) -> Floats:
        return np.asarray(special.gammaincinv(self.shape, probability), dtype=np.float64) / self.rate


def relative_risk(
    observed: Any, expected: Any, *, method: Method = "ml", level: float = 0.95
) -> RelativeRisk:
    """Estimate every area's relative risk by Poisson–gamma empirical Bayes.

    ``observed`` and ``expected`` are vectors of one length. O ~ Poisson(θE), θ ~ gamma(mean m, variance v);
    the posterior is gamma(m²/v + O, m/v + E). The prior comes from all areas with E > 0:

    ``"ml"``: maximum likelihood of the negative binomial marginal (Clayton & Kaldor 1987, section 3.1);
    ``"clayton_kaldor"``: their moment iteration (their equations 4 and 5);
    ``"marshall"``: Marshall's (1991) global moments; with populations for ``expected`` the posterior mean
    is spdep's ``EBest`` rate.

    An area whose count or expectation is missing, or whose expectation is zero, gets NaN. With no
    variance beyond chance, or a single area, all judged areas share gamma(ΣO, ΣE) (ΣO at least ½).
    """
    o, e = pair(observed, expected, names=("observed", "expected"))
    judged = np.isfinite(o) & np.isfinite(e) & (e > 0)
    shape, rate = np.full(o.size, np.nan), np.full(o.size, np.nan)
    if not judged.any():
        return RelativeRisk(shape, rate, float("nan"), float("nan"), method, level)
    mean, variance = _PRIORS[method](o[judged], e[judged])
    if variance > 0:
        shape[judged] = mean**2 / variance + o[judged]
        rate[judged] = mean / variance + e[judged]
    else:
        shape[judged] = max(o[judged].sum(), 0.5)
        rate[judged] = e[judged].sum()
    return RelativeRisk(shape, rate, float(mean), float(variance), method, level)


def binomial_rate(cases: Any, total: Any) -> Floats:
    """Smooth proportions by Martuzzi & Elliott's (1996) binomial empirical Bayes moments.

    As ``spdep::EBest(family="binomial")``; NaN where a value is missing or ``total`` is zero.
    """
    o, n = pair(cases, total, names=("cases", "total"))
    judged = np.isfinite(o) & np.isfinite(n) & (n > 0)
    smooth = np.full(o.size, np.nan)
    if not judged.any():
        return smooth
    o, n = o[judged], n[judged]
    raw, common, size = o / n, o.sum() / n.sum(), n.mean()
    spread = (n * (raw - common) ** 2).sum() / n.sum()
    chance = common * (1 - common)
    weight_above = n * spread - n / size * chance
    weight_below = (n - 1) * spread + (size - n) / size * chance
    weight = np.divide(weight_above, weight_below, out=np.zeros_like(n), where=weight_below != 0)
    smooth[judged] = weight * raw + (1 - weight) * common
    return smooth


def _maximum_likelihood(o: Floats, e: Floats) -> tuple[float, float]:
    common = o.sum() / e.sum()
    if o.size < 2 or common == 0:
        return common, 0.0

    def loss(point: Floats) -> float:
        mean, size = np.exp(point)  # size = m²/v, the negative binomial's shape
        if size > _LARGEST_SIZE:
            return float("inf")
        return -float(_negative_binomial(o, mean * e, size).sum())

    spread = _marshall(o, e)[1] or common**2 / 10
    start = np.log([common, common**2 / spread])
    simplex = start + np.array([[0.0, 0.0], [0.1, 0.0], [0.0, 0.5]])
    from scipy import optimize  # slow to import, and most commands fit nothing

    best = optimize.minimize(
        loss,
        start,
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-10, "maxiter": 4000, "initial_simplex": simplex},
    )
    chance_alone = -float((special.xlogy(o, common * e) - common * e - special.gammaln(o + 1)).sum())
    if best.fun > chance_alone - _LEAST_GAIN:
        return common, 0.0
    mean, size = np.exp(best.x)
    return float(mean), float(mean**2 / size)


def _negative_binomial(o: Floats, mean: Floats, size: float) -> Floats:
    """Return the log-likelihood of counts (fractions allowed, as gamma functions read them)."""
    return np.asarray(
        special.gammaln(o + size) - special.gammaln(size) - special.gammaln(o + 1)
        + size * np.log(size / (size + mean)) + o * np.log(mean / (size + mean))
    )  # fmt: skip


def _clayton_kaldor(o: Floats, e: Floats) -> tuple[float, float]:
    if o.size < 2 or o.sum() == 0:
        return o.sum() / e.sum(), 0.0
    mean, variance = o.sum() / e.sum(), float(np.var(o / e, ddof=1))
    for _ in range(_FIXPOINT_STEPS):
        if variance <= _FIXPOINT_TOLERANCE:
            return o.sum() / e.sum(), 0.0
        rate, shape = mean / variance, mean**2 / variance
        risk = (o + shape) / (e + rate)
        new_mean = float(risk.mean())
        new_variance = float(((1 + rate / e) * (risk - new_mean) ** 2).sum() / (o.size - 1))
        moved = abs(new_mean - mean) + abs(new_variance - variance)
        mean, variance = new_mean, new_variance
        if moved < _FIXPOINT_TOLERANCE:
            break
    return mean, variance


def _marshall(o: Floats, e: Floats) -> tuple[float, float]:
    common = o.sum() / e.sum()
    spread = (e * (o / e - common) ** 2).sum() / e.sum()
    return common, max(float(spread - common / e.mean()), 0.0)


_PRIORS = {"ml": _maximum_likelihood, "clayton_kaldor": _clayton_kaldor, "marshall": _marshall}
