import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.briefing import narrative
from geo.briefing.narrative import Figure
from geo.counts import Window

Y2024, Y2023 = Window.year(2024), Window.year(2023)


def _figure(value: int | None, window: Window = Y2024, days: int | None = None, source: str = "S1") -> Figure:
    return Figure(value, window, window.days if days is None else days, (source,))


def test_rate_ratio_gives_the_printed_interval_of_r() -> None:
    # R, help(poisson.test): poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)) prints
    # rate ratio 1.971488, 95 percent confidence interval 0.8584264 4.2772659
    ratio, lower, upper = narrative.rate_ratio(11, 800, 21, 3011)
    assert ratio == pytest.approx(1.971488, abs=5e-7)
    assert lower == pytest.approx(0.8584264, abs=5e-8)
    assert upper == pytest.approx(4.2772659, abs=5e-8)


def test_rate_ratio_with_zero_on_either_side() -> None:
    assert narrative.rate_ratio(0, 365, 5, 365)[:2] == (0.0, 0.0)
    ratio, lower, upper = narrative.rate_ratio(5, 365, 0, 365)
    assert (ratio, upper) == (math.inf, math.inf)
    assert lower == pytest.approx(0.025**0.2 / (1 - 0.025**0.2))  # P(all 5 of 5) = p^5 = 0.025


@pytest.mark.parametrize(
    ("now", "before", "verdict", "words"),
    [
        (
            125,
            151,
            "unsure",
            "lebih sedikit daripada 151 pada 2023, tetapi penurunan belum dapat disimpulkan",
        ),
        (150, 100, "up", "Naik 50% dari 100 pada 2023 menjadi 150"),
        (100, 150, "down", "Turun 33% dari 150 pada 2023 menjadi 100"),
        (7, 7, "unsure", "Tetap 7, sama dengan 2023"),
        (0, 0, "same", "Tetap nol"),
        (2, 0, "unsure", "sedangkan pada 2023 nol; kenaikan belum dapat disimpulkan"),
        (40, 0, "up", "Naik dari nol pada 2023 menjadi 40"),
        (1_234_567, 1_000_000, "up", "Naik 23% dari 1.000.000 pada 2023 menjadi 1.234.567"),
    ],
)
def test_a_change_is_said_only_as_far_as_its_interval_goes(
    now: int, before: int, verdict: str, words: str
) -> None:
    change = narrative.change(_figure(now), _figure(before, Y2023), "id")
    assert change.verdict == verdict
    assert words in change.sentence


@given(st.integers(0, 2_000_000), st.integers(0, 2_000_000), st.integers(293, 366), st.integers(293, 365))
def test_a_direction_is_never_claimed_against_the_interval(
    now: int, before: int, days: int, before_days: int
) -> None:
    change = narrative.change(_figure(now, days=days), _figure(before, Y2023, before_days), "id")
    claimed = change.sentence.startswith(("Naik", "Turun"))
    assert claimed == (change.verdict in ("up", "down"))
    if claimed:
        assert change.lower is not None and change.upper is not None
        assert change.lower > 1 or change.upper < 1
        assert (now > before) == (change.verdict == "up")


def test_periods_covered_unequally_are_not_compared() -> None:
    for days, before_days in ((218, 365), (366, 3), (341, 300)):
        change = narrative.change(_figure(69, days=days), _figure(140, Y2023, before_days), "id")
        assert change.verdict == "incomparable"
        assert f"{days} dari 366 hari" in change.sentence
        assert f"{before_days} dari 365 hari" in change.sentence
    assert narrative.change(_figure(None), _figure(1, Y2023), "en").verdict == "incomparable"
    assert "2023" in narrative.change(_figure(1), _figure(None, Y2023), "en").sentence


def test_different_sources_are_said() -> None:
    same = narrative.change(_figure(150), _figure(100, Y2023), "id").sentence
    other = narrative.change(_figure(150), _figure(100, Y2023, source="S2"), "id").sentence
    assert other == f"{same} Kedua angka berasal dari sumber yang berbeda."


def test_completeness() -> None:
    assert narrative.completeness(_figure(1), "id") == "Mencakup seluruh periode."
    assert narrative.completeness(_figure(1, days=341), "id") == "Mencakup 341 dari 366 hari (93%)."
    assert narrative.completeness(_figure(1, days=218), "id").startswith(
        "Baru mencakup 218 dari 366 hari (60%)"
    )
    assert "bukan berarti nol" in narrative.completeness(_figure(None), "id")


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ("2024-01-01", "2024-12-31", ("2023-01-01", "2023-12-31")),
        ("2024-01-01", "2024-06-30", ("2023-01-01", "2023-06-30")),
        ("2023-03-15", "2024-02-29", ("2022-03-15", "2023-02-28")),
        ("2023-01-01", "2024-12-31", ("2021-01-01", "2022-12-31")),
    ],
)
def test_the_same_period_before(start: str, end: str, before: tuple[str, str]) -> None:
    day = dt.date.fromisoformat
    assert narrative.before(Window(day(start), day(end))) == Window(day(before[0]), day(before[1]))


def test_number_words_and_listings() -> None:
    assert [narrative.number_word(n, "id") for n in (0, 1, 9, 10, 1234)] == [
        "nol",
        "satu",
        "sembilan",
        "10",
        "1.234",
    ]
    assert narrative.listing(["A"], "id") == "A"
    assert narrative.listing(["A", "B"], "id") == "A dan B"
    assert narrative.listing(["A", "B", "C"], "id") == "A, B, dan C"
    assert narrative.listing(["A", "B", "C"], "en") == "A, B and C"
