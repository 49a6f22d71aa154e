"""``waspada hotspots``, ``scan`` and ``index``: where, how sure, and why, on the command line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli import options, output
from geo.cli.options import Exact, From, Indicator, Level, Reference, Role, Route, Source, To, Within
from geo.errors import UserError
from geo.text import fixed, integer, percent, text

if TYPE_CHECKING:
    from geo.hotspots.sources import YearScan

Neighbours = Annotated[
    str, typer.Option("--weights", help="Who is a neighbour: border_sea, border, nearest or band.")
]
Nearest = Annotated[int, typer.Option("--k", min=1, help="With --weights nearest: how many.")]
Band = Annotated[float, typer.Option("--km", min=0.1, help="With --weights band: how far.")]
MaxShare = Annotated[
    float, typer.Option("--max-share", min=0.001, max=1.0, help="Largest share of people in a window.")
]
Permutations = Annotated[
    int, typer.Option("--permutations", min=0, max=999_999, help="Simulated maps of the scan.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Seed of everything random.")]
Out = Annotated[
    Path | None, typer.Option("--out", help="Also write a file: csv, xlsx, gpkg, geojson, qml or json.")
]


_CLUSTER_DIGITS = {"observed": 0, "expected": 1, "relative_risk": 2, "llr": 3, "p_value": 3}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("hotspots")(hotspots)
    app.command("scan")(scan)
    app.command("index")(index)


def hotspots(
    *,
    indicator: Indicator,
    start: From,
    end: To,
    within: Within = None,
    level: Level = "district",
    role: Role = "origin",
    procedural: Route = None,
    source: Source = None,
    exact: Exact = False,
    reference: Reference = "selection",
    weights: Neighbours = "border_sea",
    k: Nearest = 4,
    km: Band = 100.0,
    max_share: MaxShare = 0.5,
    permutations: Permutations = 999,
    seed: Seed = 0,
    high: Annotated[float, typer.Option("--high", min=0.5, max=1.0, help="P(RR > 1) of Tinggi.")] = 0.95,
    watch: Annotated[float, typer.Option("--watch", min=0.5, max=1.0, help="P(RR > 1) of Waspada.")] = 0.80,
    out: Out = None,
    as_json: output.Json = False,
) -> None:
    """Class every area with its reasons: relative risk, clusters, neighbours, trend."""
    from geo.hotspots import export
    from geo.hotspots.assessment import Settings, assess
    from geo.hotspots.classes import HotspotClass, Thresholds

    lang = output.language()
    settings = Settings(
        reference=reference,
        weights=weights,  # type: ignore[arg-type]
        k=k,
        km=km,
        max_share=max_share,
        permutations=permutations,
        seed=seed,
        thresholds=Thresholds(high_probability=high, watch_probability=min(watch, high)),
    )
    chosen = options.selection(
        indicator=indicator, start=start, end=end, within=within, level=level, role=role,
        procedural=procedural, source=source, exact=exact,
    )  # fmt: skip
    found = assess(chosen, settings=settings)
    if out is not None:
        options.write(out, export.export(found, format=out.suffix.removeprefix("."), lang=lang))
    if as_json:
        output.show_json(export.as_dict(found, lang))
        return
    typer.echo(found.sentence.render(lang))
    for finding in found.findings:
        typer.echo(finding.render(lang))
    order = {klass: place for place, klass in enumerate(HotspotClass)}
    ranked = found.table.assign(place=found.table["klass"].map(order)).sort_values(
        ["place", "eb_mean"], ascending=[True, False]
    )
    for code in ranked.index:
        row: dict[str, Any] = dict(ranked.loc[code])
        mean, lower, upper = (fixed(row[key], lang, 2) for key in ("eb_mean", "eb_lower", "eb_upper"))
        label, chance = row["klass"].label.render(lang), percent(row["p_rr1"], lang)
        typer.echo(f"{code}  {row['name']:<34} {label:<12} {f'{mean} ({lower}–{upper})':>20}  {chance:>7}")
        for reason in row["reasons"]:
            typer.echo(f"      {reason.render(lang)}")


def scan(
    *,
    indicator: Annotated[
        str | None, typer.Option("--indicator", help="What is counted, e.g. deceased.")
    ] = None,
    start: Annotated[str | None, typer.Option("--from", help="First day of the window.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day of the window.")] = None,
    within: Within = None,
    level: Level = "district",
    role: Role = "origin",
    procedural: Route = None,
    source: Source = None,
    exact: Exact = False,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="Scan a CSV instead: columns x, y, cases, population and, if any, name."),
    ] = None,
    metric: Annotated[str, typer.Option("--metric", help="With --file: geodesic or euclidean.")] = "geodesic",
    method: Annotated[str, typer.Option("--method", help="circular, elliptic or flexible.")] = "circular",
    max_share: MaxShare = 0.5,
    max_km: Annotated[float | None, typer.Option("--max-km", min=0.001, help="Largest radius.")] = None,
    permutations: Permutations = 999,
    seed: Seed = 0,
    years: Annotated[
        int | None,
        typer.Option("--years-since", min=2007, max=2100, help="Scan calendar years in space and time."),
    ] = None,
    prospective: Annotated[
        bool, typer.Option("--prospective", help="With --years-since: only clusters that last until now.")
    ] = False,
    as_json: output.Json = False,
) -> None:
    """Find clusters by the Poisson scan, in published figures or in a file of points."""
    from geo.hotspots.sources import ScanInput, from_file, from_selection, scan_clusters, scan_years

    lang = output.language()
    given: ScanInput
    if file is not None:
        given = from_file(output.existing_file(file), metric=metric)
    elif indicator is None or start is None or end is None:
        raise UserError("hotspots.scan_of_what")
    else:
        chosen = options.selection(
            indicator=indicator, start=start, end=end, within=within, level=level, role=role,
            procedural=procedural, source=source, exact=exact,
        )  # fmt: skip
        if years is not None:
            found = scan_years(
                chosen, since=years, prospective=prospective, max_share=max_share, max_km=max_km,
                permutations=permutations, seed=seed,
            )  # fmt: skip
            _show_years(found, [str(code) for code in chosen.table.index], as_json=as_json)
            return
        given = from_selection(chosen)
    clusters = scan_clusters(
        given, method=method, max_share=max_share, max_km=max_km, permutations=permutations, seed=seed
    )
    parameters = {
        "method": method, "max_share": max_share, "max_km": max_km, "permutations": permutations,
        "seed": seed, "metric": given.metric, "points": given.points_are,
    }  # fmt: skip
    if as_json:
        rows = [
            {**vars(c), "members": [given.names[m] for m in c.members], "centre": given.names[c.centre]}
            for c in clusters
        ]
        output.show_json({"sentence": given.sentence, "parameters": parameters, "clusters": rows})
        return
    typer.echo(given.sentence.render(lang))
    if not clusters:
        typer.echo(text("hotspots.scan_nothing", lang))
    for cluster in clusters:
        typer.echo(
            text(
                "hotspots.scan_cluster",
                lang,
                n=len(cluster.members),
                observed=integer(cluster.observed, lang),
                expected=fixed(cluster.expected, lang, 1),
                risk=fixed(cluster.relative_risk, lang, 2),
                llr=fixed(cluster.llr, lang, 3),
                p=fixed(cluster.p_value, lang, 3),
                members=", ".join(given.names[m] for m in cluster.members),
            )
        )


def _show_years(found: "YearScan", codes: list[str], *, as_json: bool) -> None:
    lang = output.language()
    rows: list[dict[str, Any]] = [
        {
            **vars(c),
            "members": [codes[m] for m in c.members],
            "centre": codes[c.centre],
            "start": found.years[c.start],
            "end": found.years[c.end],
        }
        for c in found.clusters
    ]
    if as_json:
        output.show_json({"years": list(found.years), "clusters": rows})
        return
    typer.echo(text("hotspots.years_compared", lang, years=", ".join(map(str, found.years))))
    for row in rows:
        numbers = {key: fixed(row[key], lang, digits) for key, digits in _CLUSTER_DIGITS.items()}
        places = ", ".join(row["members"])
        span = f"{row['start']}–{row['end']}" if row["start"] != row["end"] else str(row["start"])
        typer.echo(text("hotspots.years_cluster", lang, span=span, members=places, **numbers))


def index(
    *,
    start: From,
    end: To,
    indicator: Annotated[str, typer.Option("--indicator", help="Whose change.")] = "deceased",
    within: Within = None,
    level: Level = "district",
    exact: Exact = False,
    reference: Reference = "selection",
    weight: Annotated[
        list[str] | None,
        typer.Option("--weight", help="key=number for a dimension or component; repeatable."),
    ] = None,
    draws: Annotated[int, typer.Option("--draws", min=0, max=100_000, help="Random weightings.")] = 1000,
    seed: Seed = 0,
    as_json: output.Json = False,
) -> None:
    """Rank areas by the risk index, with the interval of the rank and every score's parts."""
    import pandas as pd

    from geo.hotspots.index import risk_index, weighting_of

    lang = output.language()
    chosen = options.selection(
        indicator=indicator, start=start, end=end, within=within, level=level, exact=exact
    )
    found = risk_index(
        chosen, weighting=weighting_of(weight or ()), reference=reference, draws=draws, seed=seed
    )
    table = found.table.sort_values(["rank", "name"], na_position="last")
    if as_json:
        plain = table.astype(object).where(table.notna(), None)
        rows: list[dict[str, Any]] = [
            {"code": code, **dict(plain.loc[code]), "parts": found.parts(str(code))} for code in plain.index
        ]
        output.show_json({"sentence": found.sentence, "weights": found.weighting, "areas": rows})
        return
    typer.echo(found.sentence.render(lang))
    for code, row in table.iterrows():
        rank, low, high = (
            "–" if value is pd.NA else value for value in row[["rank", "rank_low", "rank_high"]]
        )
        typer.echo(
            f"{rank!s:>4} ({f'{low}–{high}':>7})  {code}  {row['name']:<34} "
            f"{fixed(float(row['index']), lang, 1):>5}  {row['confidence']}"
        )
