"""What a file is and whether it may be opened at all, told from its first bytes and its directory."""

import io
import struct
import zipfile

from geo.counts.readers.sheet import Notice
from geo.errors import UserError
from geo.text import Phrase

MAX_FILE = 100 * 1024 * 1024
"""Bytes of a spreadsheet file as sent."""
MAX_TEXT = 1024 * 1024 * 1024
"""Bytes of a text file, which is read line by line."""
MAX_UNPACKED = 150 * 1024 * 1024
"""Bytes of all parts of a spreadsheet once unpacked; 100,000 rows of a case list need about a third."""
MAX_RATIO = 250
"""How many times larger a part may become; a real sheet grows about twentyfold."""
MAX_PARTS = 2_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(start: bytes, *, name: str) -> str:
    """Return ``zip``, ``ole``, ``biff`` or ``text`` from a file's first bytes.

    Raises ``UserError`` for PDF, images, web pages and other things that are not tables.
    """
    if start.startswith(b"PK\x03\x04"):
        return "zip"
    if start.startswith(_OLE):
        return "ole"
    if start[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02") or start[:4] == b"\x09\x00\x04\x00":
        return "biff"
    if start.startswith(b"%PDF"):
        raise UserError("desk.file.pdf", name=name)
    head = start[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<workbook")):
        raise UserError("desk.file.web", name=name)
    if start.startswith(
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\x7fELF", b"MZ")
    ):
        raise UserError("desk.file.kind", name=name)
    return "text"


def open_zip(content: bytes, *, name: str) -> tuple[str, list[Notice]]:
    """Return ``xlsx`` or ``ods`` and what is remarkable, reading only the archive's directory.

    Raises ``UserError`` for a damaged or truncated archive, one that unpacks too large, one with a
    password, and an archive that is no spreadsheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            mime = b""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mime = archive.read("mimetype")
            manifest = b""
            if (
                "META-INF/manifest.xml" in names
                and archive.getinfo("META-INF/manifest.xml").file_size < 1_000_000
            ):
                manifest = archive.read("META-INF/manifest.xml")
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        RuntimeError,
        NotImplementedError,
        EOFError,
        struct.error,
    ) as error:
        raise UserError("desk.file.damaged", name=name) from error
    except Exception as error:  # zlib.error and whatever a made-up directory provokes
        raise UserError("desk.file.damaged", name=name) from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UserError("desk.file.too_large_unpacked", name=name, limit=MAX_UNPACKED // 1024 // 1024)
    if any(
        part.file_size > 1_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    ):
        raise UserError("desk.file.bomb", name=name)
    if any(part.flag_bits & 1 for part in parts) or b"encryption-data" in manifest:
        raise UserError("desk.file.password", name=name)
    notices = []
    if any(part.endswith("vbaProject.bin") for part in names) or any(
        part.startswith("Basic/") for part in names
    ):
        notices.append(Notice("macros", Phrase("desk.notice.macros")))
    if any(part.startswith("xl/externalLinks/") for part in names):
        notices.append(Notice("links", Phrase("desk.notice.links")))
    if any(part.endswith("workbook.bin") for part in names):
        return "xlsb", notices
    if any(part.endswith("workbook.xml") for part in names) or "[Content_Types].xml" in names:
        if not any(part.startswith("xl/") for part in names):
            raise UserError("desk.file.kind", name=name)
        return "xlsx", notices
    if b"opendocument.spreadsheet" in mime or (
        "content.xml" in names and b"opendocument.spreadsheet" in manifest
    ):
        return "ods", notices
    raise UserError("desk.file.kind", name=name)


def open_ole(content: bytes, *, name: str) -> tuple[str, list[Notice]]:
    """Return ``xls`` and what is remarkable; raises ``UserError`` for a password or another document."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UserError("desk.file.password", name=name)
    if "WordDocument".encode("utf-16-le") in content and "Workbook".encode("utf-16-le") not in content:
        raise UserError("desk.file.kind", name=name)
    if "_VBA_PROJECT_CUR".encode("utf-16-le") in content:
        return "xls", [Notice("macros", Phrase("desk.notice.macros"))]
    return "xls", []
