"""Choosing one of the student's own coming lessons: shared by moving and cancelling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Step
from bot.dialogs.picking import windows_of
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import booking_params
from bot.understanding.reading import Reading
from domain.lessons import Booking
from domain.slots import Window

WHICH_LESSON = "lesson"


def coming(talk: Talk) -> list[Booking]:
    return talk.work.bookings.coming(talk.student.school_id, talk.student.id, talk.now)


def meant(talk: Talk, bookings: list[Booking], reading: Reading) -> list[Booking]:
    """Those that the words point at: by day or time, teacher or type. All, if the words point at nothing."""
    found = bookings
    windows = windows_of(talk, reading.windows)
    if windows:
        on_time = [booking for booking in bookings if any(_at(booking, window) for window in windows)]
        found = on_time or found
    if reading.teacher is not None:
        found = [b for b in found if reading.teacher in b.session.teacher_ids] or found
    if reading.lesson_type is not None:
        found = [b for b in found if b.session.lesson_type_id == reading.lesson_type] or found
    return found


def _at(booking: Booking, window: Window) -> bool:
    if window.end is None:
        return booking.start == window.start
    return window.start <= booking.start < window.end


def begin(talk: Talk) -> dict[str, Any]:
    """The lesson, if the opening words leave only one; words that name a time at which there is none name nothing."""
    bookings = coming(talk)
    found = meant(talk, bookings, talk.reading)
    pointed = found != bookings or len(bookings) == 1
    return {"booking": found[0].id} if len(found) == 1 and pointed else {}


def choosing(action: str, then: Callable[[Talk], Move]) -> Step:
    """The step that asks which lesson; `then` says what follows once data["booking"] is known."""

    def ask(talk: Talk) -> Prompt | Go | End | Open:
        if talk.data.get("booking") is not None and not talk.resuming:
            move = then(talk)
            assert isinstance(move, Go | End | Open)
            return move
        bookings = coming(talk)
        if not bookings:
            return Open("lessons")  # which says that there is none, and what can be done
        if len(bookings) == 1 and not talk.resuming:
            talk.data["booking"] = bookings[0].id
            move = then(talk)
            assert isinstance(move, Go | End | Open)
            return move
        choices = tuple(
            Choice(f"booking:{b.id}", "choice_lesson", booking_params(talk.school, b, talk.language)) for b in bookings
        )
        return Prompt(f"which_lesson_{action}", {}, choices)

    def hear(talk: Talk, heard: Heard) -> Move:
        if heard.choice is not None and heard.choice.startswith("booking:"):
            talk.data["booking"] = int(heard.choice.removeprefix("booking:"))
            return then(talk)
        bookings = coming(talk)
        found = meant(talk, bookings, heard.reading)
        if len(found) == 1 and found != bookings:
            talk.data["booking"] = found[0].id
            return then(talk)
        return Unheard()

    return Step(ask, hear, takes=frozenset({"today", "week"}))
