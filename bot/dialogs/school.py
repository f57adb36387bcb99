"""Talk to the school: a message for its people, and a talk with them beside which the dialogs are silent.

Kept in the flow's data: context (what was being asked when the person wished to talk), thread (the first message of the
talk in the school's inbox), waits (its people have answered beneath an open question), school (its id, also of a
stranger who is about to join it), call (the number at which the person wishes to be called, "" for their own).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from bot.dialogs.exchange import Choice, Reply, Say
from bot.dialogs.flow import Flow, Step
from bot.dialogs.stack import SCHEMA, SCHOOL, TALKING
from bot.dialogs.talk import Again, End, Go, Heard, Later, Move, Open, Prompt, Talk, Unheard
from domain.schools import School


def ask(talk: Talk) -> Prompt | Go | End | Open:
    school = talked_with(talk)
    if school is None:
        talk.say("join_first")
        talk.later = Later(talk.reading.text, talk.now)
        return Open("join")
    if talk.data.get("call") is not None and (number := talk.data.pop("call") or own_number(talk)) is not None:
        return ask_for_call(talk, number)
    return Prompt("ask_message", {"school": school.name, "phone": school.phone}, (Choice("menu", "choice_menu"),))


def ask_for_call(talk: Talk, number: str) -> End:
    """Pass on that they want to be called."""
    text = talk.reading.text
    told = tell(talk, text if number in text else f"{text} ({number})", context=talk.data.get("context"))
    talk.say("call_passed_on", school=told.name, phone=number)
    talk.called = True
    return End()


def own_number(talk: Talk) -> str | None:
    """By which the school knows the person; the channel's, of somebody it does not know yet."""
    if talk.speaker.student is not None:
        return talk.speaker.student.phone
    return talk.teacher.phone if talk.speaker.role == "teacher" else talk.inbound.phone


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "menu":
        return Open("home")
    if not heard.text:
        return Unheard()
    told = tell(talk, heard.text, context=talk.data.get("context"))
    talk.say("message_passed_on", school=told.name)
    talk.wrote = True
    return Again() if heard.intent == "greeting" else End()


def ask_talking(talk: Talk) -> Prompt | Go | End | Open:
    school = talked_with(talk)
    assert school is not None, "a talk is with a school"
    return Prompt("talking", {"school": school.name}, again="talking_again")


def hear_talking(talk: Talk, heard: Heard) -> Move:
    tell(talk, heard.text, thread=talk.data["thread"])
    talk.say("passed_on")
    return Again()


def tell(talk: Talk, text: str, **about: Any) -> School:
    """Put it into the inbox of the school, which is returned."""
    school = talked_with(talk)
    assert school is not None, "only a school can be told"
    talk.directory.tell_school(school.id, talk.contact_id, talk.speaker.person_id, text, talk.now, **about)
    return school


def talked_with(talk: Talk) -> School | None:
    """The speaker's school, or that which a stranger is about to join; None if there is neither yet."""
    school_id = talk.data.get("school")
    if school_id is None or school_id == talk.speaker.school_id:
        return talk.catalogue.school if talk.catalogue is not None else None
    return talk.work.catalogue(school_id).school


# What the school's people do, in the stored state of the conversation


class How(StrEnum):
    """How an answer is answered: by asking for the school, by just writing, or as before."""

    ASK = "ask"
    WRITE = "write"
    GO_ON = ""


def answer(school: str, text: str, how: How) -> Reply:
    """What they write back."""
    return Reply((Say("from_school", {"school": school, "text": text, "how": how.value}),))


def done(school: str) -> Reply:
    """They have closed the talk."""
    return Reply((Say("talking_done", {"school": school}),))


def is_talking(state: Mapping[str, Any]) -> bool:
    """Whether the person's next words are for the school."""
    return any(_is_talk(frame) for frame in state.get("stack", [])[-1:])


def is_with(state: Mapping[str, Any], school_id: int) -> bool:
    """Whether it is that school which is written to, perhaps by a stranger who has not joined it yet."""
    *beneath, top = state.get("stack") or [{}]
    frames = (frame for frame in (*beneath, top) if _is_talk(frame) or frame is top)
    return any(frame.get("flow") == SCHOOL and frame["data"].get("school") == school_id for frame in frames)


def is_idle(state: Mapping[str, Any]) -> bool:
    """Whether no question is open that an answer could be meant for."""
    return not state.get("stack")


def step_aside(state: Mapping[str, Any], thread: int) -> dict[str, Any]:
    """Where nothing was open, the person's next words are for the school; else those that are not plainly for the open
    question, and whatever comes when it is answered."""
    opened = [other for other in state.get("stack", []) if not _is_talk(other)]
    data = {"thread": thread, **({"waits": True} if opened else {})}
    frame = {"flow": SCHOOL, "version": FLOW.version, "step": TALKING, "data": data, "trail": []}
    menu = state.get("menu", {}) if opened else {**state.get("menu", {}), "choices": []}
    return {**state, "schema": SCHEMA, "stack": [frame, *opened], "menu": menu, "missed": []}


def step_back(state: Mapping[str, Any], thread: int) -> dict[str, Any]:
    """The talk is over. What lay open before is asked again when the person writes next."""
    stack = state.get("stack", [])
    kept = [frame for frame in stack if not (_is_talk(frame) and frame["data"].get("thread") == thread)]
    if len(kept) == len(stack):
        return dict(state)
    return {**state, "stack": kept, **({"stale": True} if is_talking(state) else {})}


def _is_talk(frame: Mapping[str, Any]) -> bool:
    return bool(frame.get("flow") == SCHOOL and frame.get("step") == TALKING)


FLOW = Flow(
    SCHOOL,
    "message",
    {
        "message": Step(ask, hear, takes=frozenset({"pass_on"}), free=True, leads=(TALKING,)),
        TALKING: Step(ask_talking, hear_talking, free=True, apart=True, lasts=None),
    },
    roles=frozenset({"stranger", "student", "teacher"}),
    intents=frozenset({"human"}),
)
