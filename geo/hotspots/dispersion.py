"""How much more than chance the counts vary, and the funnel that chance alone would draw."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from geo.hotspots.inputs import Floats, pair
from geo.hotspots.words import figure, p_value
from geo.text import Phrase

_OVERSTATES_FROM = 0.05
"""P-value under which Poisson limits are said to overstate."""


@dataclass(frozen=True)
class Dispersion:
    """Pearson dispersion of counts about their expectations."""

    factor: float
    statistic: float
    degrees: int
    p_value: float

    @property
    def overstates(self) -> bool:
        """Say whether Poisson limits overstate: the counts vary more than chance."""
        return self.factor > 1 and self.p_value <= _OVERSTATES_FROM

    @property
    def sentence(self) -> Phrase:
        """Say it in words."""
        if self.degrees < 1:
            return Phrase("hotspots.dispersion_unknown")
        key = "hotspots.dispersion_over" if self.overstates else "hotspots.dispersion_poisson"
        return Phrase(key, {"factor": figure(self.factor, 1), "p_value": p_value(self.p_value)})


def dispersion(observed: Any, expected: Any) -> Dispersion:
    """Test counts for over-dispersion about their common rate.

    Pearson's X² of O against E scaled to the observed total, over n − 1: R's ``quasipoisson``
    dispersion for ``glm(O ~ 1, offset = log(E))``. Areas with a missing value or E = 0 are left out;
    with fewer than two areas or no case the factor is NaN and ``degrees`` is 0.
    """
    o, e = pair(observed, expected, names=("observed", "expected"))
    judged = np.isfinite(o) & np.isfinite(e) & (e > 0)
    o, e = o[judged], e[judged]
    if o.size < 2 or o.sum() == 0:
        return Dispersion(float("nan"), float("nan"), 0, float("nan"))
    e = e * (o.sum() / e.sum())
    statistic = float(((o - e) ** 2 / e).sum())
    degrees = o.size - 1
    return Dispersion(statistic / degrees, statistic, degrees, float(special.chdtrc(degrees, statistic)))


@dataclass(frozen=True)
class Funnel:
    """Limits of O/E about 1, by expected count. ``lower`` and ``upper`` are (levels × points)."""

    expected: Floats
    levels: tuple[float, ...]
    lower: Floats
    upper: Floats
    factor: float


def funnel(expected: Any, *, levels: tuple[float, ...] = (0.95, 0.998), factor: float = 1.0) -> Funnel:
    """Return the limits between which O/E lies by chance alone.

    ``expected`` are the expected counts (> 0) at which to draw. With ``factor`` 1 the limits are
    Poisson quantiles interpolated as in Spiegelhalter (2005, appendix A.1.1); with a factor above 1 they
    are his over-dispersed normal limits, 1 ± z·√(factor / E), never below 0.
    """
    e = np.asarray(expected, dtype=np.float64)
    if (e <= 0).any():
        raise ValueError("a funnel needs expected counts above zero")
    rows = [_limits(e, level, factor) for level in levels]
    return Funnel(e, levels, np.array([r[0] for r in rows]), np.array([r[1] for r in rows]), factor)


def _limits(e: Floats, level: float, factor: float) -> tuple[Floats, Floats]:
    tail = (1 - level) / 2
    if factor > 1:
        reach = special.ndtri(1 - tail) * np.sqrt(factor / e)
        return np.maximum(1 - reach, 0.0), 1 + reach
    low, high = (_interpolated_quantile(p, e) / e for p in (tail, 1 - tail))
    return np.maximum(low, 0.0), high


def _interpolated_quantile(probability: float, mean: Floats) -> Floats:
    from scipy import stats  # slow to import: only where a funnel is drawn

    at = stats.poisson.ppf(probability, mean)
    above = stats.poisson.cdf(at, mean)
    step = stats.poisson.pmf(at, mean)
    return np.asarray(at - (above - probability) / step, dtype=np.float64)
