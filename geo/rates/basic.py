"""The measures that need no statistics beyond a division."""

from collections.abc import Callable
from typing import Literal

import pandas as pd

from geo import store
from geo.counts import Selection
from geo.rates import arithmetic
from geo.rates.measures import (
    MEASURED,
    PER_PLACEMENTS,
    RETURNS,
    Measure,
    expected_counts,
    observed,
    over_same_days,
    population,
    register,
)
from geo.text import Phrase


def _count(selection: Selection, *, reference: str = "selection") -> "pd.Series[float]":
    return observed(selection)


def _rate(selection: Selection, *, reference: str = "selection") -> "pd.Series[float]":
    cases = observed(selection)
    return pd.Series(arithmetic.rate(cases, population(selection)), index=cases.index)


def _returns_per_placements(selection: Selection, *, reference: str = "selection") -> "pd.Series[float]":
    cases = observed(selection)
    placed = over_same_days(selection, "placements")
    return pd.Series(arithmetic.rate(cases, placed, per=PER_PLACEMENTS), index=cases.index)


def _relative_risk(selection: Selection, *, reference: str = "selection") -> "pd.Series[float]":
    cases = observed(selection)
    hoped = expected_counts(selection, reference=reference)
    return pd.Series(arithmetic.relative_risk(cases, hoped), index=cases.index)


def _define(
    key: str,
    compute: Callable[..., "pd.Series[float]"],
    *,
    kind: Literal["rate", "count"] = "rate",
    digits: int,
    missing: str,
    denominator: bool = True,
    reference: bool = False,
    indicators: tuple[str, ...] = MEASURED,
    origin_only: bool = True,
) -> None:
    register(
        Measure(
            key=key,
            kind=kind,
            digits=digits,
            label=Phrase(f"rates.{key}.label"),
            definition=Phrase(f"rates.{key}.definition"),
            numerator=Phrase(f"rates.{key}.numerator"),
            denominator=Phrase(f"rates.{key}.denominator") if denominator else None,
            reference=Phrase(f"rates.{key}.reference") if reference else None,
            missing=Phrase(f"rates.missing_{missing}"),
            compute=compute,
            indicators=indicators,
            origin_only=origin_only,
        )
    )


_define(
    "count",
    _count,
    kind="count",
    digits=0,
    missing="figure",
    denominator=False,
    indicators=store.INDICATORS,
    origin_only=False,
)
_define("rate", _rate, digits=1, missing="population")
_define(
    "returns_per_placements",
    _returns_per_placements,
    digits=1,
    missing="placements",
    indicators=RETURNS,
)
_define("expected", expected_counts, kind="count", digits=1, missing="reference", reference=True)
_define("relative_risk", _relative_risk, digits=2, missing="reference", reference=True)
