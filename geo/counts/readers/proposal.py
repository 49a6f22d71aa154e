"""What a table seems to mean: each column's use, the period, indicator, role and province of the whole."""

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from geo.counts.guard import columns as guard
from geo.counts.readers import places, words
from geo.counts.readers.mapping import ColumnUse, Mapping
from geo.counts.readers.numbers import Marks, marks_of, read_value
from geo.counts.readers.periods import Period, find_period, read_period
from geo.counts.readers.records import dimension_of
from geo.counts.readers.sheet import plain
from geo.counts.readers.table import Region


@dataclass(frozen=True)
class Proposal:
    """A mapping with how sure the reader is (0–1), and what it assumed without being told.

    ``assumed`` names the assumptions: ``period_from_file``, ``period_from_sheet``, ``open_start``,
    ``indicator_from_file``, ``province_from_file``. ``personal`` are the columns that point at persons.
    """

    mapping: Mapping
    confidence: float
    assumed: frozenset[str] = frozenset()
    personal: dict[int, guard.PersonalColumn] = field(default_factory=dict)


@dataclass
class _Draft:
    use: str = "unknown"
    period: Period | None = None
    dims: dict[str, str] = field(default_factory=dict)
    total: bool = False


def propose(region: Region, *, file_name: str, today: dt.date) -> Proposal:
    """Return the mapping that a table's titles, headers and cells suggest."""
    personal = _personal(region, today)
    drafts = {c: _draft(header) for c, header in zip(region.columns, region.headers, strict=True)}
    for column in personal:
        drafts[column] = _Draft("personal")
    _by_cells(region, drafts)
    title = " · ".join(region.titles)
    context, assumed = _context(title, region.sheet.name, file_name)
    year = context.year if context is not None else None
    for draft in drafts.values():
        if draft.period is not None and year is not None:
            draft.period = draft.period.within(year)
    _settle_columns(drafts)
    header_text = " ".join(text for header in region.headers for text in header)
    uses = {c: _finish(draft) for c, draft in drafts.items()}
    layout = "cases" if _one_person_a_row(region, uses, personal) else "counts"
    in_columns = any(draft.period is not None for draft in drafts.values()) or any(
        use.use in ("period", "start", "month", "year", "date") for use in uses.values()
    )
    start, end = (
        context.dates() if context is not None and context.complete and not _has_dates(uses) else (None, None)
    )
    indicator = words.indicator_in(title) or words.indicator_in(region.sheet.name)
    if indicator is None and not any(use.use == "indicator" or use.indicator for use in uses.values()):
        indicator = words.indicator_in(file_name)
        assumed |= {"indicator_from_file"} if indicator else set()
    within = (
        places.province_in(title) or places.province_in(region.sheet.name) or places.province_in(file_name)
    )
    mapping = Mapping(
        layout="counts" if layout == "counts" else "cases",
        columns=uses,
        role=_role(title, region, drafts),
        indicator=indicator,
        procedural=_procedural(title),
        start=start,
        end=end,
        within=within,
        code_system=words.code_system_in(header_text) or words.code_system_in(title),
        cumulative=_cumulative(title, region, drafts),
        source={"title": region.titles[0][:200]} if region.titles else {},
    )
    if in_columns:
        assumed -= {"period_from_file", "period_from_sheet"} if start is None else set()
    return Proposal(mapping, _confidence(mapping), frozenset(assumed), personal)


def merge_template(proposal: Proposal, template: Mapping) -> Proposal:
    """Return the proposal under an earlier mapping of the same header; periods stay the file's own."""
    columns = dict(proposal.mapping.columns)
    for number, use in template.columns.items():
        if number in columns and columns[number].use != "personal":
            own = columns[number]
            columns[number] = replace(use, start=own.start, end=own.end)
    mine = proposal.mapping
    mapping = replace(
        template, columns=columns, start=mine.start, end=mine.end, within=template.within or mine.within
    )
    return replace(proposal, mapping=mapping, confidence=max(proposal.confidence, _confidence(mapping)))


def _personal(region: Region, today: dt.date) -> dict[int, guard.PersonalColumn]:
    found = {}
    for column, header in zip(region.columns, region.headers, strict=True):
        verdict = guard.inspect_column(
            " ".join(header), region.look(column), today=today, understood=_understood(header)
        )
        if verdict is not None and not (
            verdict.by == "header" and verdict.kind == "name" and _area_like(header)
        ):
            found[column] = verdict
    return found


