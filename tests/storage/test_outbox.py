from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from domain.lessons import Actor, Booking
from domain.schools import Student
from domain.services.cancelling import cancel
from storage.catalogue import CatalogueCache
from storage.engine import Database
from storage.outbox import DELIVERY_ORDER, LEASE, Outbox, Queued
from storage.unit_of_work import unit_of_work
from tests.factories import OpenWork, SmallSchool, found_school
from tests.storage.racing import together

NOW = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


class Post:
    """An outbox of its own, and a school whose people have phones."""

    def __init__(self, database: Database) -> None:
        catalogues = CatalogueCache()
        self.database = database
        self.outbox = Outbox(database)
        self.open_work: OpenWork = lambda: unit_of_work(database, catalogues)
        self.school = found_school(self.open_work)

    def contact(self, person: Student | None = None, channel: str = "sms") -> int:
        student = person or self.school.student("Ida Krogh")
        with self.open_work() as work:
            contact_id = work.administration.link_contact(
                self.school.id, "student", student.id, channel, str(student.phone), language="en"
            )
            work.commit()
        return contact_id

    def queue(self, contact_id: int, *texts: str, **more: object) -> None:
        with self.open_work() as work:
            options = {"transport": "provider", "language": "en", "now": NOW, "school_id": self.school.id} | more
            for text in texts:
                work.conversations.queue(contact_id, {"says": [[text, {}]]}, **options)  # type: ignore[arg-type]
            work.commit()

    def claim(self, now: datetime = NOW) -> list[Queued]:
        return self.outbox.claim(now)

    def texts(self, now: datetime = NOW) -> list[str]:
        return [text(queued) for queued in self.claim(now)]

    def statuses(self) -> list[str]:
        return [status for (status,) in self.database.execute("SELECT status FROM outbox ORDER BY id")]

    def crash(self) -> None:
        """Let the leases run out, as if their relay had died."""
        self.database.execute("UPDATE outbox SET lease_until = now() - interval '1 second' WHERE lease_until > now()")


def text(queued: Queued) -> str:
    return str(queued.message["says"][0][0])


@pytest.fixture(scope="module")
def own_database(database_server: str, migrated_template: str) -> Iterator[Database]:
    from tests import database

    with database.new_database(database_server, migrated_template) as url, Database(url, size=10) as opened:
        yield opened


@pytest.fixture
def post(own_database: Database) -> Post:
    own_database.execute("DELETE FROM outbox")
    return Post(own_database)


def test_messages_to_one_contact_are_claimed_one_by_one_in_order(post: Post) -> None:
    contact = post.contact()
    post.queue(contact, "first", "second")
    post.queue(contact, "third")
    for expected in ("first", "second", "third"):
        (queued,) = post.claim()
        assert text(queued) == expected
        assert post.claim() == [], "the next one waits until this one is sent"
        post.outbox.sent(queued.id, "SM1", NOW)
    assert post.claim() == []


def test_contacts_do_not_wait_for_each_other(post: Post) -> None:
    ida, ole = post.contact(), post.contact()
    post.queue(ida, "to Ida", "again to Ida")
    post.queue(ole, "to Ole")
    assert post.texts() == ["to Ida", "to Ole"]


def test_a_message_that_waits_keeps_those_after_it_waiting(post: Post) -> None:
    post.queue(post.contact(), "first", "second")
    (first,) = post.claim()
    post.outbox.later(first.id, LATER, "busy")
    assert post.claim() == []
    assert post.texts(LATER) == ["first"]


def test_a_claimed_message_belongs_to_one_relay_until_its_lease_ends(post: Post) -> None:
    post.queue(post.contact(), "hello")
    assert post.texts() == ["hello"]
    assert post.texts(NOW + 10 * LEASE) == [], "leases run on the database's clock, not on the demo's"
    post.crash()
    (queued,) = post.claim()
    assert queued.attempts == 2


def test_many_relays_claim_each_message_once(post: Post) -> None:
    for _ in range(12):
        post.queue(post.contact(), "one", "two")
    claimed: list[int] = []

    def relay(outbox: Outbox) -> None:
        for _ in range(4):
            claimed.extend(queued.id for queued in outbox.claim(NOW, limit=5))

    together(relay, [Outbox(post.database) for _ in range(4)])
    assert len(claimed) == len(set(claimed)) == 12


def test_a_reminder_whose_relay_died_is_not_repeated_but_a_reply_is(post: Post) -> None:
    post.queue(post.contact(), "reply")
    post.queue(post.contact(), "reminder", once=True)
    assert sorted(post.texts()) == ["reminder", "reply"]
    post.crash()
    assert post.texts() == ["reply"]
    assert post.statuses() == ["queued", "unknown"]


def test_a_reminder_that_was_put_off_is_not_lost(post: Post) -> None:
    post.queue(post.contact(), "reminder", once=True)
    (queued,) = post.claim()
    post.outbox.later(queued.id, LATER, "busy")
    assert post.texts(LATER) == ["reminder"]


