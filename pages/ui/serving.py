"""What the server does besides the pages: fetch-once files, and getting ready before it listens."""

import importlib
import logging

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from geo import logs
from geo.maps import View, answer, assets

_FOR_EVER = "public, max-age=31536000, immutable"


async def asset(request: Request) -> Response:
    """Serve a script, a style or a geometry; names carry a digest, so browsers may keep them."""
    found = assets.find(request.url.path)
    if found is None:
        return Response(status_code=404)
    headers = {"Cache-Control": _FOR_EVER, "X-Content-Type-Options": "nosniff"}
    if found.gzipped:
        headers["Content-Encoding"] = "gzip"
    return Response(found.content, media_type=found.media_type, headers=headers)


async def to_first_page(request: Request) -> Response:
    """Lead from the map's own name to "/", the only address Streamlit gives its first page."""
    return RedirectResponse(f"/?{request.url.query}")


def warm_up() -> None:
    """Answer the first view once: opens the store, reads the boundaries, loads what the page imports."""
    logs.configure()
    importlib.import_module("pages.peta")
    answer(View()).map().payload()
    logging.getLogger("geo").info("ready")


def warm_up_analysis() -> None:
    """Load the analysis page and its compiled loops, which takes some seconds the first time."""
    importlib.import_module("pages.analisis")
    importlib.import_module("geo.hotspots.scan").warm_up()