def _one_person_a_row(
    region: Region, uses: dict[int, ColumnUse], personal: dict[int, guard.PersonalColumn]
) -> bool:
    """Tell a case list from a table of counts: nothing in it is a count, something is of one person."""
    if any(use.use == "value" for use in uses.values()):
        return False
    for column, use in uses.items():
        cells = region.look(column) if use.use == "unknown" else []
        if cells and sum(read_value(cell, NO_MARKS).kind == "number" for cell in cells) * 2 > len(cells):
            return False  # numbers that nobody understands may be counts: the officer is asked
    of_one = {"date", "sex", "country", "sector", "procedural", "note"}
    return bool(personal) or any(use.use in of_one for use in uses.values())


def _understood(header: tuple[str, ...]) -> bool:
    return any(
        words.use_of(text) not in (None, "note") or words.value_of(text) is not None for text in header
    )


def _area_like(header: tuple[str, ...]) -> bool:
    return any(words.use_of(text) in words.AREA_USES for text in header)


def _draft(header: tuple[str, ...]) -> _Draft:
    """Read a column's header texts from top to bottom; what stands lower is the more exact."""
    draft = _Draft()
    plain_count = False
    for text in header:
        period = read_period(int(text) if text.isascii() and text.isdigit() and len(text) == 4 else text)
        value = words.value_of(text)
        use = words.use_of(text)
        if period is not None:
            draft.period = _join(draft.period, period)
            draft.total = draft.total or text.casefold().startswith(("jumlah", "total", "jml"))
        elif value is not None and use not in ("number", "country", "indicator"):
            draft.total = draft.total or "total" in value
            draft.dims.update({k: v for k, v in value.items() if k != "total"})
            plain_count = True
        elif use is not None:
            draft.use = use
        elif country := _country(text):
            draft.dims["country"] = country
    counted = draft.period is not None or draft.dims or plain_count
    if (
        draft.use
        in (
            "unknown",
            "month",
            "year",
            "period",
            "sex",
            "procedural",
            "country",
            "indicator",
            "sector",
            "date",
        )
        and counted
    ):
        draft.use = "value"
    elif draft.use in words.AREA_USES and draft.dims:
        draft.dims = {}
    return draft


def _country(text: str) -> str | None:
    from geo.counts.readers.countries import country_code

    return country_code(text)


def _join(upper: Period | None, lower: Period) -> Period:
    if upper is None or lower.complete:
        return lower
    if upper.year is not None:
        return lower.within(upper.year)
    return lower if upper.first_month is None else upper


def _by_cells(region: Region, drafts: dict[int, _Draft]) -> None:
    """Learn from the cells what headers leave open: names of areas, codes, row numbers, counts."""
    for column, draft in drafts.items():
        if draft.use == "value" and draft.dims and draft.period is None:
            _words_not_counts(region, column, draft)
    unknown = [c for c in drafts if drafts[c].use == "unknown"]
    headerless = not any(region.headers)
    for column in unknown:
        cells = region.look(column)
        if not cells:
            drafts[column].use = "ignore"
            continue
        texts = [plain(cell) for cell in cells]
        marks = marks_of(cells)
        numbers = [read_value(cell, marks) for cell in cells]
        share = sum(v.kind in ("number", "zero_mark", "missing") for v in numbers) / len(cells)
        if sum(places.names_area(text) for text in texts[:30]) * 2 > len(texts[:30]):
            drafts[column].use = "area"
        elif [v.number for v in numbers if v.number] == list(
            range(1, len(numbers) + 1)
        ) and column == region.left:
            drafts[column].use = "number"
        elif headerless and share > 0.8:
            drafts[column].use = "value"
        elif not region.headers[column - region.left] and guard.looks_like_names(cells):
            drafts[column].use = "personal"


def _words_not_counts(region: Region, column: int, draft: _Draft) -> None:
    """A column "Procedural" may count workers or say yes and no: its cells tell."""
    texts = [plain(cell) for cell in region.look(column)]
    for kind in draft.dims:
        if texts and sum(dimension_of(kind, text) is not None for text in texts) * 2 > len(texts):
            draft.use, draft.dims = kind, {}
            return


