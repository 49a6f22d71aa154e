"""Charts for paper as SVG: bars by year and risks with their intervals; readable without colour."""

import math
from html import escape

from geo.briefing.blocks import Chart
from geo.maps.paper_furniture import GREY, INK, PATTERNS, Drawing
from geo.maps.paper_labels import width as text_width
from geo.text import number, ratio

_FILL = "#cc4c02"


def svg(chart: Chart, *, lang: str, width: float = 482.0) -> str:
    """Return the chart as SVG, ``width`` points wide."""
    drawing = Drawing()
    height = (_bars if chart.kind == "bars" else _intervals)(drawing, chart, lang, width)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}pt" height="{height:.0f}pt" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="Source Sans Pro">'
        f"<title>{escape(chart.title)}</title><desc>{escape(chart.alt)}</desc><defs>{PATTERNS}</defs>"
        f"{''.join(drawing.pieces)}</svg>"
    )


def _bars(drawing: Drawing, chart: Chart, lang: str, width: float) -> float:
    top, base, size = 14.0, 112.0, 7.0
    most = max((value for value in chart.values if value is not None), default=0) or 1
    each = min(width / max(1, len(chart.values)), 80.0)
    for place, (name, value) in enumerate(zip(chart.categories, chart.values, strict=True)):
        left, right = place * each + 0.18 * each, (place + 1) * each - 0.18 * each
        middle = (left + right) / 2
        if value is None:
            drawing.write("–", middle, base - 3, size=size, fill=GREY, text_anchor="middle")
        else:
            high = base - (base - top) * value / most
            hatched = place in chart.hatched
            drawing.box((left, high, right, base), fill="#ffffff" if hatched else _FILL, stroke=INK, line=0.5)
            if hatched:
                drawing.box((left, high, right, base), fill="url(#diagonal)")
            drawing.write(
                number(value, lang), middle, high - 3, size=size, text_anchor="middle", font_weight="bold"
            )
        drawing.write(name, middle, base + size + 2, size=size, text_anchor="middle")
    drawing.add(
        f'<path d="M0 {base}L{each * len(chart.values):.2f} {base}" stroke="{INK}" stroke-width="0.7"/>'
    )
    return base + size + 6


def _intervals(drawing: Drawing, chart: Chart, lang: str, width: float) -> float:
    size, row = 7.0, 11.0
    names = max(text_width(name, size) for name in chart.categories)
    left, right = names + 8, width - 74
    scale = (right - left) / _round_up(max(chart.upper))
    bottom = 4 + row * len(chart.categories)
    for tick in _ticks(_round_up(max(chart.upper))):
        x = left + tick * scale
        bold = tick == chart.reference
        line = f'stroke="{INK if bold else "#d5d9de"}" stroke-width="{0.9 if bold else 0.4}"'
        drawing.add(f'<path d="M{x:.2f} 2L{x:.2f} {bottom:.2f}" {line}/>')
        drawing.write(number(tick, lang), x, bottom + size, size=6, fill=GREY, text_anchor="middle")
    for place, name in enumerate(chart.categories):
        value, low, high = chart.values[place] or 0.0, chart.lower[place], chart.upper[place]
        y = 4 + row * (place + 0.5)
        drawing.write(name, left - 6, y + 2.4, size=size, text_anchor="end")
        drawing.add(
            f'<path d="M{left + low * scale:.2f} {y:.2f}L{left + high * scale:.2f} {y:.2f}" stroke="{INK}" '
            f'stroke-width="1.1"/><circle cx="{left + value * scale:.2f}" cy="{y:.2f}" r="2.6" '
            f'fill="{_FILL}" stroke="{INK}" stroke-width="0.5"/>'
        )
        words = f"{ratio(value, lang)} ({ratio(low, lang)}–{ratio(high, lang)})"
        drawing.write(words, width, y + 2.4, size=6.4, text_anchor="end")
    return bottom + size + 4


def _round_up(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(max(value, 0.1)))
    return float(next(k * power for k in (1, 2, 3, 4, 5, 6, 8, 10) if k * power >= value))


def _ticks(highest: float) -> list[float]:
    step = next(s for s in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 1e9) if highest / s <= 8)
    return [round(i * step, 4) for i in range(int(highest / step + 1e-9) + 1)]
