"""A search tree for the p-median problem: Lagrangian bounds, sites proven in or out at every node.

The rule "every point has a site" is priced (Cornuéjols, Fisher & Nemhauser 1977, Management Science
23:789–810; the tree as in Beasley 1985, Eur. J. Oper. Res. 21:270–273). A site saves Σ min(0, cost −
price); the p best savings and the prices are a bound. The node with the lowest bound is taken first, so
the bound of the whole is known at any time.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import numpy as np

from geo.campaign.solution import Indices, Mask, Vector

_ROOT_ROUNDS = 8
_ROOT_STEPS = 200
_NODE_STEPS = 70


def price_of(costs: Vector, plan: Indices) -> float:
    """Return the sum over points of the cost of the nearest site of the plan."""
    return float(costs[plan].min(axis=0).sum())


@dataclass(frozen=True)
class _Node:
    """Part of the choices: sites still allowed (``rows``), which of them are open in any case, prices to
    start from."""

    bound: float
    rows: Indices
    fixed: Mask
    prices: Vector


@dataclass(frozen=True)
class _Ascent:
    """The best prices of one ascent, what each site saves then, how often each was chosen, the last
    choice."""

    value: float
    prices: Vector
    saving: Vector
    often: Vector
    chosen: Indices


def search_tree(
    costs: Vector,
    plan: Indices,
    must: Mask,
    *,
    improve: Callable[[Indices], Indices],
    found: Callable[[Indices, float], None],
    stop: Callable[[], bool],
) -> tuple[Indices, float]:
    """Return the best plan and the proven bound; both are the same when the tree was searched to its end.

    ``costs``: sites × points; ``must``: sites that are open in any case. ``improve`` makes a plan better,
    ``found`` is told of a better plan and the bound known then.
    """
    tree = _Tree(costs, plan, improve, found, stop)
    tree.root(must)
    while tree.nodes and not stop():
        tree.branch(heapq.heappop(tree.nodes)[2])
    return tree.plan, min([tree.price, *(tree.rounded(bound) for bound, _, _ in tree.nodes)])


class _Tree:
    def __init__(
        self,
        costs: Vector,
        plan: Indices,
        improve: Callable[[Indices], Indices],
        found: Callable[[Indices, float], None],
        stop: Callable[[], bool],
    ) -> None:
        self.costs, self.plan, self.size = costs, plan, len(plan)
        self.improve, self.found, self.stop = improve, found, stop
        self.price = price_of(costs, plan)
        self.whole = bool((costs == np.round(costs)).all())
        self.nodes: list[tuple[float, int, _Node]] = []
        self.order = count()

    def rounded(self, bound: float) -> float:
        """Round a bound up where the objective can only be whole."""
        return float(np.ceil(bound - 1e-6)) if self.whole else bound

    def target(self) -> float:
        """Return the price above which a node holds nothing better."""
        return self.price - 1 + 1e-6 if self.whole else self.price * (1 - 1e-9)

    def root(self, must: Mask) -> None:
        """Bound the whole problem, with plans tried from the choices met on the way."""
        ordered = np.sort(self.costs[self.plan], axis=0)
        prices, step = ordered[min(1, self.size - 1)].copy(), 1.0
        everything = np.arange(len(self.costs))
        best: _Ascent | None = None
        for _ in range(_ROOT_ROUNDS):
            ascent = self._ascend(everything, must, prices, steps=_ROOT_STEPS, step=step, patience=20)
            if best is None or ascent.value > best.value:
                best = ascent
            self._offer(self.improve(ascent.chosen), best.value)
            prices, step = best.prices, step * 0.5
            if best.value > self.target() or self.stop():
                break
        assert best is not None
        self._keep(everything, must, best)

    def branch(self, node: _Node) -> None:
        """Split a node on the site whose choice was least clear."""
        if node.bound > self.target():
            return
        rows, fixed = node.rows, node.fixed
        ascent = self._ascend(rows, fixed, node.prices, steps=_NODE_STEPS, step=0.5, patience=8)
        self._offer(rows[ascent.chosen], ascent.value)
        value = max(ascent.value, node.bound)
        if value > self.target():
            return
        closed, always = self._settled(ascent, fixed)
        keep = ~closed
        rows, fixed, often = rows[keep], (fixed | always)[keep], ascent.often[keep]
        if fixed.sum() >= self.size or len(rows) <= self.size:
            self._leaf(rows, fixed)
            return
        doubt = np.where(fixed, np.inf, np.abs(often - 0.5))
        split = int(np.argmin(doubt))
        opened = fixed.copy()
        opened[split] = True
        self._push(_Node(value, rows, opened, ascent.prices))
        without = np.arange(len(rows)) != split
        self._push(_Node(value, rows[without], fixed[without], ascent.prices))

    def _keep(self, rows: Indices, fixed: Mask, ascent: _Ascent) -> None:
        if ascent.value > self.target():
            return
        closed, always = self._settled(ascent, fixed)
        self._push(_Node(ascent.value, rows[~closed], (fixed | always)[~closed], ascent.prices))

    def _leaf(self, rows: Indices, fixed: Mask) -> None:
        """A node with nothing left to choose: too few sites, too many open ones, or exactly one plan."""
        open_ = rows[fixed] if fixed.sum() >= self.size else rows
        if len(open_) == self.size:
            self._offer(open_, 0.0)

    def _settled(self, ascent: _Ascent, fixed: Mask) -> tuple[Mask, Mask]:
        """Return the sites that no better plan of the node has, and those that each has."""
        ranked = np.where(fixed, -np.inf, ascent.saving)
        order = np.sort(ranked)
        room = self.target() - ascent.value
        last_in = order[self.size - 1]
        first_out = order[self.size] if self.size < len(order) else np.inf
        closed = (ranked - last_in > room) & ~fixed
        always = (first_out - ranked > room) & ~fixed
        return closed, always

    def _push(self, node: _Node) -> None:
        heapq.heappush(self.nodes, (node.bound, next(self.order), node))

    def _offer(self, plan: Indices, bound: float) -> None:
        price = price_of(self.costs, plan)
        if price < self.price:
            self.plan, self.price = np.sort(plan), price
            lowest = min([bound, *(waiting for waiting, _, _ in self.nodes)])
            self.found(self.plan, max(0.0, min(price, self.rounded(lowest))))

    def _ascend(
        self, rows: Indices, fixed: Mask, prices: Vector, *, steps: int, step: float, patience: int
    ) -> _Ascent:
        costs = self.costs[rows] if len(rows) < len(self.costs) else self.costs
        always = np.flatnonzero(fixed)
        often = np.full(len(rows), self.size / len(rows))
        previous = np.zeros(len(prices))
        best: _Ascent | None = None
        stalled = 0
        for _ in range(steps):
            saving = np.minimum(costs - prices, 0).sum(axis=1)
            ranked = saving.copy()
            ranked[always] = -np.inf
            chosen = np.argsort(ranked, kind="stable")[: self.size]
            value = float(prices.sum() + saving[chosen].sum())
            often *= 0.9
            often[chosen] += 0.1
            if best is None or value > best.value + 1e-9 * abs(value):
                best, stalled = _Ascent(value, prices, saving, often, chosen), 0
            else:
                stalled += 1
                if stalled >= patience:
                    step, stalled, prices = step * 0.6, 0, best.prices
            if best.value > self.target() or step < 1e-4 or self.stop():
                break
            direction = 1.0 - (costs[chosen] < prices).sum(axis=0) + 0.5 * previous
            size = float(direction @ direction)
            if size == 0:
                break
            length = step * max(self.price - value, 1e-6 * self.price) / size
            prices, previous = np.maximum(prices + length * direction, 0), direction
        assert best is not None
        return _Ascent(best.value, best.prices, best.saving, often, chosen)
