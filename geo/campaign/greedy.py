"""A first plan at once: the greedy choice, then exchanges while they help."""

from collections.abc import Callable

import numpy as np
from scipy import sparse

from geo.campaign.reduction import Problem
from geo.campaign.solution import Indices, Vector

_PASSES = 60
_NEAR_BEST = 40


def greedy(problem: Problem, *, only_floors: bool = False) -> Indices:
    """Return rows chosen one by one: first what the floors lack, then most weight per cost.

    The floors may still fall short (see ``Problem.shortfall``); the budget is never passed.
    """
    state = _State(problem, np.empty(0, dtype=np.intp))
    while state.lacking() and state.add_best(state.floor_gains()):
        pass
    while not only_floors and state.add_best(state.gain):
        pass
    return state.chosen()


def thin(problem: Problem, chosen: Indices, *, only_floors: bool = False) -> Indices:
    """Return the plan without the sites it can do without: those that add nothing (to the floors)."""
    state = _State(problem, chosen)
    for row in chosen[np.lexsort((-chosen, -problem.cost[chosen]))].tolist():
        if only_floors or state.loss(row) <= 0:
            state.remove(row)
            if state.lacking():
                state.add(row)
    return state.chosen()


def improve(problem: Problem, chosen: Indices, *, stop: Callable[[], bool] | None = None) -> Indices:
    """Return the plan after exchanges of one site for another, and additions, until none helps.

    A floor that is met stays met. Every exchange raises the covered weight, so it ends.
    """
    state = _State(problem, chosen)
    for _ in range(_PASSES):
        while state.add_best(state.gain):
            pass
        if (stop is not None and stop()) or not state.exchange():
            break
    return state.chosen()


def fill(problem: Problem, order: Indices) -> Indices:
    """Return the first rows of ``order`` that fit the budget together."""
    cost = problem.cost[order]
    if problem.budget >= cost.sum():
        return order
    kept, left = [], problem.budget
    for row, price in zip(order.tolist(), cost.tolist(), strict=True):
        if price <= left + 1e-9:
            kept.append(row)
            left -= price
    return np.array(kept, dtype=np.intp)


class _State:
    """A plan with what is needed to change it quickly: how often each point is covered, what each site
    adds."""

    def __init__(self, problem: Problem, chosen: Indices) -> None:
        self.problem = problem
        self.inside = np.zeros(problem.covers.shape[0], dtype=bool)
        self.inside[chosen] = True
        self.times = np.zeros(problem.covers.shape[1], dtype=np.int64)
        for site in chosen:
            self.times[self.reach(site)] += 1
        self.gain: Vector = problem.covers @ (problem.weight * (self.times == 0))
        self.left = problem.budget - float(problem.cost[chosen].sum())
        self.reached: Vector = problem.groups @ (problem.weight * (self.times > 0))
        self.by_point_groups = problem.groups.tocsc()
        self.least = 1e-9 * max(1.0, float(problem.weight.sum()))

    def reach(self, site: int) -> Indices:
        covers = self.problem.covers
        return covers.indices[covers.indptr[site] : covers.indptr[site + 1]]

    def chosen(self) -> Indices:
        return np.flatnonzero(self.inside)

    def lacking(self) -> bool:
        return bool((self.reached < self.problem.floors - self.least).any())

    def floor_gains(self) -> Vector:
        lacks = np.flatnonzero(self.reached < self.problem.floors - self.least)
        counts = np.asarray(self.problem.groups[lacks].sum(axis=0)).ravel()
        return np.asarray(self.problem.covers @ (self.problem.weight * (self.times == 0) * counts))

    def add_best(self, gain: Vector) -> bool:
        """Add the affordable site with the largest gain per cost (lowest index on ties); say whether one
        was."""
        worth = np.where(~self.inside & (self.problem.cost <= self.left + 1e-9), gain, 0.0)
        worth = np.where(
            self.problem.cost > 0, worth / np.where(self.problem.cost > 0, self.problem.cost, 1), worth * 1e12
        )
        best = int(np.argmax(worth)) if len(worth) else 0
        if not len(worth) or worth[best] * max(self.problem.cost[best], 1e-12) <= self.least:
            return False
        self.add(best)
        return True

    def add(self, site: int) -> None:
        points = self.reach(site)
        self._shift(points[self.times[points] == 0], -1.0)
        self.times[points] += 1
        self.inside[site] = True
        self.left -= float(self.problem.cost[site])

    def remove(self, site: int) -> None:
        points = self.reach(site)
        self.times[points] -= 1
        self._shift(points[self.times[points] == 0], 1.0)
        self.inside[site] = False
        self.left += float(self.problem.cost[site])

    def _shift(self, points: Indices, sign: float) -> None:
        weight = self.problem.weight[points]
        touched = self.problem.points[points]
        np.add.at(self.gain, touched.indices, np.repeat(sign * weight, np.diff(touched.indptr)))
        if len(self.reached):
            self.reached -= sign * (self.by_point_groups[:, points] @ weight)

    def exchange(self) -> bool:
        """Make every exchange that helps, best first, each checked again before it is made."""
        chosen = self.chosen()
        changed = False
        for out, in_ in self._candidates(chosen):
            if self.inside[in_] or not self.inside[out]:
                continue
            if self.problem.cost[in_] > self.left + self.problem.cost[out] + 1e-9:
                continue
            before = self.reached.copy()
            given_up = self.loss(out)
            self.remove(out)
            if self.gain[in_] > given_up + self.least:
                self.add(in_)
                if not (self.reached < np.minimum(before, self.problem.floors) - self.least).any():
                    changed = True
                    continue
                self.remove(in_)
            self.add(out)
        return changed

    def loss(self, site: int) -> float:
        points = self.reach(site)
        return float(self.problem.weight[points[self.times[points] == 1]].sum())

    def _candidates(self, chosen: Indices) -> list[tuple[int, int]]:
        """Return (out, in) pairs that seem to help: overlapping pairs, and the best of the rest."""
        if not len(chosen):
            return []
        problem = self.problem
        once = problem.weight * (self.times == 1)
        alone = problem.covers[chosen].multiply(once).tocsr()
        loss = np.asarray(alone.sum(axis=1)).ravel()
        overlap = (alone @ problem.points).tocoo() if alone.nnz else sparse.coo_matrix((0, 0))
        out, in_ = overlap.row.astype(np.intp), overlap.col.astype(np.intp)
        change = self.gain[in_] - loss[out] + overlap.data
        outside = np.flatnonzero(~self.inside)
        best_in = outside[np.argsort(-self.gain[outside], kind="stable")[:_NEAR_BEST]]
        best_out = np.argsort(loss, kind="stable")[:_NEAR_BEST]
        out = np.concatenate([out, np.repeat(best_out, len(best_in))])
        in_ = np.concatenate([in_, np.tile(best_in, len(best_out))])
        change = np.concatenate([change, (self.gain[best_in][None, :] - loss[best_out][:, None]).ravel()])
        affordable = problem.cost[in_] <= self.left + problem.cost[chosen[out]] + 1e-9
        helps = np.flatnonzero((change > self.least) & affordable & ~self.inside[in_])
        helps = helps[np.lexsort((in_[helps], out[helps], -change[helps]))]
        return [(int(chosen[out[k]]), int(in_[k])) for k in helps]
