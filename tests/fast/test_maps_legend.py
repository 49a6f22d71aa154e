"""The legend: zero, missing and classes apart, labels that say exactly what was drawn."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.maps import classify, symbol_radius

VALUES = pd.Series(
    {"5321": 12.3, "5304": 6.4, "5308": 4.9, "5306": 4.5, "5316": 3.6, "5305": 0.0, "5314": None}
)


def test_zero_and_missing_are_classes_of_their_own() -> None:
    legend = classify(VALUES, lang="en")
    by_key = {c.key: c for c in legend.classes}
    assert by_key["zero"].count == 1
    assert by_key["missing"].count == 1
    assert legend.classes[legend.codes["5305"]].key == "zero"
    assert legend.classes[legend.codes["5314"]].key == "missing"
    assert sum(c.count for c in legend.classes) == len(VALUES)


@pytest.mark.parametrize("scheme", ["jenks", "quantiles", "equal"])
@given(values=st.lists(st.one_of(st.none(), st.floats(0, 500)), max_size=40))
def test_every_area_lies_inside_what_its_label_says(scheme: str, values: list[float | None]) -> None:
    series = pd.Series(values, index=[f"{i:04d}" for i in range(len(values))], dtype="float64")
    legend = classify(series, scheme=scheme, digits=1, lang="en")
    assert sum(c.count for c in legend.classes) == len(series)
    for code, position in legend.codes.items():
        cls, value = legend.classes[position], series[code]
        if cls.key == "missing":
            assert np.isnan(value)
        elif cls.key == "zero":
            assert value == 0
        else:
            bounds = [float(part.replace(",", "")) for part in str(cls.label).split(" – ")]
            assert bounds[0] - 1e-9 <= round(value, 1) <= bounds[-1] + 1e-9


def test_a_ratio_has_fixed_classes() -> None:
    legend = classify(
        pd.Series({"a": 0.4, "b": 1.0, "c": 1.25, "d": 2.0}), breaks=(0.5, 0.8, 1.25, 2.0), lang="id"
    )
    assert [legend.codes[k] for k in "abcd"] == [0, 2, 3, 4]
    assert legend.classes[0].label == "< 0,50"
    assert legend.classes[4].label == "≥ 2,00"


def test_circle_area_grows_with_the_value() -> None:
    small, large = symbol_radius([5, 20])
    assert large / small == pytest.approx(2)
    assert symbol_radius([0, 0]) == [0, 0]
