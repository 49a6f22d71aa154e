"""The dashboard's server: ``streamlit run dashboard.py``, or ``waspada serve``.

Besides the pages it serves, from this machine alone, what a browser fetches once: Leaflet, the
project's own scripts, and the geometry.
"""

import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from starlette.routing import Route
from streamlit.starlette import App

from pages.ui.serving import asset, to_first_page, warm_up


@contextlib.asynccontextmanager
async def _ready(_: App) -> AsyncIterator[None]:
    """Open the store and the boundaries before the first visitor waits for them."""
    warm_up()
    yield


app = App(
    Path(__file__).resolve().parent / "pages" / "start.py",
    routes=[Route("/waspada/{path:path}", asset), Route("/peta", to_first_page)],
    lifespan=_ready,
)
