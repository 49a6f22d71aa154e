"""Candidate windows of the scan: about every centre, areas in the order a growing window meets them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from geo.hotspots.inputs import Flags, Floats, Integers
from geo.hotspots.weights import EARTH_RADIUS_KM, unit_vectors

Metric = Literal["geodesic", "euclidean"]

ELLIPSES = ((1.0, 1), (1.5, 4), (2.0, 6), (3.0, 9), (4.0, 12), (5.0, 15))
"""Ratio of the axes and number of angles, as SaTScan's elliptic windows."""

_TIE = 1e-9
"""Relative difference under which two distances are the same distance."""
_ENTRIES = 1_000_000
"""Area entries a block of windows may hold: bounds the memory of one unit of work."""


@dataclass(frozen=True)
class Windows:
    """Growing windows, one a row: ``order[starts[r]:starts[r+1]]`` in the order of entry.

    ``ends`` says after which entry a window may close: all areas at one distance enter together, and
    the window keeps within its share of the population. ``centre`` is each row's area; ``reach`` is the
    distance of every entry from the centre (km for geodesic points, units of the plane otherwise).
    """

    centre: Integers
    starts: Integers
    order: npt.NDArray[np.int32]
    ends: Flags
    reach: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Plane:
    """Points in the space where straight distances order the areas: the unit sphere, or the plane itself."""

    coordinates: Floats
    metric: Metric

    @classmethod
    def of(cls, points: Any, metric: Metric) -> "Plane":
        """Read (n, 2) points: longitude and latitude in degrees for "geodesic", x and y for "euclidean"."""
        array = np.asarray(points, dtype=np.float64)
        if array.size == 0:
            array = array.reshape(0, 2)
        if array.ndim != 2 or array.shape[1] != 2:
            raise ValueError(f"points must have shape (n, 2), have {array.shape}")
        if not np.isfinite(array).all():
            raise ValueError("points hold a value that is not finite")
        if metric == "geodesic":
            return cls(unit_vectors(array), metric)
        if metric == "euclidean":
            return cls(array, metric)
        raise ValueError(f"unknown metric {metric!r}")

    def straight(self, reach: float) -> float:
        """Turn a distance (km or plane units) into a straight one."""
        if self.metric == "euclidean":
            return reach
        return float(2 * np.sin(min(reach / (2 * EARTH_RADIUS_KM), np.pi / 2)))

    def along(self, straight: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float32]:
        """Turn straight distances into distances along the sphere in km (or leave them in the plane)."""
        if self.metric == "euclidean":
            return straight.astype(np.float32)
        return (2 * EARTH_RADIUS_KM * np.arcsin(np.clip(straight / 2, 0, 1))).astype(np.float32)


class Shape(Protocol):
    """A family of windows about every area, made a few centres at a time."""

    def blocks(self) -> list[Integers]:
        """Cut the centres into runs whose windows fit in memory together."""

    def windows(self, centres: Integers) -> Windows:
        """Return the windows about ``centres``."""


@dataclass(frozen=True)
class Circles:
    """Circles about every area that grow to ``limit`` people and ``reach`` (km or plane units)."""

    plane: Plane
    population: Floats
    limit: float
    reach: float | None = None

    def blocks(self) -> list[Integers]:
        """Cut the centres into runs whose windows fit in memory together."""
        points = self.plane.coordinates
        if self.reach is None:
            return _runs(np.full(len(points), len(points)))
        straight = self.plane.straight(self.reach)
        return _runs(np.asarray(cKDTree(points).query_ball_point(points, straight, return_length=True)))

    def windows(self, centres: Integers) -> Windows:
        """Return the circles about ``centres``."""
        near, away = self._everyone(centres) if self.reach is None else self._nearby(centres)
        order = np.argsort(away, axis=1)
        away = np.take_along_axis(away, order, axis=1)
        near = np.take_along_axis(near, order, axis=1)
        people = np.cumsum(self.population[near], axis=1)
        following = np.concatenate([away[:, 1:], np.full((len(away), 1), np.inf)], axis=1)
        with np.errstate(invalid="ignore"):  # ∞ − ∞ past the last area in reach
            apart = following - away > _TIE * following
        ends = np.isfinite(away) & (apart | np.isinf(following)) & (people <= self.limit * (1 + 1e-12))
        lengths = np.where(ends.any(axis=1), ends.shape[1] - np.argmax(ends[:, ::-1], axis=1), 0)
        keep = np.arange(ends.shape[1]) < lengths[:, None]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        return Windows(centres, starts, near[keep].astype(np.int32), ends[keep], self.plane.along(away[keep]))

    def _everyone(self, centres: Integers) -> tuple[Integers, Floats]:
        points = self.plane.coordinates
        near = np.broadcast_to(np.arange(len(points)), (centres.size, len(points)))
        return near, cdist(points[centres], points)

    def _nearby(self, centres: Integers) -> tuple[Integers, Floats]:
        points, straight = self.plane.coordinates, self.plane.straight(self.reach or 0.0)
        here = points[centres]
        around = _close_to(here, points, straight)
        found = cKDTree(here).sparse_distance_matrix(
            cKDTree(points[around]), straight * (1 + _TIE), output_type="ndarray"
        )
        found = found[np.argsort(found["i"], kind="stable")]
        counts = np.bincount(found["i"], minlength=centres.size)
        column = np.arange(found.size) - np.repeat(np.cumsum(counts) - counts, counts)
        near = np.zeros((centres.size, counts.max(initial=0)), dtype=np.int64)
        away = np.full(near.shape, np.inf)
        near[found["i"], column] = around[found["j"]]
        away[found["i"], column] = found["v"]
        return near, away


