"""Outreach meetings: which villages, on which day, by which team, driving how far."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from geo.campaign import agenda, coverage, languages
from geo.campaign import sites as candidates
from geo.campaign.catchments import covers
from geo.campaign.demand import Demand
from geo.campaign.solution import Stop, Vector
from geo.campaign.tours import Tour, tours
from geo.campaign.travel import Pace, Travel, between, from_offices
from geo.errors import UserError
from geo.text import Phrase

CATCHMENT_KM = 2.0
_SPARE = 1.3
"""More villages are offered to the tours than they can hold, so that near ones can replace far ones."""
_OFFER_SECONDS = 6.0
"""The offer is a start for the tours, not the plan: a proof to the last digit is not worth the wait."""
_DAY_STARTS = dt.time(8)


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """What a campaign has: ``days`` for every team, ``hours`` a day, ``session_hours`` a meeting, at most
    ``per_day`` meetings a team and day, ``seats`` at a meeting (``None``: the whole catchment comes or
    hears of it)."""

    days: int
    hours: float = 8.0
    session_hours: float = 2.0
    per_day: int = 3
    seats: int | None = None


@dataclass(frozen=True, kw_only=True)
class SessionPlan:
    """Dated meetings.

    ``stops``: one row a meeting, indexed by village code: ``tour``, ``order``, ``date``, ``starts``,
    ``ends`` (local),
    ``office``, ``team``, ``name``, ``district``, ``longitude``, ``latitude``, ``km`` from the stop before,
    ``minutes`` on the road, ``people``, ``weight``, ``language``. ``tours``: ``date``, ``office``, ``team``,
    ``sessions``,
    ``hours``, ``km``. ``left_out``: villages worth a meeting that got none, with the ``reason``.
    ``villages``: the demand's table with ``covered``. ``bound``: no choice of that many meetings reaches
    more weight.
    """

    stops: pd.DataFrame
    tours: pd.DataFrame
    left_out: pd.DataFrame
    villages: pd.DataFrame
    bound: float
    demand: Demand

    @property
    def covered_weight(self) -> float:
        """Weight of the villages reached."""
        return float(self.villages.loc[self.villages["covered"], "weight"].sum())

    @property
    def summary(self) -> Phrase:
        """Return the plan in one sentence."""
        return Phrase(
            "campaign.sessions_sentence",
            {
                "n": len(self.stops),
                "days": len(self.tours),
                "villages": int(self.villages["covered"].sum()),
                "people": round(float(self.villages.loc[self.villages["covered"], "population"].sum())),
                "km": round(float(self.tours["km"].sum())),
                "share": round(100 * self.covered_weight / self.bound, 1) if self.bound else 0,
            },
        )


def plan_sessions(
    demand: Demand,
    offices: pd.DataFrame,
    *,
    capacity: Capacity,
    start: dt.date,
    km: float = CATCHMENT_KM,
    pace: Pace | None = None,
    crossings: pd.DataFrame | None = None,
    locked: Collection[str] = (),
    banned: Collection[str] = (),
    closed: Collection[dt.date] = (),
    saturdays: bool = True,
    seconds: float = 10.0,
    seed: int = 0,
    stop: Stop | None = None,
) -> SessionPlan:
    """Choose villages for meetings and the tours that hold them.

    ``offices``: ``name``, ``longitude``, ``latitude``, ``teams``. The villages that together reach most
    weight (``coverage.solve``) are offered to the tours; a village too far for a day, or over water without a
    declared crossing, is left out and said so. ``locked`` villages get a meeting in any case. Days skip
    Sundays, public holidays and ``closed`` days. ``stop`` ends the search with the tours so far. Raises
    ``UserError`` when an office or a locked village cannot be served.
    """
    pace = pace or Pace()
    bases = _offices(offices)
    team_days = [int(teams) * capacity.days for teams in bases["teams"]]
    most = sum(team_days) * capacity.per_day
    if most <= 0 or capacity.hours <= 0 or capacity.session_hours <= 0:
        raise UserError("campaign.capacity_wrong")
    villages = demand.table
    sites = candidates.from_villages(villages)
    unknown = [one for one in [*locked, *banned] if one not in sites.index]
    if unknown:
        raise UserError("campaign.site_unknown", sites=unknown[:3])
    offered = _offered(
        demand,
        sites,
        bases,
        capacity=capacity,
        most=most,
        km=km,
        pace=pace,
        crossings=crossings,
        locked=locked,
        banned=banned,
    )
    pool, adds = offered.sites, offered.adds
    way = between(
        pd.concat([bases, pool])[["longitude", "latitude", "island"]], pace=pace, crossings=crossings
    )
    found = tours(
        way,
        prizes=adds,
        days=team_days,
        minutes_a_day=capacity.hours * 60,
        minutes_a_stop=capacity.session_hours * 60,
        stops_a_day=capacity.per_day,
        required=np.flatnonzero(pool.index.isin(list(locked))).tolist(),
        seconds=seconds,
        seed=seed,
        stop=stop,
    )
    if not found and locked:
        raise UserError("campaign.locked_unserved", n=len(set(locked)))
    stops, table = _dated(
        found,
        way,
        bases,
        pool,
        weight=villages["weight"].reindex(pool.index).to_numpy(float),
        days=agenda.working_days(start, capacity.days, saturdays=saturdays, closed=closed),
        session_hours=capacity.session_hours,
    )
    reached = np.asarray(offered.reach[sites.index.get_indexer(stops.index)].sum(axis=0)).ravel() > 0
    served = villages.assign(covered=reached)
    left = pool.index.difference(stops.index, sort=False)
    reasons = pd.Series("no_time", index=left)
    far = offered.far.index.difference(stops.index, sort=False)
    return SessionPlan(
        stops=_described(stops, pool, villages, offered.reach[sites.index.get_indexer(stops.index)]),
        tours=table,
        left_out=_left_out(villages, pd.concat([reasons, offered.far.loc[far]])),
        villages=served,
        bound=offered.bound,
        demand=demand,
    )


@dataclass(frozen=True)
class _Offer:
    """Villages offered to the tours, what each adds, and why the far ones are not among them."""

    sites: pd.DataFrame
    adds: Vector
    far: pd.Series
    reach: sparse.csr_matrix
    bound: float


def _offered(
    demand: Demand,
    sites: pd.DataFrame,
    bases: pd.DataFrame,
    *,
    capacity: Capacity,
    most: int,
    km: float,
    pace: Pace,
    crossings: pd.DataFrame | None,
    locked: Collection[str],
    banned: Collection[str],
) -> _Offer:
    villages = demand.table
    reach = covers(sites, villages, km=km, islands=(sites["island"], villages["island"]))
    minutes = from_offices(bases, sites, pace=pace, crossings=crossings).min(axis=0)
    too_far = 2 * minutes + capacity.session_hours * 60 > capacity.hours * 60
    must = sites.index.isin(list(locked))
    if (too_far & must).any():
        raise UserError("campaign.locked_too_far", sites=sites["name"][too_far & must].head(3).tolist())
    weight, people = villages["weight"].to_numpy(float), villages["population"].to_numpy(float)
    heard = np.ones(len(sites))
    if capacity.seats is not None:
        heard = np.minimum(1.0, capacity.seats / np.maximum(reach @ people, 1.0))
    # a far village costs its road as well: without that the offer holds only the heaviest, however far
    cost = capacity.session_hours * 60 + np.where(too_far, 0.0, minutes)
    best = coverage.solve(
        weight,
        reach,
        cost=cost,
        budget=max(_SPARE * most / capacity.per_day * capacity.hours * 60, float(cost[must].sum())),
        required=np.flatnonzero(must),
        forbidden=np.flatnonzero((too_far | sites.index.isin(list(banned))) & ~must),
        time_limit=_OFFER_SECONDS,
    )
    ceiling = coverage.solve(weight, reach, budget=most, time_limit=_OFFER_SECONDS)
    open_, adds = np.ones(len(weight), dtype=bool), []
    gains = reach[best.sites] @ weight
    for site in best.sites[np.argsort(-gains, kind="stable")]:
        at = reach.indices[reach.indptr[site] : reach.indptr[site + 1]]
        adds.append((site, float(weight[at][open_[at]].sum()) * heard[site]))
        open_[at] = False
    chosen = np.array([site for site, _ in adds], dtype=int)
    why = np.where(np.isinf(minutes), "no_crossing", "too_far")
    return _Offer(
        sites.iloc[chosen],
        np.array([gain for _, gain in adds]),
        pd.Series(why[too_far], index=sites.index[too_far]),
        reach,
        ceiling.bound,
    )


def _offices(offices: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in ("name", "longitude", "latitude") if name not in offices]
    if missing or offices.empty:
        raise UserError("campaign.offices_columns", columns=missing or ["name"])
    table = offices.assign(teams=offices.get("teams", 1))
    if table[["longitude", "latitude"]].isna().any(axis=None) or (table["teams"] < 0).any():
        raise UserError("campaign.offices_wrong")
    table = candidates.located(table.astype({"longitude": float, "latitude": float}))
    lost = table["island"] < 0
    if lost.any():
        raise UserError("campaign.office_at_sea", offices=table["name"][lost].tolist())
    return table


def _dated(
    found: list[Tour],
    way: Travel,
    bases: pd.DataFrame,
    pool: pd.DataFrame,
    *,
    weight: Vector,
    days: list[dt.date],
    session_hours: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give every tour a team and a day: the heaviest first, so that a campaign cut short has done most."""
    order = sorted(found, key=lambda tour: (-sum(weight[stop] for stop in tour.stops), tour.stops))
    used = [0] * len(bases)
    stops, table = [], []
    for number, tour in enumerate(order, start=1):
        base = bases.iloc[tour.office]
        day, team = divmod(used[tour.office], int(base["teams"]))
        used[tour.office] += 1
        clock = dt.datetime.combine(days[day], _DAY_STARTS)
        before = tour.office
        for place, stop in enumerate(tour.stops, start=1):
            here = len(bases) + stop
            arrives = clock + dt.timedelta(minutes=float(np.ceil(way.minutes[before, here])))
            clock = arrives + dt.timedelta(hours=session_hours)
            stops.append(
                {
                    "code": pool.index[stop],
                    "tour": number,
                    "order": place,
                    "date": days[day],
                    "starts": arrives,
                    "ends": clock,
                    "office": base["name"],
                    "team": team + 1,
                    "km": float(way.km[before, here]),
                    "minutes": float(way.minutes[before, here]),
                }
            )
            before = here
        table.append(
            {
                "tour": number,
                "date": days[day],
                "office": base["name"],
                "team": team + 1,
                "sessions": len(tour.stops),
                "hours": tour.minutes / 60,
                "km": tour.km,
            }
        )
    columns = ["code", "tour", "order", "date", "starts", "ends", "office", "team", "km", "minutes"]
    return (
        pd.DataFrame(stops, columns=columns).set_index("code"),
        pd.DataFrame(table, columns=["tour", "date", "office", "team", "sessions", "hours", "km"]).set_index(
            "tour"
        ),
    )


def _described(
    stops: pd.DataFrame, pool: pd.DataFrame, villages: pd.DataFrame, reach: sparse.csr_matrix
) -> pd.DataFrame:
    place = pool.loc[stops.index, ["name", "district", "subdistrict", "longitude", "latitude"]]
    inside = [reach.indices[reach.indptr[k] : reach.indptr[k + 1]] for k in range(len(stops))]
    return pd.concat([stops, place], axis=1).assign(
        people=[float(villages["population"].iloc[at].sum()) for at in inside],
        weight=[float(villages["weight"].iloc[at].sum()) for at in inside],
        language=[languages.board_language(villages.iloc[at]) for at in inside],
    )


def _left_out(villages: pd.DataFrame, reasons: pd.Series) -> pd.DataFrame:
    table = villages.loc[reasons.index, ["name", "district", "weight", "population"]]
    named = reasons.map(lambda reason: Phrase(f"campaign.left_{reason}"))
    return table.assign(reason=named.to_numpy(dtype=object)).sort_values(
        "weight", ascending=False, kind="stable"
    )
