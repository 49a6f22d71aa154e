"""How long a briefing takes, form by form, and its map beside the usual way (GeoPandas and matplotlib).

Run: ``python bench/briefing.py``. NTT 2024 on the published figures. "Command" is the whole program from
start to exit in a new home: first with nothing kept, then again as cron does the next night.
"""

import datetime as dt
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

COMMAND = ["briefing", "--province", "53", "--from", "2024-01-01", "--to", "2024-12-31"]
COMMAND += ["--date", "2025-01-20", "--format"]


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - wall, time.process_time() - processor, result


def command(formats: str, home: str) -> tuple[float, float]:
    before = os.times()
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "geo", *COMMAND, formats, "--out", f"{home}/out"],
        env={**os.environ, "WASPADA_HOME": home},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, spent


def inside() -> None:
    from geo.briefing import content, files
    from geo.briefing.options import Options
    from geo.counts import Window

    def options(day: int) -> Options:
        return Options("53", Window.year(2024), dt.date(2025, 1, day))

    files.generate(options(1))
    print("inside a running program (page, second request), seconds: wall / processor")
    briefing_wall, briefing_cpu, briefing = timed(lambda: content.build(options(2)))
    print(f"  figures, sentences, assessment {briefing_wall:6.2f} {briefing_cpu:6.2f}")
    total_wall, total_cpu = briefing_wall, briefing_cpu
    for form in ("pdf", "pptx", "xlsx", "html"):
        wall, processor, made = timed(lambda form=form: files.make(briefing, form))
        total_wall, total_cpu = total_wall + wall, total_cpu + processor
        print(f"  {form:<30} {wall:6.2f} {processor:6.2f}  {len(made) / 1000:8.0f} kB")
    print(f"  all four                       {total_wall:6.2f} {total_cpu:6.2f}")


def maps() -> None:
    from geo import boundaries
    from geo.briefing import geometry, typeset
    from geo.maps.paper import Entry, draw

    shapes, land = geometry.shapes("district", within="53"), geometry.land()

    def ours() -> bytes:
        classes = dict.fromkeys(shapes, "a")
        picture = draw(
            shapes,
            classes=classes,
            legend=[Entry("a", "A", "#8c2d04")],
            legend_title="A",
            description="A",
            lang="id",
            names={code: code for code in shapes},
            land=land,
        )
        return typeset.picture(picture.svg)

    frame = boundaries.load("district", within="53")
    base = boundaries.load("province")

    def usual() -> bytes:
        from matplotlib.figure import Figure

        axes = Figure(figsize=(6.7, 4.4)).subplots()
        base.plot(ax=axes, color="#e3e3df")
        frame.plot(ax=axes, color="#8c2d04", edgecolor="#444444", linewidth=0.5)
        west, south, east, north = frame.total_bounds
        axes.set_xlim(west, east)
        axes.set_ylim(south, north)
        for row in frame.itertuples():
            point = row.geometry.representative_point()
            axes.annotate(row.code, (point.x, point.y), ha="center", fontsize=5)
        content = io.BytesIO()
        axes.figure.savefig(content, dpi=200, format="png")
        return content.getvalue()

    for name, draw_map in (("our SVG map", ours), ("GeoPandas and matplotlib", usual)):
        first, first_cpu, _ = timed(draw_map)
        again, again_cpu, _ = timed(draw_map)
        print(f"  {name:<28} first {first:5.2f} / {first_cpu:5.2f}, again {again:5.2f} / {again_cpu:5.2f}")


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["WASPADA_HOME"] = home
        print("command, seconds: wall / processor")
        for label, formats in (
            ("pdf, first start of all", "pdf"),
            ("pdf, second run", "pdf"),
            ("all four, third run", "pdf,pptx,xlsx,html"),
        ):
            wall, processor = command(formats, home)
            print(f"  {label:<30} {wall:6.2f} {processor:6.2f}")
        inside()
        print("one map to PNG, seconds: wall / processor")
        maps()


if __name__ == "__main__":
    main()
