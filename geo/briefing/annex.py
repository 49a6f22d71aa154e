"""The full tables of the workbook: every area, every figure used, nothing cut."""

from geo import areas
from geo.briefing.blocks import Column, Table
from geo.briefing.evidence import Evidence
from geo.briefing.frame import Frame
from geo.briefing.narrative import capital
from geo.briefing.risk import Risk
from geo.briefing.shades import class_name
from geo.text import period


def tables(frame: Frame) -> tuple[Table, ...]:
    """Return the headline table, the full ranking, and the figures used for each indicator."""
    ranked = [_ranking(frame, frame.risk)] if frame.risk else []
    return (_summary(frame), *ranked, *(_data(frame, evidence) for evidence in frame.evidence))


def _summary(frame: Frame) -> Table:
    columns = (
        Column(frame.say("col_measure"), share=3),
        Column(frame.say("col_value_now"), "integer"),
        Column(frame.say("col_days"), "integer"),
        Column(frame.say("col_value_before"), "integer"),
        Column(frame.say("col_days"), "integer"),
        Column(frame.say("col_rr"), "ratio"),
        Column(frame.say("col_lower"), "ratio"),
        Column(frame.say("col_upper"), "ratio"),
        Column(frame.say("col_change"), share=8),
    )
    rows = []
    for evidence in frame.evidence:
        now, then, change = evidence.now, evidence.then, evidence.change
        rows.append(
            (
                capital(frame.say(f"indicator_{evidence.indicator}")),
                now.value,
                now.days,
                then.value,
                then.days,
                change.rate_ratio,
                change.lower,
                change.upper,
                change.sentence,
            )
        )
    return Table(frame.say("sheet_summary"), columns, tuple(rows))


def _ranking(frame: Frame, risk: Risk) -> Table:
    columns = (
        Column(frame.say("col_rank"), "integer"),
        Column(frame.say("col_code")),
        Column(frame.say("col_area"), share=3),
        Column(frame.say("col_count"), "integer"),
        Column(frame.say("col_cover"), "percent"),
        Column(frame.say("col_expected"), "ratio"),
        Column(frame.say("col_rr"), "ratio"),
        Column(frame.say("col_lower"), "ratio"),
        Column(frame.say("col_upper"), "ratio"),
        Column(frame.say("col_exceed"), "ratio"),
        Column(frame.say("col_class")),
        Column(frame.say("col_reason"), share=10),
    )
    rows = tuple(
        (
            number,
            areas.dotted(row.code),
            areas.name(row.code),
            row.value,
            row.cover,
            row.expected,
            row.mean,
            row.lower,
            row.upper,
            row.exceedance,
            class_name(row.klass, frame.lang),
            " ".join(row.reasons),
        )
        for number, row in enumerate(risk.rows, start=1)
    )
    return Table(frame.say("sheet_ranking"), columns, rows)


def _data(frame: Frame, evidence: Evidence) -> Table:
    columns = (
        Column(frame.say("col_code")),
        Column(frame.say("col_area"), share=3),
        Column(frame.say("col_count"), "integer"),
        Column(frame.say("col_status"), share=1.4),
        Column(frame.say("col_period"), share=3),
        Column(frame.say("col_days"), "integer"),
        Column(frame.say("col_cover"), "percent"),
        Column(frame.say("col_source"), share=1.5),
    )
    units = evidence.units
    rows = []
    for table in (units.table, units.not_stated_table):
        for code, row in table.iterrows():
            known = row["status"] != "missing"
            rows.append(
                (
                    areas.dotted(str(code)),
                    areas.name(str(code), lang=frame.lang),
                    int(row["value"]) if known else None,
                    frame.say(f"status_{row['status']}"),
                    period(row["start"], row["end"], frame.lang, "medium") if known else "",
                    int(row["days_covered"]),
                    float(row["cover"]),
                    ", ".join(row["sources"]),
                )
            )
    title = capital(frame.say(f"indicator_{evidence.indicator}"))
    return Table(title, columns, tuple(rows), note=units.sentence.render(frame.lang))
