"""Area names inside titles and cells, as far as a reader needs them to understand a table."""

import re
from functools import cache

from geo import areas
from geo.counts.readers.periods import normal


@cache
def names_area(text: str) -> bool:
    """Say whether a cell names a province or district without doubt, or one of several of that name."""
    text = text.strip()
    if not text or len(text) > 60 or not re.search(r"[A-Za-z]{3}", text):
        return False
    for level in ("district", "province"):
        match = areas.find(text, level=level)
        if match.exact is not None or (match.candidates and match.candidates[0].score >= 95):
            return True
    return False


@cache
def province_in(text: str) -> str | None:
    """Return the code of the one province that a title names; ``None`` for none or several."""
    tokens = re.findall(r"[A-Za-z.]+", normal(text))
    found: set[str] = set()
    position = 0
    while position < len(tokens):
        for size in (4, 3, 2, 1):
            chunk = " ".join(tokens[position : position + size])
            if size > len(tokens) - position or len(chunk) < 3 or chunk in _NOT_NAMES:
                continue
            exact = areas.find(chunk, level="province").exact
            if exact is not None:
                found.add(exact.code)
                position += size - 1
                break
        position += 1
    return found.pop() if len(found) == 1 else None


_NOT_NAMES = frozenset(
    {"kota", "asal", "data", "provinsi", "utara", "timur", "selatan", "barat", "tengah", "pmi", "tki"}
)
