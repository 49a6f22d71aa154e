"""The risk index: harm, change, lack of protection, in INFORM's shape, every score opened to its parts."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geo import rates, store
from geo.counts import Selection, Sentences
from geo.errors import UserError
from geo.hotspots.empirical_bayes import relative_risk
from geo.hotspots.history import history
from geo.hotspots.inputs import Floats
from geo.hotspots.words import figure
from geo.text import Phrase

DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "harm": ("deportations", "deceased", "repatriations"),
    "change": ("trend", "rise"),
    "protection": ("placements", "agreement", "service", "training", "village_programme", "outreach"),
}
"""Components of each dimension; a key of a component is its key in the texts and in ``Weighting``."""

PROGRAMMES = {
    "agreement": ("mou",),
    "service": ("ltsa",),
    "training": ("blk",),
    "village_programme": (
        "desmigratif",
        "desa_migran_emas",
        "migrant_friendly_village",
        "immigration_village",
    ),
    "outreach": ("outreach", "billboard"),
}
"""Kinds in the programme register that count for a component of protection."""

RECENT_DAYS = 730
"""How long outreach counts as recent after it ended."""
LEAST_DAYS = 90
"""Days a figure must cover to stand for a window: one day's arrivals by ship do not."""
ALIKE = 0.95
"""Share of the longest cover among the areas that an area must reach to be compared with them."""
LEAST_SCORE = 0.1
"""Lowest score of a dimension in the geometric mean: one empty dimension must not erase the others."""
_SPAN = 2.0
"""A ratio of 2 to this power scores 10, its inverse 0, 1 scores 5."""


@dataclass(frozen=True)
class Weighting:
    """Weights of dimensions and components (any positive scale; 0 leaves one out)."""

    dimensions: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(DIMENSIONS, 1.0))
    components: Mapping[str, float] = field(
        default_factory=lambda: {c: 1.0 for parts in DIMENSIONS.values() for c in parts}
    )

    def __post_init__(self) -> None:
        """Refuse weights that nothing can be computed with."""
        every = [*self.dimensions.values(), *self.components.values()]
        if not all(np.isfinite(w) and w >= 0 for w in every) or sum(self.dimensions.values()) <= 0:
            raise ValueError("weights must be finite and not negative, and one dimension must count")


def weighting_of(pairs: Iterable[str]) -> Weighting:
    """Read weights written as ``key=number``; the others stay 1. Raises ``UserError`` for other words."""
    usual = Weighting()
    dimensions, components = dict(usual.dimensions), dict(usual.components)
    for pair in pairs:
        key, _, number = pair.partition("=")
        target = dimensions if key in dimensions else components
        try:
            weight = float(number)
        except ValueError:
            weight = -1.0
        if key not in target or not 0 <= weight <= 1000:
            raise UserError("hotspots.weight_wrong", given=pair, known=[*dimensions, *components])
        target[key] = weight
    if not any(dimensions.values()):
        raise UserError("hotspots.weight_none")
    return Weighting(dimensions, components)


@dataclass(frozen=True)
class Index:
    """The index by area.

    ``table`` (by area code): name, index (0–10), rank (1 = most at risk, NA = no figure), rank_low,
    rank_high (5th and 95th percentile of the rank under random weights), one column for each dimension and
    component score (0–10, NaN = no data), available (share of component weight with data) and confidence
    (A to D). ``values`` holds what the scores were made from (ratios, counts), for the decomposition.
    """

    selection: Selection
    weighting: Weighting
    table: pd.DataFrame
    values: pd.DataFrame
    draws: int
    seed: int

    @property
    def sentence(self) -> Phrase:
        """Say what the index is made of, with its parameters and seed."""
        return Sentences(
            "hotspots.said",
            parts=[
                Phrase(
                    "hotspots.index_method",
                    {
                        "what": self.selection.label,
                        "span": int(2**_SPAN),
                        "draws": self.draws,
                        "seed": self.seed,
                    },
                ),
                Phrase("hotspots.index_data", {"data": self.selection.data_version}),
            ],
        )

    def parts(self, code: str) -> list[Phrase]:
        """Open an area's score: each dimension, each component, the value behind it or that there is none."""
        row, raw = self.table.loc[code].to_dict(), self.values.loc[code].to_dict()
        said = []
        for dimension, components in DIMENSIONS.items():
            said.append(_part(f"hotspots.dimension_{dimension}", row[dimension]))
            for component in components:
                key = f"hotspots.component_{component}"
                said.append(_part(key, row[component], raw[component]))
        return said


