"""What a teacher wants done with a student's lesson: the school plans it, and is told so."""

from __future__ import annotations

from bot.dialogs.flow import telling
from bot.dialogs.talk import Talk


def ask_the_school(talk: Talk) -> None:
    text = f"[to plan] {talk.teacher.name}: {talk.reading.text}"
    talk.tell_school(text)
    talk.say("school_plans", school=talk.school.school.name)


FLOW = telling("school_plans", ask_the_school, roles=frozenset({"teacher"}))
