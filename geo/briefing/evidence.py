"""The figures a briefing rests on: each indicator for the area, its parts, and the same period before."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from geo import areas, counts, store
from geo.briefing import narrative
from geo.briefing.narrative import Change, Figure
from geo.briefing.options import INDICATORS, Options
from geo.counts import Selection, Window


@dataclass(frozen=True)
class Evidence:
    """One indicator by origin: ``own`` is the area's own figure, ``units`` its parts (or its siblings)."""

    indicator: str
    own: Selection
    own_before: Selection
    units: Selection
    lang: str

    @cached_property
    def now(self) -> Figure:
        """Return the headline figure of the window."""
        return _figure(self.own)

    @cached_property
    def then(self) -> Figure:
        """Return the figure of the same period before."""
        return _figure(self.own_before)

    @cached_property
    def change(self) -> Change:
        """Return the comparison of the two."""
        return narrative.change(self.now, self.then, self.lang)

    @cached_property
    def published(self) -> pd.DataFrame:
        """Return every figure of the area inside the window that is whole, in the order of time.

        Without those broken down by country, sex, sector or procedure: parts of another figure.
        """
        rows, window = self.everything, self.own.window
        whole = rows[["country", "sex", "sector"]].isna().all(axis=1) & (rows["procedural"] == "unknown")
        inside = (rows["period_start"] >= window.start) & (rows["period_end"] <= window.end)
        return rows[whole & inside]

    @cached_property
    def everything(self) -> pd.DataFrame:
        """Return every published figure of the area, of any period."""
        return self.own.series(self.own.within)

    @property
    def known(self) -> bool:
        """Say whether the area or any part of it has a figure."""
        return self.now.value is not None or self.units.total is not None


def gather(options: Options, *, data: store.Store | None = None) -> list[Evidence]:
    """Return the evidence of every indicator asked for, the leading one first.

    When none is asked for: those that have figures, the one known for most areas first among harm
    (deaths, deportations, repatriations), so that the map is not empty where another one would not be.
    """
    wanted = options.indicators or INDICATORS
    found = [_evidence(options, indicator, data) for indicator in wanted]
    if options.indicators:
        return found
    known = [evidence for evidence in found if evidence.known] or found[:1]
    return sorted(known, key=lambda e: (e.indicator == "placements", -_areas_known(e, options)))


def _areas_known(evidence: Evidence, options: Options) -> int:
    if options.area_level == "district":
        return int(evidence.now.value is not None)
    return int(evidence.units.table["value"].notna().sum())


def _evidence(options: Options, indicator: str, data: store.Store | None) -> Evidence:
    def select(window: Window, level: str, within: str) -> Selection:
        return counts.select(window, indicator, level=level, within=within, store=data)

    earlier = narrative.before(options.window)
    return Evidence(
        indicator=indicator,
        own=select(options.window, options.area_level, options.area),
        own_before=select(earlier, options.area_level, options.area),
        units=select(options.window, options.unit_level, options.within),
        lang=options.lang,
    )


def other_roles(options: Options, *, data: store.Store | None = None) -> list[tuple[str, str, Selection]]:
    """Return (role, indicator, selection) of what landed in the area or was served there, where known."""
    wanted = [("arrival", name) for name in ("deportations", "repatriations", "deceased")]
    wanted += [("served", name) for name in ("placements", "prevented_departures")]
    table = (data if data is not None else store.default()).snapshot().observations
    if options.area != areas.NATION:
        table = table[table["area_code"].str.startswith(options.area)]
    known = set(zip(table["role"], table["indicator"], strict=True))
    wanted = [pair for pair in wanted if pair in known]
    found: list[tuple[str, str, Selection]] = []
    for role, indicator in wanted:
        levels = [options.area_level] + (["district"] if options.area_level == "province" else [])
        for level in levels:
            selection = counts.select(
                options.window, indicator, level=level, within=options.area, role=role, store=data
            )
            if selection.table["value"].notna().any():
                found.append((role, indicator, selection))
    return found


def yearly(
    options: Options, indicator: str, *, years: int = 8, data: store.Store | None = None
) -> list[Figure]:
    """Return the area's figure of each calendar year up to the window's end, from the first known one."""
    last = options.window.end.year
    table = (data if data is not None else store.default()).snapshot().observations
    mine = table[(table["indicator"] == indicator) & (table["area_code"] == options.area)]
    complete = table[(table["indicator"] == indicator) & table["complete_for"].notna()]
    reported = {end.year for end in (*mine["period_end"], *complete["period_end"])}
    found = []
    for year in range(last - years + 1, last + 1):
        window = Window.year(year)
        if year not in reported:
            found.append(Figure(None, window))
            continue
        found.append(
            _figure(
                counts.select(window, indicator, level=options.area_level, within=options.area, store=data)
            )
        )
    while found and found[0].value is None:
        found.pop(0)
    return found


def target(options: Options, *, data: store.Store | None = None) -> Figure:
    """Return the placement target of the area for the window."""
    return _figure(
        counts.select(
            options.window, "placement_target", level=options.area_level, within=options.area, store=data
        )
    )


def _figure(selection: Selection) -> Figure:
    row = selection.table.iloc[0]
    if row["status"] == "missing":
        return Figure(None, selection.window)
    sources: Sequence[str] = row["sources"]
    return Figure(int(row["value"]), selection.window, int(row["days_covered"]), tuple(sources))