def risk_index(
    selection: Selection,
    *,
    weighting: Weighting | None = None,
    reference: str = "selection",
    draws: int = 1000,
    seed: int = 0,
    today: dt.date | None = None,
    programmes: pd.DataFrame | None = None,
    earlier: Mapping[int, Selection] | None = None,
) -> Index:
    """Score every area of a selection: DESIGN.md, "Risk index".

    Within a dimension: the weighted mean of the components with data. Across dimensions: the weighted
    geometric mean of the dimensions with data (INFORM's methodology), scores below ``LEAST_SCORE`` raised
    to it. What is missing lowers the confidence grade, never the score; but an area of which only the
    register of programmes speaks has no rank: not to be on a register is no evidence of risk. Ratios score
    5 + 5·log₂(ratio)/2, cut to 0–10, so that four times the reference is 10. Rank intervals: ``draws``
    weightings from Dirichlet distributions centred on the given weights (concentration 10 per dimension or
    component).

    Harm: empirical Bayes relative risks of the selection's window, each fitted on its own. Change:
    Kendall's tau over the years, and the count now, of ``LEAST_DAYS`` at least, against the baseline of the
    alert. What compares areas needs two of them. Protection:
    placements per return against the reference, inverted; programmes of the register: 10 where there is
    none, 0 where there is, no data while the register has no entry of that kind in the selection at all.
    """
    weighting = weighting or Weighting()
    index = selection.table.index
    harm = {key: _harm(selection, key, reference) for key in DIMENSIONS["harm"]}
    values = pd.DataFrame(
        {**harm, **_change(selection, earlier), "placements": _placements(selection)}, index=index
    )
    entries = store.default().programmes() if programmes is None else programmes
    values = values.assign(**_programmes(entries, index, today or selection.window.end))
    scores = pd.DataFrame({c: _score(c, values[c]) for c in values.columns})
    parts = {d: scores[list(components)].to_numpy() for d, components in DIMENSIONS.items()}
    given = {**weighting.dimensions, **weighting.components}
    total, dimensions = _combine(parts, {key: np.array([weight]) for key, weight in given.items()})
    measured = scores.drop(columns=list(PROGRAMMES)).notna().any(axis=1).to_numpy()
    compared = {dimension: part[measured] for dimension, part in parts.items()}
    low, high = _rank_interval(compared, weighting, draws=draws, seed=seed)
    available = _available(scores, weighting)
    table = pd.DataFrame({"name": selection.table["name"], "index": total[0]}, index=index)
    table["rank"] = table["index"][measured].rank(ascending=False, method="min").astype("Int64")
    table = table.assign(
        rank_low=_ranks(low, index[measured]),
        rank_high=_ranks(high, index[measured]),
        **{dimension: score[0] for dimension, score in dimensions.items()},
        **scores,
        available=available,
    )
    table["confidence"] = [_grade(share) for share in available]
    return Index(selection, weighting, table, values, draws, seed)


