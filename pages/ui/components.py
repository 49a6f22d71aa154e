"""The map and the table as Streamlit components; their scripts come from this machine by a hashed name."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from geo.maps import MapData, assets
from geo.text import text

_PLACE = '<div class="waspada-place"></div>'


def _script(function: str) -> str:
    # Streamlit takes a string of one line for a file name, hence the lines.
    return f"""
const ready = import(new URL("{assets.interface_path()}", location.origin));
export default (component) => {{
  let stop, gone;
  ready.then((module) => {{ if (!gone) stop = module.{function}(component); }});
  return () => {{ gone = true; stop?.(); }};
}};
"""


@st.cache_resource(show_spinner=False)
def _component(function: str, path: str) -> Any:
    return st.components.v2.component(
        f"waspada_{function}", html=_PLACE, js=_script(function), isolate_styles=False
    )


def map_view(data: MapData, *, key: str = "map") -> str | None:
    """Draw a map; return the id of the area or symbol just picked, else None."""
    result = _component("map", assets.interface_path())(
        data=data.payload(), key=key, on_picked_change=lambda: None
    )
    return result.picked


def table(
    columns: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    *,
    lang: str,
    title: str,
    key: str,
    selected: str | None = None,
    sorted_by: int | None = None,
    down: bool = True,
    height: int = 560,
) -> str | None:
    """Draw a table that sorts and picks; return the id of the row just picked, else None.

    ``columns``: dicts with "label" and, for figures, "number": True. ``rows``: dicts with "id" and
    "cells", each cell {"text": str, optional "sort": value, "swatch": colour, "hatch": bool}.
    """
    data = {
        "columns": columns,
        "rows": [[row["id"], *map(_short, row["cells"])] for row in rows],
        "lang": lang,
        "title": title,
        "selected": selected,
        "sorted": sorted_by,
        "down": down,
        "height": height,
        "texts": {"sort": text("pages.sort", lang)},
    }
    result = _component("table", assets.interface_path())(data=data, key=key, on_picked_change=lambda: None)
    return result.picked


def _short(cell: Mapping[str, Any]) -> Any:
    """Return a cell as ``static/table.js`` reads it; a long table is sent again at every change."""
    words, sort = cell["text"], cell.get("sort", cell["text"])
    if isinstance(sort, float):
        sort = float(f"{sort:.5g}")
    if "swatch" in cell:
        return [words, sort, cell["swatch"], *([1] if cell.get("hatch") else [])]
    return words if sort == words else [words, sort]


def theme_switch(lang: str) -> None:
    """Draw the light/dark switch; the choice is the browser's, kept there for every page."""
    data = {name: text(f"pages.theme_{name}", lang) for name in ("label", "system", "light", "dark")}
    _theme(assets.interface_path())(data=data, key="theme")


@st.cache_resource(show_spinner=False)
def _theme(path: str) -> Any:
    return st.components.v2.component("waspada_theme", html=_PLACE, js=_script("theme"), isolate_styles=False)
