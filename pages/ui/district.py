"""The district panel: its figures over time, who says them, and its neighbours."""

from collections.abc import Sequence
from html import escape

import altair as alt
import pandas as pd
import streamlit as st

from geo import areas, boundaries
from geo.maps import programmes
from geo.maps.answer import Answer
from geo.text import integer, period, text
from pages.ui.layout import source_list


def panel(shown: Answer) -> None:
    """Draw the panel of the area picked in ``shown.view``."""
    code, lang = str(shown.view.area), shown.view.lang
    with st.container(border=True):
        st.subheader(areas.name(code), anchor=False)
        st.caption(_here(shown, code))
        series = shown.selection.series(code)
        figures, around = st.columns([3, 2], gap="medium")
        with figures:
            st.markdown(f"**{text('pages.series', lang)}**")
            if series.empty:
                st.info(text("pages.series_none", lang))
            else:
                st.altair_chart(_chart(series, lang), width="stretch")
                st.caption(text("pages.series_note", lang))
        with around:
            st.markdown(f"**{text('pages.neighbours', lang)}**")
            st.html(_neighbours(shown, code))
            st.markdown(f"**{text('pages.programmes_here', lang)}**")
            found = programmes.listed(code, lang)
            st.html(_bullets(found or [text("pages.programmes_none", lang)]))
        if not series.empty:
            st.markdown(f"**{text('pages.says_who', lang)}**")
            source_list(_sources(shown, series, lang))


def _here(shown: Answer, code: str) -> str:
    lang = shown.view.lang
    if code not in shown.table.index or pd.isna(shown.table.at[code, "value"]):
        return text("pages.here_missing", lang)
    row = shown.table.loc[code]
    return text(
        "pages.here",
        lang,
        figure=shown.labels()[code],
        period=period(row["start"], row["end"], lang),
        covered=int(row["days_covered"]),
        days=shown.selection.window.days,
    )


def _chart(series: pd.DataFrame, lang: str) -> alt.Chart:
    rows = series.assign(
        start=pd.to_datetime(series["period_start"]),
        end=pd.to_datetime(series["period_end"]) + pd.Timedelta(days=1),
        said=[period(a, b, lang) for a, b in zip(series["period_start"], series["period_end"], strict=True)],
        counts=[text("pages.used" if used else "pages.not_used", lang) for used in series["used"]],
    )
    names = [text("pages.used", lang), text("pages.not_used", lang)]
    colour = alt.Color(
        "counts:N",
        scale=alt.Scale(domain=names, range=["#d95f0e", "#8c8c8c"]),
        legend=alt.Legend(title=None, orient="bottom"),
    )
    base = alt.Chart(rows[["start", "end", "value", "said", "counts"]]).encode(
        x=alt.X("start:T", title=None, axis=alt.Axis(format="%m/%Y", labelOverlap=True)),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(tickMinStep=1, format="d")),
        color=colour,
        tooltip=[
            alt.Tooltip("said:N", title=text("pages.period", lang)),
            alt.Tooltip("value:Q", title=text("pages.count", lang), format="d"),
        ],
    )
    spans = base.mark_rule(strokeWidth=3).encode(x2="end:T")
    ends = base.mark_point(filled=True, size=45).encode(x="end:T")
    return (spans + ends).properties(height=240)


def _neighbours(shown: Answer, code: str) -> str:
    lang = shown.view.lang
    near = boundaries.neighbours("district")
    near = near[near["code"] == code]
    items = []
    for other, kind in near[["other", "kind"]].itertuples(index=False):
        known = other in shown.table.index and not pd.isna(shown.table.at[other, "value"])
        value = shown.labels().get(other, "") if known else text("maps.missing", lang)
        sea = f" ({text('pages.by_sea', lang)})" if kind == "sea" else ""
        items.append(f"{areas.name(other)}{sea}: {value}")
    return _bullets(items)


def _bullets(lines: Sequence[str]) -> str:
    return f'<ul class="wsrc">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>'


def _sources(shown: Answer, series: pd.DataFrame, lang: str) -> list[dict[str, str]]:
    register = shown.selection.state.sources
    said = []
    for row in series.sort_values("period_end", ascending=False).itertuples():
        source = register.loc[row.source_id]
        where = " · ".join(str(part) for part in (row.sheet, row.cell) if part and not pd.isna(part))
        figure = f"{period(row.period_start, row.period_end, lang)}: {integer(row.value, lang)}"
        title = f"{figure} – {source['title']}" + (f" [{where}]" if where else "")
        said.append({"title": title, "url": source["url"], "date": source["date"]})
    return said
