"""One turn of a conversation: drop a repeated event, lock, step, save, queue the reply, commit.

Everything a turn does happens in one transaction. If it is undone by a lost race it is done anew; if it fails
unexpectedly it is counted, the caller tells the channel to deliver the event again, and after three times the event is
parked: the person gets an apology and the school sees it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self, TypeVar
from zoneinfo import ZoneInfo

from bot.dialogs import engine
from bot.dialogs.exchange import Inbound, Kind, Reply, Say
from bot.dialogs.flows import FLOWS
from bot.dialogs.talk import Directory, Speaker, Talk
from bot.understanding.languages import likely_languages, plain_language
from bot.understanding.reader import read
from bot.understanding.reading import Reading, Vocabulary
from domain.languages import FALLBACK, LANGUAGES, at_home
from domain.lessons import Actor
from domain.ports import TryAgain, Work
from domain.rules.notice import Horizon
from domain.schools import Catalogue, Student
from domain.services.desk import Desk
from domain.timeslots import to_wall

log = logging.getLogger(__name__)

TRIES = 3
"""How often a turn is done anew after a lost race, and how often an event may fail before it is parked."""

T = TypeVar("T")


class Opened(Protocol):
    """A conversation whose row is locked; see `storage.conversations.OpenConversation`."""

    @property
    def contact_id(self) -> int: ...
    @property
    def channel(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def language(self) -> str | None: ...
    @property
    def transport(self) -> str | None: ...
    @property
    def state(self) -> Mapping[str, Any]: ...
    @property
    def school_id(self) -> int | None: ...
    @property
    def role(self) -> str | None: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def catalogue_version(self) -> int | None: ...
    @property
    def student(self) -> Student | None: ...


class Store(Directory, Protocol):
    """Where conversations, inbox and outbox are kept."""

    def open_turn(
        self, channel: str, address: str, event_id: str, content: Mapping[str, Any], now: datetime
    ) -> Opened | None: ...

    def save(
        self,
        contact_id: int,
        *,
        state: Mapping[str, Any],
        language: str | None,
        transport: str | None,
        school_id: int | None,
        role: str | None,
        person_id: int | None,
        heard_at: datetime | None,
    ) -> None: ...

    def queue(
        self,
        contact_id: int,
        message: Mapping[str, Any],
        *,
        transport: str,
        language: str,
        now: datetime,
        origin: Mapping[str, str] | None = None,
        event_id: str | None = None,
        key: str | None = None,
        school_id: int | None = None,
        booking_id: int | None = None,
        version: int | None = None,
        expires_at: datetime | None = None,
        once: bool = False,
    ) -> None: ...

    def open(self, contact_id: int) -> Opened: ...

    def gone(self, contact_id: int, now: datetime) -> None: ...

    def failed(self, channel: str, address: str, event_id: str, error: str, now: datetime) -> int: ...


class TurnWork(Work, Protocol):
    @property
    def conversations(self) -> Store: ...

    def catalogue(self, school_id: int, version: int | None = None) -> Catalogue: ...

    def commit(self) -> None: ...


OpenWork = Callable[[], AbstractContextManager[TurnWork]]


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of an event. contact_id is None if it had been handled before."""

    contact_id: int | None

    @classmethod
    def repeated(cls) -> Self:
        return cls(None)


@dataclass(frozen=True, slots=True)
class Conversations:
    """
    open_work: opens a transaction.
    clock: tells the time (UTC).
    """

    open_work: OpenWork
    clock: Callable[[], datetime]

    def receive(self, inbound: Inbound, transport: str) -> Turn:
        """Handle one event, durably: when this returns, the reply is in the outbox. Raises what went wrong, counted."""
        try:
            arrived = self.clock()
            return again_if_lost(lambda: self._turn(inbound, transport, arrived))
        except Exception as error:
            if self._count(inbound, error) < TRIES:
                raise
            log.exception("event parked", extra={"channel": inbound.channel, "event_id": inbound.event_id})
            return self._park(inbound, transport)

    def _turn(self, inbound: Inbound, transport: str, now: datetime) -> Turn:
        with self.open_work() as work:
            opened = work.conversations.open_turn(
                inbound.channel, inbound.address, inbound.event_id, content_of(inbound), now
            )
            if opened is None:
                return Turn.repeated()
            if inbound.kind is Kind.OPTED_OUT:
                work.conversations.gone(opened.contact_id, now)
            elif inbound.kind is not Kind.OPTED_IN:
                speak(work, opened, inbound, now, transport=transport, clock=self.clock)
            work.commit()
        return Turn(opened.contact_id)

    def _count(self, inbound: Inbound, error: Exception) -> int:
        with self.open_work() as work:
            count = work.conversations.failed(
                inbound.channel, inbound.address, inbound.event_id, type(error).__name__, self.clock()
            )
            work.commit()
        return count

    def _park(self, inbound: Inbound, transport: str) -> Turn:
        """Take the event as handled, say sorry, and start the conversation over."""
        now = self.clock()
        with self.open_work() as work:
            opened = work.conversations.open_turn(
                inbound.channel, inbound.address, inbound.event_id, content_of(inbound), now
            )
            if opened is None:
                return Turn.repeated()
            language = opened.language or FALLBACK
            _save(work, opened, transport, now)
            sorry = Reply((Say("sorry", {"event": inbound.event_id[-6:]}),))
            work.conversations.queue(opened.contact_id, sorry.data(), transport=transport, language=language, now=now)
            if opened.school_id is not None:
                work.conversations.tell_school(
                    opened.school_id, opened.contact_id, opened.person_id, f"[failed] {inbound.text}", now
                )
            work.commit()
        return Turn(opened.contact_id)


