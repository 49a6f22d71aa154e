"""Rates, expected counts and relative risks: by hand, and on the published figures of NTT."""

import numpy as np
import pytest

from geo import areas, counts, rates, store
from geo.errors import UserError
from geo.text import keys

NAN = float("nan")


@pytest.fixture(scope="module")
def deceased(tmp_path_factory):
    figures = store.open_store(f"sqlite:///{tmp_path_factory.mktemp('store') / 'w.db'}")
    return counts.select(counts.Window.year(2024), "deceased", within="53", store=figures)


def test_expected_is_indirect_standardisation():
    # 30 cases among 300,000: one in ten thousand
    expected = rates.expected([10, 20, NAN], [200_000, 100_000, 50_000])
    assert expected.tolist() == pytest.approx([20, 10, 5])
    assert rates.relative_risk([10, 20, NAN], expected)[:2].tolist() == pytest.approx([0.5, 2])
    assert np.isnan(rates.relative_risk([10, 20, NAN], expected)[2])
    assert rates.reference_rate([10, 20, NAN], [200_000, 100_000, 50_000]) == pytest.approx(1e-4)


def test_expected_takes_strata_with_their_rates():
    people = [[1000, 500], [200, 800]]
    assert rates.expected([1, 2], people, reference_rate=[0.01, 0.02]).tolist() == pytest.approx([20, 18])
    with pytest.raises(ValueError, match="strata"):
        rates.expected([1, 2], people)


def test_what_cannot_be_divided_is_missing():
    assert np.isnan(rates.rate([3, NAN, 0], [0, 10, NAN])).all()
    assert np.isnan(rates.relative_risk([1], [0])).all()
    assert np.isnan(rates.reference_rate([NAN], [10]))
    with pytest.raises(ValueError, match="negative"):
        rates.rate([-1], [10])
    with pytest.raises(ValueError, match="lengths"):
        rates.rate([1, 2], [10])


def test_ntt_2024_by_hand(deceased):
    # Malaka 26 of 122 deaths (S110, 1 January – 6 December 2024); populations of the register
    people = areas.table("district")["population"]
    ntt = sum(int(people[code]) for code in areas.children("53", "district"))
    rate = rates.measure_table(deceased, "rate")["measure"]
    risk = rates.measure_table(deceased, "relative_risk")["measure"]
    expected = rates.measure_table(deceased, "expected")["measure"]
    assert rate["5321"] == pytest.approx(26 / int(people["5321"]) * 1e5)
    assert risk["5321"] == pytest.approx(26 / (122 * int(people["5321"]) / ntt))
    assert expected.sum() == pytest.approx(122)
    assert rate["5305"] == 0


def test_missing_has_a_reason(deceased):
    placed = rates.measure_table(deceased, "returns_per_placements")
    assert placed["measure"].isna().all()  # no placements are published for 1 January – 6 December 2024
    assert {reason.key for reason in placed["reason"]} == {"rates.missing_placements"}
    nation = rates.measure_table(deceased, "relative_risk", reference="nation")
    assert {reason.key for reason in nation["reason"]} == {"rates.missing_reference"}


def test_returns_per_placements_take_the_same_days(deceased):
    # Sampang 2023: deportations and placements are both published for the very same period
    chosen = deceased.again(window=counts.Window.year(2023), indicator="deportations", within="35")
    table = rates.measure_table(chosen, "returns_per_placements")
    row = table.loc["3527"]
    window = counts.Window(row["start"], row["end"])
    placed = chosen.again(window=window, indicator="placements").table.loc["3527"]
    assert placed["days_covered"] == row["days_covered"] == window.days
    assert row["measure"] == pytest.approx(row["value"] / placed["value"] * 1000)


def test_every_measure_is_said_in_both_languages(deceased):
    for key, measure in rates.MEASURES.items():
        assert measure.key == key
        phrases = [measure.label, measure.definition, measure.numerator, measure.missing]
        phrases += [p for p in (measure.denominator, measure.reference) if p]
        for phrase in phrases:
            assert phrase.key in keys("id") & keys("en")
        if measure.applies("deceased"):
            said = rates.sentence(deceased, key)
            assert said.render("id") != said.render("en")


def test_arrivals_have_counts_but_no_rates(deceased):
    assert [m.key for m in rates.available("deportations", "arrival")] == ["count"]
    assert [m.key for m in rates.available("placement_target")] == ["count"]
    assert "returns_per_placements" not in [m.key for m in rates.available("placements")]
    for key, reference in (("beauty", "selection"), ("rate", "moon")):
        with pytest.raises(UserError):
            rates.measure_table(deceased, key, reference=reference)
    with pytest.raises(ValueError, match="twice"):
        rates.register(rates.MEASURES["count"])
