"""The school's people, to whom goes what a dialog can't do."""

from __future__ import annotations

from typing import Any

from bot.dialogs.exchange import Reply, Say
from bot.dialogs.misses import Misses
from bot.dialogs.stack import JOIN, Stack
from bot.dialogs.talk import Prompt, Talk


class People:
    """As they are reached by who speaks, at the question that is open."""

    def __init__(self, talk: Talk, stack: Stack) -> None:
        self._talk = talk
        self._stack = stack

    @property
    def school_id(self) -> int | None:
        """Whose they are: the speaker's school's, or that's which a stranger is about to join."""
        joining: int | None = self._stack.top.data.get("school") if self._stack.is_in(JOIN) else None
        return joining or self._talk.speaker.school_id

    def pass_on(self, thread: int) -> None:
        """What is said while they are talked with."""
        talk, school_id = self._talk, self.school_id
        assert school_id is not None, "a talk is with a school"
        text, person_id = talk.reading.text, talk.speaker.person_id
        talk.directory.tell_school(school_id, talk.contact_id, person_id, text, talk.now, thread=thread)

    def hand_over(self, school_id: int, misses: Misses) -> int:
        """Give them what was not understood, with what it was said to. The thread of the talk that begins."""
        talk = self._talk
        *before, text = misses.texts
        return talk.directory.tell_school(
            school_id,
            talk.contact_id,
            talk.speaker.person_id,
            text,
            talk.now,
            context={**self.context(), "before": before},
        )

    def context(self) -> dict[str, Any]:
        """What is being asked, as a reply's data; nothing where no question is open."""
        talk, stack = self._talk, self._stack
        stack.drop_passing()
        if not stack:
            return {}
        said, language = len(talk.says), talk.language
        talk.frame, talk.resuming = stack.top, True
        if talk.catalogue is not None:
            talk.language = talk.catalogue.school.language  # it is for them to read
        asked = stack.step.ask(talk)
        talk.language = language
        del talk.says[said:]
        if not isinstance(asked, Prompt):
            return {}
        return {"asked": Reply((Say(asked.message, asked.params),), asked.choices).data()}
