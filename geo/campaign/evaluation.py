"""Did it help? Covered areas beside similar uncovered ones, before and after, with intervals; or "too few
to say"."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo import areas, counts, store
from geo.campaign import ledger
from geo.campaign.catchments import covers
from geo.campaign.villages import villages
from geo.counts import Window
from geo.errors import UserError
from geo.text import Phrase, ratio

_LEAST_CASES = 5
_LEAST_PAIRS = 2
_WIDEST = 9.0
_Z = 1.959964


@dataclass(frozen=True)
class Change:
    """After divided by before, per day and person, with its 95 % interval (log-normal, Poisson counts)."""

    ratio: float
    lower: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What happened in covered areas beside the uncovered ones matched with them.

    ``pairs``: ``covered``, ``uncovered`` (codes), their counts before and after, ``distance`` of the match.
    ``covered`` and ``uncovered``: change of each group; ``effect``: the first divided by the second –
    below 1 the covered areas did better. ``enough`` is False when the figures are too few to say, ``why``
    then says which.
    ``left_out``: covered areas without figures or without a partner.
    """

    pairs: pd.DataFrame
    covered: Change
    uncovered: Change
    effect: Change
    enough: bool
    why: Phrase | None
    left_out: tuple[str, ...]

    @property
    def sentence(self) -> Phrase:
        """Return the finding in one sentence; never a verdict on too few figures."""
        if self.why is not None:
            return Phrase("campaign.effect_too_few", {"why": self.why})
        better, worse = self.effect.upper < 1, self.effect.lower > 1
        key = "better" if better else "worse" if worse else "unclear"
        values = {name: _Ratio(value) for name, value in vars(self.effect).items()}
        return Phrase(f"campaign.effect_{key}", {"n": len(self.pairs), **values})


@dataclass(frozen=True)
class _Ratio(Phrase):
    """A ratio written with two decimals in each language."""

    def __init__(self, value: float) -> None:
        object.__setattr__(self, "key", "")
        object.__setattr__(self, "params", {"value": value})

    def render(self, lang: str) -> str:
        return ratio(self.params["value"], lang)


def evaluate(table: pd.DataFrame, *, match_on: Sequence[str]) -> Effect:
    """Compare covered areas with matched uncovered ones (difference in differences on the log scale).

    ``table``: indexed by area; ``covered`` (bool), ``before``, ``after`` (counts, NaN missing),
    ``exposure_before``,
    ``exposure_after`` (person-days) and the columns of ``match_on``. Each covered area gets the nearest
    uncovered one (standardised Euclidean distance) not yet taken, the closest pairs first. Ratio of rate
    ratios with variance Σ 1/count (Kirkwood & Sterne 2003, 23.3); counts below 5 in any cell, fewer than
    two pairs or an interval that spans more than ninefold are too few to say.
    """
    known = table[["before", "after", "exposure_before", "exposure_after", *match_on]].notna().all(axis=1)
    usable = table[known & (table["exposure_before"] > 0) & (table["exposure_after"] > 0)]
    inside = usable[usable["covered"].astype(bool)]
    outside = usable[~usable["covered"].astype(bool)]
    pairs = _matched(inside, outside, match_on)
    left = [
        str(code) for code in table.index[table["covered"].astype(bool)] if code not in set(pairs["covered"])
    ]
    one, two = usable.loc[pairs["covered"]], usable.loc[pairs["uncovered"]]
    for name, rows in (("covered", one), ("uncovered", two)):
        pairs[f"{name}_before"] = rows["before"].to_numpy()
        pairs[f"{name}_after"] = rows["after"].to_numpy()
    mine, theirs = _change(one), _change(two)
    spread = math.hypot(_spread(one), _spread(two))
    effect = _interval(math.log(mine.ratio / theirs.ratio), spread) if _sound(mine, theirs) else _nothing()
    why = _too_few(pairs, one, two, effect)
    return Effect(
        pairs=pairs,
        covered=mine,
        uncovered=theirs,
        effect=effect,
        enough=why is None,
        why=why,
        left_out=tuple(left),
    )


def districts(
    *,
    indicator: str,
    before: Window,
    after: Window,
    within: str,
    share: float = 0.2,
    data: store.Store,
) -> pd.DataFrame:
    """Return the districts of a province for ``evaluate``: covered when what stood or was held between the
    two windows reaches at least ``share`` of its people.

    A district whose figures cover under 80 % of either window is missing, not zero. Match on
    ``rate_before`` and
    ``log_population``. Raises ``UserError`` when the windows overlap.
    """
    if before.end >= after.start:
        raise UserError("campaign.windows_overlap")
    then = counts.select(before, indicator, level="district", within=within, store=data).table
    now = counts.select(after, indicator, level="district", within=within, store=data).table
    population = areas.table("district")["population"].reindex(then.index).astype(float)
    table = pd.DataFrame(
        {
            "name": then["name"],
            "before": _whole(then),
            "after": _whole(now),
            "exposure_before": population * then["days_covered"].astype(float),
            "exposure_after": population * now["days_covered"].astype(float),
            "log_population": np.log(population),
        }
    )
    table["rate_before"] = np.sqrt(table["before"] / table["exposure_before"] * 1e7)
    reached = _reached(within, before, after, data)
    table["reached"] = reached.reindex(table.index).fillna(0.0)
    table["covered"] = table["reached"] >= share
    return table


