"""The hotspot assessment as a briefing needs it: one row an area, clusters, and the numbers of the method."""

from collections.abc import Sequence
from dataclasses import dataclass

CLASSES = ("core", "high", "watch", "low", "no_data")
"""Hotspot classes from the worst (``geo.hotspots.classes.HotspotClass``); the last is too little data."""

NO_DATA = CLASSES[-1]

HOT = frozenset(CLASSES[:3])


@dataclass(frozen=True)
class AreaRisk:
    """One area's class with what it rests on; ``None`` where the area could not be assessed."""

    code: str
    name: str
    value: int | None
    cover: float
    expected: float | None
    mean: float | None
    lower: float | None
    upper: float | None
    exceedance: float | None
    klass: str
    reasons: tuple[str, ...]
    """In words, the deciding one first."""
    short: str
    """What of the reasons the columns of a table do not say already."""

    @property
    def judged(self) -> bool:
        """Say whether the data carry a class; where not, no risk and no interval is printed."""
        return self.klass != NO_DATA and self.mean is not None


@dataclass(frozen=True)
class ClusterRisk:
    """One cluster of the scan."""

    letter: str
    members: tuple[str, ...]
    observed: int
    expected: float
    relative_risk: float
    p_value: float


@dataclass(frozen=True)
class Risk:
    """The assessment of all units; ``rows`` from the worst class and highest risk down."""

    rows: tuple[AreaRisk, ...]
    clusters: tuple[ClusterRisk, ...]
    reference: str
    reference_rate: float | None
    method: tuple[str, ...]
    """What was done with which parameters, and the rules of the class, a sentence each."""
    judged: int
    """How many areas had a figure, a population and enough days covered."""
    nothing: str = ""
    """Why no area could be judged, when none could."""

    def by_code(self) -> dict[str, AreaRisk]:
        """Return the rows by area code."""
        return {row.code: row for row in self.rows}

    def of_class(self, *classes: str) -> list[AreaRisk]:
        """Return the rows of some classes in their order."""
        return [row for row in self.rows if row.klass in classes]


def ordered(rows: Sequence[AreaRisk]) -> tuple[AreaRisk, ...]:
    """Sort areas: class, then relative risk, then count, areas without data by name at the end."""
    return tuple(
        sorted(
            rows,
            key=lambda r: (
                CLASSES.index(r.klass),
                -(r.mean if r.mean is not None else -1.0),
                -(r.value if r.value is not None else -1),
                r.name,
            ),
        )
    )
