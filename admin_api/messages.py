"""The school's inbox: what people wrote by "Talk to the school", and the school's answers to it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from admin_api.counter import Caller, Counter, CurrentCaller
from admin_api.ports import SchoolMessage
from admin_api.values import Cursor, Id, In, Limit, Out, Page, Said, cursor_of, cut, local, place_of
from bot.dialogs.exchange import Channel, Reply
from bot.dialogs.school import How, answer, done, is_idle, is_talking, is_with, step_aside, step_back
from bot.rendering import render
from domain.schools import Catalogue

router = APIRouter(prefix="/messages", tags=["messages"])


class PersonOut(Out):
    id: int
    name: str
    role: Literal["student", "teacher"]


class ContextOut(Out):
    """What the dialog was asking when it was written, as the person saw it; null if nothing was asked. before: what the
    person had written just before and nobody understood, oldest first."""

    asked: str | None
    before: list[str]

    @classmethod
    def of(cls, context: Mapping[str, Any], language: str) -> ContextOut:
        asked = Reply.from_data(context["asked"]) if "asked" in context else None
        words = render(asked, language, Channel.SMS).text if asked is not None else None
        return cls(asked=words, before=context.get("before", []))


class MessageOut(Out):
    """open: nobody has closed it yet. person: null if the school does not know who wrote. channel: where it was
    written, and where an answer goes. thread_id: the message that began the talk, perhaps this one."""

    id: int
    thread_id: int
    at: datetime
    text: str
    open: bool
    person: PersonOut | None
    channel: Channel
    context: ContextOut | None

    @classmethod
    def of(cls, message: SchoolMessage, school: Catalogue) -> MessageOut:
        known = {"id": message.person_id, "name": message.person_name, "role": message.role}
        return cls(
            id=message.id,
            thread_id=message.thread,
            at=local(message.at, school.zone),
            text=message.text,
            open=message.open,
            person=PersonOut.model_validate(known) if message.role is not None else None,
            channel=Channel(message.channel),
            context=ContextOut.of(message.context, school.school.language) if message.context is not None else None,
        )


class NewReply(In):
    text: Said
    close: bool = Field(False, description="Close it too: the person talks with the program again")


@router.get("")
def list_messages(
    caller: CurrentCaller,
    is_open: Annotated[bool | None, Query(alias="open", description="Open ones only, or closed ones only")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[MessageOut]:
    """By arrival, the oldest first."""
    with caller.counter() as counter:
        rows, last = cut(
            counter.work.school_inbox.messages(
                counter.school_id, limit=limit + 1, is_open=is_open, after=place_of(cursor)
            ),
            limit,
        )
        items = [MessageOut.of(message, counter.catalogue) for message in rows]
        return Page(items=items, next=cursor_of(last.at, last.id) if last else None)


@router.get("/{message_id}")
def get_message(caller: CurrentCaller, message_id: Id) -> MessageOut:
    with caller.counter() as counter:
        return _shown(counter, message_id)


@router.post("/{message_id}/reply", response_model=MessageOut)
def reply_to_message(caller: CurrentCaller, message_id: Id, new: NewReply) -> Response:
    """Answer it, where it was written. What the person writes next comes to this inbox until the talk is closed,
    but for answers to a question of the program that is open there; by “menu” they can leave the talk. A closed message
    can be answered too."""
    key = _key(caller)

    def act(counter: Counter) -> MessageOut:
        message = counter.work.school_inbox.message(counter.school_id, message_id)
        state = _state(counter, message)
        how = How.ASK
        if state is not None and is_talking(state):
            how = How.GO_ON
        elif state is not None and message.open and not new.close and not is_with(state, counter.school_id):
            how = How.WRITE if is_idle(state) else How.ASK
            counter.work.conversations.keep_state(message.contact_id, step_aside(state, message.thread))
        _tell(counter, message, answer(counter.catalogue.school.name, new.text, how), key)
        return _closed(counter, message) if new.close else _shown(counter, message_id)

    return caller.answer(act, status=200)


@router.post("/{message_id}/close", response_model=MessageOut)
def close_message(caller: CurrentCaller, message_id: Id) -> Response:
    """The talk is over: the person is told, if still in it, and talks with the program again. Closing twice is closing
    once."""

    def act(counter: Counter) -> MessageOut:
        return _closed(counter, counter.work.school_inbox.message(counter.school_id, message_id))

    return caller.answer(act, status=200)


def _closed(counter: Counter, message: SchoolMessage) -> MessageOut:
    counter.work.school_inbox.close(counter.school_id, message.thread, counter.now)
    state = _state(counter, message)
    if state is not None and (after := step_back(state, message.thread)) != state:
        counter.work.conversations.keep_state(message.contact_id, after)
        if is_talking(state):
            _tell(counter, message, done(counter.catalogue.school.name))
    return _shown(counter, message.id)


def _state(counter: Counter, message: SchoolMessage) -> Mapping[str, Any] | None:
    """Of the person's dialog, if it is with this school now."""
    conversation = counter.work.conversations.open(message.contact_id)
    theirs = conversation.school_id == counter.school_id or is_with(conversation.state, counter.school_id)
    return conversation.state if theirs else None


def _tell(counter: Counter, message: SchoolMessage, reply: Reply, key: str | None = None) -> None:
    school = counter.catalogue.school
    counter.work.conversations.queue(
        message.contact_id,
        reply.data(),
        transport=message.transport,
        language=message.language or school.language,
        now=counter.now,
        key=key,
        school_id=school.id,
    )


def _shown(counter: Counter, message_id: int) -> MessageOut:
    message = counter.work.school_inbox.message(counter.school_id, message_id)
    return MessageOut.of(message, counter.catalogue)


def _key(caller: Caller) -> str:
    """Under which the answer goes out once, however often the same request with the same Idempotency-Key comes: also
    after the day that answers are kept."""
    asked = hashlib.sha256(caller.key_or_new.encode() + caller.fingerprint)
    return f"{caller.school_id}:reply:{asked.hexdigest()}"
