"""What can be asked of the published figures: indicators, years and the last day reported."""

import datetime as dt

from geo import store


def indicators() -> list[str]:
    """Return the indicators that have published figures by area of origin, in the store's order."""
    present = set(store.default().observations(role="origin")["indicator"])
    return [key for key in store.INDICATORS if key in present]


def years(indicator: str, within: str) -> list[int]:
    """Return the years, newest first, for which something was published inside ``within``."""
    rows = store.default().observations(indicator=indicator, role="origin", within=within)
    rows = rows[
        [start.year == end.year for start, end in zip(rows["period_start"], rows["period_end"], strict=True)]
    ]
    return sorted({end.year for end in rows["period_end"]}, reverse=True)


def latest(indicator: str, within: str) -> dt.date | None:
    """Return the last day that any figure inside ``within`` speaks of."""
    rows = store.default().observations(indicator=indicator, role="origin", within=within)
    return max(rows["period_end"], default=None)
