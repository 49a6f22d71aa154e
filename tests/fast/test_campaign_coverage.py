"""Published optima of the location literature, and wishes that are never broken."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geo.campaign import coverage
from geo.errors import UserError

_REFERENCE = Path(__file__).parents[3] / "shared" / "reference"


@pytest.fixture(scope="module")
def san_francisco():
    """205 census tracts × 16 stores, network distances; ships in the spopt wheel."""
    package = Path(importlib.util.find_spec("spopt").origin).parent
    folder = package / "tests" / "test_locate" / "data"
    table = pd.read_csv(folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    distance = table.pivot_table(values="distance", index="name", columns="DestinationName")
    people = table.groupby("DestinationName").demand.first().reindex(distance.columns)
    return distance.to_numpy(), people.to_numpy(float)


def test_san_francisco_coverage(san_francisco):
    """875,247 of 955,113 people: spopt notebook "mclp"."""
    distance, people = san_francisco
    plan = coverage.solve(people, sparse.csr_matrix(distance <= 5000), budget=4)
    assert plan.objective == 875_247
    assert plan.gap == 0
    assert people[plan.covered].sum() == 875_247
    assert len(plan.sites) == 4


def test_san_francisco_median_center_cover(san_francisco):
    """Spopt notebooks and tests "pmedian", "pcenter", "lscp"."""
    distance, people = san_francisco
    median = coverage.p_median(distance, people, 4)
    assert median.objective == pytest.approx(2_848_268_129.7145, abs=1e-3)
    assert median.gap == 0
    center = coverage.p_center(distance, 4)
    assert center.objective == pytest.approx(7403.06, abs=0.01)
    assert center.gap == 0
    cover = coverage.set_cover(sparse.csr_matrix(distance <= 5000))
    assert (cover.objective, len(cover.sites), cover.gap) == (8, 8, 0)


_SJC = {
    ("SJC324", 800): [5461, 8790, 11604, 12106, 12152],
    ("SJC324", 1200): [9932, 11555, 12152],
    ("SJC324", 1600): [12123, 12152],
    ("SJC500", 800): [7944, 12454, 15730, 17794, 18859, 19525, 19692, 19707],
    ("SJC500", 1200): [10726, 18070, 19393, 19707],
    ("SJC500", 1600): [14804, 19668, 19707],
}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "radius"), _SJC)
def test_sao_jose_dos_campos(name, radius):
    """Instances of Lorena and Pereira; the values of the list beside them, proven (gap 0)."""
    lines = _lines(f"{name}.txt")
    count = int(lines[0].split()[0])
    x, y, demand = np.array([line.split()[:3] for line in lines[1 : count + 1]], dtype=float).T
    covers = sparse.csr_matrix(np.hypot(x[:, None] - x, y[:, None] - y) <= radius)
    for budget, best in enumerate(_SJC[name, radius], 1):
        plan = coverage.solve(demand, covers, budget=budget)
        assert (plan.objective, plan.gap) == (best, 0)


@pytest.mark.parametrize(("number", "best"), enumerate([5819, 4093, 4250, 3034, 1355], 1))
def test_or_library(number, best):
    """Beasley's OR-Library pmed1–5: shortest paths, the last of repeated edges counts."""
    lines = _lines(f"pmed{number}.txt")
    size, edges, p = map(int, lines[0].split())
    distance = np.full((size, size), np.inf)
    np.fill_diagonal(distance, 0)
    for line in lines[1 : edges + 1]:
        one, other, length = map(int, line.split())
        distance[one - 1, other - 1] = distance[other - 1, one - 1] = length
    for k in range(size):
        distance = np.minimum(distance, distance[:, [k]] + distance[[k]])
    plan = coverage.p_median(distance, None, p)
    assert (plan.objective, plan.gap, len(plan.sites)) == (best, 0, p)
    assert distance[plan.assignment, np.arange(size)].sum() == best


def _lines(name):
    file = _REFERENCE / name
    if not file.is_file():
        pytest.skip("the reference instances are not here")
    return [line for line in file.read_text().splitlines() if line.strip()]


