"""Conversations as transcripts: persons write and press buttons, and hear what the program says to them.

    def test_a_lesson_is_booked(chat):
        chat.says("monday 9am").picks("09:00").picks("Book it")
        chat.hears("Booked: Mon 30 Nov 09:00")

Everything between a person's thumb and eye is the real thing, providers' payloads and networks left out: turns over a
real database, the outbox claimed as the relay claims it, words rendered for the channel.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from app.bootstrap import Application
from app.channels import SIMULATOR
from app.worker import DueWork
from bot.channels.ports import Outgoing
from bot.dialogs.exchange import Channel, Inbound, Kind, Reply, Tap
from bot.handlers.payload import clean
from bot.relay import outgoing_of
from bot.rendering import locale
from domain.schools import Student, Teacher
from storage.catalogue import CATALOGUE
from storage.engine import IDS_PER_BLOCK
from tests.factories import DEMO, MONDAY, Clock, SmallSchool, found_school, moment
from tests.watched_database import WatchedDatabase

_events = itertools.count(1)
_chat_ids = itertools.count(700_000_001)


MOST_STATEMENTS = 10
"""Of any turn, with BEGIN and COMMIT."""

_FOR_MANY_TURNS = re.compile(rb"SELECT nextval\('ids'\)|" + re.escape(CATALOGUE.partition("%")[0].encode()))
"""What a turn sends for others too: the drawing of 64 ids, and the reading of a catalogue that has changed."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it arrived on a phone, what it was made from, and the event that it answers, if any."""

    reply: Reply
    shown: Outgoing
    event_id: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(say.message for say in self.reply.says)

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.shown.buttons]

    @property
    def ids(self) -> list[str]:
        return [choice.id for choice in self.reply.choices]

    @property
    def plain(self) -> str:
        """Its words without the channel's markup."""
        return html.unescape(re.sub(r"</?b>|\*", "", self.shown.text))

    def and_then(self, question: Message) -> Message:
        """Both as one."""
        reply = replace(question.reply, says=(*self.reply.says, *question.reply.says))
        shown = replace(question.shown, text=f"{self.shown.text}\n{question.shown.text}")
        return replace(question, reply=reply, shown=shown)

    def has(self, expected: str) -> bool:
        """Whether it says the words, or the text of that name."""
        return expected in self.names or expected in self.plain


_SENT = """
UPDATE outbox SET status = 'sent', provider_id = 'test-' || id, sent_at = %(now)s, lease_until = NULL, error = ''
WHERE id = ANY(%(ids)s)
RETURNING id, event_id,
    EXISTS (SELECT FROM outbox WHERE status = 'queued' AND due_at <= %(now)s AND NOT id = ANY(%(ids)s))
"""
"""What the relay says of each message that was sent, of all at once, with what they answer and whether more is due."""

_LEAVE = """
WITH notices AS (UPDATE notices SET done_at = now() WHERE school_id = ANY(%s) AND done_at IS NULL),
     openings AS (UPDATE openings SET done_at = now() WHERE done_at IS NULL),
     messages AS (UPDATE outbox SET status = 'void' WHERE status = 'queued')
UPDATE bookings SET status = 'expired', hold_until = NULL, answer_until = NULL WHERE status IN ('draft', 'requested')
"""


