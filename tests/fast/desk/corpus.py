"""Files in the image of those offices send (facts: statistics-formats.md), each with its right answer.

A case says its bytes, the figures that must come out, and the findings that must be reported. Where
``figures`` is None the file is blocked, and the findings (kind at cell) are the right answer; where ``refused``
is given the file is not opened at all. Areas by code: 5301 Kupang, 5302 TTS, 5303 TTU, 5304 Belu, 5307 Sikka,
5308 Ende, 5321 Malaka, 5371 Kota Kupang.
"""

# ruff: noqa: E501 – one case a line

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

FILES = Path(__file__).parent / "files"
TODAY = dt.date(2026, 11, 21)

Figures = dict[tuple[str, ...], int]


@dataclass(frozen=True)
class Case:
    name: str
    file: str
    content: Callable[[], bytes]
    figures: Figures | None = None
    findings: frozenset[str] = frozenset()
    refused: str = ""
    mapping: dict[str, object] = field(default_factory=dict)
    sheet: str | None = None


CASES: list[Case] = []


def book(*sheets: object, merges: tuple[tuple[object, ...], ...] = (), edit: Callable | None = None) -> bytes:
    """XLSX bytes of one or several sheets; a sheet is a list of rows, or (name, rows)."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    month = workbook.add_format({"num_format": "mmm-yy"})
    for number, sheet in enumerate(sheets, start=1):
        name, rows = sheet if isinstance(sheet, tuple) else (f"Sheet{number}", sheet)
        page = workbook.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    page.write_datetime(r, c, dt.datetime.combine(cell, dt.time()), month)
                elif isinstance(cell, str):
                    page.write_string(r, c, cell)
                elif cell is not None:
                    page.write(r, c, cell)
        for merge in merges:
            page.merge_range(*merge)
        if edit:
            edit(workbook, page)
    workbook.close()
    return stream.getvalue()


def csv(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def case(name: str, file: str, content: bytes | Callable[[], bytes], **given: object) -> None:
    make = content if callable(content) else lambda: content
    findings = given.pop("findings", ())
    CASES.append(Case(name, file, make, findings=frozenset(findings), **given))


def year(value: int) -> str:
    return f"{value}-01-01/{value}-12-31"


def month(value: int, number: int) -> str:
    last = (dt.date(value + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)).day
    return f"{value}-{number:02d}-01/{value}-{number:02d}-{last}"


def figures(
    indicator: str, period: str, by_area: dict[str, int], *, role: str = "origin", **extra: str
) -> Figures:
    parts = tuple(f"{key}={value}" for key, value in sorted(extra.items()))
    return {(code, period, indicator, role, *parts): value for code, value in by_area.items()}


def by_month(indicator: str, of: int, by_area: dict[str, list[int | None]]) -> Figures:
    return {
        (code, month(of, number), indicator, "origin"): value
        for code, values in by_area.items()
        for number, value in enumerate(values, start=1)
        if value is not None
    }


NTT = "Rekap PMI Meninggal Dunia Asal NTT"
DEPORTED = "Data Deportasi PMI Asal Provinsi NTT Tahun 2024"
HEAD = ["No", "Asal Kabupaten", "Jumlah"]

# ----------------------------------------------------------------- periods and titles
ROWS = [[1, "Malaka", 27], [2, "Ende", 20], [3, "Kota Kupang", 3]]
DEAD = {"5321": 27, "5308": 20, "5371": 3}
UNTIL = "2024-01-01/2024-12-06"
case(
    "running table",
    "rekap.xlsx",
    book(
        [
            [NTT],
            ["Januari s.d. 6 Desember 2024"],
            [],
            HEAD,
            *ROWS,
            [None, "Jumlah", 50],
            ["Sumber: BP3MI NTT"],
        ]
    ),
    figures=figures("deceased", UNTIL, DEAD),
)
case(
    "running table as xls",
    "rekap.xls",
    (FILES / "rekap.xls").read_bytes,
    figures=figures("deceased", UNTIL, DEAD)
    | figures("deceased", UNTIL, {"5321": 1, "5308": 2, "5371": 0}, procedural="yes")
    | figures("deceased", UNTIL, {"5321": 26, "5308": 18, "5371": 3}, procedural="no"),
)
case(
    "running table as ods",
    "rekap.ods",
    (FILES / "rekap.ods").read_bytes,
    figures=figures("deceased", UNTIL, DEAD)
    | figures("deceased", UNTIL, {"5321": 1, "5308": 2, "5371": 0}, procedural="yes")
    | figures("deceased", UNTIL, {"5321": 26, "5308": 18, "5371": 3}, procedural="no"),
)
for title, period in (
    ("Periode 1 Januari s/d 9 November 2024", "2024-01-01/2024-11-09"),
    ("Triwulan I 2024", "2024-01-01/2024-03-31"),
    ("TW III Tahun 2024", "2024-07-01/2024-09-30"),
    ("Semester II 2023", "2023-07-01/2023-12-31"),
    ("Bulan Pebruari 2024", "2024-02-01/2024-02-29"),
    ("January - March 2024", "2024-01-01/2024-03-31"),
    ("1-30 September 2024", "2024-09-01/2024-09-30"),
    ("Tahun 2015-2019", "2015-01-01/2019-12-31"),
):
    case(
        f"period: {title}",
        "rekap.xlsx",
        book([[f"{NTT} {title}"], HEAD, *ROWS]),
        figures=figures("deceased", period, DEAD),
    )
case(
    "period: per tanggal",
    "rekap.xlsx",
    book([[f"{NTT} per 13 April 2024"], HEAD, *ROWS]),
    figures=figures("deceased", "2024-01-01/2024-04-13", DEAD),
    findings={"open_start"},
)
case(
    "period only in the file name",
    "rekap meninggal 2023.xlsx",
    book([[NTT], HEAD, *ROWS]),
    figures=figures("deceased", year(2023), DEAD),
    findings={"period_from_file"},
)
case(
    "period only in the sheet name",
    "rekap.xlsx",
    book(("Maret 2024", [[NTT], HEAD, *ROWS])),
    figures=figures("deceased", month(2024, 3), DEAD),
    findings={"period_from_sheet"},
)
case("no period at all", "rekap.xlsx", book([[NTT], HEAD, *ROWS]), findings={"period_missing"})
case(
    "a week is not a month",
    "rekap.xlsx",
    book([[NTT + " Minggu I Mei 2024"], HEAD, *ROWS]),
    findings={"period_missing"},
)
case(
    "a day that does not exist",
    "rekap.xlsx",
    book([[NTT + " s.d. 31 Februari 2024"], HEAD, *ROWS]),
    findings={"period_missing"},
)
case(
    "a period in the future",
    "rekap.xlsx",
    book([[NTT + " Tahun 2031"], HEAD, *ROWS]),
    findings={"period_future"},
)
case(
    "a year that is not over",
    "rekap.xlsx",
    book([[NTT + " Tahun 2026"], HEAD, *ROWS]),
    findings={"period_unfinished"},
)
case(
    "no word of what is counted",
    "data.xlsx",
    book([["Provinsi NTT Tahun 2024"], HEAD, *ROWS]),
    findings={"indicator_missing"},
)
case(
    "no word of origin or port",
    "data.xlsx",
    book([["Deportasi NTT Tahun 2024"], ["No", "Kabupaten", "Jumlah"], *ROWS]),
    findings={"role_missing"},
)

# ----------------------------------------------------------------- wide tables
WIDE = {"5321": [1, 2, 3], "5304": [0, 5, 4]}
case(
    "months as columns, merged year above",
    "wide.xlsx",
    book(
        [
            [DEPORTED],
            ["No", "Kabupaten/Kota", "2024", None, None, "Total"],
            [None, None, "Januari", "Februari", "Maret", None],
            [1, "Malaka", 1, 2, 3, 6],
            [2, "Belu", 0, 5, 4, 9],
            ["Jumlah", None, 1, 7, 7, 15],
        ],
        merges=(
            (1, 2, 1, 4, "2024"),
            (1, 0, 2, 0, "No"),
            (1, 1, 2, 1, "Kabupaten/Kota"),
            (1, 5, 2, 5, "Total"),
        ),
    ),
    figures=by_month("deportations", 2024, WIDE),
)
case(
    "months as columns, csv without merges",
    "wide.csv",
    csv(
        f"{DEPORTED};;;;\nNo;Kabupaten/Kota;2024;;;Total\n;;Januari;Februari;Maret;\n1;Malaka;1;2;3;6\n2;Belu;0;5;4;9\n;Jumlah;1;7;7;15\n"
    ),
    figures=by_month("deportations", 2024, WIDE),
)
case(
    "months as dates",
    "wide.xlsx",
    book(
        [
            [DEPORTED],
            ["Kabupaten", dt.date(2024, 1, 1), dt.date(2024, 2, 1), dt.date(2024, 3, 1)],
            ["Malaka", 1, 2, 3],
            ["Belu", 0, 5, 4],
        ]
    ),
    figures=by_month("deportations", 2024, WIDE),
)
case(
    "months abbreviated with year",
    "wide.xlsx",
    book(
        [
            ["Deportasi asal NTT"],
            ["Kabupaten", "Jan-24", "Peb-24", "Mrt-24"],
            ["Malaka", 1, 2, 3],
            ["Belu", 0, 5, 4],
        ]
    ),
    figures=by_month("deportations", 2024, WIDE),
)
case(
    "months in English, year in the title",
    "wide.csv",
    csv("Deportations NTT by origin 2024\nDistrict,Jan,Feb,Mar\nMalaka,1,2,3\nBelu,0,5,4\n"),
    figures=by_month("deportations", 2024, WIDE),
)
case(
    "years as columns",
    "tahunan.xlsx",
    book(
        [
            ["Penempatan PMI asal NTT"],
            ["No", "Kabupaten/Kota", 2022, 2023, 2024],
            [1, "Malaka", 10, 11, 12],
            [2, "Belu", 7, 8, 9],
        ]
    ),
    figures=figures("placements", year(2022), {"5321": 10, "5304": 7})
    | figures("placements", year(2023), {"5321": 11, "5304": 8})
    | figures("placements", year(2024), {"5321": 12, "5304": 9}),
)
case(
    "quarters as columns",
    "tw.xlsx",
    book(
        [
            ["Penempatan PMI asal NTT Tahun 2024"],
            ["Kabupaten", "TW I", "TW II", "Jumlah"],
            ["Malaka", 4, 5, 9],
            ["Belu", 1, 0, 1],
        ]
    ),
    figures=figures("placements", "2024-01-01/2024-03-31", {"5321": 4, "5304": 1})
    | figures("placements", "2024-04-01/2024-06-30", {"5321": 5, "5304": 0}),
)
case(
    "running totals as columns",
    "kumulatif.xlsx",
    book(
        [
            ["Deportasi PMI asal NTT 2024 (kumulatif)"],
            ["Kabupaten", "Januari", "Februari"],
            ["Malaka", 1, 3],
            ["Belu", 0, 5],
        ]
    ),
    figures=figures("deportations", "2024-01-01/2024-01-31", {"5321": 1, "5304": 0})
    | figures("deportations", "2024-01-01/2024-02-29", {"5321": 3, "5304": 5}),
)
case(
    "running totals that do not say so",
    "wide.xlsx",
    book(
        [
            [DEPORTED],
            ["Kabupaten", "Januari", "Februari", "Maret", "Jumlah"],
            ["Malaka", 1, 3, 6, 6],
            ["Belu", 1, 5, 9, 9],
        ]
    ),
    findings={"looks_cumulative", "total_differs"},
)
case(
    "men and women under each month",
    "lp.xlsx",
    book(
        [
            [DEPORTED],
            ["Kabupaten", "Januari", None, "Februari", None],
            [None, "L", "P", "L", "P"],
            ["Malaka", 1, 2, 3, 4],
        ],
        merges=((1, 1, 1, 2, "Januari"), (1, 3, 1, 4, "Februari")),
    ),
    figures=figures("deportations", month(2024, 1), {"5321": 3})
    | figures("deportations", month(2024, 2), {"5321": 7})
    | figures("deportations", month(2024, 1), {"5321": 1}, sex="male")
    | figures("deportations", month(2024, 1), {"5321": 2}, sex="female")
    | figures("deportations", month(2024, 2), {"5321": 3}, sex="male")
    | figures("deportations", month(2024, 2), {"5321": 4}, sex="female"),
)
case(
    "men, women and their sum",
    "lp.csv",
    csv(
        "Deportasi asal NTT Tahun 2024\nKabupaten;Laki-laki;Perempuan;Jumlah\nMalaka;1;2;3\nBelu;3;4;7\nTotal;4;6;10\n"
    ),
    figures=figures("deportations", year(2024), {"5321": 3, "5304": 7})
    | figures("deportations", year(2024), {"5321": 1, "5304": 3}, sex="male")
    | figures("deportations", year(2024), {"5321": 2, "5304": 4}, sex="female"),
)
case(
    "countries as columns",
    "negara.xlsx",
    book(
        [
            ["Penempatan PMI asal NTT 2024"],
            ["Kabupaten", "Malaysia", "Singapura", "Total"],
            ["Malaka", 8, 1, 9],
        ]
    ),
    figures=figures("placements", year(2024), {"5321": 9})
    | figures("placements", year(2024), {"5321": 8}, country="MY")
    | figures("placements", year(2024), {"5321": 1}, country="SG"),
)
case(
    "countries as columns, perhaps not all",
    "negara.xlsx",
    book([["Penempatan PMI asal NTT 2024"], ["Kabupaten", "Malaysia", "Singapura"], ["Malaka", 8, 1]]),
    figures=figures("placements", year(2024), {"5321": 8}, country="MY")
    | figures("placements", year(2024), {"5321": 1}, country="SG"),
    findings={"parts_only"},
)
case(
    "non-procedural only",
    "nonpros.xlsx",
    book([["PMI Nonprosedural Meninggal Asal NTT Tahun 2024"], ["Kabupaten", "Jumlah"], ["Malaka", 8]]),
    figures=figures("deceased", year(2024), {"5321": 8}, procedural="no"),
)
case(
    "non-procedural by month, with a total: nobody else is counted",
    "nonpros-bulan.xlsx",
    book(
        [
            ["PMI Nonprosedural Dipulangkan Asal NTT Tahun 2024"],
            ["Kabupaten", "Januari", "Februari", "Jumlah"],
            ["Malaka", 12, 7, 19],
        ]
    ),
    figures=figures("repatriations", month(2024, 1), {"5321": 12}, procedural="no")
    | figures("repatriations", month(2024, 2), {"5321": 7}, procedural="no"),
)
case(
    "non-procedural by country, with a total: it is the non-procedural total",
    "nonpros-negara.xlsx",
    book(
        [
            ["PMI Nonprosedural Meninggal Asal NTT Tahun 2024"],
            ["Kabupaten", "Malaysia", "Singapura", "Jumlah"],
            ["Malaka", 12, 7, 19],
        ]
    ),
    figures=figures("deceased", year(2024), {"5321": 12}, country="MY", procedural="no")
    | figures("deceased", year(2024), {"5321": 7}, country="SG", procedural="no")
    | figures("deceased", year(2024), {"5321": 19}, procedural="no"),
)
case(
    "several indicators as columns",
    "multi.xlsx",
    book(
        [
            ["Data PMI asal NTT Tahun 2024"],
            ["Kabupaten", "Penempatan", "Deportasi", "Meninggal"],
            ["Malaka", 8, 5, 2],
        ]
    ),
    figures=figures("placements", year(2024), {"5321": 8})
    | figures("deportations", year(2024), {"5321": 5})
    | figures("deceased", year(2024), {"5321": 2}),
)
case(
    "per cent beside counts",
    "persen.xlsx",
    book(
        [[DEPORTED], ["Kabupaten", "Jumlah", "%"], ["Malaka", 30, 0.75], ["Belu", 10, 0.25], ["Total", 40, 1]]
    ),
    figures=figures("deportations", year(2024), {"5321": 30, "5304": 10}),
)
case(
    "columns numbered under the header",
    "nomor.xlsx",
    book(
        [[DEPORTED], ["No", "Kabupaten", "Jumlah"], ["(1)", "(2)", "(3)"], [1, "Malaka", 5], [2, "Belu", 6]]
    ),
    figures=figures("deportations", year(2024), {"5321": 5, "5304": 6}),
)
case(
    "two tables side by side",
    "dua.xlsx",
    book(
        [
            [DEPORTED],
            ["Kabupaten", "Jumlah", None, "Kabupaten", "Jumlah"],
            ["Malaka", 5, None, "Belu", 6],
            ["Ende", 7, None, "Sikka", 8],
        ]
    ),
    figures=figures("deportations", year(2024), {"5321": 5, "5304": 6, "5308": 7, "5307": 8}),
)
case(
    "two tables below each other",
    "dua.xlsx",
    book(
        [
            ["Deportasi asal NTT Tahun 2023"],
            ["Kabupaten", "Jumlah"],
            ["Malaka", 5],
            ["Jumlah", 5],
            [],
            ["Meninggal asal NTT Tahun 2024"],
            ["Kabupaten", "Jumlah"],
            ["Belu", 6],
        ]
    ),
    figures=figures("deportations", year(2023), {"5321": 5}) | figures("deceased", year(2024), {"5304": 6}),
)
case(
    "one sheet a month",
    "bulanan.xlsx",
    book(
        ("Jan 2024", [["Deportasi asal NTT"], HEAD, [1, "Malaka", 5]]),
        ("Feb 2024", [["Deportasi asal NTT"], HEAD, [1, "Malaka", 6]]),
    ),
    figures=figures("deportations", month(2024, 1), {"5321": 5})
    | figures("deportations", month(2024, 2), {"5321": 6}),
    findings={"period_from_sheet"},
)
case(
    "header again after a page break",
    "cetak.xlsx",
    book([[DEPORTED], HEAD, [1, "Malaka", 5], HEAD, [2, "Belu", 6], [None, "Total", 11]]),
    figures=figures("deportations", year(2024), {"5321": 5, "5304": 6}),
)
case(
    "no header at all",
    "tempel.csv",
    csv("Deportasi asal NTT 2024\nMalaka\t5\nBelu\t6\nSikka\t7\n"),
    figures=figures("deportations", year(2024), {"5321": 5, "5304": 6, "5307": 7}),
    mapping={"role": "origin"},
)

# ----------------------------------------------------------------- long tables
LONG = "Provinsi;Kabupaten;Tahun;Bulan;Indikator;Jumlah\n"
case(
    "long table with a row a month",
    "panjang.csv",
    csv(
        LONG
        + "NTT;Malaka;2024;Januari;Deportasi;5\nNTT;Malaka;2024;2;Deportasi;6\nNTT;Belu;2024;Maret;Meninggal;1\n"
    ),
    figures=figures("deportations", month(2024, 1), {"5321": 5})
    | figures("deportations", month(2024, 2), {"5321": 6})
    | figures("deceased", month(2024, 3), {"5304": 1}),
    mapping={"role": "origin"},
)
case(
    "long table with dates",
    "panjang.csv",
    csv(
        "area_code,role,indicator,procedural,period_start,period_end,value\n5321,origin,deceased,no,2024-01-01,2024-12-06,27\n5308,origin,deceased,unknown,2024-01-01,2024-12-06,20\n"
    ),
    figures=figures("deceased", UNTIL, {"5308": 20})
    | figures("deceased", UNTIL, {"5321": 27}, procedural="no"),
    mapping={"code_system": "kemendagri"},
)
case(
    "province written once",
    "grup.csv",
    csv(f"{DEPORTED};;\nProvinsi;Kabupaten;Jumlah\nNTT;Malaka;5\n;Belu;6\nNTB;Lombok Timur;7\n;Bima;8\n"),
    findings={"area_ambiguous"},
    mapping={"within": None},
)
case(
    "province written once, all clear",
    "grup.csv",
    csv(
        "Deportasi menurut asal Tahun 2024;;\nProvinsi;Kabupaten;Jumlah\nNTT;Malaka;5\n;Belu;6\nNTB;Lombok Timur;7\n;Dompu;8\n"
    ),
    figures=figures("deportations", year(2024), {"5321": 5, "5304": 6, "5203": 7, "5205": 8}),
    mapping={"role": "origin"},
)
case(
    "province as a heading row",
    "judul.xlsx",
    book(
        [
            ["Deportasi menurut daerah asal 2024"],
            ["Kabupaten/Kota", "Jumlah"],
            ["NUSA TENGGARA TIMUR", None],
            ["Malaka", 5],
            ["Kota Kupang", 6],
            ["NUSA TENGGARA BARAT", None],
            ["Dompu", 8],
        ]
    ),
    figures=figures("deportations", year(2024), {"5321": 5, "5371": 6, "5205": 8}),
)
case(
    "province row with its own sum",
    "induk.xlsx",
    book(
        [
            ["Deportasi menurut daerah asal 2024"],
            ["Kabupaten/Kota", "Jumlah"],
            ["Nusa Tenggara Timur", 11],
            ["Malaka", 5],
            ["Kota Kupang", 6],
            ["Total", 11],
        ]
    ),
    figures=figures("deportations", year(2024), {"53": 11, "5321": 5, "5371": 6}),
)
case(
    "province row that differs from its districts",
    "induk.xlsx",
    book(
        [
            ["Deportasi menurut daerah asal 2024"],
            ["Kabupaten/Kota", "Jumlah"],
            ["Nusa Tenggara Timur", 12],
            ["Malaka", 5],
            ["Kota Kupang", 6],
        ]
    ),
    figures=figures("deportations", year(2024), {"53": 12, "5321": 5, "5371": 6}),
    findings={"family_differs"},
)
case(
    "provinces of the nation",
    "prov.xlsx",
    book(
        [
            ["Penempatan PMI menurut provinsi asal Tahun 2023"],
            ["No", "Provinsi", "Jumlah"],
            [1, "Jawa Timur", 68069],
            [2, "Jawa Tengah", 59009],
            [3, "D.I. Yogyakarta", 4000],
            [4, "DKI Jakarta", 900],
            [None, "TOTAL", 131978],
        ]
    ),
    figures=figures("placements", year(2023), {"35": 68069, "33": 59009, "34": 4000, "31": 900}),
)


# ----------------------------------------------------------------- numbers
def numbers(*cells: object, total: object = None) -> bytes:
    names = ["Malaka", "Belu", "Ende", "Sikka"]
    rows = [[name, cell] for name, cell in zip(names, cells, strict=False)]
    return book(
        [
            ["Penempatan PMI asal NTT Tahun 2024"],
            ["Kabupaten", "Jumlah"],
            *rows,
            *([["Total", total]] if total is not None else []),
        ]
    )


def placed(*values: int | None) -> Figures:
    codes = ["5321", "5304", "5308", "5307"]
    return figures(
        "placements",
        year(2024),
        {code: value for code, value in zip(codes, values, strict=False) if value is not None},
    )


case(
    "thousands with a dot, proven",
    "angka.xlsx",
    numbers("1.234", "1.234.567", "12"),
    findings={"number_impossible"},
)
case(
    "thousands with a dot, total proves it",
    "angka.xlsx",
    numbers("1.234", "12", total="1.246"),
    figures=placed(1234, 12),
)
case(
    "thousands with a dot, nothing proves it",
    "angka.xlsx",
    numbers("1.234", "12"),
    figures=placed(1234, 12),
    findings={"thousands_assumed"},
)
case(
    "thousands with a comma and decimals",
    "angka.xlsx",
    numbers("1,234.0", "2,000"),
    figures=placed(1234, 2000),
)
case("decimal comma", "angka.xlsx", numbers("1234,0", "1.500", "7"), figures=placed(1234, 1500, 7))
case("both marks against each other", "angka.xlsx", numbers("1.234", "5,678"), findings={"number_unreadable"})
case(
    "both marks, answered",
    "angka.xlsx",
    numbers("1.234", "12"),
    figures=placed(1234, 12),
    mapping={"thousands": "."},
)
case(
    "blanks as thousands marks",
    "angka.xlsx",
    numbers("1 234", "2\u00a0345", "3"),
    figures=placed(1234, 2345, 3),
)
case(
    "zero and missing",
    "angka.xlsx",
    numbers("-", "nihil", "n/a", 4),
    figures=placed(0, 0, None, 4),
    findings={"mark_as_zero"},
)
case(
    "an empty cell is missing, not zero",
    "angka.xlsx",
    numbers(None, 3, "–"),
    figures=placed(None, 3, 0),
    findings={"mark_as_zero"},
)
case(
    "number words",
    "angka.xlsx",
    numbers("sembilan orang", "27 orang", "12 (dua belas)"),
    figures=placed(9, 27, 12),
    findings={"number_words"},
)
case("footnote marks on numbers", "angka.xlsx", numbers("12*", "7 1)", "5²"), figures=placed(12, 7, 5))
case("negative", "angka.xlsx", numbers(-3, 4), findings={"number_negative"})
case("negative in brackets", "angka.xlsx", numbers("(3)", 4), findings={"number_negative"})
case("a fraction", "angka.xlsx", numbers(3.5, 4), findings={"number_fraction"})
case(
    "thousands lost by a spreadsheet", "angka.xlsx", numbers(1.234, 4), findings={"number_fraction_thousand"}
)
case("more than live there", "angka.xlsx", numbers(900_000, 4), findings={"number_impossible"})
case(
    "words where a number should be",
    "angka.xlsx",
    numbers("lihat lampiran", 4),
    findings={"number_unreadable"},
)
case(
    "per cent in a cell of counts",
    "angka.csv",
    csv("Penempatan PMI asal NTT Tahun 2024\nKabupaten,Jumlah\nMalaka,12%\nBelu,4\n"),
    findings={"number_unreadable"},
)
case("a total that differs", "angka.xlsx", numbers(1, 2, 3, total=7), findings={"total_differs"})
case(
    "a total that differs, rows trusted",
    "angka.xlsx",
    numbers(1, 2, 3, total=7),
    figures=placed(1, 2, 3),
    findings={"total_differs"},
    mapping={"trust_rows": True},
)
case(
    "subtotals and a grand total",
    "angka.xlsx",
    book(
        [
            ["Penempatan PMI asal NTT Tahun 2024"],
            ["Kabupaten", "Jumlah"],
            ["Malaka", 5],
            ["Belu", 6],
            ["Sub Total", 11],
            ["Ende", 7],
            ["Sikka", 8],
            ["Subtotal", 15],
            ["GRAND TOTAL", 26],
        ]
    ),
    figures=placed(5, 6, 7, 8),
)


# ----------------------------------------------------------------- areas
def named(*names: object, title: str = DEPORTED) -> bytes:
    return book(
        [
            [title],
            ["Kabupaten/Kota", "Jumlah"],
            *[[name, number] for number, name in enumerate(names, start=5)],
        ]
    )


def deported(codes: list[str]) -> Figures:
    return figures("deportations", year(2024), dict(zip(codes, range(5, 99), strict=False)))


case(
    "abbreviations",
    "nama.xlsx",
    named("TTS", "TTU", "SBD", "Flotim", "Matim"),
    figures=deported(["5302", "5303", "5318", "5306", "5319"]),
)
case(
    "with and without the kind",
    "nama.xlsx",
    named("Kab. Kupang", "KOTA KUPANG", "kabupaten belu"),
    figures=deported(["5301", "5371", "5304"]),
)
case("a name two areas share", "nama.xlsx", named("Kupang", "Malaka"), findings={"area_ambiguous"})
case(
    "a name two areas share, answered",
    "nama.xlsx",
    named("Kupang", "Malaka"),
    figures=deported(["5301", "5321"]),
    mapping={"areas": {"Kupang": "5301"}},
)
case(
    "a slip of the pen is shown",
    "nama.xlsx",
    named("Negekeo", "Malaka"),
    figures=deported(["5316", "5321"]),
    findings={"area_misspelt"},
)
case("not an area at all", "nama.xlsx", named("Zzyzx Qwrt", "Malaka"), findings={"area_unknown"})
case("an area of another province", "nama.xlsx", named("Lombok Timur", "Malaka"), findings={"area_outside"})
case("the same area twice", "nama.xlsx", named("Alor", "Malaka", "Kab. Alor"), findings={"twice_differs"})
case(
    "district not stated", "nama.xlsx", named("Malaka", "Tidak diketahui"), figures=deported(["5321", "5300"])
)
case(
    "others together",
    "nama.xlsx",
    named("Malaka", "Lainnya"),
    figures=deported(["5321", "5300"]),
    findings={"others_together"},
)
case(
    "an area before it existed",
    "nama.xlsx",
    named("Malaka", "Belu", title="Deportasi PMI asal NTT Tahun 2010"),
    findings={"before_birth", "before_split"},
)
case(
    "an area before it was divided",
    "nama.xlsx",
    named("Belu", "Ende", title="Deportasi PMI asal NTT Tahun 2010"),
    figures=figures("deportations", year(2010), {"5304": 5, "5308": 6}),
    findings={"before_split"},
)
case(
    "codes without their system",
    "kode.csv",
    csv("Deportasi asal NTT 2024;\nKode;Jumlah\n5304;5\n5321;6\n"),
    findings={"code_system_missing"},
    mapping={"role": "origin"},
)
case(
    "codes of the ministry",
    "kode.csv",
    csv("Deportasi asal NTT 2024;;\nKode Kemendagri;Kabupaten asal;Jumlah\n53.04;Belu;5\n53.21;Malaka;6\n"),
    figures=deported(["5304", "5321"]),
)
case(
    "codes of the statistics office",
    "kode.csv",
    csv(
        "Deportasi asal NTT 2024;;\nKode BPS;Kabupaten asal;Jumlah\n5304;Timor Tengah Selatan;5\n5306;Belu;6\n"
    ),
    figures=deported(["5302", "5304"]),
)
case(
    "BPS codes offered as the ministry's",
    "kode.csv",
    csv(
        "Deportasi asal NTT 2024;;\nKode Kemendagri;Kabupaten asal;Jumlah\n5304;Timor Tengah Selatan;5\n5306;Belu;6\n"
    ),
    findings={"code_system_wrong"},
)
case(
    "code and name of two areas",
    "kode.csv",
    csv("Deportasi asal NTT 2024;;\nKode Kemendagri;Kabupaten asal;Jumlah\n5304;Sikka;5\n"),
    findings={"code_name_differ"},
)
case(
    "a dotted code that lost its zero",
    "kode.xlsx",
    book(
        [["Deportasi asal NTT 2024"], ["Kode Kemendagri", "Kabupaten asal", "Jumlah"], [53.1, "Manggarai", 5]]
    ),
    figures=deported(["5310"]),
)
case(
    "arrivals offered as origin",
    "debarkasi.xlsx",
    book([["Deportasi melalui pelabuhan Nunukan 2024"], ["Kabupaten", "Jumlah"], ["Nunukan", 900]]),
    findings={"arrival_as_origin"},
    mapping={"role": "origin"},
)
case(
    "ports offered as origin",
    "debarkasi.xlsx",
    book(
        [
            ["Deportasi 2024"],
            ["Kabupaten/Kota", "Jumlah"],
            ["Nunukan", 900],
            ["Kota Batam", 300],
            ["Kota Tanjung Pinang", 200],
        ]
    ),
    findings={"ports_as_origin"},
    mapping={"role": "origin"},
)
case(
    "arrivals as arrivals",
    "debarkasi.xlsx",
    book([["Deportasi 2024"], ["Debarkasi", "Jumlah"], ["Nunukan", 900], ["Kota Batam", 300]]),
    figures=figures("deportations", year(2024), {"6503": 900, "2171": 300}, role="arrival"),
)
case(
    "villages inside their districts",
    "desa.xlsx",
    book(
        [
            ["Deportasi asal NTT 2024"],
            ["Kabupaten", "Kecamatan", "Desa", "Jumlah"],
            ["TTS", "Amanuban Barat", "Nifukani", 2],
            ["Malaka", "Malaka Tengah", "Wehali", 3],
        ]
    ),
    figures=figures("deportations", year(2024), {"5302072015": 2, "5321012006": 3}),
)

# ----------------------------------------------------------------- files and encodings
PLAIN = "Deportasi asal NTT 2024;\nKabupaten asal;Jumlah\nMalaka;5\nBelu;6\n"
for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"):
    case(f"csv in {encoding}", "data.csv", csv(PLAIN, encoding), figures=deported(["5321", "5304"]))
for label, mark in (("comma", ","), ("tab", "\t"), ("pipe", "|")):
    case(f"csv with {label}", "data.csv", csv(PLAIN.replace(";", mark)), figures=deported(["5321", "5304"]))
case(
    "csv with Excel's hint",
    "data.csv",
    csv("sep=;\r\n" + PLAIN.replace("\n", "\r\n")),
    figures=deported(["5321", "5304"]),
)
case(
    "csv with quotes and line breaks",
    "data.csv",
    csv('"Deportasi asal NTT 2024";\n"Kabupaten\nasal";"Jumlah"\n"Malaka";"5"\n"Belu";"6"\n'),
    figures=deported(["5321", "5304"]),
)
case(
    "semicolons with decimal commas",
    "data.csv",
    csv("Deportasi asal NTT 2024;\nKabupaten asal;Jumlah\nMalaka;5,0\nBelu;6,0\n"),
    figures=deported(["5321", "5304"]),
)
case(
    "names with markup stay text",
    "data.csv",
    csv("Deportasi asal NTT 2024;\nKabupaten asal;Jumlah\n<script>alert(1)</script>;5\n"),
    findings={"area_unknown"},
)
case(
    "a formula without a result",
    "rumus.xlsx",
    book(
        [[DEPORTED], ["Kabupaten", "Jumlah"], ["Malaka", 5], ["Belu", None]],
        edit=lambda b, p: p.write_formula("B4", "=B3+1", value=""),
    ),
    findings={"formula_empty"},
)
case(
    "a hidden sheet is named",
    "sembunyi.xlsx",
    book(
        [[DEPORTED], ["Kabupaten", "Jumlah"], ["Malaka", 5]],
        [["rahasia"]],
        edit=lambda b, p: p.hide() if p.name == "Sheet2" else None,
    ),
    figures=deported(["5321"]),
    findings={"hidden"},
)
case(
    "a sheet of notes is named",
    "catatan.xlsx",
    book([[DEPORTED], ["Kabupaten", "Jumlah"], ["Malaka", 5]], [["hanya catatan"]]),
    figures=deported(["5321"]),
    findings={"no_table"},
)


def with_part(name: str, data: bytes = b"x") -> bytes:
    stream = io.BytesIO(book([[DEPORTED], ["Kabupaten", "Jumlah"], ["Malaka", 5]]))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return stream.getvalue()


def far_cell() -> bytes:
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    page = workbook.add_worksheet()
    page.write(0, 0, "Kabupaten")
    page.write(1_048_575, 16_383, 1)
    workbook.close()
    return stream.getvalue()


def locked_ods() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest><manifest:encryption-data manifest:checksum=""/></manifest:manifest>',
        )
        archive.writestr("content.xml", b"\x00\x01")
    return stream.getvalue()


case(
    "macros are ignored and said",
    "makro.xlsm",
    lambda: with_part("xl/vbaProject.bin"),
    figures=deported(["5321"]),
    findings={"macros"},
)
case(
    "external links are said",
    "tautan.xlsx",
    lambda: with_part("xl/externalLinks/externalLink1.xml"),
    figures=deported(["5321"]),
    findings={"links"},
)
case("locked with a password", "kunci.xlsx", (FILES / "kunci.xlsx").read_bytes, refused="desk.file.password")
case("locked ods", "kunci.ods", locked_ods, refused="desk.file.password")
case(
    "truncated xlsx",
    "potong.xlsx",
    lambda: book([[DEPORTED], HEAD, *ROWS])[:2500],
    refused="desk.file.damaged",
)
case(
    "truncated xls",
    "potong.xls",
    lambda: (FILES / "rekap.xls").read_bytes()[:1500],
    refused="desk.file.damaged",
)
case("zip bomb", "bom.xlsx", bomb, refused="desk.file.bomb")
case("two cells a world apart", "jauh.xlsx", far_cell, refused="desk.file.too_many_cells")
case("a pdf", "laporan.pdf", csv("%PDF-1.7\n"), refused="desk.file.pdf")
case(
    "a web page called xls",
    "laporan.xls",
    csv("<html><table><tr><td>Malaka</td></tr></table></html>"),
    refused="desk.file.web",
)
case("an image called xlsx", "foto.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, refused="desk.file.kind")
case(
    "one endless line",
    "panjang.csv",
    lambda: b"Kabupaten;Jumlah\n" + b"Ende;" * 500_000,
    refused="desk.file.too_wide",
)
case("an empty file", "kosong.csv", b"", refused="desk.file.nothing")
case("only spaces", "kosong.csv", b"  \n \n", refused="desk.file.nothing")
case(
    "text without a table",
    "surat.csv",
    csv("Kepada Yth.\nBapak Kepala BP3MI\ndi tempat\n"),
    refused="desk.file.no_table",
)

# ----------------------------------------------------------------- case lists
PEOPLE = (
    "Daftar PMI Deportasi Asal NTT Tahun 2024;;;;;\n"
    "No;Nama;NIK;No Paspor;Kabupaten;Tanggal Tiba\n"
    "1;Maria Bete;5321014503900001;C1234567;Malaka;03/05/2024\n"
    "2;Yosef Nahak;5321011203850002;X7654321;Malaka;17/05/2024\n"
    "3;Anna Seran;5304125007920003;B2345678;Belu;21/06/2024\n"
)
case(
    "case list",
    "daftar.csv",
    csv(PEOPLE),
    findings={"personal_dropped"},
    mapping={"role": "origin"},
    figures=figures("deportations", month(2024, 5), {"5321": 2})
    | figures("deportations", month(2024, 6), {"5304": 1}),
)
case(
    "case list, complete for the province",
    "daftar.csv",
    csv(PEOPLE),
    findings={"personal_dropped"},
    mapping={"role": "origin", "complete_for": "53"},
    figures=figures("deportations", month(2024, 5), {"5321": 2, "5304": 0})
    | figures("deportations", month(2024, 6), {"5304": 1, "5321": 0}),
)
case(
    "case list with a person twice",
    "daftar.csv",
    csv(PEOPLE + "4;Anna Seran;5304125007920003;B2345678;Belu;21/06/2024\n"),
    findings={"personal_dropped", "case_twice"},
    mapping={"role": "origin"},
    figures=figures("deportations", month(2024, 5), {"5321": 2})
    | figures("deportations", month(2024, 6), {"5304": 2}),
)
case(
    "case list with a date outside its year",
    "daftar.csv",
    csv(PEOPLE + "4;Anna;5304125007920003;B2345678;Belu;21/06/2023\n"),
    findings={"personal_dropped", "case_outside"},
    mapping={"role": "origin"},
)
case(
    "case list with a broken date",
    "daftar.csv",
    csv(PEOPLE + "4;Anna;5304125007920003;B2345678;Belu;bulan lalu\n"),
    findings={"personal_dropped", "case_date"},
    mapping={"role": "origin"},
)
case(
    "case list that slipped a column",
    "daftar.csv",
    csv(PEOPLE + "4;5304125007920003;B2345678;x;Petrus Kanisius;21/06/2024\n"),
    findings={"personal_dropped", "area_unknown"},
    mapping={"role": "origin"},
)
case(
    "case list by status",
    "status.csv",
    csv(
        "Daftar PMI meninggal asal NTT 2024;;;\nNama;Kabupaten;Status;Negara\nA B;Malaka;Nonprosedural;Malaysia\nC D;Malaka;Prosedural;Malaysia\nE F;Ende;Nonprosedural;Malaysia\n"
    ),
    findings={"personal_dropped"},
    figures=figures("deceased", year(2024), {"5321": 1, "5308": 1}, procedural="no")
    | figures("deceased", year(2024), {"5321": 1}, procedural="yes")
    | figures("deceased", year(2024), {"5321": 2, "5308": 1}),
    mapping={"role": "origin"},
)


# ----------------------------------------------------------------- traps
def trap(*rows: list[object]) -> bytes:
    return book([[DEPORTED], *rows])


case(
    "numbered and starred names, a number kept as text",
    "jebak.xlsx",
    trap(["Kabupaten/Kota", "Jumlah"], ["1. Malaka", 5], ["a) Belu", "'6"], ["Kab. Ende *)", 3]),
    figures=figures("deportations", year(2024), {"5321": 5, "5304": 6, "5308": 3}),
)
case(
    "a row without its district",
    "jebak.xlsx",
    book(
        [
            ["Deportasi menurut asal 2024"],
            ["Provinsi", "Kabupaten", "Jumlah"],
            ["NTT", "Malaka", 5],
            [None, None, 6],
        ]
    ),
    findings={"area_missing"},
    mapping={"role": "origin"},
)
case(
    "a province without its districts",
    "jebak.xlsx",
    book(
        [
            ["Deportasi menurut asal 2024"],
            ["Provinsi", "Kabupaten", "Jumlah"],
            ["NTT", "Malaka", 5],
            ["NTB", None, 8],
        ]
    ),
    figures=figures("deportations", year(2024), {"5321": 5, "52": 8}),
    findings={"area_coarser"},
    mapping={"role": "origin"},
)
case(
    "this month beside last month",
    "jebak.xlsx",
    trap(["Kabupaten", "s.d. bulan lalu", "Bulan ini", "s.d. bulan ini"], ["Malaka", 3, 2, 5]),
    findings={"no_value_column", "column_unknown"},
)
case(
    "a total row without a label",
    "jebak.xlsx",
    trap(["Kabupaten", "Jumlah"], ["Malaka", 5], ["Belu", 6], [None, 11]),
    findings={"area_missing"},
)
case(
    "men plus women as a total",
    "jebak.xlsx",
    trap(["Kabupaten", "L", "P", "L+P"], ["Malaka", 5, 2, 8]),
    findings={"total_differs"},
)
case(
    "adults and children apart",
    "jebak.xlsx",
    trap(["Kabupaten", "Dewasa", None, "Anak", None], [None, "L", "P", "L", "P"], ["Malaka", 5, 2, 1, 1]),
    findings={"twice_differs", "header_part"},
)
case(
    "adults only",
    "jebak.xlsx",
    trap(["Kabupaten", "Dewasa", None], [None, "L", "P"], ["Malaka", 5, 2]),
    findings={"header_part"},
    figures=figures("deportations", year(2024), {"5321": 7})
    | figures("deportations", year(2024), {"5321": 5}, sex="male")
    | figures("deportations", year(2024), {"5321": 2}, sex="female"),
)
case(
    "a count shown as a date",
    "jebak.xlsx",
    trap(["Kabupaten", "Jumlah"], ["Malaka", dt.date(1900, 1, 27)], ["Belu", 6]),
    findings={"number_unreadable"},
)
case(
    "the same column twice",
    "jebak.xlsx",
    trap(["Kabupaten", "Jumlah", "Jumlah"], ["Malaka", 5, 6]),
    findings={"twice_differs"},
)
case(
    "target beside outcome",
    "jebak.xlsx",
    book(
        [
            ["Target dan realisasi penempatan asal NTT 2024"],
            ["Kabupaten", "Target", "Realisasi", "%"],
            ["Malaka", 30, 12, 40],
        ]
    ),
    figures=figures("placement_target", year(2024), {"5321": 30})
    | figures("placements", year(2024), {"5321": 12}),
)
