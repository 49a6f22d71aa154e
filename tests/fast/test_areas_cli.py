"""``waspada areas``: the same answers as the functions, and one sentence for a mistake."""

import json

import pytest

from geo.cli import main


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    out = capsys.readouterr()
    return stop.value.code, out.out, out.err


def test_find(capsys):
    code, out, _ = run(capsys, "areas", "find", "TTS", "--json")
    assert code == 0 and json.loads(out)["exact"]["code"] == "5302"
    code, out, _ = run(capsys, "--lang", "en", "areas", "find", "Kupang")
    assert code == 3 and "53.01" in out and "53.71" in out and "not certain" in out


def test_show_needs_a_system(capsys):
    code, out, _ = run(capsys, "areas", "show", "5304", "--system", "bps", "--json")
    assert code == 0 and json.loads(out)["name"] == "Kabupaten Timor Tengah Selatan"
    assert json.loads(out)["population"] == 490_642
    code, out, _ = run(capsys, "--lang", "en", "areas", "show", "53.21", "--system", "kemendagri")
    assert code == 0 and "Kabupaten Malaka from Kabupaten Belu" in out and "210,908" in out
    assert run(capsys, "areas", "show", "5304")[0] == 2


def test_list(capsys):
    code, out, _ = run(capsys, "areas", "list", "--within", "NTT", "--json")
    rows = json.loads(out)
    assert code == 0 and len(rows) == 22 and rows[0]["code"] == "5301" and rows[0]["area_km2"] > 5000
    code, out, _ = run(capsys, "areas", "list", "--level", "province")
    assert code == 0 and len(out.splitlines()) == 38


@pytest.mark.parametrize(
    "arguments",
    [
        ("find", "xyzzyq"),
        ("find", ""),
        ("find", "=1+1"),
        ("find", "x" * 10_000),
        ("find", "Malaka", "--parent", "Narnia"),
        ("find", "Malaka", "--level", "kecamatan"),
        ("find", "5304", "--system", "gadm"),
        ("show", "9999", "--system", "bps"),
        ("show", "530412", "--system", "bps"),
        ("show", "5304", "--system", "gadm"),
        ("show", "abc", "--system", "kemendagri"),
        ("list", "--level", "desa"),
        ("list", "--within", "Narnia"),
        ("list", "--within", "Kupang"),
    ],
)
def test_a_mistake_is_one_sentence(capsys, arguments):
    code, out, err = run(capsys, "areas", *arguments)
    assert code == 2 and not out and len(err.strip().splitlines()) == 1 and "Traceback" not in err
    assert len(err) < 400
