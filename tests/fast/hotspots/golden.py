"""Write golden.json anew: ``python tests/fast/hotspots/golden.py``; look at the difference before committing.

The golden results are what the assessment says on the shipped published figures of NTT's deceased.
"""

import datetime as dt
import json
from pathlib import Path

from geo import counts
from geo.hotspots.assessment import Assessment, assess

FILE = Path(__file__).parent / "golden.json"
WINDOWS = {
    "2018": counts.Window.year(2018),
    "2024": counts.Window.year(2024),
    "2025": counts.Window.year(2025),
    "2025 to 12 July": counts.Window(dt.date(2025, 1, 1), dt.date(2025, 7, 12)),
}


def answer(key: str, store: object = None) -> Assessment:
    """Assess NTT's deceased in one of ``WINDOWS``."""
    return assess(counts.select(WINDOWS[key], "deceased", within="53", store=store))


def plain(found: Assessment) -> dict:
    """Return what is compared: where, how sure, since when, says who."""
    table = found.table
    codes = list(table.index)
    return {
        "areas": {
            code: {
                "observed": None if row["observed"] != row["observed"] else int(row["observed"]),
                "eb": [round(float(row[k]), 3) for k in ("eb_mean", "eb_lower", "eb_upper")]
                if row["eb_mean"] == row["eb_mean"]
                else None,
                "p_rr1": round(float(row["p_rr1"]), 4) if row["p_rr1"] == row["p_rr1"] else None,
                "class": row["klass"].value,
                "reasons": [reason.key.removeprefix("hotspots.reason_") for reason in row["reasons"]],
            }
            for code, row in table.iterrows()
        },
        "clusters": [
            {
                "members": [codes[m] for m in c.members],
                "observed": c.observed,
                "llr": round(c.llr, 3),
                "p_value": round(c.p_value, 3),
            }
            for c in found.significant
        ],
        "covered": None if found.covered is None else [str(found.covered.start), str(found.covered.end)],
        "sources": list(found.selection.sources_table().index),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps({key: plain(answer(key)) for key in WINDOWS}, indent=1) + "\n")
