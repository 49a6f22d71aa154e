"""Charts on slides: native, so that the office can still edit them."""

from collections.abc import Sequence
from typing import Any

from geo.briefing.blocks import Chart
from geo.text import ratio

INK, FONT = "1B1F24", "Arial"
"""Arial is on every office computer, and has a twin of the same widths (Liberation Sans) where it is not."""

_CHART_NAMES = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_GROUPED = {"id": r"[>=1000000]0\.000\.000;[>=1000]0\.000;0", "en": "#,##0"}
"""Thousands as the language writes them, whatever the language of the computer that shows the chart."""

_LONG = 24
"""Names of more letters stand in two lines, smaller."""


def draw(slide: Any, part: Chart, *, left: float, top: float, width: float, height: float, lang: str) -> None:
    """Add a chart to a slide; places and sizes in inches."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
    from pptx.util import Inches, Pt

    bars = part.kind == "bars"
    grouped = _GROUPED[lang]
    fresh: Any = CategoryChartData
    data = fresh(number_format=grouped if bars else "0.00")
    order = range(len(part.categories)) if bars else range(len(part.categories) - 1, -1, -1)
    data.categories = [_category(part, i, lang) for i in order]
    data.add_series(part.title, [part.values[i] for i in order])
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED if bars else XL_CHART_TYPE.BAR_CLUSTERED
    frame = slide.shapes.add_chart(kind, Inches(left), Inches(top), Inches(width), Inches(height), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", part.alt)
    chart = frame.chart
    chart.has_legend = False
    chart.has_title = True
    chart.chart_title.text_frame.text = part.title
    chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    chart.font.size, chart.font.name = Pt(11), FONT
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.visible = False
    plot = chart.plots[0]
    plot.gap_width = 45
    if bars:
        plot.has_data_labels = True
        plot.data_labels.show_value = True
        plot.data_labels.number_format = grouped
        plot.data_labels.number_format_is_linked = False
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    else:
        _error_bars(plot.series[0], part, list(order))
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, max(part.upper) * 1.05
        _name_every_bar(chart.category_axis)
        if max(len(name) for name in part.categories) > _LONG:
            chart.category_axis.tick_labels.font.size = Pt(8)
    _paint(plot.series[0], part)


def _category(part: Chart, i: int, lang: str) -> str:
    value = part.values[i]
    if part.kind == "bars" or value is None:
        return part.categories[i]
    low, high = ratio(part.lower[i], lang), ratio(part.upper[i], lang)
    return f"{part.categories[i]}  {ratio(value, lang)} ({low}–{high})"


def _paint(series: Any, part: Chart) -> None:
    from pptx.enum.dml import MSO_PATTERN

    series.format.fill.solid()
    series.format.fill.fore_color.rgb = rgb("CC4C02")
    series.format.line.color.rgb = rgb(INK)
    for place in sorted(part.hatched):
        fill = series.points[place].format.fill
        fill.patterned()
        fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        fill.fore_color.rgb = rgb(INK)
        fill.back_color.rgb = rgb("FFFFFF")


def _name_every_bar(axis: Any) -> None:
    """Keep programs from leaving out every other name (ECMA-376, 21.2.2.208)."""
    from lxml import etree

    skip = etree.SubElement(axis._element, f"{{{_CHART_NAMES}}}tickLblSkip", val="1")
    after = axis._element.find(f"{{{_CHART_NAMES}}}noMultiLvlLbl")
    if after is not None:
        after.addprevious(skip)


def _error_bars(series: Any, part: Chart, order: Sequence[int]) -> None:
    """Add the intervals as native error bars; python-pptx has no call for them (ECMA-376, 21.2.2.55)."""
    from lxml import etree

    def literal(kind: str, values: Sequence[float]) -> str:
        points = "".join(f'<c:pt idx="{i}"><c:v>{value:.4f}</c:v></c:pt>' for i, value in enumerate(values))
        return (
            f"<c:{kind}><c:numLit><c:formatCode>General</c:formatCode>"
            f'<c:ptCount val="{len(values)}"/>{points}</c:numLit></c:{kind}>'
        )

    middle = [part.values[i] or 0.0 for i in order]
    above = [part.upper[i] - m for i, m in zip(order, middle, strict=True)]
    below = [m - part.lower[i] for i, m in zip(order, middle, strict=True)]
    names = f'xmlns:c="{_CHART_NAMES}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    bars = etree.fromstring(
        f'<c:errBars {names}><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"{literal('plus', above)}{literal('minus', below)}"
        f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill></a:ln></c:spPr>'
        f"</c:errBars>"
    )
    series._element.find("{*}cat").addprevious(bars)


def rgb(colour: str) -> Any:
    """Return a colour of six hexadecimal digits as python-pptx wants it."""
    from pptx.dml import color

    make: Any = color.RGBColor
    return make(*(int(colour[i : i + 2], 16) for i in (0, 2, 4)))
