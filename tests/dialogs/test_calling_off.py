"""A bare "cancel this" stops what is going on, at every question and in every language, and cancels no lesson."""

from __future__ import annotations

from typing import Any

import pytest

from tests.chat import Chat, Town
from tests.dialogs.places import ANY_WORDS, DANISH, ENGLISH, PLACES, Place
from tests.dialogs.recordings import set_state, state_of
from tests.factories import SmallSchool

PLAINLY = (
    "never mind", "drop it", "afbryd dette", "abbrechen", "das hier abbrechen", "avbryt", "avbryt det här",
    "avbryt dette", "avbryt det her",
)  # fmt: skip
AS_A_LESSON_IS = ("cancel", "cancel this", "annuller", "annuller det her")
"""A lesson is called off with the same words."""
OF_A_LESSON = {"cancel/confirm", "offer/ask", "affected/ask", "along/ask", "attendance/ask", "attendance/missing"}
A_LOOK = {"lessons/list", "history/list", "switch/ask", "waitlist/list", "statement/list", "packages/list"}
"""What nobody needs to leave: there it is a wish of its own."""
NOTHING_OPEN = {"home", "join/code"}
STOPPED = [place for place in (*PLACES, *ANY_WORDS) if place.name not in NOTHING_OPEN]


def open_question(state: dict[str, Any]) -> tuple[str, str] | None:
    return next(((frame["flow"], frame["step"]) for frame in reversed(state["stack"])), None)


@pytest.mark.parametrize("language", [ENGLISH, DANISH])
@pytest.mark.parametrize("place", STOPPED, ids=lambda place: place.name)
def test_it_stops_whatever_is_going_on(town: Town, school: SmallSchool, place: Place, language: str) -> None:
    chat = place.go(town, school, language)
    begun, lessons = state_of(chat), town.bookings("confirmed")
    for said in PLAINLY if place.name in OF_A_LESSON | A_LOOK else PLAINLY + AS_A_LESSON_IS:
        set_state(chat, begun)
        chat.says(said)
        assert {"left", "not_booked", "not_sick", "fine"} & set(chat.last.names), (
            f"{said!r} was answered by {chat.last.names}"
        )
        assert open_question(state_of(chat)) != open_question(begun), said
        assert town.bookings("confirmed") == lessons


@pytest.mark.parametrize("place", [place for place in PLACES if place.name.startswith(("book/", "resch", "cancel/l"))])
def test_what_else_can_be_done_is_shown(town: Town, school: SmallSchool, place: Place) -> None:
    chat = place.go(town, school, ENGLISH).says("cancel this")
    chat.hears("menu_again", choices=["Book a lesson", "My lessons", "Menu"])
    assert len(chat.text) <= 160, chat.text


@pytest.mark.parametrize("said", ["cancel", "cancel this", "annuller", "stornieren", "avboka", "avbestill"])
def test_to_whether_a_lesson_is_cancelled_it_is_the_yes(anna: Chat, town: Town, school: SmallSchool, said: str) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    anna.says("cancel thursday", da="aflys torsdag").hears("confirm_cancel").says(said).hears("cancelled")
    assert town.bookings("confirmed") == []


@pytest.mark.parametrize(
    ("language", "cancel", "rather"),
    [
        ("en", "I can't make it on wednesday", "could it be thursday at 10?"),
        ("da", "jeg kan ikke på onsdag", "kan den blive torsdag kl 10?"),
        ("de", "ich schaff Mittwoch nicht", "nee doch lieber Donnerstag um 10"),
        ("sv", "hinner inte på onsdag", "kan den bli torsdag kl 10?"),
        ("nb", "rekker ikke onsdag", "går det torsdag kl 10?"),
    ],
)
def test_a_time_without_a_lesson_at_the_question_whether_to_cancel_is_where_it_goes(
    town: Town, school: SmallSchool, language: str, cancel: str, rather: str
) -> None:
    """A yes right after it moves the lesson, and doesn't cancel it."""
    anna = town.anna(school, language, "2026-11-25 10:00")
    anna.says(cancel).hears("confirm_cancel").says(rather).hears("confirm_move", "26", "10")
    anna.says("ok").hears("moved")


@pytest.mark.parametrize("said", ["no, thursday", "I meant thursday", "cancel thursday"])
def test_another_day_that_is_meant_to_be_cancelled_moves_nothing(town: Town, school: SmallSchool, said: str) -> None:
    anna = town.anna(school, "en", "2026-11-25 10:00")
    anna.says("cancel wednesday").hears("confirm_cancel").says(said).hears("no_lesson_then", "confirm_cancel")


def test_an_earlier_hour_of_its_day_at_the_question_whether_to_cancel_moves_it(town: Town, school: SmallSchool) -> None:
    anna = town.anna(school, "en", "2026-11-25 10:00").says("can't do wednesday any more").hears("confirm_cancel")
    anna.says("is there anything earlier that day instead?").hears("offers", "Moving Wed 25 Nov 10:00", "08:00")
