"""Typst, wrapped: text and data in, the same tagged PDF bytes out on every machine."""

import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from geo import paths

FONT = "Source Sans Pro"
"""The one family that ships (``data/fonts``); system fonts are never looked at."""

_PRELUDE = """\
#let data = json("data.json")
#set document(title: sys.inputs.title, author: "Waspada PMI")
#set text(lang: sys.inputs.lang, font: "Source Sans Pro", size: 10pt)
"""


def font_file(*, bold: bool = False, italic: bool = False) -> Path:
    """Return the path of the shipped font, for drawings that need the same face."""
    style = "Bold" if bold else "It" if italic else "Regular"
    return paths.data("fonts", f"SourceSansPro-{style}.ttf")


def compile(
    source: str,
    *,
    title: str,
    lang: str,
    created: dt.date,
    data: Mapping[str, Any] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return the PDF (PDF/UA-1: tagged, language and title set) that the Typst ``source`` describes.

    ``data`` is at hand in the source as the dictionary ``data``; it travels as JSON and is never part of
    the source, so ``#``, ``$``, quotes or backticks in a name print as themselves. ``files`` are images by
    name: ``image("map.svg", alt: …)``. ``created`` becomes the file's date; the same arguments give the same
    bytes. Raises ``typst.TypstError`` when the source is wrong, also when a figure lacks its ``alt`` text.
    """
    result = _run(
        source, title, lang, data, files, format="pdf", pdf_standards=["ua-1"], timestamp=_utc(created)
    )
    assert isinstance(result, bytes)
    return result


def pages(
    source: str,
    *,
    title: str,
    lang: str,
    data: Mapping[str, Any] | None = None,
    files: Mapping[str, bytes] | None = None,
    ppi: float = 96.0,
) -> list[bytes]:
    """Return each page as a PNG, for a preview on screen; arguments as for ``compile``."""
    result = _run(source, title, lang, data, files, format="png", ppi=ppi)
    return result if isinstance(result, list) else [result]


def picture(svg: str, *, ppi: float = 200.0) -> bytes:
    """Return an SVG drawing as PNG, for slides."""
    source = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg", alt: "picture")'
    return pages(source, title="picture", lang="id", files={"picture.svg": svg.encode()}, ppi=ppi)[0]


def _run(
    source: str,
    title: str,
    lang: str,
    data: Mapping[str, Any] | None,
    files: Mapping[str, bytes] | None,
    **options: Any,
) -> Any:
    import typst

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "data.json").write_text(json.dumps(data or {}, ensure_ascii=False), encoding="utf-8")
        for name, content in (files or {}).items():
            (root / name).write_bytes(content)
        main = root / "main.typ"
        main.write_text(_PRELUDE + source, encoding="utf-8")
        return typst.compile(
            str(main),
            root=folder,
            font_paths=_fonts(),
            sys_inputs={"title": title, "lang": lang},
            **options,
        )


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(paths.data("fonts"))])


def _utc(day: dt.date) -> int:
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp())
