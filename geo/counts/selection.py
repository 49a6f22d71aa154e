"""Choose what counts in a window: DESIGN.md, "Observations". Nothing is pro-rated, nothing summed twice."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pandas as pd

from geo import areas, store
from geo.access import Mark, suppress
from geo.counts import candidates
from geo.counts import sentence as words
from geo.counts.scheduling import Candidate, apart, best
from geo.counts.window import Window
from geo.errors import UserError
from geo.store import Snapshot
from geo.text import Phrase

COMPLETE_COVER = 0.8
"""Share of the window's days that figures must cover for an area not to be marked incomplete."""


@dataclass(frozen=True)
class ParentFigure:
    """What the parent area itself reported for the window, beside the sum of its parts."""

    code: str
    name: str
    value: int
    days_covered: int
    pieces: tuple[Candidate, ...]

    @property
    def before_split(self) -> bool:
        """Say whether it is a figure for a territory that was split since."""
        return any(piece.held for piece in self.pieces)

    @property
    def sources(self) -> list[str]:
        """Return the ids of its sources in the order of time."""
        return _distinct(self.pieces)


@dataclass(frozen=True)
class Question:
    """What is asked of the published figures."""

    window: Window
    indicator: str
    level: str
    within: str
    role: str = "origin"
    procedural: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Selection(Question):
    """What counts, area by area, with all that is needed to say and to check it.

    ``table``: one row for every area of ``level`` inside ``within``, indexed by code: name, value (Int64,
    NA = missing), status (observed, zero, missing), days_covered, cover (share of the window), incomplete
    (has a value, cover under 80 %), pieces (observation ids), sources (ids), start and end of the cover.
    ``held_value``, ``before_split``: figures from before the area was split; they are for another territory,
    so they are in the total but in no area's value.
    ``not_stated_table``: the same for "district not stated", one row for each parent that reports it.
    """

    table: pd.DataFrame = field(kw_only=True)
    not_stated_table: pd.DataFrame = field(kw_only=True)
    chosen: Mapping[str, tuple[Candidate, ...]] = field(kw_only=True)
    parent_figure: ParentFigure | None = field(kw_only=True)
    state: Snapshot = field(repr=False, kw_only=True)
    exact: bool = field(default=True, kw_only=True)

    @property
    def data_version(self) -> str:
        """Return the version of the published state the figures were chosen from."""
        return self.state.version

    @property
    def not_stated(self) -> int | None:
        """Return how many are known for the parent but not for one of its areas; None when nobody says."""
        return _sum(pieces for area, pieces in self.chosen.items() if area not in self.table.index)

    @property
    def total(self) -> int | None:
        """Return the sum over areas, held back or not, plus those not stated; None without any figure."""
        return _sum(self.chosen.values())

    @property
    def difference(self) -> int | None:
        """Return the total minus the parent's own figure; None when either is missing."""
        if self.total is None or self.parent_figure is None or self.parent_figure.before_split:
            return None
        return self.total - self.parent_figure.value

    @property
    def sentence(self) -> Phrase:
        """Return the sentence that says what is selected: printed wherever the figures are shown."""
        return words.describe(self)

    @property
    def label(self) -> Phrase:
        """Return the short title: indicator, area and period."""
        return words.title(self)

    def again(
        self,
        *,
        window: Window | None = None,
        indicator: str | None = None,
        level: str | None = None,
        within: str | None = None,
    ) -> "Selection":
        """Return another selection from the very same published state, e.g. for a denominator.

        Of any source; another indicator is asked as a whole, procedural or not.
        """
        level, procedural = level or self.level, self.procedural
        if indicator not in (None, self.indicator):
            procedural = None
        question = Question(
            window=window or self.window,
            indicator=indicator or self.indicator,
            level=level,
            within=_checked(indicator or self.indicator, level, within or self.within, self.role, procedural),
            role=self.role,
            procedural=procedural,
        )
        return _choose(self.state, question)

    def protected(self) -> "Selection":
        """Return the selection as the public may see it: small numbers below the district are hidden.

        Hidden areas have no value and the status "few" or "protected" (``geo.access.suppress``); totals stay.
        """
        both = pd.concat([self.table["value"], self.not_stated_table["value"]])
        values = {str(code): None if pd.isna(value) else int(value) for code, value in both.items()}
        marks = {code: mark for code, mark in suppress(values).items() if mark in (Mark.FEW, Mark.PROTECTED)}
        return replace(
            self,
            exact=False,
            table=_hidden(self.table, marks),
            not_stated_table=_hidden(self.not_stated_table, marks),
        )

    def series(self, area: str) -> pd.DataFrame:
        """Return every published figure of one area for the indicator and role, in the order of time.

        All periods, breakdowns and kinds, whether they count or not; ``used`` marks those that count here.
        Empty below the district when the selection is ``protected``.
        """
        rows = self.state.observations
        if not self.exact and areas.LEVELS.index(areas.level_of(area)) > areas.LEVELS.index("district"):
            rows = rows.head(0)
        rows = rows[
            (rows["area_code"] == area) & (rows["indicator"] == self.indicator) & (rows["role"] == self.role)
        ]
        used = {key for piece in self.chosen.get(area, ()) if not piece.held for key in piece.observations}
        rows = rows.assign(used=rows["id"].isin(used))
        return rows.sort_values(["period_start", "period_end", "id"], ignore_index=True)

    def sources_table(self) -> pd.DataFrame:
        """Return the sources used, indexed by id: title, url, date, areas (how many rest on it), parent."""
        counted: dict[str, int] = {}
        for area, pieces in self.chosen.items():
            if area in self.table.index or area in self.not_stated_table.index:
                for source_id in _distinct(pieces):
                    counted[source_id] = counted.get(source_id, 0) + 1
        parent = set(self.parent_figure.sources) if self.parent_figure else set()
        ids = sorted(counted.keys() | parent, key=lambda s: (-counted.get(s, 0), s))
        found = self.state.sources.reindex(ids)[["title", "url", "date"]]
        return found.assign(areas=[counted.get(s, 0) for s in ids], parent=[s in parent for s in ids])


