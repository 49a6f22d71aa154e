"""Pieces of the analysis page: maps of a class or a statistic, findings, reasons, clusters, files."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from geo import areas, boundaries
from geo.hotspots import export
from geo.hotspots.assessment import Assessment, letter
from geo.hotspots.classes import COLOURS, HotspotClass
from geo.hotspots.words import figure, p_value
from geo.maps import Legend, LegendClass, MapData, View, area_map
from geo.text import fixed, integer, text
from pages import ui

_RING = "#d02fb5"  # no class has this hue, and it is seen on a light and on a dark map
_SMALLEST_RING = 12.0
_LISA = {"HH": "#b35806", "HL": "#fdb863", "LH": "#b2abd2", "LL": "#542788"}
_GI = {"high_fdr": "#b35806", "high": "#fdb863", "low": "#b2abd2", "low_fdr": "#542788"}
_PLAIN, _UNJUDGED = "#f4f1ea", "#bdbdbd"
_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpkg": "application/geopackage+sqlite3",
    "geojson": "application/geo+json",
    "qml": "application/xml",
}


def findings(found: Assessment, lang: str) -> None:
    """Write the main results as figures in a row, and what they mean below."""
    counts = found.table["klass"].value_counts()
    boxes = [
        (
            k.label.render(lang),
            integer(int(counts.get(k, 0)), lang),
            text(f"hotspots.page_{k.value}_note", lang),
        )
        for k in HotspotClass
    ]
    ui.kpis(boxes)
    if found.judged == 0:
        st.warning(found.findings[0].render(lang), icon=":material/event_busy:")
    else:
        st.markdown(" ".join(f.render(lang) for f in found.findings[1:]))


def class_map(found: Assessment, view: View) -> MapData:
    """Return the map of the hotspot classes with a ring round every significant cluster."""
    lang = view.lang
    order = list(HotspotClass)
    counts = found.table["klass"].value_counts()
    classes = tuple(
        LegendClass(k.value, COLOURS[k], k.label.render(lang), int(counts.get(k, 0))) for k in order
    )
    codes = {str(code): order.index(k) for code, k in found.table["klass"].items()}
    labels = {
        str(code): text(
            "hotspots.page_label", lang, n=integer(row["observed"], lang), risk=figure(row["eb_mean"])
        )
        for code, row in found.table.iterrows()
        if row["eb_mean"] == row["eb_mean"]
    }
    return area_map(
        Legend(classes, codes),
        labels=labels,
        lang=lang,
        level=view.level,
        within=view.within,
        legend_title=text("hotspots.page_classes", lang),
        selected=view.area,
        title=found.selection.label.render(lang),
        rings=_rings(found, lang),
        height=470,
    )


def lisa_map(found: Assessment, view: View) -> MapData:
    """Return the map of local Moran: the kind of pattern where p ≤ 0.05 before correction."""
    table = found.table
    kinds = [
        q if q is not None and p <= 0.05 else None
        for q, p in zip(table["lisa"], table["lisa_p"], strict=True)
    ]
    return _statistic_map(found, view, kinds, _LISA, "lisa", found.lisa.statistic)


def gi_map(found: Assessment, view: View) -> MapData:
    """Return the map of Gi*: high or low, before and after the false discovery rate."""
    kinds: list[str | None] = []
    for z, p, q in found.table[["gi_z", "gi_p", "gi_q"]].itertuples(index=False, name=None):
        side = "high" if z > 0 else "low"
        kinds.append(f"{side}_fdr" if q <= 0.05 else side if p <= 0.05 else None)
    return _statistic_map(found, view, kinds, _GI, "gi", found.gi.statistic)


def cluster_list(found: Assessment, lang: str) -> None:
    """Write the significant clusters, or that there is none."""
    if not found.significant:
        st.caption(text("hotspots.page_no_cluster", lang))
        return
    codes = list(found.table.index)
    columns = [
        {"label": text("hotspots.page_cluster", lang)},
        *(
            {"label": text(f"hotspots.page_col_{key}", lang), "number": True}
            for key in ("observed", "expected", "rr")
        ),
        {"label": "p", "number": True},
    ]
    rows = []
    for at, cluster in enumerate(found.significant):
        members = ", ".join(areas.name(codes[m], short=True) for m in cluster.members)
        cells = [
            {"text": f"{letter(at)} · {members}"},
            {"text": integer(cluster.observed, lang), "sort": cluster.observed},
            {"text": fixed(cluster.expected, lang, 1), "sort": cluster.expected},
            {"text": fixed(cluster.relative_risk, lang, 2), "sort": cluster.relative_risk},
            {"text": fixed(cluster.p_value, lang, 3), "sort": cluster.p_value},
        ]
        rows.append({"id": letter(at), "cells": cells})
    title = text("hotspots.page_clusters", lang)
    longest = [len(str(row["cells"][0]["text"])) for row in rows]
    height = 70 + sum(44 + 20 * (length // 20) for length in longest)  # names wrap on a telephone
    ui.table(columns, rows, lang=lang, title=title, key="clusters", height=height)


def reasons(found: Assessment, view: View) -> None:
    """Let an area be chosen and write why it has its class."""
    lang = view.lang
    order = {k: i for i, k in enumerate(HotspotClass)}
    table = found.table.assign(place=found.table["klass"].map(order))
    codes = [str(c) for c in table.sort_values(["place", "eb_mean"], ascending=[True, False]).index]
    st.subheader(text("hotspots.page_reasons", lang))
    code = st.selectbox(
        text("hotspots.page_area", lang),
        codes,
        index=codes.index(view.area) if view.area in codes else 0,
        format_func=lambda c: f"{areas.name(c)} – {table.at[c, 'klass'].label.render(lang)}",
        key=f"reasons-{lang}-{view.area}-{view.within}",
        label_visibility="collapsed",
    )
    if code is not None:
        lines = [f"- {reason.render(lang)}" for reason in table.at[code, "reasons"]]
        used = found.selection.table.at[code, "sources"]
        register = found.selection.state.sources
        titles = [str(register.at[s, "title"]) for s in used if s in register.index]
        if titles:
            lines.append(f"- {text('hotspots.page_says', lang, sources='; '.join(titles))}")
        st.markdown("\n".join(line.replace("$", "\\$").replace("*", "\\*") for line in lines))


def morans(every: Mapping[str, Assessment], lang: str) -> str:
    """Say Moran's index under each kind of neighbourhood."""
    said = [
        text(
            "hotspots.page_moran_of",
            lang,
            weights=text(f"hotspots.page_weights_{kind}", lang),
            i=figure(found.moran.statistic),
            p=p_value(found.moran.p_value),
        )
        for kind, found in every.items()
        if np.isfinite(found.moran.statistic)
    ]
    return "; ".join(said)


