"""Find the area that a messy name means, or say which ones it could mean. Never guess silently."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from geo.areas import codes, register, spelling
from geo.areas.lookup import CERTAIN, Index, index
from geo.areas.spelling import Reading
from geo.text import Phrase

MOST = 8
"""Candidates returned at most."""

WEAKEST = 60.0
"""A likeness (0 to 100) below this is not worth showing."""

MOST_PARTS = 5
"""A text in more pieces is a sentence, not a name."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An area that a name may mean: how like the two are (0 to 100) and why it is offered."""

    code: str
    name: str
    level: str
    score: float
    reason: Phrase


@dataclass(frozen=True, slots=True)
class Match:
    """What a text was found to mean: one ``exact`` area, or none and ranked ``candidates``."""

    text: str
    candidates: tuple[Candidate, ...] = ()
    exact: Candidate | None = None


@dataclass(slots=True)
class _Hits:
    """Areas that answer a text, and areas that only resemble it."""

    sure: list[Candidate] = field(default_factory=list)
    rest: list[Candidate] = field(default_factory=list)


def find(
    name: str, *, parent: str | None = None, level: str | None = None, system: str = "kemendagri"
) -> Match:
    """Find the area a written name or code means.

    ``exact`` is set only when one area answers: by its official name, a listed abbreviation, former or
    other spelling, a code (read in ``system``), or a slip of one letter (two in a long name) that no other
    name comes near; the candidate's ``reason`` says which. Anything else, also a name that two areas share,
    leaves ``exact`` empty and ranks candidates. ``parent`` (code or name) keeps to the areas inside it,
    ``level`` to one level. Without ``level``: provinces and districts, or what lies directly below
    ``parent``, or the level that the text states ("Desa …"). A parent may stand in the text: "Kupang, NTT",
    "Desa Polo Kec. Amanuban Selatan".
    Raises ``UnknownAreaError`` for a parent that is not one area, ``UnknownLevelError``,
    ``UnknownSystemError``.
    """
    register.check_level(level)
    codes.check_system(system)
    inside = resolve(parent)
    return _find(str(name), "" if inside == register.NATION else inside, level, system)


def resolve(area: str | None) -> str:
    """Return the code of the one area that a ministry code or a name means (``None``: the nation).

    Raises ``UnknownAreaError`` when it is none or may be several.
    """
    if area is None:
        return register.NATION
    if register.exists(area):
        return area
    found = find(area).exact
    if found is None:
        raise register.UnknownAreaError("areas.parent_unknown", parent=area[:60])
    return found.code


@lru_cache(maxsize=20_000)
def _find(text: str, parent: str, level: str | None, system: str) -> Match:
    cleaned = spelling.clean(text)
    if cleaned is None:
        return Match(text)
    if spelling.CODE.fullmatch(cleaned):
        return _by_code(text, cleaned, parent, level, system)
    if level == "nation" or (_is_nation(cleaned) and not parent and level is None):
        return _match(text, [_candidate(register.NATION, 100, "official")] if _is_nation(cleaned) else [])
    whole = _exact(cleaned, parent, level)
    if whole.sure:
        return _match(text, whole.sure)
    pieces = spelling.parts(cleaned)
    if len(pieces) == 1:
        pieces = spelling.kind_parts(cleaned)
    if len(pieces) > 1:
        return _in_parts(text, pieces, parent, level)
    near = _near(cleaned, parent, level)
    if not near.sure and len(pieces := _province_apart(cleaned)) > 1:
        parted = _in_parts(text, pieces, parent, level)
        if parted.candidates and parted.candidates[0].score >= CERTAIN:
            return parted
    return _match(text, near.sure, [*whole.rest, *near.rest])


def _is_nation(text: str) -> bool:
    return text.casefold() in ("indonesia", "nasional")


def _match(text: str, sure: Iterable[Candidate], rest: Iterable[Candidate] = ()) -> Match:
    certain = _ranked(sure)
    every = _ranked([*certain, *rest])[:MOST]
    return Match(text, tuple(every), certain[0] if len(certain) == 1 else None)