def select(
    window: Window,
    indicator: str,
    *,
    level: str = "district",
    within: str | None = None,
    role: str = "origin",
    procedural: str | None = None,
    source: str | None = None,
    store: store.Store | None = None,
) -> Selection:
    """Choose, for every area of ``level`` inside ``within``, the figures that count in ``window``.

    For each area the set of non-overlapping observations inside the window that covers most days; ties go to
    the later source, then to fewer pieces (``geo.counts.scheduling.objective``). ``procedural`` None asks for
    all, "yes" or "no" for that part; ``source`` keeps to one source. Raises ``UserError`` for words that do
    not exist and an unknown area.
    """
    code = _checked(indicator, level, within, role, procedural)
    state = _store(store).snapshot()
    if source is not None and source not in state.sources.index:
        raise UserError("counts.source_unknown", source=source)
    return _choose(state, Question(window, indicator, level, code, role, procedural, source))


def _choose(state: Snapshot, asked: Question) -> Selection:
    code, level, window = asked.within, asked.level, asked.window

    def options(at: str, wanted: Collection[str]) -> dict[str, list[Candidate]]:
        rows = candidates.relevant(
            state,
            window=window,
            indicator=asked.indicator,
            role=asked.role,
            level=at,
            source=asked.source,
        )
        return candidates.by_area(
            rows,
            level=at,
            wanted=wanted,
            procedural=asked.procedural,
            indicator=asked.indicator,
            appeared=candidates.published(state),
        )

    own_level = areas.level_of(code)
    listed, parents = areas.children(code, level), _parents(code, level)
    unplaced = {candidates.not_stated(parent, level): parent for parent in parents}
    found = options(level, {*listed, *unplaced})
    chosen = {area: _both(found[area]) for area in listed if area in found}
    chosen |= _not_stated(unplaced, chosen, found)
    own = best(options(own_level, {code}).get(code, [])) if level != own_level else ()
    return Selection(
        **vars(asked),
        table=_table(listed, chosen, window),
        not_stated_table=_table([area for area in unplaced if area in chosen], chosen, window),
        chosen=chosen,
        parent_figure=_parent(code, own),
        state=state,
    )


def _store(given: store.Store | None) -> store.Store:
    return given if given is not None else store.default()


def _checked(indicator: str, level: str, within: str | None, role: str, procedural: str | None) -> str:
    for word, known, key in (
        (indicator, store.INDICATORS, "counts.indicator_unknown"),
        (role, store.ROLES, "counts.role_unknown"),
        (level, areas.LEVELS, "counts.level_unknown"),
        (procedural or "unknown", store.PROCEDURAL, "counts.procedural_wrong"),
    ):
        if word not in known:
            raise UserError(key, given=word, known=list(known))
    code = (within or areas.NATION).replace(".", "")
    areas.children(code, level)
    if areas.LEVELS.index(level) < areas.LEVELS.index(areas.level_of(code)):
        raise UserError("counts.level_above", level=level, area=areas.name(code))
    return code


