"""``waspada plan …``: billboards and outreach sessions."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli import output
from geo.errors import UserError

if TYPE_CHECKING:
    from geo.campaign.demand import Demand
    from geo.campaign.plans import Record

plan_app = typer.Typer(no_args_is_help=True, help="Campaign plans with a proven gap.")

Within = Annotated[
    list[str], typer.Option("--within", help="Province or district, code or name; may be repeated.")
]
From = Annotated[str, typer.Option("--from", help="First day of the window of the figures.")]
To = Annotated[str, typer.Option("--to", help="Last day of the window.")]
Weights = Annotated[
    list[str] | None,
    typer.Option(
        "--indicator", help="indicator or indicator=weight; default: deaths, deportations, returns."
    ),
]
Classes = Annotated[
    list[str] | None,
    typer.Option("--class", help="Keep districts of this hotspot class: core, high, watch …"),
]
Locked = Annotated[list[str] | None, typer.Option("--lock", help="Site that must be in the plan.")]
Banned = Annotated[list[str] | None, typer.Option("--ban", help="Site that must not be in the plan.")]
Counts = Annotated[
    Path | None, typer.Option("--village-counts", help="CSV: code, value, optionally indicator.")
]
Populations = Annotated[Path | None, typer.Option("--populations", help="CSV: code, population.")]
Out = Annotated[
    list[Path] | None, typer.Option("--out", help="File to write: .xlsx, .gpkg, .kml, .gpx, .pdf or .ics.")
]
Save = Annotated[str | None, typer.Option("--save", help="Keep the plan as a draft under this name.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(plan_app, name="plan")


@plan_app.command("billboards")
def billboards(
    *,
    within: Within,
    start: From,
    end: To,
    budget: Annotated[float, typer.Option("--budget", help="Boards, or rupiah together with --cost.")],
    km: Annotated[float, typer.Option("--km", help="Catchment of a board.")] = 3.0,
    cost: Annotated[float | None, typer.Option("--cost", help="Rupiah for a board.")] = None,
    indicator: Weights = None,
    classes: Classes = None,
    lock: Locked = None,
    ban: Banned = None,
    floor: Annotated[
        list[str] | None,
        typer.Option("--floor", help="Least share of a district's or language's weight, e.g. 5321=0.3."),
    ] = None,
    places: Annotated[Path | None, typer.Option("--places", help="CSV of own sites.")] = None,
    village_counts: Counts = None,
    populations: Populations = None,
    times: Annotated[
        Path | None, typer.Option("--travel-times", help="CSV: site, village, minutes; instead of --km.")
    ] = None,
    minutes: Annotated[
        float, typer.Option("--minutes", help="Catchment in minutes with --travel-times.")
    ] = 30,
    seconds: Annotated[float, typer.Option("--seconds", help="Time limit of the search.")] = 60.0,
    curve: Annotated[bool, typer.Option("--curve", help="Also what other budgets would buy.")] = False,
    out: Out = None,
    save: Save = None,
    as_json: output.Json = False,
) -> None:
    """Choose the villages and sites where billboards reach most people at risk."""
    from geo import store
    from geo.campaign import ledger, plans, sites
    from geo.campaign.billboards import plan_billboards

    demand, wishes = _demand(
        within,
        start,
        end,
        indicator=indicator,
        classes=classes,
        village_counts=village_counts,
        populations=populations,
    )
    districts, spoken = _floors(floor or [])
    plan = plan_billboards(
        demand,
        budget=budget,
        km=km,
        cost=cost,
        places=sites.read(output.existing_file(places)) if places else None,
        standing=ledger.standing(store.default()),
        locked=lock or (),
        banned=ban or (),
        district_floors=districts,
        language_floors=spoken,
        travel_times=_csv(times) if times else None,
        minutes=minutes,
        time_limit=seconds,
    )
    wishes |= {"budget": budget, "km": km, "cost": cost, "locked": lock or [], "banned": ban or []}
    record = plans.record(plan, wishes=wishes | {"floors": {**districts, **spoken}})
    extra = {"curve": [point._asdict() for point in plan.curve()]} if curve else {}
    _finish(record, out or [], save, as_json, extra=extra)


@plan_app.command("sessions")
def sessions(
    *,
    within: Within,
    start: From,
    end: To,
    office: Annotated[
        list[str], typer.Option("--office", help="name,latitude,longitude[,teams]; may be repeated.")
    ],
    days: Annotated[int, typer.Option("--days", min=1, help="Days of every team.")],
    first_day: Annotated[str, typer.Option("--first-day", help="First day of the campaign.")],
    hours: Annotated[float, typer.Option("--hours", help="Hours of a day, driving included.")] = 8.0,
    session_hours: Annotated[float, typer.Option("--session-hours", help="Hours of a session.")] = 2.0,
    per_day: Annotated[int, typer.Option("--per-day", min=1, help="Most sessions of a team and day.")] = 3,
    seats: Annotated[int | None, typer.Option("--seats", min=1, help="Seats of a session.")] = None,
    km: Annotated[float, typer.Option("--km", help="Catchment of a session.")] = 2.0,
    speed: Annotated[float, typer.Option("--speed", help="Kilometres an hour on the road.")] = 30.0,
    crossings: Annotated[Path | None, typer.Option("--crossings", help="CSV of ferries.")] = None,
    indicator: Weights = None,
    classes: Classes = None,
    lock: Locked = None,
    ban: Banned = None,
    village_counts: Counts = None,
    populations: Populations = None,
    seconds: Annotated[float, typer.Option("--seconds", help="Time limit of the tours.")] = 10.0,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the tours.")] = 0,
    out: Out = None,
    save: Save = None,
    as_json: output.Json = False,
) -> None:
    """Choose villages for outreach sessions and the dated tours that hold them."""
    from geo.campaign import plans
    from geo.campaign.sessions import Capacity, plan_sessions
    from geo.campaign.travel import Pace

    demand, wishes = _demand(
        within,
        start,
        end,
        indicator=indicator,
        classes=classes,
        village_counts=village_counts,
        populations=populations,
    )
    plan = plan_sessions(
        demand,
        _offices(office),
        capacity=Capacity(days=days, hours=hours, session_hours=session_hours, per_day=per_day, seats=seats),
        start=output.parse_date(first_day),
        km=km,
        pace=Pace(speed=speed),
        crossings=_csv(crossings) if crossings else None,
        locked=lock or (),
        banned=ban or (),
        seconds=seconds,
        seed=seed,
    )
    wishes |= {"offices": office, "days": days, "first_day": first_day, "km": km, "seed": seed}
    record = plans.record(plan, wishes=wishes | {"locked": lock or [], "banned": ban or []})
    _finish(record, out or [], save, as_json)


def _demand(
    within: list[str],
    start: str,
    end: str,
    *,
    indicator: list[str] | None,
    classes: list[str] | None,
    village_counts: Path | None,
    populations: Path | None,
) -> tuple["Demand", dict[str, Any]]:
    from geo import areas
    from geo.campaign.demand import demand, district_classes
    from geo.counts import Window

    codes = [areas.resolve(one) for one in within]
    window = Window(output.parse_date(start), output.parse_date(end))
    weights = dict(_weight(one) for one in indicator) if indicator else None
    named = district_classes(codes, window=window, indicators=weights) if classes else None
    people = None
    if populations is not None:
        table = _csv(populations)
        if not {"code", "population"} <= set(table.columns):
            raise UserError("campaign.populations_columns")
        people = table.set_index("code")["population"]
    found = demand(
        codes,
        window=window,
        indicators=weights,
        classes=classes,
        district_classes=named,
        village_counts=_csv(village_counts) if village_counts else None,
        populations=people,
    )
    return found, {"within": codes, "from": start, "to": end, "indicators": weights, "classes": classes}


def _weight(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    return name.strip(), _number(value or "1")


def _floors(floors: list[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Return floors by district and by language: what is no area is a language."""
    from geo import areas

    districts, spoken = {}, {}
    for one in floors:
        name, _, value = one.rpartition("=")
        if areas.exists(name):
            districts[name] = _number(value)
        else:
            spoken[name] = _number(value)
    return districts, spoken


