"""Results of tests: the teacher says who has passed which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

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

Part = TypeVar("Part")
Waiting = tuple[Progress, ModuleProgress]


def taught(talk: Talk) -> list[Progress]:
    """How far the teacher's students of late have come, by name."""
    histories = talk.work.learning.taught_by(talk.at.school_id, talk.teacher.id, talk.now - LOOKED_BACK)
    return [measured(talk.at, history) for history in histories]


def awaited(students: Iterable[Progress]) -> list[Waiting]:
    """Tests that the students may take now and have not passed."""
    return [
        (progress, line)
        for progress in students
        for line in progress.modules
        if line.module.by_result and line.available and not line.complete
    ]


def meant(students: Sequence[Progress], words: Iterable[str]) -> list[Progress]:
    """The students whom the words name; all if they name nobody."""
    return _best(students, words, lambda progress: spoken(progress.history.student_name))


def fitting(waiting: Sequence[Waiting], words: Iterable[str]) -> list[Waiting]:
    """Those whose test the words name; all if they name none."""
    return _best(waiting, words, lambda part: _titles(part[1]))


def _best(parts: Sequence[Part], words: Iterable[str], names: Callable[[Part], Iterable[str]]) -> list[Part]:
    said = {form for word in words for form in (word, word.removesuffix("'s"))}
    scores = [len(said.intersection(names(part))) for part in parts]
    best = max(scores, default=0)
    return [part for part, score in zip(parts, scores, strict=True) if score == best]


def _titles(line: ModuleProgress) -> set[str]:
    return {word for title in line.module.titles.values() for word in spoken(title)}


def begin(talk: Talk) -> dict[str, Any]:
    return {"words": list(spoken(talk.reading.text))}


def ask(talk: Talk) -> Prompt | Go | End | Open:
    students, words = taught(talk), talk.data.get("words") or []
    if not awaited(students):
        talk.say("no_result_awaited")
        return End()
    named = meant(students, words)
    found = fitting(awaited(named), words)
    if not found:
        say_none_awaited(talk, named[0], words)
        return End()
    if len(found) == 1:
        talk.data["about"] = _subject(found[0])
        return Go("how")
    choices = (Choice(":".join(map(str, _subject(part))), "choice_test", _params(talk, part)) for part in found)
    return Prompt("result_whose", {}, tuple(choices)[:OFFERED])


def say_none_awaited(talk: Talk, progress: Progress, words: Iterable[str]) -> None:
    """Of the student who is named, and why: it is passed already, or something comes before it."""
    tests = [line for line in progress.modules if line.module.by_result]
    line = next(iter(_best(tests, words, _titles)), None)
    why = "none" if line is None else "passed" if line.complete else "early"
    title = line.module.title(talk.language) if line is not None else None
    talk.say("no_result_of", student=progress.history.student_name, title=title, why=why)


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice is not None:
        talk.data["about"] = [int(part) for part in heard.choice.split(":")]
        return Go("how")
    words = list(spoken(heard.text))
    students = taught(talk)
    if meant(students, words) != students or any(_titles(line) & set(words) for _, line in awaited(students)):
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
    return next((part for part in awaited(taught(talk)) if _subject(part) == talk.data.get("about")), None)


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
