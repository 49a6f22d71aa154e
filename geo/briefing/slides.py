"""The briefing as eight 16:9 slides: native tables and charts that the office can still edit."""

import io
from collections.abc import Sequence
from math import ceil
from typing import Any

from geo.briefing import slide_charts, typeset, zipped
from geo.briefing.blocks import Briefing, Chart, Headline, Map, Section, Table
from geo.briefing.slide_charts import FONT, INK, rgb
from geo.maps.paper_labels import width as text_width
from geo.maps.paper_labels import wrap
from geo.text import integer, text

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
_GAP = 0.4
_SIZES = (14.0, 13.0, 12.0, 11.0, 10.0)
_GREY, _ACCENT = "5B6470", "8C2D04"

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
        waiting: list[Section] = []
        for group in _GROUPS:
            sections = [part for part in self.briefing.sections if part.key in group]
            if waiting and not self._share(waiting + sections):
                self._group(waiting)
                waiting = []
            waiting += sections
        if waiting:
            self._group(waiting)

    def _share(self, sections: Sequence[Section]) -> bool:
        """Say whether sections of a few words each can stand side by side on one slide."""
        if len(sections) > 3 or not all(_only_words(part) for part in sections):
            return False
        each = (_RIGHT - _LEFT - _GAP * (len(sections) - 1)) / len(sections)
        return all(self._tall(_words_of(part), each, _SIZES[0]) <= _BOTTOM - _TOP for part in sections)

    def _title(self) -> None:
        self.slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
        house = self.briefing.options.house
        self._box(0, 0, 0.35, _TALL, fill=_ACCENT)
        y = 0.7
        for line in house.office:
            self._words(line.upper(), y, size=16, bold=True, left=1.0)
            y += 0.4
        self._words(text("briefing.kicker", self.lang), 2.3, size=16, bold=True, colour=_ACCENT, left=1.0)
        lines = self._heading(self.briefing.title, 2.7, size=36, left=1.0, height=1.4, colour=INK)
        y = 4.2 if lines > 1 else 3.5
        self._words(self.briefing.subtitle, y, size=24, left=1.0)
        facts = [house.letter_number, house.classification]
        self._words(" · ".join(fact for fact in facts if fact), y + 0.7, size=14, colour=_GREY, left=1.0)
        self._words(self.briefing.sentence, 5.5, size=12, colour=_GREY, left=1.0, height=1.0)
        self._words(self.briefing.stamp, 6.6, size=12, colour=_GREY, left=1.0)

    def _group(self, sections: Sequence[Section]) -> None:
        self.slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
        self._heading(" · ".join(part.title for part in sections), 0.4, size=26, left=_LEFT, height=0.8)
        self._footer()
        columns = len(sections)
        if columns < 2 or sections[0].headlines:
            self.y = _TOP
            for part in sections:
                self._section(part, _LEFT, _RIGHT)
            return
        each = (_RIGHT - _LEFT - _GAP * (columns - 1)) / columns
        for place, part in enumerate(sections):
            self.y = _TOP
            left = _LEFT + place * (each + _GAP)
            self._section(part, left, left + each)

    def _heading(
        self, words: str, top: float, *, size: float, left: float, height: float, colour: str = _ACCENT
    ) -> int:
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
        font.size, font.bold, font.name = Pt(size), True, FONT
        font.color.rgb = rgb(colour)
        return len(wrap(words, room, size))

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
        room = (_BOTTOM - self.y) * (1.0 if _only_words(part) or part.headlines else 0.5)
        words = _words_of(part)
        size = next((s for s in _SIZES if self._tall(words, wide, s) <= room), _SIZES[-1])
        self._flow(words, left, wide, size)
        self._flow(
            [". ".join(x for x in (f"{s.id}  {s.title}", s.date) if x) for s in part.links], left, wide
        )
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
        gap, size = 0.2, 11.0 if len(shown) > 2 else 13.0
        each = (_RIGHT - _LEFT - gap * (len(shown) - 1)) / len(shown)
        tall = 1.3 + max(self._tall([item.change, item.cover], each - 0.2, size) for item in shown)
        for place, item in enumerate(shown):
            left = _LEFT + place * (each + gap)
            self._box(left, self.y, each, tall, line="C9CED5")
            self._box(left, self.y, 0.06, tall, fill=_ACCENT)
            value = "–" if item.value is None else integer(item.value, self.lang)
            self._words(
                item.label, self.y + 0.05, size=14, bold=True, colour=_GREY, left=left + 0.1, width=each - 0.2
            )
            self._words(value, self.y + 0.5, size=34, bold=True, left=left + 0.1, width=each - 0.2)
            words = f"{item.change}\n{item.cover}"
            self._words(words, self.y + 1.15, size=size, left=left + 0.1, width=each - 0.2, height=tall - 1.2)
        self.y += tall + 0.2

    def _tall(self, words: Sequence[str], width: float, size: float) -> float:
        """Return the height that paragraphs need, in inches."""
        lines = (_lines(line, width - 0.04, size) for line in words)
        return sum(n * size * 1.22 / 72 + 0.1 for n in lines)

    def _flow(self, words: Sequence[str], left: float, width: float, size: float = 10) -> None:
        """Write paragraphs one under the other; where the rest does not fit, say where it is."""
        more = text("briefing.slide_more", self.lang)
        for place, line in enumerate(words):
            tall = self._tall([line], width, size)
            left_over = self._tall([more], width, size) if place < len(words) - 1 else 0.0
            cut = self.y + tall + left_over > _BOTTOM + 0.1
            self._words(more if cut else line, self.y, size=size, left=left, width=width, height=tall - 0.04)
            self.y += tall
            if cut:
                break

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
        total = sum(part.columns[i].share for i in keep)
        widths = {i: width * part.columns[i].share / total for i in keep}
        rows = part.said(self.lang)
        room = _BOTTOM - self.y
        for size in (11.0, 9.5):
            tall = [
                max(
                    _lines(row[i], widths[i] - 0.1, size) if part.columns[i].form == "text" else 1
                    for i in keep
                )
                * size
                * 1.2
                / 72
                + 0.06
                for row in ([column.label for column in part.columns], *rows)
            ]
            if sum(tall) <= room:
                break
        else:
            while len(tall) > 2 and sum(tall) > room - 0.3:
                tall.pop()
        rows = rows[: len(tall) - 1]
        frame = self.slide.shapes.add_table(
            len(tall), len(keep), Inches(left), Inches(self.y), Inches(width), Inches(sum(tall))
        )
        frame.name = part.title
        frame._element.nvGraphicFramePr.cNvPr.set("descr", part.title)
        table = frame.table
        for place, i in enumerate(keep):
            table.columns[place].width = Emu(int(Inches(widths[i])))
        for y in range(len(tall)):
            table.rows[y].height = Inches(tall[y])
            for x, i in enumerate(keep):
                cell = table.cell(y, x)
                cell.margin_left = cell.margin_right = Inches(0.05)
                cell.margin_top = cell.margin_bottom = Inches(0.015)
                cell.fill.solid()
                fill = _ACCENT if y == 0 else "FFFFFF" if y % 2 else "F6F3EE"
                if y and x == 0 and part.swatches:
                    fill = part.swatches[y - 1].lstrip("#").upper()
                cell.fill.fore_color.rgb = rgb(fill)
                paragraph = cell.text_frame.paragraphs[0]
                cell.text_frame.word_wrap = part.columns[i].form == "text"
                run = paragraph.add_run()
                run.text = part.columns[i].label if y == 0 else rows[y - 1][i]
                run.font.size, run.font.name = Pt(size), FONT
                run.font.bold = y == 0 or y - 1 in part.strong
                run.font.color.rgb = rgb("FFFFFF" if _dark(fill) else INK)
                if part.columns[i].right:
                    paragraph.alignment = PP_ALIGN.RIGHT
        self.y += sum(tall) + 0.05
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
        tall = min(_BOTTOM - self.y, 4.6)
        slide_charts.draw(self.slide, part, left=left, top=self.y, width=width, height=tall, lang=self.lang)
        self.y += tall + 0.1

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
            shape.fill.fore_color.rgb = rgb(fill)
        else:
            shape.fill.background()
        if line:
            shape.line.color.rgb, shape.line.width = rgb(line), Pt(0.75)
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
        colour: str = INK,
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
            run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
            run.font.color.rgb = rgb(colour)


def _only_words(part: Section) -> bool:
    return not (part.headlines or part.maps or part.charts or part.tables or part.links)


def _words_of(part: Section) -> list[str]:
    return [*part.paragraphs, *(f"•  {words}" for words in part.bullets)]


def _lines(words: str, width: float, size: float) -> int:
    """Return how many lines a text takes in ``width`` inches; a word that is too long is broken."""
    room = max(width, 0.1) * 72 / _WIDER
    return sum(ceil(text_width(line, size) / room) for line in wrap(words, room, size)) or 1


def _dark(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140


def _columns(part: Table, width: float) -> list[int]:
    """Return the columns that fit: on a narrow table the widest ones (reasons, notes) stay away."""
    every = list(range(len(part.columns)))
    if width > 8 or len(every) <= 4:
        return every
    return [i for i in every if part.columns[i].share < 4]
