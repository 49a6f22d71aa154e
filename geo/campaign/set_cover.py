"""The fewest (or cheapest) sites that reach a given share of the demand."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from geo.campaign import greedy, reduction, wishes
from geo.campaign.program import Program, minimise
from geo.campaign.reduction import Problem
from geo.campaign.search import Search
from geo.campaign.solution import Indices, OnPlan, Solution, Vector
from geo.errors import UserError


def set_cover(
    covers: sparse.spmatrix | sparse.sparray,
    share: float = 1.0,
    demand: Sequence[float] | Vector | None = None,
    *,
    cost: Sequence[float] | Vector | None = None,
    required: Sequence[int] | Indices = (),
    forbidden: Sequence[int] | Indices = (),
    time_limit: float = 60.0,
    on_plan: OnPlan | None = None,
) -> Solution:
    """Choose the cheapest sites that together cover at least ``share`` (0–1) of the demand.

    ``covers``: sites × points. ``demand`` ``None``: every point counts 1. ``cost`` ``None``: every site
    costs 1, so the objective is their number. Raises ``UserError`` when all allowed sites together reach
    less than the share.
    """
    search = Search(time_limit=time_limit, on_plan=on_plan, better=lambda new, old: new < old - 1e-9)
    wish = wishes.read(covers, demand=demand, cost=cost, required=required, forbidden=forbidden)
    if not 0 <= share <= 1:
        raise UserError("campaign.share_wrong", share=float(share))
    total = float(wish.demand.sum())
    reachable = float(wish.demand[wish.reach(np.flatnonzero(wish.allowed))].sum())
    if reachable < share * total * (1 - 1e-12):
        raise UserError("campaign.share_unreachable", share=100 * share, most=100 * reachable / total)
    problem = reduction.reduce(
        wish.covers,
        weight=wish.demand,
        cost=wish.cost,
        budget=np.inf,
        groups=sparse.csr_matrix(np.ones((1, len(wish.demand)))),
        floors=np.array([share * total]),
        required=wish.required,
        allowed=wish.allowed,
    )
    spent = float(wish.cost[wish.required].sum())

    def tell(rows: Indices, price: float, bound: float) -> None:
        search.found(np.concatenate([wish.required, problem.sites[rows]]), spent + price, spent + bound)

    if share == 1:
        rows, bound = _whole(problem, search, tell)
    else:
        rows, bound = cheapest(problem, search, tell)
    sites = np.sort(np.concatenate([wish.required, problem.sites[rows]]))
    price = float(wish.cost[sites].sum())
    return Solution(
        sites=sites,
        covered=wish.reach(sites),
        objective=price,
        bound=min(spent + bound, price),
        seconds=search.seconds,
        stopped=search.stopped,
    )


def cheapest(
    problem: Problem,
    search: Search,
    tell: Callable[[Indices, float, float], None] | None = None,
    *,
    enough: float = -np.inf,
) -> tuple[Indices, float]:
    """Return rows that meet the floors at least cost, and the proven lower bound of that cost.

    Ends as soon as a choice costs no more than ``enough``, or none can. The floors must be reachable.
    """
    start = _start(problem)
    price = float(problem.cost[start].sum())
    if tell is not None:
        tell(start, price, 0.0)
    if not len(problem.floors) or price <= enough or not len(problem.cost):
        return start, 0.0
    sites, points = problem.covers.shape
    none = sparse.csr_matrix((len(problem.floors), sites))
    weighted = sparse.csr_matrix(problem.groups.multiply(problem.weight))
    blocks: list[list[Any]] = [[-problem.points, sparse.identity(points)], [none, weighted]]
    rows = sparse.csr_matrix(sparse.bmat(blocks))
    seen = price

    def found(values: Vector, bound: float) -> None:
        nonlocal seen
        chosen = np.flatnonzero(values[:sites] > 0.5)
        seen = float(problem.cost[chosen].sum())
        if tell is not None:
            tell(chosen, seen, bound)

    outcome = minimise(
        Program(
            cost=np.concatenate([problem.cost, np.zeros(points)]),
            upper=np.ones(sites + points),
            integer=np.arange(sites + points) < sites,
            rows=rows,
            row_lower=np.concatenate([np.full(points, -np.inf), problem.floors * (1 - 1e-12)]),
            row_upper=np.concatenate([np.zeros(points), np.full(len(problem.floors), np.inf)]),
        ),
        time_limit=search.left,
        start=_values(problem, start),
        absolute_gap=_price_step(problem.cost),
        on_solution=found,
        stop=lambda: search.stop() or seen <= enough,
    )
    chosen = np.flatnonzero(outcome.values[:sites] > 0.5) if outcome.values is not None else start
    if problem.cost[chosen].sum() > price or problem.shortfall(chosen) > 1e-9 * float(problem.weight.sum()):
        chosen = start
    return chosen, _rounded(outcome.bound, problem.cost)


def _whole(
    problem: Problem, search: Search, tell: Callable[[Indices, float, float], None]
) -> tuple[Indices, float]:
    """Cover every point: parts that share no point are solved one by one."""
    plan, bound = _start(problem), 0.0
    tell(plan, float(problem.cost[plan].sum()), 0.0)
    sites = problem.covers.shape[0]
    shared = problem.covers @ problem.points  # sites that share a point
    part = connected_components(shared, directed=False)[1] if sites else np.empty(0, dtype=int)
    order = np.argsort(part[:sites], kind="stable")
    starts = np.flatnonzero(np.diff(part[order], prepend=-1))
    inside = np.zeros(sites, dtype=bool)
    inside[plan] = True
    for rows in np.split(order, starts[1:]) if sites else []:
        columns = np.unique(problem.covers[rows].indices)
        piece = problem.points[columns][:, rows].tocsr()
        price = problem.cost[rows]
        outcome = minimise(
            Program(
                cost=price,
                upper=np.ones(len(rows)),
                integer=np.ones(len(rows), dtype=bool),
                rows=piece,
                row_lower=np.ones(len(columns)),
                row_upper=np.full(len(columns), np.inf),
            ),
            time_limit=search.left,
            start=inside[rows].astype(float),
            absolute_gap=_price_step(price),
            stop=search.stop,
        )
        bound += max(0.0, _rounded(outcome.bound, price))
        if outcome.values is not None and price[outcome.values > 0.5].sum() < price[inside[rows]].sum():
            inside[rows] = outcome.values > 0.5
            tell(np.flatnonzero(inside), float(problem.cost[inside].sum()), bound)
    return np.flatnonzero(inside), bound


def _start(problem: Problem) -> Indices:
    """Return a greedy choice that meets the floors, without the sites it can do without."""
    unbounded = problem.with_budget(float(problem.cost.sum()))
    return greedy.thin(unbounded, greedy.greedy(unbounded, only_floors=True), only_floors=True)


def _values(problem: Problem, chosen: Indices) -> Vector:
    inside = np.zeros(problem.covers.shape[0])
    inside[chosen] = 1.0
    return np.concatenate([inside, problem.covered(chosen).astype(float)])


def _price_step(cost: Vector) -> float:
    """Return a gap below which no better choice can lie: just under 1 for whole prices."""
    return 0.999 if (cost == np.round(cost)).all() else 1e-9 * max(1.0, float(cost.sum()))


def _rounded(bound: float, cost: Vector) -> float:
    return float(np.ceil(bound - 1e-6)) if (cost == np.round(cost)).all() and np.isfinite(bound) else bound
