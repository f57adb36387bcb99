"""Whatever students, teachers and strangers do, in whatever order and language, on every channel: they are answered,
within the limits of the channel, and find the way to the menu.

    FUZZ=500 make test ARGS=tests/dialogs/test_fuzz.py

tries that many stories, other ones each time.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from admin_api.routes import PREFIX
from app.bootstrap import Application
from bot.channels.buttons import button_data
from bot.channels.content import MAX_BODY, shape_of
from bot.channels.markup import visible_length
from bot.channels.sms import MAX_TEXT
from bot.dialogs.capabilities import CAPABILITIES
from bot.dialogs.exchange import Channel, Kind
from domain.courses import Course
from domain.lessons import Actor
from domain.services.cancelling import cancel
from tests.admin_api.calling import Api
from tests.chat import Chat, Town
from tests.dialogs.plans import attended, skilled
from tests.factories import DEMO, moment
from tests.rendering.test_messages import GSM7, GSM7_EXTENDED
from tests.storage.books import Books
from tests.watched_database import WatchedDatabase

STORIES = int(os.environ.get("FUZZ", "6"))
LONGEST_TELEGRAM, LONGEST_DATA = 4096, 64
OK = 200

WORDS = [
    "hi", "menu", "back", "stop", "never mind", "help", "yes", "no", "ok", "more", "earlier", "thanks", "start over",
    "done", "xyzzy", "", "🚗", "99", "0", "1", "2", "3", "balance", "statement", "progress", "language", "dansk",
    "english", "book", "book wed at 10", "lesson thu", "thursday instead", "at 10", "with jonas", "track", "theory",
    "next week", "same time friday", "mette", "my lessons", "move my lesson", "move to friday at 11", "cancel",
    "cancel my lesson on thursday", "saturday", "31 april", "tomorrow or friday after 3", "switch school",
    "talk to the school", "buy a package", "the package of 10 lessons", "courses", "join the course winter",
    "tell me if an earlier lesson comes up", "my waitlist", "why can't I book", "pick me up at the station", "history",
    "invoices", "next step", "picture", "I'm 10 minutes late", "running late", "I'm sick today", "today", "week",
    "month", "attendance", "attended", "no show", "undo", "note anna parks well", "note", "mark", "mark anna parking 4",
    "bo passed the test", "sign", "my hours", "2 missing", "all came",
    "who's next", "she did come", "anna came on friday", "no wait, bo didn't come", "10 min late for anna",
    "hej", "tilbage", "glem det", "hjælp", "ja", "nej", "mere", "book fredag kl 10", "flyt min tid", "aflys torsdag",
    "tal med skolen", "saldo", "jeg er 10 minutter forsinket", "notat anna", "bedøm", "fremmøde", "sprog",
    "ich möchte am Freitag um 10 fahren", "wie viel schulde ich", "hallo", "zurück", "nein danke",
    "boka en lektion på torsdag kl 14", "avboka", "hjälp", "kan jeg få en kjøretime på fredag", "avbestill timen",
    "deutsch", "svenska", "på norsk", "meine termine", "mina tider", "mine timer",
]  # fmt: skip

PEOPLE = 6
who = st.integers(0, PEOPLE - 1)
words = st.one_of(
    st.sampled_from(WORDS),
    st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)).map(" ".join),
    st.text(max_size=60),
)
deeds = st.one_of(
    st.tuples(st.just("says"), who, words),
    st.tuples(st.just("says"), who, st.sampled_from(WORDS)),
    st.tuples(st.just("picks"), who, st.integers(0, 9)),
    st.tuples(st.just("picks"), who, st.integers(0, 3)),
    st.tuples(st.just("taps"), who, st.tuples(st.integers(0, 4), st.integers(0, 9))),
    st.tuples(st.just("sends"), who, st.sampled_from([Kind.MEDIA, Kind.EDITED, Kind.CONTACT, Kind.FOREIGN_CONTACT])),
    st.tuples(st.just("repeats"), who, st.none()),
    st.tuples(st.just("waits"), who, st.sampled_from([1, 6, 45, 300, 800, 1500])),
    st.tuples(st.just("restarts"), who, st.none()),
    st.tuples(st.just("frees"), who, st.none()),
    st.tuples(st.just("staff"), who, st.sampled_from(["reply", "reply", "close"])),
)
Deed = tuple[str, int, Any]


class Story:
    """A school with all that can be talked of, and the people at their phones."""

    def __init__(self, database: WatchedDatabase) -> None:
        self.town = Town(database)
        self.school = school = self.town.found()
        skilled(school)
        self.letters: set[str] = set()
        students = [school.student(name, language, school.mette) for name, language in STUDENTS]
        for student, start in zip(students, ("2026-11-26 12:00", "2026-11-26 14:00"), strict=False):
            school.books(student, start, made="2026-11-20 12:00")
        attended(self.town, school, students[0], "2026-11-20 10:00")
        school.books(students[1], "2026-11-23 09:00", made="2026-11-20 12:00")
        evening = school.plans_class("2026-11-26 18:30")
        with self.town.app.open_work() as work:
            work.courses.add(Course(work.next_id(), school.id, {"en": "Winter"}, (evening.id,)))
            work.commit()
        books = Books(school, students[0], moment("2026-11-20 12:00"))
        for amount in range(1, 8):
            books.pays(amount)
        books.offers()
        self.api = Api(database)
        with self.town.app.open_work() as work:
            self.key = {"Authorization": f"Bearer {work.keys.create(school.id, 'staff')}"}
            work.commit()
        self.people = [
            self.town.person(school, students[0], Channel.SMS, "en"),
            self.town.person(school, students[1], Channel.WHATSAPP, "sv"),
            self.town.person(school, students[2], Channel.TELEGRAM, "de"),
            self.town.person(school, school.mette, Channel.SMS, "da"),
            self.town.person(school, school.jonas, Channel.TELEGRAM, "nb"),
            self.town.stranger(Channel.TELEGRAM),
        ]

    def does(self, deed: Deed) -> None:
        doing, number, what = deed
        chat = self.people[number]
        menu = (chat.heard[-1].reply.menu or 0) if chat.heard else 0
        match doing:
            case "says":
                self.letters |= set(what)
                chat.says(what)
            case "picks":
                offered = len(chat.heard[-1].reply.choices) if chat.heard else 0
                chat.picks_number(1 + what % max(offered, 1)) if chat.heard else chat.says(str(what))
            case "taps":
                chat.taps(menu - what[0], what[1])
            case "sends":
                chat.does(what)
            case "repeats" if chat.last_event is not None:
                chat.sends(chat.last_event)
                assert not chat.heard, "what was handled is handled once"
                return
            case "waits":
                self.town.passes(minutes=what)
                return
            case "restarts":
                self.town.app = Application(DEMO, self.town.database, self.town.clock)
                return
            case "frees":
                self.frees_a_time()
                return
            case "staff":
                self.staff_sees_to_a_message(what)
                return
            case _:
                return
        assert len(chat.answers) == 1, f"{len(chat.answers)} answers"
        assert "sorry" not in chat.last.names

    def frees_a_time(self) -> None:
        """The school cancels a lesson: others may be offered it."""
        rows = self.town.database.execute(
            "SELECT b.id FROM bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id "
            "WHERE b.school_id = %s AND b.status = 'confirmed' AND s.starts_at > %s ORDER BY b.id LIMIT 1",
            [self.school.id, self.town.clock()],
        )
        for (booking_id,) in rows:
            with self.town.app.open_work() as work:
                cancel(self.school.desk(work, Actor.STAFF, self.town.clock()), booking_id)
                work.commit()
        self.town.work()

    def staff_sees_to_a_message(self, how: str) -> None:
        """The newest one, open or not."""
        self.api.now = self.town.clock()
        messages = self.api.ask("GET", f"{PREFIX}/messages", headers=self.key).json()["items"]
        if messages:
            body = {"text": "Thursday at 10?"} if how == "reply" else None
            answered = self.api.ask(
                "POST", f"{PREFIX}/messages/{messages[-1]['id']}/{how}", headers=self.key, json=body
            )
            assert answered.status_code == OK, answered.text
        self.town.deliver()

    def keeps_to_the_limits(self) -> None:
        for chat in self.people:
            for message in chat.heard:
                keeps_to_the_limits(chat, message.shown, self.letters)


STUDENTS = [("Anna Berg", "en"), ("Bo Lind", "sv"), ("Mia Holt", "de")]


def keeps_to_the_limits(chat: Chat, shown: Any, letters: set[str]) -> None:
    assert shown.text.strip()
    labels = [button.label for button in shown.buttons]
    assert len(labels) <= CAPABILITIES[chat.channel].choices
    assert all(label.strip() for label in labels)
    assert len(set(labels)) == len(labels), labels
    if chat.channel is Channel.TELEGRAM:
        assert visible_length(shown.text) <= LONGEST_TELEGRAM
        assert all(len(button_data(shown.menu, button.number)) <= LONGEST_DATA for button in shown.buttons)
        return
    assert len(shown.text) <= MAX_TEXT
    if chat.channel is Channel.WHATSAPP:
        assert shape_of(shown) is None or len(shown.body) <= MAX_BODY
    else:
        assert set(shown.text) <= GSM7 | GSM7_EXTENDED | letters


@pytest.mark.timeout(0)
@settings(
    max_examples=STORIES,
    derandomize="FUZZ" not in os.environ,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(story=st.lists(deeds, min_size=15, max_size=40))
def test_whoever_does_whatever_is_answered(chat_database: WatchedDatabase, story: list[Deed]) -> None:
    told = Story(chat_database)
    try:
        for deed in story:
            note(repr(deed))
            told.does(deed)
            told.keeps_to_the_limits()
        for number, chat in enumerate(told.people):
            note(f"menu of {number}")
            chat.says("menu")
            assert chat.last.names[-1] in {"menu", "menu_teacher", "ask_code"}
    finally:
        told.town.leave()
