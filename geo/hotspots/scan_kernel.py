"""Inner loops of the scan. Arrays as in ``scan_windows.Windows``; counts are cases, E their expectation."""

from typing import Any

import numpy as np

from geo.hotspots.compiled import compiled

LANES = 32
"""Simulated maps that one pass over the windows carries side by side."""
STEP = 8
"""Entries of a window that are added up before anything is compared."""

HIGH, LOW, BOTH = 1, -1, 0


@compiled
def likelihood_ratio(c: Any, e: Any, total: Any, side: Any) -> Any:
    """Return Kulldorff's (1997) Poisson log-likelihood ratio of ``c`` cases where ``e`` were expected.

    0 for a window that does not deviate to the ``side`` asked for, or that expects none or all cases.
    """
    if e <= 0.0 or e >= total or (side == 1 and c <= e) or (side == -1 and c >= e):
        return 0.0
    inside = c * np.log(c / e) if c > 0 else 0.0
    outside = (total - c) * np.log((total - c) / (total - e)) if total > c else 0.0
    return inside + outside


@compiled
def best_windows(  # noqa: PLR0917
    starts: Any, order: Any, ends: Any, cases: Any, expected: Any, taken: Any, total: Any, side: Any
) -> Any:
    """Return every row's highest ratio and the entry after which that window closes (−1: none).

    A row stops before the first area that is ``taken``. Of equal ratios the smaller window counts.
    """
    rows = starts.size - 1
    ratios = np.zeros(rows)
    closes = np.full(rows, -1)
    for row in range(rows):
        c = 0.0
        e = 0.0
        for j in range(starts[row], starts[row + 1]):
            area = order[j]
            if taken[area]:
                break
            c += cases[area]
            e += expected[area]
            if ends[j]:
                ratio = likelihood_ratio(c, e, total, side)
                if ratio > ratios[row] * (1 + 1e-12):
                    ratios[row] = ratio
                    closes[row] = j
    return ratios, closes


@compiled
def steps(  # noqa: PLR0917
    starts: Any, order: Any, ends: Any, expected: Any, total: Any, side: Any
) -> Any:
    """Cut every row into steps of eight entries and work out what a count must exceed to matter.

    The ratio is at most d²(1/(2E) + 1/(T−E)) for d = c − E > 0, since x·ln x − x + 1 is at most (x−1)²/2
    above 1 and (x−1)² below; on the low side it is at most d²(1/E + 1/(T−E)). So with the highest ratio M
    so far, an entry matters only where |d| > √M·scale. A whole step is passed over where even its last
    count and its first expectation (the other way round on the low side) stay under √M times its smallest
    scale.

    Returns the rows' first steps; per entry the area (one past the last for padding), expectation, mean and
    scale; per step the lowest and highest mean and the smallest scale. Means and scales are slightly loose,
    so that single precision never hides a window.
    """
    rows = starts.size - 1
    first = np.zeros(rows + 1, dtype=np.int64)
    for row in range(rows):
        first[row + 1] = first[row] + (starts[row + 1] - starts[row] + STEP - 1) // STEP
    entries = first[rows] * STEP
    area = np.full(entries, expected.size, dtype=np.int32)
    within = np.zeros(entries)
    mean = np.full(entries, np.nan, dtype=np.float32)
    scale = np.ones(entries, dtype=np.float32)
    low = np.full(first[rows], np.inf, dtype=np.float32)
    high = np.full(first[rows], -np.inf, dtype=np.float32)
    least = np.full(first[rows], np.inf, dtype=np.float32)
    share = 0.5 if side == 1 else 1.0
    for row in range(rows):
        e = 0.0
        at = first[row] * STEP
        for j in range(starts[row], starts[row + 1]):
            e += expected[order[j]]
            area[at] = order[j]
            within[at] = e
            if ends[j] and 0.0 < e < total:
                mean[at] = e
                scale[at] = 0.9999 / np.sqrt(share / e + 1.0 / (total - e)) - 1e-5 * np.sqrt(e)
                step = at // STEP
                low[step] = min(low[step], mean[at])
                high[step] = max(high[step], mean[at])
                least[step] = min(least[step], scale[at])
            at += 1
    return first, area, within, mean, scale, low, high, least


@compiled
def simulated_maxima(cut: Any, maps: Any, floor: Any, total: Any, side: Any) -> Any:
    """Return the highest ratio of every simulated map (groups × LANES) over windows ``cut`` by ``steps``.

    ``floor`` holds ratios already reached elsewhere: windows below are not looked at. ``maps`` is (groups,
    areas + 1, LANES), the last area empty. Logarithms are taken only where the bound of ``steps`` says that
    a window may beat the highest so far.
    """
    first, area, within, mean, scale, low, high, least = cut
    groups, lanes = maps.shape[0], maps.shape[2]
    highest = floor.copy()
    root = np.zeros(lanes, dtype=maps.dtype)
    before = np.zeros(lanes, dtype=maps.dtype)
    count = np.zeros(lanes, dtype=maps.dtype)
    for g in range(groups):
        here = maps[g]
        root[:] = np.sqrt(highest[g])
        for row in range(first.size - 1):
            count[:] = 0
            for step in range(first[row], first[row + 1]):
                j = step * STEP
                a, b, c, d = here[area[j]], here[area[j + 1]], here[area[j + 2]], here[area[j + 3]]
                e, f, h, i = here[area[j + 4]], here[area[j + 5]], here[area[j + 6]], here[area[j + 7]]
                bottom, top, small = low[step], high[step], least[step]
                found = np.int32(0)
                if side == 1:
                    for k in range(lanes):
                        now = count[k] + (((a[k] + b[k]) + (c[k] + d[k])) + ((e[k] + f[k]) + (h[k] + i[k])))
                        count[k] = now
                        found |= np.int32(now - bottom > root[k] * small)
                else:
                    for k in range(lanes):
                        old = count[k]
                        now = old + (((a[k] + b[k]) + (c[k] + d[k])) + ((e[k] + f[k]) + (h[k] + i[k])))
                        before[k] = old
                        count[k] = now
                        found |= np.int32(max(now - bottom, top - old) > root[k] * small)
                if found:
                    for k in range(lanes):
                        far = count[k] - bottom
                        if side != 1:
                            far = max(far, top - before[k])
                        if far > root[k] * small:
                            now = count[k]
                            for at in range(j + STEP - 1, j - 1, -1):
                                apart = now - mean[at] if side == 1 else abs(now - mean[at])
                                if apart > root[k] * scale[at]:
                                    ratio = likelihood_ratio(np.float64(now), within[at], total, side)
                                    if ratio > highest[g, k]:
                                        highest[g, k] = ratio
                                        root[k] = np.sqrt(ratio)
                                now -= here[area[at], k]
    return highest
