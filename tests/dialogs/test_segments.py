"""How many SMS each question takes, choices included, and what is answered to something else beside it: one each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.dialogs.exchange import Channel, Reply
from bot.rendering import fits, labels, parts, render
from bot.speaking import Screen
from bot.understanding.lexicon import codes
from tests.chat import Town
from tests.dialogs.places import DANISH, ENGLISH, Place
from tests.dialogs.recordings import EVERY
from tests.factories import DRIVING
from tests.rendering.test_messages import GSM7, GSM7_EXTENDED, segments


@pytest.mark.parametrize("language", [ENGLISH, DANISH])
def test_a_question_fits_into_one_sms(town: Town, language: str) -> None:
    """A failure prints each that does not, with its length. What is asked in English is put into the other languages,
    lessons called as they are there."""
    put_into = [DANISH] if language == DANISH else [code for code in codes() if code != DANISH]
    texts = {}
    for place in EVERY.values():
        asked = place.go(town, town.found(), language).last.reply
        for code in put_into:
            texts[place.name, code] = render(_with_lessons_called(DRIVING[code], asked), code, Channel.SMS).text
    assert not {name: (len(text), text) for name, text in texts.items() if segments(text) > 1}


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("start", ["2026-11-26 12:00", "2026-11-23 12:00"])
def test_what_a_move_to_soon_costs_fits_with_its_question(town: Town, language: str, start: str) -> None:
    school = town.found()
    anna = town.person(school, school.student("Anna Berg", ENGLISH, school.mette))
    school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
    reply = anna.says("move my lesson to today at 15").hears("confirm_move", "again: 50%").last.reply
    text = render(_with_lessons_called(DRIVING[language], reply), language, Channel.SMS).text
    assert segments(text) == 1, (len(text), text)


SAID_BESIDE = (
    *("thanks", "99", "how much do I owe", "prices", "progress", "next step", "why can't I book", "history", "help"),
    *("my lessons", "xyzzy", "what?", "98"),
)
"""What is said while a question lies open: small talk, other wishes, and twice in a row what nobody understands."""


@pytest.mark.parametrize("place", EVERY.values(), ids=lambda place: place.name)
def test_what_is_said_beside_an_open_question_is_answered_in_messages_of_one_sms_each(town: Town, place: Place) -> None:
    """Asked in English, and put into every language as it would be there: joined as far as it fits."""
    school = town.found()
    town.app.conversations = replace(town.app.conversations, screen=Screen(fits, labels))
    chat = place.go(town, school, ENGLISH)
    replies = {said: chat.says(said).last.reply for said in SAID_BESIDE}
    assert not _too_long(replies)


@pytest.mark.parametrize("place", EVERY.values(), ids=lambda place: place.name)
def test_a_question_that_is_taken_up_again_much_later_is_one_sms(town: Town, place: Place) -> None:
    school = town.found()
    town.app.conversations = replace(town.app.conversations, screen=Screen(fits, labels))
    chat = place.go(town, school, ENGLISH)
    town.passes(hours=3)
    replies = {"ok": chat.says("ok").last.reply}
    town.passes(hours=30)
    assert not _too_long(replies | {"hello": chat.says("hello").last.reply})


@pytest.mark.parametrize("language", [ENGLISH, DANISH])
def test_an_answer_and_the_question_behind_it_come_apart_where_one_sms_is_too_short(town: Town, language: str) -> None:
    school = town.found()
    anna = town.person(school, school.student("Anna Berg", language, school.mette), language=language)
    anna.says("book wed at 10", da="book ons kl 10").says("help", da="hjælp")
    answer, question = anna.heard
    assert (answer.names, question.names) == (("help_student",), ("confirm_booking_again",))
    assert (answer.reply.menu, len(question.labels)) == (None, 2)
    assert max(len(message.shown.text) for message in anna.heard) <= 160
    anna.picks_number(1).hears("booked")


def test_a_long_list_is_followed_by_the_question_in_a_message_of_its_own(town: Town) -> None:
    school = town.found()
    anna = town.person(school, school.student("Anna Berg", ENGLISH, school.mette))
    for day in range(2, 7):
        school.books(school.students["Anna Berg"], f"2026-11-0{day} 12:00", made="2026-11-01 12:00")
    anna.says("book wed at 10").says("history")
    history, question = anna.heard
    assert (history.names, segments(history.shown.text) > 1) == (("history",), True)
    assert question.shown.text == "Back to Wed 25 Nov 10:00:\n1 Book it\n2 Another time"


def test_on_telegram_an_answer_and_the_question_behind_it_are_one_message(town: Town) -> None:
    school = town.found()
    anna = town.person(school, school.student("Anna Berg", ENGLISH, school.mette), Channel.TELEGRAM)
    anna.says("book wed at 10").says("help")
    assert [message.names for message in anna.heard] == [("help_student", "confirm_booking_again")]


def _too_long(replies: Mapping[str, Reply]) -> dict[tuple[str, str], str]:
    """Those that take more than one SMS in a language, or letters that no plain SMS has."""
    texts = {
        (language, said): [render(part, language, Channel.SMS).text for part in parts(reply, language, Channel.SMS)]
        for said, reply in replies.items()
        for language in codes()
    }
    return {key: text for key, each in texts.items() for text in each if segments(text) > 1 or not _is_plain(text)}


def _is_plain(text: str) -> bool:
    return set(text) <= GSM7 | GSM7_EXTENDED


def _with_lessons_called(name: str, reply: Reply) -> Reply:
    return Reply.from_data(json.loads(json.dumps(reply.data()).replace(DRIVING[ENGLISH], name)))
