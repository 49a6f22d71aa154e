"""Where a budget reaches most demand: maximal coverage with wishes, solved to a proven gap."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from geo.campaign import greedy, reduction, relaxation, wishes
from geo.campaign.exact import core_of, prove
from geo.campaign.p_center import p_center
from geo.campaign.p_median import p_median
from geo.campaign.polish import polish
from geo.campaign.reduction import Problem
from geo.campaign.search import Search
from geo.campaign.set_cover import cheapest, set_cover
from geo.campaign.solution import CurvePoint, Indices, Mask, OnPlan, Progress, Solution, Stop
from geo.campaign.wishes import Floors, Wishes, floors_by_label
from geo.errors import UserError

__all__ = [
    "CurvePoint",
    "Progress",
    "Solution",
    "floors_by_label",
    "p_center",
    "p_median",
    "set_cover",
    "solve",
]

_MANY_SITES = 40
_SMALL_CORE, _LARGE_CORE, _LARGEST_CORE = 40_000, 100_000, 250_000
"""Non-zeros of what is left open. HiGHS settles a small core at once. A plan of many sites is polished first
when its core is not small, and given to HiGHS up to a large one; beyond the largest the presolve of HiGHS
alone can outlast the time limit."""

_CURVE_STEPS = 20
_CURVE_SECONDS = 5.0


def solve(
    demand: ArrayLike,
    covers: sparse.spmatrix | sparse.sparray,
    *,
    cost: ArrayLike | None = None,
    budget: float,
    required: ArrayLike = (),
    forbidden: ArrayLike = (),
    floors: Floors = None,
    time_limit: float = 60.0,
    on_plan: OnPlan | None = None,
) -> Solution:
    """Choose the sites that cover most demand within the budget (maximal covering location; Church &
    ReVelle 1974).

    ``demand``: weight of each point, ≥ 0, need not be whole. ``covers``: sites × points, non-zero where
    the site covers the point. ``cost`` ``None``: every site costs 1 and the budget is their number.
    ``required`` and
    ``forbidden``: site indices (or masks); what is required counts against the budget, so a billboard that
    already stands is required at cost 0. ``floors``: least covered demand of groups of points
    (``wishes.Floors``).
    ``on_plan`` is called with each better plan; returning ``False`` stops with the best so far.

    A plan from greedy choice and exchanges, a Lagrangian bound that proves most sites in or out, and HiGHS
    for the rest. Sites that would add nothing are left out even when the budget has room. Equal plans are
    told apart by site index, so the same question gives the same answer unless the time limit ends the
    search.

    Raises ``UserError`` when no plan can meet the wishes, naming the wish that breaks it.
    """
    search = Search(time_limit=time_limit, on_plan=on_plan, better=lambda new, old: new > old * (1 + 1e-12))
    wish = wishes.read(
        covers, demand=demand, cost=cost, required=required, forbidden=forbidden, floors=floors
    )
    solution = _solve(wish, float(budget), search)

    def along(budgets: list[float] | None, stop: Stop | None) -> list[tuple[CurvePoint, Mask]]:
        return _along(wish, float(budget), solution, budgets, stop)

    return replace(solution, _along=along)


def _solve(wish: Wishes, budget: float, search: Search) -> Solution:
    problem = _reduced(wish, budget)
    base = float(wish.demand[wish.reach(wish.required)].sum())

    def tell(rows: Indices, bound: float) -> None:
        sites = np.concatenate([wish.required, problem.sites[rows]])
        search.found(sites, base + problem.value(rows), base + bound)

    most = float(problem.weight.sum())
    plan = _first(wish, problem, budget, search)
    tell(plan, most)
    plan = greedy.improve(problem, plan, stop=search.stop)
    tell(plan, most)
    bound = most
    if problem.value(plan) < most and len(problem.cost):
        relaxed, plan = relaxation.bound(problem, plan, stop=search.stop, on_plan=tell)
        plan, bound = _finish(problem, plan, relaxed, search, tell)
        bound = min(bound, most)
    plan = greedy.thin(problem, plan)
    sites = np.sort(np.concatenate([wish.required, problem.sites[plan]]))
    covered = wish.reach(sites)
    objective = float(wish.demand[covered].sum())
    value = problem.value(plan)
    proven = bound <= value * (1 + 1e-9)
    return Solution(
        sites=sites,
        covered=covered,
        objective=objective,
        bound=objective if proven else base + bound,
        seconds=search.seconds,
        stopped=search.stopped,
    )


def _finish(
    problem: Problem,
    plan: Indices,
    relaxed: relaxation.Bound,
    search: Search,
    tell: Callable[[Indices, float], None],
) -> tuple[Indices, float]:
    """Return the best plan and bound that the time left allows.

    What the bound leaves open goes to HiGHS when it is small. A plan of many sites is polished part by
    part first: a better plan leaves less open.
    """
    many = len(plan) > _MANY_SITES
    core = core_of(problem, plan, relaxed)
    if many and core[1].covers.nnz > _SMALL_CORE:
        plan = polish(problem, plan, relaxed, search, seconds=0.6 * search.left, on_plan=tell)
        core = core_of(problem, plan, relaxed)
    value, bound = problem.value(plan), problem.ceiling(relaxed.value)
    if bound <= value or search.stop():
        return plan, bound
    if core[1].covers.nnz <= (_LARGE_CORE if many else _LARGEST_CORE):
        return prove(problem, plan, relaxed, search, core=core, on_plan=tell)
    return polish(problem, plan, relaxed, search, seconds=search.left, on_plan=tell), bound


def _reduced(wish: Wishes, budget: float) -> Problem:
    if not budget >= 0:
        raise UserError("campaign.budget_wrong")
    spent = float(wish.cost[wish.required].sum())
    if spent > budget * (1 + 1e-12):
        raise UserError("campaign.required_over_budget", needed=spent, budget=budget, n=len(wish.required))
    return reduction.reduce(
        wish.covers,
        weight=wish.demand,
        cost=wish.cost,
        budget=budget,
        groups=wish.groups,
        floors=wish.floors,
        required=wish.required,
        allowed=wish.allowed,
    )


def _first(wish: Wishes, problem: Problem, budget: float, search: Search) -> Indices:
    """Return a plan that meets the floors; raise the wish that makes it impossible."""
    plan = greedy.greedy(problem)
    if not problem.shortfall(plan):
        return plan
    unlimited = _reduced(wish, np.inf)
    rows, least = cheapest(unlimited, search, enough=problem.budget)
    if unlimited.cost[rows].sum() <= problem.budget + 1e-9:
        return np.flatnonzero(np.isin(problem.sites, unlimited.sites[rows]))
    if least <= problem.budget:
        raise UserError("campaign.floors_undecided", budget=budget)
    names, least = _conflict(wish, problem.budget, search, least)
    spent = budget - problem.budget
    key = "campaign.floor_over_budget" if len(names) == 1 else "campaign.floors_over_budget"
    raise UserError(key, names=names, needed=spent + least, budget=budget)


def _conflict(wish: Wishes, left: float, search: Search, least: float) -> tuple[list[str], float]:
    """Return floors that ``left`` cannot meet together, though it could without any one of them, and what
    they need (a deletion filter)."""
    kept = list(range(len(wish.names)))
    for number in reversed(range(len(wish.names))):
        trial = [k for k in kept if k != number]
        fewer = replace(wish, groups=wish.groups[trial].tocsr(), floors=wish.floors[trial])
        _, needs = cheapest(_reduced(fewer, np.inf), search, enough=left)
        if needs > left:
            kept, least = trial, needs
    return [wish.names[k] for k in kept], least


def _along(
    wish: Wishes, budget: float, solution: Solution, budgets: Sequence[float] | None, stop: Stop | None
) -> list[tuple[CurvePoint, Mask]]:
    steps = sorted({float(b) for b in budgets}) if budgets is not None else _steps(wish, budget)
    found: dict[float, Solution] = {}
    for step in steps:
        if stop is not None and stop():
            break
        if step == budget:
            found[step] = solution
            continue
        search = Search(
            time_limit=_CURVE_SECONDS,
            on_plan=lambda _: not (stop is not None and stop()),
            better=lambda new, old: new > old,
        )
        try:
            found[step] = _solve(wish, step, search)
        except UserError:
            continue
    # what a smaller budget buys can be had for a larger one, and no better than the larger one's bound
    best: list[Solution] = list(accumulate(found.values(), _better))
    bound = list(accumulate((s.bound for s in reversed(found.values())), min))[::-1]
    return [
        (CurvePoint(step, plan.objective, most), plan.covered)
        for step, plan, most in zip(found, best, bound, strict=True)
    ]


def _better(old: Solution, new: Solution) -> Solution:
    return new if new.objective > old.objective else old


def _steps(wish: Wishes, budget: float) -> list[float]:
    least = float(wish.cost[wish.required].sum())
    most = max(min(1.5 * budget, float(wish.cost[wish.allowed].sum())), budget)
    counted = bool((wish.cost == 1).all())
    grid = np.linspace(least, most, _CURVE_STEPS + 1)
    steps = {float(round(b)) if counted else float(b) for b in grid if least <= b <= most}
    if counted and most - least <= _CURVE_STEPS:
        steps = {float(b) for b in range(int(least), int(most) + 1)}
    return sorted(steps | {budget})
