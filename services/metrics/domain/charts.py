"""Charts as SVG: pure functions of figures that were made elsewhere, for screen and paper alike.

A table beside each chart says the same, and where there is room a number stands beside its shape.
Colours are attributes, which a style sheet may override by class, as dark screens need.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

WIDTH = 360
"""Of a phone: letters keep their size there, and grow with the chart on a desk."""

Tone = Literal["main", "other", "quiet"]
FILLS: dict[Tone, str] = {"main": "#0b5a63", "other": "#c98a2b", "quiet": "#9fb2b0"}
INK, SOFT, LINE = "#16211f", "#4b5b59", "#c8d3d2"

ROW = 38
BAR = 12
PLOT = 150
NARROW = 20
LEAST = 1.5
"""The least height of what is more than nothing."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with the text of its figure; without a value (suppressed) there is only the text."""

    label: str
    value: int | None
    text: str
    tone: Tone = "main"


@dataclass(frozen=True, slots=True)
class Group:
    """Bars that stand side by side, one for each series."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A stock (from the ground) or a change of it (from where the last step ended)."""

    label: str
    amount: int
    text: str
    is_stock: bool = False


def bars(title: str, told: Sequence[Bar]) -> str:
    """Bars that lie, each under its name: for names of any length."""
    largest = max((one.value or 0 for one in told), default=0)
    parts = []
    for number, one in enumerate(told):
        top = number * ROW
        parts.append(_text(0, top + 13, one.label))
        parts.append(_text(WIDTH, top + 13, one.text, anchor="end", bold=True))
        parts.append(_rect(0, top + 19, WIDTH, BAR, "track"))
        if one.value:
            length = max(LEAST, WIDTH * one.value / largest)
            parts.append(_rect(0, top + 19, length, BAR, one.tone))
    return _svg(title, max(1, len(told)) * ROW, parts)


def columns(title: str, told: Sequence[Group]) -> str:
    """Columns side by side in groups, such as months; numbers above them where they have room."""
    largest = max((bar.value or 0 for group in told for bar in group.bars), default=0)
    ground = PLOT + 26
    parts = [*_legend(told), _line(ground)]
    room = WIDTH / max(1, len(told))
    for number, group in enumerate(told):
        middle = (number + 0.5) * room
        parts.append(_text(middle, ground + 16, group.label, anchor="middle", soft=True))
        width = min(34.0, room * 0.8 / max(1, len(group.bars)))
        left = middle - width * len(group.bars) / 2
        for place, bar in enumerate(group.bars):
            x = left + place * width
            height = _height(bar.value, largest)
            parts.append(_rect(x + 1, ground - height, width - 2, height, bar.tone))
            if width > NARROW:
                parts.append(_text(x + width / 2, ground - height - 4, bar.text, anchor="middle"))
    return _svg(title, ground + 24, parts)


def waterfall(title: str, steps: Sequence[Step]) -> str:
    """From one stock to the next: what came is stacked on it, what went is taken off."""
    levels, level = [], 0
    for step in steps:
        start = 0 if step.is_stock else level
        level = step.amount if step.is_stock else level + step.amount
        levels.append((start, level))
    largest = max((max(pair) for pair in levels), default=0)
    ground = PLOT + 18
    room = WIDTH / max(1, len(steps))
    parts = [_line(ground)]
    for number, (step, (start, end)) in enumerate(zip(steps, levels, strict=True)):
        low, high = sorted((_height(start, largest), _height(end, largest)))
        x = number * room
        tone: Tone = "quiet" if step.is_stock else "main" if step.amount >= 0 else "other"
        parts.append(_rect(x + 5, ground - high, room - 10, max(high - low, LEAST), tone))
        middle = x + room / 2
        parts.append(_text(middle, ground - high - 5, step.text, anchor="middle", bold=True))
        for line, word in enumerate(step.label.split(" ")[:2]):
            below = ground + 15 + 12 * line
            parts.append(_text(middle, below, word, anchor="middle", soft=True, size=10))
    return _svg(title, ground + 34, parts)


def _height(value: int | None, largest: int) -> float:
    return max(LEAST, PLOT * value / largest) if value and largest else 0.0


def _legend(told: Sequence[Group]) -> list[str]:
    """A name for each tone; one series alone is named by the title."""
    parts, left = [], 0.0
    for bar in told[0].bars if told and len(told[0].bars) > 1 else ():
        parts.append(_rect(left, 0, 10, 10, bar.tone))
        parts.append(_text(left + 15, 9, bar.label))
        left += 15 + 6.2 * len(bar.label) + 18
    return parts


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img"'
        f' aria-label="{escape(title)}" viewBox="0 0 {WIDTH} {_n(height)}"'
        f' font-family="sans-serif" font-size="12">{"".join(parts)}</svg>'
    )


def _rect(x: float, y: float, width: float, height: float, tone: Tone | Literal["track"]) -> str:
    fill = LINE if tone == "track" else FILLS[tone]
    faint = ' opacity="0.45"' if tone == "track" else ""
    return (
        f'<rect class="{tone}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}"'
        f' height="{_n(height)}" fill="{fill}"{faint}/>'
    )


def _line(y: float) -> str:
    return f'<path class="line" d="M0 {_n(y)}H{WIDTH}" stroke="{LINE}" fill="none"/>'


def _text(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    bold: bool = False,
    soft: bool = False,
    size: int = 12,
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    kind, fill = ("soft", SOFT) if soft else ("ink", INK)
    return (
        f'<text class="{kind}" x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}"'
        f' font-size="{size}" fill="{fill}"{weight}>{escape(text)}</text>'
    )


def _n(value: float) -> str:
    """A length with one decimal at most: the same bytes on every machine."""
    return f"{value:.1f}".removesuffix(".0")
