"""The files a browser fetches once: scripts, Leaflet, geometry; names carry a digest of the content."""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geo import boundaries

PREFIX = "/waspada"

_TYPES = {".js": "text/javascript", ".css": "text/css", ".png": "image/png", ".json": "application/json"}


@dataclass(frozen=True)
class Asset:
    """One file to serve for ever under a name that no other content will have."""

    content: bytes
    media_type: str
    gzipped: bool


def static_folder() -> Path:
    """Return the folder of the project's own scripts and styles."""
    return Path(__file__).parent / "static"


@cache
def leaflet_folder() -> Path:
    """Return the folder of Leaflet as its wheel ships it."""
    from xstatic.pkg import leaflet

    return Path(leaflet.BASE_DIR)


@cache
def interface_path(file: str = "components.js") -> str:
    """Return the address of a script or style; it changes when any of them does."""
    digest = hashlib.sha256()
    for part in sorted(static_folder().iterdir()):
        digest.update(part.name.encode() + part.read_bytes())
    return f"{PREFIX}/ui-{digest.hexdigest()[:12]}/{file}"


def geometry_path(level: str, within: str | None) -> str:
    """Return the address of a level's geometry on the active boundary set."""
    digest = boundaries.topojson(level, within=within).digest
    return f"{PREFIX}/geo/{level}-{within or '00'}-{digest[:12]}.json"


def basemap_path() -> str:
    """Return the address of the land outline."""
    return f"{PREFIX}/geo/land-00-{boundaries.basemap().digest[:12]}.json"


def find(path: str) -> Asset | None:
    """Return the file behind an address below ``/waspada``, or None when there is none."""
    parts = path.removeprefix(f"{PREFIX}/").split("/")
    if parts[0] == "geo" and len(parts) == 2:
        return _geometry(parts[1])
    if parts[0] == "leaflet":
        return _file(leaflet_folder(), parts[1:])
    if parts[0].startswith("ui-") and f"{PREFIX}/{parts[0]}/components.js" == interface_path():
        return _file(static_folder(), parts[1:])
    return None


def _geometry(name: str) -> Asset | None:
    level, within, _ = (*name.split("-"), "", "")[:3]
    try:
        if level == "land":
            return Asset(boundaries.basemap().gz, "application/json", True)
        return Asset(
            boundaries.topojson(level, within=None if within == "00" else within).gz, "application/json", True
        )
    except (KeyError, ValueError, LookupError):
        return None


@cache
def _packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)


def _file(folder: Path, parts: list[str]) -> Asset | None:
    wanted = "/".join(parts)
    known = {str(f.relative_to(folder).as_posix()): f for f in _all(folder)}
    file = known.get(wanted)
    if file is None or file.suffix not in _TYPES:
        return None
    return Asset(_packed(file), _TYPES[file.suffix], True)


def _all(folder: Path) -> Iterator[Path]:
    return (f for f in folder.rglob("*") if f.is_file())
