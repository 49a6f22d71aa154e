"""Runs alone in a process of its own: spreadsheet bytes on stdin, one JSON value a line on stdout.

A spreadsheet from outside may be made to exhaust memory or to crash its parser; here it can only end
this process. Nothing of ``geo`` is imported, nothing is written to disk. Lines: first the sheets with
their merged ranges and formulas, then ``[sheet, row]`` with the rows in order, then ``"end"``.
"""

import datetime as dt
import io
import json
import math
import re
import sys
import zipfile

_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*?(?<!/)>(.*?)</c>', re.S)
_MAX_FORMULAS = 20_000


def _limit(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the size checks before this process still hold
        return
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _formulas(content: bytes) -> tuple[dict[str, dict[str, list[str]]], bool]:
    """Addresses of formula cells by sheet name, with those that hold no value, and whether all are stale."""
    found: dict[str, dict[str, list[str]]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return found, False
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        rels = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
        targets = {}
        for tag in re.findall(r"<Relationship\b[^>]*>", rels):
            attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            targets[attributes.get("Id", "")] = attributes.get("Target", "")
        for tag in re.findall(r"<sheet\b[^>]*>", book):
            attributes = dict(re.findall(r'([\w:]+)="([^"]*)"', tag))
            target = targets.get(attributes.get("r:id", ""), "").lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            if part not in names:
                continue
            xml = archive.read(part)
            if b"<f" not in xml:
                continue
            cells: list[str] = []
            empty: list[str] = []
            for address, inside in _CELL.findall(xml):
                if b"<f" in inside and len(cells) < _MAX_FORMULAS:
                    cells.append(address.decode())
                    if not re.search(rb"<v[^>]*>[^<]", inside):
                        empty.append(address.decode())
            name = attributes.get("name", "")
            for entity, sign in (
                ("&lt;", "<"),
                ("&gt;", ">"),
                ("&quot;", '"'),
                ("&apos;", "'"),
                ("&amp;", "&"),
            ):
                name = name.replace(entity, sign)
            found[name] = {"all": cells, "empty": empty}
        stale = re.search(r'<calcPr\b[^>]*fullCalcOnLoad="(1|true)"', book) is not None
    return found, stale


def _code(cell: object) -> object:
    if isinstance(cell, dt.datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"d": cell.isoformat()}
    if isinstance(cell, dt.time | dt.timedelta):
        return str(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    return cell if cell != "" else None


def main() -> None:
    """Read the workbook on stdin; the exit code is 0 even for a file that cannot be read (see ``error``)."""
    _limit(int(sys.argv[1]))
    sys.path.append(sys.argv[2])
    import python_calamine as calamine

    max_rows, max_cells = int(sys.argv[3]), int(sys.argv[4])
    out = sys.stdout
    content = sys.stdin.buffer.read()

    def say(value: object) -> None:
        out.write(json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False))
        out.write("\n")

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        formulas, stale = _formulas(content) if content[:2] == b"PK" else ({}, False)
        cells = 0
        for number, meta in enumerate(book.sheets_metadata):
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(number)
            start = sheet.start or (0, 0)
            if sheet.start is not None and sheet.end is not None:
                cells += (sheet.end[0] + 1) * (sheet.end[1] - start[1] + 1)
                if sheet.end[0] >= max_rows or cells > max_cells:
                    say({"error": "too_large"})
                    return
            known = formulas.get(meta.name, {"all": [], "empty": []})
            say(
                {
                    "sheet": meta.name,
                    "hidden": meta.visible != calamine.SheetVisibleEnum.Visible,
                    "start": list(start),
                    "merges": [[*a, *b] for a, b in (sheet.merged_cell_ranges or [])][:20_000],
                    "formulas": known["all"],
                    "empty": known["all"] if stale else known["empty"],
                }
            )
            for row in sheet.iter_rows():
                say([_code(cell) for cell in row])
        say("end")
    except calamine.PasswordError:
        say({"error": "password"})
    except MemoryError:
        say({"error": "too_large"})
    except Exception as error:  # any failure of the parser is a file that cannot be read
        say({"error": "unreadable", "kind": type(error).__name__})
    except BaseException as error:  # a panic of the parser arrives as its own kind
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        say({"error": "unreadable", "kind": type(error).__name__})


if __name__ == "__main__":
    main()
