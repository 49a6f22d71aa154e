"""Selection in a window: the exact schedule, and the published figures of NTT."""

import datetime as dt
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import areas, counts, rates, store
from geo.counts.candidates import published_on
from geo.counts.scheduling import Candidate, best, objective
from geo.errors import UserError

DAY = dt.date(2024, 1, 1)


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    return store.open_store(f"sqlite:///{tmp_path_factory.mktemp('store') / 'w.db'}")


def _candidates():
    one = st.tuples(st.integers(0, 14), st.integers(0, 8), st.integers(0, 9), st.integers(0, 3))
    return st.lists(one, max_size=9).map(
        lambda rows: [
            Candidate(
                DAY + dt.timedelta(start),
                DAY + dt.timedelta(start + length),
                value,
                published,
                rank,
                f"S{rank}",
            )
            for rank, (start, length, value, published) in enumerate(rows)
        ]
    )


@settings(max_examples=400, deadline=None)
@given(_candidates())
def test_schedule_equals_brute_force_over_all_subsets(candidates):
    def overlap_free(subset):
        return all(a.end < b.start for a, b in pairwise(subset))

    every = (
        tuple(sorted(subset, key=lambda c: c.start))
        for size in range(len(candidates) + 1)
        for subset in combinations(candidates, size)
    )
    expected = max((s for s in every if overlap_free(s)), key=objective)
    assert best(candidates) == expected


def test_ntt_deceased_2018_is_complete(figures):
    # Kompas.com 13 January 2019 (S035): 104 in 16 districts, one of unknown district, together 105.
    chosen = counts.select(counts.Window.year(2018), "deceased", within="53", store=figures)
    status = chosen.table["status"].value_counts().to_dict()
    assert len(chosen.table) == 22
    assert status == {"observed": 16, "zero": 6}
    assert int(chosen.table["value"].sum()) == 104
    assert chosen.not_stated == 1
    assert chosen.total == 105
    assert chosen.parent_figure.value == 105
    assert chosen.difference == 0
    assert set(chosen.table["days_covered"]) == {365}


def test_ntt_deceased_2024_is_the_last_running_table(figures):
    # S110: 1 January – 6 December 2024, 122 in 17 districts; the province's own year: 125 (S025).
    chosen = counts.select(counts.Window.year(2024), "deceased", within="53", store=figures)
    status = chosen.table["status"].value_counts().to_dict()
    assert status == {"observed": 17, "zero": 5}
    assert chosen.total == 122
    assert set(chosen.table["days_covered"]) == {341}
    assert chosen.window.days == 366
    assert chosen.table.loc["5321", "value"] == 26
    assert {s for sources in chosen.table["sources"] for s in sources} == {"S110"}
    assert (chosen.parent_figure.value, chosen.parent_figure.sources) == (125, ["S025"])
    assert chosen.difference == -3
    assert "341 dari 366 hari" in chosen.sentence.render("id")
    assert "own figure is 125" in chosen.sentence.render("en")


def test_a_table_that_is_not_complete_leaves_districts_missing(figures):
    # S033, January–September 2021: 20 districts listed, nothing said of the other two.
    chosen = counts.select(counts.Window.year(2021), "deceased", within="53", store=figures)
    assert chosen.table["status"].value_counts().to_dict() == {"observed": 20, "missing": 2}
    assert chosen.table.loc[chosen.table["status"] == "missing", "value"].isna().all()
    assert set(chosen.table.loc[chosen.table["status"] == "observed", "incomplete"]) == {True}


def test_nothing_outside_or_across_the_window(figures):
    window = counts.Window(dt.date(2024, 12, 7), dt.date(2024, 12, 31))
    chosen = counts.select(window, "deceased", within="53", store=figures)
    assert chosen.total is None
    assert set(chosen.table["status"]) == {"missing"}
    assert "No published figure" in chosen.sentence.render("en")


def test_procedural_parts_are_not_mixed_with_the_whole(figures):
    year = counts.Window.year(2024)
    part = counts.select(year, "deceased", within="53", procedural="yes", store=figures)
    assert part.total == 5  # S110: Belu 2, Timor Tengah Selatan 2, Kupang 1
    assert part.parent_figure.value == 5
    # S049: no whole is given, procedural 9,330 and non-procedural 4,112 are
    window = counts.Window(dt.date(2021, 1, 1), dt.date(2021, 5, 19))
    whole = counts.select(window, "returns_all", level="province", within="52", store=figures)
    assert whole.total in (9330 + 4112, 13541)


def test_arrivals_never_enter_origin(figures):
    year = counts.Window.year(2024)
    origin = counts.select(year, "deportations", store=figures)
    arrival = counts.select(year, "deportations", role="arrival", store=figures)
    used = {key for keys in origin.table["pieces"] for key in keys}
    roles = figures.observations().set_index("id")["role"]
    assert set(roles[list(used)]) == {"origin"}
    assert used.isdisjoint(key for keys in arrival.table["pieces"] for key in keys)


def test_selection_of_one_source_and_its_series(figures):
    year = counts.Window.year(2024)
    chosen = counts.select(year, "deceased", within="53", source="S027", store=figures)
    assert chosen.total == 26
    assert set(chosen.table["days_covered"]) == {100}
    series = chosen.series("5321")
    assert series["used"].sum() == 1
    assert len(series) > 7
    assert list(series["period_start"]) == sorted(series["period_start"])


