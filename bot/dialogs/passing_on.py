"""What only people can answer goes to the school's people at once, and the sender is told so: "tell Mette that ...",
"my teacher didn't show up", "I was there, why do I pay?", "I'm in hospital", "my driving test was moved to 3 Feb"."""

from __future__ import annotations

import re

from bot.dialogs.beside_lesson import is_beside
from bot.dialogs.flow import telling
from bot.dialogs.own_words import asks_to_book, names_a_lesson, says, tells_of_oneself
from bot.dialogs.pickup import asks as is_a_question
from bot.dialogs.talk import Heard, Talk
from bot.understanding.absences import is_asked
from bot.understanding.lexicon import listened_for
from bot.understanding.phrases import Phrase
from bot.understanding.tokens import says_one, spoken

_NUMBER = re.compile(r"\s*(?:\+|00)?\d(?:[\s-]?\d){7,14}\b(?![.:]\d)")
_SAID = frozenset({None, "told", "book", "lessons"})
_COMES_ALONG = frozenset({None, "told", "book", "companion"})
"""What a message to somebody may be read as: whoever can't come or is late says it to me."""


def is_meant(talk: Talk, heard: Heard) -> bool:
    """Whether a message for somebody is meant, or that a teacher didn't come."""
    if heard.choice is None and talk.speaker.role == "student" and (_did_not_come(talk, heard) or _is_longer(heard)):
        return True
    if heard.choice is not None or heard.intent not in {*_SAID, "no_show"}:
        return False
    if heard.intent == "no_show":
        return talk.speaker.role == "student" and "?" not in heard.text and not tells_of_oneself(talk)
    if not says_one(spoken(heard.text), listened_for("tell_them")):
        return False
    words = spoken(heard.text)
    return talk.speaker.role == "teacher" or heard.reading.teacher is not None or says_one(words, listened_for("them"))


def tells_only_people(talk: Talk, heard: Heard, *, asked: bool) -> bool:
    """Whether a student tells what nothing here is done about: they are in hospital, leave or pause, an examination has
    a date, nobody came, a lesson was too short; or asks what if the school calls it off. asked: a question lies open,
    which "I want to quit" may be meant for.
    """
    if heard.choice is not None or talk.speaker.role != "student":
        return False
    said = spoken(heard.text)
    comes_along = heard.intent in _COMES_ALONG and _brings_no_learner(said)
    if comes_along or _asks_of_an_examination(heard) or says_one(said, listened_for("they_cancel")):
        return True
    if heard.intent not in {*_SAID, "reschedule", "stop"}:
        return False
    if heard.intent == "stop" or said in listened_for("quitting"):
        return said in listened_for("quitting") and not asked
    test = "?" not in heard.text and says_one(said, listened_for("test_told"))
    if heard.intent == "reschedule" or asks_to_book(heard.text) or is_beside(heard.text):
        return test and heard.intent == "reschedule" and not asks_to_book(heard.text)
    short = says_one(said, listened_for("was_only")) and any(word[0].isdecimal() for word in said)
    return test or short or says_one(said, listened_for("only_people"))


def _asks_of_an_examination(heard: Heard) -> bool:
    """ "When is my driving test?", "book my theory test": it is no lesson, and its date is not known here."""
    text, reading = heard.text, heard.reading
    if heard.intent not in {"lessons", "book", None}:
        return False
    asks = heard.intent in {"lessons", "book"} or is_a_question(text)
    timed = reading.windows or reading.perhaps or reading.moved or reading.question or says(text, "before", "after")
    return asks and not timed and not names_a_lesson(text) and says_one(spoken(text), listened_for("examination"))


def _brings_no_learner(said: Phrase) -> bool:
    """ "Can my dad sit in?": who comes along to no lesson that two could share."""
    return says_one(said, listened_for("no_learner")) and says_one(said, listened_for("rides_along"))


def tells_of_a_payment(text: str) -> bool:
    """ "I paid by transfer yesterday", which the school enters; "have I paid?" asks."""
    said = spoken(text)
    return "?" not in text and not is_asked(text) and not says(text, "not") and says_one(said, listened_for("has_paid"))


def _did_not_come(talk: Talk, heard: Heard) -> bool:
    """ "Mette never came": a teacher who is named, and no question."""
    said = spoken(heard.text)
    if "?" in heard.text or not says_one(said, listened_for("did_not_come")) or tells_of_oneself(talk):
        return False
    return teacher_named(talk, said) is not None


def _is_longer(heard: Heard) -> bool:
    """ "Make Wednesday half an hour longer", which only the school can do."""
    said = spoken(heard.text)
    named = heard.reading.windows or heard.reading.perhaps or heard.reading.moved or names_a_lesson(heard.text)
    return bool(named) and heard.intent in {"book", None} and says_one(said, listened_for("longer"))


def teacher_named(talk: Talk, said: Phrase) -> int | None:
    """The teacher whose first name is said."""
    for teacher in talk.school.teachers.values():
        if not set(spoken(teacher.first_name)[:1]).isdisjoint(said):
            return teacher.id
    return None


def is_a_number(text: str) -> bool:
    """ "+45 20 00 00 03, after 4": where and when to be called."""
    return _NUMBER.match(text) is not None


def says_when_to_call(talk: Talk, heard: Heard) -> bool:
    """ "After 4", right after a call was asked for, and no lesson."""
    if not talk.called_before or heard.choice is not None or heard.intent not in {"book", "today", None}:
        return False
    when = heard.reading.windows or heard.reading.question
    return bool(when) and not (asks_to_book(heard.text) or names_a_lesson(heard.text))


def pass_on(talk: Talk, text: str) -> None:
    talk.tell_school(text)
    talk.say("message_passed_on", school=talk.school.school.name)


FLOW = telling("pass_on", lambda talk: pass_on(talk, talk.reading.text), roles=frozenset({"student", "teacher"}))