MATCH_ON = ("rate_before", "log_population")
"""What districts are matched on: the square root of the rate before, and the logarithm of the population."""


def random_order(sites: pd.DataFrame, *, waves: int, seed: int) -> pd.Series:
    """Return a wave (1 … ``waves``) for every site, drawn at random inside each district.

    Sites of a district are spread evenly over the waves, so that those who wait are like those who go
    first and the effect can be measured. The seed is kept with the plan. Raises ``UserError`` for fewer
    than two waves.
    """
    if waves < 2:
        raise UserError("campaign.waves_wrong")
    generator = np.random.default_rng(seed)
    wave = pd.Series(0, index=sites.index, dtype=int)
    start = 0
    for _, rows in sites.groupby("district", sort=True):
        order = generator.permutation(len(rows))
        wave.loc[rows.index[order]] = (start + np.arange(len(rows))) % waves + 1
        start += len(rows)
    return wave


def _whole(table: pd.DataFrame) -> pd.Series:
    enough = table["cover"].astype(float) >= counts.COMPLETE_COVER
    return table["value"].astype(float).where(enough)


def _reached(within: str, before: Window, after: Window, data: store.Store) -> pd.Series:
    """Return the share of each district's people within reach of what was done from one window to the
    other."""
    table = ledger.entries(data, within=within)
    day = table["done_on"].fillna("")
    first, last = before.start.isoformat(), after.end.isoformat()
    gone = table["removed_on"].fillna("9999") <= after.start.isoformat()
    done = table[(day >= first) & (day <= last) & ~gone]
    people = villages([within])
    if done.empty:
        return pd.Series(dtype=float)
    sites = done[["longitude", "latitude"]].astype(float)
    km = done["km"].astype(float).fillna(2.0)
    hit = np.asarray(covers(sites, people, km=km.to_numpy()).sum(axis=0)).ravel() > 0
    totals = people.groupby("district")["population"].sum()
    return people["population"].where(hit, 0.0).groupby(people["district"]).sum() / totals


def _matched(inside: pd.DataFrame, outside: pd.DataFrame, match_on: Sequence[str]) -> pd.DataFrame:
    everything = pd.concat([inside, outside])[list(match_on)].astype(float)
    scale = everything.std(ddof=0).replace(0, 1).to_numpy()
    one = inside[list(match_on)].to_numpy(float) / scale
    two = outside[list(match_on)].to_numpy(float) / scale
    apart = np.sqrt(((one[:, None, :] - two[None, :, :]) ** 2).sum(axis=2))
    rows, taken_one, taken_two = [], set(), set()
    for flat in np.argsort(apart, axis=None, kind="stable"):
        a, b = divmod(int(flat), max(len(two), 1))
        if a in taken_one or b in taken_two:
            continue
        taken_one.add(a)
        taken_two.add(b)
        rows.append((inside.index[a], outside.index[b], float(apart[a, b])))
    return pd.DataFrame(rows, columns=["covered", "uncovered", "distance"])


def _change(rows: pd.DataFrame) -> Change:
    before, after = float(rows["before"].sum()), float(rows["after"].sum())
    if not before or not after:
        return _nothing()
    rate = (after / float(rows["exposure_after"].sum())) / (before / float(rows["exposure_before"].sum()))
    return _interval(math.log(rate), _spread(rows))


def _spread(rows: pd.DataFrame) -> float:
    before, after = float(rows["before"].sum()), float(rows["after"].sum())
    return math.sqrt(1 / before + 1 / after) if before and after else math.inf


def _interval(middle: float, spread: float) -> Change:
    return Change(math.exp(middle), math.exp(middle - _Z * spread), math.exp(middle + _Z * spread))


def _nothing() -> Change:
    return Change(math.nan, math.nan, math.nan)


def _sound(*changes: Change) -> bool:
    return all(math.isfinite(change.ratio) for change in changes)


def _too_few(pairs: pd.DataFrame, one: pd.DataFrame, two: pd.DataFrame, effect: Change) -> Phrase | None:
    if len(pairs) < _LEAST_PAIRS:
        return Phrase("campaign.few_pairs" if len(pairs) else "campaign.no_pairs", {"n": len(pairs)})
    cells = [float(rows[name].sum()) for rows in (one, two) for name in ("before", "after")]
    if min(cells) < _LEAST_CASES:
        return Phrase("campaign.few_cases", {"n": int(min(cells)), "least": _LEAST_CASES})
    if effect.upper / effect.lower > _WIDEST:
        return Phrase("campaign.few_wide", {"lower": _Ratio(effect.lower), "upper": _Ratio(effect.upper)})
    return None
