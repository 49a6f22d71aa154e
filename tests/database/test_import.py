"""A file on its way into the store, on both databases: blocked, asked, published, undone, nobody kept."""

# ruff: noqa: E501 – planted rows

import dataclasses
import datetime as dt
import io
import json
import logging
import os
import tempfile
import zipfile
from pathlib import Path

import pytest
import python_calamine
import sqlalchemy as sa
import xlsxwriter

from geo import counts, paths, store
from geo.counts import importing
from geo.counts.checks.marked import marked_copy
from geo.counts.export import observations_frame, write
from geo.counts.readers.mapping import Mapping
from geo.counts.readers.reading import CancelledError, Reading
from geo.errors import UserError

TODAY = dt.date(2026, 11, 21)
SECRETS = (
    "5321015203850002", "5321011203850007", "C1234567", "XD7654321", "081234567890", "Marianingsih", "Kolombanus",
    "1985-03-12", "12/03/1985", "maria.rahasia@contoh.id", "Jalan Rahasia",
)  # fmt: skip
PEOPLE = (
    "Daftar PMI Deportasi Asal NTT Tahun 2024 a.n. Marianingsih dkk;;;;;;;;;\n"
    "No;Nama;NIK;Paspor;HP;Tgl Lahir;Alamat;Kabupaten Asal;Tanggal Tiba;Keterangan\n"
    "1;Marianingsih Bete;5321015203850002;C1234567;081234567890;12/03/1985;Jalan Rahasia 5;Malaka;03/05/2024;x\n"
    "2;Kolombanus Nahak;5321011203850007;XD7654321;081234567890;12/03/1985;Jalan Rahasia 6;Malaka;17/05/2024;maria.rahasia@contoh.id\n"
    "3;Kolombanus Nahak;5321011203850007;XD7654321;081234567890;1985-03-12;Jalan Rahasia 6;Belu;17/05/2024;NIK 5321015203850002\n"
)
NAME = "Deportasi 2024 a.n. Marianingsih 5321015203850002.csv"


def _table(*rows: tuple[str, object], title: str = "Deportasi PMI asal NTT Tahun 2012") -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as workbook:
        page = workbook.add_worksheet("Rekap")
        for number, row in enumerate([(title,), ("Kabupaten", "Jumlah"), *rows]):
            page.write_row(number, 0, row)
    return stream.getvalue()


def _read(content: bytes, name: str = "rekap.xlsx", **mapping: object) -> Reading:
    reading = importing.read(content, name=name, today=TODAY)
    for number, table in enumerate(reading.tables):
        reading = reading.with_mapping(dataclasses.replace(table.mapping, **mapping), table=number)
    return reading


def _export(data) -> bytes:
    return write(observations_frame(data), format="csv", notes=[], lang="id")


def test_published_and_selected(data) -> None:
    outcome = importing.publish(
        _read(_table(("Ende", 7), ("Sikka", 0))), store=data, who="ana", today=TODAY, accepted=True
    )
    assert outcome.staged is not None
    assert outcome.observations == 2
    window = counts.Window(dt.date(2012, 1, 1), dt.date(2012, 12, 31))
    table = counts.select(window, "deportations", within="53", store=data).table
    assert table.loc["5308", "value"] == 7
    assert table.loc["5307", "status"] == "zero"
    assert table.loc["5321", "status"] == "missing"
    series = counts.select(window, "deportations", within="53", store=data).series("5308")
    assert list(series[series["used"]][["sheet", "cell"]].itertuples(index=False, name=None)) == [
        ("Rekap", "B3")
    ]


def test_same_file_twice_is_one_batch(data) -> None:
    content = _table(("Ende", 7))
    first = importing.publish(_read(content), store=data, who="ana", today=TODAY, accepted=True)
    again = importing.publish(_read(content), store=data, who="budi", today=TODAY, accepted=True)
    assert again.staged is not None and again.staged.existing
    assert again.staged.batch_id == first.staged.batch_id
    assert (data.batches()["kind"] == "import").sum() == 1


