"""The p sites with the least weighted distance to the demand, with a proof.

Lagrangian relaxation of the assignment (Cornuéjols, Fisher & Nemhauser 1977), vertex exchange for the plan
(Teitz & Bart 1968), and HiGHS on the radius formulation (García, Labbé & Marín 2011) of the sites and
distances that the bound leaves open.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from geo.campaign.program import Program, minimise
from geo.campaign.search import Search
from geo.campaign.solution import Indices, Mask, OnPlan, Solution, Vector
from geo.errors import UserError

_ITERATIONS = 1200
_PATIENCE = 25
_TRY_EVERY = 60


def p_median(
    cost_matrix: ArrayLike,
    weights: ArrayLike | None,
    p: int,
    *,
    required: ArrayLike = (),
    forbidden: ArrayLike = (),
    time_limit: float = 60.0,
    on_plan: OnPlan | None = None,
) -> Solution:
    """Choose exactly ``p`` sites so that the weighted distance of all points to their nearest site is least.

    ``cost_matrix``: sites × points, distances or times ≥ 0. ``weights``: one per point, ``None`` is 1 each.
    The objective is the sum of weight × distance; ``assignment`` gives each point its site.
    Raises ``UserError`` when ``p`` does not fit the sites allowed and required, ``ValueError`` for a wrong
    shape.
    """
    search = Search(time_limit=time_limit, on_plan=on_plan, better=lambda new, old: new < old)
    costs, open_, must = read_costs(cost_matrix, weights, p, required=required, forbidden=forbidden)
    plan = _exchange(costs, _greedy(costs, p, must), must, search.stop)
    search.found(open_[plan], _price(costs, plan), 0.0)
    bound, plan = _relax(costs, plan, must, search, open_)
    price = _price(costs, plan)
    if bound.floor(costs) < price and not search.stop():
        plan, proven = _prove(costs, plan, must, bound, search=search, open_=open_)
        price = _price(costs, plan)
    else:
        proven = bound.floor(costs)
    nearest = plan[np.argmin(costs[plan], axis=0)]
    return Solution(
        sites=np.sort(open_[plan]),
        covered=np.ones(costs.shape[1], dtype=bool),
        objective=price,
        bound=price if proven >= price * (1 - 1e-9) else proven,
        seconds=search.seconds,
        stopped=search.stopped,
        assignment=open_[nearest],
    )


def read_costs(
    cost_matrix: ArrayLike, weights: ArrayLike | None, p: int, *, required: ArrayLike, forbidden: ArrayLike
) -> tuple[Vector, Indices, Mask]:
    """Return weight × distance of the allowed sites, their indices and which of them are required."""
    matrix = np.asarray(cost_matrix, dtype=float)
    if matrix.ndim != 2:
        raise ValueError(f"cost matrix: two dimensions needed, {matrix.ndim} given")
    sites, points = matrix.shape
    weight = np.ones(points) if weights is None else np.asarray(weights, dtype=float)
    if weight.shape != (points,):
        raise ValueError(f"the cost matrix is sites × points: {points} weights needed, {weight.shape} given")
    if not np.isfinite(matrix).all() or (matrix < 0).any():
        raise UserError("campaign.distance_wrong", n=int((~np.isfinite(matrix) | (matrix < 0)).sum()))
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise UserError("campaign.demand_wrong", n=int((~np.isfinite(weight) | (weight < 0)).sum()))
    allowed, must = np.ones(sites, dtype=bool), np.zeros(sites, dtype=bool)
    allowed[np.asarray(forbidden, dtype=np.intp)] = False
    must[np.asarray(required, dtype=np.intp)] = True
    both = np.flatnonzero(must & ~allowed)
    if len(both):
        raise UserError("campaign.required_and_forbidden", n=len(both), sites=both[:5].tolist())
    if not max(1, int(must.sum())) <= p <= int(allowed.sum()):
        raise UserError("campaign.p_wrong", p=int(p), least=max(1, int(must.sum())), most=int(allowed.sum()))
    rows = np.flatnonzero(allowed)
    return matrix[rows] * weight, rows, must[rows]


@dataclass(frozen=True)
class _Bound:
    """Prices of the points, what each site then saves, and the bound they prove."""

    value: float
    prices: Vector
    saving: Vector

    def floor(self, costs: Vector) -> float:
        """Return the bound rounded up where the objective can only be whole."""
        return float(np.ceil(self.value - 1e-6)) if _whole(costs) else self.value


def _whole(costs: Vector) -> bool:
    return bool((costs == np.round(costs)).all())


def _price(costs: Vector, plan: Indices) -> float:
    return float(costs[plan].min(axis=0).sum())


def _greedy(costs: Vector, p: int, must: Mask) -> Indices:
    plan = np.flatnonzero(must).tolist()
    near = costs[plan].min(axis=0) if plan else np.full(costs.shape[1], float(costs.max(initial=0.0)) + 1)
    while len(plan) < p:
        saved = np.maximum(near - costs, 0).sum(axis=1)
        saved[plan] = -1
        best = int(np.argmax(saved))
        plan.append(best)
        near = np.minimum(near, costs[best])
    return np.array(plan, dtype=np.intp)


def _exchange(costs: Vector, plan: Indices, must: Mask, stop: Callable[[], bool]) -> Indices:
    """Return the plan after best exchanges of one site, until none helps."""
    plan = plan.copy()
    least = 1e-9 * max(1.0, float(costs.sum()) / max(1, len(costs)))
    while not stop():
        order = np.argsort(costs[plan], axis=0, kind="stable")
        reach = costs[plan]
        columns = np.arange(costs.shape[1])
        first, near = order[0], reach[order[0], columns]
        second = reach[order[1], columns] if len(plan) > 1 else np.full(len(near), float(costs.max()) + 1)
        by_owner = np.argsort(first, kind="stable")
        owners, starts = np.unique(first[by_owner], return_index=True)
        gain = np.maximum(near - costs, 0).sum(axis=1)
        kept = np.maximum(second - np.maximum(costs, near), 0)[:, by_owner]
        profit = np.tile(gain[:, None], (1, len(plan)))
        profit[:, owners] += np.add.reduceat(kept, starts, axis=1)
        profit -= np.bincount(first, weights=second - near, minlength=len(plan))
        profit[plan] = -np.inf
        profit[:, must[plan]] = -np.inf
        in_, out = divmod(int(np.argmax(profit)), len(plan))
        if not profit[in_, out] > least:
            break
        plan[out] = in_
    return plan


def _relax(
    costs: Vector, plan: Indices, must: Mask, search: Search, open_: Indices
) -> tuple[_Bound, Indices]:
    p, price = len(plan), _price(costs, plan)
    fixed = np.flatnonzero(must)
    ordered = np.sort(costs[plan], axis=0)
    prices = ordered[1] if p > 1 else ordered[0] * 1.0
    best = _Bound(-np.inf, prices, np.zeros(len(costs)))
    step, stalled, tried = 1.0, 0, {tuple(sorted(plan.tolist()))}
    previous = np.zeros(len(prices))
    for turn in range(_ITERATIONS):
        saving = np.minimum(costs - prices, 0).sum(axis=1)
        ranked = saving.copy()
        ranked[fixed] = -np.inf
        chosen = np.argsort(ranked, kind="stable")[:p]
        value = float(prices.sum() + saving[chosen].sum())
        if value > best.value + 1e-9 * abs(value):
            best, stalled = _Bound(value, prices.copy(), saving), 0
        else:
            stalled += 1
            if stalled >= _PATIENCE:
                step, stalled, prices = step * 0.6, 0, best.prices.copy()
        key = tuple(sorted(chosen.tolist()))
        if turn % _TRY_EVERY == _TRY_EVERY - 1 and key not in tried:
            tried.add(key)
            found = _exchange(costs, chosen, must, search.stop)
            if _price(costs, found) < price:
                plan, price = found, _price(costs, found)
                search.found(open_[plan], price, max(0.0, best.floor(costs)))
        if best.floor(costs) >= price * (1 - 1e-12) or step < 1e-4 or search.stop():
            break
        slope = 1.0 - (costs[chosen] < prices).sum(axis=0)
        direction = slope + 0.5 * previous
        size = float(direction @ direction)
        if size == 0:
            break
        prices = np.maximum(prices + step * max(price - value, 1e-6 * price) / size * direction, 0)
        previous = direction
    return best, plan


def _prove(
    costs: Vector, plan: Indices, must: Mask, bound: _Bound, *, search: Search, open_: Indices
) -> tuple[Indices, float]:
    """Solve what the bound leaves open: sites by their saving, distances by their price."""
    p, price = len(plan), _price(costs, plan)
    slack = price - bound.value
    saving = bound.saving.copy()
    saving[must] = -np.inf
    ordered = np.sort(saving)
    last_in, first_out = ordered[p - 1], ordered[p] if p < len(ordered) else np.inf
    held = np.zeros(len(costs), dtype=bool)
    held[plan] = True
    closed = (saving - last_in > slack) & ~held
    always = must | ((first_out - saving > slack) & held)
    rows = np.flatnonzero(~closed)
    radius = bound.prices + slack * (1 + 1e-9) + 1e-9
    program, constant = _radius_program(
        costs[rows], np.minimum(radius, _farthest(costs, always)), p, always[rows]
    )
    sites = len(rows)
    start = np.concatenate([held[rows].astype(float), np.zeros(len(program.cost) - sites)])
    whole = _whole(costs)
    outcome = minimise(
        program,
        time_limit=search.left,
        start=_complete(program, start, sites),
        absolute_gap=0.999 if whole else 1e-9 * max(price, 1e-9),
        on_solution=lambda values, _: search.found(
            open_[rows[np.flatnonzero(values[:sites] > 0.5)]],
            _price(costs, rows[np.flatnonzero(values[:sites] > 0.5)]),
            max(0.0, bound.floor(costs)),
        ),
        stop=search.stop,
    )
    if outcome.values is not None:
        found = rows[np.flatnonzero(outcome.values[:sites] > 0.5)]
        if len(found) == p and _price(costs, found) < price:
            plan, price = found, _price(costs, found)
    rest = np.inf if outcome.status == "infeasible" else constant + outcome.bound
    if whole and np.isfinite(rest):
        rest = float(np.ceil(rest - 1e-6))
    return plan, min(price, max(bound.floor(costs), rest))


def _farthest(costs: Vector, always: Mask) -> Vector:
    """Return how far a point can be from its site, given the sites that are open in any case."""
    if not always.any():
        return np.full(costs.shape[1], np.inf)
    return np.asarray(costs[always].min(axis=0))


def _radius_program(costs: Vector, radius: Vector, p: int, always: Mask) -> tuple[Program, float]:
    """Return the program over sites and "no site within the k-th distance" flags, and its constant.

    Point j pays its smallest distance, and the next step up for every flag that is 1; within ``radius`` a
    site must be open. Row k of a point: flag k + sites at exactly the k-th distance ≥ flag k−1.
    """
    sites, points = costs.shape
    row, column, data, objective = [], [], [], [np.zeros(sites)]
    rows, flags, constant = 0, sites, 0.0
    lower = []
    for point in range(points):
        near = np.flatnonzero(costs[:, point] <= radius[point])
        levels, at = np.unique(costs[near, point], return_inverse=True)
        steps = len(levels)
        constant += float(levels[0])
        row.append(rows + at)
        column.append(near)
        data.append(np.ones(len(near)))
        own = flags + np.arange(steps - 1)
        row += [rows + np.arange(steps - 1), rows + np.arange(1, steps)]
        column += [own, own]
        data += [np.ones(steps - 1), -np.ones(steps - 1)]
        lower.append(np.concatenate([[1.0], np.zeros(steps - 1)]))
        objective.append(np.diff(levels))
        rows, flags = rows + steps, flags + steps - 1
    row.append(np.full(sites, rows))
    column.append(np.arange(sites))
    data.append(np.ones(sites))
    matrix = sparse.csr_matrix(
        (np.concatenate(data), (np.concatenate(row), np.concatenate(column))), shape=(rows + 1, flags)
    )
    minimum = np.concatenate([*lower, [float(p)]])
    minimum[-1] = p
    count = np.full(rows + 1, np.inf)
    count[-1] = p
    must = sparse.csr_matrix(
        (np.ones(int(always.sum())), (np.arange(int(always.sum())), np.flatnonzero(always))),
        shape=(int(always.sum()), flags),
    )
    return (
        Program(
            cost=np.concatenate(objective),
            upper=np.ones(flags),
            integer=np.arange(flags) < sites,
            rows=sparse.csr_matrix(sparse.vstack([matrix, must])),
            row_lower=np.concatenate([minimum, np.ones(must.shape[0])]),
            row_upper=np.concatenate([count, np.ones(must.shape[0])]),
        ),
        constant,
    )


def _complete(program: Program, start: Vector, sites: int) -> Vector:
    """Fill in the flags that a choice of sites needs: walk the rows in order, each flag from the one
    before."""
    rows = program.rows
    values = start.copy()
    for k in range(rows.shape[0]):
        columns = rows.indices[rows.indptr[k] : rows.indptr[k + 1]]
        data = rows.data[rows.indptr[k] : rows.indptr[k + 1]]
        own = columns[(columns >= sites) & (data > 0)]
        if len(own):
            known = (columns < sites) | (data < 0)
            missing = program.row_lower[k] - float(data[known] @ values[columns[known]])
            values[own[0]] = min(1.0, max(0.0, missing))
    return values
