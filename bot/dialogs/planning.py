"""What the school plans for a teacher, who wishes it or says it of somebody else: lessons changed, other hours, days
off. It is told so, or it is asked first whether the teacher is sick."""

from __future__ import annotations

from bot.dialogs import well
from bot.dialogs.flow import telling
from bot.dialogs.own_words import asks_may_i, asks_to_book, tells_not_to_come, tells_of_oneself
from bot.dialogs.talk import Heard, Talk
from bot.dialogs.taught import names_a_student, tells_of_another
from bot.dialogs.teaching import asks
from bot.understanding.absences import (
    cannot_come,
    is_asked,
    is_one_stretch,
    says_not_to_work,
    wants_other_hours,
    wants_time_off,
)
from bot.understanding.lexicon import listened_for
from bot.understanding.outcomes import tells_an_outcome
from bot.understanding.subjects import Told, tells_of_the_past
from bot.understanding.tokens import says_one, spoken

CHANGES = frozenset({"cancel", "reschedule"})
"""What becomes of a lesson that there is; with those that a teacher gives only the school does it."""


def opened_by(talk: Talk, heard: Heard) -> str | None:
    """Whether a teacher can't come or wants days off, or is back, or wants a lesson or their hours changed."""
    return None if is_asked(heard.text) else well.opened_by(talk, heard) or _wished(talk, heard)


def _wished(talk: Talk, heard: Heard) -> str | None:
    """ "Lena not on the 3rd" is no absence of theirs, and "Freja is sick" is told of Freja."""
    wished = wants_a_change(heard) or _is_for_a_colleague(talk, heard) or _wants_a_lesson(talk, heard)
    changes = wished or heard.intent in CHANGES
    can_not = cannot_come(heard.reading) or says_not_to_work(spoken(heard.text))
    away = can_not or wants_time_off(heard.reading)
    ill = heard.intent == "sick" and not tells_of_oneself(talk)
    if not (changes or away or ill):
        return None
    another = tells_of_another(talk)
    if another is not Told.SENDER and tells_of_the_past(heard.text):
        return "attendance" if ill and another is Told.ANOTHER else None  # how lessons went
    of_another = another is Told.ANOTHER or (another is Told.EITHER and (changes or ill))
    if of_another or wished or heard.intent == "reschedule" or (changes and names_a_student(talk)):
        return "school_plans"
    if not away or names_a_student(talk):
        return None
    return "sick" if is_one_stretch(heard.reading) else "school_plans"


def _is_for_a_colleague(talk: Talk, heard: Heard) -> bool:
    """ "Can Jonas take my two o'clock?"."""
    reading = heard.reading
    others = {*reading.teachers} - {talk.teacher.id}
    return heard.choice is None and heard.intent == "book" and bool(others) and bool(reading.windows)


def _wants_a_lesson(talk: Talk, heard: Heard) -> bool:
    """ "Put Emil in at three tomorrow"."""
    times = heard.reading.windows or heard.reading.perhaps
    exact = bool(times) and all(window.end is None for window in times)
    if heard.choice is not None or heard.intent not in {None, "book"} or not exact or "?" in heard.text:
        return False
    return not (asks(heard.text) or tells_an_outcome(heard.text)) and names_a_student(talk)


def wants_a_change(heard: Heard) -> bool:
    """Whether a teacher wants what the school plans: a lesson booked, a break, another car, other hours."""
    if heard.choice is not None or heard.intent not in {None, "book", "cancel"}:
        return False
    if says_one(spoken(heard.text), listened_for("to_plan")):
        return True
    named = bool(heard.reading.windows)
    if heard.intent == "book" and asks_to_book(heard.text) and named:
        return True
    if "?" in heard.text and not asks_may_i(heard.text):
        return False
    among_others = named and not heard.reading.refused and heard.intent is None
    return wants_other_hours(heard.reading) or (among_others and tells_not_to_come(heard.text))


def ask_the_school(talk: Talk) -> None:
    text = f"[to plan] {talk.teacher.name}: {talk.reading.text}"
    talk.tell_school(text)
    talk.say("school_plans", school=talk.school.school.name)


FLOW = telling("school_plans", ask_the_school, roles=frozenset({"teacher"}))
