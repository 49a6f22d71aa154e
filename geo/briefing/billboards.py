"""Print-ready billboard sheets: 4 × 6 m at 1:10, hotline and QR code, one sheet a text."""

import datetime as dt
import io
from collections.abc import Mapping
from urllib.parse import urlsplit

import pandas as pd
import segno

from geo import areas
from geo.briefing import typeset
from geo.campaign.messages import Message, for_board
from geo.campaign.plans import Record
from geo.errors import UserError
from geo.text import text

_SOURCE = """\
#set page(width: 400mm, height: 630mm, margin: 0pt)
#set text(hyphenate: false)
#let red = rgb("#b3261e")
#let ink = rgb("#1b1f24")
#for (number, sheet) in data.sheets.enumerate() {
  if number > 0 { pagebreak() }
  block(width: 400mm, height: 600mm, fill: white, spacing: 0pt, {
    block(width: 100%, height: 205mm, fill: red, inset: (x: 22mm, y: 18mm), spacing: 0pt, {
      set align(horizon)
      set par(leading: 0.35em)
      heading(level: 1, text(sheet.size * 1pt, fill: white, weight: "bold", lang: sheet.code, sheet.headline))
    })
    block(width: 100%, height: 265mm, inset: (x: 22mm, y: 14mm), spacing: 0pt, {
      set align(horizon)
      set text(58pt, weight: "bold")
      set par(leading: 0.45em)
      grid(columns: (19mm, 1fr), row-gutter: 13mm, align: top, ..sheet.lines.map(line => (
        text(fill: red, [–]), text(fill: ink, lang: sheet.code, line))).flatten())
    })
    block(width: 100%, height: 130mm, fill: ink, inset: (x: 22mm, y: 13mm), spacing: 0pt,
      grid(columns: (1fr, 104mm), column-gutter: 12mm, align: horizon,
        stack(spacing: 9mm,
          text(48pt, fill: white, lang: sheet.code, sheet.call),
          text(data.phone_size * 1pt, fill: white, weight: "bold", data.hotline),
          text(26pt, fill: white, data.address)),
        block(fill: white, inset: 4mm, figure(image("qr.svg", width: 96mm, alt: data.alt), alt: data.alt)),
      ))
  })
  place(top + left, dy: 600mm, block(width: 400mm, height: 30mm, inset: (x: 22mm, y: 4mm), {
    line(length: 100%, stroke: (thickness: 0.4pt, dash: "dashed"))
    set text(11pt, fill: rgb("#4a4f57"))
    sheet.note
  }))
}
"""

_LANGUAGE_CODES = {
    "Indonesia": "id",
    "Tetun": "tet",
    "Manggarai": "mqy",
    "Lamaholot": "slp",
    "Melayu Kupang": "mkn",
}
_LONGEST_STRIP = 330


def sheets(
    record: Record,
    texts: Mapping[str, Message],
    *,
    hotline: str,
    address: str,
    title: str,
    lang: str,
    created: dt.date,
) -> bytes:
    """Return the PDF (400 × 600 mm and a strip below the cut): a sheet for every text the plan's boards need.

    ``texts``: approved texts by language (``messages.approved``). Where a board's language has none, the
    Indonesian text stands and the strip says so. ``hotline`` and ``address`` (http or https, in the QR
    code) come from the planner; none ships. Raises ``UserError`` when one is missing or the plan has no
    new board.
    """
    if not hotline.strip():
        raise UserError("campaign.hotline_missing")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UserError("campaign.address_wrong")
    if record.type != "billboard" or not len(record.sites[~record.sites["stands"].astype(bool)]):
        raise UserError("campaign.no_boards")
    code = io.BytesIO()
    segno.make(address, error="q", micro=False).save(code, kind="svg", border=4, xmldecl=True)
    boards = record.sites[~record.sites["stands"].astype(bool)]
    made = [_sheet(language, rows, texts, lang) for language, rows in boards.groupby("language", sort=False)]
    return typeset.compile(
        _SOURCE,
        title=title,
        lang=lang,
        created=created,
        data={
            "sheets": made,
            "hotline": hotline.strip(),
            "phone_size": 108 if len(hotline) <= 10 else 78 if len(hotline) <= 14 else 54,
            "address": address.removeprefix("https://").removeprefix("http://"),
            "alt": text("campaign.qr_alt", lang, address=address),
        },
        files={"qr.svg": code.getvalue()},
    )


def _sheet(
    language: object, boards: pd.DataFrame, texts: Mapping[str, Message], lang: str
) -> dict[str, object]:
    message, wished = for_board(str(language), dict(texts))
    places = "; ".join(
        f"{row['name']} ({areas.name(str(row['subdistrict']))})" for _, row in boards.iterrows()
    )
    if wished and message.approved_by:
        stands = text("campaign.sheet_approved", lang, who=message.approved_by, on=message.approved_on)
    elif wished:
        stands = text("campaign.sheet_shipped", lang)
    else:
        stands = text("campaign.sheet_indonesian", lang, language=str(language))
    note = text("campaign.sheet_strip", lang, n=len(boards), places=places, language=message.language)
    shortened = note if len(note) <= _LONGEST_STRIP else note[:_LONGEST_STRIP].rsplit(" ", 1)[0] + " …"
    return {
        "headline": message.headline,
        "lines": list(message.lines),
        "call": message.call,
        "code": _LANGUAGE_CODES.get(message.language, "und" if wished else "id"),
        "size": 110 if len(message.headline) <= 36 else 88,
        "note": f"{stands} {shortened}",
    }
