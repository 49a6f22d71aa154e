"""Numbers, periods and headers as offices write them; the forms are those of statistics-formats.md."""

import datetime as dt

import pytest

from geo.counts.readers.numbers import marks_of, read_value
from geo.counts.readers.periods import find_period, read_dates, read_period
from geo.counts.readers.words import indicator_in, is_not_stated, is_total, role_in, use_of, value_of


def _read(cells: list[object]) -> list[float | str | None]:
    marks = marks_of(cells)
    values = [read_value(cell, marks) for cell in cells]
    return [v.number if v.kind in ("number", "zero_mark") else v.kind for v in values]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1.234.567", "1.234"], [1234567.0, 1234.0]),
        (["1,234,567", "1,234"], [1234567.0, 1234.0]),
        (["1234,0", "1.234"], [1234.0, 1234.0]),
        (["1,234", "5,6"], [1.234, 5.6]),  # a decimal comma elsewhere in the column: no thousands
        (["1.234", "5,678"], ["unreadable", "unreadable"]),  # each reads the other's mark: asked
        (["1.234.567", "2,5.6"], [1234567.0, "unreadable"]),
        (["12,34,567"], ["unreadable"]),
        (["-", "–", "nihil", "n/a", "", None], [0.0, 0.0, 0.0, "missing", "blank", "blank"]),
        (
            ["sembilan orang", "dua puluh tujuh", "seribu dua ratus", "belas"],
            [9.0, 27.0, 1200.0, "unreadable"],
        ),
        (["12 (sebelas)"], ["unreadable"]),  # figure and word disagree
        ([True, 3, 4.5, float("inf")], ["unreadable", 3.0, 4.5, "unreadable"]),
        (["１２", "٣", "²"], ["unreadable", "unreadable", "unreadable"]),
    ],
)
def test_numbers(cells: list[object], expected: list[object]) -> None:
    assert _read(cells) == expected


def test_single_thousands_mark_is_doubtful() -> None:
    assert read_value("1.234", marks_of(["1.234", "7"])).doubtful
    assert not read_value("1.234", marks_of(["1.234", "1.234.567"])).doubtful


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Januari s.d. 9 November 2024", "2024-01-01", "2024-11-09"),
        ("1 Januari s/d 6 Desember 2024", "2024-01-01", "2024-12-06"),
        ("20 s.d. 26 Mei 2024", "2024-05-20", "2024-05-26"),
        ("November 2023 - Januari 2024", "2023-11-01", "2024-01-31"),
        ("Nopember - Januari 2024", "2023-11-01", "2024-01-31"),
        ("Triwulan I 2024", "2024-01-01", "2024-03-31"),
        ("TW IV Tahun 2023", "2023-10-01", "2023-12-31"),
        ("Semester II 2022", "2022-07-01", "2022-12-31"),
        ("Jan-24", "2024-01-01", "2024-01-31"),
        ("2024-03", "2024-03-01", "2024-03-31"),
        ("2015-2019", "2015-01-01", "2019-12-31"),
        ("31/12/2024", "2024-12-31", "2024-12-31"),
        ("Februari 2024", "2024-02-01", "2024-02-29"),
    ],
)
def test_periods(text: str, start: str, end: str) -> None:
    period = read_period(text)
    assert period is not None
    assert [day.isoformat() for day in period.dates()] == [start, end]


@pytest.mark.parametrize(
    "text",
    [
        "Minggu I Mei 2024",
        "31 Februari 2024",
        "Tahun 2023 dan 2024",
        "Desa",
        "Data 2.024",
        "2024/2025",
        "Marapu",
    ],
)
def test_no_period_rather_than_a_wrong_one(text: str) -> None:
    assert find_period(text) is None


def test_month_takes_the_year_of_its_table() -> None:
    period = read_period("Maret")
    assert period is not None
    assert not period.complete
    assert period.within(2023).dates() == (dt.date(2023, 3, 1), dt.date(2023, 3, 31))


def test_dates_are_read_day_first_unless_a_cell_shows_otherwise() -> None:
    assert read_dates(["3/5/2024", "13/5/2024"]) == ([dt.date(2024, 5, 3), dt.date(2024, 5, 13)], False)
    assert read_dates(["5/3/2024", "5/13/2024"]) == ([dt.date(2024, 5, 3), dt.date(2024, 5, 13)], False)
    assert read_dates(["3/5/2024"]) == ([dt.date(2024, 5, 3)], True)
    assert read_dates([45415, "9 Nov 2024", "Jumat, 9 November 2024 10:30 WITA", "31/2/2024"])[0] == [
        dt.date(2024, 5, 3),
        dt.date(2024, 11, 9),
        dt.date(2024, 11, 9),
        None,
    ]


def test_header_words() -> None:
    assert [
        use_of(text) for text in ("No.", "Asal Kabupaten/Kota", "Kode BPS", "Negara Tujuan", "Tgl Deportasi")
    ] == [
        "number",
        "district",
        "code",
        "country",
        "date",
    ]
    assert value_of("Non Prosedural") == {"procedural": "no"}
    assert value_of("Jumlah (orang)") == {"total": "1"}
    assert is_total("J U M L A H") and is_total("Sub Total") and not is_total("Totikum")
    assert is_not_stated("Asal tidak diketahui") and not is_not_stated("Malaka")
    assert indicator_in("REKAP PMI MENINGGAL DUNIA 2024") == "deceased"
    assert indicator_in("Deportasi dan pencegahan") is None
    assert role_in("PMI dideportasi melalui Entikong") == "arrival"
    assert role_in("Layanan penempatan pada BP3MI Jawa Timur") == "served"
