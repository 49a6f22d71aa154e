"""How much each village weighs: what was counted there, else what its district's risk says, always told
apart."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geo import areas, counts, rates, store
from geo.campaign.villages import villages
from geo.counts import Window
from geo.errors import UserError
from geo.hotspots import empirical_bayes
from geo.hotspots.assessment import assess
from geo.hotspots.classes import HotspotClass
from geo.text import Phrase

HARM = ("deceased", "deportations", "repatriations")
"""Indicators that say where people come to harm; the default weighs them alike."""


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Villages with their weight.

    ``table``: the columns of ``villages`` and ``cases`` (counted in the village, NaN: nobody counted),
    ``observed`` (those by indicator weight), ``modelled``
    (cases expected from the district's empirical-Bayes risk and the village's population), ``weight``
    (what a plan maximises: observed where there is a count, else modelled) and ``basis`` (observed, modelled,
    reference: the district has no figure, population: nobody has).
    ``districts``: indicator × district risks used. ``sentences`` say where the weights come from.
    """

    table: pd.DataFrame
    districts: pd.DataFrame
    indicators: Mapping[str, float]
    window: Window
    data_version: str
    sentences: tuple[Phrase, ...] = field(default=())


def demand(
    within: Sequence[str],
    *,
    window: Window,
    indicators: Mapping[str, float] | None = None,
    classes: Collection[str] | None = None,
    district_classes: Mapping[str, str] | None = None,
    village_counts: pd.DataFrame | None = None,
    populations: pd.Series | None = None,
    add: Collection[str] = (),
    drop: Collection[str] = (),
    data: store.Store | None = None,
) -> Demand:
    """Return the weight of every village inside the areas for the window.

    ``indicators``: weight per indicator; without it those of ``HARM`` that have figures, alike; when none
    has, the weight is the population. A district's risk is
    its empirical-Bayes relative risk among all districts of its province (of the nation when planning across
    provinces), so a district without figures takes the common risk and says so. ``village_counts``:
    columns ``code``,
    ``indicator`` (may be absent: the first) and ``value``, as uploaded. ``classes`` keeps districts whose
    hotspot class (``district_classes``: code → class) is among them; ``add`` brings villages of other
    districts back, ``drop`` takes villages out. Raises ``UserError`` for unknown codes, negative numbers
    or when no weight is left.
    """
    wanted = [*within, *add]
    table = villages(wanted, populations=populations)
    table = table[_kept(table, classes, district_classes, add) & ~table.index.isin(list(drop))].copy()
    if table.empty:
        raise UserError("campaign.no_village")
    chosen = _indicators(indicators, within, window, data)
    observed, modelled = np.zeros(len(table)), np.zeros(len(table))
    cases, counted = np.zeros(len(table)), np.zeros(len(table), dtype=bool)
    risks, version = [], _selection(HARM[0], within, window, data).data_version
    for indicator, weight in chosen.items():
        risk = _risk(indicator, within, window, data)
        risks.append(risk.assign(indicator=indicator, weight=weight))
        per_person = risk["cases_per_person"].reindex(table["district"]).fillna(risk["common"].iloc[0])
        expected = per_person.to_numpy() * table["population"].to_numpy()
        own = _own_counts(village_counts, indicator, next(iter(chosen))).reindex(table.index)
        counted |= own.notna().to_numpy()
        cases += own.fillna(0).to_numpy()
        observed += weight * own.fillna(0).to_numpy()
        modelled += weight * np.where(own.notna(), 0.0, expected)
    if risks:
        districts = pd.concat(risks).reset_index(names="district")
        heard = districts.groupby("district")["known"].any()
        known = heard.reindex(table["district"]).fillna(value=False).to_numpy(dtype=bool)
        basis = np.where(counted, "observed", np.where(known, "modelled", "reference"))
    else:
        districts = pd.DataFrame(columns=["district", "indicator", "weight"])
        modelled, basis = table["population"].to_numpy(), np.full(len(table), "population")
    table["observed"], table["modelled"], table["basis"] = observed, modelled, basis
    table["weight"] = observed + modelled
    table["cases"] = np.where(counted, cases, np.nan)
    if not table["weight"].sum() > 0:
        raise UserError("campaign.no_weight")
    return Demand(
        table=table,
        districts=districts,
        indicators=chosen,
        window=window,
        data_version=version,
        sentences=_sentences(table, chosen, window),
    )