def _harm(selection: Selection, indicator: str, reference: str) -> Floats:
    """Return relative risks from figures of the same, long enough days; others say nothing of the whole."""
    chosen = selection if indicator == selection.indicator else selection.again(indicator=indicator)
    chosen = chosen if selection.exact else chosen.protected()
    days = chosen.table["days_covered"].to_numpy()
    alike = days >= max(min(LEAST_DAYS, chosen.window.days), ALIKE * days.max(initial=0))
    observed = np.where(alike, rates.observed(chosen).to_numpy(), np.nan)
    people = rates.population(chosen).to_numpy()
    if reference == "selection":
        return _among(observed, people)
    return relative_risk(observed, rates.expected_counts(chosen, reference=reference).to_numpy()).mean


def _among(observed: Any, base: Any) -> Floats:
    """Return relative risks against all areas together; a single area would be compared with itself."""
    found = relative_risk(observed, rates.expected(observed, base)).mean
    return found if np.isfinite(found).sum() > 1 else np.full(found.size, np.nan)


def _change(selection: Selection, earlier: Mapping[int, Selection] | None) -> dict[str, "pd.Series[float]"]:
    past = history(selection, earlier=earlier)
    days = selection.table["days_covered"]
    long = set(days.index[days >= min(LEAST_DAYS, selection.window.days)])
    tau = {code: trend.tau for code, trend in past.trends.items() if trend.judged}
    rise = {
        code: (alert.observed + 0.5) / (alert.expected + 0.5)
        for code, alert in past.alerts.items()
        if code in long and np.isfinite(alert.expected)
    }
    return {
        "trend": pd.Series(tau, index=selection.table.index, dtype="float64"),
        "rise": pd.Series(rise, index=selection.table.index, dtype="float64"),
    }


def _placements(selection: Selection) -> Floats:
    """Return returns per placement against the reference, smoothed; placements of the same days."""
    returned = rates.observed(selection)
    placed = rates.over_same_days(selection, "placements").reindex(returned.index).astype("float64")
    return _among(returned, placed)


def _programmes(
    entries: pd.DataFrame, index: "pd.Index[Any]", today: dt.date
) -> dict[str, "pd.Series[float]"]:
    """Return 1 where a programme is in force (outreach: or was lately), 0 where not, NaN where unknown."""
    found = {}
    for component, kinds in PROGRAMMES.items():
        own = entries[entries["kind"].str.lower().isin(kinds)] if len(entries) else entries
        if len(own):
            own = own[[any(_overlap(area, str(code)) for code in index) for area in own["area_code"]]]
        present = pd.Series(np.nan if own.empty else 0.0, index=index)
        found[component] = present
        if own.empty:
            continue
        running = own[own["status"].isin(("active", "held", "unknown"))]
        for area, start, end, status in running[["area_code", "start", "end", "status"]].itertuples(
            index=False, name=None
        ):
            grace = RECENT_DAYS if component == "outreach" else 0
            last = end if pd.notna(end) else start if component == "outreach" and pd.notna(start) else today
            begun = pd.isna(start) or start <= today
            if begun and last + dt.timedelta(days=grace) >= today:
                for code in index:
                    if _overlap(area, str(code)):
                        known = status != "unknown" or present[code] == 1.0
                        present[code] = 1.0 if known else np.nan
    return found


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _score(component: str, values: "pd.Series[float]") -> "pd.Series[float]":
    if component in PROGRAMMES:
        return 10.0 * (1.0 - values)
    if component == "trend":
        return 5.0 + 5.0 * values
    smallest = 2.0 ** (-_SPAN)
    ratio = np.log2(values.clip(lower=smallest).to_numpy()) / _SPAN
    return pd.Series(5.0 + 5.0 * ratio, index=values.index).clip(0.0, 10.0)


