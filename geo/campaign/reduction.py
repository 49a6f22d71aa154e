"""The coverage problem without what cannot change its answer."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from geo.campaign.solution import Indices, Mask, Vector

_LARGEST_PRODUCT = 150_000_000
"""Multiplications up to which dominated sites are looked for; beyond, the search costs more than it saves."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Maximise covered weight: sites × points, costs under a budget, floors on groups of points.

    ``sites`` maps a row back to the caller's site index. ``groups`` is floors × points (0/1); ``floors`` the
    weight each group still needs. ``whole``: every weight is an integer, hence the objective too.
    """

    covers: sparse.csr_matrix
    points: sparse.csr_matrix
    """The same matrix by point (points × sites)."""
    weight: Vector
    cost: Vector
    budget: float
    groups: sparse.csr_matrix
    floors: Vector
    sites: Indices
    whole: bool

    def covered(self, chosen: Indices) -> Mask:
        """Return the mask of points that the chosen rows cover."""
        mask = np.zeros(len(self.weight), dtype=bool)
        for site in chosen:
            mask[self.covers.indices[self.covers.indptr[site] : self.covers.indptr[site + 1]]] = True
        return mask

    def value(self, chosen: Indices) -> float:
        """Return the covered weight."""
        return float(self.weight[self.covered(chosen)].sum())

    def shortfall(self, chosen: Indices) -> float:
        """Return how much weight the floors lack in total."""
        if not len(self.floors):
            return 0.0
        reached = self.groups @ (self.weight * self.covered(chosen))
        return float(np.maximum(self.floors - reached, 0).sum())

    def ceiling(self, bound: float) -> float:
        """Return the bound rounded down where the objective can only be whole."""
        return float(np.floor(bound + 1e-6)) if self.whole else bound

    def with_budget(self, budget: float) -> "Problem":
        """Return the same problem with another budget."""
        return replace(self, budget=budget)

    def only(self, rows: Indices) -> "Problem":
        """Return the problem in which only these rows may be chosen."""
        covers = self.covers[rows].tocsr()
        return replace(
            self, covers=covers, points=covers.T.tocsr(), cost=self.cost[rows], sites=self.sites[rows]
        )


def reduce(
    covers: sparse.csr_matrix,
    *,
    weight: Vector,
    cost: Vector,
    budget: float,
    groups: sparse.csr_matrix,
    floors: Vector,
    required: Indices,
    allowed: Mask,
) -> Problem:
    """Return the problem that is left once the required sites stand.

    Drops what the required sites cover, points without weight or site, sites that cost too much; merges
    points that the same sites cover (and the same floors count); drops a site when another covers all its
    points for no more money (the lower index stays when both are equal).
    """
    stands = np.zeros(covers.shape[1], dtype=bool)
    stands[covers[required].indices] = True
    left = budget - float(cost[required].sum())
    open_ = allowed.copy()
    open_[required] = False
    rows = np.flatnonzero(open_ & (cost <= left + 1e-9))
    floors = floors - groups @ (weight * stands)
    wanted = floors > 1e-9
    groups, floors = groups[wanted].tocsr(), floors[wanted]
    columns = np.flatnonzero(~stands & (weight > 0))
    matrix, weight, groups = _merge(
        covers[rows][:, columns].tocsr(), weight[columns], groups[:, columns].tocsr()
    )
    keep = _undominated(matrix, cost[rows])
    matrix, weight, groups = _merge(matrix[keep].tocsr(), weight, groups)
    return Problem(
        covers=matrix,
        points=matrix.T.tocsr(),
        weight=weight,
        cost=cost[rows][keep],
        budget=left,
        groups=groups,
        floors=floors,
        sites=rows[keep],
        whole=bool((weight == np.round(weight)).all()) and float(weight.sum()) < 2**50,
    )


def _merge(
    matrix: sparse.csr_matrix, weight: Vector, groups: sparse.csr_matrix
) -> tuple[sparse.csr_matrix, Vector, sparse.csr_matrix]:
    """Join the points that the same sites cover and the same floors count; drop those nobody covers."""
    signature = np.column_stack([_signatures(matrix), _signatures(groups)])
    _, first, where = np.unique(signature, axis=0, return_index=True, return_inverse=True)
    total: Vector = np.bincount(where.ravel(), weights=weight, minlength=len(first)).astype(float)
    order = np.argsort(first)
    first, total = first[order], total[order]
    used = np.diff(matrix.tocsc().indptr)[first] > 0
    first, total = first[used], total[used]
    return matrix[:, first].tocsr(), total, groups[:, first].tocsr()


def _signatures(matrix: sparse.csr_matrix) -> np.ndarray:
    """Return 2 × 64 random bits for the set of rows of each column: equal sets, equal bits."""
    generator = np.random.default_rng(20_260_101)
    codes = generator.integers(0, 2**63, size=(matrix.shape[0] + 1, 2), dtype=np.uint64)
    columns = matrix.tocsc()
    sums = np.zeros((matrix.shape[1], 2), dtype=np.uint64)
    filled = np.diff(columns.indptr) > 0
    if filled.any():
        sums[filled] = np.add.reduceat(codes[columns.indices], columns.indptr[:-1][filled], axis=0)
    return sums


def _undominated(matrix: sparse.csr_matrix, cost: Vector) -> Indices:
    sizes = np.diff(matrix.indptr)
    useful = sizes > 0
    by_point = np.diff(matrix.tocsc().indptr).astype(float)
    if float((by_point**2).sum()) > _LARGEST_PRODUCT:
        return np.flatnonzero(useful)
    common = (matrix @ matrix.T).tocoo()
    site, other, shared = common.row, common.col, common.data
    inside = (shared >= sizes[site]) & (site != other) & (cost[other] <= cost[site])
    site, other = site[inside], other[inside]
    better = (sizes[other] > sizes[site]) | (cost[other] < cost[site]) | (other < site)
    dominated = np.zeros(len(sizes), dtype=bool)
    dominated[site[better]] = True
    return np.flatnonzero(useful & ~dominated)
