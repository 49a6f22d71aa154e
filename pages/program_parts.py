"""Parts of the programme page: the list, and what each district has."""

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from geo import areas, store
from geo.counts import programmes
from geo.maps import View
from geo.text import date, integer, period, text
from pages import ui


def full(code: str) -> str:
    """Return an area's name with what it lies in."""
    if not areas.exists(code):
        return areas.name(code) if areas.is_not_stated(code) else code
    above = areas.name(areas.parent(code)) if len(code) > 2 else ""
    return " · ".join(part for part in (areas.name(code), above) if part)


def _when(start: Any, end: Any, lang: str) -> str:
    if not isinstance(start, dt.date) and not isinstance(end, dt.date):
        return "–"
    if isinstance(start, dt.date) and isinstance(end, dt.date):
        return period(start, end, lang, "medium")
    first = date(start, lang, "medium") if isinstance(start, dt.date) else "…"
    last = date(end, lang, "medium") if isinstance(end, dt.date) else ""
    return f"{first} – {last}" if last else first


def register(table: pd.DataFrame, lang: str) -> None:
    """List the programmes with their sources."""
    if table.empty:
        st.info(text("programmes.page.none", lang))
        return
    sources = programmes.sources_of(table, store=store.default())
    columns = ("area", "programme", "when", "source")
    ui.table(
        [{"label": text(f"programmes.page.column_{c}", lang)} for c in columns],
        [
            {
                "id": str(row.id),
                "cells": [
                    {"text": full(str(row.area_code)), "sort": str(row.area_code)},
                    {"text": _title(row, lang)},
                    {
                        "text": f"{_when(row.start, row.end, lang)} · "
                        + text(f"store.programme_status.{row.status}", lang),
                        "sort": str(row.start or ""),
                    },
                    {"text": " · ".join(part for part in (_source(row, sources), str(row.note)) if part)},
                ],
            }
            for row in table.itertuples()
        ],
        lang=lang,
        title=text("programmes.page.register", lang),
        key="programme-table",
        height=480,
    )
    ui.source_list(sources[key] for key in sorted(sources))


def _title(row: Any, lang: str) -> str:
    kind = text(f"store.programme.{row.kind}", lang)
    return str(row.name) if str(row.name).startswith(kind) else f"{kind}: {row.name}"


def _source(row: Any, sources: dict[str, dict[str, str]]) -> str:
    cited = sources.get(str(row.source_id), {}).get("title")
    return cited or str((row.details or {}).get("source", ""))


def _or_dash(count: int, lang: str) -> str:
    """Write what is not on record as a dash: the register does not say that there is none."""
    return integer(count, lang) if count else "–"


def by_district(table: pd.DataFrame, view: View, lang: str) -> None:
    """List each district (province, for the nation) with what is in force there; those without come last."""
    level = "province" if view.within == areas.NATION else "district"
    rows = [(code, programmes.summary(table, code)) for code in areas.children(view.within, level)]
    kinds = [kind for kind in store.PROGRAMME_KINDS if any(kind in counted for _, counted in rows)]
    ui.table(
        [
            {"label": text("programmes.page.column_area", lang)},
            *[{"label": text(f"store.programme.{kind}", lang), "number": True} for kind in kinds],
            {"label": text("programmes.page.all", lang), "number": True},
        ],
        [
            {
                "id": code,
                "cells": [
                    {"text": areas.name(code)},
                    *[
                        {"text": _or_dash(counted.get(kind, 0), lang), "sort": counted.get(kind, 0)}
                        for kind in kinds
                    ],
                    {"text": _or_dash(sum(counted.values()), lang), "sort": sum(counted.values())},
                ],
            }
            for code, counted in rows
        ],
        lang=lang,
        title=text("programmes.page.districts", lang),
        key="programme-districts",
        sorted_by=len(kinds) + 1,
        height=480,
    )
    st.caption(text("programmes.page.districts_note", lang))
