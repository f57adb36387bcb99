"""What a turn needs from outside: conversations, inbox, outbox and directory, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from bot.dialogs.talk import Directory
from domain.ports import Work
from domain.schools import Catalogue, Student


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


class Reach(Protocol):
    """Where and how to tell a person something."""

    @property
    def contact_id(self) -> int: ...
    @property
    def language(self) -> str | None: ...
    @property
    def transport(self) -> str | None: ...
    @property
    def heard(self) -> bool: ...


class Store(Directory, Protocol):
    """Where conversations, inbox and outbox are kept."""

    def reach(self, school_id: int, person_id: int) -> Reach | None:
        """Where to tell a person something; None if nowhere."""

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
