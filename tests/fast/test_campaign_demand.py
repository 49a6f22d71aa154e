"""Village weights: from the district's risk, or counted there; never mixed up."""

import pandas as pd
import pytest

from geo import areas, store
from geo.campaign.demand import demand
from geo.campaign.villages import villages
from geo.counts import Window
from geo.errors import UserError

_YEAR = Window.year(2024)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return store.open_store(f"sqlite:///{tmp_path_factory.mktemp('campaign') / 'store.db'}")


def test_villages_share_their_district():
    table = villages(["5321"])
    assert (table["district"] == "5321").all()
    assert len(table) == len(areas.children("5321", "village"))
    assert table["population"].sum() == pytest.approx(int(areas.table("district").loc["5321", "population"]))
    known = pd.Series({table.index[0]: 5000})
    again = villages(["5321"], populations=known)
    assert again["population"].iloc[0] == 5000 and again["population_known"].sum() == 1
    assert again["population"].sum() == pytest.approx(table["population"].sum())
    with pytest.raises(UserError):
        villages(["9999"])


def test_modelled_weight_is_risk_times_population(data):
    """NTT, deceased 2024: weights of a district add up to its smoothed count, and follow its risk."""
    found = demand(["53"], window=_YEAR, indicators={"deceased": 1}, data=data)
    risks = found.districts.set_index("district")
    by_district = found.table.groupby("district")["weight"].sum()
    smoothed = (risks["cases_per_person"] * risks["population"]).reindex(by_district.index)
    assert by_district.to_numpy() == pytest.approx(smoothed.to_numpy())
    assert by_district.idxmax() == risks["value"].idxmax()
    assert (found.table["observed"] == 0).all()
    assert set(found.table["basis"]) <= {"modelled", "reference"}
    assert found.data_version
    for lang in ("id", "en"):
        assert all(sentence.render(lang) for sentence in found.sentences)


def test_counted_villages_are_told_apart(data):
    codes = areas.children("5304", "village")[:2]
    counted = pd.DataFrame({"code": [areas.dotted(codes[0]), codes[1]], "value": [7, 0]})
    found = demand(["5304"], window=_YEAR, indicators={"deceased": 2}, village_counts=counted, data=data)
    rows = found.table.loc[codes]
    assert rows["weight"].tolist() == [14, 0]
    assert rows["modelled"].tolist() == [0, 0]
    assert rows["basis"].tolist() == ["observed", "observed"]
    assert (found.table.drop(codes)["observed"] == 0).all()
    for wrong in (counted.assign(value=-1), counted.assign(code="1"), counted.assign(code=codes[0])):
        with pytest.raises(UserError):
            demand(["5304"], window=_YEAR, village_counts=wrong, data=data)


def test_classes_added_and_dropped_villages(data):
    dropped, added = areas.children("5304", "village")[0], areas.children("5321", "village")[0]
    classes = {"5304": "core", "5321": "low"}
    found = demand(
        ["5304", "5321"],
        window=_YEAR,
        classes=["core"],
        district_classes=classes,
        add=[added],
        drop=[dropped],
        data=data,
    )
    assert dropped not in found.table.index and added in found.table.index
    assert set(found.table["district"]) == {"5304", "5321"}
    assert (found.table["district"] == "5321").sum() == 1
    with pytest.raises(UserError):
        demand(["5304"], window=_YEAR, classes=["low"], district_classes=classes, data=data)


def test_without_figures_the_weight_is_people(data):
    old = Window.year(1999)
    found = demand(["5304"], window=old, data=data)
    assert (found.table["weight"] == found.table["population"]).all()
    assert (found.table["basis"] == "population").all()
    with pytest.raises(UserError):
        demand(["5304"], window=old, indicators={"deceased": 1}, data=data)