def again_if_lost(do: Callable[[], T]) -> T:
    """Do it, and anew after a lost race, a few times."""
    for _ in range(TRIES - 1):
        try:
            return do()
        except TryAgain:
            continue
    return do()


def content_of(inbound: Inbound) -> dict[str, Any]:
    """What the inbox keeps of an event."""
    content: dict[str, Any] = {"kind": inbound.kind.value, "text": inbound.text}
    if inbound.tap is not None:
        content["tap"] = [inbound.tap.menu, inbound.tap.index]
    return content


def speak(
    work: TurnWork,
    opened: Opened,
    inbound: Inbound,
    now: datetime,
    *,
    transport: str,
    clock: Callable[[], datetime],
    key: str | None = None,
) -> None:
    """Take one step in an open conversation and queue what it says."""
    catalogue = work.catalogue(opened.school_id, opened.catalogue_version) if opened.school_id is not None else None
    language, told = _spoken(opened, inbound, catalogue)
    talk = Talk(
        inbound=inbound,
        reading=_reading(inbound, language, catalogue, now, opened.student),
        work=work,
        directory=work.conversations,
        contact_id=opened.contact_id,
        now=now,
        clock=clock,
        language=language,
        language_told=told,
        speaker=Speaker(opened.school_id, opened.role, opened.person_id, opened.student),
        catalogue=catalogue,
        desk=Desk(work, catalogue, Actor(opened.role), now) if catalogue and opened.role else None,
    )
    talk.understand = lambda text: _read(text, talk.language, talk.catalogue, now, talk.speaker.student)
    state, reply = engine.step(opened.state, talk, FLOWS)
    heard_at = None if inbound.kind is Kind.PROMPT else now
    speaker = talk.speaker
    work.conversations.save(
        opened.contact_id,
        state=state,
        language=talk.language,
        transport=transport,
        school_id=speaker.school_id,
        role=speaker.role,
        person_id=speaker.person_id,
        heard_at=heard_at,
    )
    if reply is not None:
        work.conversations.queue(
            opened.contact_id,
            reply.data(),
            transport=transport,
            language=talk.language,
            now=now,
            origin=inbound.origin,
            event_id=inbound.event_id,
            key=key,
            school_id=speaker.school_id,
        )


def _save(work: TurnWork, opened: Opened, transport: str, now: datetime) -> None:
    """Start the conversation over."""
    work.conversations.save(
        opened.contact_id,
        state={},
        language=opened.language,
        transport=transport,
        school_id=opened.school_id,
        role=opened.role,
        person_id=opened.person_id,
        heard_at=now,
    )


def _spoken(opened: Opened, inbound: Inbound, catalogue: Catalogue | None) -> tuple[str, bool]:
    """The language to answer in, and whether the person's own words have told it: a code and a name do not, so until
    the first sentence it is guessed."""
    if opened.language is not None and not opened.state.get("guessed"):
        return opened.language, True
    if (plain := plain_language(inbound.text)) in LANGUAGES:
        assert plain is not None
        return plain, True
    if opened.language is None:
        return _language_of(inbound, catalogue), False
    others = likely_languages(inbound.text) if catalogue is not None else ()  # joining, it may be a code or a name
    return (_language_of(inbound, catalogue) if others and opened.language not in others else opened.language), False


def _language_of(inbound: Inbound, catalogue: Catalogue | None) -> str:
    """At first contact: by the person's own words; where these may be of several languages, by the channel's hint, the
    school's language or the number's country."""
    likely = likely_languages(inbound.text)
    known = [language for language in LANGUAGES if language in likely] or LANGUAGES
    of_school = catalogue.school.language if catalogue else None
    hints = (inbound.language, of_school, FALLBACK, at_home(inbound.phone))
    return next((hint for hint in hints if hint is not None and hint in known), known[0])


def _reading(
    inbound: Inbound, language: str, catalogue: Catalogue | None, now: datetime, student: Student | None
) -> Reading:
    if inbound.kind in {Kind.TAP, Kind.PROMPT, Kind.CONTACT} or not inbound.text:
        return Reading(text="")
    return _read(inbound.text, language, catalogue, now, student)


def _read(text: str, language: str, catalogue: Catalogue | None, now: datetime, student: Student | None) -> Reading:
    if catalogue is None:
        zone, vocabulary, horizon = ZoneInfo("UTC"), Vocabulary({}, {}), 365
    else:
        zone, horizon = catalogue.zone, catalogue.school.policy[Horizon].horizon_days
        vocabulary = _vocabulary(catalogue, student)
    return read(
        text,
        language=language,
        now=to_wall(now, zone),
        zone=zone,
        vocabulary=vocabulary,
        horizon_days=max(horizon, 365),
    )


def _vocabulary(catalogue: Catalogue, student: Student | None) -> Vocabulary:
    teachers, types = catalogue.kept(
        "vocabulary",
        lambda: (
            {teacher.id: (teacher.name, teacher.first_name) for teacher in catalogue.teachers.values()},
            {kind.id: (*kind.names.values(), kind.code) for kind in catalogue.bookable_types},
        ),
    )
    return Vocabulary(teachers, types, student.usual_teacher_id if student else None)
