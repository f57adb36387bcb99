"""Which lesson a teacher asks for: the next one, "who's next", the one at an hour, "who do I have at 2", or those of a
student, "when do I have Freja again"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby, islice

from bot.dialogs.flow import telling
from bot.dialogs.of_student import students_named
from bot.dialogs.talk import Heard, Talk
from bot.dialogs.taught import LOOKED_AHEAD, LOOKED_BACK, named_by
from bot.dialogs.teaching import asks, lessons_between, say_day
from bot.understanding.lexicon import listened_for
from bot.understanding.reading import Reading
from bot.understanding.tokens import begins_with_one, says_one, spoken
from domain.hindrances import of_teacher
from domain.lessons import Booking
from domain.timeslots import Interval, to_wall

_ASKED = frozenset({"lessons", "next_step", None})
_ASKED_AT = _ASKED | {"book"}
"""What such a question may seem to be; beside an hour also "am I free at 1?"."""
_OF_A_STUDENT = 3
"""Lessons told."""
_NAMES = 2
"""Words of a name, as somebody may write it and nothing else."""


def opened_by(talk: Talk, heard: Heard, *, asked: bool) -> str | None:
    """asked: a question is open, to which a bare name may be the answer."""
    reading, words = heard.reading, spoken(heard.text)
    if heard.choice is not None or reading.gone or reading.refused:
        return None
    if heard.intent in _ASKED_AT and _hour(reading) is not None:
        return "upcoming" if heard.intent == "lessons" or asks(heard.text) else None
    if heard.intent not in _ASKED or reading.windows or reading.perhaps:
        return None
    if says_one(words, listened_for("next_up")):
        return "upcoming"
    comes = begins_with_one(words, listened_for("asks_if")) and says_one(words, listened_for("comes"))
    if comes or begins_with_one(words, listened_for("asks_when")):
        return "upcoming" if students_named(talk, words) else None
    bare = not asked and 1 <= len(words) <= _NAMES and heard.intent is None
    named = students_named(talk, words).values() if bare else ()
    return "upcoming" if any(named_by(words, name) == len(words) for name in named) else None


def _hour(reading: Reading) -> datetime | None:
    """The next time that it is the hour that is named."""
    times = reading.windows or reading.perhaps
    exact = bool(times) and all(window.end is None for window in times)
    return min(window.start for window in times) if exact else None


def tell(talk: Talk) -> None:
    if (hour := _hour(talk.reading)) is not None:
        _tell_at(talk, hour)
        return
    named = students_named(talk, spoken(talk.reading.text))
    ahead = list(_ahead(talk))
    if named:
        found = list(islice((each for each in ahead if each.student_id in named), _OF_A_STUDENT))
    else:
        found = [each for each in ahead if each.session.id == ahead[0].session.id]
    if not found:
        talk.say("none_ahead", students=list(named.values()))
    _tell(talk, found)


def _ahead(talk: Talk) -> Iterable[Booking]:
    taught = talk.taught(Interval(talk.now - LOOKED_BACK, talk.now + LOOKED_AHEAD))
    mine = of_teacher(talk.school, talk.teacher.id, taught)
    return sorted((each for each in mine if each.start > talk.now), key=lambda each: each.start)


def _tell_at(talk: Talk, hour: datetime) -> None:
    """Where there is no lesson then, the day's tell what is free."""
    day = hour.date()
    of_day = lessons_between(talk, day, day + timedelta(days=1))
    zone = talk.school.zone
    then = [each for each in of_day if to_wall(each.start, zone) <= hour < to_wall(each.session.during.end, zone)]
    say_day(talk, day, then or of_day)


def _tell(talk: Talk, bookings: list[Booking]) -> None:
    for day, of_day in groupby(bookings, lambda each: to_wall(each.start, talk.school.zone).date()):
        say_day(talk, day, list(of_day))


FLOW = telling("upcoming", tell, frozenset({"teacher"}))
