"""What a board says, by language: the Indonesian text that ships, and the texts native speakers signed
off."""

import datetime as dt
from dataclasses import asdict, dataclass

import pandas as pd

from geo import paths, store
from geo.campaign.languages import INDONESIAN
from geo.errors import UserError

KIND = "message"


@dataclass(frozen=True, kw_only=True)
class Message:
    """One board text. ``approved_by`` is the native speaker who signed it off; empty for the shipped text."""

    language: str
    headline: str
    lines: tuple[str, ...]
    call: str
    approved_by: str = ""
    approved_on: str = ""


def indonesian() -> Message:
    """Return the Indonesian text that ships (``data/campaign/messages.csv``)."""
    row = pd.read_csv(paths.data("campaign", "messages.csv"), dtype=str, keep_default_na=False).iloc[0]
    lines = tuple(row[name] for name in ("line_1", "line_2", "line_3") if row[name])
    return Message(language=row["language"], headline=row["headline"], lines=lines, call=row["call"])


def approved(data: store.Store) -> dict[str, Message]:
    """Return the texts signed off so far, by language; of several the one approved last."""
    found = {INDONESIAN: indonesian()}
    for document in reversed(data.documents(KIND, status="approved")):
        found[document.payload["language"]] = _message(dict(document.payload))
    return found


def pending(data: store.Store) -> list[store.Document]:
    """Return the texts that wait for a native speaker, newest first."""
    return data.documents(KIND, status="draft")


def propose(data: store.Store, message: Message, *, who: str) -> store.Document:
    """Keep a text as a draft; raises ``UserError`` when language, headline or lines are empty."""
    if not (message.language.strip() and message.headline.strip() and any(message.lines)):
        raise UserError("campaign.message_empty")
    payload = asdict(message) | {"approved_by": "", "approved_on": ""}
    return data.save_document(KIND, payload=payload, who=who, title=message.language)


def sign_off(data: store.Store, document: store.Document, *, speaker: str, who: str) -> store.Document:
    """Approve a draft in the name of the native speaker who read it."""
    if not speaker.strip():
        raise UserError("campaign.speaker_missing")
    payload = {
        **document.payload,
        "approved_by": speaker.strip(),
        "approved_on": dt.date.today().isoformat(),
    }
    return data.save_document(
        KIND,
        payload=payload,
        who=who,
        id=document.id,
        title=document.title,
        status="approved",
        version=document.version,
    )


def for_board(language: str, texts: dict[str, Message]) -> tuple[Message, bool]:
    """Return the text of a board and whether it is in the language wished; else the Indonesian one stands."""
    found = texts.get(language)
    return (found, True) if found is not None else (texts[INDONESIAN], language == INDONESIAN)


def _message(payload: dict[str, object]) -> Message:
    lines = payload["lines"]
    assert isinstance(lines, list | tuple)
    return Message(**{**payload, "lines": tuple(str(line) for line in lines)})  # type: ignore[arg-type]
