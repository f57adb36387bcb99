"""The week as a picture: what is drawn, and where."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, ImageDraw

from bot.pictures import GUTTER, HEADER, HOUR, KINDS, LINE, MARGIN, PAPER, WIDTH, WORKED, Sheet, draw_week
from bot.pictures import _font as font_of
from bot.pictures import _lines as lines_of
from bot.rendering import locale

DAYS = [f"2026-11-{day}" for day in range(23, 30)]


def plan(*lessons: dict[str, Any], hours: tuple[str, str] | None = ("08:00", "16:00")) -> dict[str, Any]:
    """A week from Monday 23 November, with hours on each workday."""
    days: list[dict[str, Any]] = [{"hours": [], "lessons": []} for _ in DAYS]
    for number, day in enumerate(DAYS[:5] if hours else []):
        assert hours is not None
        days[number]["hours"] = [[f"{day}T{hours[0]}", f"{day}T{hours[1]}"]]
    for given in lessons:
        days[DAYS.index(given["start"][:10])]["lessons"].append(given)
    return {"first": DAYS[0], "today": DAYS[1], "days": days}


def lesson(
    start: str, end: str, kind: int = 0, title: str = "Åse Sørensen", detail: str = "Køretime"
) -> dict[str, Any]:
    return {"start": start, "end": end, "title": title, "detail": detail, "kind": kind}


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image.convert("RGB")


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def at(image: Image.Image, shown: dict[str, Any], day: int, hour: float) -> tuple[int, ...]:
    """The colour near the right edge of that day at that hour."""
    sheet = Sheet.of(shown)
    pixel = image.getpixel((sheet.x(day) + sheet.column - 10, sheet.y(int(hour * 60))))
    assert isinstance(pixel, tuple)
    return pixel


def words_in(lesson: dict[str, Any], shown: dict[str, Any], language: str = "en") -> list[str]:
    """The lines of the lesson's block on Monday, before they are cut to its width."""
    left, top, right, bottom = Sheet.of(shown).block(0, lesson)
    return [
        line for line, _ in lines_of(lesson, right - left - 17, (bottom - top - 2) // 34, locale(language)["words"])
    ]


def test_lessons_stand_at_their_hours_in_the_colour_of_their_type() -> None:
    shown = plan(lesson("2026-11-23T09:00", "2026-11-23T09:45"), lesson("2026-11-26T15:00", "2026-11-26T15:45", kind=3))
    image = opened(draw_week(shown, "da"))
    assert image.size == (WIDTH, HEADER + 8 * HOUR + MARGIN)
    assert at(image, shown, 0, 9.7) == rgb(KINDS[0][0])
    assert at(image, shown, 3, 15.7) == rgb(KINDS[3][0])
    assert at(image, shown, 0, 8.5) == rgb(WORKED)
    assert at(image, shown, 0, 9.9) == rgb(WORKED)


def test_a_weekend_without_anything_leaves_its_room_to_the_other_days() -> None:
    assert Sheet.of(plan()).days == (0, 1, 2, 3, 4)
    saturday = plan(lesson("2026-11-28T09:00", "2026-11-28T09:45"))
    assert Sheet.of(saturday).days == (0, 1, 2, 3, 4, 5)
    sunday = plan()
    sunday["days"][6]["hours"] = [["2026-11-29T09:00", "2026-11-29T12:00"]]
    assert Sheet.of(sunday).days == (0, 1, 2, 3, 4, 6)
    assert Sheet.of(plan(hours=None)).days == (0, 1, 2, 3, 4), "days off in the week are shown as such"
    image = opened(draw_week(saturday, "en"))
    assert image.width == WIDTH
    assert at(image, saturday, 5, 9.7) == rgb(KINDS[0][0])
    assert at(image, saturday, 5, 11.5) == rgb(PAPER)


def test_letters_are_large_enough_for_a_phone() -> None:
    """Of a sheet shown 300 points wide ten are left, about as much as small print."""
    drawn = font_of(31).getbbox("Åg")
    assert (drawn[3] - drawn[1]) * 300 / WIDTH >= 10
    for shown in (plan(), plan(lesson("2026-11-28T09:00", "2026-11-28T09:45"))):
        sheet = Sheet.of(shown)
        assert sheet.right <= WIDTH
        assert font_of(31, bold=True).getlength("09:30") < sheet.column - 17


def test_a_lesson_tells_when_who_and_what_as_far_as_it_has_room() -> None:
    short, usual = lesson("2026-11-23T09:00", "2026-11-23T09:30"), lesson("2026-11-23T10:00", "2026-11-23T10:45")
    double = lesson("2026-11-23T12:00", "2026-11-23T13:30", detail="Dobbelt køretime")
    shown = plan(short, usual, double)
    assert words_in(short, shown) == ["Åse Sørensen"]
    assert words_in(usual, shown) == ["10:00", "Åse Sørensen"]
    assert words_in(double, shown, "da") == ["12.00", "Åse", "Sørensen", "Dobbelt køretime"]
    assert words_in(lesson("2026-11-23T09:00", "2026-11-23T11:00", title="Theory", detail=""), shown) == [
        "09:00", "Theory",
    ]  # fmt: skip


def test_early_and_late_lessons_make_the_picture_taller() -> None:
    image = opened(draw_week(plan(lesson("2026-11-24T06:30", "2026-11-24T07:15"), hours=None), "en"))
    assert image.height == HEADER + 10 * HOUR + MARGIN
    late = opened(draw_week(plan(lesson("2026-11-24T18:30", "2026-11-24T20:15")), "en"))
    assert late.height == HEADER + 13 * HOUR + MARGIN


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_week_without_anything_is_a_picture_too(language: str) -> None:
    assert opened(draw_week(plan(hours=None), language)).height == HEADER + 8 * HOUR + MARGIN


def test_where_the_clocks_are_set_back_a_lesson_has_some_height() -> None:
    """From 02:30 summer time to 02:15 winter time, 45 minutes later."""
    shown: dict[str, Any] = {
        "first": "2026-10-25",
        "today": "2026-10-25",
        "days": [{"hours": [], "lessons": [lesson("2026-10-25T02:30[summer]", "2026-10-25T02:15[winter]")]}],
    }
    _, top, right, bottom = Sheet.of(shown).block(0, shown["days"][0]["lessons"][0])
    assert bottom - top > 15
    image = opened(draw_week(shown, "da"))
    assert image.getpixel((right - 4, (top + bottom) // 2)) == rgb(KINDS[0][0])


def test_a_lesson_until_midnight_ends_with_its_day() -> None:
    shown = plan(lesson("2026-11-24T22:00", "2026-11-25T00:00"))
    assert opened(draw_week(shown, "en")).height == HEADER + 16 * HOUR + MARGIN


@pytest.mark.parametrize("letter", "æøåÆØÅäöüéß–…€")
def test_the_font_has_the_letters_of_the_languages(letter: str) -> None:
    """A letter that is missing is drawn as the box that stands for any missing one."""

    def drawn(text: str) -> bytes:
        image = Image.new("L", (40, 40))
        ImageDraw.Draw(image).text((5, 5), text, fill=255, font=font_of(18))
        return image.tobytes()

    assert drawn(letter) != drawn("\U0010fffd")


def test_names_too_long_for_a_day_stay_in_it() -> None:
    shown = plan(lesson("2026-11-23T09:00", "2026-11-23T11:00", title="Æ" * 80), hours=None)
    image = opened(draw_week(shown, "da"))
    left = GUTTER + Sheet.of(shown).column
    beside = [image.getpixel((left + 4, y)) for y in range(HEADER + HOUR + 5, HEADER + 3 * HOUR - 5)]
    assert set(beside) <= {rgb(PAPER), rgb(LINE)}
