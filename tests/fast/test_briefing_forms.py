"""The four forms: equal bytes, safe text, and documents that stay well set at the edges."""

import dataclasses
import datetime as dt
import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pymupdf
import pytest
from pptx import Presentation

from geo import store
from geo.briefing import blocks, files
from geo.briefing.blocks import Briefing
from geo.briefing.frozen import Frozen, freeze
from geo.briefing.options import SECTIONS, HouseStyle, Options
from geo.counts import Window
from geo.errors import UserError
from geo.store import BatchMeta, Store

CREATED = dt.date(2026, 1, 20)
NASTY = '=1+1 <script>alert(1)</script> #let $x$ `rm` {{ }} "kutip" & \\ [k]'


def options(area: str = "53", year: int = 2024, **more: object) -> Options:
    return Options(area, Window.year(year), CREATED, **{"indicators": ("deceased",), **more})  # type: ignore[arg-type]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Store]:
    opened = store.open_store(f"sqlite:///{tmp_path / 'test.db'}")
    yield opened
    opened.close()


def publish(data: Store, *rows: dict[str, object]) -> None:
    common = {"role": "origin", "procedural": "unknown", "source_id": "X1", "kind": "full_year"}
    common |= {"period_start": dt.date(2030, 1, 1), "period_end": dt.date(2030, 12, 31)}
    source = {"id": "X1", "title": "Uji <b>", "url": "javascript:alert(1)", "date": "2020-01-02"}
    staged = data.stage(
        BatchMeta(title="uji", digest="d1", kind="test"),
        [common | row for row in rows],
        sources=[source],
        who="uji",
    )
    data.publish(staged.batch_id, "uji")


def overlaps(content: bytes) -> list[str]:
    """Return words that lie on one another or leave the page."""
    wrong = []
    with pymupdf.open(stream=content, filetype="pdf") as document:
        for page in document:
            words = sorted(page.get_text("words"), key=lambda w: (w[1], w[0]))
            for i, (x0, y0, x1, y1, word, *_rest) in enumerate(words):
                if x0 < 0 or y0 < 0 or x1 > page.rect.width or y1 > page.rect.height:
                    wrong.append(f"outside: {word}")
                for a0, b0, a1, b1, other, *_more in words[i + 1 :]:
                    if b0 > y1:
                        break
                    wide, tall = min(x1, a1) - max(x0, a0), min(y1, b1) - max(y0, b0)
                    if wide > 0.35 * min(x1 - x0, a1 - a0) and tall > 0.45 * min(y1 - y0, b1 - b0):
                        wrong.append(f"page {page.number + 1}: {word} on {other}")
    return wrong


def pages(content: bytes) -> int:
    with pymupdf.open(stream=content, filetype="pdf") as document:
        return int(document.page_count)


