"""Plans that are kept: named, compared, approved; an approved plan is not changed any more."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from geo import __version__, areas, counts, store
from geo.access import THRESHOLD
from geo.campaign import evaluation, ledger
from geo.campaign.billboards import BillboardPlan
from geo.campaign.sessions import SessionPlan
from geo.errors import UserError
from geo.text import Phrase

KIND = "plan"

_SITE_COLUMNS = (
    "name", "kind", "district", "subdistrict", "longitude", "latitude", "stands", "locked", "cost",
    "language", "languages", "villages", "people", "weight", "adds",
)  # fmt: skip
_STOP_COLUMNS = (
    "tour", "order", "date", "starts", "ends", "office", "team", "name", "district", "subdistrict",
    "longitude", "latitude", "km", "minutes", "people", "weight", "language",
)  # fmt: skip
_VILLAGE_COLUMNS = (
    "name", "district", "longitude", "latitude", "population", "cases", "observed", "modelled", "weight",
    "basis", "covered",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Record:
    """A plan as plain tables, new or kept: what the exports and the pages show.

    ``type``: billboard or session. ``sites``: chosen sites (billboards) or meetings (sessions), indexed by
    id.
    ``villages``: the demand with ``covered``. ``tours`` only for sessions. ``facts``: budget, bound, gap
    and the versions it rests on; ``wishes``: what the planner asked for.
    """

    type: str
    sites: pd.DataFrame
    villages: pd.DataFrame
    tours: pd.DataFrame
    sentences: tuple[Phrase, ...]
    facts: Mapping[str, Any]
    wishes: Mapping[str, Any]

    def payload(self) -> dict[str, Any]:
        """Return the record as JSON-ready data; ``record_of`` reads it back."""
        return {
            "type": self.type,
            "sites": _columns(self.sites),
            "villages": _columns(self.villages),
            "tours": _columns(self.tours),
            "sentences": [_plain(sentence) for sentence in self.sentences],
            "facts": _plain(dict(self.facts)),
            "wishes": _plain(dict(self.wishes)),
        }


def record(plan: BillboardPlan | SessionPlan, *, wishes: Mapping[str, Any]) -> Record:
    """Return a plan as a record; ``wishes`` are kept as they are."""
    demand = plan.demand
    facts: dict[str, Any] = {
        "data_version": demand.data_version,
        "program_version": __version__,
        "start": demand.window.start.isoformat(),
        "end": demand.window.end.isoformat(),
        "indicators": dict(demand.indicators),
        "covered_weight": plan.covered_weight,
        "total_weight": float(demand.table["weight"].sum()),
        "covered_people": float(plan.villages.loc[plan.villages["covered"], "population"].sum()),
    }
    villages = plan.villages[list(_VILLAGE_COLUMNS)]
    if isinstance(plan, BillboardPlan):
        solution = plan.solution
        facts |= {
            "km": plan.km,
            "budget": plan.budget,
            "spent": plan.spent,
            "bound": solution.bound,
            "gap": solution.gap,
            "seconds": round(solution.seconds, 2),
            "stopped": solution.stopped,
        }
        sites = plan.sites[[*_SITE_COLUMNS, "reason"]]
        sentences = (plan.summary, *demand.sentences)
        return Record(
            type="billboard",
            sites=sites,
            villages=villages,
            tours=pd.DataFrame(),
            sentences=sentences,
            facts=facts,
            wishes=wishes,
        )
    facts |= {"bound": plan.bound, "sessions": len(plan.stops), "km_driven": float(plan.tours["km"].sum())}
    return Record(
        type="session",
        sites=plan.stops[list(_STOP_COLUMNS)],
        villages=villages,
        tours=plan.tours,
        sentences=(plan.summary, *demand.sentences),
        facts=facts,
        wishes=wishes,
    )


def in_waves(record: Record, *, waves: int, seed: int = 0) -> Record:
    """Return the record with a ``wave`` for every new site, drawn at random, so that the effect can be
    measured."""
    fresh = record.sites
    if "stands" in fresh:
        fresh = fresh[~fresh["stands"].astype(bool)]
    wave = evaluation.random_order(fresh, waves=waves, seed=seed).reindex(record.sites.index)
    drawn = pd.Series([None if pd.isna(one) else int(one) for one in wave], index=wave.index, dtype=object)
    sites = record.sites.assign(wave=drawn)
    return replace(record, sites=sites, wishes={**record.wishes, "waves": waves, "seed": seed})


def record_of(document: store.Document) -> Record:
    """Return the record that a kept plan holds."""
    payload = document.payload
    return Record(
        type=str(payload["type"]),
        sites=_table(payload["sites"]),
        villages=_table(payload["villages"]),
        tours=_table(payload["tours"]),
        sentences=tuple(_phrase(sentence) for sentence in payload["sentences"]),
        facts=payload["facts"],
        wishes=payload["wishes"],
    )


def save(
    data: store.Store,
    kept: Record,
    *,
    name: str,
    who: str,
    id: str | None = None,
    version: int | None = None,
) -> store.Document:
    """Keep a plan as a draft under a name; with ``id`` and ``version`` in place of the draft that was
    looked at.

    Raises ``UserError`` without a name or when that plan is approved, ``StaleError`` when it was changed
    meanwhile.
    """
    if not name.strip():
        raise UserError("campaign.plan_name")
    if id is not None and version is not None and data.document(KIND, id).status != "draft":
        raise UserError("campaign.plan_approved", name=name)
    return data.save_document(
        KIND, payload=kept.payload(), who=who, id=id, title=name.strip(), version=version
    )


def kept(data: store.Store, *, within: str | None = None, status: str | None = None) -> list[store.Document]:
    """Return the plans that touch an area, newest change first."""
    found = data.documents(KIND, status=status)
    if within in (None, areas.NATION):
        return found
    return [
        d for d in found if any(_inside(code, str(within)) for code in d.payload["wishes"].get("within", []))
    ]


def approve(data: store.Store, document: store.Document, *, who: str, planned_on: dt.date) -> store.Document:
    """Approve a draft and enter its new boards or meetings in the ledger as planned.

    Raises ``UserError`` when it is not a draft, ``StaleError`` when it was changed meanwhile.
    """
    if document.status != "draft":
        raise UserError("campaign.plan_approved", name=document.title)
    approved = data.save_document(
        KIND,
        payload=document.payload,
        who=who,
        id=document.id,
        title=document.title,
        status="approved",
        version=document.version,
    )
    held = record_of(document)
    fresh = held.sites if held.type == "session" else held.sites[~held.sites["stands"].astype(bool)]
    for id, row in fresh.iterrows():
        ledger.add(
            data,
            {
                "type": held.type,
                "name": row["name"],
                "village": str(id) if areas.exists(str(id)) else None,
                "longitude": float(row["longitude"]),
                "latitude": float(row["latitude"]),
                "km": held.facts.get("km"),
                "language": row["language"],
                "plan": document.id,
                "wave": row.get("wave"),
            },
            who=who,
            planned_on=dt.date.fromisoformat(str(row["date"])) if held.type == "session" else planned_on,
        )
    return approved


def shown(record: Record) -> Record:
    """Return the record as it may leave the office: village counts of 1–4, and what gives them away, left
    empty."""
    cases = pd.to_numeric(record.villages["cases"], errors="coerce")
    few = (cases > 0) & (cases < THRESHOLD)
    if not few.any():
        return record
    villages = record.villages.copy()
    villages.loc[few, ["cases", "observed", "weight"]] = float("nan")
    hidden = set(villages.index[few])
    sites = record.sites.copy()
    if "villages" in sites:
        tells = sites["villages"].map(lambda codes: bool(hidden & set(codes)))
    else:
        tells = pd.Series(data=True, index=sites.index)
    sites.loc[tells, [name for name in ("weight", "adds") if name in sites]] = float("nan")
    return replace(record, villages=villages, sites=sites)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two plans side by side: sites of one only, of the other only, of both; and what changes from one to
    the other."""

    only_first: pd.DataFrame
    only_second: pd.DataFrame
    both: pd.DataFrame
    gained: pd.DataFrame
    lost: pd.DataFrame
    people: float
    weight: float
    spent: float


