"""``waspada briefing`` end to end: files, JSON, making again, and what is refused with one sentence."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.fast import command

YEAR = ("--from", "2024-01-01", "--to", "2024-12-31")


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("WASPADA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABASE_URL", raising=False)


def run(capsys, *arguments):
    return command.run(capsys, "--lang", "id", "briefing", *arguments)


def test_files_are_written_and_made_again_byte_for_byte(capsys, tmp_path):
    arguments = ("--province", "NTT", *YEAR, "--date", "2026-01-20", "--format", "pdf,xlsx", "--json")
    code, out, _ = run(capsys, *arguments, "--out", str(tmp_path / "a"))
    assert code == 0
    made = json.loads(out)
    assert set(made["files"]) == {"pdf", "xlsx"}
    contents = {form: Path(path).read_bytes() for form, path in made["files"].items()}
    assert {f: hashlib.sha256(c).hexdigest() for f, c in contents.items()} == made["digests"]
    assert Path(made["files"]["pdf"]).name == "paparan-53-2024-01-01-2024-12-31.pdf"
    code, out, _ = run(capsys, "--again", made["id"], "--out", str(tmp_path / "b"))
    assert code == 0
    assert "Tersimpan" in out
    for form, path in made["files"].items():
        assert (tmp_path / "b" / Path(path).name).read_bytes() == contents[form]


def test_a_district_in_english_with_chosen_sections_and_remarks(capsys, tmp_path):
    remarks = tmp_path / "remarks.txt"
    remarks.write_text("Bring the list of sites.", encoding="utf-8")
    arguments = ("--district", "53.21", *YEAR, "--lang", "en", "--format", "html", "--out", str(tmp_path))
    chosen = ("--sections", "remarks,headline", "--remarks", str(remarks), "--indicator", "deceased")
    code, _, _ = run(capsys, *arguments, *chosen)
    page = (tmp_path / "briefing-5321-2024-01-01-2024-12-31.html").read_text(encoding="utf-8")
    assert code == 0
    assert page.index("Bring the list of sites.") < page.index("Headline figures")
    assert "Method" not in page


@pytest.mark.parametrize(
    "arguments",
    [
        (*YEAR,),
        ("--province", "53"),
        ("--province", "53", "--nation", *YEAR),
        ("--province", "Atlantis", *YEAR),
        ("--district", "Kupang", *YEAR),
        ("--province", "99", *YEAR),
        ("--province", "53", "--from", "2024-13-01", "--to", "2024-12-31"),
        ("--province", "53", "--from", "2024-12-31", "--to", "2024-01-01"),
        ("--province", "53", *YEAR, "--format", "docx"),
        ("--province", "53", *YEAR, "--format", ","),
        ("--province", "53", *YEAR, "--indicator", "deaths"),
        ("--province", "53", *YEAR, "--sections", "everything"),
        ("--province", "53", *YEAR, "--level", "village"),
        ("--province", "53", *YEAR, "--lang", "xx"),
        ("--province", "53", *YEAR, "--remarks", "nowhere.txt"),
        ("--province", "53", *YEAR, "--date", "soon"),
        ("--again", "nothing"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(capsys, tmp_path, arguments):
    code, out, err = run(capsys, *arguments, "--out", str(tmp_path / "none"))
    assert code == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    assert not (tmp_path / "none").exists()
