"""Sign-offs: the teacher signs that a module is complete, then the student does, with a digit each. What is signed
stays; who has signed by mistake is told so, and the school hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step, telling
from bot.dialogs.own_lessons import names_something
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.taught import named_by
from bot.dialogs.wording import module_params, wall
from bot.understanding.lexicon import listened_for
from bot.understanding.tokens import says_one, spoken
from domain.errors import Refusal
from domain.learning import PlanStatus, Progress, Signer
from domain.services.progress import progress_of
from domain.services.signing import (
    Hand,
    OpenSignOff,
    awaiting_student,
    open_for_student,
    open_for_teacher,
    sign,
    teacher_of,
)

_NOT_SO = frozenset({"not_held", "no_show"})
"""What is said of a lesson that was to be signed, and denies it."""
_BARE = 4
"""Words that say no more than that something is wrong."""


def ask(talk: Talk) -> Prompt | Go | End | Open:
    """Of the module that the question is about, else of the one that has waited longest."""
    waiting = open_sign_offs(talk)
    if not waiting:
        if not talk.says:
            talk.say("nothing_to_sign")
        return End()
    named = of_whom(talk, waiting) if asked_for(talk) else None
    about = talk.data.get("about")
    one = named or next((part for part in waiting if _subject(part) == about), waiting[0])
    others = [part for part in waiting if part is not one]
    listed = others if asked_for(talk) and named is None else []
    if listed:
        talk.say("sign_offs", lines=[_line(talk, part) for part in listed])
    student_id, module_id = talk.data["about"] = _subject(one)
    teaches = signer(talk) is Signer.TEACHER
    other = Choice("later", "choice_later") if teaches else Choice("wrong", "choice_something_wrong")
    choices = (Choice(f"sign:{student_id}:{module_id}", "choice_sign"), other)
    asked = {**params(talk, one), "more": 0 if listed else len(others)}
    return Prompt("ask_sign_teacher" if teaches else "ask_sign_student", asked, choices)


def asked_for(talk: Talk) -> bool:
    """Whether somebody has asked for what is to be signed, and not the program for a signature."""
    return talk.reading.intent == "sign"


def of_whom(talk: Talk, waiting: Sequence[OpenSignOff]) -> OpenSignOff | None:
    """The first that is of the student whom the words name."""
    words = spoken(talk.reading.text)
    return next((part for part in waiting if named_by(words, part.progress.history.student_name)), None)


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "later":
        return leave(talk)
    if heard.choice == "wrong":
        return Open("school")
    if heard.choice is not None:
        _, student_id, module_id = heard.choice.split(":")
        return give(talk, int(student_id), int(module_id))
    return hear_words(talk, heard)


def hear_words(talk: Talk, heard: Heard) -> Move:
    if disagrees(heard):
        return refuse(talk, heard.text)
    if heard.intent == "no" or says_one(spoken(heard.text), listened_for("not_yet")):
        return leave(talk)
    if heard.intent in {"sign", "ok"}:
        return Again()  # "sign" also asks for this question, "ok" may be said to anything, and what is signed stays
    if heard.intent == "yes":
        return give(talk, *talk.data["about"])
    if heard.intent is None and (named := of_whom(talk, open_sign_offs(talk))) is not None:
        talk.data["about"] = _subject(named)
        return Again()
    return Unheard()


def leave(talk: Talk) -> Move:
    talk.say("sign_later")
    return End()


def disagrees(heard: Heard) -> bool:
    """ "That's not right", "that lesson never took place"."""
    if "?" in heard.text or names_something(heard.reading):
        return False
    return heard.intent in _NOT_SO or says_one(spoken(heard.text), listened_for("disagrees"))


def regrets(talk: Talk, heard: Heard, *, asked: bool) -> bool:
    """ "I signed by mistake"; of what was signed just before "no, that's wrong", which is otherwise about the signature
    that is asked for."""
    if heard.choice is not None or (asked and not talk.signed_before):
        return False
    said = spoken(heard.text)
    if says_one(said, listened_for("signing")) and says_one(said, listened_for("by_mistake")):
        return True
    return talk.signed_before and not asked and (heard.intent == "undo" or disagrees(heard))


def tell_it_stays(talk: Talk) -> None:
    talk.tell_school(f"[signed] {talk.reading.text}")
    talk.say("signature_stays", school=talk.school.school.name)


def refuse(talk: Talk, text: str) -> Move:
    """Nothing is signed. The school hears why, if that is said; else it is asked for."""
    if len(spoken(text)) <= _BARE:
        return Open("school")
    student_id, module_id = talk.data["about"]
    module = talk.school.module(module_id)
    title = module.title(talk.school.school.language) if module is not None else ""
    name = talk.directory.names(talk.at.school_id, [student_id])[student_id]
    talk.tell_school(f"[not signed] {name}, {title}: {text}")
    talk.say("not_signed", school=talk.school.school.name)
    return End()


def give(talk: Talk, student_id: int, module_id: int) -> Move:
    """Sign, once; on to the next that waits."""
    try:
        signature = sign(talk.at, student_id, module_id, hand(talk))
    except Refusal:
        talk.say("refused_changed")
        return Go("ask")
    facts = signature.facts
    titles = facts["module"]["titles"]
    talk.signed = True
    talk.say(
        f"signed_by_{signature.signer}",
        student=facts["student"]["name"],
        title=titles.get(talk.language) or next(iter(titles.values())),
        seal=signature.hash[:8],
    )
    talk.data.pop("about", None)
    if signature.signer is Signer.STUDENT:
        progress = progress_of(talk.at, talk.student.id)
        congratulate(talk, progress)
        if not awaiting_student(progress):
            return End()
    return Go("ask")


def congratulate(talk: Talk, progress: Progress) -> None:
    """Say so, and tell the school, when this was the last thing missing."""
    if progress.status is not PlanStatus.COMPLETED or progress.curriculum is None:
        return
    talk.say("plan_completed", curriculum=progress.curriculum.name(talk.language), school=talk.school.school.name)
    name = progress.curriculum.name(talk.school.school.language)
    words = f"[completed] {talk.student.name}: {name}. The completion record is ready."
    talk.tell_school(words)


def open_sign_offs(talk: Talk) -> list[OpenSignOff]:
    if signer(talk) is Signer.TEACHER:
        return open_for_teacher(talk.at, talk.teacher.id)
    return open_for_student(talk.at, talk.student.id)


def signer(talk: Talk) -> Signer:
    return Signer(talk.speaker.role or "")


def hand(talk: Talk) -> Hand:
    who = talk.teacher if signer(talk) is Signer.TEACHER else talk.student
    return Hand(signer(talk), who.id, who.name, talk.inbound.channel.value, talk.contact_id)


def params(talk: Talk, one: OpenSignOff) -> dict[str, Any]:
    teacher_id = teacher_of(talk.at, one.progress, one.line)
    teacher = talk.school.teachers.get(teacher_id or 0)
    return {
        **module_params(one.line, talk.language),
        "student": one.progress.history.student_name,
        "teacher": teacher.first_name if teacher else talk.school.school.name,
        "first": wall(one.line.lessons[0].start, talk.school),
        "last": wall(one.line.lessons[-1].start, talk.school),
    }


def _line(talk: Talk, one: OpenSignOff) -> dict[str, str]:
    return {"student": one.progress.history.student_name, "title": one.line.module.title(talk.language)}


def _subject(one: OpenSignOff) -> list[int]:
    return [one.student_id, one.line.module.id]


FLOW = Flow(
    "sign",
    "ask",
    {"ask": Step(ask, hear, takes=frozenset({"yes", "ok", "no", "sign", "pass_on"}) | _NOT_SO, lasts=None)},
    roles=frozenset({"student", "teacher"}),
)
REGRET = telling("signed_wrongly", tell_it_stays, roles=frozenset({"student", "teacher"}))
