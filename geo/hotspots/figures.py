"""Charts of an assessment (Altair): nothing here knows the screen they are drawn on."""

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from geo import areas
from geo.hotspots.assessment import Assessment
from geo.hotspots.classes import COLOURS, HotspotClass
from geo.hotspots.dispersion import funnel
from geo.hotspots.series import MONTH
from geo.hotspots.small_maps import DIVERGING
from geo.text import Phrase, text

Chart = alt.LayerChart | alt.FacetChart

MOST_ROWS = 40
"""Areas a dot plot shows: those of highest risk."""
INK, FAINT, RULE = "#6b7480", "#8a94a0", "#8b6fc4"
"""Colours that are seen on a light and on a dark page."""


def risk_plot(found: Assessment, lang: str) -> Chart:
    """Draw empirical Bayes relative risks with their 95 % intervals, highest first, coloured by class."""
    table = _table(found, lang).dropna(subset=["eb_mean"]).sort_values("eb_mean", ascending=False)
    table = table.head(MOST_ROWS)
    floor = max(min(0.05, float(table["eb_mean"].min()) / 2), 1e-4)  # a logarithmic axis has no zero
    table["low"] = table["eb_lower"].clip(lower=floor)
    table["top"] = table["eb_upper"].clip(lower=floor)
    order = table["area"].tolist()
    axis = alt.Axis(values=[0.1, 0.25, 0.5, 1, 2, 4, 8], format="~g", grid=True)
    rows = alt.Y(
        "area:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelLimit=180, labelOverlap=False, labelFlush=False, labelBound=False, ticks=False),
    )
    base = alt.Chart(table)
    tip = _tip(("area", "class", "observed", "expected", "eb_mean", "eb_lower", "eb_upper", "p_rr1"), lang)
    interval = base.mark_rule(strokeWidth=2.2, color=FAINT).encode(
        y=rows,
        x=alt.X("low:Q", scale=alt.Scale(type="log"), axis=axis, title=_say("axis_risk", lang)),
        x2="top:Q",
        tooltip=tip,
    )
    dots = base.mark_circle(size=110, opacity=1, stroke=INK, strokeWidth=0.8).encode(
        y=rows, x=alt.X("eb_mean:Q", scale=alt.Scale(type="log")), color=_class_colour(lang), tooltip=tip
    )
    raw = (
        base.transform_filter(f"datum.rr > {floor}")
        .mark_tick(color=INK, thickness=1.4, size=9)
        .encode(y=rows, x="rr:Q", tooltip=tip)
    )
    one = alt.Chart(pd.DataFrame({"x": [1.0]})).mark_rule(color=RULE, strokeDash=[5, 4]).encode(x="x:Q")
    height = 20 * len(table) + 110  # rows, and below them the axis and the legend
    return _finished(alt.layer(interval, one, raw, dots), lang, height)


def funnel_plot(found: Assessment, lang: str) -> Chart:
    """Draw observed over expected against expected, with the limits of chance and of the spread found."""
    table = _table(found, lang).dropna(subset=["rr"])
    top = max(float(table["expected"].max()), 1.0)
    grid = np.geomspace(max(top / 400, 0.05), top * 1.05, 120)
    parts: list[pd.DataFrame] = []
    for factor, name in ((1.0, "funnel_chance"), (found.dispersion.factor, "funnel_spread")):
        if not np.isfinite(factor) or (name == "funnel_spread" and factor <= 1):
            continue
        limits = funnel(grid, factor=factor)
        for edge in (limits.lower[0], limits.upper[0]):
            kind = _say(name, lang)
            parts.append(pd.DataFrame({"expected": grid, "limit": edge, "kind": kind, "edge": len(parts)}))
    ceiling = float(max(table["rr"].max() * 1.1, 3.0))
    lines = pd.concat(parts)
    lines = lines[lines["limit"] <= ceiling]
    x = alt.X("expected:Q", title=_say("axis_expected", lang))
    drawn = (
        alt.Chart(lines)
        .mark_line(strokeWidth=1.3, color=FAINT)
        .encode(
            x=x,
            y=alt.Y("limit:Q", title=_say("axis_ratio", lang), scale=alt.Scale(domain=[0, ceiling])),
            detail="edge:N",
            strokeDash=alt.StrokeDash(
                "kind:N", title=None, legend=alt.Legend(orient="bottom", columns=1, labelLimit=420)
            ),
        )
    )
    tip = _tip(("area", "class", "observed", "expected", "rr"), lang)
    dots = (
        alt.Chart(table)
        .mark_circle(size=80, opacity=0.95, stroke=INK, strokeWidth=0.7)
        .encode(x=x, y="rr:Q", color=_class_colour(lang, legend=False), tooltip=tip)
    )
    return _finished(alt.layer(drawn, dots), lang, 320)