def _both(options: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Choose the comparable figures, and beside them those held back, which cover other days."""
    comparable = best([c for c in options if not c.held])
    held = best(apart([c for c in options if c.held], comparable))
    return tuple(sorted((*comparable, *held), key=lambda c: c.start))


def _parents(code: str, level: str) -> list[str]:
    """Return the areas one level above ``level`` inside ``code``, which may hold figures of no area."""
    above = areas.LEVELS.index(level) - 1
    if above < 1 or above < areas.LEVELS.index(areas.level_of(code)):
        return []
    return areas.children(code, areas.LEVELS[above])


def _parent(code: str, pieces: tuple[Candidate, ...]) -> ParentFigure | None:
    if not pieces:
        return None
    total, days = sum(p.value for p in pieces), sum(p.days for p in pieces)
    return ParentFigure(code=code, name=areas.name(code), value=total, days_covered=days, pieces=pieces)


def _not_stated(
    unplaced: Mapping[str, str],
    chosen: Mapping[str, tuple[Candidate, ...]],
    found: Mapping[str, list[Candidate]],
) -> dict[str, tuple[Candidate, ...]]:
    """Choose the "not stated" figures, from tables that an area beside them uses.

    The same person may be not stated in one table and placed in another: tables must not be mixed here.
    """
    result = {}
    for code, parent in unplaced.items():
        beside = {
            (p.source_id, p.start, p.end)
            for area, pieces in chosen.items()
            if area.startswith(parent)
            for p in pieces
        }
        mine = [c for c in found.get(code, ()) if not beside or (c.source_id, c.start, c.end) in beside]
        if mine:
            result[code] = _both(mine)
    return result


_COLUMNS = {
    "name": "str",
    "value": "Int64",
    "held_value": "Int64",
    "before_split": "bool",
    "status": "str",
    "days_covered": "int64",
    "cover": "float64",
    "incomplete": "bool",
    "pieces": "object",
    "sources": "object",
    "start": "object",
    "end": "object",
}


def _table(codes: Sequence[str], chosen: Mapping[str, tuple[Candidate, ...]], window: Window) -> pd.DataFrame:
    if not codes:
        return _no_areas().copy()
    return _filled(codes, [_row(code, chosen.get(code, ()), window) for code in codes])


@cache
def _no_areas() -> pd.DataFrame:
    return _filled([], [])


def _filled(codes: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    index = pd.Index(list(codes), name="code", dtype="str")
    columns = {
        name: pd.Series([row[name] for row in rows], index=index, dtype=kind)
        for name, kind in _COLUMNS.items()
    }
    return pd.DataFrame(columns)


def _row(code: str, pieces: tuple[Candidate, ...], window: Window) -> dict[str, Any]:
    held = [p for p in pieces if p.held]
    kept = [p for p in pieces if not p.held]
    days = sum(p.days for p in kept)
    value = sum(p.value for p in kept) if kept else None
    return {
        "name": area_name(code),
        "value": value,
        "held_value": sum(p.value for p in held) if held else None,
        "before_split": bool(held),
        "status": "missing" if value is None else "observed" if value else "zero",
        "days_covered": days,
        "cover": days / window.days,
        "incomplete": bool(kept) and days / window.days < COMPLETE_COVER,
        "pieces": [key for p in kept for key in p.observations],
        "sources": _distinct(kept),
        "start": kept[0].start if kept else None,
        "end": kept[-1].end if kept else None,
    }


def _hidden(table: pd.DataFrame, marks: Mapping[str, Mark]) -> pd.DataFrame:
    hidden = table.index.isin(list(marks))
    kept = [[] if hide else list(keys) for hide, keys in zip(hidden, table["pieces"], strict=True)]
    return table.assign(
        value=table["value"].mask(hidden),
        held_value=table["held_value"].mask(hidden),
        status=[str(marks.get(str(code), status)) for code, status in table["status"].items()],
        pieces=pd.Series(kept, index=table.index, dtype="object"),
    )


def _sum(chosen: Iterable[tuple[Candidate, ...]]) -> int | None:
    values = [piece.value for pieces in chosen for piece in pieces]
    return sum(values) if values else None


def _distinct(pieces: Sequence[Candidate]) -> list[str]:
    return list(dict.fromkeys(p.source_id for p in pieces))


def area_name(code: str) -> str:
    """Name an area; "not stated" inside a district or subdistrict bears its parent's name."""
    if areas.exists(code) or areas.is_not_stated(code):
        return areas.name(code)
    return areas.name(areas.parent(code))
