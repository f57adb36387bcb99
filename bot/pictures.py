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

from bot.formats import clock, day, wall_time
from bot.rendering import locale

WIDTH, GUTTER, HEADER, HOUR, MARGIN = 900, 84, 92, 104, 10
"""Pixels: of the sheet; left of the days, above the hours, of an hour, below and around. A phone shows the sheet about
300 points wide, a third of it, so letters are drawn three times as large as they are to be read."""

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

_EARLIEST, _LATEST, _SATURDAY = 8, 16, 5
_TEXT, _SMALL, _LEADING, _PAD, _BAR = 31, 27, 34, 6, 5
_MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """days: numbers of the plan's days that are shown; first, last: the hours."""

    days: tuple[int, ...]
    first: int
    last: int

    @classmethod
    def of(cls, plan: Mapping[str, Any]) -> Sheet:
        """Whole hours around all that is shown, never less than a plain working day; the days of the weekend only if
        there is something on them, so that the others have more room."""
        begins = date.fromisoformat(plan["first"])
        days = [
            number
            for number, shown in enumerate(plan["days"])
            if shown["hours"] or shown["lessons"] or (begins + timedelta(days=number)).weekday() < _SATURDAY
        ]
        spans = list(_spans(plan))
        first = min([_EARLIEST, *(top // 60 for top, _ in spans)])
        last = max([_LATEST, *(-(-bottom // 60) for _, bottom in spans)])
        return cls(tuple(days), first, last)

    @property
    def column(self) -> int:
        return (WIDTH - GUTTER - MARGIN) // max(len(self.days), 1)

    @property
    def right(self) -> int:
        return GUTTER + len(self.days) * self.column

    @property
    def height(self) -> int:
        return HEADER + (self.last - self.first) * HOUR + MARGIN

    def x(self, number: int) -> int:
        """The left of a day of the plan."""
        return GUTTER + self.days.index(number) * self.column

    def y(self, minutes: int) -> int:
        """Where so many minutes after midnight are."""
        return HEADER + (minutes - self.first * 60) * HOUR // 60

    def block(self, number: int, lesson: Mapping[str, Any]) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of a lesson on that day of the plan."""
        top, bottom = _minutes(lesson["start"], lesson["end"])
        upper = self.y(top) + 1
        return self.x(number) + 2, upper, self.x(number) + self.column - 2, max(self.y(bottom) - 2, upper + 8)


def draw_week(plan: Mapping[str, Any], language: str) -> bytes:
    """The plan as a PNG."""
    words = locale(language)["words"]
    sheet = Sheet.of(plan)
    image = Image.new("RGB", (WIDTH, sheet.height), PAPER)
    pen = ImageDraw.Draw(image)
    for number in sheet.days:
        for start, end in plan["days"][number]["hours"]:
            top, bottom = _minutes(start, end)
            pen.rectangle((sheet.x(number), sheet.y(top), sheet.x(number) + sheet.column, sheet.y(bottom)), fill=WORKED)
    _draw_hours(pen, sheet, words)
    _draw_days(pen, plan, sheet, words)
    for number in sheet.days:
        for lesson in plan["days"][number]["lessons"]:
            _draw_lesson(pen, sheet.block(number, lesson), lesson, words)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _draw_hours(pen: ImageDraw.ImageDraw, sheet: Sheet, words: Mapping[str, Any]) -> None:
    for hour in range(sheet.first, sheet.last + 1):
        y = sheet.y(hour * 60)
        pen.line((GUTTER - 6, y, sheet.right, y), fill=LINE, width=2)
        if hour < sheet.last:
            label = clock(datetime.combine(date.min, time(hour)).isoformat(), words)
            pen.text((GUTTER - 10, y), label, fill=FAINT, font=_font(_SMALL), anchor="rm")


def _draw_days(pen: ImageDraw.ImageDraw, plan: Mapping[str, Any], sheet: Sheet, words: Mapping[str, Any]) -> None:
    """The weekday, and the date below it."""
    first, today = date.fromisoformat(plan["first"]), date.fromisoformat(plan["today"])
    for number in sheet.days:
        on, left = first + timedelta(days=number), sheet.x(number)
        pen.line((left, HEADER - 14, left, sheet.y(sheet.last * 60)), fill=LINE, width=2)
        weekday, _, rest = day(on.isoformat(), words).partition(" ")
        middle, ink = left + sheet.column // 2, TODAY if on == today else INK
        pen.text((middle, 24), weekday, fill=ink, font=_font(_TEXT, bold=True), anchor="mm")
        pen.text((middle, 58), _cut(rest, sheet.column, _SMALL), fill=ink, font=_font(_SMALL), anchor="mm")
    pen.line((sheet.right, HEADER - 14, sheet.right, sheet.y(sheet.last * 60)), fill=LINE, width=2)


def _draw_lesson(
    pen: ImageDraw.ImageDraw, place: tuple[int, int, int, int], lesson: Mapping[str, Any], words: Mapping[str, Any]
) -> None:
    left, upper, right, lower = place
    fill, ink = KINDS[lesson["kind"] % len(KINDS)]
    pen.rounded_rectangle(place, radius=8, fill=fill)
    pen.rectangle((left, upper + 5, left + _BAR - 1, lower - 5), fill=ink)
    width, room = right - left - _BAR - 2 * _PAD, max((lower - upper - 2) // _LEADING, 1)
    for number, (text, bold) in enumerate(_lines(lesson, width, room, words)):
        at = (left + _BAR + _PAD, upper + 2 + number * _LEADING)
        pen.text(at, _cut(text, width, bold=bold), fill=ink, font=_font(_TEXT, bold=bold))


def _lines(lesson: Mapping[str, Any], width: int, room: int, words: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """As many lines as there is room for, and whether each is bold: when, who, what. Where
    words have no room, the place on the sheet tells when."""
    start, end = clock(lesson["start"], words), clock(lesson["end"], words)
    if room == 1:
        return [(lesson["title"], True)]
    whole = f"{start}-{end}"
    when = whole if _font(_TEXT, bold=True).getlength(whole) <= width else start
    detail = [lesson["detail"]] if lesson["detail"] else []
    title = _wrapped(lesson["title"], width, max(room - 1 - len(detail), 1))
    rest = [line for text in detail for line in _wrapped(text, width, room - 1 - len(title))]
    return [(when, True), *((line, False) for line in (*title, *rest))]


def _wrapped(text: str, width: int, most: int) -> list[str]:
    """The words on at most so many lines; the last of these has all that is left, however long."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (len(lines) == most or _font(_TEXT).getlength(longer) <= width):
            lines[-1] = longer
        elif most:
            lines.append(word)
    return lines


def _spans(plan: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    for shown in plan["days"]:
        yield from (_minutes(start, end) for start, end in shown["hours"])
        yield from (_minutes(lesson["start"], lesson["end"]) for lesson in shown["lessons"])


def _minutes(start: str, end: str) -> tuple[int, int]:
    """Wall times as minutes after midnight of the day on which it starts. What ends later than that day is cut there.

    Where the clocks are set back an end may be called earlier than its start: a lesson has some height nevertheless.
    """
    (begins, _), (ends, _) = wall_time(start), wall_time(end)
    top = begins.hour * 60 + begins.minute
    bottom = ends.hour * 60 + ends.minute if ends.date() == begins.date() else _MIDNIGHT
    return top, max(bottom, min(top + 15, _MIDNIGHT))


def _cut(text: str, width: int, size: int = _TEXT, *, bold: bool = False) -> str:
    """As much of the text as has room: whole words if the first has, else letters."""
    font = _font(size, bold=bold)
    if font.getlength(text) <= width:
        return text
    words = text.split()
    for some in range(len(words) - 1, 0, -1):
        whole = " ".join(words[:some]).rstrip(",")
        for shown in (f"{whole}…", whole):
            if font.getlength(shown) <= width:
                return shown
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    weight = "SemiBold" if bold else "Regular"
    return ImageFont.truetype(str(fontpkg_fira_sans.ROOT / "files" / f"FiraSans-{weight}.ttf"), size)
