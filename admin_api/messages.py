"""The school's inbox: what people wrote by "Talk to the school", and the school's answers to it."""

from __future__ import annotations

import hashlib
from datetime import datetime, tzinfo
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from admin_api.counter import Caller, Counter, CurrentCaller
from admin_api.ports import SchoolMessage
from admin_api.values import Cursor, Id, In, Limit, Out, Page, Said, cursor_of, cut, local, place_of
from bot.dialogs.exchange import Channel
from bot.dialogs.school import answer

router = APIRouter(prefix="/messages", tags=["messages"])


class PersonOut(Out):
    id: int
    name: str
    role: Literal["student", "teacher"]


class MessageOut(Out):
    """open: nobody has answered or closed it yet. person: null if the school does not know who wrote. channel: where
    it was written, and where an answer goes."""

    id: int
    at: datetime
    text: str
    open: bool
    person: PersonOut | None
    channel: Channel

    @classmethod
    def of(cls, message: SchoolMessage, zone: tzinfo) -> MessageOut:
        known = {"id": message.person_id, "name": message.person_name, "role": message.role}
        return cls(
            id=message.id,
            at=local(message.at, zone),
            text=message.text,
            open=message.open,
            person=PersonOut.model_validate(known) if message.role is not None else None,
            channel=Channel(message.channel),
        )


class NewReply(In):
    text: Said


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
        items = [MessageOut.of(message, counter.catalogue.zone) for message in rows]
        return Page(items=items, next=cursor_of(last.at, last.id) if last else None)


@router.get("/{message_id}")
def get_message(caller: CurrentCaller, message_id: Id) -> MessageOut:
    with caller.counter() as counter:
        return _shown(counter, message_id)


@router.post("/{message_id}/reply", response_model=MessageOut)
def reply_to_message(caller: CurrentCaller, message_id: Id, new: NewReply) -> Response:
    """Answer it, where it was written, and close it. A closed message can be answered too, and any of them again."""
    key = _key(caller)

    def act(counter: Counter) -> MessageOut:
        message = counter.work.school_inbox.message(counter.school_id, message_id)
        school = counter.catalogue.school
        counter.work.conversations.queue(
            message.contact_id,
            answer(school.name, new.text).data(),
            transport=message.transport,
            language=message.language or school.language,
            now=counter.now,
            key=key,
            school_id=school.id,
        )
        return _closed(counter, message_id)

    return caller.answer(act, status=200)


@router.post("/{message_id}/close", response_model=MessageOut)
def close_message(caller: CurrentCaller, message_id: Id) -> Response:
    """It needs no answer, or has had one elsewhere. Closing twice is closing once."""
    return caller.answer(lambda counter: _closed(counter, message_id), status=200)


def _closed(counter: Counter, message_id: int) -> MessageOut:
    counter.work.school_inbox.close(counter.school_id, message_id, counter.now)
    return _shown(counter, message_id)


def _shown(counter: Counter, message_id: int) -> MessageOut:
    message = counter.work.school_inbox.message(counter.school_id, message_id)
    return MessageOut.of(message, counter.catalogue.zone)


def _key(caller: Caller) -> str:
    """Under which the answer goes out once, however often the same request with the same Idempotency-Key comes: also
    after the day that answers are kept."""
    asked = hashlib.sha256(caller.key_or_new.encode() + caller.fingerprint)
    return f"{caller.school_id}:reply:{asked.hexdigest()}"
