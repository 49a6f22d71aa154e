"""Make the forms of a briefing and keep a record of what was given out."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from geo import store
from geo.briefing import content
from geo.briefing.blocks import Briefing
from geo.briefing.options import FORMATS, HouseStyle, Options
from geo.errors import UserError
from geo.store import Document
from geo.text import text

KIND = "briefing"
HOUSE_KIND = "house_style"
_HOUSE_ID = "default"

Progress = Callable[[str, float], None]


def make(briefing: Briefing, form: str) -> bytes:
    """Return one form of the briefing: "pdf", "pptx", "xlsx" or "html"."""
    if form == "pdf":
        from geo.briefing import pdf

        return pdf.render(briefing)
    if form == "pptx":
        from geo.briefing import slides

        return slides.render(briefing)
    if form == "xlsx":
        from geo.briefing import workbook

        return workbook.render(briefing)
    if form == "html":
        from geo.briefing import offline

        return offline.render(briefing)
    raise UserError("briefing.format_wrong", form=form[:20], formats=list(FORMATS))


def generate(
    options: Options,
    *,
    formats: Sequence[str] = FORMATS,
    data: store.Store | None = None,
    progress: Progress | None = None,
) -> tuple[Briefing, dict[str, bytes]]:
    """Return the briefing and its forms as bytes; the same options and data version give the same bytes."""
    for form in formats:
        if form not in FORMATS:
            raise UserError("briefing.format_wrong", form=form[:20], formats=list(FORMATS))
    tell = progress or (lambda _key, _share: None)
    half = (lambda key, share: tell(key, share / 2)) if formats else tell
    briefing = content.build(options, data=data, progress=half)
    made = {}
    for number, form in enumerate(formats):
        tell(form, 0.5 + number / (2 * len(formats)))
        made[form] = make(briefing, form)
    tell("done", 1.0)
    return briefing, made


def name(options: Options, form: str) -> str:
    """Return the file name of a form: word, area code, first and last day."""
    word = text("briefing.file_name", options.lang)
    window = options.window
    return f"{word}-{options.area}-{window.start.isoformat()}-{window.end.isoformat()}.{form}"


def write(options: Options, made: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write the forms into ``folder`` (made when missing) and return their paths."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for form, content_ in made.items():
            path = folder / name(options, form)
            path.write_bytes(content_)
            paths.append(path)
    except OSError as error:
        raise UserError("briefing.cannot_write", path=str(folder)) from error
    return paths


def remember(
    briefing: Briefing, made: Mapping[str, bytes], *, who: str, data: store.Store | None = None
) -> Document:
    """Keep what was given out: options, data version, the figures themselves, and a digest of each form."""
    from geo.briefing.frozen import freeze

    opened = data if data is not None else store.default()
    payload: dict[str, Any] = {
        "options": briefing.options.to_payload(),
        "data_version": briefing.data_version,
        "program_version": briefing.program_version,
        "digests": {form: hashlib.sha256(content_).hexdigest() for form, content_ in made.items()},
        "data": freeze(briefing.options, data=opened),
    }
    title = f"{briefing.title}: {briefing.subtitle}"
    return opened.save_document(KIND, payload=payload, who=who, title=title, status="given_out")


def history(*, data: store.Store | None = None) -> list[Document]:
    """Return what was given out, newest first."""
    return (data if data is not None else store.default()).documents(KIND)


def again(
    document: Document, *, formats: Sequence[str] | None = None, progress: Progress | None = None
) -> tuple[Briefing, dict[str, bytes]]:
    """Make a past briefing again, on the figures that were kept with it."""
    from geo.briefing.frozen import Frozen

    payload = document.payload
    chosen = list(payload["digests"]) if formats is None else formats
    return generate(
        Options.from_payload(payload["options"]),
        formats=chosen,
        data=Frozen(payload["data"]),
        progress=progress,
    )


def house(*, data: store.Store | None = None) -> HouseStyle:
    """Return the house style that was typed in, an empty one before that."""
    found = _house(data)
    return HouseStyle.from_payload(found.payload) if found else HouseStyle()


def save_house(style: HouseStyle, *, who: str, data: store.Store | None = None) -> None:
    """Keep the house style for every later briefing."""
    found = _house(data)
    (data if data is not None else store.default()).save_document(
        HOUSE_KIND,
        payload=style.to_payload(),
        who=who,
        id=_HOUSE_ID,
        status="active",
        version=found.version if found else None,
    )


def _house(data: store.Store | None) -> Document | None:
    opened = data if data is not None else store.default()
    return next((found for found in opened.documents(HOUSE_KIND) if found.id == _HOUSE_ID), None)
