"""Day tours of teams from their offices: which meetings fit, in which order (PyVRP, prize-collecting)."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from pyvrp import Model
from pyvrp.stop import MaxRuntime, MultipleCriteria, NoImprovement, StoppingCriterion

from geo.campaign.solution import Stop, Vector
from geo.campaign.travel import Travel

_PRIZE_SCALE = 20_000
_LEAST_PRIZE = 2_000
"""In units of 100 m: a meeting is worth 200 km of driving. Much larger prizes would drown PyVRP's
penalties."""
_PATIENCE = 4000


@dataclass(frozen=True)
class Tour:
    """One day of one team: ``office`` and ``stops`` are positions in the lists that were given."""

    office: int
    stops: tuple[int, ...]
    minutes: float
    km: float


def tours(
    travel: Travel,
    *,
    prizes: Vector,
    days: list[int],
    minutes_a_day: float,
    minutes_a_stop: float,
    stops_a_day: int,
    required: list[int],
    seconds: float,
    seed: int = 0,
    stop: Stop | None = None,
) -> list[Tour]:
    """Return day tours that gather most prize, then need fewest kilometres.

    Places of ``travel``: first the offices (``days``: team-days of each), then the stops (``prizes`` ≥ 0
    of each). A stop is visited at most once; ``required`` stops always. A tour starts and ends at its
    office within the day. Ends after ``seconds``, when nothing better has been found for long or when
    ``stop`` says so; the seed makes it repeatable.
    """
    offices = len(days)
    count = len(prizes)
    if not count or not sum(days):
        return []
    model = Model()
    places = [model.add_location(float(k), 0.0) for k in range(offices + count)]
    depots = [model.add_depot(places[k]) for k in range(offices)]

    scale = _PRIZE_SCALE / max(float(prizes.max(initial=0.0)), 1e-12)
    for k in range(count):
        model.add_client(
            places[offices + k],
            delivery=[1],
            service_duration=round(minutes_a_stop),
            prize=round(prizes[k] * scale) + _LEAST_PRIZE,
            required=k in required,
        )
    for office, depot in enumerate(depots):
        if days[office]:
            model.add_vehicle_type(
                days[office],
                capacity=[stops_a_day],
                start_depot=depot,
                end_depot=depot,
                shift_duration=int(minutes_a_day),
            )
    reachable = np.isfinite(travel.minutes)
    for a, b in zip(*np.nonzero(reachable), strict=True):
        if a != b:
            model.add_edge(
                places[a], places[b], round(10 * travel.km[a, b]), int(np.ceil(travel.minutes[a, b]))
            )
    ends: list[StoppingCriterion] = [
        MaxRuntime(seconds),
        NoImprovement(_PATIENCE),
        lambda _: stop is not None and stop(),
    ]
    result = model.solve(MultipleCriteria(ends), seed=seed, display=False)
    if not result.is_feasible():
        return []
    kinds = [office for office in range(offices) if days[office]]
    return [_tour(route, kinds, offices, travel, minutes_a_stop) for route in result.best.routes()]


def _tour(route: object, kinds: list[int], offices: int, travel: Travel, stop_minutes: float) -> Tour:
    office = kinds[route.vehicle_type()]  # type: ignore[attr-defined]
    stops = tuple(int(visit.idx) for visit in route if visit.is_client())  # type: ignore[attr-defined]
    way = [office, *(offices + stop for stop in stops), office]
    legs = list(pairwise(way))
    minutes = sum(travel.minutes[a, b] for a, b in legs) + stop_minutes * len(stops)
    return Tour(office, stops, float(minutes), float(sum(travel.km[a, b] for a, b in legs)))
