"""Local languages by area, as sources name them, and how many people a plan reaches in each."""

from functools import cache

import pandas as pd

from geo import paths

INDONESIAN = "Indonesia"
"""The language that stands where no local one is known or no text of it is approved."""


@cache
def table() -> pd.DataFrame:
    """Return the shipped facts, one row a language and area. Shared: do not change it.

    Columns: ``area_code`` (district, or the subdistrict a source names), ``area``, ``language``, ``extent``
    (district: spoken there at large; part: the source says in a part of it), ``note``, ``source_title``,
    ``source_url``.
    """
    return pd.read_csv(paths.data("languages.csv"), dtype=str, keep_default_na=False)


def spoken(village: str) -> tuple[str, ...]:
    """Return the languages that sources name for a village's district or subdistrict.

    First those of its own subdistrict, then those of the district at large, those of a part of it last;
    among equals the one that more sources name. Empty where no source is known.
    """
    return _spoken(village[:6])


@cache
def _spoken(subdistrict: str) -> tuple[str, ...]:
    named = [fact for code in (subdistrict[:4], subdistrict) for fact in _named().get(code, ())]
    rank: dict[str, tuple[int, int, int]] = {}
    for language in dict.fromkeys(fact[1] for fact in named):
        own = [fact for fact in named if fact[1] == language]
        near = any(code == subdistrict for _, _, code, _ in own)
        large = any((code, extent) == (subdistrict[:4], "district") for _, _, code, extent in own)
        rank[language] = (0 if near else 1 if large else 2, -len(own), min(fact[0] for fact in own))
    return tuple(sorted(rank, key=lambda name: rank[name]))


@cache
def _named() -> dict[str, list[tuple[int, str, str, str]]]:
    """Return row number, language, area code and extent of the facts, by area code."""
    found: dict[str, list[tuple[int, str, str, str]]] = {}
    facts = table()
    for fact in zip(range(len(facts)), facts["language"], facts["area_code"], facts["extent"], strict=True):
        found.setdefault(fact[2], []).append(fact)
    return found


def people(villages: pd.DataFrame, *, covered: str = "covered") -> pd.DataFrame:
    """Return people by language: ``villages``, ``people``, ``reached_villages``, ``reached_people``.

    A village counts for every language named for it, so the rows overlap and do not add up to the population.
    ``villages``: indexed by code with ``population`` and the mask ``covered``.
    """
    rows = [
        (language, float(population), bool(reached))
        for code, population, reached in villages[["population", covered]].itertuples(name=None)
        for language in (spoken(str(code)) or (INDONESIAN,))
    ]
    frame = pd.DataFrame(rows, columns=["language", "population", "reached"])
    frame["reached_population"] = frame["population"].where(frame["reached"], 0.0)
    found = frame.groupby("language").agg(
        villages=("population", "size"),
        people=("population", "sum"),
        reached_villages=("reached", "sum"),
        reached_people=("reached_population", "sum"),
    )
    return found.sort_values(["people", "villages"], ascending=False, kind="stable")


def board_language(villages: pd.DataFrame) -> str:
    """Return the language for a board: the one whose villages hold most people, the first named on ties.

    ``villages``: those the board reaches, with ``population``.
    """
    weight: dict[str, float] = {}
    for code, population in villages["population"].items():
        for place, language in enumerate(spoken(str(code))):
            # a later name wins only when clearly more people share it
            weight[language] = weight.get(language, 0.0) + float(population) * (1 - 1e-6 * place)
    return max(weight, key=lambda name: weight[name]) if weight else INDONESIAN
