"""Office files are zip archives full of clock times; this writes them again with one fixed date."""

import datetime as dt
import io
import re
import zipfile

_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms)")


def moment(day: dt.date) -> dt.datetime:
    """Return the time that stands in a file made on ``day``."""
    return dt.datetime(day.year, day.month, day.day)


def repack(content: bytes, day: dt.date) -> bytes:
    """Return the same archive with every member dated ``day`` and in the same order."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for entry in old.infolist():
            member = zipfile.ZipInfo(entry.filename, (max(1980, day.year), day.month, day.day, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            new.writestr(member, _undated(entry.filename, old.read(entry.filename), day))
    return packed.getvalue()


def _undated(name: str, content: bytes, day: dt.date) -> bytes:
    """Return a member without the clock: workbooks inside (of charts) are written again too."""
    if name.endswith(".xlsx"):
        return repack(content, day)
    if name == "docProps/core.xml":
        return _CLOCK.sub(rb"\g<1>%sT00:00:00Z\g<2>" % day.isoformat().encode(), content)
    return content
