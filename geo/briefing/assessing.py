"""From the hotspot assessment to what a briefing says of it, kept for the next time."""

import contextlib
import dataclasses
import hashlib
import json
import os
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from geo import areas, boundaries, paths
from geo.briefing.risk import AreaRisk, ClusterRisk, Risk, ordered
from geo.counts import Selection
from geo.text import percent, text

if TYPE_CHECKING:
    from geo.hotspots.assessment import Settings

_COLUMNS_SAY = "hotspots.reason_risk"
"""The reason that the columns of a table say already."""

_ROOMS = ("areas", "boundaries", "counts", "rates", "hotspots", "briefing")


def assess(selection: Selection, *, lang: str) -> Risk:
    """Assess a selection by the rules of DESIGN.md, "Hotspot class", and say the reasons in ``lang``.

    The answer depends on nothing but the data, the boundaries, the program and the seed: it is kept in the
    user's folder, so that the second form, page or night's run need not load and run the statistics again.
    """
    kept = paths.home() / "cache" / f"risk-{_key(selection, lang)}.json"
    try:
        return _read(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        risk = _assess(selection, lang)
    with contextlib.suppress(OSError):
        kept.parent.mkdir(exist_ok=True)
        partial = kept.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(dataclasses.asdict(risk)), encoding="utf-8")
        partial.replace(kept)
    return risk


def _key(selection: Selection, lang: str) -> str:
    """Return a digest of all that the assessment depends on, the program's own files included."""
    window = selection.window
    asked = [selection.data_version, str(window.start), str(window.end), selection.indicator]
    asked += [selection.level, selection.within, str(selection.procedural), lang, boundaries.active().digest]
    package = Path(__file__).resolve().parents[1]
    files = [*(f for room in _ROOMS for f in (package / room).glob("*.py")), *paths.data("areas").glob("*")]
    files += [paths.data("locale", lang, f"{room}.json") for room in ("areas", "hotspots", "briefing")]
    files += paths.data("boundaries").rglob("*.parquet")
    asked += [f"{f.name}:{f.stat().st_size}:{f.stat().st_mtime_ns}" for f in sorted(files)]
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:24]


def _read(content: str) -> Risk:
    plain = json.loads(content)
    rows = [AreaRisk(**{**row, "reasons": tuple(row["reasons"])}) for row in plain["rows"]]
    clusters = [ClusterRisk(**{**c, "members": tuple(c["members"])}) for c in plain["clusters"]]
    plain |= {"rows": tuple(rows), "clusters": tuple(clusters), "method": tuple(plain["method"])}
    return Risk(**plain)


def _assess(selection: Selection, lang: str) -> Risk:
    from geo.hotspots import assessment as hotspots

    found = hotspots.assess(selection)
    covers = {str(code): float(cover) for code, cover in selection.table["cover"].items()}
    rows = []
    for code, row in found.table.iterrows():
        reasons = list(row["reasons"])
        rest = [reason for reason in reasons if reason.key != _COLUMNS_SAY]
        rows.append(
            AreaRisk(
                code=str(code),
                name=areas.name(str(code), short=True),
                value=_whole(row["observed"]),
                cover=covers[str(code)],
                expected=_number(row["expected"]),
                mean=_number(row["eb_mean"]),
                lower=_number(row["eb_lower"]),
                upper=_number(row["eb_upper"]),
                exceedance=_number(row["p_rr1"]),
                klass=row["klass"].value,
                reasons=tuple(reason.render(lang) for reason in reasons),
                short=" ".join(reason.render(lang) for reason in rest[:2]),
            )
        )
    codes = [str(code) for code in found.table.index]
    clusters = tuple(
        ClusterRisk(
            letter=hotspots.letter(place),
            members=tuple(codes[i] for i in cluster.members),
            observed=round(cluster.observed),
            expected=float(cluster.expected),
            relative_risk=float(cluster.relative_risk),
            p_value=float(cluster.p_value),
        )
        for place, cluster in enumerate(found.significant)
    )
    people = found.table.loc[found.table["observed"].notna(), "population"].sum()
    return Risk(
        rows=ordered(rows),
        clusters=clusters,
        reference=areas.name(selection.within),
        reference_rate=float(found.table["observed"].sum() / people) if people > 0 else None,
        method=(_scanned(found.settings, lang), found.settings.thresholds.sentence.render(lang)),
        judged=found.judged,
        nothing="" if found.judged else found.findings[0].render(lang),
    )


def _scanned(settings: "Settings", lang: str) -> str:
    return text(
        "briefing.method_4",
        lang,
        permutations=settings.permutations,
        local=settings.local_permutations,
        share=percent(settings.max_share, lang),
        seed=str(settings.seed),
    )


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def _whole(value: float) -> int | None:
    return round(value) if isfinite(value) else None
