"""Whatever is typed wrong: a non-zero exit, one sentence, no traceback."""

import importlib
from pathlib import Path

import pytest

command_line = importlib.import_module("geo.cli.main")

WINDOW = "--from 2024-01-01 --to 2024-12-31"
WRONG = [
    "nosuch",
    "--lang xx version",
    "areas find XYZQ",
    "areas show 9999 --system kemendagri",
    "areas show 5304 --system nosuch",
    "areas list --level planet",
    "areas list --within 99",
    "boundaries check {missing}",
    "boundaries check {empty}",
    "boundaries check {text}",
    "boundaries install {missing}",
    "boundaries install {text}",
    "boundaries accuracy {text}",
    "boundaries use nosuch",
    "boundaries remove nosuch",
    f"counts select --within Atlantis --indicator deceased {WINDOW}",
    f"counts select --within 53 --indicator nosuch {WINDOW}",
    f"counts select --within 53 --indicator deceased --measure nosuch {WINDOW}",
    f"counts select --within 53 --indicator deceased --level planet {WINDOW}",
    "counts select --within 53 --indicator deceased --from 2024-12-31 --to 2024-01-01",
    "counts select --within 53 --indicator deceased --from 2024-13-31 --to 2024-12-31",
    "counts select --within 53 --indicator deceased --from 1066-01-01 --to 1066-12-31",
    "counts export --out {folder}/nowhere/x.csv",
    "counts export --out {folder}/x.doc",
    "counts import {missing}",
    "counts import {empty}",
    "counts import {text} --dry-run",
    "counts rollback 99999",
    f"hotspots --within Atlantis --indicator deceased {WINDOW}",
    f"hotspots --within 53 --indicator nosuch {WINDOW}",
    "scan",
    "scan --file {missing}",
    "scan --file {text}",
    f"index --within 99 {WINDOW}",
    f"plan billboards --within Atlantis {WINDOW}",
    f"plan sessions --within Atlantis {WINDOW}",
    f"briefing --province 99 {WINDOW} --out {{folder}}",
    "briefing --province 53 --from 2024-12-31 --to 2024-01-01 --out {folder}",
    f"briefing --province 53 {WINDOW} --format doc --out {{folder}}",
    "serve --port 0",
    "bench nosuch",
]


@pytest.mark.parametrize("words", WRONG)
def test_one_sentence_and_no_traceback(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "text.md").write_text("# Just words\n", encoding="utf-8")
    places = {
        "missing": tmp_path / "missing.gpkg",
        "empty": tmp_path / "empty.csv",
        "text": tmp_path / "text.md",
        "folder": tmp_path,
    }
    with pytest.raises(SystemExit) as stopped:
        command_line.main(words.format(**places).split())
    shown = capsys.readouterr()
    assert stopped.value.code not in (0, 70, None)
    assert "Traceback" not in shown.err + shown.out
    sentence = shown.err.strip()
    assert sentence
    assert len(sentence.splitlines()) <= 2
