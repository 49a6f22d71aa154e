"""A billboard plan: which sites, whom they reach, in which language, and why each was chosen."""

import heapq
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from geo import areas
from geo.campaign import coverage, languages
from geo.campaign import sites as candidates
from geo.campaign.catchments import covers, covers_by_time
from geo.campaign.demand import Demand
from geo.campaign.solution import Progress, Solution, Stop
from geo.errors import UserError
from geo.text import Phrase

CATCHMENT_KM = 3.0


class BudgetPoint(NamedTuple):
    """What a budget buys: weight reached, the most weight it could reach, people reached."""

    budget: float
    objective: float
    bound: float
    people: float


@dataclass(frozen=True, kw_only=True)
class BillboardPlan:
    """Chosen sites with their villages.

    ``sites``: in the order they add most; columns ``name``, ``kind``, ``district``, ``subdistrict``,
    ``longitude``,
    ``latitude``, ``cost``, ``stands`` (already there), ``locked``, ``language``, ``languages``,
    ``villages`` (codes reached), ``people``, ``weight`` (reached), ``adds`` (weight nobody before it
    reaches), ``reason``.
    ``villages``: the demand's table with ``covered``, ``covered_by`` (site ids) and ``reachable`` (any
    candidate reaches it). ``covered_weight`` and ``covered_people`` include what standing boards reach.
    """

    sites: pd.DataFrame
    villages: pd.DataFrame
    languages: pd.DataFrame
    km: float
    budget: float
    spent: float
    solution: Solution
    demand: Demand

    @property
    def covered_weight(self) -> float:
        """Weight of the villages reached."""
        return float(self.villages.loc[self.villages["covered"], "weight"].sum())

    @property
    def covered_people(self) -> float:
        """People in the villages reached."""
        return float(self.villages.loc[self.villages["covered"], "population"].sum())

    def curve(self, budgets: list[float] | None = None, *, stop: Stop | None = None) -> list[BudgetPoint]:
        """Return what other budgets buy (see ``Solution.along``)."""
        people = self.villages["population"].to_numpy(float)
        return [
            BudgetPoint(*point, float(np.nansum(people[covered])))
            for point, covered in self.solution.along(budgets, stop=stop)
        ]

    @property
    def summary(self) -> Phrase:
        """Return the plan in one sentence."""
        proven = self.solution.gap == 0
        return Phrase(
            "campaign.plan_sentence_best" if proven else "campaign.plan_sentence",
            {
                "n": int((~self.sites["stands"]).sum()),
                "km": self.km,
                "villages": int(self.villages["covered"].sum()),
                "all_villages": len(self.villages),
                "people": round(self.covered_people),
                "share": round(100 * self.covered_weight / float(self.villages["weight"].sum()), 1),
                "gap": round(100 * self.solution.gap, 2),
            },
        )


OnDraft = Callable[[Progress, Callable[[], BillboardPlan]], bool | None]
"""Called like ``solution.OnPlan``, with what makes the plan of that moment."""