@st.composite
def _questions(draw):
    sites, points = draw(st.integers(1, 7)), draw(st.integers(1, 10))
    seed = draw(st.integers(0, 10_000))
    generator = np.random.default_rng(seed)
    covers = generator.random((sites, points)) < draw(st.floats(0.05, 0.7))
    demand = generator.integers(0, 20, points).astype(float)
    if draw(st.booleans()):
        demand *= generator.random()
    cost = generator.integers(0, 5, sites).astype(float) if draw(st.booleans()) else None
    budget = draw(st.integers(0, 8))
    marks = generator.integers(0, 6, sites)
    floors = {}
    if draw(st.booleans()):
        member = generator.random(points) < 0.5
        floors["a"] = (member, float(generator.integers(0, 25)))
        floors["b"] = (np.flatnonzero(~member), float(generator.integers(0, 15)))
    return demand, covers, cost, budget, np.flatnonzero(marks == 0), np.flatnonzero(marks == 1), floors


def _by_trying_all(demand, covers, cost, budget, required, forbidden, floors):
    best = None
    price = np.ones(len(covers)) if cost is None else cost
    for code in range(2 ** len(covers)):
        chosen = np.array([bool(code >> k & 1) for k in range(len(covers))])
        if not chosen[required].all() or chosen[forbidden].any() or price[chosen].sum() > budget:
            continue
        reached = covers[chosen].any(axis=0) if chosen.any() else np.zeros(len(demand), dtype=bool)
        if any(demand[np.asarray(m)][reached[np.asarray(m)]].sum() < f for m, f in floors.values()):
            continue
        value = demand[reached].sum()
        best = value if best is None else max(best, value)
    return best


@settings(max_examples=100, deadline=None)
@given(_questions())
def test_wishes_hold_and_the_plan_is_best(question):
    """Locks, bans, floors and budget hold; the objective equals trying every plan; impossible wishes are
    refused."""
    demand, covers, cost, budget, required, forbidden, floors = question
    copy = demand.copy(), covers.copy()
    best = _by_trying_all(*question)
    wish = {"cost": cost, "budget": budget, "required": required, "forbidden": forbidden, "floors": floors}
    if best is None:
        with pytest.raises(UserError) as refused:
            coverage.solve(demand, sparse.csr_matrix(covers), **wish)
        assert refused.value.key.startswith(("campaign.floor", "campaign.required"))
        assert refused.value.render("id")
        return
    plan = coverage.solve(demand, sparse.csr_matrix(covers), **wish)
    price = np.ones(len(covers)) if cost is None else cost
    assert set(required) <= set(plan.sites.tolist())
    assert not set(forbidden) & set(plan.sites.tolist())
    assert price[plan.sites].sum() <= budget + 1e-9
    reached = covers[plan.sites].any(axis=0) if len(plan.sites) else np.zeros(len(demand), dtype=bool)
    assert (plan.covered == reached).all()
    for members, floor in floors.values():
        inside = np.asarray(members)
        assert demand[inside][reached[inside]].sum() >= floor - 1e-9
    assert plan.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert plan.gap == 0
    assert (copy[0] == demand).all() and (copy[1] == covers).all()
    again = coverage.solve(demand, sparse.csr_matrix(covers), **wish)
    assert (again.sites == plan.sites).all()