def _offices(offices: list[str]) -> Any:
    import pandas as pd

    rows = []
    for one in offices:
        parts = [part.strip() for part in one.split(",")]
        if len(parts) not in (3, 4):
            raise UserError("campaign.office_written", office=one)
        numbers = [_number(part) for part in parts[1:]]
        rows.append({"name": parts[0], "latitude": numbers[0], "longitude": numbers[1]})
        rows[-1]["teams"] = int(numbers[2]) if len(numbers) == 3 else 1
    return pd.DataFrame(rows)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UserError("campaign.not_a_number", value=text) from None


def _csv(path: Path) -> Any:
    import pandas as pd

    try:
        return pd.read_csv(output.existing_file(path), sep=None, engine="python", dtype=str)
    except (ValueError, pd.errors.ParserError) as error:
        raise UserError("campaign.table_unreadable", path=path.name) from error


def _finish(
    record: "Record", out: list[Path], save: str | None, as_json: bool, *, extra: dict[str, Any] | None = None
) -> None:
    from geo import areas, store
    from geo.campaign import plans
    from geo.cli.counts import user

    title = save or "Waspada PMI"
    for file in out:
        file.write_bytes(_made(record, file, title))
    kept = plans.save(store.default(), record, name=save, who=user()) if save else None
    if as_json:
        record = plans.shown(record)
        shown = record.payload() | (extra or {}) | {"id": kept.id if kept else None}
        shown["sentences"] = [sentence.render(output.language()) for sentence in record.sentences]
        shown["sites"] = [
            {"id": id} | {k: v for k, v in row.items() if k != "reason"} | _reason(row)
            for id, row in record.sites.to_dict("index").items()
        ]
        shown["villages"] = [{"code": code} | row for code, row in record.villages.to_dict("index").items()]
        shown["tours"] = record.tours.reset_index().to_dict("records")
        output.show_json(shown)
        return
    for sentence in record.sentences:
        typer.echo(sentence.render(output.language()))
    for id, row in record.sites.iterrows():
        where = areas.name(str(row["subdistrict"]))
        day = f"{row['date']}  " if record.type == "session" else ""
        typer.echo(f"{day}{id}  {row['name']} ({where})  {row['language']}")


def _reason(row: dict[Any, Any]) -> dict[str, Any]:
    return {"reason": row["reason"]} if "reason" in row else {}


def _made(record: "Record", file: Path, title: str) -> bytes:
    from geo.campaign import exports

    kind = file.suffix.removeprefix(".").lower()
    if kind == "pdf":
        from geo.briefing import plan_file

        return plan_file.pdf(record, title=title, lang=output.language(), created=dt.date.today())
    if kind == "ics" and record.type == "session":
        return exports.calendar(record, title=title, lang=output.language())
    if kind not in exports.FORMATS:
        raise UserError("campaign.format_unknown", format=kind)
    return exports.FORMATS[kind][0](record, title=title, lang=output.language())