def plan_billboards(
    demand: Demand,
    *,
    budget: float,
    km: float = CATCHMENT_KM,
    cost: float | None = None,
    places: pd.DataFrame | None = None,
    standing: pd.DataFrame | None = None,
    locked: Collection[str] = (),
    banned: Collection[str] = (),
    district_floors: Mapping[str, float] | None = None,
    language_floors: Mapping[str, float] | None = None,
    travel_times: pd.DataFrame | None = None,
    minutes: float = 30.0,
    time_limit: float = 60.0,
    on_plan: OnDraft | None = None,
) -> BillboardPlan:
    """Choose billboard sites that reach most weight within the budget.

    Sites are all villages of ``demand`` and the planner's ``places`` (``sites.read``). With ``cost``
    (rupiah for a village site, and for places without a cost of their own) the budget is money; without
    it, a number of boards.
    ``standing``: boards of the ledger; they count as covered and cost nothing. ``locked`` and ``banned``:
    site ids (village codes, place ids). Floors: least share (0–1) of a district's weight, or of the weight of
    villages where a language is spoken. ``travel_times`` (``catchments.covers_by_time``) replaces the
    distance by ``minutes``. Raises ``UserError`` for unknown ids and for wishes that cannot all be met,
    naming the one.
    """
    villages = demand.table
    sites = _sites(villages, places, standing, cost)
    matrix = _reach(sites, villages, km, travel_times, minutes)
    locked_at, banned_at = _where(sites, locked), _where(sites, banned)
    reachable = np.asarray(matrix.sum(axis=0)).ravel() > 0
    stands = np.flatnonzero(sites["stands"].to_numpy())
    counted = cost is None
    price = np.where(sites["stands"], 0.0, 1.0 if counted else sites["cost"].to_numpy(float))

    def plan(solution: Solution) -> BillboardPlan:
        reached = villages.assign(
            covered=solution.covered,
            covered_by=_covered_by(sites, matrix, solution.sites).to_numpy(),
            reachable=reachable,
        )
        return BillboardPlan(
            sites=_described(sites.assign(cost=price), villages, matrix, solution.sites, locked=locked),
            villages=reached,
            languages=languages.people(reached),
            km=km,
            budget=float(budget),
            spent=float(price[solution.sites].sum()),
            solution=solution,
            demand=demand,
        )

    def draft(at: Progress) -> BillboardPlan:
        covered = np.asarray(matrix[at.sites].sum(axis=0)).ravel() > 0
        return plan(Solution(covered=covered, stopped=True, **at._asdict()))

    solution = coverage.solve(
        villages["weight"].to_numpy(float),
        matrix,
        cost=price,
        budget=budget,
        required=np.union1d(stands, locked_at),
        forbidden=banned_at,
        floors=_floors(villages, matrix, banned_at, district_floors or {}, language_floors or {}),
        time_limit=time_limit,
        on_plan=(lambda at: on_plan(at, lambda: draft(at))) if on_plan is not None else None,
    )
    return plan(solution)


def _sites(
    villages: pd.DataFrame, places: pd.DataFrame | None, standing: pd.DataFrame | None, cost: float | None
) -> pd.DataFrame:
    own = candidates.from_villages(villages)
    parts = [own.assign(stands=False, km=np.nan)]
    if places is not None and len(places):
        twice = places.index.intersection(own.index)
        if len(twice):
            raise UserError("campaign.site_twice", sites=twice[:3].tolist())
        parts.append(places.assign(stands=False, km=np.nan))
    if standing is not None and len(standing):
        inside = standing[standing["district"].isin(villages["district"].unique())]
        boards = candidates.located(inside[["name", "longitude", "latitude", "km"]].astype({"km": float}))
        boards.index = "B:" + boards.index.astype(str)
        parts.append(boards.assign(kind="board", stands=True, cost=0.0))
    table = pd.concat([part for part in parts if len(part)])
    return table.assign(cost=table["cost"].astype(float).fillna(cost if cost is not None else 1.0))


def _reach(
    sites: pd.DataFrame,
    villages: pd.DataFrame,
    km: float,
    travel_times: pd.DataFrame | None,
    minutes: float,
) -> sparse.csr_matrix:
    islands = (sites["island"], villages["island"])
    if travel_times is not None:
        return covers_by_time(travel_times, sites, villages, minutes=minutes, islands=islands)
    return covers(sites, villages, km=sites["km"].astype(float).fillna(km), islands=islands)


def _where(sites: pd.DataFrame, ids: Collection[str]) -> np.ndarray:
    wanted = sorted({str(one) for one in ids})
    at = sites.index.get_indexer(pd.Index(wanted, dtype=object))
    unknown = [one for one, place in zip(wanted, at, strict=True) if place < 0]
    if unknown:
        raise UserError("campaign.site_unknown", sites=unknown[:3])
    return at


