"""Questions about what is offered: "which car is it?", "is that with Mette?", "is the red Golf automatic?".

They are answered and nothing is changed by them: the time that is held stays, and the question is asked once more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import dropwhile
from typing import Any

from bot.dialogs.cars import answers_about_a_car, said_of_cars, tells_of_no_such_car, tells_which_it_is
from bot.dialogs.lesson_slots import slot_from
from bot.dialogs.named_cars import named_in
from bot.dialogs.own_words import says
from bot.dialogs.talk import Again, Go, Heard, Move, Talk, Unheard
from bot.dialogs.windows import on_day, windows_of
from bot.dialogs.wishing import SLOT, is_weekday_alone, offered
from bot.dialogs.wording import own_slot_params
from bot.understanding.lexicon import listened_for, words_listened_for
from bot.understanding.reading import Reading
from bot.understanding.tokens import begins_with_one, fold, spoken
from domain.slots import Slot
from domain.timeslots import to_wall

ASKS = frozenset({"lessons", "terms"})
"""Intents that words have which may be a question about the time on offer: "which car is it?"."""

_WHAT_IT_IS = ("who", "which_car", "how_long", "when_is_it")
_LONGEST, _FEW = 8, 5
_HOUR = r"\b(?P<hour>\d{1,2})(?:[.:](?P<minute>[0-5]\d))?\b"
_MORNING = 7
_CLAUSE = re.compile(r"[,.;!]+\s+|\s[-\u2013]\s")


def asked(talk: Talk, heard: Heard) -> Move | None:
    """The answer to a question about the time that was picked, or about those that are offered; None if it is none."""
    if heard.choice is not None or not (slots := offered(talk)):
        return None
    if (question := _question_behind(heard.text)) is not None:
        answered = asked(talk, Heard(talk.understand(question)))
        return Again() if isinstance(answered, Again) else answered  # the yes before it is to be given once more
    first, alike = slot_from(slots[0]), _are_alike(slots)
    car = first.resource_ids if alike else ()
    if begins_with_is_it(heard.text):
        told = _tells_of_car(talk, heard.text, car)
    else:
        told = "?" in heard.text and tells_which_it_is(talk, heard.text, car)  # "manual or automatic?"
    if told or answers_about_a_car(talk, heard.text):
        return Again(behind=True)
    if (free := _asks_if_free(talk, heard.text, slots)) is not None:
        return free
    if not (answer := _answer(talk, heard, first)) or not alike:
        return Unheard() if heard.intent in ASKS else None
    _say_about(talk, first, answer, ends=len(slots) == 1)
    return Again(behind=True)


def tell_about(talk: Talk, heard: Heard, slot: Slot) -> None:
    """Whether it is as the question has it; or what it is, if that is not known."""
    if not _tells_of_car(talk, heard.text, slot.resource_ids):
        _say_about(talk, slot, _answer(talk, heard, slot) or {"so": None}, ends=True)


def _tells_of_car(talk: Talk, text: str, cars: Sequence[int]) -> bool:
    """Whether it is told which of the things that are asked its car is, or that no car here is as it is called."""
    return tells_which_it_is(talk, text, cars) or tells_of_no_such_car(talk, text)


def _say_about(talk: Talk, slot: Slot, answer: dict[str, bool | None], *, ends: bool) -> None:
    """ends: with the end of the one that it is."""
    length = int((slot.end - slot.start).total_seconds()) // 60
    talk.say("about_slot", **{**own_slot_params(talk, slot), "minutes": length, "ends": ends, **answer})


def begins_with_is_it(text: str) -> bool:
    return begins_with_one(_words(text), listened_for("is_it"))


def asks_what_it_is(text: str) -> bool:
    """ "Who with?", "when does it end": what the lesson that is talked of is."""
    return _asks(_words(text), "?" in text)


def _question_behind(text: str) -> str | None:
    """What is asked at the end of a message: "yes that's fine, is it the red one?"."""
    clauses = _CLAUSE.split(text) if text.rstrip().endswith("?") else []
    return next((each for each in clauses[1:] if each.endswith("?") and _begins_to_ask(_words(each))), None)


def _begins_to_ask(said: tuple[str, ...]) -> bool:
    return begins_with_one(said, listened_for("is_it")) or _asks(said, with_mark=True)


def _are_alike(slots: list[dict[str, Any]]) -> bool:
    """Whether what is asked of the first is so of all."""
    first, *others = ((slot["teacher"], slot["resources"], slot["branch"], slot["type"]) for slot in slots)
    return all(other == first for other in others)


def _answer(talk: Talk, heard: Heard, slot: Slot) -> dict[str, bool | None]:
    """Whether it is so, as far as that was asked; nothing if no question about the slot was."""
    reading, said = heard.reading, _words(heard.text)
    if len(said) > _LONGEST:
        return {}
    if not begins_with_one(said, listened_for("is_it")):
        return {"so": None} if not reading.windows and _asks(said, "?" in heard.text) else {}
    so = _is_so(talk, reading, said, slot)
    return {"so": so} if so is not None else {}


def _asks(said: tuple[str, ...], with_mark: bool) -> bool:
    if any(begins_with_one(said, listened_for(each)) for each in _WHAT_IT_IS):
        return True
    where = begins_with_one(said, listened_for("which_place")) and not begins_with_one(said, listened_for("no_place"))
    return where and (with_mark or len(said) <= _FEW)


def _is_so(talk: Talk, reading: Reading, said: tuple[str, ...], slot: Slot) -> bool | None:
    """Whether it is as the question has it; None if that is not known."""
    cars = [talk.school.resources[id_] for id_ in slot.resource_ids if id_ in talk.school.resources]
    answers = []
    if teachers := {*reading.teachers, *([reading.teacher] if reading.teacher is not None else [])}:
        answers.append(slot.teacher_id in teachers)
    if reading.branches:
        answers.append(slot.branch_id in reading.branches)
    if like := said_of_cars(talk.school, said):
        answers.append(any(car.fits(like) for car in cars))
    if named := named_in(talk.school, said):
        answers.append(any(car in cars for car in named))
    if reading.lesson_type is not None:
        answers.append(slot.lesson_type_id == reading.lesson_type)
    if is_weekday_alone(reading):
        answers.append(to_wall(slot.start, talk.school.zone).weekday() == reading.windows[0].start.weekday())
    elif reading.windows and not reading.dayless:
        spans = windows_of(talk, reading.windows)
        answers.append(any(w.start <= slot.start and (w.end is None or slot.start < w.end) for w in spans))
    return all(answers) if answers else None


def _asks_if_free(talk: Talk, text: str, slots: list[dict[str, Any]]) -> Go | None:
    """ "Yes, or is 11 free?", "11 would be better": looked for on the day that is talked of."""
    if talk.reading.windows or (hour := hour_asked_for(text)) is None:
        return None
    day = to_wall(slot_from(slots[0]).start, talk.school.zone).date()
    talk.data.update(windows=[on_day(talk, day, [hour, None])], around=None, offers=[], after=None, candidates=None)
    return Go(SLOT)


def hour_asked_for(text: str) -> str | None:
    """The wall time of "is 11 free", "11 would be better", "could it be 2"; None if none is named."""
    asked, folded = _free() if "?" in text or says(text, "or") else (), fold(text)
    found = next(filter(None, (each.search(folded) for each in (*asked, *_rather()))), None)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    hour += 12 * (hour < _MORNING)
    return f"{hour:02d}:{minute:02d}" if hour < 24 else None


@cache
def _free() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """ "11 free", "is it free at 11"."""
    free, is_, no_hour = map(_any_of, ("free", "is", "no_hour"))
    before = rf"{_HOUR}(?!\s*(?:{no_hour})).*?\b(?:{free})\b"
    return re.compile(before), re.compile(rf"\b(?:{is_})\b.*?\b(?:{free})\b\D*{_HOUR}")


@cache
def _rather() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """ "Could it be 14", "går 11 også", "11 would be better"; "could we do 2 lessons" names no hour."""
    before, behind, closing = map(_any_of, ("before_an_hour", "behind_an_hour", "closing_an_hour"))
    last = rf"(?=\W*(?:(?:{closing})\W*)?$)"
    return re.compile(rf"\b(?:{before}) {_HOUR}{last}"), re.compile(rf"{_HOUR} (?:{behind})\b")


def _any_of(what: str) -> str:
    """A pattern of what is listened for as this, the longest first."""
    phrases = sorted((" ".join(phrase) for phrase in listened_for(what)), key=len, reverse=True)
    return "|".join(map(re.escape, phrases))


def _words(text: str) -> tuple[str, ...]:
    return tuple(dropwhile(words_listened_for("before_question").__contains__, spoken(text)))
