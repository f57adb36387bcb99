"""Results of tests: the teacher says who has passed which."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.whose_result import Named, named_in
from bot.dialogs.wording import say_refusal
from bot.understanding.told_days import ToldDay, day_told_of
from domain.errors import Refusal
from domain.learning import ModuleProgress, Progress
from domain.services.plans import record_result
from domain.services.progress import measured
from domain.services.signing import LOOKED_BACK
from domain.timeslots import to_wall

OFFERED = 7
_LATELY = 3
"""Days offered to choose from, today first."""

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


def begin(talk: Talk) -> dict[str, Any]:
    return {"words": talk.reading.text.split(), **_day(day_told_of(talk.reading, talk.language, _today(talk)))}


def _day(told: ToldDay) -> dict[str, Any]:
    """day: when it was; ahead: the day that was named and is still to come; unclear: a day was named, but not which."""
    if told.day is not None:
        return {"day": told.day.isoformat()}
    return {"unclear": told.named, "ahead": told.ahead.isoformat() if told.ahead is not None else None}


def _today(talk: Talk) -> date:
    return to_wall(talk.now, talk.school.zone).date()


def ask(talk: Talk) -> Prompt | Go | End | Open:
    """Go on at once only where nothing is said but one student and one test: else it is for the teacher to choose."""
    students = taught(talk)
    named = named_in(talk.data.get("words") or [], students, talk.language)
    found = [part for part in awaited(named.students) if not named.tests or part in named.tests]
    if named.unknown is not None:
        talk.say("result_unknown", name=named.unknown)
    elif named.anybody and not found:
        say_none_awaited(talk, named)
    elif not found:
        talk.say("no_result_awaited")
    if not found:
        return End()
    if len(found) == 1 and named.unknown is None and named.sure:
        talk.data["about"] = _subject(found[0])
        return Go("how")
    choices = (Choice(":".join(map(str, _subject(part))), "choice_test", _params(talk, part)) for part in found)
    return Prompt("result_whose", {}, tuple(choices)[:OFFERED])


def say_none_awaited(talk: Talk, named: Named) -> None:
    """Of the student who is named, and why: it is passed already, or something comes before it."""
    progress = named.students[0]
    tests = [line for _, line in named.tests] or [line for line in progress.modules if line.module.by_result]
    line = next(iter(tests), None)
    why = "none" if line is None else "passed" if line.complete else "early"
    title = line.module.title(talk.language) if line is not None else None
    talk.say("no_result_of", student=progress.history.student_name, title=title, why=why)


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice is not None:
        talk.data["about"] = [int(part) for part in heard.choice.split(":")]
        return Go("how")
    words = heard.text.split()
    if named_in(words, taught(talk), talk.language).anything:
        talk.data["words"] = words
        return Go("whose")
    return Unheard()


def ask_day(talk: Talk) -> Prompt | Go | End | Open:
    """When it was, if what was said is still to come, no day that there is, or several days."""
    part, today = _about(talk), _today(talk)
    if part is None:
        talk.say("no_result_awaited")
        return End()
    days = [(today - timedelta(days=back)).isoformat() for back in range(_LATELY)]
    choices = tuple(Choice(f"day:{day}", "choice_on_day", {"day": day}) for day in days)
    return Prompt("result_day", {**_params(talk, part), "ahead": talk.data.get("ahead")}, choices)


def hear_day(talk: Talk, heard: Heard) -> Move:
    if heard.choice is not None:
        return _on(talk, ToldDay(named=True, day=date.fromisoformat(heard.choice.removeprefix("day:"))))
    told = day_told_of(heard.reading, talk.language, _today(talk))
    return _on(talk, told) if told.named else Unheard()


def _on(talk: Talk, told: ToldDay) -> Go:
    for key in ("day", "unclear", "ahead"):
        talk.data.pop(key, None)
    talk.data.update(_day(told))
    return Go("how")


def ask_how(talk: Talk) -> Prompt | Go | End | Open:
    """Always asked, so that "passed" about the wrong student or of the wrong day is seen before it is kept."""
    if talk.data.get("unclear"):
        return Go("day")
    part = _about(talk)
    if part is None:
        talk.say("no_result_awaited")
        return End()
    day = talk.data.get("day")
    before = None if day is None or day == _today(talk).isoformat() else day
    choices = (
        Choice("passed", "choice_passed" if before is None else "choice_passed_then"),
        Choice("failed", "choice_failed"),
        Choice("other", "choice_other_student"),
    )
    return Prompt("result_how", {**_params(talk, part), "day": before}, choices)


def hear_how(talk: Talk, heard: Heard) -> Move:
    part = _about(talk)
    if heard.choice == "other":
        talk.data.clear()
        return Go("whose")
    if heard.choice is None and (told := day_told_of(heard.reading, talk.language, _today(talk))).named:
        return _on(talk, told)
    if heard.choice is None or part is None:
        return Unheard()
    progress, line = part
    today, passed = _today(talk), heard.choice == "passed"
    day = date.fromisoformat(talk.data["day"]) if "day" in talk.data else today
    try:
        record_result(
            talk.at, progress.history.student_id, line.module.code,
            passed=passed, taken_on=day, today=today, teacher_id=talk.teacher.id,
        )  # fmt: skip
    except Refusal as refusal:
        say_refusal(talk, refusal)
        return End()
    talk.say("result_kept", **_params(talk, part), passed=passed, day=day.isoformat())
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
    {
        "whose": Step(ask, hear, leads=("how",)),
        "how": Step(ask_how, hear_how, takes=frozenset({"today"}), leads=("whose", "day")),
        "day": Step(ask_day, hear_day, takes=frozenset({"today"}), leads=("how",)),
    },
    frozenset({"teacher"}),
    begin=begin,
)
