"""One area's published figures in the order of time, each judged against those before."""

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
    """Return an area's figures from ``since`` to the window's end, year by year, none overlapping.

    Of every calendar year before the window's first those that count in it (as the alerts of an assessment
    compare), then those of the window itself. One row a figure: start, end, days, value, per_month (cases per
    30 days of its own period), expected and upper (cases, from all figures before it; NaN while there are too
    few), verdict (``alerts.Verdict``), source.
    """
    years = range(since, selection.window.start.year)
    chosen = [selection.again(window=Window.year(year)).chosen.get(code, ()) for year in years]
    pieces = [p for year in [*chosen, selection.chosen.get(code, ())] for p in year if not p.held]
    rows = []
    for at, piece in enumerate(pieces):
        before = pieces[:at]
        found = alerts.alert(
            piece.value, piece.days, [p.value for p in before], [p.days for p in before], rule=rule
        )
        rate = piece.value * MONTH / piece.days
        covered = (piece.start, piece.end, piece.days, piece.value, rate)
        rows.append((*covered, found.expected, found.upper, found.verdict, piece.source_id))
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
