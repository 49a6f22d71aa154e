"""Map and ranking of an indicator that is no harm (placements): rates as they are, no hotspot class."""

from functools import cached_property

import pandas as pd

from geo import areas, rates
from geo.briefing import geometry
from geo.briefing.blocks import Column, OfflineLayer, Section
from geo.briefing.frame import Frame
from geo.briefing.narrative import capital, listing
from geo.briefing.shades import MISSING, hatched
from geo.maps import classify
from geo.maps.paper import Entry
from geo.text import fixed

_NAMED = 60


class Rates:
    """The rates of the leading indicator with their classes, worked out once."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    @cached_property
    def table(self) -> pd.DataFrame:
        """Return the selection with its rate per 100,000, highest first, areas without a figure last."""
        table = rates.measure_table(self.frame.lead.units, "rate")
        return table.sort_values(["measure", "name"], ascending=[False, True], na_position="last")

    @cached_property
    def classes(self) -> tuple[dict[str, str], list[Entry]]:
        """Return the class of each area and the legend."""
        found = classify(self.table["measure"], lang=self.frame.lang, digits=1)
        entries = []
        for row in found.classes:
            label = row.label if isinstance(row.label, str) else row.label.render(self.frame.lang)
            missing = row.key == "missing"
            entries.append(
                Entry(row.key, label, MISSING if missing else row.fill, "cross" if missing else "")
            )
        return {code: found.classes[place].key for code, place in found.codes.items()}, entries

    def incomplete(self) -> list[str]:
        """Return the areas whose figure covers too little of the window."""
        return [str(code) for code in self.table.index[self.table["incomplete"]]]


def rate_map(frame: Frame) -> Section:
    """Return the map of rates."""
    found = Rates(frame)
    classes, legend = found.classes
    title = frame.say("rate_map_title", level=frame.level, indicator=frame.indicator, period=frame.period)
    known = found.table[found.table["measure"].notna()]
    top = [
        f"{areas.name(str(code), short=True)} ({fixed(value, frame.lang, 1)})"
        for code, value in known["measure"].head(5).items()
    ]
    alt = frame.say("rate_map_alt", area=frame.area, items=listing(top, frame.lang) or frame.say("none"))
    drawn = frame.map(
        title,
        alt,
        geometry.shapes(frame.options.unit_level, within=frame.options.within),
        classes=classes,
        legend=legend,
        legend_title=frame.say("rate_map_legend", indicator=capital(frame.indicator)),
        names={
            str(code): areas.name(str(code), short=True)
            for code in (found.table.index if len(found.table) <= _NAMED else known.index[:20])
        },
        importance={str(code): 1.0 for code in known.index[:10]},
        incomplete=found.incomplete(),
        marked=[frame.options.area] if frame.options.area_level == "district" else [],
    )
    return frame.section("map", title=frame.say("section_rate_map"), maps=(drawn,))


def rate_ranking(frame: Frame) -> Section:
    """Return the areas by rate, highest first; areas without a figure are counted, not listed."""
    table = Rates(frame).table
    known = table[table["value"].notna() | (table.index == frame.options.area)]
    missing = len(table) - len(known)
    note = frame.say("ranking_missing", n=missing) if missing else ""
    if known.empty:
        return frame.section("ranking", title=frame.say("section_rate_ranking"), paragraphs=(note,))
    rows = tuple(
        (
            number,
            areas.name(str(code), short=True),
            None if pd.isna(row["value"]) else int(row["value"]),
            None if pd.isna(row["measure"]) else float(row["measure"]),
            float(row["cover"]),
        )
        for number, (code, row) in enumerate(known.iterrows(), start=1)
    )
    ranked = frame.ranked(
        (
            Column(frame.say("col_rank"), "integer", 0.6),
            Column(frame.say("col_area"), share=4),
            Column(frame.say("col_count"), "integer", 1.2),
            Column(frame.say("col_rate"), "rate", 1.2),
            Column(frame.say("col_cover"), "percent", 1.2),
        ),
        rows,
        list(known.index),
        note=note,
    )
    return frame.section("ranking", title=frame.say("section_rate_ranking"), tables=(ranked,))


def rate_layer(frame: Frame) -> OfflineLayer:
    """Return what the interactive map of the offline file shows."""
    found = Rates(frame)
    classes, legend = found.classes
    popups = {}
    for code, row in found.table.iterrows():
        count = None if pd.isna(row["value"]) else int(row["value"])
        value = None if pd.isna(row["measure"]) else float(row["measure"])
        popups[str(code)] = (
            areas.name(str(code)),
            f"{capital(frame.indicator)}: {Column('', 'integer').say(count, frame.lang)}",
            f"{frame.say('col_rate')}: {Column('', 'rate').say(value, frame.lang)}",
        )
    return OfflineLayer(
        level=frame.options.unit_level,
        within=frame.options.within,
        classes=classes,
        legend=hatched(legend),
        popups=popups,
        incomplete=found.incomplete(),
    )
