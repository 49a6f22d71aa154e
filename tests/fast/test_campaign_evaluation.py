"""Matched before and after: the right ratio, honest intervals, and silence on too few."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from geo import store
from geo.campaign import ledger
from geo.campaign.evaluation import MATCH_ON, districts, evaluate, random_order
from geo.counts import Window
from geo.errors import UserError


def _table(before, after, covered):
    count = len(before)
    return pd.DataFrame(
        {
            "covered": covered,
            "before": np.array(before, float),
            "after": np.array(after, float),
            "exposure_before": 1e6,
            "exposure_after": 1e6,
            "size": np.arange(count) % (count // 2),
        },
        index=[f"d{k}" for k in range(count)],
    )


def test_ratio_of_ratios_by_hand():
    """Covered 100 → 50, matched 100 → 100: ratio 0.5; Var = 1/100 + 1/50 + 1/100 + 1/100."""
    table = _table([60, 40, 60, 40], [30, 20, 60, 40], [True, True, False, False])
    found = evaluate(table, match_on=["size"])
    assert found.pairs[["covered", "uncovered"]].to_numpy().tolist() == [["d0", "d2"], ["d1", "d3"]]
    assert found.effect.ratio == pytest.approx(0.5)
    spread = 1.959964 * np.sqrt(0.05)
    assert found.effect.lower == pytest.approx(0.5 * np.exp(-spread))
    assert found.effect.upper == pytest.approx(0.5 * np.exp(spread))
    assert found.enough
    assert (
        found.sentence.key == "campaign.effect_unclear"
        if found.effect.upper >= 1
        else "campaign.effect_better"
    )
    assert "0,50" in found.sentence.render("id")


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ([6, 0, 6, 0], [1, 0, 6, 5], "campaign.few_cases"),
        ([5, 0, 5, 0], [5, 0, 5, 0], "campaign.few_wide"),
        ([50, np.nan, 50, 40], [50, 40, 50, 40], "campaign.few_pairs"),
    ],
)
def test_too_few_to_say(before, after, why):
    found = evaluate(_table(before, after, [True, True, False, False]), match_on=["size"])
    assert not found.enough and found.why.key == why
    assert found.sentence.render("id").startswith("Terlalu sedikit untuk disimpulkan")
    assert found.sentence.render("en").startswith("Too few to say")


def test_no_effect_is_rarely_called_one():
    """500 campaigns without any effect: the interval misses 1 in about 5 % of them."""
    generator = np.random.default_rng(5)
    wrong = 0
    for _ in range(500):
        rate = generator.uniform(10, 60, 8)
        found = evaluate(
            _table(generator.poisson(rate), generator.poisson(rate), [True] * 4 + [False] * 4),
            match_on=["size"],
        )
        wrong += found.enough and not found.effect.lower <= 1 <= found.effect.upper
    assert 10 < wrong < 42


def test_districts_are_covered_by_what_stood(tmp_path):
    data = store.open_store(f"sqlite:///{tmp_path / 'store.db'}")
    before, after = Window.year(2018), Window.year(2024)
    table = districts(indicator="deceased", before=before, after=after, within="53", data=data)
    assert len(table) == 22 and not table["covered"].any()
    site = {"type": "billboard", "name": "Kota", "longitude": 123.6, "latitude": -10.17, "km": 30}
    entry = ledger.add(data, site, who="tes", planned_on=dt.date(2020, 1, 1))
    ledger.advance(data, entry.id, "installed", on=dt.date(2020, 2, 1), version=1, who="tes")
    table = districts(indicator="deceased", before=before, after=after, within="53", data=data)
    assert table.index[table["covered"]].tolist() == ["5371"] or table.loc["5371", "covered"]
    found = evaluate(table, match_on=MATCH_ON)
    assert not found.enough
    with pytest.raises(UserError):
        districts(indicator="deceased", before=after, after=before, within="53", data=data)


def test_random_order_is_even_and_repeatable():
    sites = pd.DataFrame({"district": ["5304"] * 7 + ["5321"] * 5}, index=[f"s{k}" for k in range(12)])
    wave = random_order(sites, waves=3, seed=7)
    assert sorted(wave.value_counts()) == [4, 4, 4]
    assert wave.groupby(sites["district"]).value_counts().max() <= 3
    assert wave.equals(random_order(sites, waves=3, seed=7))
    assert not wave.equals(random_order(sites, waves=3, seed=8))
    with pytest.raises(UserError):
        random_order(sites, waves=1, seed=7)
