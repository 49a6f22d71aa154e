"""Quality of the published figures: cover, reconciliation, disagreement, timeliness, the way back."""

import datetime as dt

import pytest

from geo import paths, store
from geo.counts import quality

YEARS = [2018, 2021, 2024]


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    return store.open_store(f"sqlite:///{tmp_path_factory.mktemp('store') / 'w.db'}")


def test_coverage_of_ntt(figures):
    cover = quality.coverage("deceased", within="53", data=figures, of=YEARS)
    assert len(cover) == 22 * 3
    by_year = cover.set_index(["year", "code"])
    assert set(by_year.loc[2018, "state"]) == {"full"}
    assert by_year.loc[(2024, "5304"), "cover"] == pytest.approx(341 / 366)
    assert (by_year.loc[2021, "state"] == "missing").sum() == 2


def test_reconciliation_of_ntt(figures):
    rows = quality.reconciliation("deceased", within="53", data=figures, of=[2018, 2024])
    assert rows[["parts", "parent", "difference"]].to_numpy().tolist() == [[105, 105, 0], [122, 125, -3]]
    assert rows["parts_days"].tolist() == [365, 341]


def test_sources_that_disagree(figures):
    # NTT placements 2024: 1,401 (S026) against 1,096 (S025)
    rows = quality.disagreements(figures.observations(indicator="placements", within="53"))
    row = rows[(rows["area_code"] == "53") & (rows["period_start"] == dt.date(2024, 1, 1))].iloc[0]
    assert (row["low"], row["high"], row["difference"]) == (1096, 1401, 305)
    assert row["figures"] == [(1096, "S025"), (1401, "S026")]


def test_timeliness(figures):
    rows = quality.timeliness(figures.observations(within="53"), figures.sources())
    found = rows.set_index("source_id")
    assert found.loc["S110", "days"] == (dt.date(2024, 12, 16) - dt.date(2024, 12, 6)).days
    assert rows["days"].is_monotonic_decreasing


def test_every_figure_has_a_way_back(figures):
    rows = quality.origins(
        figures.observations(indicator="deceased", within="5321"), area="5321", data=figures
    )
    row = rows[rows["source_id"] == "S110"].iloc[0]
    assert row["value"] == 26
    assert (row["sheet"], row["batch_published_by"]) == ("published.csv", "waspada")
    line = int(row["cell"][1:])
    shipped = paths.data("statistics", "published.csv").read_text(encoding="utf-8").splitlines()
    assert shipped[line - 1].startswith(
        "district,5321,Kabupaten Malaka,origin,deceased,unknown,2024-01-01,2024-12-06,26"
    )
    assert row["source_url"].startswith("https://")