def _floors(
    villages: pd.DataFrame,
    matrix: sparse.csr_matrix,
    banned: np.ndarray,
    by_district: Mapping[str, float],
    by_language: Mapping[str, float],
) -> dict[str, tuple[np.ndarray, float]]:
    """Return floors in units of weight; raise the one that asks for more than all allowed sites reach."""
    allowed = np.ones(matrix.shape[0], dtype=bool)
    allowed[banned] = False
    reachable = np.asarray(matrix[allowed].sum(axis=0)).ravel() > 0
    weight = villages["weight"].to_numpy(float)
    spoken = [languages.spoken(str(code)) for code in villages.index] if by_language else []
    wishes = [
        (areas.name(code), (villages["district"] == code).to_numpy(), share)
        for code, share in by_district.items()
    ] + [(name, np.array([name in own for own in spoken]), share) for name, share in by_language.items()]
    found = {}
    for name, members, share in wishes:
        if not 0 <= share <= 1:
            raise UserError("campaign.floor_wrong", name=name)
        total = float(weight[members].sum())
        most = float(weight[members & reachable].sum())
        if share * total > most * (1 + 1e-12):
            raise UserError(
                "campaign.floor_share_unreachable",
                name=name,
                share=round(100 * share, 1),
                most=round(100 * most / total, 1) if total else 0,
            )
        found[name] = (members, share * total)
    return found


def _described(
    sites: pd.DataFrame,
    villages: pd.DataFrame,
    matrix: sparse.csr_matrix,
    chosen: np.ndarray,
    *,
    locked: Collection[str],
) -> pd.DataFrame:
    """Return the chosen sites with what they reach: standing boards first, then the one that adds most,
    and so on."""
    weight, people = villages["weight"].to_numpy(float), villages["population"].to_numpy(float)
    total, population = float(weight.sum()), villages[["population"]]
    reach = {int(site): matrix.indices[matrix.indptr[site] : matrix.indptr[site + 1]] for site in chosen}
    open_ = np.ones(len(villages), dtype=bool)
    rows = []
    stands = sites["stands"].to_numpy(bool)
    fixed_ids = {str(one) for one in locked}

    def adds(site: int) -> float:
        at = reach[site]
        return float(weight[at][open_[at]].sum())

    # what a site adds only falls as others come before it, so a stale figure never hides the best
    waiting = [(not stands[site], -adds(site), site) for site in reach]
    heapq.heapify(waiting)
    while waiting:
        later, _, site = heapq.heappop(waiting)
        now = (later, -adds(site), site)
        if waiting and now > waiting[0]:
            heapq.heappush(waiting, now)
            continue
        at = reach[site]
        added = -now[1]
        new = at[open_[at]]
        open_[at] = False
        rows.append(
            {
                "villages": villages.index[at].tolist(),
                "people": float(people[at].sum()),
                "weight": float(weight[at].sum()),
                "adds": added,
                "language": languages.board_language(population.iloc[at]),
                "languages": sorted(
                    {name for code in villages.index[at] for name in languages.spoken(str(code))}
                ),
                "reason": _reason(
                    stands=bool(stands[site]),
                    locked=str(sites.index[site]) in fixed_ids,
                    villages=len(at),
                    new=len(new),
                    people=float(people[at].sum()),
                    share=100 * added / total,
                ),
            }
        )
        rows[-1]["at"] = site
    table = pd.DataFrame(
        rows, columns=["villages", "people", "weight", "adds", "language", "languages", "reason", "at"]
    )
    at = table.pop("at").to_numpy(dtype=int)
    fixed = sites.iloc[at][
        ["name", "kind", "district", "subdistrict", "longitude", "latitude", "island", "stands"]
    ]
    table.index = fixed.index
    return pd.concat([fixed, table], axis=1).assign(
        cost=sites["cost"].to_numpy(float)[at], locked=fixed.index.isin([str(one) for one in locked])
    )


def _reason(*, stands: bool, locked: bool, villages: int, new: int, people: float, share: float) -> Phrase:
    key = "stands" if stands else "locked" if locked else "chosen"
    return Phrase(
        f"campaign.reason_{key}",
        {"villages": villages, "new": new, "people": round(people), "share": round(share, 2)},
    )


def _covered_by(sites: pd.DataFrame, matrix: sparse.csr_matrix, chosen: np.ndarray) -> pd.Series:
    """Return the ids of the chosen sites that reach each village, in the order of the villages."""
    ids = sites.index[chosen].to_numpy(dtype=object)
    columns = matrix[chosen].tocsc()
    found = [ids[part].tolist() for part in np.split(columns.indices, columns.indptr[1:-1])]
    return pd.Series(found, dtype=object)
