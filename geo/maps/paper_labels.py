"""Names on paper maps: measured with the real font, never over one another, dropped where none fits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from geo import paths

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """A name with its place on paper (points): the lines, and the middle of the block."""

    lines: tuple[str, ...]
    x: float
    y: float
    size: float


@cache
def _font(bold: bool) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(
        str(paths.data("fonts", f"SourceSansPro-{'Bold' if bold else 'Regular'}.ttf")), 100
    )


def width(line: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line prints, in points."""
    return float(_font(bold).getlength(line)) * size / 100


def wrap(words: str, limit: float, size: float) -> list[str]:
    """Break a text into lines no wider than ``limit`` points; a single longer word stays whole."""
    lines: list[str] = []
    for word in words.split():
        if lines and width(f"{lines[-1]} {word}", size) <= limit:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def halves(name: str, size: float) -> tuple[str, ...]:
    """Return a long name as two lines of about equal width."""
    words = name.split()
    if len(words) < 2 or width(name, size) < 42:
        return (name,)
    cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return min(cuts, key=lambda cut: max(width(line, size) for line in cut))


def box(label: Label, *, pad: float = 0.8) -> Box:
    """Return the rectangle a label covers."""
    half = max(width(line, label.size) for line in label.lines) / 2 + pad
    tall = len(label.lines) * label.size * 1.05 / 2 + pad
    return label.x - half, label.y - tall, label.x + half, label.y + tall


def meet(a: Box, b: Box) -> bool:
    """Say whether two rectangles overlap."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def place(
    wishes: Iterable[tuple[str, float, float, float]], *, frame: Box, size: float, taken: Sequence[Box] = ()
) -> list[Label]:
    """Place names near their points, the most wanted first.

    ``wishes`` are name, x, y and the free radius around the point, in order of importance. Each name tries
    its own point, then below, above, right and left of it; a name that meets another, a box in ``taken`` or
    the frame everywhere is dropped: the table beside the map has it.
    """
    boxes = list(taken)
    placed: list[Label] = []
    for name, x, y, radius in wishes:
        lines = halves(name, size)
        wide = max(width(line, size) for line in lines) / 2
        tall = len(lines) * size * 0.55
        gap = min(radius, 5.0) + 1.2
        shifts = [(0.0, 0.0)] if radius > tall else []
        shifts += [(0, gap + tall), (0, -gap - tall), (gap + wide, 0), (-gap - wide, 0)]
        shifts += [
            (0.6 * wide, gap + tall),
            (-0.6 * wide, gap + tall),
            (0.6 * wide, -gap - tall),
            (-0.6 * wide, -gap - tall),
        ]
        for dx, dy in shifts:
            label = Label(lines, x + dx, y + dy, size)
            area = box(label)
            inside = frame[0] < area[0] and frame[1] < area[1] and area[2] < frame[2] and area[3] < frame[3]
            if inside and not any(meet(area, other) for other in boxes):
                boxes.append(area)
                placed.append(label)
                break
    return placed
