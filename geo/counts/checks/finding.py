"""One thing that is wrong or doubtful in a file, said so that the officer can mend it."""

from dataclasses import dataclass
from typing import Any, Literal

from geo.text import Phrase

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """A row of the check list.

    ``kind`` is a short name for programs; ``cell`` an address such as ``B7`` or empty for the whole table;
    ``fix`` the suggested remedy. ``answers`` holds choices when the finding is a question. Errors block
    publication, warnings must be accepted.
    """

    kind: str
    severity: Severity
    sheet: str
    cell: str
    what: Phrase
    fix: Phrase | None = None
    answers: tuple[str, ...] = ()
    label: str = ""
    """The text the question is about, to file the answer under; empty when there is no question."""

    def __hash__(self) -> int:
        return hash((self.kind, self.sheet, self.cell))


def error(kind: str, sheet: str, cell: str, /, *, fix: bool = True, **params: Any) -> Finding:
    """Return a finding that blocks; its texts are ``desk.find.<kind>`` and ``desk.fix.<kind>``."""
    return _finding("error", kind, sheet, cell, fix=fix, params=params)


def warning(kind: str, sheet: str, cell: str, /, *, fix: bool = True, **params: Any) -> Finding:
    """Return a finding that asks; its texts are ``desk.find.<kind>`` and ``desk.fix.<kind>``."""
    return _finding("warning", kind, sheet, cell, fix=fix, params=params)


def _finding(
    severity: Severity, kind: str, sheet: str, cell: str, *, fix: bool, params: dict[str, object]
) -> Finding:
    if "count" in params:
        params = {**params, "n": params["count"]}  # the texts have a form for one
    return Finding(
        kind=kind,
        severity=severity,
        sheet=sheet,
        cell=cell,
        what=Phrase(f"desk.find.{kind}", params),
        fix=Phrase(f"desk.fix.{kind}", params) if fix else None,
    )