def _combine(parts: Mapping[str, Floats], weights: Mapping[str, Floats]) -> tuple[Floats, dict[str, Floats]]:
    """Return the index and the dimensions' scores, each (draws, areas).

    ``parts``: component scores (areas, components) by dimension; ``weights``: (draws,) by key.
    """
    log_sum, weight_sum = np.zeros(1), np.zeros(1)
    dimensions: dict[str, Floats] = {}
    for dimension, part in parts.items():
        given = np.column_stack([weights[c] for c in DIMENSIONS[dimension]])
        weight = given[:, None, :] * np.isfinite(part)
        total = weight.sum(axis=2)
        mean = np.divide(
            (np.nan_to_num(part) * weight).sum(axis=2),
            total,
            out=np.full(total.shape, np.nan),
            where=total > 0,
        )
        dimensions[dimension] = mean
        known, share = np.isfinite(mean), weights[dimension][:, None]
        log_sum = log_sum + np.where(known, share * np.log(np.maximum(mean, LEAST_SCORE)), 0.0)
        weight_sum = weight_sum + np.where(known, share, 0.0)
    nothing = np.full(weight_sum.shape, np.nan)
    return np.exp(np.divide(log_sum, weight_sum, out=nothing, where=weight_sum > 0)), dimensions


def _rank_interval(
    parts: Mapping[str, Floats], weighting: Weighting, *, draws: int, seed: int
) -> tuple[Floats, Floats]:
    """Return the 5th and 95th percentile of every area's rank under random weights; NaN without a score."""
    from scipy import stats  # slow to import: only where ranks are drawn

    ranks = np.full((draws, len(next(iter(parts.values())))), np.nan)
    if not draws:
        nothing = np.full(ranks.shape[1], np.nan)
        return nothing, nothing
    generator = np.random.default_rng(seed)
    drawn = [
        _draw(weighting.dimensions, list(DIMENSIONS), generator)
        | {
            k: w
            for own in DIMENSIONS.values()
            for k, w in _draw(weighting.components, own, generator).items()
        }
        for _ in range(draws)
    ]
    total, _ = _combine(parts, {key: np.array([one[key] for one in drawn]) for key in drawn[0]})
    scored = np.isfinite(total[0])  # the same in every draw: a weight of 0 stays 0, others stay above
    ranks[:, scored] = stats.rankdata(-total[:, scored], method="min", axis=1)
    low, high = np.percentile(ranks, [5, 95], axis=0, method="nearest")
    return low, high


def _ranks(values: Floats, index: "pd.Index[Any]") -> "pd.Series[Any]":
    return pd.Series(values, index=index).astype("Int64")


def _draw(
    weights: Mapping[str, float], keys: Sequence[str], generator: np.random.Generator
) -> dict[str, float]:
    """Draw weights from a Dirichlet distribution about the given ones; a weight of 0 stays 0."""
    given = np.array([weights[k] for k in keys])
    drawn = np.zeros(given.size)
    used = given > 0
    if used.any():
        drawn[used] = generator.dirichlet(10.0 * used.sum() * given[used] / given[used].sum())
    return dict(zip(keys, drawn.tolist(), strict=True))


def _available(scores: pd.DataFrame, weighting: Weighting) -> Floats:
    """Return the share of weight with data: dimension weight times component weight."""
    share = np.zeros(len(scores))
    for dimension, components in DIMENSIONS.items():
        weight = np.array([weighting.components[c] for c in components])
        if weight.sum() > 0:
            known = (weight * np.isfinite(scores[list(components)].to_numpy())).sum(axis=1) / weight.sum()
            share += weighting.dimensions[dimension] * known
    return share / sum(weighting.dimensions.values())


def _grade(available: float) -> str:
    return "A" if available >= 0.75 else "B" if available >= 0.5 else "C" if available >= 0.25 else "D"


def _part(key: str, score: float, value: float | None = None) -> Phrase:
    name = Phrase(key)
    if not np.isfinite(score):
        return Phrase("hotspots.part_missing", {"name": name})
    if value is None:
        return Phrase("hotspots.part_dimension", {"name": name, "score": figure(score, 1)})
    said = {"name": name, "score": figure(score, 1)}
    if key.removeprefix("hotspots.component_") in PROGRAMMES:
        return Phrase("hotspots.part_present" if value else "hotspots.part_absent", said)
    return Phrase("hotspots.part_component", {**said, "value": figure(value)})
