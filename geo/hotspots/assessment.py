"""The whole assessment of a selection: risk, neighbours, clusters, time, class and reasons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from geo import __version__, areas, boundaries, rates
from geo.counts import Selection, Sentences, Window
from geo.errors import UserError
from geo.hotspots import weights as neighbourhood
from geo.hotspots.autocorrelation import (
    QUADRANTS,
    GlobalMoran,
    LocalStatistic,
    getis_ord,
    local_moran,
    moran_eb,
)
from geo.hotspots.classes import Evidence, HotspotClass, Thresholds, classify
from geo.hotspots.dispersion import Dispersion, dispersion
from geo.hotspots.empirical_bayes import RelativeRisk, relative_risk
from geo.hotspots.history import History, history
from geo.hotspots.inputs import Flags, Floats
from geo.hotspots.weights import Weights
from geo.hotspots.words import figure, p_value, share
from geo.text import Phrase

if TYPE_CHECKING:
    from geo.hotspots.scan import Cluster, Clusters

WeightsKind = Literal["border_sea", "border", "nearest", "band"]
WEIGHTS: tuple[WeightsKind, ...] = ("border_sea", "border", "nearest", "band")


@dataclass(frozen=True)
class Settings:
    """How an assessment is made; printed with it.

    ``reference``: "selection" or "nation" (``rates.REFERENCES``). ``weights``: who is a neighbour; ``k``
    and ``km`` belong to "nearest" and "band". ``max_share``: largest share of the population in a scan
    window.
    """

    reference: str = "selection"
    weights: WeightsKind = "border_sea"
    k: int = 4
    km: float = 100.0
    max_share: float = 0.5
    permutations: int = 999
    local_permutations: int = 9999
    seed: int = 0
    thresholds: Thresholds = field(default_factory=Thresholds)


@dataclass(frozen=True)
class Assessment:
    """What the counts of a selection say, area by area and as a whole.

    ``table`` is indexed by area code: name, population, observed, expected, rr, eb_mean, eb_lower,
    eb_upper, p_rr1, p_rr2, gi_z, gi_p, gi_q, lisa (HH, LH, LL, HL or None), lisa_i, lisa_p, lisa_q, cluster
    (letter or None: the clusters with a p-value within the threshold), trend_p, alert, klass
    (``HotspotClass``), reasons (list of Phrase). ``clusters`` are all that the scan reports, positions are
    rows of the table.
    """

    selection: Selection
    settings: Settings
    table: pd.DataFrame
    clusters: "Clusters"
    risk: RelativeRisk
    moran: GlobalMoran
    lisa: LocalStatistic
    gi: LocalStatistic
    weights: Weights
    dispersion: Dispersion
    history: History
    judged: int
    version: str = __version__

    @property
    def sentence(self) -> Phrase:
        """Say what was assessed, how, and with which parameters and seed."""
        return Sentences(
            "hotspots.said",
            parts=[
                rates.sentence(self.selection, "relative_risk", reference=self.settings.reference),
                Phrase("hotspots.method", self._method()),
                *self._compared(),
                self.weights.sentence,
                self.settings.thresholds.sentence,
                Phrase(
                    "hotspots.made_with",
                    {
                        "version": self.version,
                        "data": self.selection.data_version,
                        "seed": self.settings.seed,
                    },
                ),
            ],
        )

    @property
    def findings(self) -> list[Phrase]:
        """Say the main results in a few sentences: how many areas of which class, clusters, spread, Moran."""
        if self.judged == 0:
            return [self._nothing()]
        counts = self.table["klass"].value_counts()
        said = [
            Phrase("hotspots.found_classes", {k.value: int(counts.get(k, 0)) for k in HotspotClass}),
            Phrase("hotspots.found_clusters", {"n": len(self.significant)})
            if self.significant
            else Phrase("hotspots.found_no_cluster", {"p": figure(self.settings.thresholds.scan_p)}),
            self.dispersion.sentence,
        ]
        if np.isfinite(self.moran.statistic):
            found = {"i": figure(self.moran.statistic), "p": p_value(self.moran.p_value)}
            said.append(Phrase("hotspots.found_moran", found))
        return said

    @property
    def significant(self) -> "list[Cluster]":
        """Return the clusters with a p-value within the threshold."""
        return self.clusters.significant(level=self.settings.thresholds.scan_p)

    @property
    def isolates(self) -> list[str]:
        """Return the judged areas without a judged neighbour: their local statistics cannot be computed."""
        return [str(code) for code in self.table.index[self.lisa.isolates]]

    @property
    def covered(self) -> Window | None:
        """Return the shorter window that the figures cover, where the one asked for is not covered enough."""
        known = self.selection.table.dropna(subset=["value"])
        if self.judged or self._enough() or known.empty:
            return None
        return Window(min(known["start"]), max(known["end"]))

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Return every parameter by name, for JSON and file headers."""
        s = self.settings
        return {
            **{k: v for k, v in vars(s).items() if k != "thresholds"},
            "thresholds": dict(vars(s.thresholds)),
            "eb_method": self.risk.method,
            "eb_prior_mean": self.risk.prior_mean,
            "eb_prior_variance": self.risk.prior_variance,
            "isolates": self.isolates,
            "data_version": self.selection.data_version,
            "boundaries": boundaries.active().id,
            "version": self.version,
        }

    def _compared(self) -> list[Phrase]:
        """Say who makes the reference where some areas with a figure do not."""
        figures = int(self.table["observed"].notna().sum())
        if self.settings.reference != "selection" or self.judged in (0, figures):
            return []
        least = share(self.settings.thresholds.min_cover)
        return [Phrase("hotspots.compared", {"n": self.judged, "figures": figures, "least": least})]

    def _method(self) -> dict[str, Any]:
        return {
            "permutations": self.settings.permutations,
            "local": self.settings.local_permutations,
            "share": share(self.settings.max_share),
        }

    def _enough(self) -> list[str]:
        """Return the areas with figures of enough days, whether they can be judged or not."""
        shown = self.selection.table
        covered = shown["cover"] >= self.settings.thresholds.min_cover
        return [str(code) for code in shown.index[covered & shown["value"].notna()]]

    def _incomparable(self, enough: list[str]) -> Phrase:
        """Say why areas with enough figures cannot be judged."""
        people = self.table["population"].loc[enough] > 0
        if not people.any():
            return Phrase("hotspots.found_no_population")
        if self.settings.reference == "nation":
            return Phrase("hotspots.found_no_reference")
        if people.sum() == 1:
            return Phrase("hotspots.found_alone", {"area": areas.name(str(people.idxmax()))})
        return Phrase("hotspots.found_no_cases", {"n": int(people.sum())})

    def _nothing(self) -> Phrase:
        if enough := self._enough():
            return self._incomparable(enough)
        if self.covered is None:
            return Phrase("hotspots.found_nothing")
        return Phrase(
            "hotspots.found_uncovered",
            {
                "start": self.covered.start,
                "end": self.covered.end,
                "least": share(self.settings.thresholds.min_cover),
            },
        )