def moran_plot(found: Assessment, lang: str) -> Chart | None:
    """Draw each area's standardised rate against its neighbours' mean; None when nothing can be judged."""
    table = _table(found, lang).assign(z=found.lisa.z, lag=found.lisa.lag).dropna(subset=["z", "lag"])
    if table.empty:
        return None
    tip = _tip(("area", "class", "observed", "z", "lag"), lang)
    zero = pd.DataFrame({"v": [0.0]})
    x = alt.X("z:Q", title=_say("axis_own", lang))
    y = alt.Y("lag:Q", title=_say("axis_neighbours", lang))
    dots = (
        alt.Chart(table)
        .mark_circle(size=80, opacity=0.95, stroke=INK, strokeWidth=0.7)
        .encode(x=x, y=y, color=_class_colour(lang, legend=False), tooltip=tip)
    )
    line = alt.Chart(table).mark_line(color=RULE, strokeWidth=1.5).encode(x=x, y=y)
    cross = alt.Chart(zero).mark_rule(color=FAINT)
    fitted = line.transform_regression("z", "lag")
    return _finished(alt.layer(cross.encode(x="v:Q"), cross.encode(y="v:Q"), fitted, dots), lang, 320)


def sensitivity_plot(by_weights: Mapping[str, Assessment], lang: str) -> Chart:
    """Draw Gi* of the areas of highest risk under every kind of neighbourhood, marked where significant."""
    parts = []
    for kind, found in by_weights.items():
        table = _table(found, lang).dropna(subset=["eb_mean"]).nlargest(20, "eb_mean")
        name = text(f"hotspots.page_weights_{kind}", lang)
        marks = np.where(table["gi_q"] <= 0.05, "●●", np.where(table["gi_p"] <= 0.05, "●", ""))
        parts.append(table.assign(weights=name, mark=marks))
    every = pd.concat(parts)
    order = every.drop_duplicates("area").sort_values("eb_mean", ascending=False)["area"].tolist()
    names = [text(f"hotspots.page_weights_{kind}", lang) for kind in by_weights]
    x = alt.X("weights:N", sort=names, title=None, axis=alt.Axis(orient="top", labelAngle=0, labelLimit=150))
    y = alt.Y(
        "area:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelLimit=180, labelOverlap=False, labelFlush=False, labelBound=False),
    )
    tip = _tip(("area", "weights", "gi_z", "gi_p", "gi_q"), lang)
    cells = (
        alt.Chart(every)
        .mark_rect(stroke="#ffffff", strokeWidth=2)
        .encode(
            x=x,
            y=y,
            tooltip=tip,
            color=alt.Color(
                "gi_z:Q",
                title="Gi*",
                scale=alt.Scale(domain=[-3, -1, 0, 1, 3], range=list(DIVERGING), clamp=True),
                legend=alt.Legend(orient="bottom", gradientLength=160),
            ),
        )
    )
    signs = alt.Chart(every).mark_text(color="#1b1f24", fontSize=10).encode(x=x, y=y, text="mark:N")
    return _finished(alt.layer(cells, signs), lang, alt.Step(22))


