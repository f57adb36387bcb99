"""What students ask about their training: how far they have come, what is next, how their lessons went."""

from __future__ import annotations

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step, telling, told
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import link_params, module_params, wall
from domain.feedback import Feedback
from domain.learning import Progress
from domain.services.next_step import NextStep, StepKind, next_step
from domain.services.progress import progress
from domain.services.signing import teacher_of

_LESSONS_TOLD = 1


def tell_progress(talk: Talk) -> None:
    say_progress(talk, progress(talk.at, talk.student))


def say_progress(talk: Talk, found: Progress) -> None:
    talk.say(
        "progress",
        curriculum=found.curriculum.name(talk.language) if found.curriculum else None,
        percent=int(found.share * 100),
        lines=[module_params(line, talk.language) for line in found.modules],
        others=[
            {"type": talk.school.lesson_type(type_id).name(talk.language), "completed": completed}
            for type_id, completed in found.others.items()
        ],
    )


def ask_progress(talk: Talk) -> Prompt | Go | End | Open:
    tell_progress(talk)
    told = talk.says.pop()
    choices = (Choice("next_step", "choice_next_step"), Choice("home", "choice_menu"))
    return Prompt(told.message, told.params, choices)


def hear_progress(talk: Talk, heard: Heard) -> Move:
    return Open(heard.choice) if heard.choice is not None else Unheard()


def ask_next_step(talk: Talk) -> Prompt | Go | End | Open:
    """Say what comes next, and go on to where it is done: to the times of a lesson, to the signature."""
    found = progress(talk.at, talk.student)
    step = next_step(talk.at, talk.student, found)
    if step.kind is StepKind.SIGN:
        return Open("sign")
    tell_step(talk, found, step)
    if step.kind is StepKind.LESSON and step.lesson_type is not None:
        return Open("book", {"type": step.lesson_type.id})
    return End()


def tell_next_step(talk: Talk) -> bool:
    """In passing; a signature is rather asked for."""
    found = progress(talk.at, talk.student)
    step = next_step(talk.at, talk.student, found)
    if step.kind is StepKind.SIGN:
        return False
    tell_step(talk, found, step)
    return True


def tell_step(talk: Talk, found: Progress, step: NextStep) -> None:
    match step.kind:
        case StepKind.TEACHER:
            assert step.line is not None
            message = "next_teacher" if step.line.complete else "next_settled"
            name = _teacher_name(talk, teacher_of(talk.at, found, step.line))
            talk.say(message, title=step.line.module.title(talk.language), teacher=name)
        case StepKind.DONE:
            curriculum = found.curriculum.name(talk.language) if found.curriculum else ""
            talk.say("next_done", curriculum=curriculum, school=talk.school.school.name)
        case StepKind.NO_PLAN:
            talk.say("next_no_plan")
        case _:
            say_step(talk, step)


def say_step(talk: Talk, step: NextStep) -> None:
    assert step.line is not None
    line = step.line
    talk.say(
        f"next_{step.kind}",
        **module_params(line, talk.language),
        booked=[wall(lesson.start, talk.school) for lesson in step.booked],
        links=[link_params(link) for link in line.module.links],
    )


def tell_feedback(talk: Talk) -> None:
    """How the last lesson went that the teacher has said something of."""
    found = talk.work.learning.feedback(talk.at.school_id, talk.student.id, limit=_LESSONS_TOLD)
    if not found:
        talk.say("no_feedback")
    for lesson in found:
        say_feedback(talk, lesson)


def say_feedback(talk: Talk, lesson: Feedback) -> None:
    modules = [module for curriculum in talk.school.curricula.values() for module in curriculum.modules]
    names = {(module.id, skill.code): skill.name(talk.language) for module in modules for skill in module.skills}
    talk.say(
        "feedback",
        start=wall(lesson.start, talk.school),
        type=talk.school.lesson_type(lesson.lesson_type_id).name(talk.language),
        marks=[{"skill": names.get((m.module_id, m.skill), m.skill), "mark": m.mark} for m in lesson.marks],
        notes=[{"text": note.text, "by": _teacher_name(talk, note.teacher_id)} for note in lesson.notes],
    )


def _teacher_name(talk: Talk, teacher_id: int | None) -> str:
    teacher = talk.school.teachers.get(teacher_id or 0)
    return teacher.first_name if teacher else talk.school.school.name


PROGRESS = Flow(
    "progress",
    "tell",
    {"tell": Step(ask_progress, hear_progress, passing=True)},
    intents=frozenset({"progress", "taught"}),  # "how many hours have I driven" is asked by students and teachers
    aside=told(tell_progress),
)
NEXT_STEP = Flow(
    "next_step", "tell", {"tell": Step(ask_next_step, lambda talk, heard: Unheard())}, aside=tell_next_step
)
FEEDBACK = telling("feedback", tell_feedback)
