"""An approved campaign plan in a briefing: words, map, list and languages."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pymupdf
import pytest

from geo import areas, store
from geo.briefing import files
from geo.briefing.options import Options
from geo.campaign import plans
from geo.counts import Window
from geo.store import Store
from geo.text import Phrase


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Store]:
    opened = store.open_store(f"sqlite:///{tmp_path / 'plan.db'}")
    yield opened
    opened.close()


def record() -> plans.Record:
    """Return a plan of two boards over the villages of two districts (Malaka, Timor Tengah Selatan)."""
    table = areas.table("village")
    table = table[table.index.str.startswith(("5321", "5302"))].dropna(subset=["longitude"])
    villages = pd.DataFrame(
        {
            "name": table["name"].astype(object),
            "district": [str(code)[:4] for code in table.index],
            "longitude": table["longitude"].astype(float),
            "latitude": table["latitude"].astype(float),
            "population": 1000.0,
            "observed": 0.0,
            "modelled": 1.0,
            "weight": 1.0,
            "basis": "modelled",
            "covered": [i % 7 == 0 for i in range(len(table))],
        },
        index=table.index.astype(object),
    )
    chosen = [villages.index[0], next(code for code in villages.index if code.startswith("5321"))]
    sites = villages.loc[chosen, ["name", "district", "longitude", "latitude"]].assign(
        kind="village", stands=False, locked=False, cost=1.0, language="Tetun", people=7000.0, weight=7.0
    )
    sentence = Phrase(
        "campaign.plan_sentence",
        {"n": 2, "km": 3.0, "villages": 63, "all_villages": 440, "people": 63000, "share": 14.3, "gap": 0.0},
    )
    return plans.Record(
        type="billboard",
        sites=sites,
        villages=villages,
        tours=pd.DataFrame(),
        sentences=(sentence,),
        facts={"km": 3.0},
        wishes={"within": ["5302", "5321"]},
    )


def options(area: str) -> Options:
    return Options(area, Window.year(2024), dt.date(2026, 1, 20), indicators=("deceased",))


def test_only_an_approved_plan_is_printed_with_its_map_and_list(data: Store) -> None:
    draft = plans.save(data, record(), name="Baliho <Timor>", who="uji")
    briefing, _ = files.generate(options("53"), formats=[], data=data)
    section = briefing.section("plan")
    assert section is not None and "Belum ada rencana kampanye" in section.paragraphs[0]

    plans.approve(data, draft, who="Kepala", planned_on=dt.date(2026, 2, 1))
    briefing, made = files.generate(options("53"), formats=["pdf", "pptx", "xlsx"], data=data)
    section = briefing.section("plan")
    assert section is not None
    assert 'Rencana "Baliho <Timor>" disetujui' in section.paragraphs[0]
    languages, sites = section.tables
    assert {row[0] for row in languages.rows} >= {"Tetun"}
    assert [row[1:] for row in sites.rows] == [
        (areas.name(code), areas.name(code[:4], short=True), "Tetun", 7000) for code in record().sites.index
    ]
    with pymupdf.open(stream=made["pdf"], filetype="pdf") as document:
        words = " ".join(" ".join(page.get_text() for page in document).split())
        assert document.page_count <= 6
    assert "Daftar titik baliho" in words
    assert "Timor Tengah Selatan (1), Malaka (1)" not in words  # in order of codes, joined as a sentence
    assert "Timor Tengah Selatan (1) dan Malaka (1)" in words


def test_a_district_shows_its_part_of_the_plan_and_it_is_frozen_with_the_briefing(data: Store) -> None:
    draft = plans.save(data, record(), name="Rencana", who="uji")
    plans.approve(data, draft, who="Kepala", planned_on=dt.date(2026, 2, 1))
    briefing, made = files.generate(options("5321"), formats=["html"], data=data)
    section = briefing.section("plan")
    assert section is not None
    assert len(section.tables[1].rows) == 1
    kept = files.remember(briefing, made, who="uji", data=data)
    assert files.again(kept)[1] == made
    other, _ = files.generate(options("5371"), formats=[], data=data)
    section = other.section("plan")
    assert section is not None and not section.tables
