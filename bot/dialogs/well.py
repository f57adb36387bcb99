"""A teacher who is off sick is there again, "I'm well again", "back tomorrow": the school takes the time off back,
since it knows who has been asked to give what."""

from __future__ import annotations

from bot.dialogs.away import at, days_of, named
from bot.dialogs.flow import telling
from bot.dialogs.talk import Heard, Talk
from bot.understanding.absences import is_asked, returning
from bot.understanding.reading import Reading
from domain.hindrances import SICK
from domain.timeslots import Interval

_SAID = frozenset({None, "sick", "well", "today", "lessons"})
"""What a day on which somebody is there again may be read as."""


def opened_by(talk: Talk, heard: Heard) -> str | None:
    """What it is that is told with the day on which somebody is there again: that they are well, or that they are sick
    until then."""
    if heard.choice is not None or heard.intent not in _SAID or is_asked(heard.text) or "?" in heard.text:
        return None
    if (found := returning(heard.text)) is None:
        return None
    before, _ = found
    if before and talk.understand(before).intent == "sick":
        return "sick"  # "sick this morning, back after lunch"
    if heard.intent in {"sick", "well"}:
        return "well"  # "back from being sick"
    if off_sick(talk) is None:
        return None
    return "well" if prolonged(talk, heard.reading) is None else "sick"


def off_sick(talk: Talk) -> Interval | None:
    """From when to when the teacher is off sick, now or later."""
    off = [
        off.during
        for off in talk.school.time_off
        if off.calendar_id == talk.teacher.id and off.reason == SICK and off.during.end > talk.now
    ]
    return Interval(min(each.start for each in off), max(each.end for each in off)) if off else None


def back_at(talk: Talk, reading: Reading) -> Interval | None:
    """The time that begins when they are there again."""
    found = returning(reading.text)
    after = named(talk, talk.understand(found[1].partition(" ")[2])) if found is not None else None
    return after or named(talk, reading)


def prolonged(talk: Talk, reading: Reading) -> Interval | None:
    """How long they are off sick, if they are there again later than was told before."""
    off, back = off_sick(talk), back_at(talk, reading)
    if off is None or back is None or back.start <= off.end or returning(reading.text) is None:
        return None
    return Interval(max(off.start, talk.now), back.start)


def tell_well(talk: Talk) -> None:
    off = off_sick(talk)
    if off is None:
        talk.say("not_off_sick")
        return
    back = back_at(talk, talk.reading)
    since = max(off.start, talk.now if back is None else back.start)
    if since >= off.end:
        talk.say("well_then", **days_of(talk, off))
        return
    left = Interval(since if back is not None else off.start, off.end)
    talk.tell_school(f"[well?] {talk.teacher.name}: {at(talk, left.start)} - {at(talk, left.end)}")
    talk.say("well_again", **days_of(talk, left))


FLOW = telling("well", tell_well, roles=frozenset({"teacher"}))
