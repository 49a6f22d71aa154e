"""From what the planner asked for to the plan."""

from typing import Any

from geo import store
from geo.campaign import ledger, plans
from geo.campaign.billboards import BillboardPlan, plan_billboards
from geo.campaign.demand import demand, district_classes
from geo.campaign.sessions import Capacity, plan_sessions
from geo.campaign.travel import Pace
from geo.counts import Window
from pages.kampanye_wishes import Asked
from pages.kampanye_work import Made, Tell

_CURVE_AT = (0.005, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)
"""Shares of the most that may be asked for."""


def make(asked: Asked, window: Window, locked: tuple[str, ...], banned: tuple[str, ...], tell: Tell) -> Made:
    """Return the plan that the planner asked for, and what makes its curve."""
    data, files = store.default(), asked.files
    people = files.get("populations")
    classes = asked.classes or None
    weights = demand(
        asked.within,
        window=window,
        indicators=asked.indicators,
        classes=classes,
        district_classes=district_classes(asked.within, window=window, data=data) if classes else None,
        add=asked.add,
        drop=asked.drop,
        village_counts=files.get("village_counts"),
        populations=people.set_index("code")["population"] if people is not None else None,
        data=data,
    )
    known = set(weights.table.index) | set(files["places"].index if "places" in files else ())
    locked, banned = (tuple(one for one in ids if one in known) for ids in (locked, banned))
    wishes: dict[str, Any] = {
        "within": list(asked.within),
        "from": window.start.isoformat(),
        "to": window.end.isoformat(),
        "locked": list(locked),
        "banned": list(banned),
        "classes": list(asked.classes),
        "added": list(asked.add),
        "dropped": list(asked.drop),
        "km": asked.km,
    }
    if asked.kind == "session":
        plan = plan_sessions(
            weights,
            files["offices"],
            capacity=Capacity(
                days=asked.days,
                hours=asked.hours,
                session_hours=asked.session_hours,
                per_day=asked.per_day,
                seats=asked.seats,
            ),
            start=asked.first_day,
            km=asked.km,
            pace=Pace(speed=asked.speed),
            crossings=files.get("crossings"),
            locked=locked,
            banned=banned,
            seconds=min(asked.seconds, 8.0),
            stop=lambda: not tell(None, None),
        )
        return plans.record(plan, wishes=wishes | {"days": asked.days}), None
    floors = {**asked.floors, **asked.language_floors}
    wishes |= {"budget": asked.budget, "cost": asked.cost, "floors": floors}

    def record(boards: BillboardPlan) -> plans.Record:
        made = plans.record(boards, wishes=wishes)
        return plans.in_waves(made, waves=asked.waves) if asked.waves >= 2 else made

    boards = plan_billboards(
        weights,
        budget=asked.budget,
        km=asked.km,
        cost=asked.cost,
        places=files.get("places"),
        standing=ledger.standing(data),
        locked=locked,
        banned=banned,
        district_floors=asked.floors,
        language_floors=asked.language_floors,
        travel_times=files.get("times"),
        minutes=asked.minutes or 30.0,
        time_limit=asked.seconds,
        on_plan=lambda at, draft: tell(at, lambda: record(draft())),
    )
    unit = asked.cost or 1.0
    steps = {max(1.0, round(share * asked.most / unit)) * unit for share in _CURVE_AT} | {asked.budget}
    return record(boards), lambda stop: boards.curve(sorted(steps), stop=stop)