def _ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.code not in best or candidate.score > best[candidate.code].score:
            best[candidate.code] = candidate
    return sorted(best.values(), key=lambda c: (-c.score, len(c.code), c.code))


def _candidate(code: str, score: float, how: str, **params: object) -> Candidate:
    official = register.name(code)
    return Candidate(
        code, official, register.level_of(code), round(score, 1), Phrase(f"areas.reason.{how}", params)
    )


def _by_code(text: str, written: str, parent: str, level: str | None, system: str) -> Match:
    """Read a code in its system; what it is in another system is a candidate, never the answer."""
    hits = _Hits()
    code = spelling.code_digits(written)
    for other in codes.SYSTEMS:
        if "." in written and not other.startswith("kemendagri"):
            continue  # only the ministry writes dots
        try:
            found = codes.to_kemendagri(code, system=other)
        except register.UnknownAreaError:
            continue
        if register.exists(found) and found.startswith(parent) and level in (None, register.level_of(found)):
            if other == system:
                hits.sure.append(_candidate(found, 100, "code", system=other))
            else:
                hits.rest.append(_candidate(found, 50, "code", system=other))
    return _match(text, hits.sure, hits.rest)


def _levels(parent: str, level: str | None, found: list[Reading]) -> list[str]:
    if level is not None:
        return [level]
    usual = ["province", "district"]
    if parent:
        below = register.LEVELS.index(register.level_of(parent)) + 1
        usual = list(register.LEVELS[below : below + 1])
    return usual + sorted({r.level for r in found if r.level} - set(usual))


def _exact(text: str, parent: str, level: str | None) -> _Hits:
    """Look a text up as it is spelt."""
    hits = _Hits()
    found = spelling.readings(text)
    for at in _levels(parent, level, found):
        names = index(at, parent)
        for reading in found:
            if reading.level not in (None, at):
                continue
            other_kind = []
            before = len(hits.sure)
            for name in names.by_key.get(reading.key, ()):
                if name.kind not in ("", reading.kind):
                    continue
                if name.score < CERTAIN:
                    hits.rest.append(_candidate(name.code, name.score, name.how))
                elif reading.kind in ("", name.kind, names.kinds[name.code]):
                    hits.sure.append(_candidate(name.code, name.score, name.how))
                else:
                    other_kind.append(_candidate(name.code, 94, "other_kind"))
            # desa and kelurahan are often confused; a kabupaten and a kota of one name are two places
            lenient = at == "village" and len(hits.sure) == before
            (hits.sure if lenient else hits.rest).extend(other_kind)
    return hits


def _province_apart(text: str) -> list[str]:
    """Cut a text that begins or ends with the name of a province: "Kupang NTT"."""
    plain = spelling.words(text)
    provinces = index("province").by_key
    for size in range(min(4, len(plain) - 1), 0, -1):
        head, tail = plain[:-size], plain[-size:]
        if any(n.score >= CERTAIN for n in provinces.get("".join(tail), ())):
            return [" ".join(head), " ".join(tail)]
        head, tail = plain[:size], plain[size:]
        if any(n.score >= CERTAIN for n in provinces.get("".join(head), ())):
            return [" ".join(head), " ".join(tail)]
    return [text]


def _in_parts(text: str, pieces: list[str], parent: str, level: str | None) -> Match:
    """Resolve a text that names an area and what it lies in: the other parts must hold it or be its seat."""
    if len(pieces) > MOST_PARTS:
        return Match(text)
    around = [_around(piece) for piece in pieces]
    in_subdistrict = any(len(code) == 6 for context in around for code in context)
    best: list[Candidate] = []
    rest: list[Candidate] = []
    for place, piece in enumerate(pieces):
        others = around[:place] + around[place + 1 :]
        hits = _exact(piece, parent, level)
        if in_subdistrict and level is None and not hits.sure:
            hits = _exact(piece, parent, "village")
        if not hits.sure:
            near = _near(piece, parent, level)
            hits = _Hits(near.sure, [*hits.rest, *near.rest])
        held = [c for c in hits.sure if all(_holds(other, c.code) for other in others)]
        rest += [c for c in (*hits.sure, *hits.rest) if c not in held]
        if held and (not best or len(held[0].code) > len(best[0].code)):
            rest += best
            best = held
    return _match(text, best, () if best else rest)


