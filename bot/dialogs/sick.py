""" "I'm sick today": which lessons that concerns, yes, and what happens next. "I want Thursday off" is
not decided here: the school plans time off, and is asked.

Kept in the flow's data: start, end (UTC), off (time off is wished, so it may be no sickness), candidates (what "next
Friday" may mean, as [start, end], until it is said).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.dialogs.away import at, days_of, period, rest_of_today
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.own_lessons import agrees
from bot.dialogs.own_words import corrects, tells_of_oneself
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.well import off_sick, prolonged, tell_well
from bot.dialogs.wording import say_refusal, session_params, wall
from bot.understanding.absences import is_asked, says_not_to_work, tells_of_illness, wants_time_off
from bot.understanding.reading import Reading
from bot.understanding.tokens import spoken
from domain.errors import Refusal
from domain.lessons import Session
from domain.schools import Teacher
from domain.services.sickness import Sickness, affected, call_in_sick
from domain.services.stranding import Stranded, concerned
from domain.timeslots import Interval

DAYS = frozenset({"sick", "cancel", "today", "week"})
"""Beside a day they say which days are meant, as the day alone does: "how many lessons today" does not."""
_FEW_WORDS = 5


def begin(talk: Talk) -> dict[str, Any]:
    during = prolonged(talk, talk.reading) or period(talk, talk.reading) or rest_of_today(talk)
    words = spoken(talk.reading.text)
    off = wants_time_off(talk.reading) or (says_not_to_work(words) and not tells_of_illness(words))
    return {**_stored(during), "off": off, "candidates": _candidates(talk, talk.reading)}


def _candidates(talk: Talk, reading: Reading) -> list[list[str]]:
    """The times to come of which one is meant, if that is left open."""
    if reading.question != "ambiguous":
        return []
    each = [period(talk, replace(reading, windows=(window,), refused=())) for window in reading.windows]
    return [[during.start.isoformat(), during.end.isoformat()] for during in each if during is not None]


def _stored(during: Interval) -> dict[str, Any]:
    return {"start": during.start.isoformat(), "end": during.end.isoformat()}


def _during(talk: Talk) -> Interval:
    return Interval(datetime.fromisoformat(talk.data["start"]), datetime.fromisoformat(talk.data["end"]))


def ask_which(talk: Talk) -> Prompt | Go | End | Open:
    choices = [
        Choice(f"days:{place}", "choice_window", {"start": _wall(talk, start), "end": _wall(talk, end)})
        for place, (start, end) in enumerate(talk.data["candidates"])
    ]
    return Prompt("which_time", {}, (*choices, Choice("no", "choice_not_sick")))


def _wall(talk: Talk, at: str) -> str:
    return wall(datetime.fromisoformat(at), talk.school)


def hear_which(talk: Talk, heard: Heard) -> Move:
    if heard.choice is None or heard.choice == "no":
        talk.data["candidates"] = []
        return hear(talk, heard) if heard.choice or heard.reading.windows else Unheard()
    start, end = talk.data.pop("candidates")[int(heard.choice.removeprefix("days:"))]
    talk.data.update(start=start, end=end)
    return Go("confirm")


def ask(talk: Talk) -> Prompt | Go | End | Open:
    if len(talk.data.get("candidates") or ()) > 1:
        return Go("which")
    during, off = _during(talk), talk.data.get("off", False)
    bookings = affected(talk.at, talk.teacher.id, during)
    names = talk.names_of(bookings)
    lines = [
        _line(talk, session) | {"students": [names[b.student_id] for b in bookings if b.session.id == session.id]}
        for session in concerned(talk.at, during, talk.teacher.id, bookings)
    ]
    ways = (Choice("off", "choice_time_off"),) if off else ()
    choices = (*ways, Choice("sick", "choice_sick"), Choice("no", "choice_not_sick"))
    return Prompt("confirm_sick", {**days_of(talk, during), "lessons": lines, "off": off}, choices)


def _line(talk: Talk, session: Session) -> dict[str, Any]:
    return session_params(talk.school, session, talk.language)


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "off":
        return ask_for_time_off(talk)
    if heard.choice == "sick" or (heard.choice is None and agrees(heard.reading) and not talk.data.get("off")):
        return report(talk)
    if heard.intent == "well":
        talk.say("not_sick")
        if off_sick(talk) is not None:
            tell_well(talk)
        return End()
    if heard.choice == "no" or (heard.intent == "no" and not heard.reading.windows):
        talk.say("not_sick")
        return End()
    named = period(talk, heard.reading) if _is_said_of_it(heard) else None
    if named is not None and _is_another_stretch(talk, heard, named):
        return Unheard()  # "next week", which tells of that week's lessons
    if named is not None:
        talk.data.update(_stored(named), candidates=_candidates(talk, heard.reading))
    if heard.intent == "sick" or wants_time_off(heard.reading):
        talk.data["off"] = heard.intent != "sick"
    return Go("confirm") if named is not None or heard.intent == "sick" else Unheard()


def _is_said_of_it(heard: Heard) -> bool:
    """Whether the days that are named are those of the sickness, and not something else's: a note's, a question's."""
    short = heard.intent == "sick" or wants_time_off(heard.reading) or len(spoken(heard.text)) <= _FEW_WORDS
    return short and heard.intent in {None, *DAYS} and "?" not in heard.text and not is_asked(heard.text)