def test_errors_block_and_warnings_ask(data) -> None:
    before = _export(data)
    blocked = importing.publish(
        _read(_table(("Ende", -7))), store=data, who="ana", today=TODAY, accepted=True
    )
    assert blocked.staged is None
    asked = importing.publish(_read(_table(("Negekeo", 7))), store=data, who="ana", today=TODAY)
    assert asked.staged is None
    assert [finding.kind for finding in asked.findings] == ["area_misspelt"]
    assert _export(data) == before
    assert (data.batches()["kind"] == "import").sum() == 0


def test_two_officers_do_not_publish_past_each_other(data) -> None:
    seen = data.version
    first, second = _read(_table(("Ende", 7))), _read(_table(("Ende", 9)), name="lain.xlsx")
    importing.publish(first, store=data, who="ana", today=TODAY, accepted=True, data_version=seen)
    with pytest.raises(store.StaleError):
        importing.publish(second, store=data, who="budi", today=TODAY, accepted=True, data_version=seen)
    assert list(data.batches()["status"][:2]) == ["staged", "published"]
    again = importing.publish(
        second, store=data, who="budi", today=TODAY, accepted=True, data_version=data.version
    )
    assert again.staged is not None
    assert list(data.batches()["status"][:2]) == ["published", "published"]


def test_rollback_gives_the_same_export_byte_for_byte(data) -> None:
    before = _export(data)
    outcome = importing.publish(_read(_table(("Ende", 7))), store=data, who="ana", today=TODAY, accepted=True)
    assert _export(data) != before
    data.rollback(outcome.staged.batch_id, "ana")
    assert _export(data) == before


def test_compared_with_what_is_published(data) -> None:
    importing.publish(_read(_table(("Ende", 7))), store=data, who="ana", today=TODAY, accepted=True)
    again = importing.check(_read(_table(("Ende", 7), ("Sikka", 1))), store=data, today=TODAY)
    assert [finding.kind for finding in again] == ["published_already"]
    other = importing.check(_read(_table(("Ende", 9))), store=data, today=TODAY)
    assert [finding.kind for finding in other] == ["published_differs"]
    half = importing.check(
        _read(_table(("Ende", 5), title="Deportasi asal NTT Semester I 2012")), store=data, today=TODAY
    )
    assert [finding.kind for finding in half] == ["published_overlaps"]


def test_more_than_is_plausible_against_history(data) -> None:
    for year, value in ((2011, 7), (2012, 9)):
        content = _table(("Ende", value), title=f"Deportasi PMI asal NTT Tahun {year}")
        importing.publish(_read(content), store=data, who="ana", today=TODAY, accepted=True)
    found = importing.check(
        _read(_table(("Ende", 900), title="Deportasi PMI asal NTT Tahun 2013")), store=data, today=TODAY
    )
    assert "leap" in [finding.kind for finding in found]
    calm = importing.check(
        _read(_table(("Ende", 12), title="Deportasi PMI asal NTT Tahun 2013")), store=data, today=TODAY
    )
    assert "leap" not in [finding.kind for finding in calm]


def test_template_is_recognised_in_the_next_file(data) -> None:
    first = _read(_table(("Kupang", 7)), areas={"Kupang": "5301"})
    importing.save_template(first.tables[0], publisher="BP3MI NTT", store=data, who="ana")
    following = importing.read(
        _table(("Kupang", 8), title="Deportasi PMI asal NTT Tahun 2013"),
        name="b.xlsx",
        store=data,
        today=TODAY,
    )
    assert following.tables[0].template is not None
    assert following.tables[0].mapping.start == dt.date(2013, 1, 1)
    assert [f for f in importing.check(following, today=TODAY) if f.severity == "error"] == []
    rows = importing.observations(following, source_id="F")
    assert [(row["area_code"], row["value"]) for row in rows] == [("5301", 8)]


def test_cancelled_import_keeps_nothing(data) -> None:
    def stop(step: str, rows: int) -> None:
        if step == "count":
            raise CancelledError

    before = _export(data)
    with pytest.raises(CancelledError):
        importing.publish(
            importing.read(PEOPLE.encode(), name=NAME, today=TODAY, progress=stop),
            store=data,
            who="ana",
            today=TODAY,
        )
    assert _export(data) == before


