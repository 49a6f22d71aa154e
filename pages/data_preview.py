"""Parts of the data desk: questions about areas, and a live preview of what a file says."""

import dataclasses
from typing import Any

import pandas as pd
import streamlit as st

from geo import areas
from geo.counts.checks import places
from geo.counts.checks.finding import Finding
from geo.counts.readers.reading import Reading
from geo.counts.readers.records import Record
from geo.text import integer, period, text
from pages import ui

_ASKED = ("area_ambiguous", "area_unclear", "area_outside")


def questions(reading: Reading, number: int, findings: list[Finding], lang: str) -> Reading:
    """Ask which area a text in doubt means; the answers become part of the mapping."""
    table = reading.tables[number]
    open_ones = [f for f in findings if f.kind in _ASKED and f.answers and f.label and f.sheet == table.sheet]
    mapping = table.mapping
    for finding in open_ones[:12]:
        choice = st.selectbox(
            finding.what.render(lang),
            [None, *finding.answers],
            format_func=lambda code: text("desk.page.choose", lang) if code is None else _full(code),
            key=f"desk-answer-{table.key}-{finding.cell}",
        )
        if choice is not None:
            mapping = dataclasses.replace(mapping, areas={**mapping.areas, finding.label: choice})
    return reading if mapping == table.mapping else reading.with_mapping(mapping, table=number)


def _full(code: str) -> str:
    above = areas.name(areas.parent(code)) if areas.exists(code) and len(code) > 2 else ""
    return f"{areas.name(code)} · {above} · {areas.dotted(code)}"


def preview(reading: Reading, number: int, lang: str) -> None:
    """Show the table as it was sent and the figures that come of it, side by side."""
    table = reading.tables[number]
    sent, counted = st.columns(2, gap="large")
    with sent:
        st.caption(text("desk.page.as_sent", lang))
        st.dataframe(pd.DataFrame(table.preview(12)), hide_index=True, width="stretch")
    with counted:
        st.caption(text("desk.page.as_read", lang))
        placed = places.place(table.totalled[0], table.mapping, sheet=table.sheet).records
        columns = ("area", "value", "period", "indicator", "cell")
        ui.table(
            [{"label": text(f"desk.page.read_{c}", lang), "number": c == "value"} for c in columns],
            [
                {"id": str(number), "cells": _figure(record, code, lang)}
                for number, (record, code) in enumerate(placed[:200])
            ],
            lang=lang,
            title=text("desk.page.as_read", lang),
            key=f"desk-read-{table.key}",
            height=420,
        )


def _figure(record: Record, code: str, lang: str) -> list[dict[str, Any]]:
    number, known = record.value.number, record.start and record.end
    return [
        {"text": areas.name(code), "sort": code},
        {"text": "–" if number is None else integer(int(number), lang), "sort": number},
        {
            "text": period(record.start, record.end, lang, "medium") if known else "–",
            "sort": record.end.toordinal() if record.end else 0,
        },
        {"text": text(f"counts.indicator.{record.indicator}", lang) if record.indicator else "–"},
        {"text": record.cell},
    ]
