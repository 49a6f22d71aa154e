"""How fast a case list is counted and published, beside the plain way with pandas.

    python bench/imports.py [--rows 1000000] [--xlsx-rows 100000]

Each way runs in a process of its own, so that its memory can be told apart. "Plain" reads the file with
pandas (openpyxl for XLSX), matches names exactly and counts; it finds no personal data, no doubtful name and no
date out of order, and publishes nothing.
"""

# ruff: noqa: E501 – one row a line

import argparse
import datetime as dt
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEAD = [
    "No",
    "Nama",
    "NIK",
    "No Paspor",
    "Jenis Kelamin",
    "Provinsi Asal",
    "Kabupaten Asal",
    "Negara",
    "Tanggal Deportasi",
    "Keterangan",
]


def rows(count: int):
    from geo import areas

    random_ = random.Random(1)
    districts = areas.children(None, "district")
    names = [(areas.name(code[:2]), areas.name(code)) for code in districts]
    first = dt.date(2023, 1, 1)
    for number in range(count):
        province, district = names[random_.randrange(len(names))]
        day = first + dt.timedelta(days=random_.randrange(700))
        yield [
            number + 1, f"Orang {number}", f"{5304000000000000 + number * 97}", f"C{number:07d}", "LP"[number % 2],
            province, district, "Malaysia", f"{day.day:02d}/{day.month:02d}/{day.year}", "",
        ]  # fmt: skip


def make(folder: Path, count: int, xlsx_count: int) -> tuple[Path, Path]:
    import csv

    import xlsxwriter

    text, sheet = folder / "deportasi.csv", folder / "deportasi.xlsx"
    with text.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(HEAD)
        writer.writerows(rows(count))
    with xlsxwriter.Workbook(sheet, {"constant_memory": True}) as workbook:
        page = workbook.add_worksheet("Data")
        for number, row in enumerate([HEAD, *rows(xlsx_count)]):
            page.write_row(number, 0, row)
    return text, sheet


def ours(path: Path) -> dict[str, float]:
    import dataclasses

    from geo import store
    from geo.counts import importing

    data = store.open_store(f"sqlite:///{path.parent / (path.suffix[1:] + '.db')}")
    started, processor = time.perf_counter(), _processor()
    reading = importing.read(path, today=dt.date(2026, 1, 1))
    mapping = dataclasses.replace(reading.tables[0].mapping, role="origin")
    outcome = importing.publish(reading.with_mapping(mapping), store=data, who="bench", accepted=True)
    assert outcome.staged is not None, [f.kind for f in outcome.findings][:5]
    return _result(started, processor, outcome.observations)


def plain(path: Path) -> dict[str, float]:
    import pandas as pd

    from geo import areas

    started, processor = time.perf_counter(), _processor()
    table = (
        pd.read_csv(path, sep=";", dtype=str)
        if path.suffix == ".csv"
        else pd.read_excel(path, dtype=str, engine="openpyxl")
    )
    codes = {name: code for code, name in areas.names("district").items()}
    table["code"] = table["Kabupaten Asal"].map(codes)
    table["month"] = pd.to_datetime(table["Tanggal Deportasi"], dayfirst=True).dt.to_period("M")
    counted = table.groupby(["code", "month"]).size()
    return _result(started, processor, len(counted))


def _processor() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _result(started: float, processor: float, figures: int) -> dict[str, float]:
    memory = max(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "seconds": time.perf_counter() - started,
        "processor": _processor() - processor,
        "memory_mb": memory / 1024,
        "figures": figures,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--xlsx-rows", type=int, default=100_000)
    parser.add_argument("--one", choices=("ours", "plain"))
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    if given.one:
        print(json.dumps({"ours": ours, "plain": plain}[given.one](given.file)))
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WASPADA_HOME"] = folder
        files = make(Path(folder), given.rows, given.xlsx_rows)
        for path, count in zip(files, (given.rows, given.xlsx_rows), strict=True):
            found = {}
            for way in ("ours", "plain"):
                command = [sys.executable, __file__, "--one", way, "--file", str(path)]
                answer = subprocess.run(command, check=True, capture_output=True, text=True)
                found[way] = json.loads(answer.stdout)
            for way, result in found.items():
                print(
                    f"{path.suffix[1:]:5} {count:>9,} rows  {way:5}  {result['seconds']:6.1f} s  "
                    f"{result['processor']:6.1f} s of processor  {result['memory_mb']:6.0f} MB  {result['figures']} figures"
                )
            ratio = found["plain"]["processor"] / found["ours"]["processor"]
            memory = found["plain"]["memory_mb"] / found["ours"]["memory_mb"]
            print(f"      plain / ours: processor {ratio:.2f}, memory {memory:.2f}")


if __name__ == "__main__":
    main()
