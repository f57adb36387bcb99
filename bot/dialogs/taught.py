"""The lessons that a teacher can say something of, and whom the words name among those who were taught."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.talk import Talk
from bot.dialogs.wording import session_params
from bot.understanding.lexicon import words_listened_for
from bot.understanding.subjects import Told, tells_of_kin, told_of
from bot.understanding.tokens import spoken
from domain.lessons import Booking, Status
from domain.timeslots import Interval, to_wall

LOOKED_BACK, LOOKED_AHEAD = timedelta(days=14), timedelta(days=28)
OFFERED = 6
"""Lessons to choose from at once."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Own lessons that were held lately, and who was taught: the newest day first, and of a day what was driven before
    what was not, as that is what is spoken of. others: who has no such lesson but one to come, or of which nobody
    has said yet that it was held."""

    bookings: Sequence[Booking]
    names: dict[int, str]
    others: Sequence[str] = ()

    def of(self, booking_id: int) -> Booking | None:
        return next((booking for booking in self.bookings if booking.id == booking_id), None)

    def named(self, words: Sequence[str]) -> list[Booking]:
        """The last lesson of each student whom the words name, or of each if they name nobody."""
        return [next(self.of_student(student_id)) for student_id in self.students_named(words)]

    def students_named(self, words: Sequence[str]) -> list[int]:
        """In the order of their last lessons. Who is named first of all is meant: "Anna parks better than Emil"."""
        led = {id_: name for id_, name in self.names.items() if named_by(words[:1], name)}
        fits = {id_: named_by(words, name) if id_ in (led or self.names) else 0 for id_, name in self.names.items()}
        best = max(fits.values(), default=0)
        order = dict.fromkeys(booking.student_id for booking in self.bookings)
        return [student_id for student_id in order if fits[student_id] == best]

    def of_student(self, student_id: int) -> Iterator[Booking]:
        return (booking for booking in self.bookings if booking.student_id == student_id)

    def names_somebody(self, words: Sequence[str]) -> bool:
        return any(named_by(words, name) for name in self.names.values())

    def names_another(self, words: Sequence[str]) -> bool:
        """Whether the words are about somebody of whose lesson nothing can be said yet."""
        return not self.names_somebody(words) and any(named_by(words, name) for name in self.others)


def named_by(words: Iterable[str], name: str) -> int:
    """How many words of a name are among the words, "Anna's" being one for Anna."""
    said = {form for word in words for form in (word, word.removesuffix("s"))}
    return len(said & set(spoken(name)))


def lately(talk: Talk) -> Lessons:
    span = Interval(talk.now - LOOKED_BACK, talk.now + LOOKED_AHEAD)
    taught = talk.taught(span)
    held = [booking for booking in taught if booking.status is Status.COMPLETED]
    held.sort(key=lambda booking: _newness(talk, booking), reverse=True)
    names = talk.names_of(taught)
    own = {booking.student_id: names[booking.student_id] for booking in held}
    return Lessons(held, own, tuple(name for id_, name in names.items() if id_ not in own))


def led(text: str) -> list[str]:
    """The words from the name on: "til anna: skal øve"."""
    words = text.split()
    while len(words) > 1 and spoken(words[0]) and not words_listened_for("about_whom").isdisjoint(spoken(words[0])):
        words.pop(0)
    return words


def another_student(talk: Talk, lessons: Lessons, text: str) -> str | None:
    """The name of a student of the school with which the words begin, if it is nobody's whom they may be about."""
    first = (led(text) or [""])[0].strip(".,:;!?")
    name = first.removesuffix("'s").removesuffix("s") if first.lower().endswith("'s") else first
    if not name or any(named_by(spoken(first), each) for each in (*lessons.names.values(), *lessons.others)):
        return None
    return name if talk.work.students.has_first_name(talk.at.school_id, name) else None


def is_led_by_a_stranger(lessons: Lessons, text: str) -> bool:
    """Whether what is said stands behind a word and a colon, as behind a name, and it is no name that is known."""
    first = (led(text) or [""])[0]
    return first.endswith(":") and not any(named_by(spoken(first), name) for name in lessons.names.values())


def names_a_student(talk: Talk) -> bool:
    """Whether the words are about somebody whom the teacher teaches these weeks."""
    lessons, words = lately(talk), spoken(talk.reading.text)
    return lessons.names_somebody(words) or lessons.names_another(words)


def tells_of_another(talk: Talk) -> Told:
    """Whether a teacher tells it of a student or a colleague: "Freja is sick". "Mette is sick" may be Mette's own word,
    and "my son is sick" is a reason to stay away oneself."""
    lessons, words = lately(talk), spoken(talk.reading.text)
    colleagues = [teacher.name for teacher in talk.school.teachers.values() if teacher.id != talk.teacher.id]
    who = told_of(talk.reading.text, [*lessons.names.values(), *lessons.others, *colleagues], state="sick")
    oneself = named_by(words, talk.teacher.first_name) or tells_of_kin(talk.reading.text)
    return Told.SENDER if who is Told.EITHER and oneself else who


def _newness(talk: Talk, booking: Booking) -> tuple[date, bool, datetime]:
    driven = talk.school.lesson_type(booking.session.lesson_type_id).drives
    return to_wall(booking.start, talk.school.zone).date(), driven, booking.start


def said(talk: Talk) -> str:
    """What follows the word that opened the flow."""
    return talk.reading.text.partition(" ")[2].strip()


def params(talk: Talk, lessons: Lessons, booking: Booking) -> dict[str, Any]:
    student = lessons.names[booking.student_id]
    return {**session_params(talk.school, booking.session, talk.language), "student": student}


def which(talk: Talk, lessons: Lessons, among: Sequence[Booking]) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"lesson:{booking.id}", "choice_taught", params(talk, lessons, booking)) for booking in among[:OFFERED]
    )
