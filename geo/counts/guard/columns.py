"""Columns that hold names, numbers or birth dates of persons, told from their header and their cells."""

# ruff: noqa: E501 – tables of patterns, one a line

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from geo.counts.guard import identifiers
from geo.counts.readers.sheet import Cell, blank, plain

Kind = Literal["nik", "id", "passport", "phone", "email", "birth_date", "name", "address"]

_PLACES = (
    r"kab|kota|kec|desa|kel|prov|prop|daerah|wilayah|area|negara|pelabuhan|kantor|indikator|program|sumber|p3mi|"
    r"perusahaan|kapal|bulan|unit|lokasi|district|regency|province|village|country|place|instansi|dusun|distrik"
)
_HEADERS: tuple[tuple[Kind, str], ...] = (
    ("nik", r"\bnik\b|\bno\w*\.?\s*(?:ktp|kk|identitas|induk)\b|nomor induk|\bid\s*number\b|\bktp\b|no\.?\s*id\b|national id"),
    ("passport", r"pas+por|passport|\bsplp\b|travel document"),
    ("phone", r"telepon|telp|\bhp\b|handphone|whatsapp|\bwa\b|phone|kontak|contact"),
    ("email", r"e-?mail|surel"),
    ("birth_date", r"lahir|\bttl\b|birth|\bdob\b"),
    ("address", r"\balamat\b|address|\brt\s*/?\s*rw\b|\bdomisili\b"),
    ("name", rf"\bnama\b(?!\W*(?:{_PLACES}))|^name$|full name|\bname of (?:worker|person)|\bahli waris\b|orang tua|\bayah\b|\bibu\b|\bsuami\b|\bistri\b|penjamin|keluarga|\bkorban\b|\binisial\b"),
)  # fmt: skip


@dataclass(frozen=True)
class PersonalColumn:
    """A column that points at persons: what it holds, what tells so, how many cells."""

    kind: Kind
    by: Literal["header", "cells"]
    cells: int


def inspect_column(
    header: str, cells: Sequence[Cell], *, today: dt.date, understood: bool = False
) -> PersonalColumn | None:
    """Return what personal data a column holds, or ``None``.

    ``cells`` may be a sample. A column is personal by its cells when a fifth of those filled hold an
    identifier (half when its header is ``understood`` as something else: a row may have slipped), when its dates are birth dates, or when nearly every cell is another personal name.
    """
    filled = [cell for cell in cells if not blank(cell)]
    told = personal_header(header)
    if told is not None:
        return PersonalColumn(told, "header", len(filled))
    found: dict[Kind, int] = {}
    for cell in filled:
        for name in {kind for kind, _, _ in identifiers.find(plain(cell))}:
            found[name] = found.get(name, 0) + 1
    for kind, count in found.items():
        if count * (2 if understood else 5) >= len(filled) and _certain(kind, filled):
            return PersonalColumn(kind, "cells", count)
    births = [year for cell in filled if (year := _birth_year(cell, today))]
    # Births lie many years apart; the days on which cases happened lie close together.
    if len(births) >= 5 and len(births) * 10 >= len(filled) * 8 and max(births) - min(births) >= 10:
        return PersonalColumn("birth_date", "cells", len(births))
    return None


def personal_header(header: str) -> Kind | None:
    """Return what personal data a header announces, or ``None``."""
    title = plain(header).casefold()
    for kind, pattern in _HEADERS:
        if re.search(pattern, title):
            return kind
    return None


def looks_like_names(cells: Sequence[Cell]) -> bool:
    """Say whether a column of texts is most likely personal names: words only, nearly all different."""
    filled = [plain(cell) for cell in cells if not blank(cell)]
    if len(filled) < 5:
        return False
    names = [text for text in filled if re.fullmatch(r"[A-Za-z][A-Za-z'.,\- ]{2,50}", text) and " " in text]
    return len(names) * 10 >= len(filled) * 7 and len(set(names)) * 10 >= len(names) * 8


def _certain(kind: Kind, cells: Sequence[Cell]) -> bool:
    """Eight digits that a spreadsheet holds as a number may be a count; only texts are phone numbers."""
    return kind != "phone" or any(isinstance(cell, str) for cell in cells)


def _birth_year(cell: Cell, today: dt.date) -> int | None:
    if isinstance(cell, dt.datetime | dt.date):
        return cell.year if 14 <= today.year - cell.year <= 90 else None
    if isinstance(cell, str):
        match = re.fullmatch(r"\s*\d{1,2}[\s/.-](?:\d{1,2}|[A-Za-z]{3,9})[\s/.-](\d{4})\s*", cell)
        return int(match[1]) if match and 16 <= today.year - int(match[1]) <= 90 else None
    return None
