"""What a written area name says before any register is asked: its words, its kind, its parts."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 200
"""Longer texts are not names."""

WORDS = {
    "tj": "tanjung", "tjg": "tanjung", "tg": "tanjung", "tanj": "tanjung", "tjung": "tanjung",
    "kep": "kepulauan", "kepl": "kepulauan", "kepul": "kepulauan", "pl": "pulau", "pul": "pulau",
    "peg": "pegunungan", "gn": "gunung", "gng": "gunung", "sei": "sungai", "sel": "selatan", "slt": "selatan",
    "bar": "barat", "brt": "barat", "tim": "timur", "tmr": "timur", "ut": "utara", "utr": "utara",
    "teng": "tengah", "tng": "tengah", "tgh": "tengah", "tengg": "tenggara", "tgr": "tenggara",
    "sumatra": "sumatera", "sum": "sumatera", "kal": "kalimantan", "sul": "sulawesi", "lamp": "lampung",
    "nusatenggara": "nusa tenggara", "pd": "padang", "bdr": "bandar", "ma": "muara", "lab": "labuhan",
    "bt": "batu", "dn": "", "dan": "",
}  # fmt: skip
"""Abbreviated words of names; applied to the register's names and to what is looked for alike."""

DIRECTIONS = {
    "north": "utara", "south": "selatan", "east": "timur", "west": "barat", "central": "tengah",
    "southeast": "tenggara", "southwest": "barat daya",
}  # fmt: skip

KINDS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("provinsi", "propinsi", "prov", "prop", "province", "pemprov"), ("province", "provinsi")
    ),
    **dict.fromkeys(("kabupaten", "kab", "kabup", "regency", "pemkab"), ("district", "kabupaten")),
    **dict.fromkeys(
        ("kota", "kotamadya", "kodya", "kodia", "city", "pemkot", "municipality"), ("district", "kota")
    ),
    **dict.fromkeys(("kecamatan", "kec", "distrik", "subdistrict"), ("subdistrict", "kecamatan")),
    **dict.fromkeys(("desa", "ds"), ("village", "desa")),
    **dict.fromkeys(("kelurahan", "kel"), ("village", "kelurahan")),
    "village": ("village", ""),
}
"""Words that say what an area is: its level, and its kind in the register ("" for either)."""

CODE = re.compile(
    r"(?:\d{2}|\d{4}|\d{6}|\d{10})(?:\.0)?|\d{2}(?:\.\d{2}){1,2}|\d{2}\.\d{2}\.\d{2}\.\d{4}", re.ASCII
)
"""An area code, with dots or without; "5304.0" is what a spreadsheet makes of one."""

_LONG_KINDS = ("kabupaten", "provinsi", "kecamatan", "kelurahan")
_FILLERS = {"administrasi", "adm", "administratif", "pemerintah", "asal", "dari", "daerah", "wilayah"}
_EITHER = re.compile(
    r"\b(kab\w*\.?\s*/\s*(kota|kodya)|(kota|kodya)\s*/\s*kab\w*\.?)(?=[\s.]|$)", re.IGNORECASE
)
_PARTS = re.compile(r"\s*[,;|/()\[\]\n:]+\s*|\s+[-–—]+\s+")
_NUMBERING = re.compile(r"^\s*(?:[-–•*]\s*|\d{1,3}\s*[.)]\s+|[a-zA-Z][.)]\s+)")
_FOOTNOTE = re.compile(r"\s*(?:[*†‡]+\)?|\b\d\))\s*$")
_APOSTROPHES = "'’‘`´ʼ\""
_PLAIN = (
    {i: " " for i in range(128) if not chr(i).isalnum()}
    | {ord(c): "" for c in _APOSTROPHES}
    | {ord("&"): " dan "}
)
_SPACES = "\t\n\r\x0b\x0c"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text as a name: its words, and the level and kind a word of it states."""

    words: tuple[str, ...]
    level: str | None = None
    kind: str = ""

    @property
    def key(self) -> str:
        """Return the letters and digits only: "Bau-Bau" and "Baubau" are one name."""
        return "".join(self.words)


def clean(text: str) -> str | None:
    """Return the text fit to be read as a name, or ``None`` when it cannot be one.

    Drops numbering ("3. "), footnote marks and invisible characters; refuses formulas, control characters and
    anything longer than ``LONGEST``.
    """
    if len(text) > LONGEST:
        return None
    text = unicodedata.normalize("NFKC", text)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    if any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") and c not in _SPACES for c in text):
        return None
    text = text.strip()
    if not text or text[0] in "=+@":
        return None
    text = _FOOTNOTE.sub("", _NUMBERING.sub("", text))
    return _EITHER.sub(" ", text).strip() or None


def code_digits(written: str) -> str:
    """Return the digits of a text that ``CODE`` matches."""
    return written.removesuffix(".0").replace(".", "")


def words(text: str) -> tuple[str, ...]:
    """Return the lower-case words of a name with abbreviated ones written out."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = "".join(c if c.isalnum() or c in _APOSTROPHES else " " for c in text)
    found: list[str] = []
    for word in text.casefold().translate(_PLAIN).split():
        if word not in WORDS:
            found.append(word)
        elif WORDS[word]:
            found += WORDS[word].split()
    return tuple(found)


