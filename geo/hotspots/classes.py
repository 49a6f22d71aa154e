"""The hotspot class a governor reads, with its reasons."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from geo.hotspots.alerts import Alert
from geo.hotspots.trend import Trend
from geo.hotspots.words import figure, p_value, share
from geo.text import Phrase


class HotspotClass(Enum):
    """The five classes of DESIGN.md, "Hotspot class", from the most to the least pressing."""

    CORE = "core"
    HIGH = "high"
    WATCH = "watch"
    LOW = "low"
    NO_DATA = "no_data"

    @property
    def label(self) -> Phrase:
        """Return the word on the map: Inti, Tinggi, Waspada, Rendah, Data kurang."""
        return Phrase(f"hotspots.class_{self.value}")


COLOURS = {
    HotspotClass.CORE: "#8c2d04",
    HotspotClass.HIGH: "#ec7014",
    HotspotClass.WATCH: "#fec44f",
    HotspotClass.LOW: "#ffffe5",
    HotspotClass.NO_DATA: "#bdbdbd",
}
"""The class colours of the maps: a lightness ramp that is told apart without colour, too."""


@dataclass(frozen=True)
class Thresholds:
    """The rules of the class, editable and printed with every result (defaults: DESIGN.md).

    ``high_probability`` and ``watch_probability`` bound P(RR > 1); ``scan_p`` the cluster's p-value;
    ``fdr`` the false discovery rate of Gi*; ``trend_p`` the one-sided level of a rise; ``least_cases`` the
    cases a trend or an alert needs; ``min_cover`` the share of the window's days below which there are too
    few data.
    """

    high_probability: float = 0.95
    watch_probability: float = 0.80
    scan_p: float = 0.05
    fdr: float = 0.05
    trend_p: float = 0.05
    least_cases: int = 5
    min_cover: float = 0.80

    @property
    def sentence(self) -> Phrase:
        """Say the rules in words."""
        return Phrase(
            "hotspots.thresholds",
            {
                "high": share(self.high_probability),
                "watch": share(self.watch_probability),
                "scan": figure(self.scan_p),
                "fdr": share(self.fdr),
                "cases": self.least_cases,
                "cover": share(self.min_cover),
            },
        )


_UNSEEN = ("few", "protected", "before_split")
"""States of a missing count that have a sentence of their own."""


@dataclass(frozen=True)
class Evidence:
    """What is known of one area when its class is decided; NaN and None where not judged.

    ``status`` is the selection's ("observed", "zero", "missing", "few", "protected") or "before_split".
    """

    observed: float
    expected: float
    cover: float
    days_covered: int
    days: int
    population: float
    status: str
    mean: float
    lower: float
    upper: float
    p_rr1: float
    cluster: Any = None
    cluster_letter: str = ""
    gi_z: float = float("nan")
    gi_q: float = float("nan")
    trend: Trend | None = None
    alert: Alert | None = None


def classify(evidence: Evidence, thresholds: Thresholds) -> tuple[HotspotClass, list[Phrase]]:
    """Return the class of an area and its reasons, the deciding one first."""
    lacking = _lacking(evidence, thresholds)
    if lacking is not None:
        return HotspotClass.NO_DATA, [lacking, *_history(evidence, thresholds)]
    risk = _risk(evidence)
    probability = Phrase("hotspots.reason_probability", {"p": share(evidence.p_rr1)})
    support = _support(evidence, thresholds)
    moving = _history(evidence, thresholds)
    if evidence.p_rr1 >= thresholds.high_probability:
        if support:
            return HotspotClass.CORE, [risk, probability, *support, *moving]
        alone = Phrase(
            "hotspots.reason_alone", {"scan": figure(thresholds.scan_p), "fdr": share(thresholds.fdr)}
        )
        return HotspotClass.HIGH, [risk, probability, alone, *moving]
    if evidence.p_rr1 >= thresholds.watch_probability:
        return HotspotClass.WATCH, [risk, probability, *support, *moving]
    if moving:
        return HotspotClass.WATCH, [*moving, risk, probability, *support]
    return HotspotClass.LOW, [risk, probability, *support]


def _lacking(e: Evidence, thresholds: Thresholds) -> Phrase | None:
    if np.isnan(e.observed):
        return Phrase(f"hotspots.reason_{e.status if e.status in _UNSEEN else 'missing'}")
    if not e.population > 0:
        return Phrase("hotspots.reason_population")
    if e.cover < thresholds.min_cover:
        return Phrase(
            "hotspots.reason_cover",
            {
                "covered": e.days_covered,
                "days": e.days,
                "share": share(e.cover),
                "least": share(thresholds.min_cover),
                "observed": int(e.observed),
            },
        )
    if np.isnan(e.p_rr1):
        return Phrase("hotspots.reason_zeros" if e.expected == 0 else "hotspots.reason_no_reference")
    return None


def _risk(e: Evidence) -> Phrase:
    return Phrase(
        "hotspots.reason_risk",
        {
            "observed": int(e.observed),
            "expected": figure(e.expected, 1),
            "ratio": figure(e.observed / e.expected),
            "mean": figure(e.mean),
            "lower": figure(e.lower),
            "upper": figure(e.upper),
        },
    )


def _support(e: Evidence, thresholds: Thresholds) -> list[Phrase]:
    """Return what neighbours add: a significant cluster, a significant Gi*."""
    reasons = []
    if e.cluster is not None and e.cluster.p_value <= thresholds.scan_p:
        reasons.append(
            Phrase(
                "hotspots.reason_cluster",
                {
                    "letter": e.cluster_letter,
                    "n": len(e.cluster.members),
                    "observed": round(e.cluster.observed),
                    "expected": figure(e.cluster.expected, 1),
                    "p": p_value(e.cluster.p_value),
                },
            )
        )
    if e.gi_z > 0 and e.gi_q <= thresholds.fdr:
        reasons.append(Phrase("hotspots.reason_gi", {"z": figure(e.gi_z), "q": p_value(e.gi_q)}))
    return reasons


def _history(e: Evidence, thresholds: Thresholds) -> list[Phrase]:
    """Return what time adds: an alert, a rise, on enough cases."""
    reasons: list[Phrase] = []
    if not e.observed >= thresholds.least_cases:
        return reasons
    if e.alert is not None and e.alert.raised:
        reasons.append(
            Phrase(
                "hotspots.reason_alert",
                {
                    "observed": int(e.alert.observed),
                    "expected": figure(e.alert.expected, 1),
                    "upper": figure(e.alert.upper, 1),
                    "periods": e.alert.periods,
                },
            )
        )
    if e.trend is not None and e.trend.rising(level=thresholds.trend_p):
        reasons.append(
            Phrase("hotspots.reason_trend", {"years": e.trend.n, "p": p_value(e.trend.p_value / 2)})
        )
    return reasons