class Town:
    """The program, its clock and its post: all schools and phones of a test."""

    def __init__(self, database: WatchedDatabase) -> None:
        self.database = database
        self.clock = Clock(moment(MONDAY))
        self.app = Application(DEMO, database, self.clock)
        self.schools: list[SmallSchool] = []
        self.phones: dict[tuple[str, str], Chat] = {}
        self._delivered_at: datetime | None = None

    def found(self, **rules: Any) -> SmallSchool:
        school = found_school(self.app.open_work, **rules)
        self.schools.append(school)
        return school

    def stranger(self, channel: Channel = Channel.SMS, phone: str | None = None, language: str | None = None) -> Chat:
        """Somebody with a phone whom no school knows, or not on this channel."""
        from tests.factories import new_phone

        number = phone or new_phone()
        address = str(next(_chat_ids)) if channel is Channel.TELEGRAM else number
        chat = Chat(self, channel, address, number, hint=language)
        self.phones[channel.value, address] = chat
        return chat

    def person(
        self, school: SmallSchool, who: Student | Teacher, channel: Channel = Channel.SMS, language: str = "en"
    ) -> Chat:
        """A student or teacher of the school at the phone, connected with it."""
        chat = self.stranger(channel, who.phone)
        chat.speaks = language
        with self.app.open_work() as work:
            work.administration.link_contact(
                school.id, "student" if isinstance(who, Student) else "teacher", who.id, channel.value, chat.address,
                language=language, transport=SIMULATOR,
            )  # fmt: skip
            work.commit()
        return chat

    def anna(self, school: SmallSchool, language: str, *lessons: str) -> Chat:
        """Anna by SMS, who usually drives with Mette, and has lessons at these wall times."""
        student = school.student("Anna Berg", language, school.mette)
        for start in lessons:
            school.books(student, start, made="2026-11-20 12:00")
        return self.person(school, student, language=language)

    def receive(self, inbound: Inbound) -> None:
        """Let the event be handled, with as few statements as any turn may take."""
        sent = self.database.sent
        sent.clear()
        self.app.conversations.receive(inbound, SIMULATOR)
        counted = [statement for statement in sent if not _FOR_MANY_TURNS.match(statement)]
        assert len(counted) <= MOST_STATEMENTS, (len(counted), inbound, *counted)

    def draw_ids(self) -> None:
        """Have nearly a whole block of ids at hand. Else the one statement that draws the next 64 would fall into
        whichever turn comes when they run out, which depends on what other tests have used up."""
        with self.app.open_work() as work:
            while work.next_id() % IDS_PER_BLOCK:
                pass
            work.next_id()

    def deliver(self) -> None:
        """Send what is due, as the relay does. Nothing is where no time has passed and nothing was put there since."""
        now = self.clock()
        if self._delivered_at == now and not any(b"outbox" in statement for statement in self.database.sent):
            return
        self.database.sent.clear()
        self._delivered_at = now
        more = True
        while more and (claimed := self.app.outbox.claim(now)):
            sent = self.database.execute(_SENT, {"now": now, "ids": [queued.id for queued in claimed]})
            answers, more = {message: event for message, event, _ in sent}, sent[0][2]
            for queued in claimed:
                chat = self.phones.get((queued.channel, queued.address))
                if chat is not None:
                    said, shown = Reply.from_data(queued.message), outgoing_of(queued)
                    chat.heard.append(Message(said, shown, answers[queued.id]))

    def work(self) -> None:
        """Do what is due now."""
        DueWork(self.app).run()
        self.deliver()

    def passes(self, **by: float) -> None:
        """Let time pass; what falls due on the way is done then."""
        self.until(self.clock() + timedelta(**by))

    def until(self, when: datetime | str) -> None:
        target, due = moment(when) if isinstance(when, str) else when, DueWork(self.app)
        while (upcoming := due.upcoming()) is not None and upcoming <= target:
            self.clock.now = max(upcoming, self.clock.now)
            self.work()
        self.clock.now = target
        self.work()

    def leave(self) -> None:
        """Leave nothing due behind that the next test would meet."""
        self.database.execute(_LEAVE, [[school.id for school in self.schools]])

    def bookings(self, status: str | None = None) -> list[tuple[str, str]]:
        """(wall start, status) of the bookings of this test's schools, by start."""
        rows = self.database.execute(
            "SELECT to_char(s.starts_at AT TIME ZONE 'Europe/Copenhagen', 'YYYY-MM-DD HH24:MI'), b.status "
            "FROM bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id "
            "WHERE b.school_id = ANY(%s) ORDER BY 1, b.id",
            [[school.id for school in self.schools]],
        )
        return [(start, kind) for start, kind in rows if status is None or kind == status]


