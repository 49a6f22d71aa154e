"""Sections made of the assessment: map, ranking, clusters."""

from geo import areas
from geo.briefing import geometry, parts_rate
from geo.briefing.blocks import Chart, Column, OfflineLayer, Section, Table
from geo.briefing.frame import Frame
from geo.briefing.narrative import capital, listing, number_word
from geo.briefing.risk import CLASSES, HOT, NO_DATA, AreaRisk, ClusterRisk, Risk
from geo.briefing.shades import class_name, colour, hatched, hotspot_legend
from geo.counts import COMPLETE_COVER
from geo.text import fixed, ratio

_FEWEST_TO_SCAN = 2

_NAMES_ALL = 60
"""With more areas than this only those of a hot class are named on the map."""


def class_map(frame: Frame) -> Section:
    """Return the map of hotspot classes."""
    risk = frame.risk
    if risk is None:
        return parts_rate.rate_map(frame)
    options = frame.options
    rows = risk.by_code()
    hot = {
        code: float(len(CLASSES) - CLASSES.index(row.klass)) for code, row in rows.items() if row.klass in HOT
    }
    named = {code: row.name for code, row in rows.items() if len(rows) <= _NAMES_ALL or code in hot}
    title = frame.say("map_title", level=frame.level, indicator=frame.indicator, period=frame.period)
    alt = frame.say("map_alt", area=frame.area, classes=_class_words(frame, risk))
    clusters = [cluster.members for cluster in risk.clusters]
    if options.area_level == "district":
        clusters = []
        hot[options.area] = 9.0
        alt += " " + frame.say("marked", area=frame.area)
    drawn = frame.map(
        title,
        alt,
        geometry.shapes(options.unit_level, within=options.within),
        classes={code: row.klass for code, row in rows.items()},
        legend=hotspot_legend(frame.lang),
        legend_title=frame.say("map_legend"),
        names=named,
        importance=hot,
        incomplete=_incomplete(risk),
        clusters=clusters,
        marked=[options.area] if options.area_level == "district" else [],
    )
    return frame.section("map", maps=(drawn,))


def _incomplete(risk: Risk) -> list[str]:
    """Return areas with a class though days are lacking; those without a class are hatched as such."""
    lacking = (row for row in risk.rows if row.value is not None and row.cover < COMPLETE_COVER)
    return [row.code for row in lacking if row.klass != NO_DATA]


def _class_words(frame: Frame, risk: Risk) -> str:
    found = []
    for klass in CLASSES:
        rows = risk.of_class(klass)
        if rows and (len(risk.rows) <= _NAMES_ALL or klass in HOT):
            names = listing([row.name for row in rows], frame.lang)
            found.append(frame.say("map_alt_class", label=class_name(klass, frame.lang), names=names))
    return "; ".join(found) or frame.say("map_none")


def ranking(frame: Frame) -> Section:
    """Return the ranked table with class, interval and reason, and the chart of the highest risks."""
    risk = frame.risk
    if risk is None:
        return parts_rate.rate_ranking(frame)
    table = ranking_table(frame, risk)
    if not table.rows:
        return frame.section("ranking", paragraphs=(frame.say("map_none"),))
    chart = _risk_chart(frame, risk)
    return frame.section("ranking", charts=(chart,) if chart else (), tables=(table,))


def ranking_table(frame: Frame, risk: Risk) -> Table:
    """Return the areas from the worst class down; those without any figure are counted, not listed."""
    lang = frame.lang
    listed = [row for row in risk.rows if row.value is not None or row.code == frame.options.area]
    missing = len(risk.rows) - len(listed)
    note = ""
    if risk.judged and risk.reference_rate is not None:
        note = frame.say(
            "ranking_note", reference=risk.reference, rate=fixed(risk.reference_rate * 1e5, lang, 2)
        )
    if missing:
        note = f"{note} {frame.say('ranking_missing', n=missing)}".strip()
    return frame.ranked(
        (
            Column(frame.say("col_rank"), "integer", 0.55),
            Column(frame.say("col_area"), share=2.5),
            Column(frame.say("col_count"), "integer", 1.1),
            Column(frame.say("col_expected"), "rate", 1.15),
            Column(frame.say("col_rr"), "ratio", 0.75),
            Column(frame.say("col_interval"), share=1.35),
            Column(frame.say("col_class"), share=1.3),
            Column(frame.say("col_reason"), share=4.85),
        ),
        [
            (
                number,
                row.name,
                row.value,
                row.expected if row.judged else None,
                row.mean if row.judged else None,
                interval(row, lang),
                class_name(row.klass, frame.lang),
                row.short,
            )
            for number, row in enumerate(listed, start=1)
        ],
        [row.code for row in listed],
        note=note,
        swatches=tuple(colour(r.klass) for r in listed),
    )