def test_tries_that_were_the_channels_wish_do_not_count(post: Post) -> None:
    post.queue(post.contact(), "hello")
    for counted, attempts in ((False, 1), (True, 1), (True, 2)):
        (queued,) = post.claim()
        assert queued.attempts == attempts
        post.outbox.later(queued.id, NOW, "slow down", counted=counted)


@pytest.fixture
def booking(post: Post) -> Booking:
    return post.school.books(post.school.student("Ida Krogh"), "2027-06-07 10:00")


def test_a_message_about_a_booking_that_has_changed_is_void(post: Post, booking: Booking) -> None:
    contact = post.contact()
    post.queue(contact, "of this version", booking_id=booking.id, version=1)
    post.queue(contact, "of a later one", booking_id=booking.id, version=2)
    (queued,) = post.claim()
    assert text(queued) == "of this version"
    post.outbox.sent(queued.id, "SM1", NOW)
    assert post.claim() == []
    assert post.statuses() == ["sent", "void"]


def test_a_reminder_that_is_waiting_when_its_lesson_is_cancelled_is_void(post: Post, booking: Booking) -> None:
    post.queue(post.contact(), "reminder", booking_id=booking.id, version=1, once=True)
    with post.open_work() as work:
        cancel(post.school.desk(work, Actor.STAFF, NOW), booking.id)
        work.commit()
    assert post.claim() == []
    assert post.statuses() == ["void"]


def test_what_has_expired_is_void_and_lets_the_next_one_pass(post: Post) -> None:
    contact = post.contact()
    post.queue(contact, "too late", expires_at=LATER)
    post.queue(contact, "still of use")
    assert post.texts(LATER) == ["still of use"]
    assert post.statuses() == ["void", "queued"]


def test_a_key_is_queued_once(post: Post) -> None:
    contact = post.contact()
    for _ in range(2):
        post.queue(contact, "reminder", key="1:reminder:7")
    assert len(post.statuses()) == 1


def test_a_notice_that_cannot_be_delivered_goes_to_the_persons_next_contact(post: Post, booking: Booking) -> None:
    ida = post.school.student("Ida Krogh")
    sms, whatsapp = post.contact(ida, "sms"), post.contact(ida, "whatsapp")
    post.queue(sms, "reminder", key="k", booking_id=booking.id, version=1, once=True)
    (queued,) = post.claim()
    post.outbox.failed(queued.id, "no such number", NOW, contact_gone=True)
    (again,) = post.claim()
    assert (text(again), again.channel, again.once) == ("reminder", "whatsapp", True)
    assert post.statuses() == ["failed", "queued"]
    with post.open_work() as work:
        reach = work.conversations.reach(post.school.id, ida.id)
    assert reach is not None
    assert reach.contact_id == whatsapp, "the gone contact is not tried first any more"


def test_a_reply_that_cannot_be_delivered_goes_nowhere_else(post: Post) -> None:
    ida = post.school.student("Ida Krogh")
    sms, _ = post.contact(ida, "sms"), post.contact(ida, "whatsapp")
    post.queue(sms, "reply")
    (queued,) = post.claim()
    post.outbox.failed(queued.id, "refused", NOW)
    assert post.claim() == []


def test_a_notice_falls_back_to_no_contact_that_is_gone_or_somebody_elses(post: Post) -> None:
    ida, ole = post.school.student("Ida Krogh"), post.school.student("Ole Lund")
    sms, whatsapp = post.contact(ida, "sms"), post.contact(ida, "whatsapp")
    post.contact(ole, "sms")
    post.database.execute("UPDATE contacts SET gone_at = now() WHERE id = %s", [whatsapp])
    post.queue(sms, "notice", key="k")
    (queued,) = post.claim()
    post.outbox.failed(queued.id, "refused", NOW, contact_gone=True)
    assert post.claim() == []


@pytest.mark.parametrize("close", ["sent", "unknown", "failed"])
def test_what_is_closed_stays_closed(post: Post, close: str) -> None:
    post.queue(post.contact(), "hello")
    (queued,) = post.claim()
    closing: dict[str, Callable[[], None]] = {
        "sent": lambda: post.outbox.sent(queued.id, "SM1", NOW),
        "unknown": lambda: post.outbox.unknown(queued.id, "no answer"),
        "failed": lambda: post.outbox.failed(queued.id, "refused", NOW),
    }
    closing[close]()
    for other in closing.values():
        other()
    post.outbox.later(queued.id, NOW, "busy")
    assert post.statuses() == [close]
    assert post.claim() == []


def test_delivery_statuses_only_move_forward_in_whatever_order_they_arrive(post: Post) -> None:
    for arrivals in permutations(("queued", "sent", "delivered", "read")):
        post.queue(post.contact(), "hello")
        (queued,) = post.claim()
        sid = f"SM{queued.id}"
        post.outbox.sent(queued.id, sid, NOW)
        known = []
        for status in arrivals:
            post.outbox.forward(sid, status, None, NOW)
            ((delivery,),) = post.database.execute("SELECT delivery FROM outbox WHERE provider_id = %s", [sid])
            known.append(DELIVERY_ORDER.index(delivery))
        assert known == sorted(known)
        assert delivery == "read"


