"""``waspada hotspots``, ``scan`` and ``index``: what they print, and one sentence for every mistake."""

import json

import pytest

from geo.cli import main

PERIOD = ["--from", "2024-01-01", "--to", "2024-12-31"]
NTT = ["--within", "53", *PERIOD]


@pytest.fixture(autouse=True, scope="module")
def home(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("WASPADA_HOME", str(tmp_path_factory.mktemp("home")))
    patch.delenv("DATABASE_URL", raising=False)
    yield
    patch.undo()


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    captured = capsys.readouterr()
    return end.value.code, captured.out, captured.err


def test_hotspots_json(capsys, tmp_path):
    out = tmp_path / "ntt.geojson"
    code, said, _ = run(
        capsys,
        "hotspots",
        "--indicator",
        "deceased",
        *NTT,
        "--permutations",
        "99",
        "--json",
        "--out",
        str(out),
    )
    answer = json.loads(said)
    assert code == 0
    malaka = next(a for a in answer["areas"] if a["code"] == "5321")
    assert (malaka["class_key"], malaka["observed"]) == ("core", 26)
    assert answer["parameters"]["permutations"] == 99
    assert answer["clusters"][0]["members"] == ["5304", "5321"]
    assert len(json.loads(out.read_text())["features"]) == 22


def test_hotspots_text_in_both_languages(capsys):
    _, said, _ = run(capsys, "hotspots", "--indicator", "deceased", *NTT, "--permutations", "99")
    assert "Kabupaten Malaka" in said
    assert "Inti" in said
    _, said, _ = run(
        capsys, "--lang", "en", "hotspots", "--indicator", "deceased", *NTT, "--permutations", "99"
    )
    assert "Core" in said
    assert "random seed 0" in said


def test_scan_of_published_figures(capsys):
    code, said, _ = run(capsys, "scan", "--indicator", "deceased", *NTT, "--json")
    answer = json.loads(said)
    assert code == 0
    assert round(answer["clusters"][0]["llr"], 2) == 33.36
    assert answer["parameters"]["points"] == "boundaries.centres"
    _, said, _ = run(capsys, "scan", "--indicator", "deceased", *NTT, "--method", "flexible")
    assert "5321" in said


def test_scan_of_years(capsys):
    """Four years have figures for nearly all of NTT: Malaka and Belu stand out from 2021 on."""
    arguments = ["scan", "--indicator", "deceased", *NTT, "--years-since", "2018", "--prospective"]
    _, said, _ = run(capsys, *arguments, "--json")
    answer = json.loads(said)
    assert answer["years"] == [2018, 2019, 2021, 2024]
    first = answer["clusters"][0]
    assert {"5304", "5321"} <= set(first["members"])
    assert (first["start"], first["end"]) == (2021, 2024)
    assert first["p_value"] == 0.001
    _, said, _ = run(capsys, *arguments, "--permutations", "9")
    assert "2018, 2019, 2021, 2024" in said


def test_scan_of_a_file(capsys, tmp_path):
    file = tmp_path / "points.csv"
    file.write_text("name,x,y,cases,population\na,0,0,9,10\nb,1,0,8,10\nc,9,9,1,50\nd,8,9,0,60\n")
    _, said, _ = run(capsys, "scan", "--file", str(file), "--metric", "euclidean", "--json")
    assert json.loads(said)["clusters"][0]["members"] == ["a", "b"]
    file.write_text("name,x,y,cases,population\n")
    code, said, _ = run(capsys, "scan", "--file", str(file))
    assert code == 0
    assert "Tidak ada gugus" in said


def test_index_json(capsys):
    code, said, _ = run(capsys, "index", *NTT, "--draws", "20", "--weight", "harm=2", "--json")
    answer = json.loads(said)
    assert code == 0
    assert answer["areas"][0]["code"] == "5306"
    assert answer["weights"]["dimensions"]["harm"] == 2.0
    assert answer["areas"][0]["parts"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["hotspots", "--indicator", "nothing", *NTT],
        ["hotspots", "--indicator", "deceased", *NTT, "--weights", "foo"],
        ["hotspots", "--indicator", "deceased", *NTT, "--out", "x.shp"],
        ["hotspots", "--indicator", "deportations", *NTT, "--role", "arrival"],
        ["hotspots", "--indicator", "deceased", "--within", "Atlantis", *PERIOD],
        ["hotspots", "--indicator", "deceased", "--from", "2024-12-31", "--to", "2024-01-01"],
        ["hotspots", "--indicator", "deceased", *NTT, "--reference", "moon"],
        ["scan"],
        ["scan", "--file", "missing.csv"],
        ["scan", "--indicator", "deceased", *NTT, "--method", "round"],
        ["scan", "--indicator", "deceased", *NTT, "--method", "elliptic"],
        ["scan", "--indicator", "deceased", *NTT, "--max-share", "2"],
        ["scan", "--indicator", "deceased", *NTT, "--years-since", "2024"],
        ["index", *NTT, "--weight", "harm=x"],
        ["index", *NTT, "--draws", "-1"],
    ],
)
def test_mistakes_get_one_sentence(capsys, arguments):
    code, _, said = run(capsys, *arguments)
    assert code != 0
    assert said.strip()
    assert "Traceback" not in said
    assert "{" not in said


@pytest.mark.parametrize(
    "content",
    ["", "x,y\n1,2\n", "x,y,cases,population\n1,2,three,4\n", "x,y,cases,population\n1,2,-3,4\n", "\x00\x01",
     "x,y,cases,population\n1,2,3,0\n4,5,1,9\n"],
)  # fmt: skip
def test_files_that_are_no_points(capsys, tmp_path, content):
    file = tmp_path / "points.csv"
    file.write_text(content)
    code, _, said = run(capsys, "scan", "--file", str(file))
    assert code == 2
    assert "Traceback" not in said


def test_nothing_published(capsys):
    code, said, _ = run(
        capsys, "hotspots", "--indicator", "deceased", "--from", "1990-01-01", "--to", "1990-12-31", "--json"
    )
    answer = json.loads(said)
    assert code == 0
    assert answer["judged"] == 0
    assert answer["clusters"] == []
    assert {a["class_key"] for a in answer["areas"]} == {"no_data"}