def assess(
    selection: Selection,
    *,
    settings: Settings | None = None,
    progress: Callable[[int, int], None] | None = None,
    earlier: Mapping[int, Selection] | None = None,
) -> Assessment:
    """Assess a selection by origin: DESIGN.md, "Hotspot class".

    Only areas that can be judged (a figure, a population, enough days covered) are compared: with the
    reference "selection" they alone make it, so that figures of half a year do not lower it. A single such
    area would be compared with itself: nothing is expected of it then. Without any the risks shown compare
    all areas with a figure. In both cases the result says so and every area is "Data kurang". ``earlier``:
    the selection's ``earlier_years`` where they are at hand. Raises ``UserError`` for counts that are not
    by origin.
    """
    from geo.hotspots.scan import poisson_scan  # brings numba: only where something is scanned

    settings = settings or Settings()
    if selection.role != "origin":
        raise UserError("hotspots.not_by_origin", role=Phrase(f"counts.role.{selection.role}"))
    base = _base(selection, settings)
    observed, population = base["observed"].to_numpy(), base["population"].to_numpy()
    risk = relative_risk(observed, base["expected"].to_numpy())
    judged = np.isfinite(risk.mean) & _comparable(base, settings)
    usable = np.where(judged, observed, np.nan)
    points = _points(selection, base.index)
    links = neighbours(selection, settings, points)
    often, seed = settings.local_permutations, settings.seed
    lisa = local_moran(usable, population, links, permutations=often, seed=seed)
    gi = getis_ord(usable, population, links, permutations=often, seed=seed)
    clusters = poisson_scan(
        points,
        usable,
        population,
        max_share=settings.max_share,
        permutations=settings.permutations,
        seed=settings.seed,
        progress=progress,
    )
    past = history(
        selection,
        min_cover=settings.thresholds.min_cover,
        least_cases=settings.thresholds.least_cases,
        earlier=earlier,
    )
    table = base.drop(columns=["cover", "days_covered", "status"]).assign(
        rr=rates.relative_risk(observed, base["expected"].to_numpy()),
        eb_mean=risk.mean,
        eb_lower=risk.lower,
        eb_upper=risk.upper,
        p_rr1=risk.exceedance(1.0),
        p_rr2=risk.exceedance(2.0),
        gi_z=gi.statistic,
        gi_p=gi.p_value,
        gi_q=gi.q_value,
        lisa=pd.Series(
            [QUADRANTS[q] if q >= 0 else None for q in lisa.quadrant], index=base.index, dtype="object"
        ),
        lisa_i=lisa.statistic,
        lisa_p=lisa.p_value,
        lisa_q=lisa.q_value,
    )
    return Assessment(
        selection=selection,
        settings=settings,
        table=_classified(table, base, clusters, past, settings.thresholds, selection.window.days),
        clusters=clusters,
        risk=risk,
        moran=moran_eb(usable, population, links, permutations=settings.permutations, seed=settings.seed),
        lisa=lisa,
        gi=gi,
        weights=links,
        dispersion=dispersion(usable, base["expected"].to_numpy()),
        history=past,
        judged=int(judged.sum()),
    )


