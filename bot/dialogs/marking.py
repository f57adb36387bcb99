"""A teacher's marks for what was trained in a lesson: "mark anna parking 4", or step by step with digits.

Said in one go it is taken in passing, so that an open question, such as attendance, stays where it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.taught import OFFERED, Lessons, another_student, lately, named_by, params, said, which
from bot.dialogs.wording import say_refusal
from bot.understanding.tokens import spoken
from domain.curricula import Skill
from domain.errors import Refusal
from domain.feedback import HIGHEST, LOWEST
from domain.lessons import Booking
from domain.services.marking import mark_several, module_of, modules_by_lesson

DONE = "done"
ENOUGH = frozenset({"ok", "no", "thanks", "bye", "stop"})
"""What is said by who has marked all there is: "done" too."""


def take_mark(talk: Talk) -> bool:
    """In passing: a student, a skill and a number."""
    lessons, words = lately(talk), spoken(said(talk))
    students = lessons.students_named(words)
    about = to_mark(talk, lessons, students) if len(students) == 1 else []
    given = marks_in(words, about[0][1]) if about else {}
    if (name := another_student(talk, lessons, said(talk))) is not None:
        talk.say("taught_nobody_called", name=name)
    elif not lessons.bookings or lessons.names_another(words):
        talk.say("no_lesson_to_mark")
    elif not given or not is_about(words, lessons, skill_in(words, about[0][1])):
        return False
    else:
        keep_marks(talk, about[0][0], given)
    return True


def to_mark(talk: Talk, lessons: Lessons, students: Sequence[int]) -> list[tuple[Booking, tuple[Skill, ...]]]:
    """The last lesson of each student that has skills to mark, and these."""
    found: list[tuple[Booking, tuple[Skill, ...]]] = []
    lines = modules_by_lesson(talk.at, students)
    for student_id in students:
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


def marks_in(words: Sequence[str], skills: Sequence[Skill]) -> dict[str, int]:
    """The skills that are said with a number each: "parking 4, junctions 2", "4 for parking"; none if a number is no
    mark."""
    only = skill_in(words, skills)
    if only is not None and sum(word.isdecimal() for word in words) <= 1:
        value = value_in(words)
        return {only.code: value} if value is not None else {}
    given: dict[str, int] = {}
    before: list[str] = []
    for word in words:
        if not word.isdecimal():
            before.append(word)
            continue
        skill, value = skill_in(before, skills), value_in([word])
        if skill is None or value is None:
            return {}
        given[skill.code] = value
        before = []
    return given


def value_in(words: Sequence[str]) -> int | None:
    numbers = [int(word) for word in words if word.isdecimal() and len(word) == 1]
    return numbers[-1] if numbers and LOWEST <= numbers[-1] <= HIGHEST else None


def is_about(words: Sequence[str], lessons: Lessons, skill: Skill | None) -> bool:
    """Whether it is plain whom the words are about: somebody they name, or nobody is named but the skill."""
    called = (skill.code, *skill.names.values()) if skill is not None else ()
    of_skill = {word for name in called for word in spoken(name)}
    return lessons.names_somebody(words) or not [w for w in words if not w.isdecimal() and w not in of_skill]


def keep_marks(talk: Talk, booking: Booking, given: Mapping[str, int]) -> None:
    try:
        marks = mark_several(talk.at, booking.id, given, teacher_id=talk.teacher.id)
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return
    name = talk.names_of([booking])[booking.student_id]
    for each in marks:
        module = talk.school.module(each.module_id)
        skills = module.skills if module is not None else ()
        called = next((known.name(talk.language) for known in skills if known.code == each.skill), each.skill)
        talk.say("marked", student=name, skill=called, mark=each.mark)


def begin(talk: Talk) -> dict[str, Any]:
    return {"words": list(spoken(said(talk)))}


def ask_lesson(talk: Talk) -> Prompt | Go | End | Open:
    lessons, words = lately(talk), talk.data.get("words") or []
    if (name := another_student(talk, lessons, " ".join(words))) is not None:
        talk.say("taught_nobody_called", name=name)
        return End()
    marked = to_mark(talk, lessons, lessons.students_named(words))[:OFFERED]
    if not marked or lessons.names_another(words):
        talk.say("nothing_to_mark" if lessons.bookings and not marked else "no_lesson_to_mark")
        return End()
    booking, skills = marked[0]
    skill, given = skill_in(words, skills), marks_in(words, skills)
    if len(marked) > 1 or (words and not is_about(words, lessons, skill)):
        return Prompt("mark_whom", {}, which(talk, lessons, [booking for booking, _ in marked]))
    talk.data["booking"] = booking.id
    if given:
        keep_marks(talk, booking, given)
        return End()
    if skill is None:
        return Go("skill")
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
        lessons, words = lately(talk), spoken(heard.text)
        booking = lessons.of(talk.data["booking"])
        others = lessons.students_named(words) if lessons.names_somebody(words) else ()
        of_another = bool(others) and booking is not None and booking.student_id not in others
        if booking is None or of_another:
            return Unheard()
        skills = skills_of(talk, booking)
        if given := marks_in(words, skills):
            return give(talk, booking, given)
        if (skill := skill_in(words, skills)) is None or any(word.isdecimal() for word in words):
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
    return give(talk, booking, {talk.data["skill"]: int(heard.choice.removeprefix("level:"))})


def give(talk: Talk, booking: Booking, given: Mapping[str, int]) -> Move:
    keep_marks(talk, booking, given)
    talk.data.setdefault("given", {}).update(given)
    return Go("skill")


FLOW = Flow(
    "mark",
    "lesson",
    {
        "lesson": Step(ask_lesson, hear_lesson, leads=("skill", "level")),
        "skill": Step(ask_skill, hear_skill, takes=ENOUGH, leads=("level",)),
        "level": Step(ask_level, hear_level, leads=("skill",)),
    },
    frozenset({"teacher"}),
    aside=take_mark,
    begin=begin,
)
