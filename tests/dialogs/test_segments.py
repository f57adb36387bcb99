"""How many SMS each question takes, choices included: one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogs.exchange import Channel
from bot.rendering import render
from bot.understanding.lexicon import codes
from tests.chat import Town
from tests.dialogs.places import DANISH, ENGLISH
from tests.dialogs.recordings import EVERY
from tests.factories import DRIVING, SmallSchool
from tests.rendering.test_messages import segments


@pytest.mark.parametrize("language", codes())
def test_a_question_fits_into_one_sms(town: Town, language: str) -> None:
    """A failure prints each that does not, with its length. What is asked in English is put into the other languages,
    at a school whose lessons are called as they are there."""
    texts = {}
    for place in EVERY.values():
        school = town.found()
        _calls_its_lessons(school, DRIVING[language])
        reply = place.go(town, school, DANISH if language == DANISH else ENGLISH).last.reply
        texts[place.name] = render(reply, language, Channel.SMS).text
    assert not {name: (len(text), text) for name, text in texts.items() if segments(text) > 1}


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("start", ["2026-11-26 12:00", "2026-11-23 12:00"])
def test_what_a_move_to_soon_costs_fits_with_its_question(town: Town, language: str, start: str) -> None:
    school = town.found()
    _calls_its_lessons(school, DRIVING[language])
    anna = town.person(school, school.student("Anna Berg", ENGLISH, school.mette))
    school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
    reply = anna.says("move my lesson to today at 15").hears("confirm_move", "again: 50%").last.reply
    text = render(reply, language, Channel.SMS).text
    assert segments(text) == 1, (len(text), text)


def _calls_its_lessons(school: SmallSchool, name: str) -> None:
    kind = replace(school.types["driving"], names={ENGLISH: name, DANISH: name})
    school.types["driving"] = kind
    with school.open_work() as work:
        work.administration.save_lesson_type(school.id, kind)
        work.commit()
