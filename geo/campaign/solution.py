"""What every location model gives back: the chosen sites and how far from the best they can be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]
Vector = NDArray[np.float64]


class Progress(NamedTuple):
    """A plan found on the way: site indices, its objective, the bound known so far, seconds since the
    start."""

    sites: Indices
    objective: float
    bound: float
    seconds: float


OnPlan = Callable[[Progress], bool | None]
"""Called with every better plan, and from time to time with the last one; returning ``False`` stops the
search."""


class CurvePoint(NamedTuple):
    """Covered demand that a budget buys, and the most that budget could buy."""

    budget: float
    objective: float
    bound: float


Stop = Callable[[], bool]
"""Asked from time to time; ``True`` ends the work with what there is."""

Along = Callable[[list[float] | None, Stop | None], list[tuple[CurvePoint, Mask]]]


def relative_gap(objective: float, bound: float) -> float:
    """Return ``|bound − objective| / |objective|``: 0 when both are equal, infinite when only one is 0."""
    distance = abs(bound - objective)
    if distance == 0:
        return 0.0
    return distance / abs(objective) if objective else float("inf")


@dataclass(frozen=True, kw_only=True)
class Solution:
    """Chosen sites with the proof of how good they are.

    ``sites``: site indices, ascending. ``covered``: mask over the demand points. ``objective``: covered
    demand (maximal coverage), total cost (set cover), weighted distance (p-median) or longest distance
    (p-center).
    ``bound``: no choice can do better. ``gap``: ``|bound − objective| / |objective|``; 0 is proven best.
    ``seconds``: time taken, ``stopped``: ended by the caller before the proof. ``assignment``: for
    p-median and p-center the site of every point, else ``None``.
    """

    sites: Indices
    covered: Mask
    objective: float
    bound: float
    seconds: float
    stopped: bool = False
    assignment: Indices | None = None
    _along: Along | None = field(default=None, repr=False)

    @property
    def gap(self) -> float:
        """Relative distance between bound and objective."""
        return relative_gap(self.objective, self.bound)

    def curve(self, budgets: list[float] | None = None) -> list[CurvePoint]:
        """Return what other budgets buy, under the same wishes.

        Without ``budgets``: about twenty steps from what is required up to half as much again as the budget.
        Raises ``TypeError`` for a model that has no budget.
        """
        return [point for point, _ in self.along(budgets)]

    def along(
        self, budgets: list[float] | None = None, *, stop: Stop | None = None
    ) -> list[tuple[CurvePoint, Mask]]:
        """Return the points of ``curve``, each with the mask of demand points that it covers.

        ``stop``: asked on the way; the budgets left then are not looked at.
        """
        if self._along is None:
            raise TypeError("only maximal coverage has a budget, hence a curve")
        return self._along(budgets, stop)
