"""The guard finds what identifies a person, in the forms the law and the offices use."""

import datetime as dt

import pytest

from geo.counts.guard import find, inspect_column, is_nik, mask
from geo.counts.guard.columns import looks_like_names

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("5321011203850002", True),  # Malaka, 12 March 1985
        ("5321015203850002", True),  # the same day, a woman: 40 added
        ("5321013203850002", False),  # day 32
        ("5321017203850002", False),  # day 72
        ("5321011213850002", False),  # month 13
        ("0021011203850002", False),  # no such area
        ("532101120385000", False),
        ("٥٣٢١٠١١٢٠٣٨٥٠٠٠٢", False),
    ],
)
def test_nik(digits: str, valid: bool) -> None:
    assert is_nik(digits) == valid


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("NIK 5321011203850002", {"nik"}),
        ("53.2101.120385.0002", {"nik"}),
        ("5,32101120385E+15", {"id"}),
        ("9999999999999999", {"id"}),
        ("paspor C1234567 hilang", {"passport"}),
        ("SPLP XD123456", {"passport"}),
        ("hub. 0812-3456-7890", {"phone"}),
        ("+62 812 3456 7890", {"phone"}),
        ("+60123456789", {"phone"}),
        ("maria@contoh.id", {"email"}),
        ("Kupang, 12-03-1985", {"birth_date"}),
        ("lahir 12 Maret 1985", {"birth_date"}),
        ("Kabupaten Malaka", set()),
        ("1.234.567", set()),
        ("Januari s.d. 9 November 2024", set()),
        ("Kepmendagri 300.2.2-2138/2025", set()),
    ],
)
def test_find(text: str, kinds: set[str]) -> None:
    assert {kind for kind, _, _ in find(text)} == kinds


def test_mask_leaves_the_rest() -> None:
    assert mask("Jenazah a.n. Maria Bete, NIK 5321015203850002, Malaka") == "Jenazah •••, NIK •••, Malaka"
    assert mask("Deportasi 5321011203850002.xlsx") == "Deportasi •••.xlsx"
    assert mask("Rekap PMI Meninggal 2024") == "Rekap PMI Meninggal 2024"


def test_columns() -> None:
    def kind(header: str, cells: list[object]) -> str | None:
        found = inspect_column(header, cells, today=TODAY)
        return found.kind if found else None

    assert kind("Nama", ["A"]) == "name"
    assert kind("Nama Lengkap PMI", ["A"]) == "name"
    assert kind("Nama Kabupaten", ["Malaka"]) is None
    assert kind("Kolom X", [5321011203850002.0, 5321015203850002.0]) == "nik"
    assert kind("Tgl Lahir", ["x"]) == "birth_date"
    assert kind("X", [dt.date(1970 + n, 1, 5) for n in range(20)]) == "birth_date"
    assert kind("Tanggal", [dt.date(2009, 1, n + 1) for n in range(20)]) is None
    assert kind("Jumlah", [12_345_678, 5]) is None
    assert looks_like_names(["Maria Bete", "Yosef Nahak", "Anna Seran", "Petrus Klau", "Rosa Bria"])
    assert not looks_like_names(["Malaka", "Belu", "Malaka", "Belu", "Malaka"])