def series_plot(rows: pd.DataFrame, lang: str) -> Chart:
    """Draw an area's figures as steps of cases per 30 days, the limit of chance above, alerts marked."""
    table = rows.assign(
        start=pd.to_datetime(rows["start"]),
        until=pd.to_datetime(rows["end"]) + pd.Timedelta(days=1),
        limit=rows["upper"] * MONTH / rows["days"],
        hoped=rows["expected"] * MONTH / rows["days"],
        verdict_text=[text(f"hotspots.verdict_{v}", lang) for v in rows["verdict"]],
    )
    table["middle"] = table["start"] + (table["until"] - table["start"]) / 2
    tip = [
        alt.Tooltip("start:T", title=_say("col_start", lang), format="%d-%m-%Y"),
        alt.Tooltip("end:T", title=_say("col_end", lang), format="%d-%m-%Y"),
        *_tip(("value", "days", "per_month", "expected", "upper", "verdict_text", "source"), lang),
    ]
    x = alt.X("start:T", title=None, axis=alt.Axis(format="%Y", tickCount="year"))
    y = alt.Y("per_month:Q", title=_say("axis_month", lang), scale=alt.Scale(zero=True))
    scale = alt.Scale(
        domain=[text("hotspots.verdict_alert", lang), _say("verdict_other", lang)],
        range=["#8c2d04", "#92a8c4"],
    )
    other = _say("verdict_other", lang)
    table["shade"] = np.where(table["verdict"] == "alert", text("hotspots.verdict_alert", lang), other)
    colour = alt.Color("shade:N", title=None, scale=scale, legend=alt.Legend(orient="bottom"))
    base = alt.Chart(table)
    bars = base.mark_rect(opacity=0.9, stroke="#ffffff").encode(
        x=x, x2="until:T", y=y, y2=alt.datum(0), color=colour, tooltip=tip
    )
    limit = base.mark_rule(color=RULE, strokeDash=[5, 3], strokeWidth=1.8).encode(
        x=x, x2="until:T", y="limit:Q"
    )
    hoped = base.mark_rule(color=INK, strokeWidth=1).encode(x=x, x2="until:T", y="hoped:Q")
    counts = base.mark_text(dy=-6, color=INK, fontWeight="bold").encode(x="middle:T", y=y, text="value:Q")
    return _finished(alt.layer(bars, hoped, limit, counts), lang, 300)


def _finished(chart: Chart, lang: str, height: int | alt.Step) -> Chart:
    """Size the chart and write its numbers as the language does: 0,5 in Indonesian."""
    marks = {"decimal": ",", "thousands": "."} if lang == "id" else {"decimal": ".", "thousands": ","}
    numbers = alt.NumberLocale(grouping=[3], currency=["", ""], **marks)
    sized = chart.properties(height=height, width="container")
    finished: Chart = sized.configure(locale=alt.Locale(number=numbers))
    return finished


def _table(found: Assessment, lang: str) -> pd.DataFrame:
    table = found.table
    plain = table.drop(columns=["reasons", "klass", "name"])
    names = [areas.name(str(code), short=True) for code in table.index]
    twice = pd.Series(names).duplicated(keep=False)
    shown = [
        areas.name(str(c)) if again else n for c, n, again in zip(table.index, names, twice, strict=True)
    ]
    labels = [k.label.render(lang) for k in table["klass"]]
    plain["class"] = labels
    return plain.assign(area=shown).reset_index(names="code")


def _class_colour(lang: str, *, legend: bool = True) -> alt.Color:
    names = [k.label.render(lang) for k in HotspotClass]
    shown = alt.Legend(orient="bottom", columns=2, symbolSize=110, symbolStrokeWidth=0.8) if legend else None
    scale = alt.Scale(domain=names, range=[COLOURS[k] for k in HotspotClass])
    return alt.Color("class:N", title=None, scale=scale, legend=shown)


def _tip(keys: Sequence[str], lang: str) -> list[alt.Tooltip]:
    plain = {"area", "class", "weights", "verdict_text", "source", "year"}
    whole = {"observed", "value", "days"}
    return [
        alt.Tooltip(f"{key}:N", title=_say(f"col_{key}", lang))
        if key in plain
        else alt.Tooltip(f"{key}:Q", title=_say(f"col_{key}", lang), format="d" if key in whole else ".2f")
        for key in keys
    ]


def _say(key: str, lang: str) -> str:
    return Phrase(f"hotspots.page_{key}").render(lang)