def _bytes_under(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def _dump(data) -> bytes:
    """Every row of every table, as a backup of a PostgreSQL database holds them."""
    with data.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        rows = [str(connection.exec_driver_sql(f'SELECT * FROM "{name}"').fetchall()) for name in names]
    return "\n".join(rows).encode()


def test_nobody_stays_behind(data, tmp_path, monkeypatch, caplog, kind, request) -> None:
    """Search the bytes of database, log, temporary folder, backup, marked copy, messages for planted persons."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.setenv("TMPDIR", str(scratch))
    caplog.set_level(logging.DEBUG)
    handler = logging.FileHandler(scratch / "all.log")
    logging.getLogger().addHandler(handler)
    try:
        reading = _read(PEOPLE.encode(), NAME, role="origin")
        found = importing.check(reading, store=data, today=TODAY)
        assert {f.kind for f in found} >= {"personal_dropped"}
        assert not [f for f in found if f.severity == "error"]
        outcome = importing.publish(reading, store=data, who="ana", today=TODAY, accepted=True)
        assert outcome.observations == 2
        importing.save_template(reading.tables[0], publisher="BP3MI", store=data, who="ana")
        slipped = PEOPLE + "4;5;C1234567;;;;;Kolombanus Nahak;5321015203850002;x\n"
        wrong = importing.check(_read(slipped.encode(), NAME, role="origin"), store=data, today=TODAY)
        assert "case_date" in [f.kind for f in wrong]
        with pytest.raises(UserError) as caught:
            importing.read(b"PK\x03\x04" + PEOPLE.encode(), name=NAME, today=TODAY)
        said = [str(caught.value), caught.value.render("id")]
        said += [
            part.render(lang)
            for f in (*found, *wrong)
            for part in (f.what, f.fix)
            if part
            for lang in ("id", "en")
        ]
        said += [f.cell + f.sheet + str(f.what.params) + str(f.answers) + f.label for f in (*found, *wrong)]
        said += [str(table.preview(50)) + str(table.headers()) for table in reading.tables]
        marked = marked_copy(reading, [*found, *wrong], lang="id")
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    with zipfile.ZipFile(io.BytesIO(marked)) as archive:
        unpacked = b"".join(archive.read(name) for name in archive.namelist())
    kept = {
        "messages": "\n".join(said).encode(),
        "log": caplog.text.encode() + (scratch / "all.log").read_bytes(),
        "scratch": _bytes_under(scratch),
        "home": _bytes_under(paths.home()),
        "database": _bytes_under(tmp_path) if kind == "sqlite" else _dump(data),
        "marked copy": unpacked,
    }
    assert b"5321" in kept["database"]  # the count of Malaka is there
    for where, content in kept.items():
        for secret in SECRETS:
            assert secret.encode() not in content, (where, secret)
            assert secret.encode("utf-16-le") not in content, (where, secret)
    assert os.environ["TMPDIR"] == str(scratch)


def test_marked_copy_keeps_cells_and_marks_findings(data) -> None:
    reading = _read(_table(("Ende", -7), ("Zzyzx", 2), ("=1+1", 3)))
    found = importing.check(reading, today=TODAY)
    content = marked_copy(reading, found, lang="en")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Findings", "Rekap"]
    cells = book.get_sheet_by_name("Rekap").to_python(skip_empty_area=False)
    assert cells[2][:2] == ["Ende", -7.0]
    assert cells[4][0] == "=1+1"
    listed = book.get_sheet_by_name("Findings").to_python()
    assert {row[2] for row in listed[1:]} == {f.cell for f in found}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert any("comments" in name for name in archive.namelist())
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "sheet" in name)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("6 Desember 2024", "2024-12-06"),
        ("6/12/2024", "2024-12-06"),
        ("2024-12", "2024-12"),
        ("2024", "2024"),
        ("", ""),
    ],
)
def test_day_of_publication(written: str, kept: str) -> None:
    assert importing.published_date(written) == kept


def test_day_of_publication_that_is_none() -> None:
    with pytest.raises(UserError):
        importing.published_date("kemarin")


def test_mapping_survives_json() -> None:
    mapping = _read(_table(("Ende", 7))).tables[0].mapping
    assert Mapping.from_json(json.loads(json.dumps(mapping.to_json()))) == mapping
    with pytest.raises(UserError):
        Mapping.from_json({"columns": {"0": {"use": "nonsense"}}})
    with pytest.raises(UserError):
        Mapping.from_json({"surprise": 1})
