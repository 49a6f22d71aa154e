"""Trends, alerts and running tables."""

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from geo.hotspots import alerts, running, trend
from geo.hotspots.trend import Emerging

SPDEP = json.loads((Path(__file__).parent / "hotspots" / "spdep.json").read_text())


@pytest.mark.parametrize("name", ["Nile", "lynx", "nhtemp", "discoveries"])
def test_mann_kendall_against_r(name):
    """R's own data sets; cor.test(method = "kendall", exact = FALSE, continuity = TRUE) of value and time."""
    series = SPDEP["kendall"][name]
    result = trend.mann_kendall(series["values"])
    assert result.z == pytest.approx(series["z"], rel=1e-6)
    assert result.p_value == pytest.approx(series["p_value"], rel=1e-6)


def test_mann_kendall_by_hand():
    """1 2 2 4 3: of ten pairs eight rise, one falls, one is tied: S = 7, variance (300 − 18)/18 = 15.667."""
    result = trend.mann_kendall([1, 2, 2, 4, 3])
    assert result.s == 7
    assert result.z == pytest.approx(6 / np.sqrt(282 / 18))
    assert result.slope == pytest.approx(stats.theilslopes([1, 2, 2, 4, 3]).slope)
    assert result.tau == pytest.approx(0.7)


def test_seasonal_mann_kendall_adds_the_seasons():
    rng = np.random.default_rng(1)
    season = np.tile(np.arange(4), 8)
    values = (
        np.array([0.0, 30.0, 10.0, 50.0])[season] + np.repeat(np.arange(8), 4) * 0.8 + rng.normal(0, 1, 32)
    )
    whole, seasonal = trend.mann_kendall(values), trend.mann_kendall(values, seasons=season)
    parts = [trend.mann_kendall(values[season == s]) for s in range(4)]
    assert seasonal.s == sum(p.s for p in parts)
    assert seasonal.p_value < 0.001 < whole.p_value
    assert seasonal.slope == pytest.approx(0.2, abs=0.05)  # 0.8 a year of four steps


def test_trend_of_irregular_years_and_edges():
    years = trend.mann_kendall([1.0, 2.0, np.nan, 3.5, 6.0], times=[2018, 2019, 2020, 2022, 2024])
    assert years.n == 4
    assert years.rising()
    assert years.slope == pytest.approx(np.median([1, 0.625, 5 / 6, 0.5, 0.8, 1.25]))
    for flat in ([], [1.0], [1, 2, 3], [2, 2, 2, 2], [np.nan] * 5):
        result = trend.mann_kendall(flat)
        assert not result.judged
        assert not result.rising()


def test_emerging_hot_spots():
    z = np.array(
        [
            [0, 0, 0, 0, 0, 3],
            [0, 0, 0, 0, 3, 3],
            [2, 2.5, 3, 3.5, 4, 4.5],
            [3, 2.5, 3, 2.5, 3, 2.8],
            [5, 4.5, 4, 3.5, 3, 2.5],
            [3, 0, 3, 0, 0, 3],
            [3, 3, 3, 3, 3, 0],
            [0, 0, 0, 0, 0, 0],
            [np.nan, np.nan, np.nan, 1, 1, 1],
        ]
    )
    hot = z >= 2
    hot[6] = [True] * 5 + [False]
    expected = [
        Emerging.NEW, Emerging.CONSECUTIVE, Emerging.INTENSIFYING, Emerging.PERSISTENT, Emerging.DIMINISHING,
        Emerging.SPORADIC, Emerging.NONE, Emerging.NONE, Emerging.UNKNOWN,
    ]  # fmt: skip
    assert trend.emerging(z, hot) == expected
    long = np.tile([[3.0] * 19 + [0.0]], (1, 1))
    assert trend.emerging(long, long >= 2) == [Emerging.HISTORICAL]


# --- alerts ------------------------------------------------------------------------------------------


def test_alert_by_hand():
    """Ten in each of four years, then thirty: dispersion at least 1, rate error 10/4, z(0.99) = 2.3263."""
    result = alerts.alert(30, 365, [10, 10, 10, 10], [365] * 4)
    assert result.raised
    assert result.expected == pytest.approx(10)
    reach = 2.3263479 * np.sqrt((10 + 10 / 4) / 100)
    assert result.upper == pytest.approx(10 * (1 + 2 / 3 * reach) ** 1.5)
    assert not alerts.alert(15, 365, [10, 10, 10, 10], [365] * 4).raised