@settings(max_examples=30, deadline=None)
@given(_questions(), st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_set_cover_is_cheapest(question, share):
    """The least number of sites that reach the share equals trying every choice."""
    demand, covers, cost, _, _, _, _ = question
    price = np.ones(len(covers)) if cost is None else cost
    goal = share * demand.sum()
    best = np.inf
    for code in range(2 ** len(covers)):
        chosen = np.array([bool(code >> k & 1) for k in range(len(covers))])
        reached = covers[chosen].any(axis=0) if chosen.any() else np.zeros(len(demand), dtype=bool)
        if demand[reached].sum() >= goal * (1 - 1e-12):
            best = min(best, price[chosen].sum())
    if np.isinf(best):
        with pytest.raises(UserError):
            coverage.set_cover(sparse.csr_matrix(covers), share, demand, cost=cost)
        return
    plan = coverage.set_cover(sparse.csr_matrix(covers), share, demand, cost=cost)
    assert plan.objective == pytest.approx(best)
    assert plan.gap == 0
    assert demand[plan.covered].sum() >= goal * (1 - 1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_p_median_is_best(seed, p):
    """Equal to trying every choice of p of 8 sites, with one required and one forbidden."""
    from itertools import combinations

    generator = np.random.default_rng(seed)
    distance = generator.integers(0, 50, (8, 11)).astype(float)
    weights = generator.random(11) * 3
    plan = coverage.p_median(distance, weights, p, required=[2], forbidden=[5])
    choices = [c for c in combinations(range(8), p) if 2 in c and 5 not in c]
    best = min((distance[list(c)].min(axis=0) * weights).sum() for c in choices)
    assert plan.objective == pytest.approx(best)
    assert plan.gap == 0
    assert 2 in plan.sites and 5 not in plan.sites and len(plan.sites) == p
    nearest = min(distance[list(c)].min(axis=0).max() for c in combinations(range(8), p))
    assert coverage.p_center(distance, p).objective == nearest


def test_impossible_wishes_name_the_wish():
    covers = sparse.csr_matrix(np.eye(4))
    demand = np.array([5.0, 4, 3, 2])

    def refused(**wish):
        with pytest.raises(UserError) as error:
            coverage.solve(demand, covers, **{"budget": 2, **wish})
        return error.value

    assert refused(required=[1], forbidden=[1]).key == "campaign.required_and_forbidden"
    assert refused(required=[0, 1, 2]).params == {"needed": 3.0, "budget": 2.0, "n": 3}
    north, south = ([0, 1], 9.0), ([2, 3], 5.0)
    assert refused(floors={"Utara": ([0, 1], 10.0)}).params["most"] == 9
    assert refused(forbidden=[0], floors={"Utara": north}).key == "campaign.floor_unreachable"
    error = refused(floors={"Utara": north, "Selatan": south, "Tetun": ([0], 1.0)})
    assert error.key == "campaign.floors_over_budget"
    assert error.params["names"] == ["Utara", "Selatan"]
    assert error.params["needed"] == 4
    error = refused(floors={"Semua": ([0, 1, 2], 12.0), "Tetun": ([0], 1.0)})
    assert (error.key, error.params["names"]) == ("campaign.floor_over_budget", ["Semua"])


def test_a_caller_sees_each_better_plan_and_may_stop():
    generator = np.random.default_rng(3)
    covers = sparse.random_array((150, 300), density=0.05, rng=generator, format="csr")
    demand = generator.random(300)
    seen = []
    plan = coverage.solve(demand, covers, budget=12, on_plan=seen.append)
    objectives = [progress.objective for progress in seen]
    assert objectives == sorted(objectives)
    assert objectives[-1] == pytest.approx(plan.objective)
    assert all(progress.bound >= plan.objective - 1e-9 for progress in seen)
    stopped = coverage.solve(demand, covers, budget=12, on_plan=lambda progress: False)
    assert stopped.stopped
    assert stopped.objective <= stopped.bound


def test_curve_rises_and_passes_the_plan():
    generator = np.random.default_rng(4)
    covers = sparse.random_array((60, 120), density=0.06, rng=generator, format="csr")
    plan = coverage.solve(generator.integers(1, 9, 120), covers, budget=6)
    curve = plan.curve()
    assert [point.budget for point in curve] == list(range(10))
    assert [point.objective for point in curve] == sorted(point.objective for point in curve)
    assert all(point.objective <= point.bound + 1e-9 for point in curve)
    assert next(point.objective for point in curve if point.budget == 6) == plan.objective
    assert curve[-1] == plan.along()[-1][0]
    asked = iter([False, False, True])
    short = plan.along([2.0, 6.0, 8.0], stop=lambda: next(asked, True))
    assert [point.budget for point, _ in short] == [2.0]