def made(found: Assessment, lang: str) -> None:
    """Write the sentence: what was selected, how it was judged, with which parameters and seed."""
    drawn = text("maps.boundary_set", lang, title=boundaries.active().title)
    ui.said(f"{found.sentence.render(lang)} {drawn}")


def downloads(found: Assessment, view: View) -> None:
    """Offer the assessment as files that a spreadsheet and QGIS open."""
    lang = view.lang
    name = f"waspada-hotspots-{view.indicator}-{view.within}-{view.start}-{view.end}"
    for column, kind in zip(st.columns(len(_TYPES)), _TYPES, strict=True):
        with column:
            ui.download(
                text(f"hotspots.page_download_{kind}", lang),
                lambda kind=kind: export.export(found, format=kind, lang=lang),
                name=f"{name}.{kind}",
                mime=_TYPES[kind],
                lang=lang,
            )


def _rings(found: Assessment, lang: str) -> list[list[Any]]:
    centres = boundaries.centres(found.selection.level).set_index("code")
    codes = list(found.table.index)
    rings = []
    for at, cluster in enumerate(found.significant):
        where = centres.loc[codes[cluster.centre]]
        told = text(
            "hotspots.page_ring",
            lang,
            letter=letter(at),
            observed=integer(cluster.observed, lang),
            expected=figure(cluster.expected, 1),
            p=p_value(cluster.p_value),
        )
        reach = max(cluster.reach, _SMALLEST_RING)
        place = [round(float(where["latitude"]), 4), round(float(where["longitude"]), 4)]
        rings.append([*place, round(reach, 1), _RING, [told], letter(at)])
    return rings


def _statistic_map(
    found: Assessment,
    view: View,
    kinds: Sequence[str | None],
    colours: Mapping[str, str],
    name: str,
    values: Any,
) -> MapData:
    lang = view.lang
    keys = [*colours, "none", "unjudged"]
    fills = [*colours.values(), _PLAIN, _UNJUDGED]
    codes = {
        str(code): keys.index("unjudged" if not np.isfinite(value) else kind or "none")
        for code, kind, value in zip(found.table.index, kinds, values, strict=True)
    }
    counted = list(codes.values())
    classes = tuple(
        LegendClass(key, fill, text(f"hotspots.page_{name}_{key}", lang), counted.count(at))
        for at, (key, fill) in enumerate(zip(keys, fills, strict=True))
    )
    labels = {
        str(code): f"{text(f'hotspots.page_{name}', lang)} {fixed(float(value), lang, 2)}"
        for code, value in zip(found.table.index, values, strict=True)
        if np.isfinite(value)
    }
    return area_map(
        Legend(classes, codes),
        labels=labels,
        lang=lang,
        level=view.level,
        within=view.within,
        legend_title=text(f"hotspots.page_{name}", lang),
        selected=view.area,
        title=found.selection.label.render(lang),
        height=380,
    )
