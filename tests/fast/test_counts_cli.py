"""``waspada counts …`` end to end: select, export, batches, rollback, and what is refused."""

import csv
import io
import json
import subprocess
import sys

import pytest
from python_calamine import CalamineWorkbook

from geo import counts, rates, store
from geo.cli import main
from geo.counts import export as files


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("WASPADA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABASE_URL", raising=False)


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", "counts", *arguments])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


YEAR = ("--from", "2024-01-01", "--to", "2024-12-31")


def test_select_as_json(capsys):
    code, out, _ = run(capsys, "select", "--within", "53", "--indicator", "deceased", *YEAR, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["total"] == 122
    assert found["parent"]["value"] == 125
    assert found["difference"] == -3
    assert (found["areas_with_cases"], found["areas_zero"], found["areas_missing"]) == (17, 5, 0)
    assert {row["days_covered"] for row in found["areas"]} == {341}
    assert len(found["areas"]) == 22
    assert found["sources"][0]["url"].startswith("https://")
    assert "341 of 366 days" in found["sentence"]


def test_select_in_words(capsys):
    arguments = ("--within", "53", "--indicator", "deceased", *YEAR, "--measure", "relative_risk")
    code, out, _ = run(capsys, "select", *arguments)
    assert code == 0
    assert out.splitlines()[1].startswith("5321  Kabupaten Malaka")
    assert "Relative risk" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("select", "--within", "Atlantis", "--indicator", "deceased", *YEAR),
        ("select", "--within", "5399", "--indicator", "deceased", *YEAR),
        ("select", "--indicator", "deaths", *YEAR),
        ("select", "--indicator", "deceased", "--from", "2024-12-31", "--to", "2024-01-01"),
        ("select", "--indicator", "deceased", "--from", "2024-02-30", "--to", "2024-12-31"),
        ("select", "--indicator", "deceased", *YEAR, "--measure", "beauty"),
        ("select", "--indicator", "deceased", *YEAR, "--role", "arrival", "--measure", "rate"),
        ("select", "--within", "5304", "--level", "province", "--indicator", "deceased", *YEAR),
        ("select", "--indicator", "deceased"),
        ("export", "--out", "figures.pdf"),
        ("export", "--out", "/no/such/folder/figures.csv"),
        ("export", "--out", "figures.csv", "--from", "2024-01-01"),
        ("rollback", "77"),
        ("rollback", "one"),
    ],
)
def test_bad_input_is_one_sentence(capsys, arguments):
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


def test_batches_and_rollback(capsys, tmp_path):
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    assert run(capsys, "export", "--out", str(before))[0] == 0
    data = store.default()
    meta = store.BatchMeta(title="november.xlsx", digest="1" * 64)
    row = {"area_code": "5304", "role": "origin", "indicator": "deceased", "procedural": "unknown"}
    row |= {"period_start": "2025-11-01", "period_end": "2025-11-30", "value": 3, "source_id": "X1"}
    staged = data.stage(meta, [row], sources=[{"id": "X1", "title": "Kupang"}], who="rina")
    data.publish(staged.batch_id, "rina")
    assert run(capsys, "export", "--out", str(after))[0] == 0
    assert after.read_bytes() != before.read_bytes()
    assert run(capsys, "rollback", str(staged.batch_id), "--who", "rina")[0] == 0
    assert run(capsys, "export", "--out", str(after))[0] == 0
    assert after.read_bytes() == before.read_bytes()
    listed = json.loads(run(capsys, "batches", "--json")[1])
    assert [(b["title"], b["status"]) for b in listed] == [
        ("november.xlsx", "rolled_back"),
        ("Angka bawaan: terbitan instansi dan pers", "published"),
    ]


def test_xlsx_is_the_same_twice(capsys, tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        assert run(capsys, "export", "--within", "53", "--out", str(tmp_path / name))[0] == 0
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


HOSTILE = ["=1+1", "+62", "-5", "@SUM(A1)", "\tx", "\r=1", "＝cmd", "<script>{{ }}</script>", '"quoted`"']


def test_no_export_holds_a_live_formula():
    import pandas as pd

    table = pd.DataFrame({"name": HOSTILE, "=head": range(len(HOSTILE))})
    said = files.write(table, format="csv", notes=["=note"], lang="en").decode("utf-8-sig")
    for row in csv.reader(io.StringIO(said, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row)
    content = files.write(table, format="xlsx", notes=["=note"], lang="en")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = [row[0] for row in book.get_sheet_by_index(0).to_python()]
    assert [str(s).replace("\r", "\n") for s in shown[1:]] == [h.replace("\r", "\n") for h in HOSTILE]
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        assert sheets
        assert all(b"<f>" not in archive.read(name) for name in sheets)


def test_export_of_a_selection_says_itself():
    chosen = counts.select(counts.Window.year(2018), "deceased", within="53")
    content = rates.export(chosen, "rate", format="csv", lang="id").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert "104" not in rows[0][0]
    assert "Jumlah 105, termasuk 1" in rows[0][0]
    head = next(i for i, row in enumerate(rows) if row and row[0] == "Kode")
    areas = rows[head + 1 : head + 24]
    assert [row[0] for row in areas][-1] == "5300"
    assert sum(int(row[2]) for row in areas) == 105
    assert any(row and row[0] == "S035" for row in rows)


def test_the_module_runs_as_a_program(tmp_path):
    command = [sys.executable, "-m", "geo", "counts", "batches", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=None)
    assert json.loads(done.stdout)[0]["title"].startswith("Angka bawaan")
