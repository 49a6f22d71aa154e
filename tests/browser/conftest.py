"""A served dashboard and a real Chromium that can reach nothing but this machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FLAGS = """
--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync
""".split()  # noqa: SIM905


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("WASPADA_REQUIRE_CHROMIUM"):
            pytest.fail("Chromium is required here but not installed")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start a dashboard with a home of its own; returns its address."""
    running: list[subprocess.Popen[bytes]] = []

    def start(home: Path | None = None) -> str:
        home = home or tmp_path_factory.mktemp("home")
        port = free_port()
        environment = {**os.environ, "WASPADA_HOME": str(home)}
        log = (home / "server.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "geo", "serve", "--host", "127.0.0.1", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        running.append(process)
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return f"http://127.0.0.1:{port}"
            if process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError((home / "server.log").read_text(encoding="utf-8"))

    yield start
    for process in running:
        process.terminate()
    for process in running:
        process.wait(20)


@pytest.fixture(scope="session")
def address(serve: Callable[..., str]) -> str:
    """The address of a dashboard on the shipped data."""
    return serve()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an address with every request outside this machine blocked.

    ``page.problems`` collects console errors, page errors and requests that tried to leave.
    """
    contexts = []

    def start(url: str, *, width: int = 1400, height: int = 900, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        page = context.new_page()
        problems: list[str] = []

        def gate(route) -> None:
            if "//127.0.0.1" in route.request.url or route.request.url.startswith(("data:", "blob:")):
                route.continue_()
            else:
                problems.append(f"left this machine: {route.request.url}")
                route.abort()

        page.route("**/*", gate)
        page.on("console", lambda m: problems.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: problems.append(f"page: {e}"))
        page.problems = problems  # type: ignore[attr-defined]
        page.goto(url)
        return page

    yield start
    for context in contexts:
        context.close()


def map_ready(page: Page, areas: int | None = None) -> None:
    """Wait until the map has drawn its areas (all ``areas`` of them)."""
    wanted = f"== '{areas}'" if areas else "> 0"
    page.wait_for_function(f"document.querySelector('.wm-root')?.dataset.ready {wanted}", timeout=60_000)
