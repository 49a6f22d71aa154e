"""From what the planner asked for to the plan."""

from typing import Any

from geo import store
from geo.campaign import ledger, plans
from geo.campaign.billboards import plan_billboards
from geo.campaign.demand import demand, district_classes
from geo.campaign.sessions import Capacity, plan_sessions
from geo.campaign.travel import Pace
from geo.counts import Window
from pages.kampanye_wishes import Asked
from pages.kampanye_work import Made, Tell

_CURVE_AT = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5)


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
        )
        return plans.record(plan, wishes=wishes | {"days": asked.days}), None
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
        on_plan=tell,
    )
    floors = {**asked.floors, **asked.language_floors}
    record = plans.record(
        boards, wishes=wishes | {"budget": asked.budget, "cost": asked.cost, "floors": floors}
    )
    if asked.waves >= 2:
        record = plans.in_waves(record, waves=asked.waves)
    unit = 1 if asked.cost is None else asked.cost
    steps = sorted({max(unit, round(at * asked.budget / unit) * unit) for at in _CURVE_AT} | {asked.budget})
    return record, lambda: boards.curve([float(step) for step in steps])
