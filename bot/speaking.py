"""One step in an open conversation: what was said is understood, taken, saved and answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.dialogs import engine
from bot.dialogs.exchange import Channel, Inbound, Kind, Reply
from bot.dialogs.flows import FLOWS
from bot.dialogs.talk import Fits, Labels, Papers, Speaker, Talk, of_any_length, without_labels, without_papers
from bot.hearing import heard, understood
from bot.ports import Opened, TurnWork
from bot.spoken_language import preferred, spoken
from domain.lessons import Actor
from domain.services.desk import Desk

Parts = Callable[[Reply, str, Channel, date], Sequence[Reply]]
"""(what is said, language, channel, the day) -> the messages that say it, in order."""


def in_one(reply: Reply, *_: object) -> Sequence[Reply]:
    return (reply,)


@dataclass(frozen=True, slots=True)
class Screen:
    """What replies are like on a phone: whether one fits, what is written on choices, in how many parts it is said, and
    where papers can be opened."""

    fits: Fits = of_any_length
    labels: Labels = without_labels
    parts: Parts = in_one
    papers: Papers = without_papers


ANY_SCREEN = Screen()


def speak(
    work: TurnWork,
    opened: Opened,
    inbound: Inbound,
    now: datetime,
    *,
    transport: str,
    clock: Callable[[], datetime],
    key: str | None = None,
    screen: Screen = ANY_SCREEN,
) -> None:
    """Take one step in an open conversation and queue what it says."""
    catalogue = work.catalogue(opened.school_id, opened.catalogue_version) if opened.school_id is not None else None
    language, told = spoken(opened, inbound, catalogue)
    talk = Talk(
        inbound=inbound,
        reading=heard(inbound, language, catalogue, now, opened.student),
        work=work,
        directory=work.conversations,
        contact_id=opened.contact_id,
        now=now,
        clock=clock,
        language=language,
        language_told=told,
        language_preferred=preferred(opened, inbound, language) if told else None,
        speaker=Speaker(opened.school_id, opened.role, opened.person_id, opened.student),
        catalogue=catalogue,
        desk=Desk(work, catalogue, Actor(opened.role), now) if catalogue and opened.role else None,
        reads=understood,
        fits=screen.fits,
        labels=screen.labels,
        papers=screen.papers,
    )
    state, reply = engine.step(opened.state, talk, FLOWS)
    _keep_language(talk, opened)
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
    if reply is None:
        return
    for place, part in enumerate(screen.parts(reply, talk.language, inbound.channel, now.date())):
        work.conversations.queue(
            opened.contact_id,
            part.data(),
            transport=transport,
            language=talk.language,
            now=now,
            origin=inbound.origin,
            event_id=inbound.event_id,
            key=f"{key}/{place}" if key is not None and place else key,
            school_id=speaker.school_id,
        )


def _keep_language(talk: Talk, opened: Opened) -> None:
    """What the person's words or choice have told just now is the student's language too."""
    student = talk.speaker.student
    just_told = opened.language != talk.language or opened.state.get("guessed")
    if student is not None and student.language != talk.language and talk.language_told and just_told:
        talk.work.students.set_language(student.school_id, student.id, talk.language)
