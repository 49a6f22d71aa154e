"""The briefing as one HTML file with its interactive map inside: it opens from a USB stick."""

import importlib.resources
import json
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from geo.areas import NATION
from geo.briefing import geometry
from geo.briefing.blocks import Briefing, OfflineLayer, Section, Table
from geo.text import integer, text

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
"""What a browser lets the file do: nothing but its own code and styles, no request to anywhere."""

_HEIGHT = 520
"""Of the map, in pixels."""

_TEXTS = ("zoom_in", "zoom_out", "home", "search", "incomplete", "missing", "failed")


def render(briefing: Briefing) -> bytes:
    """Return the HTML file, UTF-8."""
    lang = briefing.options.lang
    body = [f'<p class="kicker">{escape(text("briefing.kicker", lang))}</p>']
    if briefing.options.house.classification:
        body.insert(0, f'<p class="classification">{escape(briefing.options.house.classification)}</p>')
    body += [f"<h1>{escape(briefing.title)}</h1>", f"<p>{escape(briefing.subtitle)}</p>"]
    body.append(_map(briefing))
    scripts = (
        f'<script type="application/json" id="data">{_payload(briefing, briefing.layer())}</script>'
        f"<script>{_leaflet('leaflet.js')}</script><script>{_screen('map.js')}{_own('offline.js')}</script>"
    )
    # The map stands above; its section would be a heading with nothing under it.
    body += [_section(part, lang) for part in briefing.sections if part.key != "map"]
    body.append(f'<p class="small">{escape(briefing.sentence)} {escape(briefing.stamp)}.</p>')
    page = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(briefing.title)}</title><style>{_leaflet('leaflet.css')}{_screen('map.css')}"
        f"{_own('offline.css')}</style>"
        f"</head><body><main>{''.join(body)}</main>{scripts}</body></html>"
    )
    return page.encode("utf-8")


def _map(briefing: Briefing) -> str:
    lang = briefing.options.lang
    hint, noscript = text("briefing.html_hint", lang), text("briefing.html_noscript", lang)
    return (
        f'<figure style="margin:1rem 0"><div id="map"></div><figcaption>{escape(hint)}</figcaption>'
        f"<noscript><p>{escape(noscript)}</p></noscript></figure>"
    )


def _payload(briefing: Briefing, layer: OfflineLayer) -> str:
    import shapely

    lang = briefing.options.lang
    shapes = geometry.shapes(layer.level, within=layer.within)
    west, south, east, north = shapely.total_bounds(list(shapes.values()))
    pad = 0.6 * max(east - west, north - south)
    window = (west - 2 * pad, south - pad, east + 2 * pad, north + pad)  # a screen is wider than high
    near = [shapely.clip_by_rect(shape, *window) for shape in geometry.land()]
    coarse = [shapely.simplify(shape, max(0.002, pad / 800)) for shape in near if not shape.is_empty]
    keys = [entry["key"] for entry in layer.legend]
    groups: dict[tuple[int, int], list[str]] = {}
    for code, key in layer.classes.items():
        groups.setdefault((keys.index(key), int(code in layer.incomplete)), []).append(code)
    counts = list(layer.classes.values())
    classes: list[dict[str, Any]] = [
        {
            "fill": entry["colour"],
            "label": entry["label"],
            "hatch": bool(entry["hatch"]),
            "count": integer(counts.count(entry["key"]), lang),
        }
        for entry in layer.legend
    ]
    if layer.incomplete:
        classes.append({"fill": "#ffffff", "label": text("maps.incomplete", lang), "hatch": True})
    names = {code: lines[0] for code, lines in layer.popups.items()}
    data = {
        "areas": _collection(shapes.items(), 4, names),
        "base": _collection((("", shape) for shape in coarse), 3, {}),
        "within": [] if layer.within == NATION else [layer.within],
        "values": [[place, "", " ".join(codes), part] for (place, part), codes in groups.items()],
        "classes": classes,
        "legend_title": text("briefing.html_legend", lang),
        "selected": briefing.options.area,
        "notice": briefing.notice,
        "title": briefing.title,
        "height": _HEIGHT,
        "popups": layer.popups,
        "texts": {name: text(f"maps.{name}", lang) for name in _TEXTS},
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _collection(shapes: Iterable[tuple[str, Any]], digits: int, names: Mapping[str, str]) -> dict[str, Any]:
    import shapely

    features = []
    for code, shape in shapes:
        parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
        coordinates = [
            [
                [[round(x, digits), round(y, digits)] for x, y in ring.coords]
                for ring in (p.exterior, *p.interiors)
            ]
            for p in parts
        ]
        features.append(
            {
                "type": "Feature",
                "id": code,
                "properties": {"n": names.get(code, "")},
                "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _section(part: Section, lang: str) -> str:
    pieces = [f"<section><h2>{escape(part.title)}</h2>"]
    if part.headlines:
        cards = (
            f'<div class="card">{escape(h.label)}<b>{"–" if h.value is None else integer(h.value, lang)}</b>'
            f'{escape(h.change)} <span class="small">{escape(h.cover)}</span></div>'
            for h in part.headlines
        )
        pieces.append(f'<div class="cards">{"".join(cards)}</div>')
    pieces += [f"<p>{escape(words)}</p>" for words in part.paragraphs]
    if part.bullets:
        pieces.append(f"<ul>{''.join(f'<li>{escape(words)}</li>' for words in part.bullets)}</ul>")
    pieces += [f'<p class="small">{escape(chart.title)}. {escape(chart.alt)}</p>' for chart in part.charts]
    pieces += [_table(table, lang) for table in part.tables]
    if part.links:
        rows = (
            f"<li>{escape(s.id)}: {escape(s.title)}{escape(', ' + s.date if s.date else '')}. "
            f"{_address(s.url)}</li>"
            for s in part.links
        )
        pieces.append(f"<ul>{''.join(rows)}</ul>")
    return "".join([*pieces, "</section>"])


def _address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        return escape(url)
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(url)}</a>'


def _table(table: Table, lang: str) -> str:
    heads = "".join(
        f'<th scope="col"{_side(column.right)}>{escape(column.label)}</th>' for column in table.columns
    )
    rows = []
    for y, row in enumerate(table.said(lang)):
        cells = []
        for x, (column, words) in enumerate(zip(table.columns, row, strict=True)):
            swatch = ""
            if x == 1 and table.swatches:
                swatch = f'<span class="swatch" style="background:{escape(table.swatches[y])}"></span>'
            cells.append(f"<td{_side(column.right)}>{swatch}{escape(words)}</td>")
        strong = ' class="strong"' if y in table.strong else ""
        rows.append(f"<tr{strong}>{''.join(cells)}</tr>")
    note = f'<p class="small">{escape(table.note)}</p>' if table.note else ""
    return (
        f'<h3>{escape(table.title)}</h3><div class="scroll"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>{note}"
    )


def _side(right: bool) -> str:
    return ' class="right"' if right else ""


@cache
def _leaflet(name: str) -> str:
    from xstatic.pkg import leaflet

    code = (Path(leaflet.BASE_DIR) / name).read_text(encoding="utf-8")
    return code.replace("//# sourceMappingURL=leaflet.js.map", "").replace("</script", "<\\/script")


@cache
def _screen(name: str) -> str:
    """Return a file of the map on screen; here it is a plain script and no module."""
    code = importlib.resources.files("geo.maps").joinpath("static", name).read_text(encoding="utf-8")
    return code.replace("export function", "function")


@cache
def _own(name: str) -> str:
    return importlib.resources.files("geo.briefing").joinpath(name).read_text(encoding="utf-8")
