"""Who has cancelled by mistake takes it back: the lesson is offered again."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool

TAKING_IT_BACK = {
    "en": ["undo", "oops I didn't mean to cancel", "i cancelled it by mistake", "oops", "uncancel it please"],
    "da": ["fortryd", "ups, det var ikke meningen", "jeg mente ikke at aflyse", "jeg fortryder"],
    "de": ["rückgängig", "ups, ich wollte nicht absagen", "aus versehen abgesagt", "absage rückgängig machen"],
    "sv": ["ångra", "oj, det var inte meningen", "jag avbokade av misstag", "ångra avbokningen"],
    "nb": ["angre", "oi, det var ikke meningen", "jeg avbestilte ved en feil", "angre avbestillingen"],
}
CANCEL = {"en": "cancel my lesson", "da": "aflys min time", "de": "stunde absagen", "sv": "avboka min lektion",
          "nb": "avbestill timen min"}  # fmt: skip


def cancelled(town: Town, school: SmallSchool, language: str, start: str = "2026-11-26 12:00") -> Chat:
    """Anna, who has just cancelled her only lesson."""
    anna = town.person(school, school.student("Anna Berg", language, school.mette), language=language)
    school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
    return anna.says(CANCEL[language]).hears("confirm_cancel").says("1").hears("cancelled")


@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all_ in TAKING_IT_BACK.items() for said in all_])
def test_the_lesson_is_offered_again_and_booked_by_a_yes(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = cancelled(town, school, language).says(said).hears("confirm_booking")
    assert anna.last.reply.says[-1].params["start"] == "2026-11-26T12:00"
    anna.says("1").hears("booked")
    assert town.bookings("confirmed") == [("2026-11-26 12:00", "confirmed")]


def test_what_cancelling_cost_stays_and_that_is_said_before_the_yes(town: Town, school: SmallSchool) -> None:
    anna = cancelled(town, school, "en", "2026-11-23 14:00")
    anna.says("oops, undo").hears("cancel_fee_stays", "The 325 kr for cancelling stays on your balance.")
    assert "confirm_booking" in anna.last.names


def test_if_another_has_the_time_by_then_near_ones_are_offered(town: Town, school: SmallSchool) -> None:
    anna = cancelled(town, school, "en")
    emil = town.person(school, school.student("Emil Krogh", "en", school.mette))
    emil.says("book thu at 12").says("1").hears("booked")
    anna.says("undo").hears("Thu 26 Nov")
    assert "confirm_booking" in anna.last.names or "offers" in anna.last.names
    assert town.bookings("confirmed") == [("2026-11-26 12:00", "confirmed")]


def test_at_the_question_nothing_was_cancelled_yet(anna: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    anna.says("cancel my lesson", da="aflys min time").hears("confirm_cancel")
    anna.says("oops I didn't mean to cancel", da="ups, jeg mente ikke at aflyse").hears("kept")
    assert town.bookings("confirmed") == [("2026-11-26 12:00", "confirmed")]


def test_once_something_else_is_booked_undo_is_about_that(town: Town, school: SmallSchool) -> None:
    anna = cancelled(town, school, "en").says("book fri at 10").says("1").hears("booked")
    anna.says("undo").hears("confirm_cancel", "Fri 27 Nov 10:00")