def test_alert_needs_no_periods_of_one_length():
    whole = alerts.alert(30, 365, [10, 10, 10], [365, 365, 365])
    uneven = alerts.alert(30, 365, [5, 20, 5], [182.5, 730, 182.5])
    assert uneven.expected == pytest.approx(whole.expected)
    assert alerts.alert(30, 3 * 365, [10, 10, 10], [365] * 3).verdict == "none"


def test_alert_guards():
    assert alerts.alert(4, 30, [0, 1, 2, 0], [365] * 4).verdict == "few_cases"
    assert alerts.alert(40, 365, [10, 10], [365] * 2).verdict == "short_baseline"
    assert alerts.alert(40, 365, [0, 0, 0, 0], [365] * 4).verdict == "short_baseline"
    assert alerts.alert(np.nan, 365, [9, 9, 9], [365] * 3).verdict == "unknown"
    assert alerts.alert(9, 0, [9, 9, 9], [365] * 3).verdict == "unknown"
    assert alerts.alert(30, 365, [10, np.nan, 10, 10], [365] * 4).periods == 3


def test_an_old_outbreak_does_not_hide_a_new_one():
    past = [10, 9, 11, 60, 10, 9, 10, 11, 10]
    plain = np.mean(past)
    result = alerts.alert(40, 365, past, [365] * 9)
    assert result.expected < plain
    assert result.raised


def test_alerts_are_seldom_false():
    rng = np.random.default_rng(2)
    raised = [alerts.alert(n, 1, past, np.ones(5)).raised
              for n, past in zip(rng.poisson(12, 2000), rng.poisson(12, (2000, 5)), strict=True)]  # fmt: skip
    assert np.mean(raised) < 0.025


# --- running tables ----------------------------------------------------------------------------------


def table(source, end, values, *, start=dt.date(2024, 1, 1), series=""):
    return running.Snapshot(source, series, start, end, values)


def test_running_tables_are_subtracted_where_nested():
    first = table("A", dt.date(2024, 4, 9), {"5321": 6, "5304": 3})
    second = table("B", dt.date(2024, 11, 9), {"5321": 23, "5304": 14, "5308": 10})
    result = running.differences([first, second])
    assert [i.values for i in result.increments] == [
        {"5321": 6, "5304": 3}, {"5304": 11, "5308": 10, "5321": 17}
    ]  # fmt: skip
    assert result.increments[1].start == dt.date(2024, 4, 10)
    assert result.increments[1].days == 214
    assert first.values == {"5321": 6, "5304": 3}


def test_running_tables_that_disagree_are_refused():
    first = table("A", dt.date(2024, 4, 9), {"5321": 6, "5304": 3})
    fell = table("B", dt.date(2024, 5, 9), {"5321": 5, "5304": 9})
    other = table("C", dt.date(2024, 6, 9), {"5321": 8, "5304": 9}, series="KBRI")
    good = table("D", dt.date(2024, 7, 9), {"5321": 8, "5304": 9})
    result = running.differences([first, fell, other, good])
    assert [i.sources for i in result.increments] == [("A",), ("D", "A")]
    assert [r.key for r in result.refused] == ["hotspots.running_fell", "hotspots.running_publisher"]
    assert "9 Mei 2024" in result.refused[0].render("id")


def test_months_that_cannot_be_judged_are_named():
    tables = [
        table("A", dt.date(2024, 1, 31), {"5321": 1}),
        table("B", dt.date(2024, 4, 9), {"5321": 6}),
        table("C", dt.date(2024, 4, 30), {"5321": 7}),
        table("D", dt.date(2024, 5, 10), {"5321": 8}),
        table("E", dt.date(2024, 5, 31), {"5321": 8}),
    ]
    months = running.differences(tables).months(dt.date(2024, 1, 1), dt.date(2024, 6, 15))
    assert [(m.month, judged) for m, judged in months] == [
        (1, True), (2, False), (3, False), (4, False), (5, True), (6, False)
    ]  # fmt: skip


def test_snapshots_are_the_complete_tables():
    rows = pd.DataFrame(
        [
            ("5321", "unknown", 20, "53", "S1"),
            ("5321", "yes", 3, "53", "S1"),
            ("5304", "unknown", 4, None, "S2"),
            ("53", "unknown", 99, "53", "S1"),
        ],
        columns=["area_code", "procedural", "value", "complete_for", "source_id"],
    ).assign(
        indicator="deceased",
        period_start="2024-01-01",
        period_end="2024-12-06",
        country=None,
        sex=None,
        sector=None,
    )
    register = pd.DataFrame({"publisher": ["BP3MI", ""]}, index=["S1", "S2"])
    (only,) = running.snapshots(rows, register, within="53")
    assert only.values == {"5321": 20}  # of them 3 procedural
    assert only.series == "BP3MI"
