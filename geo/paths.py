"""Where the shipped files and the user's own files are."""

import os
from pathlib import Path

import platformdirs


def ship() -> Path:
    """Return the folder that holds ``data/``, ``pages/`` and ``dashboard.py``.

    In a checkout that is the repository; in an installed wheel the files travel inside the package.
    """
    package = Path(__file__).resolve().parent
    packed = package / "_ship"
    return packed if packed.is_dir() else package.parent


def data(*parts: str) -> Path:
    """Return the path of a shipped data file, e.g. ``data("areas", "district.parquet")``."""
    return ship().joinpath("data", *parts)


def home() -> Path:
    """Return the folder of the user's own data (``WASPADA_HOME``), made when missing."""
    folder = os.environ.get("WASPADA_HOME") or platformdirs.user_data_dir("waspada-pmi", appauthor=False)
    path = Path(folder).expanduser()
    path.mkdir(parents=True, exist_ok=True)
    return path
