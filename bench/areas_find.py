"""How fast a name finds its district, beside the plain way: the best fuzzy score over all names.

Run: ``python bench/areas_find.py``. The plain way always answers; its wrong answers are counted too.
"""

import csv
import time
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from geo import areas

SPELLINGS = Path(__file__).resolve().parents[1] / "tests" / "fast" / "areas" / "spellings.csv"


def main() -> None:
    with SPELLINGS.open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if not r["parent"]]
    choices = {code: name for level in ("province", "district") for code, name in areas.names(level).items()}
    areas.find("Desa Lolii")  # builds the name indexes once

    start = time.process_time()
    found = [areas.find(row["text"]).exact for row in rows]
    ours = time.process_time() - start
    start = time.process_time()
    best = [
        process.extractOne(r["text"], choices, scorer=fuzz.WRatio, processor=utils.default_process)
        for r in rows
    ]
    plain = time.process_time() - start

    wrong = sum(1 for f, r in zip(found, rows, strict=True) if f and f.code != r["expected"])
    automatic = sum(f is not None for f in found)
    plain_wrong = sum(1 for b, r in zip(best, rows, strict=True) if b and b[2] != r["expected"])
    print(f"{len(rows)} spellings, processor time of one core")
    print(f"areas.find  {len(rows) / ours:8.0f} names/s  {automatic} automatic, {wrong} of them wrong")
    print(f"best score  {len(rows) / plain:8.0f} names/s  {len(rows)} automatic, {plain_wrong} of them wrong")
    print(f"ratio       {plain / ours:8.1f} times as fast")

    villages = list(areas.names("village").items())[::28]
    areas.find("Malaka", level="village", parent="5321")
    start = time.process_time()
    right = sum(
        areas.find(name, level="village", parent=code[:4]).exact is not None for code, name in villages
    )
    spent = time.process_time() - start
    speed = f"{len(villages) / spent:8.0f} names/s"
    print(f"villages    {speed}  inside their district; {right} of {len(villages)} automatic")


if __name__ == "__main__":
    main()