def _context(title: str, sheet: str, file_name: str) -> tuple[Period | None, set[str]]:
    """Return the period of the whole table and where it was taken from when not from its title."""
    period = find_period(title)
    if period is not None:
        return period, {"open_start"} if period.open_start else set()
    period = find_period(sheet)
    if period is not None:
        return period, {"period_from_sheet"}
    period = find_period(re.sub(r"[_.]+", " ", re.sub(r"\.\w{2,5}$", "", file_name)))
    return period, {"period_from_file"} if period is not None else set()


def _settle_columns(drafts: dict[int, _Draft]) -> None:
    """Tell totals from counts: a "Jumlah" column is a total when other columns divide what it counts."""
    values = {c: d for c, d in drafts.items() if d.use == "value"}
    for column, draft in values.items():
        if draft.total and any(
            _divides(other, draft) for c, other in values.items() if c != column and not other.total
        ):
            draft.use = "total"
    areas = [c for c, d in drafts.items() if d.use in words.AREA_USES]
    if not areas and any(d.use == "country" for d in drafts.values()):
        return
    seen: set[str] = set()
    for column in sorted(drafts):
        use = drafts[column].use
        if use in (
            "number",
            "sex",
            "procedural",
            "country",
            "indicator",
            "sector",
            "code",
            "date",
            "year",
            "month",
            "period",
            *words.AREA_USES,
        ):
            if use in seen:
                drafts[column].use = "unknown" if use != "number" else "ignore"
            seen.add(use)


def _divides(part: _Draft, whole: _Draft) -> bool:
    """Say whether ``part`` counts a part of what ``whole`` counts."""
    if any(part.dims.get(key) != value for key, value in whole.dims.items()):
        return False
    if whole.period is not None:
        if part.period is None:
            return False
        if part.period != whole.period and not _inside(part.period, whole.period):
            return False
        finer = part.period != whole.period
    else:
        finer = part.period is not None
    return finer or len(part.dims) > len(whole.dims)


def _inside(part: Period, whole: Period) -> bool:
    if part.complete and whole.complete:
        (a, b), (c, d) = part.dates(), whole.dates()
        return c <= a and b <= d
    return False


def _finish(draft: _Draft) -> ColumnUse:
    if draft.use not in ("value", "total"):
        return ColumnUse(draft.use)
    start, end = draft.period.dates() if draft.period is not None and draft.period.complete else (None, None)
    return ColumnUse(draft.use, start=start, end=end, **draft.dims)


def _has_dates(uses: dict[int, ColumnUse]) -> bool:
    values = [use for use in uses.values() if use.use == "value"]
    return bool(values) and all(use.start is not None for use in values)


def _role(title: str, region: Region, drafts: dict[int, _Draft]) -> str | None:
    for column, draft in drafts.items():
        if draft.use in words.AREA_USES and region.headers[column - region.left]:
            role = words.role_of_header(" ".join(region.headers[column - region.left]))
            if role is not None:
                return role
    return words.role_in(title)


def _procedural(title: str) -> str | None:
    text = title.casefold()
    if re.search(r"non\s*-?\s*prosedural|unprosedural|ilegal|non-?procedural", text):
        return None if re.search(r"prosedural\s+(?:dan|maupun|serta|&|/)\s+non", text) else "no"
    return None


def _cumulative(title: str, region: Region, drafts: dict[int, _Draft]) -> bool:
    """Say whether period columns are running totals: only when the title or every such header says so."""
    periods = [d.period for d in drafts.values() if d.use == "value" and d.period is not None]
    return len(periods) > 1 and re.search(r"kumulatif|cumulative", title.casefold()) is not None


def _confidence(mapping: Mapping) -> float:
    """Return the share of what must be known that is known: columns, area, indicator, role, period."""
    columns = mapping.columns.values()
    parts = [
        sum(c.use != "unknown" for c in columns) / max(len(mapping.columns), 1),
        float(bool(mapping.used(*words.AREA_USES, "code"))),
        float(bool(mapping.indicator or mapping.used("indicator") or any(c.indicator for c in columns))),
        float(mapping.role is not None or bool(mapping.used("role"))),
        float(
            mapping.start is not None
            or any(c.start for c in columns)
            or bool(mapping.used("period", "start", "month", "year", "date"))
        ),
        float(mapping.code_system is not None or not mapping.used("code")),
    ]
    return round(sum(parts) / len(parts), 2)


NO_MARKS = Marks(None, None)
