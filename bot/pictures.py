"""Pictures, drawn: a week as columns of days, with lessons as coloured blocks and the hours worked shaded.

What is shown comes as the plan of `bot.dialogs.week_pictures`. Places on the picture are wall time, so a block stands
at the hour that its words tell, also on a day on which the clocks change.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import fontpkg_fira_sans
from PIL import Image, ImageDraw, ImageFont

from bot.rendering import clock, day, locale

GUTTER, COLUMN, HEADER, HOUR, MARGIN = 74, 170, 58, 100, 14
"""Pixels: left of the days, of a day, above the hours, of an hour, below and around."""

PAPER, WORKED, LINE, INK, FAINT, TODAY = "#ffffff", "#e7f4ec", "#dfe4ea", "#1d2733", "#6b7785", "#0b6bcb"
KINDS = (
    ("#d3e4fd", "#1c4f9c"),
    ("#ffe3bd", "#8a5200"),
    ("#e2dbf8", "#4c3a9e"),
    ("#cdeed7", "#1d6a3a"),
    ("#fcd6dc", "#9c2339"),
    ("#d4eaee", "#1c5a64"),
)
"""Of a lesson type: fill, and the ink on it."""

_EARLIEST, _LATEST = 8, 16
_TEXT, _LEADING, _PAD = 18, 22, 7
_MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class _Scale:
    """The hours that are shown, on a sheet."""

    first: int
    last: int

    def y(self, minutes: int) -> int:
        """Where so many minutes after midnight are."""
        return HEADER + (minutes - self.first * 60) * HOUR // 60

    @property
    def height(self) -> int:
        return HEADER + (self.last - self.first) * HOUR + MARGIN


def draw_week(plan: Mapping[str, Any], language: str) -> bytes:
    """The plan as a PNG."""
    words = locale(language)["words"]
    scale = _scale(plan)
    sheet = Image.new("RGB", (GUTTER + COLUMN * len(plan["days"]) + MARGIN, scale.height), PAPER)
    pen = ImageDraw.Draw(sheet)
    for number, shown in enumerate(plan["days"]):
        for start, end in shown["hours"]:
            top, bottom = _minutes(start, end)
            pen.rectangle((_x(number), scale.y(top), _x(number + 1), scale.y(bottom)), fill=WORKED)
    _draw_grid(pen, plan, scale, words)
    for number, shown in enumerate(plan["days"]):
        for lesson in shown["lessons"]:
            _draw_lesson(pen, number, lesson, scale, words)
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


def block_of(plan: Mapping[str, Any], number: int, lesson: Mapping[str, Any]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a lesson on day `number` of the plan."""
    top, bottom = _minutes(lesson["start"], lesson["end"])
    scale = _scale(plan)
    return _x(number) + 3, scale.y(top) + 1, _x(number + 1) - 3, scale.y(bottom) - 2


def _draw_grid(pen: ImageDraw.ImageDraw, plan: Mapping[str, Any], scale: _Scale, words: Mapping[str, Any]) -> None:
    right = _x(len(plan["days"]))
    for hour in range(scale.first, scale.last + 1):
        y = scale.y(hour * 60)
        pen.line((GUTTER - 8, y, right, y), fill=LINE)
        if hour < scale.last:
            label = clock(datetime.combine(date.min, time(hour)).isoformat(), words)
            pen.text((GUTTER - 12, y), label, fill=FAINT, font=_font(_TEXT), anchor="rm")
    first, today = date.fromisoformat(plan["first"]), date.fromisoformat(plan["today"])
    for number in range(len(plan["days"])):
        on = first + timedelta(days=number)
        pen.line((_x(number), HEADER - 14, _x(number), scale.y(scale.last * 60)), fill=LINE)
        label = _cut(day(on.isoformat(), words), COLUMN - 2 * _PAD, bold=on == today)
        middle = (_x(number) + COLUMN // 2, HEADER // 2 - 4)
        pen.text(
            middle, label, fill=TODAY if on == today else INK, font=_font(_TEXT + 2, bold=on == today), anchor="mm"
        )
    pen.line((right, HEADER - 14, right, scale.y(scale.last * 60)), fill=LINE)


def _draw_lesson(
    pen: ImageDraw.ImageDraw, number: int, lesson: Mapping[str, Any], scale: _Scale, words: Mapping[str, Any]
) -> None:
    top, bottom = _minutes(lesson["start"], lesson["end"])
    left, upper, right, lower = _x(number) + 3, scale.y(top) + 1, _x(number + 1) - 3, scale.y(bottom) - 2
    fill, ink = KINDS[lesson["kind"] % len(KINDS)]
    pen.rounded_rectangle((left, upper, right, max(lower, upper + 8)), radius=6, fill=fill)
    pen.rectangle((left, upper + 4, left + 3, max(lower, upper + 8) - 4), fill=ink)
    times = f"{clock(lesson['start'], words)}-{clock(lesson['end'], words)}"
    lines = [(times, True), (lesson["title"], False), (lesson["detail"], False)]
    room = max((lower - upper - 2) // _LEADING, 1)
    for place, (text, bold) in enumerate(lines[:room]):
        at = (left + _PAD + 4, upper + 3 + place * _LEADING)
        pen.text(at, _cut(text, COLUMN - 3 * _PAD, bold=bold), fill=ink, font=_font(_TEXT, bold=bold))


def _scale(plan: Mapping[str, Any]) -> _Scale:
    """Whole hours around all that is shown, never less than a plain working day."""
    spans = list(_spans(plan))
    first = min([_EARLIEST, *(top // 60 for top, _ in spans)])
    last = max([_LATEST, *(-(-bottom // 60) for _, bottom in spans)])
    return _Scale(first, last)


def _spans(plan: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    for shown in plan["days"]:
        yield from (_minutes(start, end) for start, end in shown["hours"])
        yield from (_minutes(lesson["start"], lesson["end"]) for lesson in shown["lessons"])


def _minutes(start: str, end: str) -> tuple[int, int]:
    """Wall times as minutes after midnight of the day on which it starts. What ends later than that day is cut there.

    Where the clocks are set back an end may be called earlier than its start: a lesson has some height nevertheless.
    """
    begins, ends = datetime.fromisoformat(start), datetime.fromisoformat(end)
    top = begins.hour * 60 + begins.minute
    bottom = ends.hour * 60 + ends.minute if ends.date() == begins.date() else _MIDNIGHT
    return top, max(bottom, min(top + 15, _MIDNIGHT))


def _x(number: int) -> int:
    return GUTTER + number * COLUMN


def _cut(text: str, width: int, *, bold: bool) -> str:
    """As much of the text as has room."""
    font = _font(_TEXT, bold=bold)
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    weight = "SemiBold" if bold else "Regular"
    return ImageFont.truetype(str(fontpkg_fira_sans.ROOT / "files" / f"FiraSans-{weight}.ttf"), size)
