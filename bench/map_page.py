"""Time to the first map; time, bytes and memory of a colour change: our page beside the naive one.

``python bench/map_page.py [--changes 6]`` starts both servers on loopback, opens them in Chromium with every
request outside loopback blocked, and prints both with their ratio.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-precise-memory-info",
]
NAIVE = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from starlette.routing import Route
from streamlit.starlette import App
from pages.ui.serving import asset
app = App(Path({root!r}) / "bench" / "naive_page.py", routes=[Route("/waspada/{{path:path}}", asset)])
"""


def _serve(port: int) -> list[str]:
    start = "from geo.cli import main; main()"
    return [sys.executable, "-c", start, "serve", "--host=127.0.0.1", f"--port={port}"]


def _streamlit(script: Path, port: int) -> list[str]:
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true"]
    return [
        *command,
        f"--server.port={port}",
        "--server.address=127.0.0.1",
        "--browser.gatherUsageStats=false",
    ]


@contextmanager
def server(script: Path | None, home: str):
    """Start ``waspada serve``, or another page with Streamlit; yield its address and when it listened."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = _streamlit(script, port) if script else _serve(port)
    environment = {**os.environ, "WASPADA_HOME": home}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    started = time.perf_counter()
    try:
        while time.perf_counter() - started < 90:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}", time.perf_counter()
    finally:
        process.terminate()
        process.wait(20)


def watch(page: Page) -> dict[str, int]:
    count = {"bytes": 0, "http": 0}

    def frame(payload: bytes | str) -> None:
        count["bytes"] += len(payload)

    page.on("websocket", lambda ws: ws.on("framereceived", frame))
    return count


def memory(page: Page) -> float:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return page.evaluate("performance.memory.usedJSHeapSize") / 1e6


def measure(kind: str, url: str, listening: float, browser, changes: int, query: str) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.route("**/*", lambda r: r.continue_() if "127.0.0.1" in r.request.url else r.abort())
    count = watch(page)
    page.goto(url + query)
    if kind == "ours":
        drawn = "document.querySelector('.wm-root')?.dataset.ready > 0"
        mark = "document.querySelector('.wm-legend')?.innerText"
    else:
        drawn = "document.querySelector('iframe')?.contentDocument?.querySelectorAll('path').length > 400"
        paths = "[...(document.querySelector('iframe')?.contentDocument?.querySelectorAll('path') ?? [])]"
        mark = f"{paths}.map((p) => p.getAttribute('fill')).join()"
    page.wait_for_function(drawn, timeout=90_000)
    first = time.perf_counter() - listening
    page.wait_for_timeout(1500)
    times, sizes = [], []
    select = page.locator("[data-testid=stMain] [data-testid=stSelectbox]").first
    for i in range(changes):
        before, sent = page.evaluate(mark), count["bytes"]
        select.click()
        option = page.locator("[role=option]").nth((i + 2) % 8)  # a measure the browser has not drawn yet
        option.wait_for()
        start = time.perf_counter()
        option.click()
        page.wait_for_function(
            f"(before) => {{ const now = {mark}; return now && now !== before; }}", arg=before
        )
        times.append(time.perf_counter() - start)
        page.wait_for_timeout(900)
        sizes.append(count["bytes"] - sent)
    result = {
        "first map after listening, s": first,
        "colour change, s (median)": statistics.median(times),
        "websocket bytes a change (median)": statistics.median(sizes),
        "browser memory, MB": memory(page),
    }
    page.close()
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=6, choices=range(1, 7))
    changes = parser.parse_args().changes
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is not installed; run .ci/test once, it installs it.")
    rows: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as home, sync_playwright() as play:
        naive = Path(home) / "naive_dashboard.py"
        naive.write_text(NAIVE.format(root=str(ROOT)), encoding="utf-8")
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        cases = (
            ("ours, NTT", "ours", None, "/"),
            ("ours, nation", "ours", None, "/?in=00"),
            ("naive, nation", "naive", naive, "/"),
        )
        for name, kind, script, query in cases:
            with server(script, home) as (url, listening):
                rows[name] = measure(kind, url, listening, browser, changes, query)
        browser.close()
    print(f"{'':38}" + "".join(f"{name:>18}" for name in rows) + f"{'naive / ours':>16}")
    for key in next(iter(rows.values())):
        values = [row[key] for row in rows.values()]
        print(f"{key:38}" + "".join(f"{v:18,.2f}" for v in values) + f"{values[2] / values[1]:16.1f}")


if __name__ == "__main__":
    main()
