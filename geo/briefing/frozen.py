"""The figures as they were when a briefing was given out, kept with it so that it can be made again."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.briefing.options import Options
from geo.store import Document, Snapshot, Store

_DAYS = ("period_start", "period_end")
_INDICATORS = (
    "deceased",
    "deportations",
    "repatriations",
    "placements",
    "prevented_departures",
    "placement_target",
)


class Frozen(Store):
    """A store that holds one past state and can only be read; rooms use it like the real one."""

    def __init__(self, payload: Mapping[str, Any]) -> None:
        table = pd.DataFrame(payload["observations"], columns=payload["columns"])
        for name in _DAYS:
            table[name] = [dt.date.fromisoformat(day) for day in table[name]]
        kinds = {name: kind for name, kind in payload["kinds"].items() if kind != "object"}
        register = pd.DataFrame(payload["sources"], columns=payload["source_columns"]).set_index("id")
        register["reported_until"] = [_day(day) for day in register["reported_until"]]
        self._register = register
        figures = register[register.index.isin(table["source_id"])]
        self._state = Snapshot(str(payload["version"]), table.astype(kinds), figures)
        self._programmes = pd.DataFrame(
            payload["programmes"], columns=payload["programme_columns"], dtype=object
        )
        for name in ("start", "end"):
            self._programmes[name] = [_day(value) for value in self._programmes[name]]
        self._plans = [Document(**plan) for plan in payload["plans"]]

    @property
    def version(self) -> str:
        """Return the data version of that day."""
        return self._state.version

    def snapshot(self) -> Snapshot:
        """Return the published state of that day."""
        return self._state

    def sources(self) -> pd.DataFrame:
        """Return the sources of the figures and of the programmes."""
        return self._register.copy()

    def programmes(self, *, within: str | None = None, kind: str | None = None) -> pd.DataFrame:
        """Return the programme register of that day."""
        table = self._programmes
        if within not in (None, "00"):
            table = table[table["area_code"].str.startswith(str(within))]
        return table if kind is None else table[table["kind"] == kind]

    def documents(self, kind: str, *, status: str | None = None) -> list[Document]:
        """Return the plans that were approved on that day; no other document is kept."""
        return [plan for plan in self._plans if kind == "plan" and status in (None, plan.status)]


def freeze(options: Options, *, data: Store) -> dict[str, Any]:
    """Return, as plain JSON, everything of ``data`` that a briefing of ``options`` can read."""
    state = data.snapshot()
    table = state.observations
    keep = table["indicator"].isin(_INDICATORS)
    if options.within != "00":
        keep &= table["area_code"].str.startswith(options.within)
    table = table[keep]
    kept = ["area_code", "kind", "name", "start", "end", "status", "source_id"]
    programmes = data.programmes(within=options.within)[kept]
    register = data.sources()
    used = {*table["source_id"], *programmes["source_id"].dropna()}
    sources = register[register.index.isin(used)].reset_index(names="id")
    plans = [
        vars(plan) | {"payload": dict(plan.payload)} for plan in data.documents("plan", status="approved")
    ]
    return {
        "version": state.version,
        "columns": list(table.columns),
        "kinds": {name: str(kind) for name, kind in table.dtypes.items()},
        "observations": _rows(table),
        "source_columns": list(sources.columns),
        "sources": _rows(sources),
        "programme_columns": list(programmes.columns),
        "programmes": _rows(programmes),
        "plans": plans,
    }


def _rows(table: pd.DataFrame) -> list[list[Any]]:
    return [[_plain(value) for value in row] for row in table.itertuples(index=False, name=None)]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    return None if pd.isna(value) else value


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else None