@dataclass(frozen=True)
class Ellipses:
    """Ellipses of one axis ratio and one angle (radians) about every area of a plane."""

    plane: Plane
    population: Floats
    limit: float
    ratio: float
    angle: float

    @cached_property
    def _circles(self) -> Circles:
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        turned = self.plane.coordinates @ np.array([[cos, -sin], [sin, cos]])
        return Circles(Plane(turned * np.array([1.0, self.ratio]), "euclidean"), self.population, self.limit)

    def blocks(self) -> list[Integers]:
        """Cut the centres into runs whose windows fit in memory together."""
        return self._circles.blocks()

    def windows(self, centres: Integers) -> Windows:
        """Return the ellipses about ``centres``; ``reach`` is the longer half axis."""
        return self._circles.windows(centres)


@dataclass(frozen=True)
class Flexible:
    """Tango & Takahashi's (2005) windows: connected sets of an area and some of its k − 1 nearest.

    ``adjacency`` says who touches whom. A set is a row of its own that may close only at its end.
    """

    plane: Plane
    population: Floats
    limit: float
    adjacency: sparse.csr_array
    k: int

    def blocks(self) -> list[Integers]:
        """Cut the centres into runs whose windows fit in memory together."""
        return _runs(np.full(len(self.plane.coordinates), self.k * 2 ** (self.k - 1)))

    def windows(self, centres: Integers) -> Windows:
        """Return the connected sets about ``centres``."""
        points = self.plane.coordinates
        k = min(self.k, len(points))
        near = np.asarray(cKDTree(points).query(points[centres], k=k)[1]).reshape(centres.size, k)
        order: list[int] = []
        starts, rows = [0], []
        for centre, nearest in zip(centres.tolist(), near.tolist(), strict=True):
            members = [centre, *[j for j in nearest if j != centre]][:k]
            touching = self.adjacency[members][:, members].toarray() != 0
            masks = [
                sum(1 << int(j) for j in np.flatnonzero(row | column))
                for row, column in zip(touching, touching.T, strict=True)
            ]
            for chosen in sorted(_connected(masks)):
                row = [area for bit, area in enumerate(members) if chosen >> bit & 1]
                if self.population[row].sum() <= self.limit * (1 + 1e-12):
                    order += row
                    starts.append(len(order))
                    rows.append(centre)
        flat = np.array(order, dtype=np.int32)
        ends = np.zeros(flat.size, dtype=bool)
        ends[np.array(starts[1:], dtype=np.int64) - 1] = True
        centre_of = np.repeat(rows, np.diff(starts)).astype(np.int64)
        away = np.linalg.norm(points[flat] - points[centre_of], axis=1)
        return Windows(np.array(rows, dtype=np.int64), np.array(starts), flat, ends, self.plane.along(away))


def ellipses(plane: Plane, population: Floats, *, limit: float) -> list[Ellipses]:
    """Return the shapes of ``ELLIPSES``; raises ``ValueError`` for points that are not of a plane."""
    if plane.metric != "euclidean":
        raise ValueError("elliptic windows need points of a plane: project them and use metric='euclidean'")
    return [
        Ellipses(plane, population, limit, ratio, np.pi * step / angles)
        for ratio, angles in ELLIPSES
        for step in range(angles)
    ]


def _connected(masks: list[int]) -> set[int]:
    """Return every connected set that holds member 0, as bit masks; ``masks`` are the members' neighbours."""
    found = edge = {1}
    while edge:
        grown = set()
        for chosen in edge:
            border = 0
            for bit, touching in enumerate(masks):
                if chosen >> bit & 1:
                    border |= touching
            border &= ~chosen
            grown |= {chosen | 1 << bit for bit in range(len(masks)) if border >> bit & 1}
        edge = grown - found
        found = found | edge
    return found


def _close_to(here: Floats, points: Floats, straight: float) -> Integers:
    """Return the points inside the box ``straight`` draws about ``here``: a small tree is a quick one."""
    low, high = here.min(axis=0) - straight * 1.01, here.max(axis=0) + straight * 1.01
    return np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))


def _runs(sizes: npt.NDArray[np.integer[Any]]) -> list[Integers]:
    """Cut the centres into runs of about ``_ENTRIES`` entries, and into at least four runs."""
    if sizes.size == 0:
        return []
    total = np.cumsum(sizes, dtype=np.int64)
    entries = min(_ENTRIES, max(-(-int(total[-1]) // 4), 1))
    run = (total - 1) // entries
    return list(np.split(np.arange(sizes.size), np.flatnonzero(np.diff(run)) + 1))
