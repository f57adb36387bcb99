"""Who wants to be called: the school is told, with the number."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from tests.chat import Chat, Town
from tests.factories import SmallSchool


def inbox(town: Town, school: SmallSchool) -> list[str]:
    rows = town.database.execute("SELECT text FROM school_messages WHERE school_id = %s ORDER BY id", [school.id])
    return [text for (text,) in rows]


def test_a_number_that_is_said_is_passed_on(anna: Chat, town: Town, school: SmallSchool) -> None:
    anna.says("please call me at 20304050", da="ring til mig på 20304050")
    anna.hears("call_passed_on", "to call you at 20304050", da="ringe til dig på 20304050")
    assert inbox(town, school) == [anna.words("please call me at 20304050", da="ring til mig på 20304050")]


def test_without_a_number_it_is_their_own(anna: Chat, town: Town, school: SmallSchool) -> None:
    anna.says("call me", da="ring til mig").hears("call_passed_on", anna.phone)
    assert inbox(town, school) == [f"{anna.words('call me', da='ring til mig')} ({anna.phone})"]


def test_when_to_be_called_is_passed_on_too_and_is_no_lesson(anna: Chat, town: Town, school: SmallSchool) -> None:
    anna.says("call me", da="ring til mig").says("after 4", da="efter kl 16").hears("message_passed_on")
    assert inbox(town, school)[1:] == [anna.words("after 4", da="efter kl 16")]
    anna.says("after 4", da="efter kl 16").hears("offers")
    anna.says("call me", da="ring til mig").says("lesson friday at 10", da="køretime fredag kl 10")
    anna.hears("confirm_booking")


def test_the_open_question_is_asked_again(anna: Chat) -> None:
    anna.says("book wed at 10", da="book onsdag kl 10").hears("confirm_booking")
    anna.says("call me", da="ring til mig").hears("call_passed_on", "confirm_booking_again")


def test_who_is_asked_for_the_message_may_wish_for_a_call_instead(anna: Chat) -> None:
    anna.says("talk to the school", da="tal med skolen").hears("ask_message")
    anna.says("call me", da="ring til mig").hears("call_passed_on")
    anna.says("balance", da="saldo").hears("balance")
    assert anna.last.names == ("balance",)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Ruf mich bitte an, 0170 1234567"),
        ("sv", "ring mig på 070-123 45 67"),
        ("nb", "ring meg på 40 30 20 10"),
    ],
)
def test_all_languages_ask_for_calls(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = town.person(school, school.student("Anna Berg", language), Channel.TELEGRAM, language)
    anna.says(said).hears("call_passed_on")
    assert inbox(town, school) == [said]


def test_a_teacher_is_called_too(mette: Chat, town: Town, school: SmallSchool) -> None:
    mette.says("call me").hears("call_passed_on", mette.phone)


def test_a_stranger_is_called_when_the_school_is_known(town: Town, school: SmallSchool) -> None:
    nia = town.stranger().says("call me please").hears("join_first", "ask_code")
    nia.says(school.code).says("Nia Holt").hears("welcome", "call_passed_on", nia.phone)


def test_calling_the_school_is_no_wish_to_be_called(anna: Chat) -> None:
    anna.says("can I call the school", da="kan jeg ringe til skolen").hears("ask_message")