def compare(first: Record, second: Record) -> Comparison:
    """Return what the second plan does otherwise; villages that are in one plan only count as not covered
    there."""
    mine, other = first.sites.index, second.sites.index
    one, two = first.villages, second.villages
    was, is_ = one.index[one["covered"].astype(bool)], two.index[two["covered"].astype(bool)]
    return Comparison(
        only_first=first.sites.loc[mine.difference(other, sort=False)],
        only_second=second.sites.loc[other.difference(mine, sort=False)],
        both=second.sites.loc[other.intersection(mine, sort=False)],
        gained=two.loc[is_.difference(was, sort=False)],
        lost=one.loc[was.difference(is_, sort=False)],
        people=float(second.facts["covered_people"]) - float(first.facts["covered_people"]),
        weight=float(second.facts["covered_weight"]) - float(first.facts["covered_weight"]),
        spent=float(second.facts.get("spent", 0)) - float(first.facts.get("spent", 0)),
    )


def _inside(code: str, within: str) -> bool:
    return code == areas.NATION or code.startswith(within) or within.startswith(code)


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    columns = {str(name): [_plain(value) for value in table[name]] for name in table.columns}
    return {"index": [str(key) for key in table.index], "columns": columns}


def _table(columns: Mapping[str, Any]) -> pd.DataFrame:
    values = {name: _phrase(column) for name, column in columns["columns"].items()}
    return pd.DataFrame(values, index=pd.Index(columns["index"], dtype=object))


def _is_phrase(value: Any) -> bool:
    return isinstance(value, Mapping) and (set(value) == {"phrase", "params"} or set(value) == {"period"})


def _phrase(value: Any) -> Any:
    """Return the phrase that plain data stand for; anything else as it is."""
    if isinstance(value, list):
        return [_phrase(part) for part in value]
    if not _is_phrase(value):
        return value
    if "period" in value:
        start, end = (dt.date.fromisoformat(day) for day in value["period"])
        return counts.span(start, end)
    return Phrase(value["phrase"], {key: _phrase(part) for key, part in value["params"].items()})


def _plain(value: Any) -> Any:
    if isinstance(value, counts.PeriodPhrase):
        return {"period": [value.start.isoformat(), value.end.isoformat()]}
    if isinstance(value, Phrase):
        return {"phrase": value.key, "params": _plain(dict(value.params))}
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124
