"""What a teacher says of a lesson: "note anna parks well", "mark anna parking 4", or step by step with digits.

Said in one go it is taken in passing, so that an open question, such as attendance, stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import say_refusal, session_params
from bot.understanding.tokens import spoken
from domain.curricula import Skill
from domain.errors import Refusal
from domain.feedback import HIGHEST, LOWEST
from domain.lessons import Booking, Status
from domain.services.marking import mark, module_of, modules_by_lesson, note
from domain.timeslots import Interval, to_wall

LOOKED_BACK = timedelta(days=14)
OFFERED = 6
"""Lessons to choose from at once."""

TEACHER = frozenset({"teacher"})
DONE = "done"
ENOUGH = frozenset({"ok", "no", "thanks", "stop"})
"""What is said by who has marked all there is: "done" too."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Own lessons that were held lately, and who was taught: the newest day first, and of a day what was driven before
    what was not, as that is what is spoken of. others: students of lessons of which nobody has said yet that they were
    held."""

    bookings: Sequence[Booking]
    names: dict[int, str]
    others: Sequence[str] = ()

    def of(self, booking_id: int) -> Booking | None:
        return next((booking for booking in self.bookings if booking.id == booking_id), None)

    def named(self, words: Sequence[str]) -> list[Booking]:
        """The last lesson of each student whom the words name, or of each if they name nobody."""
        return [next(self.of_student(student_id)) for student_id in self.students_named(words)]

    def students_named(self, words: Sequence[str]) -> list[int]:
        """In the order of their last lessons."""
        fits = {id_: named_by(words, name) for id_, name in self.names.items()}
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
    span = Interval(talk.now - LOOKED_BACK, talk.now + timedelta(seconds=1))
    taught = talk.work.bookings.of_teacher(talk.at.school_id, talk.teacher.id, span)
    held = [booking for booking in taught if booking.status is Status.COMPLETED]
    held.sort(key=lambda booking: _newness(talk, booking), reverse=True)
    names = talk.directory.names(talk.at.school_id, [booking.student_id for booking in taught])
    own = {booking.student_id: names[booking.student_id] for booking in held}
    return Lessons(held, own, tuple(name for id_, name in names.items() if id_ not in own))


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


# Notes


def take_note(talk: Talk) -> bool:
    """In passing: what says all of it, or is about nothing."""
    lessons, text = lately(talk), said(talk)
    about = lessons.named(spoken(text))
    if not lessons.bookings or lessons.names_another(spoken(text)):
        talk.say("no_lesson_to_mark")
    elif not text or len(about) > 1:
        return False
    else:
        keep_note(talk, lessons, about[0], text)
    return True


def keep_note(talk: Talk, lessons: Lessons, booking: Booking, text: str) -> None:
    words = text.split()
    while words and named_by(spoken(words[0]), lessons.names[booking.student_id]):
        words.pop(0)  # "anna berg parks well" is about Anna Berg and says "parks well"
    if not words:
        talk.say("note_how")
        return
    try:
        note(talk.at, booking.id, " ".join(words), teacher_id=talk.teacher.id)
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return
    talk.say("noted", **params(talk, lessons, booking))


def begin(talk: Talk) -> dict[str, Any]:
    return {"text": said(talk)}


def ask_note(talk: Talk) -> Prompt | Go | End | Open:
    lessons, text = lately(talk), talk.data.get("text") or ""
    chosen = lessons.of(talk.data.get("booking", 0))
    if not lessons.bookings or (chosen is None and lessons.names_another(spoken(text))):
        talk.say("no_lesson_to_mark")
        return End()
    about = [chosen] if chosen is not None else lessons.named(spoken(text))
    if len(about) > 1:
        return Prompt("note_about_whom", {}, which(talk, lessons, about))
    if not text or not set(spoken(text)) - set(spoken(lessons.names[about[0].student_id])):
        talk.data["booking"] = about[0].id
        return Prompt("ask_note", params(talk, lessons, about[0]))
    keep_note(talk, lessons, about[0], text)
    return End()


def hear_note(talk: Talk, heard: Heard) -> Move:
    if heard.choice is not None and heard.choice.startswith("lesson:"):
        talk.data["booking"] = int(heard.choice.removeprefix("lesson:"))
        return Go("about")
    if heard.choice is None and "booking" in talk.data:
        talk.data["text"] = heard.text
        return Go("about")
    return Unheard()


# Marks


def take_mark(talk: Talk) -> bool:
    """In passing: a student, a skill and a number."""
    lessons, words = lately(talk), spoken(said(talk))
    students = lessons.students_named(words)
    about = to_mark(talk, lessons, students) if len(students) == 1 else []
    skill, value = skill_in(words, about[0][1] if about else ()), value_in(words)
    if not lessons.bookings or lessons.names_another(words):
        talk.say("no_lesson_to_mark")
    elif skill is None or value is None or not is_about(words, lessons, skill):
        return False
    else:
        keep_mark(talk, about[0][0], skill, value)
    return True


def to_mark(talk: Talk, lessons: Lessons, students: Iterable[int]) -> list[tuple[Booking, tuple[Skill, ...]]]:
    """The last lesson of each student that has skills to mark, and these."""
    found: list[tuple[Booking, tuple[Skill, ...]]] = []
    for student_id in students:
        lines = modules_by_lesson(talk.at, student_id)
        skills = ((b, lines[b.id].module.skills) for b in lessons.of_student(student_id) if b.id in lines)
        found += [part for part in skills if part[1]][:1]
    return found


def skills_of(talk: Talk, booking: Booking) -> tuple[Skill, ...]:
    placed = module_of(talk.at, booking)
    return placed.line.module.skills if placed is not None else ()


def skill_in(words: Sequence[str], skills: Sequence[Skill]) -> Skill | None:
    """The skill that the words name, in any language."""
    fits = [max(named_by(words, name) for name in (skill.code, *skill.names.values())) for skill in skills]
    best = max(fits, default=0)
    found = [skill for skill, count in zip(skills, fits, strict=True) if count == best]
    return found[0] if best and len(found) == 1 else None


def value_in(words: Sequence[str]) -> int | None:
    numbers = [int(word) for word in words if word.isdecimal() and len(word) == 1]
    return numbers[-1] if numbers and LOWEST <= numbers[-1] <= HIGHEST else None


def is_about(words: Sequence[str], lessons: Lessons, skill: Skill) -> bool:
    """Whether it is plain whom the words are about: somebody they name, or nobody is named but the skill."""
    of_skill = {word for name in (skill.code, *skill.names.values()) for word in spoken(name)}
    return lessons.names_somebody(words) or not [w for w in words if not w.isdecimal() and w not in of_skill]


def keep_mark(talk: Talk, booking: Booking, skill: Skill, value: int) -> None:
    try:
        mark(talk.at, booking.id, skill.code, value, teacher_id=talk.teacher.id)
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return
    names = talk.directory.names(talk.at.school_id, [booking.student_id])
    talk.say("marked", student=names[booking.student_id], skill=skill.name(talk.language), mark=value)


def begin_mark(talk: Talk) -> dict[str, Any]:
    return {"words": list(spoken(said(talk)))}


def ask_lesson(talk: Talk) -> Prompt | Go | End | Open:
    lessons, words = lately(talk), talk.data.get("words") or []
    marked = to_mark(talk, lessons, lessons.students_named(words))[:OFFERED]
    if not marked or lessons.names_another(words):
        talk.say("nothing_to_mark" if lessons.bookings and not marked else "no_lesson_to_mark")
        return End()
    booking, skills = marked[0]
    skill, value = skill_in(words, skills), value_in(words)
    if len(marked) > 1 or (skill is not None and not is_about(words, lessons, skill)):
        return Prompt("mark_whom", {}, which(talk, lessons, [booking for booking, _ in marked]))
    talk.data["booking"] = booking.id
    if skill is None:
        return Go("skill")
    if value is not None:
        keep_mark(talk, booking, skill, value)
        return End()
    if any(word.isdecimal() for word in words):
        talk.say("marks_go_from", lowest=LOWEST, highest=HIGHEST)
    talk.data["skill"] = skill.code
    return Go("level")


def hear_lesson(talk: Talk, heard: Heard) -> Move:
    if heard.choice is not None and heard.choice.startswith("lesson:"):
        talk.data["booking"] = int(heard.choice.removeprefix("lesson:"))
        return Go("skill")
    words = list(spoken(heard.text))
    if heard.choice is None and lately(talk).names_somebody(words):
        talk.data["words"] = words
        return Go("lesson")
    return Unheard()


def ask_skill(talk: Talk) -> Prompt | Go | End | Open:
    lessons = lately(talk)
    booking = lessons.of(talk.data["booking"])
    skills = skills_of(talk, booking) if booking is not None else ()
    if booking is None or not skills:
        talk.say("nothing_to_mark")
        return End()
    given: dict[str, int] = talk.data.setdefault("given", {})
    choices = [
        Choice(
            f"skill:{skill.code}", "choice_skill", {"skill": skill.name(talk.language), "mark": given.get(skill.code)}
        )
        for skill in skills
    ]
    return Prompt("mark_what", params(talk, lessons, booking), (*choices, Choice(DONE, "choice_done")))


def hear_skill(talk: Talk, heard: Heard) -> Move:
    if heard.choice == DONE or heard.intent in ENOUGH:
        talk.say("fine")
        return End()
    if heard.choice is None:
        booking = lately(talk).of(talk.data["booking"])
        skill = skill_in(spoken(heard.text), skills_of(talk, booking) if booking is not None else ())
        if skill is None:
            return Unheard()
        talk.data["skill"] = skill.code
    else:
        talk.data["skill"] = heard.choice.removeprefix("skill:")
    return Go("level")


def ask_level(talk: Talk) -> Prompt | Go | End | Open:
    booking = lately(talk).of(talk.data["booking"])
    skills = skills_of(talk, booking) if booking is not None else ()
    skill = next((skill for skill in skills if skill.code == talk.data["skill"]), None)
    if skill is None:
        return Go("skill")
    levels = tuple(Choice(f"level:{value}", f"choice_level_{value}") for value in range(LOWEST, HIGHEST + 1))
    return Prompt("mark_level", {"skill": skill.name(talk.language)}, levels)


def hear_level(talk: Talk, heard: Heard) -> Move:
    booking = lately(talk).of(talk.data["booking"])
    if heard.choice is None or booking is None:
        return Unheard()
    value = int(heard.choice.removeprefix("level:"))
    skill = next(skill for skill in skills_of(talk, booking) if skill.code == talk.data["skill"])
    keep_mark(talk, booking, skill, value)
    talk.data.setdefault("given", {})[skill.code] = value
    return Go("skill")


NOTE = Flow("note", "about", {"about": Step(ask_note, hear_note, free=True)}, TEACHER, aside=take_note, begin=begin)
MARK = Flow(
    "mark",
    "lesson",
    {
        "lesson": Step(ask_lesson, hear_lesson, leads=("skill", "level")),
        "skill": Step(ask_skill, hear_skill, takes=ENOUGH, leads=("level",)),
        "level": Step(ask_level, hear_level, leads=("skill",)),
    },
    TEACHER,
    aside=take_mark,
    begin=begin_mark,
)
