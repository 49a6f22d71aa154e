"""The last step of a proof: HiGHS on the sites that the bound leaves open."""

from collections.abc import Callable

import numpy as np
from scipy import sparse

from geo.campaign import greedy, reduction
from geo.campaign.program import Program, minimise
from geo.campaign.reduction import Problem
from geo.campaign.relaxation import Bound
from geo.campaign.search import Search
from geo.campaign.solution import Indices, Vector


def core_of(problem: Problem, plan: Indices, relaxed: Bound) -> tuple[Indices, Problem]:
    """Return the sites that every better plan contains, and the problem that is then left.

    A plan's own sites stay open, so that it remains a plan of the smaller problem.
    """
    value = problem.value(plan)
    target = value + 0.999 if problem.whole else value * (1 + 1e-9)
    held = np.zeros(len(problem.cost), dtype=bool)
    held[plan] = True
    inside = np.flatnonzero(relaxed.inside(target) & held)
    core = reduction.reduce(
        problem.covers,
        weight=problem.weight,
        cost=problem.cost,
        budget=problem.budget,
        groups=problem.groups,
        floors=problem.floors,
        required=inside,
        allowed=~relaxed.outside(target) | held,
    )
    return inside, core


def prove(
    problem: Problem,
    plan: Indices,
    relaxed: Bound,
    search: Search,
    *,
    core: tuple[Indices, Problem],
    on_plan: Callable[[Indices, float], None],
) -> tuple[Indices, float]:
    """Return the best plan and the bound after HiGHS has searched the core (see ``core_of``)."""
    value = problem.value(plan)
    inside, left = core
    fixed = problem.value(inside)
    program, columns = coverage_program(left)
    sites = len(left.cost)

    def rows_of(values: Vector) -> Indices:
        return np.concatenate([inside, left.sites[np.flatnonzero(values[:sites] > 0.5)]])

    kept = np.flatnonzero(np.isin(left.sites, plan))
    outcome = minimise(
        program,
        time_limit=search.left,
        start=start_values(program, left, kept, columns),
        absolute_gap=0.999 if problem.whole else 1e-9 * float(problem.weight.sum()),
        on_solution=lambda values, bound: on_plan(rows_of(values), problem.ceiling(fixed - bound)),
        stop=search.stop,
    )
    if outcome.values is not None:
        found = greedy.improve(problem, rows_of(outcome.values))
        if problem.value(found) > value and problem.shortfall(found) <= 1e-9 * float(problem.weight.sum()):
            plan, value = found, problem.value(found)
            on_plan(plan, problem.ceiling(relaxed.value))
    rest = -np.inf if outcome.status == "infeasible" else problem.ceiling(fixed - outcome.bound)
    return plan, max(value, min(problem.ceiling(relaxed.value), rest))


def start_values(program: Program, problem: Problem, chosen: Indices, columns: Indices) -> Vector | None:
    """Return a plan as values of the program, or ``None`` when it does not meet the floors."""
    if problem.shortfall(chosen):
        return None
    sites = len(problem.cost)
    values = np.zeros(len(program.cost))
    values[chosen] = 1.0
    values[sites:] = problem.covered(chosen)[columns]
    return values


def coverage_program(core: Problem) -> tuple[Program, Indices]:
    """Return the program (sites, then points) and the points that have a variable: those more than one
    site covers."""
    sites = len(core.cost)
    several = np.diff(core.points.indptr) > 1
    columns = np.flatnonzero(several)
    own = core.covers @ (core.weight * ~several)
    needs_site = sparse.hstack([-core.points[columns], sparse.eye_array(len(columns))])
    money = sparse.hstack([sparse.csr_matrix(core.cost[None, :]), sparse.csr_matrix((1, len(columns)))])
    weighted = sparse.csr_matrix(core.groups.multiply(core.weight))
    single = weighted.multiply((~several).astype(float)) @ core.points
    reached = sparse.hstack([single, weighted[:, columns]])
    rows = sparse.vstack([needs_site, money, reached])
    count = len(columns)
    program = Program(
        cost=-np.concatenate([own, core.weight[columns]]),
        upper=np.ones(sites + count),
        integer=np.arange(sites + count) < sites,
        rows=sparse.csr_matrix(rows),
        row_lower=np.concatenate([np.full(count + 1, -np.inf), core.floors * (1 - 1e-12)]),
        row_upper=np.concatenate([np.zeros(count), [core.budget], np.full(len(core.floors), np.inf)]),
    )
    return program, columns