def _is_another_stretch(talk: Talk, heard: Heard, named: Interval) -> bool:
    """Whether several days are named that come after those of the sickness, and neither as sick nor as a correction."""
    longer = named.end - named.start > timedelta(days=1)
    return longer and heard.intent != "sick" and not corrects(heard.text) and named.start >= _during(talk).end


def ask_for_time_off(talk: Talk) -> Move:
    """The school plans it: nothing changes before it has said so."""
    during = _during(talk)
    text = f"[time off?] {talk.teacher.name}: {at(talk, during.start)} - {at(talk, during.end)}"
    talk.tell_school(text)
    talk.say("time_off_asked", **days_of(talk, during), school=talk.school.school.name)
    return End()


def report(talk: Talk) -> Move:
    asked = _during(talk)
    during = Interval(max(asked.start, talk.now), asked.end) if asked.end > talk.now else asked
    try:
        sickness = call_in_sick(talk.at, talk.teacher.id, during)
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return End()
    talk.tell_school(summary(talk, sickness))
    lines = [_stranded(talk, each) for each in sickness.stranding.lessons if each.reached]
    missed = [_stranded(talk, each) for each in sickness.stranding.lessons if not each.reached]
    classes = [_line(talk, each.session) for each in sickness.stranding.classes]
    talk.say("sick_noted", **days_of(talk, _during(talk)), lessons=lines, missed=missed, classes=classes)
    return End()


def _stranded(talk: Talk, stranded: Stranded) -> dict[str, Any]:
    substitute = _first_name(talk, stranded.teacher_id) if stranded.teacher_id is not None else None
    name = stranded.student.first_name if stranded.reached else stranded.student.name
    return _line(talk, stranded.booking.session) | {"students": [name], "substitute": substitute}


def _first_name(talk: Talk, teacher_id: int) -> str:
    return talk.school.teacher(teacher_id).first_name


def summary(talk: Talk, sickness: Sickness) -> str:
    """For the school's inbox: every lesson, and who could give it; of a class also its teachers who are there; and what
    was asked for, which is declined."""
    during = sickness.off.during
    lines = [f"[sick] {talk.teacher.name}: {at(talk, during.start)} - {at(talk, during.end)}"]
    for stranded in sickness.stranding.lessons:
        other = talk.school.teacher(stranded.teacher_id).name if stranded.teacher_id is not None else "?"
        missed = f"not reached {stranded.student.phone or ''}".strip()
        then = other if stranded.reached else missed
        lines.append(f"{at(talk, stranded.booking.start)} {stranded.student.name} -> {then}")
    for each in sickness.stranding.classes:
        kind = talk.school.lesson_type(each.session.lesson_type_id).name(talk.school.school.language)
        there = f" ({_names(each.there)})" if each.there else ""
        lines.append(f"{at(talk, each.session.start)} {kind}{there} -> {_names(each.free) or '?'}")
    declined = [f"{at(talk, r.booking.start)} {r.student.name} -> declined" for r in sickness.stranding.requests]
    return "\n".join([*lines, *declined])


def _names(teachers: Iterable[Teacher]) -> str:
    return ", ".join(teacher.name for teacher in teachers)


FLOW = Flow(
    "sick",
    "confirm",
    {
        "confirm": Step(ask, hear, takes=DAYS | {"yes", "ok", "no", "well"}, fades=True, leads=("which",)),
        "which": Step(ask_which, hear_which, takes=DAYS | {"no"}, fades=True, leads=("confirm",)),
    },
    roles=frozenset({"teacher"}),
    urgent=tells_of_oneself,
    begin=begin,
)
