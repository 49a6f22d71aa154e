"""Codes of other systems. The same four digits name different districts, so no code goes without its system.

Of 514 districts 199 have another number at the statistics office (BPS), and 169 of those numbers are the
ministry's code of a different district: ``5304`` is Belu in one and Timor Tengah Selatan in the other.
"""

import csv
from collections.abc import Mapping
from functools import cache

from geo import paths
from geo.areas import register
from geo.errors import UserError

SYSTEMS = ("kemendagri", "kemendagri2020", "bps", "bps2020")
"""The ministry today (2025) and before Papua's provinces of 2022; BPS today (2024) and before 2022."""


class UnknownSystemError(UserError):
    """A code system that does not exist."""


def to_kemendagri(code: str, *, system: str) -> str:
    """Return today's ministry code of the province or district that ``code`` names in ``system``.

    Raises ``UnknownSystemError``, and ``UnknownAreaError`` for a code the system does not hold, for one whose
    province was divided since (``94`` of ``bps2020`` is four provinces today), and below the district: no
    crosswalk.
    """
    check_system(system)
    plain = code.strip().replace(".", "")
    if plain == register.NATION:
        return plain
    if system == "kemendagri":
        register.name(plain)
        return plain
    if len(plain) == 4 and plain.endswith("00"):
        return to_kemendagri(plain[:2], system=system) + "00"
    found = _into(system).get(plain, ())
    if len(found) > 1:
        raise register.UnknownAreaError("areas.code_divided", code=code, system=system, areas=_names(found))
    if not found:
        raise register.UnknownAreaError("areas.code_not_in_system", code=code[:40], system=system)
    return found[0]


def from_kemendagri(code: str, *, system: str) -> str:
    """Return the code that the area with today's ministry code has in ``system``.

    Raises as ``to_kemendagri`` does.
    """
    check_system(system)
    name = register.name(code)
    if system == "kemendagri" or code == register.NATION:
        return code
    if register.is_not_stated(code):
        return from_kemendagri(code[:2], system=system) + "00"
    other = _out_of(system).get(code)
    if other is None:
        raise register.UnknownAreaError("areas.no_code_in_system", name=name, system=system)
    return other


def check_system(system: str) -> None:
    """Raise ``UnknownSystemError`` for a code system that does not exist."""
    if system not in SYSTEMS:
        raise UnknownSystemError("areas.system_unknown", system=system, systems=list(SYSTEMS))


def _names(codes: tuple[str, ...]) -> list[str]:
    return [register.name(code) for code in codes]


@cache
def _out_of(system: str) -> Mapping[str, str]:
    with paths.data("areas", "codes.csv").open(encoding="utf-8", newline="") as file:
        districts = {row["code"]: row[system] for row in csv.DictReader(file)}
    first: dict[str, set[str]] = {}
    for code, other in districts.items():
        first.setdefault(code[:2], set()).add(other[:2])
    provinces = {code: min(others) for code, others in first.items()}
    shared = [other for other in provinces.values() if list(provinces.values()).count(other) > 1]
    kept = {code: other for code, other in provinces.items() if other not in shared}
    return {**kept, **districts}


@cache
def _into(system: str) -> Mapping[str, tuple[str, ...]]:
    with paths.data("areas", "codes.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], row[system]) for row in csv.DictReader(file)]
    found: dict[str, dict[str, None]] = {}
    for code, other in rows:
        found.setdefault(other, {})[code] = None
        found.setdefault(other[:2], {})[code[:2]] = None
    return {other: tuple(codes) for other, codes in found.items()}
