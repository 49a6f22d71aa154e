"""Every file of the corpus gives its right answer: each cell right or reported, none silently wrong."""

import dataclasses

import pytest

from geo.counts import importing
from geo.errors import UserError
from geo.text import text
from tests.fast.desk.corpus import CASES, TODAY, Case


def _read(case: Case) -> importing.Reading:
    reading = importing.read(case.content(), name=case.file, today=TODAY, sheet=case.sheet)
    if case.mapping:
        for number, table in enumerate(reading.tables):
            reading = reading.with_mapping(dataclasses.replace(table.mapping, **case.mapping), table=number)
    return reading


def _figures(reading: importing.Reading) -> dict[tuple[str, ...], int]:
    found = {}
    for row in importing.observations(reading, source_id="F"):
        extra = [
            f"{key}={row[key]}"
            for key in ("country", "procedural", "sector", "sex")
            if row[key] not in (None, "unknown")
        ]
        key = (
            row["area_code"],
            f"{row['period_start']}/{row['period_end']}",
            row["indicator"],
            row["role"],
            *extra,
        )
        assert key not in found
        found[key] = row["value"]
    return found


def test_corpus_is_large_enough() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    if case.refused:
        with pytest.raises(UserError) as caught:
            _read(case)
        assert caught.value.key == case.refused
        assert "\n" not in caught.value.render("id")
        return
    reading = _read(case)
    findings = importing.check(reading, today=TODAY)
    assert {finding.kind for finding in findings} == case.findings
    blocked = any(finding.severity == "error" for finding in findings)
    assert blocked == (case.figures is None)
    if case.figures is not None:
        assert _figures(reading) == case.figures
    for finding in findings:
        for lang in ("id", "en"):
            assert finding.what.render(lang)
            assert finding.fix is None or finding.fix.render(lang)


def test_no_person_in_any_finding_or_preview() -> None:
    for case in CASES:
        if not case.name.startswith("case list"):
            continue
        reading = _read(case)
        said = [f.what.render(lang) for f in importing.check(reading, today=TODAY) for lang in ("id", "en")]
        said += [str(table.preview(50)) + str(table.headers()) for table in reading.tables]
        for secret in ("Maria", "Nahak", "Seran", "Petrus", "5321014503900001", "C1234567", "X7654321"):
            assert not any(secret in sentence for sentence in said), (case.name, secret)
    assert text("desk.personal.nik", "id")