def key(text: str) -> str:
    """Return what two spellings of the same name share."""
    return "".join(words(text))


def parts(text: str) -> list[str]:
    """Split "Desa Polo, Kec. Amanuban Selatan (TTS)" at its punctuation."""
    found = [p for p in _PARTS.split(text) if p]
    while len(found) > 1 and (only := next((p for p in found if all(w in KINDS for w in words(p))), None)):
        place = found.index(only)  # "Kupang, Kota": a part that is only a kind belongs to its neighbour
        found.pop(place)
        place = max(place - 1, 0)
        found[place] = f"{only} {found[place]}"
    return found


def kind_parts(text: str) -> list[str]:
    """Split "Desa Polo Kec. Amanuban Selatan Kab. TTS" before each word that says a kind, "kota" excepted."""
    pieces: list[list[str]] = [[]]
    for word in words(text):
        if pieces[-1] and word in KINDS and KINDS[word][1] != "kota":
            pieces.append([])
        pieces[-1].append(word)
    return [" ".join(piece) for piece in pieces]


def readings(text: str) -> list[Reading]:
    """Return the ways a text can be read: as it stands, without a leading or trailing kind, English order."""
    plain = words(text)
    if not plain:
        return []
    found = [Reading(plain)]
    if plain[0] in _FILLERS and len(plain) > 1:
        plain = _unfilled(plain)
        found.append(Reading(plain))
    first = _kind(plain[0])
    if len(plain) > 1 and first:
        found.append(Reading(_unfilled(plain[1:]), *first))
    elif len(plain) > 1 and plain[-1] in KINDS:
        found.append(Reading(plain[:-1], *KINDS[plain[-1]]))
    last = found[-1]
    if len(last.words) > 1 and last.words[0] in DIRECTIONS:
        turned = (*last.words[1:], *DIRECTIONS[last.words[0]].split())
        found.append(Reading(turned, last.level, last.kind))
    elif len(last.words) > 1 and last.words[-1] in ("islands", "island"):
        found.append(Reading(("kepulauan", *last.words[:-1]), last.level, last.kind))
    return found


def _unfilled(plain: tuple[str, ...]) -> tuple[str, ...]:
    while len(plain) > 1 and plain[0] in _FILLERS:
        plain = plain[1:]
    return plain


def _kind(word: str) -> tuple[str, str] | None:
    if word in KINDS:
        return KINDS[word]
    if len(word) < 7:
        return None
    from rapidfuzz.distance import OSA

    near = (kind for kind in _LONG_KINDS if OSA.distance(word, kind, score_cutoff=2) <= 2)
    return next((KINDS[kind] for kind in near), None)