@lru_cache(maxsize=4096)
def _around(text: str) -> tuple[str, ...]:
    """Return what a part of a text may contain: codes of areas, and "@" + code for the seat of that area."""
    if _is_nation(text):
        return ("",)
    hits = _exact(text, "", None)
    sure = hits.sure or _near(text, "", None).sure
    seats = tuple(f"@{c.code}" for c in hits.rest if c.score < CERTAIN)
    return (*(c.code for c in sure), *seats)


def _holds(context: tuple[str, ...], code: str) -> bool:
    return any(
        c == f"@{code}" or (c != code and not c.startswith("@") and code.startswith(c)) for c in context
    )


def _near(text: str, parent: str, level: str | None) -> _Hits:
    """Look for names spelt nearly so: the one it can only be by a slip of the pen, and others by likeness."""
    hits = _Hits()
    found = spelling.readings(text)
    levels = _levels(parent, level, found)
    for reading in found:
        if len(reading.key) > 2:
            searched = [index(at, parent) for at in levels if reading.level in (None, at)]
            hits.sure += _slip(reading, searched)
            for names in searched:
                hits.rest += _alike(reading, names)
    return hits


def _slip(reading: Reading, searched: list[Index]) -> list[Candidate]:
    """Return the areas of the one name a letter away (two in a long name), when no other comes as close."""
    from rapidfuzz import fuzz, process
    from rapidfuzz.distance import OSA

    key = reading.key
    if len(key) < 6 or (reading.level is None and key in index("subdistrict").by_key):
        return []
    near: dict[str, int] = {}
    for names in searched:
        close = process.extract(key, names.keys, scorer=OSA.distance, processor=None, score_cutoff=4, limit=4)
        near.update({other: distance for other, distance, _ in close})
    if not near:
        return []
    closest = min(near, key=lambda other: near[other])
    named = [(name, names.kinds) for names in searched for name in names.by_key.get(closest, ())]
    shorter = min(len(closest), len(key))
    if (
        shorter < 6
        or near[closest] > (2 if shorter >= 11 else 1)
        or len(named[0][0].words) != len(reading.words)
    ):
        return []
    owners = {name.code for name, _ in named}
    for other, distance in near.items():
        if distance < near[closest] + 2:
            rivals = {n.code for names in searched for n in names.by_key.get(other, ())}
            if rivals - owners:
                return []
    return [
        _candidate(name.code, fuzz.ratio(key, closest), "slip")
        for name, kinds in named
        if name.score >= CERTAIN
        and name.kind in ("", reading.kind)
        and reading.kind in ("", name.kind, kinds[name.code])
    ]


def _alike(reading: Reading, names: Index) -> list[Candidate]:
    """Return areas whose name resembles the text or holds its words."""
    from rapidfuzz import fuzz, process

    scores: dict[str, float] = {}
    for key, score, _ in process.extract(
        reading.key, names.keys, scorer=fuzz.ratio, processor=None, score_cutoff=WEAKEST, limit=MOST
    ):
        scores[key] = score
    for _, score, place in process.extract(
        " ".join(reading.words),
        names.spaced,
        scorer=fuzz.token_set_ratio,
        processor=None,
        score_cutoff=80,
        limit=MOST,
    ):
        key = names.keys[place]
        scores[key] = max(scores.get(key, 0.0), 0.9 * score)
    return [
        _candidate(name.code, likeness, "alike")
        for key, score in scores.items()
        for name in names.by_key[key]
        if (likeness := min(score, 93.0) * (1.0 if name.score >= CERTAIN else 0.9)) >= WEAKEST
    ]
