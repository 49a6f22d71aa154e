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


@cache
def spoken(village: str) -> tuple[str, ...]:
    """Return the languages that sources name for a village's district or subdistrict.

    First those of its own subdistrict, then those of the district at large, those of a part of it last;
    among equals the one that more sources name. Empty where no source is known.
    """
    facts = table()
    found = facts[facts["area_code"].isin([village[:4], village[:6]])]
    rank: dict[str, tuple[int, int, int]] = {}
    for name, rows in found.groupby("language", sort=False):
        near = bool((rows["area_code"] == village[:6]).any())
        large = bool(((rows["extent"] == "district") & (rows["area_code"] == village[:4])).any())
        rank[str(name)] = (0 if near else 1 if large else 2, -len(rows), int(rows.index[0]))
    return tuple(sorted(rank, key=lambda name: rank[name]))


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
