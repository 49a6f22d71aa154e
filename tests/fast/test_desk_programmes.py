"""The programme register read from a file as an office would send it."""

import datetime as dt

import pytest

from geo.counts.programmes import points, read_programmes, summary
from geo.errors import UserError
from tests.fast.desk.corpus import book, csv

TODAY = dt.date(2026, 11, 21)
HEAD = ["Provinsi", "Kabupaten", "Desa", "Jenis Program", "Nama", "Tanggal Mulai", "Status", "Sumber"]


def test_register_as_an_office_sends_it() -> None:
    content = book(
        [
            ["DAFTAR PROGRAM PELINDUNGAN PMI NTT"],
            HEAD,
            ["NTT", "TTS", "Tubuhue", "Desmigratif", "", 2017, "berjalan", "Kemnaker"],
            [
                "NTT",
                "Kab. Kupang",
                None,
                "MoU",
                "PKS dengan BP3MI",
                dt.date(2025, 3, 5),
                "berlaku",
                "Surat 12/2025",
            ],
            ["NTT", "Kota Kupang", None, "Sosialisasi", "Paroki Naikoten", "10 Februari 2026", None, "KP2MI"],
            ["Keterangan: data sementara"],
        ]
    )
    register = read_programmes(content, name="program.xlsx", today=TODAY)
    assert [(f.kind, f.cell) for f in register.findings] == []
    assert [(e["area_code"], e["kind"], e["start"], e["status"]) for e in register.entries] == [
        ("5302072012", "desmigratif", dt.date(2017, 1, 1), "active"),
        ("5301", "mou", dt.date(2025, 3, 5), "active"),
        ("5371", "outreach", dt.date(2026, 2, 10), "held"),
    ]


def test_what_is_wrong_is_said_at_its_cell() -> None:
    content = csv(
        "Kabupaten;Jenis;Nama;Mulai;Selesai;Kontak;Sumber\n"
        "Kupang;LTSA;A;2024;;0812;x\n"
        "Malaka;Pesta;B;2024;;0812;x\n"
        "Belu;BLK;C;2024;2020;0812;x\n"
        "Ende;MoU;D;kapan-kapan;;0812;\n"
        "Sikka;MoU;E;2031;;0812;x\n"
    )
    register = read_programmes(content, name="p.csv", within="53", today=TODAY)
    assert {(f.kind, f.cell) for f in register.findings} == {
        ("contact_dropped", "F1"),
        ("area_ambiguous", "A2"),
        ("programme_kind", "B3"),
        ("programme_reversed", "E4"),
        ("programme_date", "D5"),
        ("programme_source", "G5"),
        ("programme_future", "D6"),
    }
    assert register.blocked
    settled = read_programmes(content, name="p.csv", within="53", answers={"Kupang": "5371"}, today=TODAY)
    assert settled.entries[0]["area_code"] == "5371"


def test_a_table_of_counts_is_no_register() -> None:
    with pytest.raises(UserError) as caught:
        read_programmes(csv("Kabupaten;Jumlah\nMalaka;5\n"), name="p.csv", today=TODAY)
    assert caught.value.key == "programmes.no_table"


def test_summary_and_points() -> None:
    import pandas as pd

    table = pd.DataFrame(
        {
            "area_code": ["5302072012", "5302", "53", "5321"],
            "kind": ["desmigratif", "mou", "ltsa", "mou"],
            "status": ["active", "ended", "active", "active"],
        }
    )
    assert summary(table, "5302") == {"desmigratif": 1}
    assert summary(table, "00") == {"desmigratif": 1, "ltsa": 1, "mou": 1}
    located = points(table)
    assert len(located) == 4
    assert located["longitude"].between(118, 126).all()
    assert located["latitude"].between(-11.5, -8).all()