def test_the_same_request_gives_the_same_bytes_and_another_date_changes_dates_only() -> None:
    _, first = files.generate(options())
    _, second = files.generate(options())
    assert first == second
    _, later = files.generate(dataclasses.replace(options(), created=dt.date(2026, 1, 21)))
    assert all(later[form] != first[form] for form in first)
    assert later["html"].replace(b"21 Januari 2026", b"20 Januari 2026") == first["html"]
    for form in ("pptx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(first[form])) as a, zipfile.ZipFile(io.BytesIO(later[form])) as b:
            assert a.namelist() == b.namelist()
            assert {entry.date_time for entry in a.infolist()} == {(2026, 1, 20, 0, 0, 0)}


def test_hostile_words_are_printed_as_they_are_everywhere(data: Store) -> None:
    publish(data, {"area_code": "53", "indicator": "deceased", "value": 12})
    house = HouseStyle(office=(NASTY,), letter_number=NASTY, classification=NASTY, signatory_name=NASTY)
    _, made = files.generate(options(year=2030, remarks=NASTY, house=house), data=data)
    with pymupdf.open(stream=made["pdf"], filetype="pdf") as document:
        words = " ".join(" ".join(page.get_text() for page in document).split())
    assert NASTY in words
    assert b"<script>alert(1)" not in made["html"]
    assert b"javascript:alert(1)</li>" in made["html"]
    assert b'href="javascript' not in made["html"]
    deck = Presentation(io.BytesIO(made["pptx"]))
    assert any(NASTY in s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame)
    book = openpyxl.load_workbook(io.BytesIO(made["xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert NASTY in {cell.value for cell in cells}
    assert not any(cell.data_type == "f" for cell in cells)


def test_pdf_is_tagged_and_every_figure_has_words() -> None:
    briefing, made = files.generate(options(), formats=["pdf"])
    with pymupdf.open(stream=made["pdf"], filetype="pdf") as document:
        objects = [document.xref_object(x) for x in range(1, document.xref_length())]
        assert "/Lang (id)" in document.xref_object(document.pdf_catalog())
    figures = [text for text in objects if "/S /Figure" in text]
    drawings = sum(len(part.maps) + len(part.charts) for part in briefing.sections)
    assert len(figures) >= drawings >= 3
    assert all("/Alt" in text for text in figures)


def test_slides_hold_native_tables_and_charts_that_can_be_edited() -> None:
    briefing, made = files.generate(options(), formats=["pptx"])
    deck = Presentation(io.BytesIO(made["pptx"]))
    assert len(deck.slides) == 8
    assert all(slide.shapes.title.text_frame.text for slide in deck.slides)
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    charts = [shape.chart for shape in shapes if shape.has_chart]
    assert len(charts) == 2
    series = next(c for part in briefing.sections for c in part.charts if c.kind == "bars")
    drawn = next(
        c
        for c in charts
        if len(c.plots[0].categories) == len(series.categories)
        and c.plots[0].categories[0] == series.categories[0]
    )
    assert list(drawn.plots[0].series[0].values) == list(series.values)
    assert all(chart.part.chart_workbook.xlsx_part is not None for chart in charts)
    assert sum(shape.has_table for shape in shapes) >= 1


def test_sections_can_be_left_out_and_put_in_another_order() -> None:
    chosen = ("sources", "headline", "unknown")
    briefing, _ = files.generate(options(sections=chosen), formats=[])
    assert tuple(part.key for part in briefing.sections) == chosen
    for wrong in ((), ("headline", "headline"), ("nothing",)):
        with pytest.raises(UserError):
            options(sections=wrong)


@pytest.mark.parametrize(
    ("area", "year", "more", "most_pages"),
    [
        ("93", 2019, {}, 3),  # a province with no data
        ("9301", 2019, {}, 4),  # one district of it
        ("00", 2024, {"level": "district"}, 6),  # 514 districts
        ("00", 2023, {"indicators": ("placements",), "lang": "en"}, 6),
        ("53", 2024, {"indicators": ()}, 6),
        ("53", 2018, {"lang": "en"}, 6),
    ],
)
def test_documents_at_the_edges_are_well_set(area: str, year: int, more: dict, most_pages: int) -> None:
    _, made = files.generate(options(area, year, **more))
    assert overlaps(made["pdf"]) == []
    assert 2 <= pages(made["pdf"]) <= most_pages


def test_a_single_case_is_not_made_into_a_pattern(data: Store) -> None:
    publish(
        data,
        {"area_code": "5302", "indicator": "deceased", "value": 1, "complete_for": "53"},
        {"area_code": "53", "indicator": "deceased", "value": 1},
    )
    briefing, made = files.generate(options(year=2030, sections=SECTIONS), data=data)
    said = " ".join(w for part in briefing.sections for w in (*part.paragraphs, *part.bullets))
    assert "mencatat 1 PMI meninggal pada 2030" in said
    assert "Data memuat satu kasus saja; perbedaan antarwilayah belum dapat disimpulkan." in said
    assert overlaps(made["pdf"]) == []


def test_seven_digits_and_forty_letters_fit(data: Store) -> None:
    publish(
        data,
        {"area_code": "53", "indicator": "deceased", "value": 8_765_432},
        *(
            {"area_code": f"53{n:02d}", "indicator": "deceased", "value": 1_000_000 + n, "complete_for": "53"}
            for n in range(1, 9)
        ),
    )
    briefing, _ = files.generate(options(year=2030), formats=[], data=data)
    name = "Kabupaten Bernama Amat Panjang Sekali Utara"
    assert len(name) > 40

    def stretched(table: blocks.Table) -> blocks.Table:
        rows = tuple((row[0], name, *row[2:]) if len(row) > 4 else row for row in table.rows)
        return dataclasses.replace(table, rows=rows)

    sections = tuple(
        dataclasses.replace(part, tables=tuple(stretched(table) for table in part.tables))
        for part in briefing.sections
    )
    wide: Briefing = dataclasses.replace(briefing, sections=sections)
    made = files.make(wide, "pdf")
    assert overlaps(made) == []
    with pymupdf.open(stream=made, filetype="pdf") as document:
        assert "8.765.432" in document[0].get_text()


def test_a_briefing_can_be_made_again_after_the_data_changed(data: Store) -> None:
    briefing, made = files.generate(options(year=2030), data=data)
    kept = files.remember(briefing, made, who="uji", data=data)
    publish(data, {"area_code": "53", "indicator": "deceased", "value": 999})
    changed, other = files.generate(options(year=2030), data=data)
    assert changed.data_version != briefing.data_version
    assert other["pdf"] != made["pdf"]
    assert files.history(data=data)[0].id == kept.id
    again, same = files.again(files.history(data=data)[0])
    assert again.data_version == briefing.data_version
    assert same == made


def test_what_is_frozen_reads_like_the_store(data: Store) -> None:
    frozen = Frozen(freeze(options("53"), data=data))
    assert frozen.version == data.version
    table = frozen.snapshot().observations
    live = data.observations(within="53")
    assert list(table["id"]) == list(live[live["indicator"].isin(set(table["indicator"]))]["id"])
    assert dict(table.dtypes) == dict(data.snapshot().observations.dtypes)


def test_house_style_is_typed_in_once(data: Store) -> None:
    assert files.house(data=data) == HouseStyle()
    style = HouseStyle(
        office=("A", "B"), logo=b"\x89PNG....", letter_date=dt.date(2026, 1, 2), place="Kupang"
    )
    files.save_house(style, who="uji", data=data)
    files.save_house(dataclasses.replace(style, place="Ende"), who="uji", data=data)
    assert files.house(data=data) == dataclasses.replace(style, place="Ende")
    with pytest.raises(UserError):
        HouseStyle(logo=b"GIF89a")


def test_options_travel_as_json() -> None:
    asked = options(remarks=NASTY, house=HouseStyle(logo=b"<svg/>", letter_date=CREATED), lang="en")
    assert Options.from_payload(asked.to_payload()) == asked
    for wrong in (
        {"area": "5399"},
        {"area": "99"},
        {"lang": "xx"},
        {"indicators": ("x",)},
        {"level": "village"},
    ):
        with pytest.raises(UserError):
            options(**{"area": "53", **wrong})
    with pytest.raises(UserError):
        files.generate(options(), formats=["docx"])


def test_libreoffice_opens_the_slides_and_keeps_charts_as_charts(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "deck.pptx").write_bytes(files.generate(options(), formats=["pptx"])[1]["pptx"])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "odp",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "deck.pptx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    with zipfile.ZipFile(tmp_path / "deck.odp") as deck:
        parts = [deck.read(name).decode() for name in deck.namelist() if name.endswith("/content.xml")]
    charts = [part for part in parts if "office:chart" in part]
    assert len(charts) == 2
    assert any("Malaka" in chart and "chart:error-indicator" in chart for chart in charts)
