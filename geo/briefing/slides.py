"""The briefing as eight 16:9 slides: native tables and charts that the office can still edit."""

import io
from collections.abc import Sequence
from typing import Any

from geo.briefing import typeset, zipped
from geo.briefing.blocks import Briefing, Chart, Headline, Map, Section, Table
from geo.maps.paper_labels import wrap
from geo.text import integer, ratio, text

_GROUPS: tuple[tuple[str, ...], ...] = (
    ("headline", "remarks", "arrivals"),
    ("map",),
    ("ranking",),
    ("clusters", "series"),
    ("places",),
    ("programmes", "plan"),
    ("unknown",),
    ("method", "sources"),
)
"""What shares a slide; a slide without any of its sections is left out."""

_WIDE, _TALL = 13.333, 7.5
_LEFT, _TOP, _RIGHT, _BOTTOM = 0.6, 1.35, 12.73, 6.85
_INK, _GREY, _ACCENT = "1B1F24", "5B6470", "8C2D04"
_FONT = "Arial"
"""On every office computer, and with a twin of the same widths (Liberation Sans) where it is not."""

_WIDER = 1.17
"""How much wider Arial runs than the face that text is measured with."""


def render(briefing: Briefing) -> bytes:
    """Return the presentation as PPTX; the same briefing gives the same bytes."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDE), Inches(_TALL)
    _Slides(deck, briefing).all()
    created = briefing.options.created
    properties = deck.core_properties
    properties.title, properties.author = briefing.title, "Waspada PMI"
    properties.language = briefing.options.lang
    stamp = zipped.moment(created)
    properties.created = properties.modified = stamp
    properties.last_modified_by, properties.revision = "Waspada PMI", 1
    content = io.BytesIO()
    deck.save(content)
    return zipped.repack(content.getvalue(), created)


class _Slides:
    """The slides of one briefing, drawn from the top down within the margins (inches)."""

    def __init__(self, deck: Any, briefing: Briefing) -> None:
        self.deck, self.briefing, self.lang = deck, briefing, briefing.options.lang
        self.slide: Any = None
        self.y = _TOP

    def all(self) -> None:
        """Draw the title slide and one slide for each group that has something to say."""
        self._title()
        for group in _GROUPS:
            sections = [part for part in self.briefing.sections if part.key in group]
            if sections:
                self._group(sections)

    def _title(self) -> None:
        self.slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
        house = self.briefing.options.house
        self._box(0, 0, 0.35, _TALL, fill=_ACCENT)
        y = 0.7
        for line in house.office:
            self._words(line.upper(), y, size=16, bold=True, left=1.0)
            y += 0.4
        self._words(text("briefing.kicker", self.lang), 2.3, size=16, bold=True, colour=_ACCENT, left=1.0)
        self._heading(self.briefing.title, 2.7, size=36, left=1.0, height=1.4, colour=_INK)
        self._words(self.briefing.subtitle, 4.2, size=24, left=1.0)
        facts = [house.letter_number, house.classification]
        self._words(" · ".join(fact for fact in facts if fact), 4.9, size=14, colour=_GREY, left=1.0)
        self._words(self.briefing.stamp, 6.6, size=12, colour=_GREY, left=1.0)

    def _group(self, sections: Sequence[Section]) -> None:
        self.slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
        self._heading(" · ".join(part.title for part in sections), 0.4, size=26, left=_LEFT, height=0.8)
        self._footer()
        columns = len(sections)
        if columns < 2 or sections[0].key in _GROUPS[0]:
            self.y = _TOP
            for part in sections:
                self._section(part, _LEFT, _RIGHT)
            return
        gap = 0.4
        each = (_RIGHT - _LEFT - gap * (columns - 1)) / columns
        for place, part in enumerate(sections):
            self.y = _TOP
            left = _LEFT + place * (each + gap)
            self._section(part, left, left + each)

    def _heading(
        self, words: str, top: float, *, size: float, left: float, height: float, colour: str = _ACCENT
    ) -> None:
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
        from pptx.util import Inches, Pt

        title = self.slide.shapes.title
        title.left, title.top, title.width, title.height = (
            Inches(x) for x in (left, top, _RIGHT - left, height)
        )
        room = (_RIGHT - left) * 72 / _WIDER
        lines = 2 if height > 1 else 1
        while size > 14 and len(wrap(words, room, size)) > lines:
            size -= 1
        frame = title.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_top = Inches(0.02)
        frame.text = words
        paragraph = frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.LEFT
        font = paragraph.runs[0].font
        font.size, font.bold, font.name = Pt(size), True, _FONT
        font.color.rgb = _rgb(colour)

    def _footer(self) -> None:
        house = self.briefing.options.house
        words = " · ".join(part for part in (house.classification, self.briefing.stamp) if part)
        self._words(words, 7.05, size=9, colour=_GREY)
        number = str(len(self.deck.slides))
        self._words(number, 7.05, size=9, colour=_GREY, left=12.2, width=0.6, align="right")

    def _section(self, part: Section, left: float, right: float) -> None:
        wide = right - left
        if part.headlines:
            self._headlines(part.headlines)
        half = left + wide * 0.52 if part.charts and part.tables and wide > 8 else None
        limit = 3 if part.headlines else 6
        for words in part.paragraphs[:limit]:
            self._flow(words, left, wide)
        for words in part.bullets[:9]:
            self._flow(f"•  {words}", left, wide)
        if part.links:
            lines = [". ".join(x for x in (f"{s.id}  {s.title}", s.date) if x) for s in part.links]
            more = text("briefing.slide_more", self.lang)
            for place, line in enumerate(lines):
                last = place < len(lines) - 1 and self.y > _BOTTOM - 0.6
                self._flow(more if last else line, left, wide, size=10)
                if last:
                    break
        for drawn in part.maps[:1]:
            self._map(drawn, left, wide)
        if half is not None:
            top = self.y
            self._chart(part.charts[0], half + 0.2, right - half - 0.2)
            self.y = top
            self._table(part.tables[0], left, half - left)
            return
        for chart in part.charts[:1]:
            self._chart(chart, left, wide)
        for table in part.tables[:1]:
            if _BOTTOM - self.y > 1.2:
                self._table(table, left, wide)

    def _headlines(self, found: Sequence[Headline]) -> None:
        shown = found[:4]
        gap, tall = 0.2, 3.0 if len(found) > 2 else 2.3
        each = (_RIGHT - _LEFT - gap * (len(shown) - 1)) / len(shown)
        for place, item in enumerate(shown):
            left = _LEFT + place * (each + gap)
            self._box(left, self.y, each, tall, line="C9CED5")
            self._box(left, self.y, 0.06, tall, fill=_ACCENT)
            value = "–" if item.value is None else integer(item.value, self.lang)
            self._words(
                item.label, self.y + 0.05, size=14, bold=True, colour=_GREY, left=left + 0.1, width=each - 0.2
            )
            self._words(value, self.y + 0.5, size=34, bold=True, left=left + 0.1, width=each - 0.2)
            size = 11 if len(shown) > 2 else 13
            words = f"{item.change}\n{item.cover}"
            self._words(words, self.y + 1.15, size=size, left=left + 0.1, width=each - 0.2, height=tall - 1.2)
        self.y += tall + 0.2

    def _flow(self, words: str, left: float, width: float, size: float = 14) -> None:
        lines = sum(len(wrap(line, (width - 0.1) * 72 / _WIDER, size)) or 1 for line in words.split("\n"))
        tall = lines * size * 1.22 / 72 + 0.06
        if self.y + tall > _BOTTOM + 0.1:
            return
        self._words(words, self.y, size=size, left=left, width=width, height=tall)
        self.y += tall + 0.04

    def _map(self, part: Map, left: float, width: float) -> None:
        from pptx.util import Inches

        drawn = part.slide()
        picture = typeset.picture(drawn.svg, ppi=170)
        room = _BOTTOM - self.y
        scale = min(width / drawn.width, room / drawn.height)
        wide, tall = drawn.width * scale, drawn.height * scale
        shape = self.slide.shapes.add_picture(
            io.BytesIO(picture), Inches(left + (width - wide) / 2), Inches(self.y), Inches(wide), Inches(tall)
        )
        shape._element.nvPicPr.cNvPr.set("descr", part.alt)
        shape.name = part.title
        self.y += tall + 0.1

    def _table(self, part: Table, left: float, width: float) -> None:
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Emu, Inches, Pt

        keep = _columns(part, width)
        room = _BOTTOM - self.y - 0.3
        size, row_height = (11.0, 0.27) if (len(part.rows) + 1) * 0.27 <= room else (9.5, 0.225)
        rows = part.said(self.lang, max(1, int(room / row_height) - 1))
        frame = self.slide.shapes.add_table(
            len(rows) + 1, len(keep), Inches(left), Inches(self.y), Inches(width), Inches(row_height)
        )
        frame.name = part.title
        frame._element.nvGraphicFramePr.cNvPr.set("descr", part.title)
        table = frame.table
        total = sum(part.columns[i].share for i in keep)
        for place, i in enumerate(keep):
            table.columns[place].width = Emu(int(Inches(width) * part.columns[i].share / total))
        for y in range(len(rows) + 1):
            table.rows[y].height = Inches(row_height)
            for x, i in enumerate(keep):
                cell = table.cell(y, x)
                cell.margin_left = cell.margin_right = Inches(0.05)
                cell.margin_top = cell.margin_bottom = Inches(0.015)
                cell.fill.solid()
                fill = _ACCENT if y == 0 else "FFFFFF" if y % 2 else "F6F3EE"
                if y and x == 0 and part.swatches:
                    fill = part.swatches[y - 1].lstrip("#").upper()
                cell.fill.fore_color.rgb = _rgb(fill)
                paragraph = cell.text_frame.paragraphs[0]
                cell.text_frame.word_wrap = part.columns[i].form == "text"
                run = paragraph.add_run()
                run.text = part.columns[i].label if y == 0 else rows[y - 1][i]
                run.font.size, run.font.name = Pt(size), _FONT
                run.font.bold = y == 0 or y - 1 in part.strong
                run.font.color.rgb = _rgb("FFFFFF" if _dark(fill) else _INK)
                if part.columns[i].right:
                    paragraph.alignment = PP_ALIGN.RIGHT
        self.y += row_height * (len(rows) + 1) + 0.05
        if len(rows) < len(part.rows):
            self._words(
                part.cut(self.lang, len(rows)),
                self.y,
                size=10,
                colour=_GREY,
                left=left,
                width=width,
            )
            self.y += 0.25

    def _chart(self, part: Chart, left: float, width: float) -> None:
        from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
        from pptx.util import Inches, Pt

        bars = part.kind == "bars"
        data: Any = _chart_data()(number_format="#,##0" if bars else "0.00")
        order = range(len(part.categories)) if bars else range(len(part.categories) - 1, -1, -1)
        data.categories = [self._category(part, i) for i in order]
        data.add_series(part.title, [part.values[i] for i in order])
        kind = XL_CHART_TYPE.COLUMN_CLUSTERED if bars else XL_CHART_TYPE.BAR_CLUSTERED
        tall = min(_BOTTOM - self.y, 4.6)
        frame = self.slide.shapes.add_chart(
            kind, Inches(left), Inches(self.y), Inches(width), Inches(tall), data
        )
        frame._element.nvGraphicFramePr.cNvPr.set("descr", part.alt)
        chart = frame.chart
        chart.has_legend = False
        chart.has_title = True
        chart.chart_title.text_frame.text = part.title
        chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
        chart.font.size, chart.font.name = Pt(11), _FONT
        chart.value_axis.has_major_gridlines = False
        chart.value_axis.visible = False
        plot = chart.plots[0]
        plot.gap_width = 45
        if bars:
            plot.has_data_labels = True
            plot.data_labels.show_value = True
            plot.data_labels.number_format = "#,##0"
            plot.data_labels.number_format_is_linked = False
            plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
        else:
            _error_bars(plot.series[0], part, list(order))
        _paint(plot.series[0], part)
        self.y += tall + 0.1

    def _category(self, part: Chart, i: int) -> str:
        value = part.values[i]
        if part.kind == "bars" or value is None:
            return part.categories[i]
        low, high = ratio(part.lower[i], self.lang), ratio(part.upper[i], self.lang)
        return f"{part.categories[i]}  {ratio(value, self.lang)} ({low}–{high})"

    def _box(
        self, left: float, top: float, width: float, height: float, *, fill: str = "", line: str = ""
    ) -> None:
        from pptx.enum.shapes import MSO_SHAPE
        from pptx.util import Inches, Pt

        shape = self.slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, Inches(left), Inches(top), Inches(width), Inches(height)
        )
        shape.shadow.inherit = False
        if fill:
            shape.fill.solid()
            shape.fill.fore_color.rgb = _rgb(fill)
        else:
            shape.fill.background()
        if line:
            shape.line.color.rgb, shape.line.width = _rgb(line), Pt(0.75)
        else:
            shape.line.fill.background()

    def _words(
        self,
        words: str,
        top: float,
        *,
        size: float,
        left: float = _LEFT,
        width: float | None = None,
        height: float = 0.4,
        bold: bool = False,
        colour: str = _INK,
        align: str = "left",
    ) -> None:
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Inches, Pt

        if not words:
            return
        wide = _RIGHT - left if width is None else width
        box = self.slide.shapes.add_textbox(Inches(left), Inches(top), Inches(wide), Inches(height))
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = Inches(0.02)
        frame.margin_top = frame.margin_bottom = Inches(0.01)
        for i, line in enumerate(words.split("\n")):
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.RIGHT if align == "right" else PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text = line
            run.font.size, run.font.bold, run.font.name = Pt(size), bold, _FONT
            run.font.color.rgb = _rgb(colour)


def _paint(series: Any, part: Chart) -> None:
    from pptx.enum.dml import MSO_PATTERN

    series.format.fill.solid()
    series.format.fill.fore_color.rgb = _rgb("CC4C02")
    series.format.line.color.rgb = _rgb(_INK)
    for place in sorted(part.hatched):
        fill = series.points[place].format.fill
        fill.patterned()
        fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        fill.fore_color.rgb = _rgb(_INK)
        fill.back_color.rgb = _rgb("FFFFFF")


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
    names = (
        'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    bars = etree.fromstring(
        f'<c:errBars {names}><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"{literal('plus', above)}{literal('minus', below)}"
        f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{_INK}"/></a:solidFill></a:ln></c:spPr>'
        f"</c:errBars>"
    )
    series._element.find("{*}cat").addprevious(bars)


def _chart_data() -> Any:
    from pptx.chart.data import CategoryChartData

    return CategoryChartData


def _rgb(colour: str) -> Any:
    from pptx.dml import color

    make: Any = color.RGBColor
    return make(*(int(colour[i : i + 2], 16) for i in (0, 2, 4)))


def _dark(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140


def _columns(part: Table, width: float) -> list[int]:
    """Return the columns that fit: on a narrow table the widest ones (reasons, notes) stay away."""
    every = list(range(len(part.columns)))
    if width > 8 or len(every) <= 4:
        return every
    return [i for i in every if part.columns[i].share < 4]
