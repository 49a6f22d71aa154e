"""``waspada counts import`` end to end: check, ask, publish once, undo; what is refused, in one sentence."""

import json

import pytest
from python_calamine import CalamineWorkbook

from geo.cli import main
from tests.fast.desk.corpus import FILES, PEOPLE, book

TABLE = [["Deportasi PMI Asal NTT Tahun 2012"], ["Kabupaten", "Jumlah"], ["Ende", 7], ["Sikka", 2]]


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("WASPADA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rekap.xlsx"
    path.write_bytes(book(TABLE))
    return path


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as caught:
        main(["--lang", "en", "counts", *[str(argument) for argument in arguments]])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


def test_import_select_undo(capsys, file):
    code, out, _ = run(capsys, "import", file, "--dry-run", "--json")
    checked = json.loads(out)
    assert (code, checked["errors"], checked["warnings"], checked["batch"]) == (0, 0, 0, None)
    code, out, _ = run(capsys, "import", file, "--json", "--who", "ana", "--publisher", "BP3MI NTT")
    published = json.loads(out)
    assert (code, published["observations"]) == (0, 2)
    window = ("--from", "2012-01-01", "--to", "2012-12-31", "--within", "53", "--indicator", "deportations")
    _, out, _ = run(capsys, "select", *window, "--json")
    assert {a["code"]: a["value"] for a in json.loads(out)["areas"] if a["value"] is not None} == {
        "5308": 7,
        "5307": 2,
    }
    code, out, _ = run(capsys, "import", file, "--accept-warnings", "--publisher", "BP3MI NTT")
    assert code == 0
    assert "already there as batch" in out
    assert run(capsys, "rollback", published["batch"])[0] == 0


def test_warnings_ask_and_errors_block(capsys, tmp_path):
    path = tmp_path / "rekap.xlsx"
    path.write_bytes(book([*TABLE[:2], ["Negekeo", 7]]))
    code, out, _ = run(capsys, "import", path)
    assert code == 1
    assert "“Negekeo” was read as Kabupaten Nagekeo (1 cell)." in out
    assert "--accept-warnings" in out
    assert run(capsys, "import", path, "--accept-warnings")[0] == 0
    path.write_bytes(book([*TABLE[:2], ["Ende", -7]]))
    code, out, _ = run(capsys, "import", path, "--accept-warnings")
    assert code == 1
    assert "Negative count" in out
    marked = tmp_path / "marked.xlsx"
    assert run(capsys, "import", path, "--dry-run", "--marked", marked)[0] == 1
    assert CalamineWorkbook.from_path(str(marked)).sheet_names == ["Findings", "Sheet1"]


def test_answers_on_the_command_line(capsys, tmp_path):
    path = tmp_path / "rekap.csv"
    path.write_text("Kode;Jumlah\n5304;5\n", encoding="utf-8")
    code, out, _ = run(capsys, "import", path, "--dry-run", "--json")
    assert code == 1
    assert {f["kind"] for f in json.loads(out)["findings"]} == {
        "code_system_missing",
        "indicator_missing",
        "period_missing",
        "role_missing",
    }
    answers = (
        "--indicator",
        "deportations",
        "--role",
        "origin",
        "--from",
        "2012-01-01",
        "--to",
        "2012-06-30",
    )
    code, out, _ = run(capsys, "import", path, *answers, "--code-system", "bps", "--json")
    assert code == 0
    mapping = json.loads(out)["tables"][0]["mapping"]
    other = tmp_path / "mapping.json"
    other.write_text(json.dumps(mapping), encoding="utf-8")
    code, out, _ = run(capsys, "import", path, "--mapping", other, "--dry-run", "--json")
    assert [f["kind"] for f in json.loads(out)["findings"]] == ["published_already"]


def test_nobody_is_printed(capsys, tmp_path):
    path = tmp_path / "Deportasi a.n. Maria 5321014503900001.csv"
    path.write_text(PEOPLE + "4;x;1;2;Petrus Kanisius;21/06/2024\n", encoding="utf-8")
    for arguments in (("--dry-run",), ("--dry-run", "--json"), ("--accept-warnings",)):
        _, out, err = run(capsys, "import", path, "--role", "origin", *arguments)
        for secret in ("Bete", "Nahak", "Petrus", "5321014503900001", "C1234567"):
            assert secret not in out + err


@pytest.mark.parametrize(
    ("name", "content", "options", "said"),
    [
        ("kunci.xlsx", (FILES / "kunci.xlsx").read_bytes(), (), "locked with a password"),
        ("kosong.csv", b"", (), "is empty"),
        ("surat.csv", b"Kepada Yth.\n", (), "no table with an area column"),
        ("a.pdf", b"%PDF-1.4", (), "PDF"),
        ("a.csv", b"Kabupaten;Jumlah\nEnde;1\n", ("--role", "nobody"), "role"),
        ("a.csv", b"Kabupaten;Jumlah\nEnde;1\n", ("--indicator", "luck"), "indicator"),
        ("a.csv", b"Kabupaten;Jumlah\nEnde;1\n", ("--from", "2024-01-01"), "--to"),
        (
            "a.csv",
            b"Kabupaten;Jumlah\nEnde;1\n",
            ("--from", "2024-02-01", "--to", "2024-01-01"),
            "after its end",
        ),
        ("a.csv", b"Kabupaten;Jumlah\nEnde;1\n", ("--within", "Atlantis"), "Atlantis"),
        ("a.csv", b"Kabupaten;Jumlah\nEnde;1\n", ("--code-system", "isbn"), "isbn"),
        ("a.csv", b"Kabupaten;Jumlah\nEnde;1\n", ("--thousands", "x"), "thousands"),
        ("a.csv", b"Kabupaten;Jumlah\nEnde;1\n", ("--sheet", "Lain"), "Lain"),
        ("a.csv", b"Kabupaten;Jumlah\nEnde;1\n", ("--mapping", "nowhere.json"), "nowhere.json"),
    ],
)
def test_bad_input_is_one_sentence(capsys, tmp_path, name, content, options, said):
    path = tmp_path / name
    path.write_bytes(content)
    code, _, err = run(capsys, "import", path, *options)
    assert code == 2
    assert said.casefold() in err.casefold()
    assert err.count("\n") == 1
    assert "Traceback" not in err