def district_classes(
    within: Sequence[str],
    *,
    window: Window,
    indicators: Mapping[str, float] | None = None,
    data: store.Store | None = None,
) -> dict[str, str]:
    """Return the hotspot class of every district around the areas: the most pressing one of the
    indicators."""
    order = [klass.value for klass in HotspotClass]
    found: dict[str, str] = {}
    for indicator in _indicators(indicators, within, window, data):
        table = assess(_selection(indicator, within, window, data)).table
        for code, klass in table["klass"].items():
            old = found.get(str(code), order[-1])
            found[str(code)] = min(old, klass.value, key=order.index)
    return found


def _kept(
    table: pd.DataFrame,
    classes: Collection[str] | None,
    district_classes: Mapping[str, str] | None,
    add: Collection[str],
) -> np.ndarray:
    if classes is None:
        return np.ones(len(table), dtype=bool)
    named = district_classes or {}
    inside = table["district"].map(lambda code: named.get(code) in classes).to_numpy(dtype=bool)
    for code in add:
        inside = inside | table.index.str.startswith(code)
    return inside


def _indicators(
    wanted: Mapping[str, float] | None, within: Sequence[str], window: Window, data: store.Store | None
) -> dict[str, float]:
    if wanted is None:
        known = [name for name in HARM if _selection(name, within, window, data).table["value"].sum() > 0]
        return dict.fromkeys(known, 1.0)
    chosen = {name: float(weight) for name, weight in wanted.items() if weight != 0}
    if not chosen or not all(np.isfinite(w) and w > 0 for w in chosen.values()):
        raise UserError("campaign.weights_wrong")
    for name in chosen:
        if not _selection(name, within, window, data).table["value"].sum() > 0:
            raise UserError("campaign.no_figures", indicator=counts.indicator(name))
    return chosen


def _selection(
    indicator: str, within: Sequence[str], window: Window, data: store.Store | None
) -> counts.Selection:
    provinces = {code[:2] for code in within}
    around = provinces.pop() if len(provinces) == 1 else areas.NATION
    return counts.select(window, indicator, level="district", within=around, store=data)


def _risk(indicator: str, within: Sequence[str], window: Window, data: store.Store | None) -> pd.DataFrame:
    """Return per district: value, population, relative risk, cases per person and the common rate."""
    selection = _selection(indicator, within, window, data)
    value = selection.table["value"].astype(float)
    population = areas.table("district")["population"].reindex(value.index).astype(float)
    expected = rates.expected(value, population)
    estimate = empirical_bayes.relative_risk(value.to_numpy(dtype=float), expected)
    risk = np.where(estimate.judged, estimate.mean, 1.0)
    common = rates.reference_rate(value, population)
    return pd.DataFrame(
        {
            "value": value,
            "population": population,
            "relative_risk": risk,
            "known": estimate.judged,
            "common": common,
            "cases_per_person": risk * common,
        }
    )


def _own_counts(table: pd.DataFrame | None, indicator: str, default: str) -> pd.Series:
    if table is None:
        return pd.Series(dtype=float)
    names = table["indicator"] if "indicator" in table else pd.Series(default, index=table.index)
    rows = table[names == indicator]
    values = pd.to_numeric(rows["value"], errors="coerce")
    if values.isna().any() or (values < 0).any():
        raise UserError("campaign.village_counts_wrong", n=int((values.isna() | (values < 0)).sum()))
    codes = rows["code"].astype(str).str.replace(".", "", regex=False)
    unknown = ~codes.isin(areas.table("village").index)
    if unknown.any():
        raise UserError(
            "campaign.village_unknown", n=int(unknown.sum()), codes=codes[unknown].head(3).tolist()
        )
    if codes.duplicated().any():
        raise UserError("campaign.village_twice", codes=codes[codes.duplicated()].head(3).tolist())
    return pd.Series(values.to_numpy(dtype=float), index=codes.to_numpy())


def _sentences(table: pd.DataFrame, chosen: Mapping[str, float], window: Window) -> tuple[Phrase, ...]:
    basis = table["basis"].value_counts()
    words = [
        Phrase(
            "campaign.demand_sentence" if chosen else "campaign.demand_population",
            {
                "indicators": [counts.indicator(name) for name in chosen],
                "period": counts.span(window.start, window.end),
            },
        )
    ]
    for name in ("observed", "modelled", "reference"):
        if basis.get(name, 0):
            words.append(Phrase(f"campaign.basis_{name}_sentence", {"n": int(basis[name])}))
    missing = int(table["longitude"].isna().sum())
    if missing:
        words.append(Phrase("campaign.unlocated", {"n": missing}))
    return tuple(words)
