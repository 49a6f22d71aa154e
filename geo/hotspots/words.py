"""Numbers inside phrases, written with the decimals that the statistic deserves."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.text import Phrase, fixed, percent, text


@dataclass(frozen=True)
class Figure(Phrase):
    """A number with a fixed number of decimals."""

    value: float = float("nan")
    digits: int = 2

    def render(self, lang: str) -> str:
        """Return the number in ``lang``."""
        return fixed(self.value, lang, self.digits)


@dataclass(frozen=True)
class Share(Phrase):
    """A probability or share as a percentage."""

    value: float = float("nan")

    def render(self, lang: str) -> str:
        """Return the percentage in ``lang``."""
        return percent(self.value, lang)


@dataclass(frozen=True)
class PValue(Phrase):
    """A p-value with its sign, "= 0.049": three decimals, never rounded to zero."""

    value: float = float("nan")

    def render(self, lang: str) -> str:
        """Return the p-value in ``lang``."""
        if 0 <= self.value < 0.0005:
            return f"< {fixed(0.001, lang, 3)}"
        return f"= {fixed(self.value, lang, 3)}"


@dataclass(frozen=True)
class Names(Phrase):
    """Names one after the other, the last after "and"."""

    names: Sequence[str] = ()

    def render(self, lang: str) -> str:
        """Return the names in ``lang``."""
        if len(self.names) < 2:
            return "".join(self.names)
        joined = ", ".join(self.names[:-1])
        return text("hotspots.and", lang, first=joined, last=self.names[-1])


def figure(value: float, digits: int = 2) -> Figure:
    """Return a number with ``digits`` decimals as a phrase."""
    return Figure("hotspots.figure", value=float(value), digits=digits)


def share(value: float) -> Share:
    """Return a probability as a percentage."""
    return Share("hotspots.figure", value=float(value))


def p_value(value: float) -> PValue:
    """Return a p-value as a phrase."""
    return PValue("hotspots.figure", value=float(value))


def names(values: Sequence[str]) -> Names:
    """Return names joined in the reader's language."""
    return Names("hotspots.and", names=tuple(values))
