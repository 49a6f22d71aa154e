"""Sentences made from figures by rules that can be read; nothing is said that the interval does not carry."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from geo.counts import Window
from geo.text import integer, percent, period, ratio, text

_COVER_LEAST = 0.80
"""Below this share of days a figure is not compared with another period (DESIGN.md, "Observations")."""

_COVER_APART = 0.05
"""Two periods covered more unequally than this are not compared."""


@dataclass(frozen=True)
class Figure:
    """A count with what it covers; ``value`` is ``None`` where nothing is known (which is not zero)."""

    value: int | None
    window: Window
    days: int = 0
    sources: tuple[str, ...] = ()

    @property
    def cover(self) -> float:
        """Return the share of the window's days that the count covers."""
        return self.days / self.window.days


@dataclass(frozen=True)
class Change:
    """A comparison in words; ``verdict`` is "up", "down", "same", "unsure" or "incomparable"."""

    verdict: str
    sentence: str
    rate_ratio: float | None = None
    lower: float | None = None
    upper: float | None = None


def before(window: Window) -> Window:
    """Return the same period before: the same dates as many whole years earlier as the window is long."""
    years = -(-window.days // 366)
    return Window(_years_back(window.start, years), _years_back(window.end, years))


def _years_back(day: dt.date, years: int) -> dt.date:
    """Return the same date earlier; 29 February becomes the 28th where the year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def rate_ratio(now: int, now_days: float, then: int, then_days: float) -> tuple[float, float, float]:
    """Return the ratio of two Poisson rates with its exact 95 % interval.

    Conditional on the sum, the first count is binomial; Clopper–Pearson limits of its share are turned into
    limits of the ratio (Przyborowski & Wilenski 1940; the same as R's ``poisson.test``). Counts per day of
    the days they really cover. With ``then`` zero the ratio and the upper limit are infinite.
    """
    from scipy.special import betaincinv

    exposure = then_days / now_days
    low = betaincinv(now, then + 1, 0.025) if now else 0.0
    high = betaincinv(now + 1, then, 0.975) if then else 1.0
    middle = now / then * exposure if then else float("inf")
    upper = high / (1 - high) * exposure if high < 1 else float("inf")
    return float(middle), float(low / (1 - low) * exposure), float(upper)


def change(now: Figure, then: Figure, lang: str) -> Change:
    """Compare a figure with the same period before, or say why that cannot be done."""
    earlier = period(then.window.start, then.window.end, lang)
    if now.value is None:
        return Change("incomparable", text("briefing.change_no_now", lang))
    if then.value is None:
        return Change("incomparable", text("briefing.change_no_before", lang, earlier=earlier))
    if min(now.cover, then.cover) < _COVER_LEAST or abs(now.cover - then.cover) > _COVER_APART:
        sentence = text(
            "briefing.change_cover",
            lang,
            earlier=earlier,
            days=now.days,
            all_days=now.window.days,
            before_days=then.days,
            before_all_days=then.window.days,
        )
        return Change("incomparable", sentence)
    numbers = {"now": now.value, "before": then.value, "earlier": earlier}
    if now.value + then.value == 0:
        return Change("same", text("briefing.change_both_zero", lang, **numbers))
    middle, lower, upper = rate_ratio(now.value, now.days, then.value, then.days)
    interval = text(
        "briefing.interval" if upper < 1e6 else "briefing.interval_open",
        lang,
        ratio=ratio(middle, lang),
        lower=ratio(lower, lang),
        upper=ratio(upper, lang),
    )
    direction = "up" if now.value > then.value else "down" if now.value < then.value else "same"
    verdict = "up" if lower > 1 else "down" if upper < 1 else "unsure"
    if verdict not in (direction, "unsure"):  # equal or opposite counts over unequal numbers of days
        verdict = "unsure"
    key = f"briefing.change_{direction}" + ("_unsure" if verdict == "unsure" else "")
    if not then.value:
        key += "_from_zero"
    share = percent(abs(now.value / then.value - 1), lang) if then.value else ""
    sentence = text(key, lang, **numbers, share=share, interval=interval)
    if now.sources and then.sources and set(now.sources).isdisjoint(then.sources):
        sentence += " " + text("briefing.change_sources", lang)
    return Change(verdict, sentence, middle, lower, upper)


def completeness(figure: Figure, lang: str) -> str:
    """Say how much of the window a figure covers."""
    if figure.value is None:
        return text("briefing.cover_none", lang)
    if figure.days >= figure.window.days:
        return text("briefing.cover_full", lang)
    key = "briefing.cover_part" if figure.cover >= _COVER_LEAST else "briefing.cover_low"
    share = percent(figure.cover, lang)
    return text(key, lang, days=figure.days, all_days=figure.window.days, share=share)


def number_word(value: int, lang: str) -> str:
    """Write a count as formal prose does: zero to nine in words, more in figures."""
    if 0 <= value < 10:
        return text("briefing.number_words", lang).split()[value]
    return integer(value, lang)


def listing(items: Sequence[str], lang: str) -> str:
    """Join names as a sentence does: "A", "A dan B", "A, B, dan C"."""
    if len(items) < 3:
        return text("briefing.and_two", lang).join(items)
    return ", ".join(items[:-1]) + text("briefing.and_last", lang) + items[-1]


def capital(sentence: str) -> str:
    """Return the sentence with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]
