"""What happened to each board and session: planned → installed or held → removed, with dates."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo import areas, paths, store
from geo.campaign.sites import located
from geo.errors import UserError

KIND = "outreach"
STEPS: dict[str, dict[str, tuple[str, ...]]] = {
    "billboard": {"planned": ("installed", "cancelled"), "installed": ("removed",)},
    "session": {"planned": ("held", "cancelled")},
}
"""Which status may follow which; what is not listed is the end."""

_COLUMNS = (
    "type", "status", "name", "village", "district", "longitude", "latitude", "km", "language",
    "planned_on", "done_on", "removed_on", "attendance", "photo", "plan", "wave", "note",
)  # fmt: skip
_PHOTO_LIMIT = 12_000_000
_PHOTO_STARTS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


def entries(data: store.Store, *, within: str | None = None) -> pd.DataFrame:
    """Return every board and session, indexed by id, newest change first; ``version`` is needed to change
    one."""
    rows = {
        document.id: {**document.payload, "status": document.status, "version": document.version}
        for document in data.documents(KIND)
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[*_COLUMNS, "version"])
    if within not in (None, areas.NATION):
        table = table[table["district"].astype(str).str.startswith(str(within))]
    return table


def standing(data: store.Store, *, on: dt.date | None = None) -> pd.DataFrame:
    """Return the boards that stand on a day (today): installed by then and not yet removed."""
    day = (on or dt.date.today()).isoformat()
    table = entries(data)
    boards = table[table["type"] == "billboard"]
    up = boards["done_on"].fillna("9999") <= day
    return boards[up & (boards["removed_on"].fillna("9999") > day)]


def add(data: store.Store, record: Mapping[str, Any], *, who: str, planned_on: dt.date) -> store.Document:
    """Plan a board or a session: ``type``, ``name``, ``longitude``, ``latitude``; ``village``, ``km``,
    ``language``,
    ``plan`` and ``note`` where known. Raises ``UserError`` for another type or a place without coordinates.
    """
    if record.get("type") not in STEPS:
        raise UserError("campaign.ledger_type")
    place = pd.DataFrame([{name: record.get(name) for name in ("longitude", "latitude")}]).astype(float)
    if place.isna().any(axis=None) or not str(record.get("name") or "").strip():
        raise UserError("campaign.ledger_place")
    where = located(place).iloc[0]
    payload = dict.fromkeys(_COLUMNS) | {k: v for k, v in record.items() if k in _COLUMNS}
    payload |= {"district": where["district"], "planned_on": planned_on.isoformat()}
    payload.pop("status")
    return data.save_document(KIND, payload=payload, who=who, title=str(record["name"]), status="planned")


def advance(
    data: store.Store,
    id: str,
    status: str,
    *,
    on: dt.date,
    version: int,
    who: str,
    attendance: int | None = None,
    photo: bytes | None = None,
) -> store.Document:
    """Move an entry on to ``status`` as of a day, with attendance and a photo where there are any.

    Raises ``UserError`` when the step does not follow, lies before the one before it or in the future, or the
    attendance or photo cannot be right; ``StaleError`` when somebody changed the entry meanwhile.
    """
    document = data.document(KIND, id)
    payload = dict(document.payload)
    if status not in STEPS[payload["type"]].get(document.status, ()):
        raise UserError("campaign.ledger_step", name=document.title)
    earlier = payload["done_on"] or payload["planned_on"]
    if status == "removed" and on.isoformat() < earlier:
        raise UserError("campaign.ledger_before", name=document.title)
    if status != "cancelled" and on > dt.date.today():
        raise UserError("campaign.ledger_future", name=document.title)
    if attendance is not None:
        if attendance < 0 or payload["type"] != "session":
            raise UserError("campaign.ledger_attendance", name=document.title)
        payload["attendance"] = int(attendance)
    if photo is not None:
        payload["photo"] = _keep(photo)
    payload["removed_on" if status == "removed" else "done_on"] = on.isoformat()
    if status == "cancelled":
        payload["done_on"] = None
    return data.save_document(
        KIND,
        payload=payload,
        who=who,
        id=id,
        title=document.title,
        status=status,
        version=version,
    )


def photo(name: str) -> bytes:
    """Return a photo that an entry names."""
    return (paths.home() / "photos" / name).read_bytes()


def _keep(content: bytes) -> str:
    kind = next((kind for start, kind in _PHOTO_STARTS.items() if content.startswith(start)), None)
    if kind is None or len(content) > _PHOTO_LIMIT:
        raise UserError("campaign.photo_wrong")
    name = f"{hashlib.sha256(content).hexdigest()[:24]}.{kind}"
    folder = paths.home() / "photos"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return name
