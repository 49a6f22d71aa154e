"""Which area each record is of: by code, by name inside its province, by the officer's own answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from geo import areas
from geo.counts.checks.finding import Finding, error, warning
from geo.counts.guard import mask
from geo.counts.readers import words
from geo.counts.readers.mapping import Mapping
from geo.counts.readers.periods import normal
from geo.counts.readers.records import Names, Record
from geo.counts.readers.sheet import ref
from geo.errors import UserError
from geo.text import Phrase

_LEVEL = {"province": "province", "district": "district", "subdistrict": "subdistrict", "village": "village"}
_SHOWN = 60.0
_SURE = 94.0


@dataclass
class Placed:
    """Records with their area codes, and what could not be placed or needs a second look."""

    records: list[tuple[Record, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class _Answer:
    code: str | None
    kind: str = ""
    params: tuple[tuple[str, Any], ...] = ()
    answers: tuple[str, ...] = ()
    label: str = ""
    severity: str = "error"


def place(records: Iterable[Record], mapping: Mapping, *, sheet: str) -> Placed:
    """Return each record with its area code; each text that is in doubt is one finding at its first cell.

    Never guesses: a text with no or several meanings blocks until the officer answers (``mapping.areas``).
    """
    result = Placed()
    answers: dict[tuple[Names, str], _Answer] = {}
    first: dict[tuple[Names, str], Record] = {}
    cells: dict[tuple[Names, str], set[str]] = {}
    level = mapping.level or _usual_level(records, mapping)
    for record in records:
        key = (record.names, record.code)
        if key not in answers:
            answers[key] = _resolve(record, mapping, level)
            first[key] = record
        cells.setdefault(key, set()).add(record.cell)
        code = answers[key].code
        if code is not None:
            result.records.append((record, code))
    finest = [mapping.columns[column].use for column in mapping.used(*words.AREA_USES)][-1:]
    for key, found in answers.items():
        answer = _coarser(found, key, finest)
        if answer.kind:
            result.findings.append(_finding(answer, first[key], len(cells[key]), mapping, sheet))
    return result


def _coarser(answer: _Answer, key: tuple[Names, str], finest: list[str]) -> _Answer:
    """Ask about a row whose finest area is empty: its figure is kept for the area above."""
    names, code = key
    if answer.code is None or answer.kind or code or not names or names[-1][0] in (*finest, "group"):
        return answer
    params = (("name", areas.name(answer.code)),)
    return replace(answer, kind="area_coarser", params=params, severity="warning")


def _finding(answer: _Answer, record: Record, count: int, mapping: Mapping, sheet: str) -> Finding:
    columns = mapping.used("code") if answer.kind.startswith("code_") else mapping.used(*words.AREA_USES)
    address = ref(record.row, columns[-1]) if columns else record.cell
    make = error if answer.severity == "error" else warning
    found = make(answer.kind, sheet, address, count=count, **dict(answer.params))
    return replace(found, answers=answer.answers, label=answer.label)


def _usual_level(records: Iterable[Record], mapping: Mapping) -> str | None:
    """Return the level most names of an "area" column have; district names decide where both would do."""
    seen = {record.names[-1][1] for record in records if record.names and record.names[-1][0] == "area"}
    if not seen:
        return None
    provinces = sum(areas.find(text, level="province").exact is not None for text in seen)
    districts = sum(
        bool((found := areas.find(text, level="district", parent=mapping.within)).candidates)
        and found.candidates[0].score >= 95
        for text in seen
    )
    return "province" if provinces > districts else "district"


def _resolve(record: Record, mapping: Mapping, level: str | None) -> _Answer:
    by_code = _by_code(record.code, mapping) if record.code else None
    if by_code is not None and by_code.code is None:
        return by_code
    if not record.names:
        return by_code or _Answer(None, "area_missing")
    by_name = _by_name(record, mapping, level)
    if by_code is None or by_code.code is None:
        return by_name
    if by_name.code == by_code.code:
        return replace(by_code, kind="")
    return _code_or_name(record, by_code.code, by_name, mapping)


def _code_or_name(record: Record, code: str, by_name: _Answer, mapping: Mapping) -> _Answer:
    """Code and name side by side: they must agree, or another code system explains the difference."""
    text = record.names[-1][1]
    named = areas.find(text, parent=None, level=areas.level_of(code)) if areas.exists(code) else None
    if named is not None and any(c.code == code and c.score >= 90 for c in named.candidates):
        return _Answer(code)  # the code settles which of several areas of that name is meant
    other = by_name.code
    label = mask(text, limit=40)
    if other is None:
        return _Answer(
            None, "code_name_differ", (("raw", label), ("code", record.code), ("name", areas.name(code)))
        )
    for system in ("bps", "kemendagri", "bps2020", "kemendagri2020"):
        if system != mapping.code_system and _translated(record.code, system) == other:
            params = (
                ("raw", label),
                ("code", record.code),
                ("system", system.upper()),
                ("name", areas.name(code)),
            )
            return _Answer(None, "code_system_wrong", params, (system,))
    return _Answer(
        None, "code_name_differ", (("raw", label), ("code", record.code), ("name", areas.name(code)))
    )


def _translated(code: str, system: str) -> str | None:
    try:
        return areas.to_kemendagri(_digits(code), system=system)
    except UserError:
        return None


def _digits(code: str) -> str:
    """Return a code without dots; "53.1" is what a spreadsheet leaves of 53.10."""
    code = code.strip().lstrip("'")
    if re.fullmatch(r"\d{2}\.\d", code):
        code += "0"
    return code.replace(".", "")


def _by_code(code: str, mapping: Mapping) -> _Answer:
    shown = mask(code, limit=20)
    digits = _digits(code)
    if re.fullmatch(r"\d{2}00", digits) and areas.exists(digits[:2]):
        return _Answer(digits)
    if mapping.code_system is None:
        return _Answer(None, "code_system_missing", (("code", shown),), ("kemendagri", "bps"))
    found = _translated(code, mapping.code_system)
    if found is not None:
        return _Answer(found)
    for system in ("kemendagri", "bps", "kemendagri2020", "bps2020"):
        if system != mapping.code_system and (other := _translated(code, system)):
            params = (("raw", areas.name(other)), ("code", shown), ("system", system.upper()), ("name", "–"))
            return _Answer(None, "code_system_wrong", params, (system,))
    return _Answer(None, "code_unknown", (("code", shown), ("system", mapping.code_system.upper())))


def _by_name(record: Record, mapping: Mapping, level: str | None) -> _Answer:
    parent = mapping.within
    names = list(record.names)
    use, text = names[-1]
    for upper, name in names[:-1]:
        if use == "province" and upper == "group":
            continue
        at = _LEVEL.get(upper, "province" if upper == "group" else None)
        found = areas.find(name, parent=parent, level=at).exact or (
            areas.find(name, level=at).exact if upper in ("group", "province") else None
        )
        if found is None and name in mapping.areas:
            parent = mapping.areas[name]
        elif found is not None:
            parent = found.code
        elif upper != "group":
            return _doubt(name, mapping.within, at, mapping)
    if text in mapping.areas:
        code = mapping.areas[text]
        return (
            _Answer(code)
            if areas.exists(code) or areas.is_not_stated(code)
            else _Answer(None, "area_unknown", (("raw", mask(text)),))
        )
    if words.is_not_stated(text):
        return _not_stated(text, parent)
    if re.fullmatch(r"[\d.\s]+", text):
        return _by_code(text, mapping)
    at = _LEVEL.get(use, level)
    if at == "province":
        parent = None
    match = areas.find(text, parent=parent, level=at)
    if match.exact is not None:
        return _found(text, match.exact)
    if at == "district":
        upper_match = areas.find(text, level="province").exact
        if upper_match is not None and not any(c.score >= 95 for c in match.candidates):
            return _found(text, upper_match)
        if _nation(text):
            return _Answer(areas.NATION)
    if at == "province" and _nation(text):
        return _Answer(areas.NATION)
    if (
        at == "province"
        and (below := areas.find(text, level="district", parent=mapping.within).exact) is not None
    ):
        return _found(text, below)
    if parent is not None and not any(c.score >= 90 for c in match.candidates):
        elsewhere = areas.find(text, level=at).exact
        if elsewhere is not None:
            params = (("raw", mask(text, limit=40)), ("name", elsewhere.name), ("parent", areas.name(parent)))
            return _Answer(None, "area_outside", params, (elsewhere.code,), text)
    return _doubt(text, parent, at, mapping)


def _nation(text: str) -> bool:
    return normal(text) in ("indonesia", "nasional", "national")


def _found(text: str, candidate: "areas.Candidate") -> _Answer:
    """Accept an exact match; a slip of the pen and a former name are read but shown."""
    how = candidate.reason.key.rpartition(".")[2]
    if how in ("slip", "former"):
        params = (("raw", mask(text, limit=40)), ("name", candidate.name))
        kind = "area_misspelt" if how == "slip" else "area_former"
        return _Answer(candidate.code, kind, params, (candidate.code,), text, severity="warning")
    return _Answer(candidate.code)


def _doubt(text: str, parent: str | None, level: str | None, mapping: Mapping) -> _Answer:
    match = areas.find(text, parent=parent, level=level)
    # In a case list what only faintly resembles a place may be a person's name: it is not repeated.
    people = mapping.layout == "cases"
    good = [c for c in match.candidates if c.score >= (_SURE if people else _SHOWN)][:5]
    if not good:
        raw = "•••" if people else mask(text, limit=40)
        return _Answer(None, "area_unknown", (("raw", raw),), (), "" if people else text)
    raw = mask(text, limit=40)
    kind = (
        "area_ambiguous" if len(good) > 1 and good[0].score >= 95 and good[1].score >= 95 else "area_unclear"
    )
    params = (("raw", raw), ("names", [f"{c.name} ({areas.dotted(c.code)})" for c in good]))
    return _Answer(None, kind, params, tuple(c.code for c in good), text)


def _not_stated(text: str, parent: str | None) -> _Answer:
    """People whose district is not stated are kept with their province; "others" are shown."""
    if parent is None or areas.level_of(parent) != "province":
        return _Answer(None, "not_stated_where", (("raw", mask(text, limit=40)),))
    code = f"{parent}00"
    if words.is_others(text):
        params = (("raw", mask(text, limit=40)), ("name", areas.name(parent)))
        return _Answer(code, "others_together", params, severity="warning")
    return _Answer(code)


def person_phrase(kind: str) -> Phrase:
    """Return the name of a kind of personal data."""
    return Phrase(f"desk.personal.{kind}")
