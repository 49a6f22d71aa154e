"""What is asked of a briefing: area, window, indicators, sections, remarks, house style."""

import base64
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from geo import areas
from geo.counts import Window
from geo.errors import UserError
from geo.text import DEFAULT_LANGUAGE, LANGUAGES

SECTIONS = (
    "headline",
    "remarks",
    "arrivals",
    "map",
    "ranking",
    "clusters",
    "series",
    "places",
    "programmes",
    "plan",
    "unknown",
    "method",
    "sources",
)
"""Sections in their usual order; an option may leave some out or put them in another order."""

INDICATORS = ("deceased", "deportations", "repatriations", "placements")
"""Indicators by origin that a briefing can speak of; the first one with figures leads when none is chosen."""

FORMATS = ("pdf", "pptx", "xlsx", "html")

_LOGO_LIMIT = 1_000_000
_LOGO_KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"<svg": "svg", b"<?xml": "svg"}


@dataclass(frozen=True)
class HouseStyle:
    """The office's own frame, typed in once; everything may stay empty."""

    office: tuple[str, ...] = ()
    """Letterhead lines, the highest office first."""
    address: str = ""
    logo: bytes = b""
    """PNG, JPEG or SVG."""
    letter_number: str = ""
    letter_date: dt.date | None = None
    place: str = ""
    classification: str = ""
    signatory_role: str = ""
    signatory_name: str = ""
    signatory_number: str = ""

    def __post_init__(self) -> None:
        """Refuse a logo that is no picture or too large to travel with a letter."""
        if self.logo and (self.logo_kind is None or len(self.logo) > _LOGO_LIMIT):
            raise UserError("briefing.logo_wrong")

    @property
    def logo_kind(self) -> str | None:
        """Return the file ending of the logo, ``None`` when it is no picture."""
        return next(
            (kind for start, kind in _LOGO_KINDS.items() if self.logo.lstrip().startswith(start)), None
        )

    def to_payload(self) -> dict[str, Any]:
        """Return plain JSON."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["office"] = list(self.office)
        plain["logo"] = base64.b64encode(self.logo).decode("ascii")
        plain["letter_date"] = self.letter_date.isoformat() if self.letter_date else None
        return plain

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Read what ``to_payload`` wrote; unknown names are left out."""
        known = {name: payload[name] for name in cls.__dataclass_fields__ if name in payload}
        known["office"] = tuple(known.get("office", ()))
        known["logo"] = base64.b64decode(known.get("logo", ""))
        if known.get("letter_date"):
            known["letter_date"] = dt.date.fromisoformat(known["letter_date"])
        return cls(**known)


@dataclass(frozen=True)
class Options:
    """One request for a briefing.

    ``area`` is "00", a province or a district. ``indicators``: the first leads (map, ranking, clusters), the
    others are shown as headline numbers; empty means all that have figures. ``level`` is what the ranking
    lists: by default provinces for the nation, districts otherwise. ``created`` is the date printed on it.
    """

    area: str
    window: Window
    created: dt.date
    indicators: tuple[str, ...] = ()
    lang: str = DEFAULT_LANGUAGE
    level: str = ""
    sections: tuple[str, ...] = SECTIONS
    remarks: str = ""
    house: HouseStyle = field(default_factory=HouseStyle)

    def __post_init__(self) -> None:
        """Refuse what cannot be answered, each with its own sentence."""
        if not areas.exists(self.area) or areas.level_of(self.area) not in ("nation", "province", "district"):
            raise UserError("briefing.area_wrong", code=self.area[:40])
        if self.lang not in LANGUAGES:
            raise UserError("cli.language_unknown", lang=self.lang, languages=list(LANGUAGES))
        unknown = [name for name in self.sections if name not in SECTIONS]
        if unknown or not self.sections or len(set(self.sections)) < len(self.sections):
            raise UserError("briefing.sections_wrong", sections=list(SECTIONS))
        if wrong := [name for name in self.indicators if name not in INDICATORS]:
            raise UserError("briefing.indicator_wrong", indicator=wrong[0][:40], indicators=list(INDICATORS))
        if self.level not in ("", "province", "district") or (
            self.level == "province" and self.area != areas.NATION
        ):
            raise UserError("briefing.level_wrong", level=self.level[:40])

    @property
    def area_level(self) -> str:
        """Return the level of the area itself."""
        return areas.level_of(self.area)

    @property
    def unit_level(self) -> str:
        """Return the level of the areas that are ranked and drawn."""
        return self.level or ("province" if self.area == areas.NATION else "district")

    @property
    def within(self) -> str:
        """Return the area whose parts are ranked: a district is shown among those of its province."""
        return self.area[:2]

    def to_payload(self) -> dict[str, Any]:
        """Return plain JSON, enough to make the same briefing again."""
        return {
            "area": self.area,
            "start": self.window.start.isoformat(),
            "end": self.window.end.isoformat(),
            "created": self.created.isoformat(),
            "indicators": list(self.indicators),
            "lang": self.lang,
            "level": self.level,
            "sections": list(self.sections),
            "remarks": self.remarks,
            "house": self.house.to_payload(),
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Read what ``to_payload`` wrote."""
        day = dt.date.fromisoformat
        return cls(
            area=payload["area"],
            window=Window(day(payload["start"]), day(payload["end"])),
            created=day(payload["created"]),
            indicators=tuple(payload["indicators"]),
            lang=payload["lang"],
            level=payload["level"],
            sections=tuple(payload["sections"]),
            remarks=payload["remarks"],
            house=HouseStyle.from_payload(payload["house"]),
        )
