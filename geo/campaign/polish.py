"""Better plans for large problems: one neighbourhood after the other is freed and solved to its best by
HiGHS."""

from collections.abc import Callable, Iterator

import numpy as np

from geo.campaign import greedy, reduction
from geo.campaign.exact import coverage_program, start_values
from geo.campaign.program import minimise
from geo.campaign.reduction import Problem
from geo.campaign.relaxation import Bound
from geo.campaign.search import Search
from geo.campaign.solution import Indices

_PIECE_SECONDS = 4.0
_FIRST_SIZE = 6
_LAST_SIZE = 40
_LITTLE = 5e-4


def polish(
    problem: Problem,
    plan: Indices,
    relaxed: Bound,
    search: Search,
    *,
    seconds: float,
    on_plan: Callable[[Indices, float], None],
) -> Indices:
    """Return a better plan: where it is farthest from the bound, groups of neighbouring sites are chosen
    anew.

    Groups grow when a round brings little. Ends after ``seconds``, with the search, or when large groups
    bring nothing.
    """
    end = search.seconds + seconds
    size = _FIRST_SIZE
    while size <= _LAST_SIZE:
        before = problem.value(plan)
        for group in _groups(problem, plan, relaxed, size):
            if search.stop() or search.seconds > end:
                return plan
            freed = np.intersect1d(group, plan)
            found = resolve(problem, plan, freed, search)
            if problem.value(found) > problem.value(plan):
                plan = found
                on_plan(plan, problem.ceiling(relaxed.value))
        plan = greedy.improve(problem, plan, stop=search.stop)
        on_plan(plan, problem.ceiling(relaxed.value))
        if problem.value(plan) - before < _LITTLE * before:
            size = size * 3 // 2
    return plan


def _groups(problem: Problem, plan: Indices, relaxed: Bound, size: int) -> Iterator[Indices]:
    """Yield groups of up to ``size`` chosen sites that lie next to each other, the least settled first."""
    slack = relaxed.slack(problem, plan)
    around = problem.covers[plan] @ (problem.points @ (problem.covers @ slack))
    near = (problem.covers[plan] @ problem.points).tocsr()
    touch = (near @ near.T).tocsr()
    waiting = np.ones(len(plan), dtype=bool)
    for seed in np.argsort(-around, kind="stable").tolist():
        if not waiting[seed] or around[seed] <= 1e-9 * float(around.max()):
            continue
        group, queue = [], [seed]
        waiting[seed] = False
        while queue:
            member = queue.pop(0)
            group.append(member)
            links = slice(touch.indptr[member], touch.indptr[member + 1])
            others = touch.indices[links][np.argsort(-touch.data[links], kind="stable")]
            fresh = others[waiting[others]][: max(0, size - len(group) - len(queue))]
            waiting[fresh] = False
            queue += fresh.tolist()
        yield plan[np.array(group, dtype=np.intp)]


def resolve(problem: Problem, plan: Indices, freed: Indices, search: Search) -> Indices:
    """Return the plan with the ``freed`` sites chosen anew among all their neighbours, the rest held."""
    kept = np.setdiff1d(plan, freed)
    stands = problem.covered(kept)
    near = np.unique(problem.points[np.unique(problem.covers[freed].indices)].indices)
    near = np.setdiff1d(near, kept)
    columns = np.unique(problem.covers[near].indices)
    columns = columns[~stands[columns]]
    groups = problem.groups.tocsc()[:, columns].tocsr()
    reached = problem.groups @ (problem.weight * stands)
    piece = reduction.reduce(
        problem.covers[near].tocsc()[:, columns].tocsr(),
        weight=problem.weight[columns],
        cost=problem.cost[near],
        budget=problem.budget - float(problem.cost[kept].sum()),
        groups=groups,
        floors=problem.floors - reached,
        required=np.empty(0, dtype=np.intp),
        allowed=np.ones(len(near), dtype=bool),
    )
    program, points = coverage_program(piece)
    sites = len(piece.cost)
    current = np.flatnonzero(np.isin(near[piece.sites], freed))
    outcome = minimise(
        program,
        time_limit=min(_PIECE_SECONDS, search.left),
        start=start_values(program, piece, current, points),
        absolute_gap=0.999 if problem.whole else 1e-5 * max(1.0, piece.value(current)),
        stop=search.stop,
    )
    if outcome.values is None:
        return plan
    return np.sort(np.concatenate([kept, near[piece.sites[np.flatnonzero(outcome.values[:sites] > 0.5)]]]))
