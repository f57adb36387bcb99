"""Results of tests: the teacher says who has passed which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import say_refusal
from bot.understanding.tokens import spoken
from domain.errors import Refusal
from domain.learning import ModuleProgress, Progress
from domain.services.plans import record_result
from domain.services.progress import measured
from domain.services.signing import LOOKED_BACK
from domain.timeslots import to_wall

OFFERED = 7

Waiting = tuple[Progress, ModuleProgress]


def awaited(talk: Talk) -> list[Waiting]:
    """Tests that students of the teacher's may take now and have not passed, by name."""
    histories = talk.work.learning.taught_by(talk.at.school_id, talk.teacher.id, talk.now - LOOKED_BACK)
    return [
        (progress, line)
        for progress in (measured(talk.at, history) for history in histories)
        for line in progress.modules
        if line.module.by_result and line.available and not line.complete
    ]


def fitting(waiting: Sequence[Waiting], words: Sequence[str]) -> list[Waiting]:
    """Those that the words name by student and test; all if they name nobody."""
    scores = [len(set(words) & _names(progress, line)) for progress, line in waiting]
    best = max(scores, default=0)
    return [part for part, score in zip(waiting, scores, strict=True) if score == best]


def _names(progress: Progress, line: ModuleProgress) -> set[str]:
    named = {word for title in line.module.titles.values() for word in spoken(title)}
    return named | set(spoken(progress.history.student_name))


def begin(talk: Talk) -> dict[str, Any]:
    return {"words": list(spoken(talk.reading.text))}


def ask(talk: Talk) -> Prompt | Go | End | Open:
    waiting = awaited(talk)
    if not waiting:
        talk.say("no_result_awaited")
        return End()
    found = fitting(waiting, talk.data.get("words") or [])
    if len(found) == 1:
        talk.data["about"] = _subject(found[0])
        return Go("how")
    choices = (Choice(":".join(map(str, _subject(part))), "choice_test", _params(talk, part)) for part in found)
    return Prompt("result_whose", {}, tuple(choices)[:OFFERED])


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice is not None:
        talk.data["about"] = [int(part) for part in heard.choice.split(":")]
        return Go("how")
    words = list(spoken(heard.text))
    if any(set(words) & _names(*part) for part in awaited(talk)):
        talk.data["words"] = words
        return Go("whose")
    return Unheard()


def ask_how(talk: Talk) -> Prompt | Go | End | Open:
    """Always asked, so that "passed" about the wrong student is seen before it is kept."""
    part = _about(talk)
    if part is None:
        talk.say("no_result_awaited")
        return End()
    choices = (
        Choice("passed", "choice_passed"),
        Choice("failed", "choice_failed"),
        Choice("other", "choice_other_student"),
    )
    return Prompt("result_how", _params(talk, part), choices)


def hear_how(talk: Talk, heard: Heard) -> Move:
    part = _about(talk)
    if heard.choice == "other":
        talk.data.clear()
        return Go("whose")
    if heard.choice is None or part is None:
        return Unheard()
    progress, line = part
    today, passed = to_wall(talk.now, talk.school.zone).date(), heard.choice == "passed"
    try:
        record_result(
            talk.at, progress.history.student_id, line.module.code,
            passed=passed, taken_on=today, today=today, teacher_id=talk.teacher.id,
        )  # fmt: skip
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return End()
    talk.say("result_kept", **_params(talk, part), passed=passed, day=today.isoformat())
    return End()


def _about(talk: Talk) -> Waiting | None:
    return next((part for part in awaited(talk) if _subject(part) == talk.data.get("about")), None)


def _subject(part: Waiting) -> list[int]:
    progress, line = part
    return [progress.history.student_id, line.module.id]


def _params(talk: Talk, part: Waiting) -> dict[str, Any]:
    progress, line = part
    return {"student": progress.history.student_name, "title": line.module.title(talk.language)}


FLOW = Flow(
    "result",
    "whose",
    {"whose": Step(ask, hear, leads=("how",)), "how": Step(ask_how, hear_how, leads=("whose",))},
    frozenset({"teacher"}),
    begin=begin,
)
