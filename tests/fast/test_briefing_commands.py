"""Every figure in a briefing's files is what ``counts select --json`` and ``hotspots --json`` answer."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.text import fixed, integer, ratio
from tests.fast import command
from tests.fast.readback import pdf_words, sheet, slides

WORDS = {
    "deceased": "PMI meninggal",
    "deportations": "Deportasi",
    "placements": "Penempatan prosedural",
}


def window(year: int) -> tuple[str, ...]:
    return "--from", f"{year}-01-01", "--to", f"{year}-12-31"


class Asked:
    """The commands of one briefing and what its files say."""

    def __init__(
        self, answer: Callable[..., Any], folder: Path, area: str, year: int, *indicators: str
    ) -> None:
        self.answer, self.area, self.window = answer, area, window(year)
        place = "--province" if len(area) == 2 else "--district"
        arguments = ("briefing", place, area, *self.window, "--indicator", ",".join(indicators))
        made = self.answer(*arguments, "--format", "pdf,pptx,xlsx", "--out", str(folder))
        content = {form: Path(path).read_bytes() for form, path in made["files"].items()}
        self.data_version = made["data_version"]
        self.pdf, self.deck = pdf_words(content["pdf"]), slides(content["pptx"])
        self.book = content["xlsx"]

    def select(self, indicator: str, *, level: str, within: str) -> Any:
        asked = ("--indicator", indicator, "--level", level, "--within", within)
        return self.answer("counts", "select", *asked, *self.window)


def same_headline(asked: Asked, indicator: str, place: int) -> None:
    level = "province" if len(asked.area) == 2 else "district"
    found = asked.select(indicator, level=level, within=asked.area)
    (own,) = found["areas"]
    value = "–" if own["status"] == "missing" else integer(own["value"], "id")
    assert found["data_version"] == asked.data_version
    assert f"{WORDS[indicator]} {value} " in asked.pdf
    assert any(f"{WORDS[indicator]}\n{value}\n" in words for words in asked.deck)
    label, now, days, *_ = sheet(asked.book, "Ringkasan")[place]
    assert (label, now) == (WORDS[indicator], None if own["status"] == "missing" else own["value"])
    assert days == own["days_covered"]


def same_parts(asked: Asked, indicator: str) -> None:
    found = asked.select(indicator, level="district", within=asked.area[:2])
    book = {str(row[0]).replace(".", ""): row for row in sheet(asked.book, WORDS[indicator])}
    for area in found["areas"]:
        known = area["status"] != "missing"
        code, name, value, _, _, days, cover, sources = book[area["code"]]
        assert (name, value) == (area["name"], area["value"] if known else None), code
        assert (days, cover) == (area["days_covered"], pytest.approx(area["cover"], abs=1e-6))
        assert (sources or "") == ", ".join(area["sources"])
    assert found["sentence"].split(". Kasus:")[0] in asked.pdf


def test_ntt_in_all_three_files(tmp_path: Path) -> None:
    asked = Asked(command.answer, tmp_path, "53", 2024, "deceased", "deportations", "placements")
    for place, indicator in enumerate(("deceased", "deportations", "placements")):
        same_headline(asked, indicator, place)
    same_parts(asked, "deceased")
    found = asked.answer("hotspots", "--indicator", "deceased", "--within", "53", *asked.window)
    assert len(found["areas"]) == 22
    book = {str(row[1]).replace(".", ""): row for row in sheet(asked.book, "Peringkat")}
    deck = "\n".join(asked.deck)
    for area in found["areas"]:
        _, _, name, count, _, expected, mean, lower, upper, exceed, klass, reasons = book[area["code"]]
        assert (name, count, klass) == (area["name"], area["observed"], area["class"])
        numbers = [area[key] for key in ("expected", "eb_mean", "eb_lower", "eb_upper", "p_rr1")]
        assert (expected, mean, lower, upper, exceed) == pytest.approx(numbers, abs=1e-6)
        assert reasons == " ".join(area["reasons"])
        row = [name.removeprefix("Kabupaten "), integer(count, "id"), fixed(expected, "id", 1)]
        row += [ratio(mean, "id"), f"{ratio(lower, 'id')}–{ratio(upper, 'id')}", klass]
        assert " ".join(row) in asked.pdf
        assert " | ".join(row) in deck
    for cluster in found["clusters"]:
        if cluster["p_value"] <= 0.05:
            words = rf"{cluster['observed']:.0f} kasus terhadap {fixed(cluster['expected'], 'id', 1)} yang"
            words += rf" diharapkan, {ratio(cluster['relative_risk'], 'id')} kali"
            assert re.search(words, asked.pdf)
            assert re.search(words, deck)


@pytest.mark.parametrize(
    ("area", "year", "indicator"),
    [
        ("7414", 2025, "deportations"),
        ("2172", 2024, "deportations"),
        ("31", 2025, "placements"),
        ("6271", 2024, "deportations"),
    ],
    ids=["Buton Tengah", "Tanjungpinang", "DKI Jakarta", "Palangka Raya"],
)
def test_the_other_named_briefings(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, area: str, year: int, indicator: str
) -> None:
    def answer(*arguments: str) -> Any:
        return json.loads(command.run(capsys, *arguments, "--json")[1])

    asked = Asked(answer, tmp_path, area, year, indicator)
    same_headline(asked, indicator, 0)
    same_parts(asked, indicator)
