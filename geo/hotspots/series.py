"""One area's published figures in the order of time, each judged against those before."""

import datetime as dt

import numpy as np
import pandas as pd

from geo.counts import Selection, Window
from geo.hotspots import alerts
from geo.hotspots.autocorrelation import getis_ord
from geo.hotspots.inputs import Floats
from geo.hotspots.trend import Emerging, emerging

COLUMNS = ("start", "end", "days", "value", "per_month", "expected", "upper", "verdict", "source")
MONTH = 30.0
"""Days of the rate that a series is drawn in: lengths differ, counts are never shared out."""


def series(
    selection: Selection, code: str, *, since: int, rule: alerts.AlertRule | None = None
) -> pd.DataFrame:
    """Return the non-overlapping figures of an area from 1 January ``since`` to the window's end.

    One row a figure: start, end, days, value, per_month (cases per 30 days of its own period), expected and
    upper (cases, from all figures before it; NaN while there are too few), verdict (``alerts.Verdict``),
    source.
    """
    span = Window(dt.date(min(since, selection.window.start.year), 1, 1), selection.window.end)
    pieces = [p for p in selection.again(window=span).chosen.get(code, ()) if not p.held]
    rows = []
    for at, piece in enumerate(pieces):
        before = pieces[:at]
        found = alerts.alert(
            piece.value, piece.days, [p.value for p in before], [p.days for p in before], rule=rule
        )
        rate = piece.value * MONTH / piece.days
        span = (piece.start, piece.end, piece.days, piece.value, rate)
        rows.append((*span, found.expected, found.upper, found.verdict, piece.source_id))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def emerging_by_year(
    selections: dict[int, Selection], weights: object, population: Floats, *, seed: int = 0
) -> dict[str, Emerging]:
    """Classify every area's yearly Gi* (``trend.emerging``) over calendar years that are covered enough.

    ``selections`` are whole years of one level and place in the order of time; ``weights`` belong to its
    areas.
    """
    deviates, hot = [], []
    codes: list[str] = []
    for year in sorted(selections):
        table = selections[year].table
        codes = [str(c) for c in table.index]
        value = np.where(table["incomplete"], np.nan, table["value"].astype("float64"))
        gi = getis_ord(value, population, weights, seed=seed)
        deviates.append(gi.statistic)
        hot.append((gi.statistic > 0) & gi.significant())
    if not deviates:
        return {}
    return dict(zip(codes, emerging(np.array(deviates).T, np.array(hot).T), strict=True))
