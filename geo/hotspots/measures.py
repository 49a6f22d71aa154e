"""Measures of this room in the registry: empirical Bayes relative risk and the chance of exceeding."""

from typing import Literal

import pandas as pd

from geo import rates
from geo.counts import Selection
from geo.hotspots.empirical_bayes import RelativeRisk, relative_risk
from geo.text import Phrase


def _risk(selection: Selection, reference: str) -> RelativeRisk:
    return relative_risk(
        rates.observed(selection), rates.expected_counts(selection, reference=reference).to_numpy()
    )


def _mean(selection: Selection, *, reference: str = "selection") -> "pd.Series[float]":
    return pd.Series(_risk(selection, reference).mean, index=selection.table.index)


def _above_one(selection: Selection, *, reference: str = "selection") -> "pd.Series[float]":
    return pd.Series(_risk(selection, reference).exceedance(1.0), index=selection.table.index)


def _above_two(selection: Selection, *, reference: str = "selection") -> "pd.Series[float]":
    return pd.Series(_risk(selection, reference).exceedance(2.0), index=selection.table.index)


_KIND: Literal["rate"] = "rate"

for _key, _compute in (
    ("eb_relative_risk", _mean),
    ("exceedance_1", _above_one),
    ("exceedance_2", _above_two),
):
    rates.register(
        rates.Measure(
            key=_key,
            kind=_KIND,
            digits=2,
            label=Phrase(f"hotspots.measure_{_key}"),
            definition=Phrase(f"hotspots.measure_{_key}_definition"),
            numerator=Phrase("rates.relative_risk.numerator"),
            denominator=Phrase("rates.relative_risk.denominator"),
            reference=Phrase("rates.relative_risk.reference"),
            missing=Phrase("rates.missing_reference"),
            compute=_compute,
        )
    )
