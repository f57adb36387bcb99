"""What a student tells of the past: it is no wish. The school is told of tests."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogs.flow import telling
from bot.dialogs.talk import Talk


def answer(talk: Talk) -> None:
    if talk.reading.intent not in {"passed", "result"}:
        talk.say("told")
        return
    talk.tell_school(talk.inbound.text)
    talk.say("told_result", school=talk.school.school.name)


FLOW = replace(telling("told", answer), intents=frozenset({"told", "well", "passed", "result"}))