def test_a_status_nobody_knows_or_of_a_message_nobody_sent_changes_nothing(post: Post) -> None:
    post.queue(post.contact(), "hello")
    (queued,) = post.claim()
    post.outbox.sent(queued.id, "SM7", NOW)
    post.outbox.forward("SM7", "delivered", None, NOW)
    post.outbox.forward("SM7", "teleported", "30001", NOW)
    post.outbox.forward("SM-of-others", "read", "30001", NOW)
    assert post.database.execute("SELECT delivery, error FROM outbox") == [("delivered", "")]


def test_what_waits_is_counted_with_its_age(post: Post) -> None:
    assert post.outbox.waiting(NOW) == (0, 0.0)
    post.queue(post.contact(), "one", "two")
    assert post.outbox.waiting(LATER) == (2, 60.0)
    assert post.outbox.waiting(NOW - LEASE) == (0, 0.0)


def test_the_same_event_is_noted_once_per_channel(post: Post) -> None:
    def arrives(channel: str, event_id: str) -> bool:
        with post.open_work() as work:
            opened = work.conversations.open_turn(channel, "+4599000002", event_id, {"text": "hi"}, NOW)
            work.commit()
        return opened is not None

    assert [arrives("sms", "SM1"), arrives("sms", "SM1"), arrives("whatsapp", "SM1"), arrives("sms", "SM2")] == [
        True, False, True, True,
    ]  # fmt: skip


def test_an_event_whose_turn_was_undone_is_not_taken_for_handled(post: Post) -> None:
    for _ in range(2):
        with post.open_work() as work:
            assert work.conversations.open_turn("sms", "+4599000003", "SM3", {}, NOW) is not None
            work.rollback()


def test_a_turn_waits_for_the_one_before_it_in_the_same_conversation(post: Post) -> None:
    """And sees what that one has saved."""
    seen: list[int] = []

    def turn(event_id: str) -> None:
        with post.open_work() as work:
            opened = work.conversations.open_turn("sms", "+4599000004", event_id, {}, NOW)
            assert opened is not None
            count = int(opened.state.get("count", 0))
            seen.append(count)
            work.conversations.save(
                opened.contact_id, state={"count": count + 1}, language=None, transport=None, school_id=None,
                role=None, person_id=None, heard_at=NOW,
            )  # fmt: skip
            work.commit()

    turn("a")
    together(turn, list("bcdefgh"))
    assert seen == list(range(8))


def test_failures_of_an_event_are_counted(post: Post) -> None:
    def fails(event_id: str) -> int:
        with post.open_work() as work:
            count = work.conversations.failed("sms", "+4599000005", event_id, "ValueError", NOW)
            work.commit()
        return count

    assert [fails("x"), fails("x"), fails("y"), fails("x")] == [1, 2, 1, 3]


def test_a_person_is_reached_where_last_heard(post: Post, booking: Booking) -> None:
    ida = post.school.student("Ida Krogh")
    sms, whatsapp = post.contact(ida, "sms"), post.contact(ida, "whatsapp")

    def reached() -> int | None:
        with post.open_work() as work:
            found = work.conversations.reach(post.school.id, ida.id)
        return found.contact_id if found else None

    assert reached() == sms
    post.database.execute("UPDATE conversations SET last_inbound_at = now() WHERE contact_id = %s", [whatsapp])
    assert reached() == whatsapp
    post.database.execute("UPDATE contacts SET gone_at = now() WHERE id = ANY(%s)", [[sms, whatsapp]])
    assert reached() is None


def test_the_other_schools_person_of_the_same_number_is_not_reached(post: Post) -> None:
    other: SmallSchool = found_school(post.open_work)
    ida = post.school.student("Ida Krogh")
    post.contact(ida)
    with post.open_work() as work:
        assert work.conversations.reach(other.id, ida.id) is None


def test_a_notice_that_did_not_arrive_goes_on_from_contact_to_contact(post: Post, booking: Booking) -> None:
    ida = post.school.student("Ida Krogh")
    contacts = [post.contact(ida, channel) for channel in ("sms", "whatsapp", "telegram")]
    post.queue(contacts[0], "reminder", key="k", booking_id=booking.id, version=1, once=True)
    channels = []
    while claimed := post.claim():
        (queued,) = claimed
        channels.append(queued.channel)
        post.outbox.sent(queued.id, f"SM{queued.id}", NOW)
        post.outbox.forward(f"SM{queued.id}", "undelivered", "30005", NOW, contact_gone=True)
        post.outbox.forward(f"SM{queued.id}", "undelivered", "30005", NOW, contact_gone=True)
    assert sorted(channels) == ["sms", "telegram", "whatsapp"]
