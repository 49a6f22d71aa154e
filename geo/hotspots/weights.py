"""Who is whose neighbour: weights from borders and sea links, nearest neighbours or a distance band."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import cKDTree

from geo.hotspots.inputs import Floats
from geo.text import Phrase

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

Link = tuple[str, str]


@dataclass(frozen=True)
class Weights:
    """Row-standardised weights over area codes, how they were made, and who has no neighbour.

    ``sparse`` (areas, areas) has the rows and columns of ``codes``. A plain SciPy matrix and not a
    ``libpysal.graph.Graph``: that import brings scikit-learn, two seconds at every start, for a matrix.
    """

    codes: tuple[str, ...]
    sparse: sparse.csr_array
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

    Takes ``Weights``, a ``libpysal.graph.Graph``, a ``libpysal.weights.W`` (all have ``sparse``) or any
    matrix; rows and columns keep the weights' own order.
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
    place = {code: i for i, code in enumerate(codes)}
    rows = {(place[a], place[b]) for a, b in pairs}
    if symmetric:
        rows |= {(b, a) for a, b in rows}
    focal, other = np.array(sorted(rows), dtype=np.int64).reshape(-1, 2).T
    neighbours = np.bincount(focal, minlength=len(codes))
    found = sparse.csr_array((1.0 / neighbours[focal], (focal, other)), shape=(len(codes), len(codes)))
    isolates = tuple(code for code, count in zip(codes, neighbours, strict=True) if count == 0)
    sentence = Phrase(f"hotspots.weights_{kind}", {**params, "isolates": len(isolates)})
    return Weights(tuple(codes), found, kind, isolates, sentence)