@dataclass
class Chat:
    """One person's phone on one channel.

    hint: the language that the channel's profile tells. speaks: the person's own; where a line is given in Danish too
    (`da`), a Dane says or hears that one.
    """

    town: Town
    channel: Channel
    address: str
    phone: str
    hint: str | None = None
    speaks: str = "en"
    heard: list[Message] = field(default_factory=list)
    last_event: Inbound | None = None

    # What the person does

    def says(self, text: str, da: str = "") -> Chat:
        return self.sends(self.inbound(Kind.TEXT, text=clean(self.words(text, da))))

    def words(self, text: str, da: str = "") -> str:
        """What this person says or hears of the two."""
        return da if da and self.speaks == "da" else text

    def picks(self, answer: str) -> Chat:
        """Answer with the choice of this id or label (or the one label that contains it): its button, or its digit."""
        return self.picks_number(self.place_of(answer) + 1)

    def picks_number(self, number: int) -> Chat:
        if self.channel is Channel.SMS:
            return self.says(str(number))
        return self.taps(self.last.reply.menu or 0, number - 1)

    def taps(self, menu: int, index: int) -> Chat:
        """Press a button, perhaps of an old message."""
        return self.sends(self.inbound(Kind.TAP, tap=Tap(menu, index)))

    def shares_contact(self, phone: str | None = None) -> Chat:
        """Share the own contact; `phone` is what it says, the own number if not given."""
        return self.sends(self.inbound(Kind.CONTACT, phone=phone or self.phone))

    def does(self, kind: Kind, text: str = "") -> Chat:
        return self.sends(self.inbound(kind, text=clean(text)))

    def inbound(self, kind: Kind, **more: Any) -> Inbound:
        vouched = None if self.channel is Channel.TELEGRAM else self.phone
        values: dict[str, Any] = {"phone": vouched, "language": self.hint} | more
        return Inbound(self.channel, self.address, f"event-{next(_events)}", kind, **values)

    def sends(self, inbound: Inbound) -> Chat:
        """Let the event be handled, and read what comes. What was heard before is forgotten."""
        self.town.deliver()
        self.heard.clear()
        self.last_event = inbound
        self.town.receive(inbound)
        self.town.deliver()
        return self

    # What the person hears

    @property
    def answers(self) -> list[Message]:
        """All that came; an answer and a question that came apart are read as one."""
        answers: list[Message] = []
        for message in self.heard:
            if answers and message.event_id is not None and answers[-1].event_id == message.event_id:
                answers[-1] = answers[-1].and_then(message)
            else:
                answers.append(message)
        return answers

    @property
    def last(self) -> Message:
        assert self.heard, "nothing was heard"
        return self.answers[-1]

    @property
    def text(self) -> str:
        return self.last.shown.text

    @property
    def labels(self) -> list[str]:
        return self.last.labels

    def place_of(self, answer: str) -> int:
        labels, ids = self.last.labels, self.last.ids
        for among in (ids, labels):
            if answer in among:
                return among.index(answer)
        places = [place for place, label in enumerate(labels) if answer in label]
        assert len(places) == 1, f"{answer!r} is not one of {labels} {ids}"
        return places[0]

    def hears(self, *expected: str, da: str = "", choices: Sequence[str] | None = None) -> Chat:
        """The newest message says all of this: names of texts, or words; and offers these choices, if given."""
        parts = [*expected[:-1], self.words(expected[-1], da)] if expected else []
        missing = [part for part in parts if not self.last.has(part)]
        assert not missing, f"heard {self.last.names}:\n{self.text}\nbut not {missing}"
        if choices is not None:
            assert self.labels == list(choices)
        return self

    def hears_exactly(self, *texts: str) -> Chat:
        """All that came, word for word."""
        assert [message.shown.text for message in self.heard] == list(texts)
        return self

    def hears_nothing(self) -> Chat:
        assert [message.shown.text for message in self.heard] == []
        return self

    def forget(self) -> Chat:
        self.heard.clear()
        return self

    @property
    def language(self) -> str:
        return self.last.shown.language


def words(language: str, name: str) -> str:
    """A text without parameters in a language."""
    text: str = locale(language)["messages"][name]
    return text