def neighbours(selection: Selection, settings: Settings, points: Floats | None = None) -> Weights:
    """Return the weights the settings ask for; villages, whose borders are unknown, take the nearest."""
    kind = settings.weights
    if selection.level == "village" and kind in ("border_sea", "border"):
        kind = "nearest"
    codes = [str(code) for code in selection.table.index]
    if kind in ("border_sea", "border"):
        found = boundaries.neighbours(selection.level, within=selection.within)
        return neighbourhood.border(codes, found, sea=kind == "border_sea")
    if points is None:
        points = _points(selection, selection.table.index)
    placed = np.asarray(np.isfinite(points).all(axis=1))
    if not placed.all():
        points = np.where(placed[:, None], points, [[0.0, -90.0]])  # no village point: far from everyone
    if kind == "nearest":
        return neighbourhood.nearest(codes, points, k=settings.k)
    if kind == "band":
        return neighbourhood.band(codes, points, km=settings.km)
    raise UserError("hotspots.weights_unknown", given=kind, known=list(WEIGHTS))


def letter(position: int) -> str:
    """Return the letter of the cluster at a position of the list: A, B … Z, AA …"""
    return (letter(position // 26 - 1) if position >= 26 else "") + chr(ord("A") + position % 26)


def _base(selection: Selection, settings: Settings) -> pd.DataFrame:
    shown = selection.table
    base = pd.DataFrame(
        {
            "name": shown["name"],
            "population": rates.population(selection),
            "observed": rates.observed(selection),
            "expected": rates.expected_counts(selection, reference=settings.reference),
            "cover": shown["cover"],
            "days_covered": shown["days_covered"],
            "status": shown["status"].where(~shown["before_split"].astype(bool), "before_split"),
        }
    )
    enough = _comparable(base, settings)
    if settings.reference == "selection" and enough.any():
        compared = np.where(enough, base["observed"].to_numpy(), np.nan)
        expected = rates.expected(compared, base["population"].to_numpy())
        base["expected"] = np.where(enough & (enough.sum() > 1), expected, np.nan)
    return base


def _comparable(base: pd.DataFrame, settings: Settings) -> Flags:
    """Say which areas have a figure of enough days and a population."""
    covered = base["cover"].to_numpy() >= settings.thresholds.min_cover
    known = base["observed"].notna() & (base["population"] > 0)
    return np.asarray(covered & known.to_numpy(), dtype=bool)


def _points(selection: Selection, index: "pd.Index[Any]") -> Floats:
    """Return longitude and latitude of every area's centre, NaN where it has none."""
    centres = boundaries.centres(selection.level).set_index("code")
    return centres.reindex(index)[["longitude", "latitude"]].to_numpy(dtype=np.float64)


def _classified(  # noqa: PLR0917
    table: pd.DataFrame,
    base: pd.DataFrame,
    clusters: "Clusters",
    past: History,
    thresholds: Thresholds,
    days: int,
) -> pd.DataFrame:
    inside = {
        member: (cluster, letter(at))
        for at, cluster in enumerate(clusters)
        for member in cluster.members
        if cluster.p_value <= thresholds.scan_p
    }
    klass, reasons, letters = [], [], []
    records = zip(table.index, table.to_dict("records"), base.to_dict("records"), strict=True)
    for position, (code, row, raw) in enumerate(records):
        cluster, name = inside.get(position, (None, ""))
        evidence = Evidence(
            observed=float(row["observed"]),
            expected=float(row["expected"]),
            cover=float(raw["cover"]),
            days_covered=int(raw["days_covered"]),
            days=days,
            population=float(row["population"]),
            status=str(raw["status"]),
            mean=float(row["eb_mean"]),
            lower=float(row["eb_lower"]),
            upper=float(row["eb_upper"]),
            p_rr1=float(row["p_rr1"]),
            cluster=cluster,
            cluster_letter=name,
            gi_z=float(row["gi_z"]),
            gi_q=float(row["gi_q"]),
            trend=past.trends.get(str(code)),
            alert=past.alerts.get(str(code)),
        )
        decided, why = classify(evidence, thresholds)
        klass.append(decided)
        reasons.append(why)
        letters.append(name or None)
    return table.assign(
        cluster=pd.Series(letters, index=table.index, dtype="object"),
        trend_p=[past.trends[str(c)].p_value if str(c) in past.trends else np.nan for c in table.index],
        alert=[past.alerts[str(c)].raised if str(c) in past.alerts else False for c in table.index],
        klass=pd.Series(klass, index=table.index, dtype="object"),
        reasons=pd.Series(reasons, index=table.index, dtype="object"),
    )
