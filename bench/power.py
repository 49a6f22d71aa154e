"""How often is a planted cluster found? Share of maps on which its areas become "Inti", by size and risk.

    python bench/power.py [--maps 200] [--set ntt|indonesia|nc] [--seed 0] [--out power.svg]

A cluster is a randomly chosen area with its nearest ones; their rates are multiplied by the planted risk, the
total of cases stays as in false_alarms.py. "any" counts maps with at least one planted area Inti, "each"
is the mean share of planted areas Inti, "wrong" the mean number of other areas that are. With --out the
curves of "any" are drawn as SVG, one panel for each set, one line for each size of the cluster.
"""

import argparse
from pathlib import Path

import numpy as np
from false_alarms import CASES, classes, maps

from geo.hotspots.assessment import Settings
from geo.hotspots.classes import HotspotClass
from geo.hotspots.weights import unit_vectors

SIZES = {1: "#fdb863", 3: "#e08214", 5: "#7f3b08"}
RISKS = (1.5, 2.0, 3.0, 5.0)
WIDTH, HEIGHT, LEFT, TOP = 300, 200, 52, 44
"""Of a panel's plot, and the room beside and above it."""


def drawn(curves: dict[tuple[str, int], list[float]], maps: int, seed: int) -> str:
    """Return the curves as SVG: the planted risk across, the share of maps on which it is found upwards."""
    across = [WIDTH * (risk - 1) / (RISKS[-1] - 1) for risk in RISKS]
    panels = list(dict.fromkeys(name for name, _ in curves))
    parts = []
    for at, name in enumerate(panels):
        x0 = LEFT + at * (WIDTH + LEFT)
        parts.append(f'<g transform="translate({x0} {TOP})"><text y="-24" font-weight="bold">{name}, ')
        parts.append(f"{CASES[name]} cases, {maps} maps, seed {seed}</text>")
        for share in (0, 0.25, 0.5, 0.75, 1):
            y = HEIGHT * (1 - share)
            parts.append(f'<path d="M0 {y}H{WIDTH}" stroke="#ccc"/>')
            parts.append(f'<text x="-6" y="{y + 4}" text-anchor="end">{share:.0%}</text>')
        for x, risk in zip(across, RISKS, strict=True):
            parts.append(f'<text x="{x:.0f}" y="{HEIGHT + 18}" text-anchor="middle">{risk:g}</text>')
        parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT + 38}" text-anchor="middle">planted risk</text>')
        for row, (size, colour) in enumerate(SIZES.items()):
            points = list(zip(across, (HEIGHT * (1 - share) for share in curves[name, size]), strict=True))
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in points]
            label = f"{size} area{'s' if size > 1 else ''}"
            parts.append(f'<text x="{row * 90}" y="-6" fill="{colour}">● {label}</text>')
        parts.append("</g>")
    size = f'width="{LEFT + len(panels) * (WIDTH + LEFT)}" height="{TOP + HEIGHT + 48}"'
    style = 'font-family="sans-serif" font-size="13" style="background:#fff"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>{"".join(parts)}</svg>\n'


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--maps", type=int, default=200)
    arguments.add_argument("--set", choices=sorted(CASES), action="append", dest="sets")
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--out", type=Path)
    given = arguments.parse_args()
    settings = Settings()
    curves: dict[tuple[str, int], list[float]] = {}
    print(
        f"{'set':<10} {'areas':>5} {'risk':>5} {'any':>6} {'each':>6} {'wrong':>6}   ({given.maps} maps each)"
    )
    for name in given.sets or ("ntt", "nc"):
        population, points, graph = maps(name)
        place = unit_vectors(points)
        for size in SIZES:
            for risk in RISKS:
                generator = np.random.default_rng(given.seed)
                hit, share, wrong = [], [], []
                for number in range(given.maps):
                    centre = generator.integers(population.size)
                    planted = np.argsort(((place - place[centre]) ** 2).sum(axis=1))[:size]
                    rate = population.copy()
                    rate[planted] *= risk
                    cases = generator.multinomial(CASES[name], rate / rate.sum()).astype(float)
                    found = classes(cases, population, points, graph, settings=settings, seed=number)
                    core = found == HotspotClass.CORE
                    hit.append(core[planted].any())
                    share.append(core[planted].mean())
                    wrong.append(core.sum() - core[planted].sum())
                curves.setdefault((name, size), []).append(float(np.mean(hit)))
                print(
                    f"{name:<10} {size:>5} {risk:>5} {np.mean(hit):>6.0%} {np.mean(share):>6.0%} "
                    f"{np.mean(wrong):>6.2f}   {'█' * round(20 * np.mean(hit))}",
                    flush=True,
                )
    if given.out is not None:
        given.out.write_text(drawn(curves, given.maps, given.seed), encoding="utf-8")
        print(f"drawn: {given.out}")


if __name__ == "__main__":
    main()
