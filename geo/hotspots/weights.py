"""Who is whose neighbour: weights from borders and sea links, nearest neighbours or a distance band."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from scipy import sparse
from scipy.spatial import cKDTree

from geo.hotspots.inputs import Floats
from geo.text import Phrase

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

Link = tuple[str, str]


@dataclass(frozen=True)
class Weights:
    """A row-standardised graph over area codes, how it was made, and who has no neighbour."""

    graph: Graph
    kind: str
    isolates: tuple[str, ...]
    sentence: Phrase


def border(
    codes: Sequence[str],
    links: pd.DataFrame,
    *,
    sea: bool = True,
    add: Iterable[Link] = (),
    drop: Iterable[Link] = (),
) -> Weights:
    """Build weights from shared borders and, unless ``sea`` is off, the declared sea links.

    ``links`` is ``boundaries.neighbours(...)``: columns code, other, kind ("border" or "sea"). ``add`` and
    ``drop`` are pairs of codes an analyst joins or separates. Links to areas outside ``codes`` are left out.
    """
    known = set(codes)
    kinds = ["border", "sea"] if sea else ["border"]
    kept = links[links["kind"].isin(kinds) & links["code"].isin(known) & links["other"].isin(known)]
    pairs = {tuple(sorted(p)) for p in zip(kept["code"], kept["other"], strict=True)}
    pairs |= {tuple(sorted(p)) for p in add if known.issuperset(p)}
    pairs -= {tuple(sorted(p)) for p in drop}
    return _build(codes, [p for p in pairs if p[0] != p[1]], "border_sea" if sea else "border", {})


def nearest(codes: Sequence[str], points: Any, *, k: int = 4) -> Weights:
    """Join every area to its ``k`` nearest; ``points`` are (n, 2) longitude, latitude in degrees.

    Not symmetric by nature. Distances are great circles.
    """
    k = min(k, len(codes) - 1)
    if k < 1:
        return _build(codes, [], "nearest", {"k": k}, symmetric=False)
    _, found = cKDTree(unit_vectors(points)).query(unit_vectors(points), k=k + 1)
    near = np.asarray(found)
    pairs = [(codes[i], codes[j]) for i, row in enumerate(near) for j in [j for j in row if j != i][:k]]
    return _build(codes, pairs, "nearest", {"k": k}, symmetric=False)


def band(codes: Sequence[str], points: Any, *, km: float) -> Weights:
    """Join areas whose points lie within ``km`` of each other along a great circle."""
    chord = 2 * np.sin(min(km / (2 * EARTH_RADIUS_KM), np.pi / 2))
    pairs = cKDTree(unit_vectors(points)).query_pairs(chord)
    return _build(codes, [(codes[i], codes[j]) for i, j in pairs], "band", {"km": km})


def unit_vectors(points: Any) -> Floats:
    """Return (n, 3) unit vectors of (n, 2) longitudes and latitudes in degrees (sphere)."""
    longitude, latitude = np.radians(np.asarray(points, dtype=np.float64).reshape(-1, 2)).T
    return np.column_stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)]
    )


def matrix(weights: Any) -> sparse.csr_array:
    """Return the weights as they stand (their own transform) as a sparse matrix without stored zeros.

    Takes a ``libpysal.graph.Graph``, a ``libpysal.weights.W`` or any matrix; rows and columns keep the
    weights' own order.
    """
    raw = getattr(weights, "sparse", weights)
    result = sparse.csr_array(raw, dtype=np.float64)
    if result.shape[0] != result.shape[1]:
        raise ValueError(f"weights must be square, are {result.shape}")
    result = result.copy()
    result.eliminate_zeros()
    result.sort_indices()
    return result


def _build(
    codes: Sequence[str], pairs: Iterable[Link], kind: str, params: dict[str, Any], *, symmetric: bool = True
) -> Weights:
    ordered = sorted(pairs)
    if symmetric:
        ordered += [(b, a) for a, b in ordered]
    joined = {a for a, _ in ordered} | ({b for _, b in ordered} if symmetric else set())
    isolates = tuple(c for c in codes if c not in joined)
    focal = [a for a, _ in ordered] + list(isolates)
    other = [b for _, b in ordered] + list(isolates)
    value = np.concatenate([np.ones(len(ordered)), np.zeros(len(isolates))])
    place = {code: i for i, code in enumerate(codes)}
    order = np.argsort([place[a] * len(codes) + place[b] for a, b in zip(focal, other, strict=True)])
    graph = Graph.from_arrays(np.array(focal)[order], np.array(other)[order], value[order])
    sentence = Phrase(f"hotspots.weights_{kind}", {**params, "isolates": len(isolates)})
    return Weights(graph.transform("R"), kind, isolates, sentence)