@pytest.mark.parametrize(
    ("date", "until", "expected"),
    [
        ("2024-11-09", "2024-12-31", "2024-11-09"),
        ("2023-07", "2023-07-05", "2023-07-05"),
        ("2023-07", "2023-09-30", "2023-07-31"),
        ("2018", "2017-12-31", "2018-01-01"),
        ("", "2024-06-30", "2024-06-30"),
    ],
)
def test_the_later_source(date, until, expected):
    assert published_on(date, dt.date.fromisoformat(until)) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"indicator": "deaths"}, "counts.indicator_unknown"),
        ({"role": "transit"}, "counts.role_unknown"),
        ({"level": "kabupaten"}, "counts.level_unknown"),
        ({"procedural": "maybe"}, "counts.procedural_wrong"),
        ({"level": "province", "within": "5304"}, "counts.level_above"),
        ({"source": "S999"}, "counts.source_unknown"),
        ({"within": "99"}, "areas.code_unknown"),
    ],
)
def test_what_does_not_exist_is_said(figures, asked, key):
    with pytest.raises(UserError) as caught:
        counts.select(counts.Window.year(2024), **({"indicator": "deceased", "store": figures} | asked))
    assert caught.value.key == key
    assert caught.value.render("id") != caught.value.render("en")


def test_windows():
    assert counts.Window.year(2024).days == 366
    assert counts.Window.last_months(12, dt.date(2024, 12, 31)) == counts.Window.year(2024)
    assert counts.Window.last_months(1, dt.date(2023, 3, 30)).start == dt.date(2023, 2, 28)
    assert counts.Window.last_months(12, dt.date(2024, 3, 14)).start == dt.date(2023, 3, 15)
    for start, end in (("2024-02-01", "2024-01-01"), ("1200-01-01", "2024-01-01")):
        with pytest.raises(UserError):
            counts.Window(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    with pytest.raises(UserError):
        counts.Window.last_months(0, dt.date(2024, 1, 1))


def test_figures_from_before_a_split_are_held_back(figures):
    # S147: the year 2013, Belu 285 and Malaka 2; Malaka was founded from Belu on 11 January 2013 (UU 3/2013).
    chosen = counts.select(counts.Window.year(2013), "placements", within="53", store=figures)
    row = chosen.table.loc["5304"]
    assert (row["status"], row["before_split"], row["held_value"]) == ("missing", True, 285)
    assert chosen.table.loc["5321", "held_value"] == 2
    assert chosen.total == 4095
    assert chosen.difference == 0
    assert "Belu" in chosen.sentence.render("id")
    reason = rates.measure_table(chosen, "rate").loc["5304", "reason"]
    assert "UU 3/2013" in reason.render("id")
    later = counts.select(counts.Window.year(2024), "deceased", within="53", store=figures)
    assert not later.table["before_split"].any()


def test_a_province_from_before_its_split_is_held_back(figures):
    # S171: Papua, January–October 2018, before Papua Selatan, Tengah and Pegunungan (2022).
    chosen = counts.select(counts.Window.year(2018), "deportations", level="province", store=figures)
    assert chosen.table.loc["91", "before_split"]
    assert chosen.table.loc["91", "status"] == "missing"
    assert chosen.table.loc["93", "status"] == "missing"


def test_a_list_made_before_the_event_is_not_counted_beside_it(figures):
    # NTT, September 2021: 198 planned on 31 August (S040), 208 arrived on 3–4 September (S041).
    window = counts.Window(dt.date(2021, 8, 31), dt.date(2021, 9, 4))
    chosen = counts.select(window, "deportations", within="53", store=figures)
    assert {s for sources in chosen.table["sources"] for s in sources} == {"S041"}
    assert chosen.parent_figure.value == 208
    assert "planned" in set(chosen.series("5306")["kind"].dropna())


def test_people_stopped_at_a_port_are_not_counted_as_coming_from_there(figures):
    window = counts.Window(dt.date(2022, 1, 1), dt.date(2022, 12, 20))
    origin = counts.select(window, "prevented_departures", within="2171", store=figures)
    served = counts.select(window, "prevented_departures", within="2171", role="served", store=figures)
    assert (origin.total, served.total) == (None, 2780)


def test_small_numbers_below_the_district_are_hidden_from_the_public(tmp_path):
    data = store.open_store(f"sqlite:///{tmp_path / 'w.db'}")
    codes = areas.children("5304", "subdistrict")
    base = {"role": "origin", "indicator": "deceased", "procedural": "unknown", "source_id": "V"}
    base |= {"period_start": "2024-01-01", "period_end": "2024-12-31"}
    rows = [base | {"area_code": codes[i], "value": v} for i, v in enumerate((2, 9, 0, 30))]
    meta = store.BatchMeta(title="villages.xlsx", digest="5" * 64)
    staged = data.stage(meta, rows, sources=[{"id": "V", "title": "Belu"}], who="rina")
    data.publish(staged.batch_id, "rina")
    year = counts.Window.year(2024)
    exact = counts.select(year, "deceased", level="subdistrict", within="5304", store=data)
    public = exact.protected()
    assert public.table["status"].tolist()[:5] == ["few", "protected", "zero", "observed", "missing"]
    assert public.table["value"].tolist()[2:4] == [0, 30]
    assert public.table["value"].isna().tolist()[:2] == [True, True]
    assert public.total == exact.total == 41
    assert len(exact.series(codes[0])) == 1
    assert public.series(codes[0]).empty
    assert "2 wilayah disamarkan" in public.sentence.render("id")
    reasons = rates.measure_table(public, "count")["reason"]
    assert reasons.iloc[0].key == "rates.missing_hidden"
    district = counts.select(year, "deceased", within="53", store=data)
    assert district.protected().table["value"].equals(district.table["value"])
