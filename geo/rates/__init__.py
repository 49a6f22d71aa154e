"""Rates: expected counts, rates, relative risks, and the registry of measures."""

from geo.rates import basic as _basic  # registers the measures of this room
from geo.rates.arithmetic import expected, rate, reference_rate, relative_risk
from geo.rates.export import export
from geo.rates.measures import (
    MEASURES,
    REFERENCES,
    Measure,
    available,
    expected_counts,
    measure,
    measure_table,
    observed,
    over_same_days,
    population,
    register,
    sentence,
)

__all__ = [
    "MEASURES",
    "REFERENCES",
    "Measure",
    "available",
    "expected",
    "expected_counts",
    "export",
    "measure",
    "measure_table",
    "observed",
    "over_same_days",
    "population",
    "rate",
    "reference_rate",
    "register",
    "relative_risk",
    "sentence",
]

del _basic
