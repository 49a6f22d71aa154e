"""What earlier years say about each area: the baseline of alerts and the series of trends."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.counts import Selection, Window
from geo.hotspots import alerts, trend

YEARS = 7
"""Calendar years looked back to."""


@dataclass(frozen=True)
class History:
    """Counts and days covered of earlier calendar years (areas × years), and what they make of the latest."""

    years: tuple[int, ...]
    values: pd.DataFrame
    days: pd.DataFrame
    trends: dict[str, trend.Trend]
    alerts: dict[str, alerts.Alert]


def earlier_years(selection: Selection) -> dict[int, Selection]:
    """Select the same for each of the ``YEARS`` calendar years before the window's first."""
    first = selection.window.start.year
    chosen = {year: selection.again(window=Window.year(year)) for year in range(first - YEARS, first)}
    return chosen if selection.exact else {year: one.protected() for year, one in chosen.items()}


def history(
    selection: Selection,
    *,
    min_cover: float = 0.8,
    least_cases: int = 0,
    rule: alerts.AlertRule | None = None,
    earlier: Mapping[int, Selection] | None = None,
) -> History:
    """Compare each area's count with the calendar years before the window's first: ``earlier_years``.

    Trend: Mann–Kendall on cases a day of the years covered at least ``min_cover``, the selection's own
    window the last. Alert: the selection's count against all earlier years' counts with the days they cover
    as exposure. Years without a figure are left out, never filled. Areas with fewer than ``least_cases``
    now are passed over.
    """
    tables = {year: one.table for year, one in (earlier or earlier_years(selection)).items()}
    values = pd.DataFrame({y: t["value"].astype("float64") for y, t in tables.items()})
    days = pd.DataFrame({y: t["days_covered"].astype("float64") for y, t in tables.items()})
    now = selection.table["value"].astype("float64")
    covered = selection.table["days_covered"].astype("float64")
    whole = covered / selection.window.days >= min_cover
    times = np.array([*tables, _middle(selection.window)])
    trends, raised = {}, {}
    for code in [str(c) for c in selection.table.index if now[c] >= least_cases]:
        past, length = values.loc[code].to_numpy(), days.loc[code].to_numpy()
        known = length / [_days_of(y) for y in tables] >= min_cover
        rates = np.divide(past, length, out=np.full(past.size, np.nan), where=known & (length > 0))
        last = now[code] / covered[code] if whole[code] and covered[code] else np.nan
        trends[code] = trend.mann_kendall(np.append(rates, last), times=times)
        raised[code] = alerts.alert(float(now[code]), float(covered[code]), past, length, rule=rule)
    return History(tuple(tables), values, days, trends, raised)


def _days_of(year: int) -> int:
    return (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days


def _middle(window: Window) -> float:
    """Return a window's middle on the scale on which a whole calendar year is its own number."""
    middle = window.start.toordinal() + (window.days - 1) / 2
    return window.start.year + (middle - dt.date(window.start.year, 7, 2).toordinal()) / 365.25
