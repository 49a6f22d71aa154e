"""Quality of the published figures: cover, reconciliation, disagreement, timeliness, the way back."""

import datetime as dt

import pytest

from geo import store
from geo.counts import Window, quality


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    return store.open_store(f"sqlite:///{tmp_path_factory.mktemp('store') / 'w.db'}")


def test_coverage_of_ntt(figures):
    years = [Window.year(year) for year in (2018, 2021, 2024)]
    cover = quality.coverage("deceased", years, within="53", store=figures)
    assert cover.shape == (22, 3)
    assert set(cover[years[0]]) == {1.0}
    assert cover.loc["5304", years[2]] == pytest.approx(341 / 366)
    assert (cover[years[1]] == 0).sum() == 2


def test_reconciliation_of_ntt(figures):
    years = [Window.year(year) for year in (2018, 2024)]
    rows = quality.reconciliation("deceased", years, within="53", store=figures)
    assert rows[["total", "parent", "difference"]].to_numpy().tolist() == [[105, 105, 0], [122, 125, -3]]
    assert rows["sources"].tolist() == [["S035"], ["S110"]]
    assert rows["days_most"].tolist() == [365, 341]


def test_sources_that_disagree(figures):
    # NTT placements 2024: 1,401 (S026) against 1,096 (S025)
    rows = quality.disagreements(indicator="placements", within="53", store=figures)
    row = rows[(rows["area_code"] == "53") & (rows["period_start"] == dt.date(2024, 1, 1))]
    row = row[row["period_end"] == dt.date(2024, 12, 31)].iloc[0]
    assert (row["lowest"], row["highest"]) == (1096, 1401)
    assert [figure[1] for figure in row["figures"]] == ["S025", "S026"]


def test_timeliness(figures):
    rows = quality.timeliness(within="53", store=figures)
    assert rows.loc["S110", "days"] == (dt.date(2024, 12, 16) - dt.date(2024, 12, 6)).days
    assert rows["figures"].sum() == len(figures.observations(within="53"))
    assert rows["days"].dropna().is_monotonic_decreasing


def test_every_figure_has_a_way_back(figures):
    (key,) = figures.observations(indicator="deceased", within="5321").query("source_id == 'S110'")["id"]
    row = quality.origin([int(key), 10**9], store=figures).iloc[0]
    assert row["value"] == 26
    assert (row["file"], row["sheet"], row["published_by"]) == ("published", "published.csv", "waspada")
    line = int(row["cell"][1:])
    shipped = store.shipped.paths.data("statistics", "published.csv").read_text(encoding="utf-8").splitlines()
    assert shipped[line - 1].startswith(
        "district,5321,Kabupaten Malaka,origin,deceased,unknown,2024-01-01,2024-12-06,26"
    )
    assert row["url"].startswith("https://")
