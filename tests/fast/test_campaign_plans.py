"""Billboard and session plans on the real register: wishes hold, water is never crossed, dates are working
days."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import store
from geo.campaign import agenda, languages, ledger, messages
from geo.campaign.billboards import plan_billboards
from geo.campaign.demand import demand
from geo.campaign.sessions import Capacity, plan_sessions
from geo.campaign.sites import read
from geo.campaign.travel import Pace, between
from geo.counts import Window
from geo.errors import UserError

_YEAR = Window.year(2024)
_OFFICES = pd.DataFrame({"name": ["Betun"], "longitude": [124.915], "latitude": [-9.57], "teams": [2]})


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return store.open_store(f"sqlite:///{tmp_path_factory.mktemp('campaign') / 'store.db'}")


@pytest.fixture(scope="module")
def malaka(data):
    return demand(["5321"], window=_YEAR, data=data)


@pytest.fixture(scope="module")
def islands(data):
    """Flores Timur: three large islands and straits of a few kilometres."""
    return demand(["5306"], window=_YEAR, data=data)


def test_a_plan_says_what_it_reaches(malaka):
    plan = plan_billboards(malaka, budget=8)
    assert plan.solution.gap == 0
    assert len(plan.sites) <= 8
    assert plan.sites["adds"].sum() == pytest.approx(plan.covered_weight)
    assert plan.covered_weight == pytest.approx(plan.solution.objective)
    assert plan.sites["adds"].is_monotonic_decreasing
    for codes, people in plan.sites[["villages", "people"]].itertuples(index=False):
        assert plan.villages.loc[codes, "covered"].all()
        assert people == pytest.approx(plan.villages.loc[codes, "population"].sum())
    assert plan.villages.loc[plan.villages["covered"], "covered_by"].map(len).min() >= 1
    assert set(plan.sites["language"]) <= {"Tetun", "Dawan (Uab Meto)"}
    assert all(reason.render(lang) for reason in plan.sites["reason"] for lang in ("id", "en"))
    assert plan.summary.render("id")


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_locks_bans_floors_and_budget_hold(islands, data):
    """Whatever is wished, it is kept or refused with a sentence; no village is reached from another
    island."""
    villages = islands.table
    located = villages.index[villages["longitude"].notna()]
    pick = st.lists(st.sampled_from(located.tolist()), max_size=4, unique=True)
    locked, banned = data.draw(pick), data.draw(pick)
    budget = data.draw(st.integers(0, 9))
    money = data.draw(st.booleans())
    floor = data.draw(st.sampled_from([0.0, 0.05, 0.2, 0.9]))
    wish = {
        "budget": budget * (2_000_000 if money else 1),
        "cost": 2_000_000.0 if money else None,
        "locked": locked,
        "banned": banned,
        "language_floors": {"Lamaholot": floor},
        "time_limit": 20.0,
    }
    try:
        plan = plan_billboards(islands, **wish)
    except UserError as error:
        assert error.key.startswith(("campaign.floor", "campaign.required"))
        assert error.render("id") and error.render("en")
        assert set(locked) & set(banned) or len(locked) > budget or floor > 0
        return
    assert set(locked) <= set(plan.sites.index)
    assert not set(banned) & set(plan.sites.index)
    assert plan.spent <= wish["budget"]
    assert plan.sites["cost"].sum() == plan.spent
    spoken = np.array(["Lamaholot" in languages.spoken(code) for code in villages.index])
    weight = plan.villages["weight"]
    assert weight[spoken & plan.villages["covered"]].sum() >= floor * weight[spoken].sum() - 1e-9
    for site, codes in plan.sites["villages"].items():
        islands_reached = set(villages.loc[codes, "island"]) - {-1}
        assert islands_reached <= {villages.loc[site, "island"]}


def test_standing_boards_and_own_places(malaka, data, tmp_path):
    first = plan_billboards(malaka, budget=1).sites.iloc[0]
    added = ledger.add(
        data,
        {"type": "billboard", **first[["name", "longitude", "latitude"]].to_dict(), "km": 3},
        who="tes",
        planned_on=dt.date(2025, 1, 2),
    )
    assert ledger.standing(data).empty
    ledger.advance(data, added.id, "installed", on=dt.date(2025, 2, 3), version=1, who="tes")
    standing = ledger.standing(data)
    assert ledger.standing(data, on=dt.date(2025, 2, 2)).empty
    plan = plan_billboards(malaka, budget=2, standing=standing)
    assert plan.sites["stands"].tolist() == [True, False, False]
    assert plan.spent == 2
    assert plan.sites.index[0] == f"B:{added.id}"
    file = tmp_path / "titik.csv"
    file.write_text(
        "nama;jenis;lintang;bujur;biaya\nPasar Betun;pasar;-9,57;124,915;Rp 5.000.000\n", encoding="utf-8"
    )
    places = read(file)
    assert places.loc["T1", ["kind", "district", "cost"]].tolist() == ["market", "5321", 5_000_000]
    with_place = plan_billboards(malaka, budget=12_000_000, cost=9e6, places=places, locked=["T1"])
    assert with_place.sites.loc["T1", "locked"]
    assert with_place.spent <= 12_000_000
    for text in (
        "a,b\n1,2\n",
        "nama,lintang,bujur\nx,124,-9\n",
        "nama,lintang,bujur,biaya\nx,-9.5,124.9,abc\n",
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(UserError):
            read(file)


def test_impossible_wishes_are_named(malaka):
    for wish, key in (
        ({"locked": ["1"]}, "campaign.site_unknown"),
        ({"district_floors": {"5321": 1.0}, "km": 0}, "campaign.floor_over_budget"),
        ({"district_floors": {"5321": 2.0}}, "campaign.floor_wrong"),
        ({"language_floors": {"Tetun": 0.99}}, "campaign.floor_over_budget"),
    ):
        with pytest.raises(UserError) as refused:
            plan_billboards(malaka, budget=2, **wish)
        assert refused.value.key == key
        assert refused.value.render("id")


def test_sessions_fit_days_hours_and_working_days(malaka):
    capacity = Capacity(days=4, hours=8, per_day=2)
    banned = malaka.table.index[3]
    locked = malaka.table.index[malaka.table["longitude"].notna()][10]
    plan = plan_sessions(
        malaka,
        _OFFICES,
        capacity=capacity,
        start=dt.date(2026, 12, 24),
        locked=[locked],
        banned=[banned],
        seconds=3,
    )
    assert locked in plan.stops.index and banned not in plan.stops.index
    assert not plan.stops.index.duplicated().any()
    assert len(plan.stops) > 8
    assert (plan.tours["hours"] <= 8).all() and (plan.tours["sessions"] <= 2).all()
    assert plan.tours.groupby(["date", "team"]).size().max() == 1
    assert set(plan.tours["date"]) <= {dt.date(2026, 12, day) for day in (24, 26, 28, 29)}
    assert plan.covered_weight <= plan.bound + 1e-9
    assert plan.stops["minutes"].ge(0).all()
    for _, day in plan.stops.groupby("tour"):
        assert (day["starts"].iloc[1:].to_numpy() >= day["ends"].iloc[:-1].to_numpy()).all()
    assert plan.summary.render("id")


def test_calendar_file():
    days = agenda.working_days(dt.date(2026, 12, 24), 3)
    assert days == [dt.date(2026, 12, 24), dt.date(2026, 12, 26), dt.date(2026, 12, 28)]
    assert agenda.working_days(dt.date(2026, 8, 17), 1) == [dt.date(2026, 8, 18)]
    event = agenda.Event(
        uid="a",
        title="Sosialisasi; di Desa, é" + "x" * 90,
        place="A\nB",
        note="",
        start=dt.datetime(2026, 12, 24, 8, tzinfo=agenda.timezone("5321")),
        end=dt.datetime(2026, 12, 24, 10, tzinfo=agenda.timezone("5321")),
    )
    content = agenda.ics([event], name="Uji", stamp=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"DTSTART:20261224T000000Z" in lines
    assert b"SUMMARY:Sosialisasi\\; di Desa\\, \xc3\xa9" in content
    assert b"LOCATION:A\\nB" in lines
    assert content.replace(b"\r\n ", b"").count(b"x" * 90) == 1


def test_water_is_crossed_only_where_a_crossing_is_declared():
    places = pd.DataFrame(
        {"longitude": [122.98, 123.10, 122.95], "latitude": [-8.34, -8.30, -8.36], "island": [8, 65, 8]}
    )
    apart = between(places, pace=Pace())
    assert np.isinf(apart.minutes[0, 1]) and np.isfinite(apart.minutes[0, 2])
    crossing = pd.DataFrame(
        [[122.984, -8.345, 123.076, -8.35, 9.0, 0.5]],
        columns=["from_longitude", "from_latitude", "to_longitude", "to_latitude", "km", "hours"],
    )
    joined = between(places, pace=Pace(), crossings=crossing)
    assert 30 < joined.minutes[0, 1] < 90
    assert joined.km[0, 1] > 9
    assert joined.minutes[0, 1] == pytest.approx(joined.minutes[1, 0])


def test_texts_are_never_invented(data):
    texts = messages.approved(data)
    assert messages.for_board("Tetun", texts) == (messages.indonesian(), False)
    draft = messages.propose(
        data, messages.Message(language="Tetun", headline="X", lines=("Y",), call="Z"), who="tes"
    )
    assert "Tetun" not in messages.approved(data)
    with pytest.raises(UserError):
        messages.sign_off(data, draft, speaker=" ", who="tes")
    messages.sign_off(data, draft, speaker="Maria", who="tes")
    text, wished = messages.for_board("Tetun", messages.approved(data))
    assert wished and (text.headline, text.approved_by) == ("X", "Maria")


def test_languages_name_their_sources():
    table = languages.table()
    assert (table[["area_code", "language", "source_title", "source_url"]] != "").all(axis=None)
    assert languages.spoken("5321012001")[0] == "Tetun"
    assert languages.spoken("5304012001")[0] == "Tetun"
    assert languages.spoken("5302012001") == ("Dawan (Uab Meto)",)
    assert languages.spoken("3171011001") == ()


def test_the_ledger_goes_one_way(data):
    record = {
        "type": "session",
        "name": "Desa Uji",
        "longitude": 124.9,
        "latitude": -9.57,
        "village": "5321012001",
    }
    entry = ledger.add(data, record, who="tes", planned_on=dt.date(2025, 5, 1))
    for status, day, extra in (
        ("removed", dt.date(2025, 5, 2), {}),
        ("held", dt.date.today() + dt.timedelta(days=2), {}),
        ("held", dt.date(2025, 5, 2), {"attendance": -1}),
        ("held", dt.date(2025, 5, 2), {"photo": b"not a picture"}),
    ):
        with pytest.raises(UserError):
            ledger.advance(data, entry.id, status, on=day, version=1, who="tes", **extra)
    held = ledger.advance(data, entry.id, "held", on=dt.date(2025, 5, 2), version=1, who="tes", attendance=97)
    assert held.payload["attendance"] == 97
    with pytest.raises(UserError):
        ledger.advance(data, entry.id, "held", on=dt.date(2025, 5, 3), version=2, who="tes")
    assert ledger.entries(data, within="5321").loc[entry.id, "status"] == "held"
