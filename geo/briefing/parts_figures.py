"""Sections made of figures: headline numbers, remarks, series, arrivals."""

from geo import areas
from geo.briefing import narrative
from geo.briefing.blocks import Chart, Column, Headline, Section, Table
from geo.briefing.frame import Frame
from geo.briefing.narrative import Figure, capital, listing, number_word
from geo.briefing.risk import CLASSES
from geo.briefing.shades import class_name
from geo.counts import Selection
from geo.text import date, integer, percent, period


def headline(frame: Frame) -> Section:
    """Return the headline numbers, the leading sentence and how the parts agree with the whole."""
    lead = frame.lead
    cards = []
    for evidence in frame.evidence:
        change = evidence.change
        cover = narrative.completeness(evidence.now, frame.lang)
        if evidence.indicator == "placements":
            cover = f"{cover} {_target(frame, evidence.now)}"
        label = capital(frame.say(f"indicator_{evidence.indicator}"))
        cards.append(Headline(label, evidence.now.value, change.sentence, cover, change.verdict))
    key = "lead_unknown" if lead.now.value is None else "lead_known" if lead.now.value else "lead_zero"
    value = "" if lead.now.value is None else integer(lead.now.value, frame.lang)
    paragraphs = [
        frame.say(key, area=frame.area, value=value, indicator=frame.indicator, period=frame.period)
    ]
    if frame.options.area_level != "district":
        paragraphs += _parts(frame, lead.units)
    paragraphs += _classes(frame)
    return frame.section("headline", headlines=tuple(cards), paragraphs=tuple(paragraphs))


def _target(frame: Frame, now: Figure) -> str:
    target = frame.target
    if target.value is None:
        return frame.say("target_none")
    if now.value is None or not target.value:
        return frame.say("target_no_value", target=target.value)
    return frame.say(
        "target_share", target=target.value, share=percent(now.value / target.value, frame.lang, 1)
    )


def _parts(frame: Frame, units: Selection) -> list[str]:
    table = units.table
    known = table[table["value"].notna()]
    if known.empty:
        return []
    low, high = known["days_covered"].min(), known["days_covered"].max()
    if low >= units.window.days:
        cover = frame.say("parts_cover_full")
    else:
        key = "parts_cover" if low == high else "parts_cover_range"
        cover = frame.say(key, low=int(low), days=int(high), all_days=units.window.days)
    stated = frame.say("parts_stated", n=units.not_stated) if units.not_stated else ""
    sentences = [
        frame.say(
            "parts_known",
            level=frame.level,
            total=units.total,
            known=len(known),
            all=len(table),
            stated=stated,
            cover=cover,
        )
    ]
    if units.difference and units.parent_figure is not None:
        sentences.append(
            frame.say(
                "parts_difference",
                area=frame.area,
                own=units.parent_figure.value,
                difference=integer(abs(units.difference), frame.lang),
            )
        )
    return [" ".join(sentences)]


def _classes(frame: Frame) -> list[str]:
    risk = frame.risk
    if risk is None:
        return []
    if frame.options.area_level == "district":
        own = risk.by_code().get(frame.options.area)
        if own is None:
            return []
        reason = " ".join(own.reasons[:2])
        label = class_name(own.klass, frame.lang)
        sentences = [frame.say("lead_own_class", area=frame.area, label=label, reason=reason)]
        assessed = [row for row in risk.rows if row.judged]
        if own.judged:
            rank = 1 + sum((row.mean or 0.0) > (own.mean or 0.0) for row in assessed)
            sentences.append(frame.say("lead_rank", area=frame.area, rank=rank, total=len(assessed)))
        return [" ".join(sentences)]
    if not risk.judged:
        return [risk.nothing]
    found = []
    for klass in CLASSES[:3]:
        rows = risk.of_class(klass)
        if not rows:
            continue
        names = listing([row.name for row in rows], frame.lang)
        key = "lead_class_part" if len(rows) <= 6 else "lead_class_count"
        word = number_word(len(rows), frame.lang)
        found.append(frame.say(key, n=word, label=class_name(klass, frame.lang), names=names))
    sentences = []
    if found:
        total = integer(len(risk.rows), frame.lang)
        sentences.append(frame.say("lead_classes", total=total, classes=listing(found, frame.lang)))
    if not risk.of_class(*CLASSES[:2]):
        sentences.append(frame.say("lead_none_high"))
    return [" ".join(sentences)]


