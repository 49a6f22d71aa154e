"""What the planner asks for, read and checked before anything is solved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from geo.campaign.solution import Indices, Mask, Vector
from geo.errors import UserError

Floors = Mapping[str, tuple[ArrayLike, float]] | Sequence[tuple[ArrayLike, float]] | None
"""``{name: (points, minimum)}`` or ``[(points, minimum), …]``; points are a mask over the demand points or
their indices, the minimum is in units of demand. Groups may overlap."""


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """One coverage question: sites × points, demand, cost, and what must or must not be."""

    covers: sparse.csr_matrix
    demand: Vector
    cost: Vector
    required: Indices
    allowed: Mask
    groups: sparse.csr_matrix
    floors: Vector
    names: tuple[str, ...]

    def reach(self, sites: Indices) -> Mask:
        """Return the mask of points that these sites cover."""
        mask = np.zeros(self.covers.shape[1], dtype=bool)
        mask[self.covers[sites].indices] = True
        return mask


def read(
    covers: Any,
    *,
    demand: ArrayLike | None,
    cost: ArrayLike | None = None,
    required: ArrayLike = (),
    forbidden: ArrayLike = (),
    floors: Floors = None,
) -> Wishes:
    """Return the wishes as arrays.

    Raises ``ValueError`` when shapes do not fit, ``UserError`` when a number is not usable (negative, not
    finite) or a site is both required and forbidden, or a floor asks for more than all allowed sites reach.
    """
    matrix = sparse.csr_matrix(covers, copy=True)
    matrix.data = (matrix.data != 0).astype(np.int32)
    matrix.eliminate_zeros()
    matrix.sum_duplicates()
    matrix.data[:] = 1
    sites, points = matrix.shape
    weight = _numbers(demand, points, "demand") if demand is not None else np.ones(points)
    price = _numbers(cost, sites, "cost") if cost is not None else np.ones(sites)
    must, never = _indices(required, sites, "required"), _indices(forbidden, sites, "forbidden")
    both = np.intersect1d(must, never)
    if len(both):
        raise UserError("campaign.required_and_forbidden", n=len(both), sites=_some(both))
    allowed = np.ones(sites, dtype=bool)
    allowed[never] = False
    names, members, minima = _floors(floors, points)
    wishes = Wishes(
        covers=matrix,
        demand=weight,
        cost=price,
        required=must,
        allowed=allowed,
        groups=sparse.csr_matrix(members.astype(float)),
        floors=minima,
        names=names,
    )
    reachable = weight * wishes.reach(np.flatnonzero(allowed))
    for name, minimum, most in zip(names, minima, wishes.groups @ reachable, strict=True):
        if most < minimum * (1 - 1e-12):
            raise UserError("campaign.floor_unreachable", name=name, minimum=float(minimum), most=float(most))
    return wishes


def floors_by_label(labels: ArrayLike, minima: Mapping[str, float]) -> dict[str, tuple[Mask, float]]:
    """Return floors for points that carry one label each, e.g. their district or language."""
    values = np.asarray(labels, dtype=object)
    return {name: (values == name, float(minimum)) for name, minimum in minima.items()}


def _numbers(values: ArrayLike, length: int, what: str) -> Vector:
    array = np.asarray(values, dtype=float).copy()
    if array.shape != (length,):
        raise ValueError(f"{what}: {array.shape} given, ({length},) needed")
    if not np.isfinite(array).all() or (array < 0).any():
        raise UserError(f"campaign.{what}_wrong", n=int((~np.isfinite(array) | (array < 0)).sum()))
    return array


def _indices(values: ArrayLike, sites: int, what: str) -> Indices:
    array = np.asarray(values)
    if array.dtype == bool and array.shape == (sites,):
        return np.flatnonzero(array)
    array = np.unique(array.astype(np.intp))
    if len(array) and (array[0] < 0 or array[-1] >= sites):
        raise ValueError(f"{what}: site indices go from 0 to {sites - 1}")
    return array


def _floors(floors: Floors, points: int) -> tuple[tuple[str, ...], sparse.csr_matrix, Vector]:
    if floors is None:
        items: list[tuple[str, tuple[ArrayLike, float]]] = []
    elif isinstance(floors, Mapping):
        items = [(str(name), value) for name, value in floors.items()]
    else:
        items = [(str(k + 1), value) for k, value in enumerate(floors)]
    rows, columns, minima = [], [], []
    for number, (name, (members, minimum)) in enumerate(items):
        if not np.isfinite(minimum) or minimum < 0:
            raise UserError("campaign.floor_wrong", name=name)
        where = _indices(members, points, f"floor {name}")
        rows.append(np.full(len(where), number))
        columns.append(where)
        minima.append(float(minimum))
    shape = (len(items), points)
    if not items:
        return (), sparse.csr_matrix(shape), np.zeros(0)
    row, column = np.concatenate(rows), np.concatenate(columns)
    matrix = sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=shape)
    return tuple(name for name, _ in items), matrix, np.array(minima)


def _some(sites: Indices) -> str:
    shown = ", ".join(str(site) for site in sites[:5].tolist())
    return shown + (", …" if len(sites) > 5 else "")
