"""Parts of the data desk: what the table and each of its columns mean."""

import dataclasses
import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from geo import areas, store
from geo.counts.readers.mapping import ColumnUse, Mapping
from geo.counts.readers.reading import Reading, TableReading
from geo.counts.readers.sheet import column_letters
from geo.counts.readers.words import USES
from geo.text import text


def choose_table(reading: Reading, lang: str) -> int:
    """Return the number of the table being worked on."""
    if len(reading.tables) == 1:
        return 0
    keys = [table.key for table in reading.tables]
    return st.radio(
        text("desk.page.table", lang),
        range(len(keys)),
        format_func=keys.__getitem__,
        horizontal=True,
        key=f"desk-table-{reading.book.digest[:8]}",
    )


def form(reading: Reading, number: int, lang: str) -> Reading:
    """Draw the mapping of a table and return the reading under what it now says."""
    table = reading.tables[number]
    title = text("desk.page.mapping", lang, share=round(100 * table.confidence))
    if table.template:
        st.caption(text("desk.page.recognised", lang))
    with st.expander(title, expanded=table.confidence < 1, icon=":material/table:"):
        whole, columns = st.columns([2, 3], gap="large")
        with whole:
            mapping = _whole(table, lang)
        with columns:
            uses = _columns(table, lang)
            mapping = dataclasses.replace(mapping, columns=uses, source=_source(table, lang))
    return reading if mapping == table.mapping else reading.with_mapping(mapping, table=number)


def _whole(table: TableReading, lang: str) -> Mapping:
    mapping = table.mapping
    key = f"{table.region.sheet.name}-{table.key}-{lang}"

    def pick(field: str, options: list[Any], say: Any) -> Any:
        now = getattr(mapping, field)
        return st.selectbox(
            text(f"desk.page.{field}", lang),
            [None, *options],
            index=([None, *options].index(now) if now in options else 0),
            format_func=lambda value: text("desk.page.unknown", lang) if value is None else say(value),
            key=f"desk-{field}-{key}-{now}",
        )

    def say(room: str) -> Any:
        return lambda key: text(f"{room}.{key}", lang)

    provinces = sorted(areas.table("province").index, key=areas.name)
    changed: dict[str, Any] = {
        "indicator": pick("indicator", list(store.INDICATORS), say("counts.indicator")),
        "role": pick("role", list(store.ROLES), say("counts.role")),
        "within": pick("within", provinces, areas.name),
    }
    changed |= _period(mapping, key, lang)
    if mapping.used("code"):
        changed["code_system"] = pick("code_system", list(areas.SYSTEMS), str.upper)
    changed["complete_for"] = pick("complete_for", provinces, areas.name)
    changed["thousands"] = pick("thousands", [".", ","], "1{}234".format)
    changed["trust_rows"] = st.checkbox(
        text("desk.page.trust_rows", lang), mapping.trust_rows, key=f"desk-trust-{key}-{mapping.trust_rows}"
    )
    changed["cumulative"] = st.checkbox(
        text("desk.page.cumulative", lang),
        mapping.cumulative,
        key=f"desk-cumulative-{key}-{mapping.cumulative}",
    )
    layouts = ("counts", "cases")
    changed["layout"] = st.selectbox(
        text("desk.page.layout", lang),
        layouts,
        index=layouts.index(mapping.layout),
        format_func=lambda layout: text(f"desk.page.layout_{layout}", lang),
        key=f"desk-layout-{key}-{mapping.layout}",
    )
    return dataclasses.replace(mapping, **changed)


def _source(table: TableReading, lang: str) -> dict[str, str]:
    """Draw what the figures will cite."""
    source = {
        field: st.text_input(
            text(f"desk.page.source_{field}", lang),
            table.mapping.source.get(field, ""),
            key=f"desk-{field}-{table.key}-{lang}",
        )
        for field in ("title", "publisher", "url", "date")
    }
    return {field: value.strip() for field, value in source.items() if value.strip()}


def _period(mapping: Mapping, key: str, lang: str) -> dict[str, dt.date | None]:
    now = (mapping.start, mapping.end) if mapping.start and mapping.end else ()
    chosen = st.date_input(
        text("desk.page.period", lang),
        now,
        min_value=dt.date(1980, 1, 1),
        max_value=dt.date(2100, 12, 31),
        format="DD/MM/YYYY",
        key=f"desk-period-{key}-{now}",
    )
    if isinstance(chosen, tuple) and len(chosen) == 2:
        return {"start": chosen[0], "end": chosen[1]}
    return {"start": mapping.start, "end": mapping.end}


def _columns(table: TableReading, lang: str) -> dict[int, ColumnUse]:
    """Draw the editor of column uses; personal columns cannot be given another use."""
    headers = table.headers()
    first = (table.preview(1) or [{}])[0]
    names = {use: text(f"desk.use.{use}", lang) for use in USES}
    by_name = {name: use for use, name in names.items()}
    labels = [text(f"desk.page.column_{name}", lang) for name in ("letter", "header", "example", "use")]
    numbers = [column for column in table.region.columns if column in table.mapping.columns]
    frame = pd.DataFrame(
        [
            (
                column_letters(column),
                headers[column],
                first.get(column_letters(column), ""),
                names[table.mapping.columns[column].use],
            )
            for column in numbers
        ],
        columns=labels,
    )
    edited = st.data_editor(
        frame,
        hide_index=True,
        disabled=labels[:3],
        column_config={labels[3]: st.column_config.SelectboxColumn(options=list(by_name), required=True)},
        key=f"desk-columns-{table.key}-{hash(tuple(frame[labels[3]]))}-{lang}",
        width="stretch",
        height=min(35 * (len(frame) + 1) + 3, 460),
    )
    uses = dict(table.mapping.columns)
    for number, name in zip(numbers, edited[labels[3]], strict=True):
        if number not in table.personal and by_name[str(name)] != uses[number].use:
            uses[number] = dataclasses.replace(uses[number], use=by_name[str(name)])
    return uses