def interval(row: AreaRisk, lang: str) -> str:
    """Write the 95 % interval of a relative risk."""
    if not row.judged or row.lower is None or row.upper is None:
        return "–"
    return f"{ratio(row.lower, lang)}–{ratio(row.upper, lang)}"


def _risk_chart(frame: Frame, risk: Risk) -> Chart | None:
    rows = sorted((r for r in risk.rows if r.judged), key=lambda r: -(r.mean or 0.0))[:12]
    if len(rows) < 2:
        return None
    items = [
        frame.say(
            "chart_risk_item",
            area=row.name,
            ratio=ratio(row.mean or 0.0, frame.lang),
            lower=ratio(row.lower or 0.0, frame.lang),
            upper=ratio(row.upper or 0.0, frame.lang),
        )
        for row in rows[:5]
    ]
    return Chart(
        kind="intervals",
        title=frame.say("chart_risk"),
        categories=tuple(row.name for row in rows),
        values=tuple(row.mean for row in rows),
        lower=tuple(row.lower or 0.0 for row in rows),
        upper=tuple(row.upper or 0.0 for row in rows),
        unit=frame.say("col_rr"),
        alt=frame.say("chart_risk_alt", items="; ".join(items)),
        reference=1.0,
    )


def clusters(frame: Frame) -> Section | None:
    """Return what the scan found; nothing for an indicator that is no harm."""
    risk = frame.risk
    if risk is None:
        return None
    if risk.judged < _FEWEST_TO_SCAN:
        return frame.section("clusters", paragraphs=(frame.say("cluster_not_run"),))
    if not risk.clusters:
        return frame.section("clusters", paragraphs=(frame.say("cluster_none"),))
    found = len(risk.clusters)
    lead = frame.say("cluster_some", n=found, word=number_word(found, frame.lang))
    return frame.section(
        "clusters",
        paragraphs=(lead,),
        bullets=tuple(_cluster_words(frame, cluster) for cluster in risk.clusters),
        tables=(_cluster_table(frame, risk.clusters),),
    )


def _cluster_words(frame: Frame, cluster: ClusterRisk) -> str:
    return frame.say(
        "cluster_one",
        letter=cluster.letter,
        members=listing([areas.name(code, short=True) for code in cluster.members], frame.lang),
        observed=cluster.observed,
        expected=fixed(cluster.expected, frame.lang, 1),
        ratio=ratio(cluster.relative_risk, frame.lang),
        p=fixed(cluster.p_value, frame.lang, 3),
    )


def _cluster_table(frame: Frame, found: tuple[ClusterRisk, ...]) -> Table:
    return Table(
        title=frame.say("cluster_title"),
        columns=(
            Column(frame.say("col_cluster"), share=0.8),
            Column(frame.say("col_members"), share=4.5),
            Column(frame.say("col_count"), "integer"),
            Column(frame.say("col_expected"), "rate"),
            Column(frame.say("col_rr"), "ratio"),
            Column(frame.say("col_p"), "p"),
        ),
        rows=tuple(
            (
                c.letter,
                ", ".join(areas.name(code, short=True) for code in c.members),
                c.observed,
                c.expected,
                c.relative_risk,
                c.p_value,
            )
            for c in found
        ),
    )


def layer(frame: Frame) -> OfflineLayer:
    """Return what the interactive map of the offline file shows."""
    risk = frame.risk
    if risk is None:
        return parts_rate.rate_layer(frame)
    popups = {}
    for row in risk.rows:
        lines = [f"{frame.say('col_class')}: {class_name(row.klass, frame.lang)}"]
        count = "–" if row.value is None else Column("", "integer").say(row.value, frame.lang)
        lines.append(f"{capital(frame.indicator)}: {count}")
        if row.judged:
            lines.append(
                f"{frame.say('col_rr')}: {ratio(row.mean or 0.0, frame.lang)} ({interval(row, frame.lang)})"
            )
        popups[row.code] = (row.name, *lines, *row.reasons)
    return OfflineLayer(
        level=frame.options.unit_level,
        within=frame.options.within,
        classes={row.code: row.klass for row in risk.rows},
        legend=hatched(hotspot_legend(frame.lang)),
        popups=popups,
        incomplete=_incomplete(risk),
    )