def remarks(frame: Frame) -> Section | None:
    """Return the office's own remarks, paragraph by paragraph, exactly as typed."""
    lines = tuple(line.strip() for line in frame.options.remarks.splitlines() if line.strip())
    return frame.section("remarks", paragraphs=lines) if lines else None


def series(frame: Frame) -> Section:
    """Return the yearly figures of the leading indicator and the running totals of the window."""
    figures = frame.yearly
    known = [figure for figure in figures if figure.value is not None]
    if not known:
        return frame.section("series", paragraphs=(frame.say("series_none", area=frame.area),))
    charts = (_yearly_chart(frame, figures),) if len(known) > 1 and any(f.value for f in known) else ()
    running = _running(frame)
    return frame.section(
        "series",
        paragraphs=tuple(_series_words(frame, known, drawn=bool(charts))),
        charts=charts,
        tables=(running,) if running else (),
    )


def _year(figure: Figure) -> str:
    return str(figure.window.start.year)


def _series_words(frame: Frame, known: list[Figure], *, drawn: bool) -> list[str]:
    if len(known) == 1:
        return [frame.say("series_one", year=_year(known[0]))]
    values = {_year(figure): figure.value or 0 for figure in known}
    high, low = max(values, key=lambda y: values[y]), min(values, key=lambda y: values[y])
    key = "series_span_equal" if values[high] == values[low] else "series_span"
    sentences = [
        frame.say(
            key,
            n=number_word(len(known), frame.lang),
            first=_year(known[0]),
            last=_year(known[-1]),
            high=values[high],
            high_year=high,
            low=values[low],
            low_year=low,
        )
    ]
    part = [_year(figure) for figure in known if figure.days < figure.window.days]
    if part:
        key = "series_part" if drawn else "series_part_bare"
        sentences.append(frame.say(key, years=listing(part, frame.lang)))
    return [" ".join(sentences)]


def _yearly_chart(frame: Frame, figures: list[Figure]) -> Chart:
    items = []
    for figure in figures:
        if figure.value is not None:
            part = "_part" if figure.days < figure.window.days else ""
            items.append(
                frame.say(f"series_item{part}", year=_year(figure), value=figure.value, days=figure.days)
            )
    return Chart(
        kind="bars",
        title=frame.say("series_title", indicator=capital(frame.indicator), area=frame.area),
        categories=tuple(_year(figure) for figure in figures),
        values=tuple(figure.value for figure in figures),
        unit=frame.indicator,
        alt=frame.say("series_alt", items="; ".join(items)),
        hatched=frozenset(i for i, f in enumerate(figures) if f.value is not None and f.days < f.window.days),
    )


def _running(frame: Frame) -> Table | None:
    rows = frame.lead.published
    rows = rows[rows["period_start"] == frame.options.window.start]
    if len(rows) < 3:
        return None
    return Table(
        title=frame.say("running_title", start=frame.options.window.start),
        columns=(
            Column(frame.say("col_until"), share=2),
            Column(frame.say("col_count"), "integer"),
            Column(frame.say("col_source"), share=1),
        ),
        rows=tuple(
            (date(end, frame.lang), int(value), source)
            for end, value, source in rows[["period_end", "value", "source_id"]].itertuples(
                index=False, name=None
            )
        ),
        note=frame.say("running_note"),
        shown=12,
    )


def arrivals(frame: Frame) -> Section | None:
    """Return what landed or was served in the area, apart from every figure by origin."""
    rows = []
    for role, indicator, selection in frame.roles:
        known = selection.table[selection.table["value"].notna()]
        for code, row in known.iterrows():
            rows.append(
                (
                    areas.name(str(code), short=True),
                    frame.say(f"role_{role}"),
                    capital(frame.say(f"indicator_{indicator}")),
                    int(row["value"]),
                    period(row["start"], row["end"], frame.lang, "medium"),
                    ", ".join(row["sources"]),
                )
            )
    if not rows:
        return None
    table = Table(
        title=frame.say("arrivals_title", period=frame.period),
        columns=(
            Column(frame.say("col_area"), share=2),
            Column(frame.say("col_role"), share=1.6),
            Column(frame.say("col_indicator"), share=2),
            Column(frame.say("col_count"), "integer"),
            Column(frame.say("col_period"), share=2.4),
            Column(frame.say("col_source"), share=1),
        ),
        rows=tuple(rows),
    )
    return frame.section("arrivals", paragraphs=(frame.say("arrivals_lead"),), tables=(table,))
