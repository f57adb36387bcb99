"""Who takes a booking from which state to which, and when: the table below, written down independently of the code.

Times of the table: a draft is held until 12:05, a request may be answered until 8:00 on the next day, and the lesson is
on that day from 10:00 to 10:45.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import AlreadyStarted, HoldExpired, NotAllowed, NotStartedYet, Refusal
from domain.events import (
    BookingCancelled,
    BookingCompleted,
    BookingConfirmed,
    BookingMissed,
    BookingMoved,
    RequestDeclined,
    RequestLapsed,
)
from domain.lessons import Actor, Booking, Session, Status, hold_end
from domain.money import Money
from domain.policies import Policy
from domain.timeslots import Interval

MADE = datetime(2027, 6, 7, 12, 0, tzinfo=UTC)
HELD_UNTIL = datetime(2027, 6, 7, 12, 5, tzinfo=UTC)
START = datetime(2027, 6, 8, 10, 0, tzinfo=UTC)
END = datetime(2027, 6, 8, 10, 45, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ANSWER_UNTIL = START - timedelta(hours=2)
MOMENTS = {
    "held": HELD_UNTIL - SECOND,
    "lapsed": HELD_UNTIL,
    "unanswered": ANSWER_UNTIL,
    "just before": START - SECOND,
    "started": START,
    "ended": END,
    "a year later": END + timedelta(days=365),
}
BEFORE_START = ("held", "lapsed", "unanswered", "just before")
FROM_START = ("started", "ended", "a year later")
ALWAYS = tuple(MOMENTS)

ALLOWED = {
    ("draft", "confirm", "student"): ("held",),
    ("draft", "confirm", "staff"): ("held",),
    ("draft", "release", "student"): ALWAYS,
    ("draft", "release", "staff"): ALWAYS,
    ("draft", "release", "system"): ALWAYS,
    ("draft", "expire", "system"): tuple(name for name in MOMENTS if name != "held"),
    ("requested", "confirm", "staff"): BEFORE_START,
    ("requested", "withdraw", "student"): BEFORE_START,
    ("requested", "withdraw", "staff"): ALWAYS,
    ("requested", "withdraw", "system"): ALWAYS,
    ("requested", "lapse", "system"): ("unanswered", "just before", *FROM_START),
    ("confirmed", "cancel", "student"): BEFORE_START,
    ("confirmed", "cancel", "teacher"): ALWAYS,
    ("confirmed", "cancel", "staff"): ALWAYS,
    ("confirmed", "cancel", "system"): FROM_START,
    ("confirmed", "complete", "teacher"): FROM_START,
    ("confirmed", "complete", "staff"): FROM_START,
    ("confirmed", "miss", "teacher"): FROM_START,
    ("confirmed", "miss", "staff"): FROM_START,
}
"""Everything else is refused."""

UNTIMELY = {"confirm": HoldExpired, "expire": NotAllowed, "cancel": AlreadyStarted, "complete": NotStartedYet,
            "miss": NotStartedYet, "withdraw": AlreadyStarted, "lapse": NotAllowed}  # fmt: skip
"""How the right person is refused at the wrong time. All other refusals are NotAllowed."""

RESULT = {"confirm": "confirmed", "release": "cancelled", "expire": "expired", "cancel": "cancelled",
          "complete": "completed", "miss": "no_show", "withdraw": "cancelled", "lapse": "expired"}  # fmt: skip
EVENT = {"confirm": BookingConfirmed, "cancel": BookingCancelled, "complete": BookingCompleted, "miss": BookingMissed,
         "withdraw": RequestDeclined, "lapse": RequestLapsed}  # fmt: skip
UNTOLD = {("withdraw", "student")}
"""Steps that are nobody's news but the one's who takes them."""
ACTIONS: dict[str, Callable[[Booking, Actor, datetime], object]] = {
    "confirm": Booking.confirm,
    "release": Booking.release,
    "expire": lambda booking, _, now: booking.expire(now),
    "cancel": Booking.cancel,
    "complete": Booking.complete,
    "miss": Booking.miss,
    "withdraw": Booking.withdraw,
    "lapse": lambda booking, _, now: booking.lapse(now),
}


def booking(status: str = "confirmed", policy: Policy | None = None, price: int = 65_000) -> Booking:
    session = Session(2, 1, 3, Interval(START, END), (11,), (21,), taken=1)
    hold = HELD_UNTIL if status == "draft" else None
    answer = ANSWER_UNTIL if status == "requested" else None
    made = Booking(1, 1, session, 31, Status(status), Money(price, "DKK"), policy or Policy(), MADE, hold)
    made.answer_until = answer
    return made


def every_combination() -> list[tuple[str, str, str]]:
    return [
        (status.value, action, actor.value)
        for status in Status
        for action in ACTIONS
        for actor in (Actor if action not in {"expire", "lapse"} else [Actor.SYSTEM])
    ]


@pytest.mark.parametrize(("status", "action", "actor"), every_combination())
def test_every_step_is_taken_only_by_whom_and_when_the_table_says(status: str, action: str, actor: str) -> None:
    permitted = ALLOWED.get((status, action, actor), ())
    for moment, now in MOMENTS.items():
        subject = booking(status)
        if moment in permitted:
            ACTIONS[action](subject, Actor(actor), now)
            assert subject.status == RESULT[action]
            told = action in EVENT and (action, actor) not in UNTOLD
            assert [type(event) for event in subject.events] == ([EVENT[action]] if told else [])
            assert (subject.hold_until, subject.answer_until) == (None, None)
            continue
        with pytest.raises(Refusal) as refused:
            ACTIONS[action](subject, Actor(actor), now)
        lapsed = status == "expired" and action == "confirm"
        expected = HoldExpired if lapsed else UNTIMELY[action] if permitted else NotAllowed
        if permitted and (status, action) == ("requested", "confirm"):
            expected = AlreadyStarted
        if permitted and (action, actor) == ("cancel", "system"):
            expected = NotStartedYet
        assert type(refused.value) is expected, moment
        assert (subject.status, subject.version, subject.events) == (status, 1, [])


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.CONFIRMED])
def test_only_a_confirmed_booking_moves(status: Status) -> None:
    with pytest.raises(NotAllowed):
        booking(status).move(another_session(), Actor.STUDENT, MADE)


def test_a_lesson_that_has_begun_is_moved_by_nobody() -> None:
    for actor in Actor:
        with pytest.raises(AlreadyStarted) as refused:
            booking().move(another_session(), actor, START)
        assert refused.value.starts_at == START


def test_a_move_keeps_the_booking_and_tells_where_it_was() -> None:
    subject, session = booking(), another_session()
    left = subject.session
    subject.move(session, Actor.STUDENT, MADE)
    assert (subject.session, subject.version, subject.status) == (session, 2, Status.CONFIRMED)
    (event,) = subject.events
    assert isinstance(event, BookingMoved)
    assert event.left is left


def another_session() -> Session:
    return Session(4, 1, 3, Interval(START + timedelta(days=1), END + timedelta(days=1)), (11,), (21,), taken=1)


@pytest.mark.parametrize(
    ("before_start", "cost"),
    [
        (timedelta(hours=24, microseconds=1), 0),
        (timedelta(hours=24), 0),
        (timedelta(hours=24) - timedelta(microseconds=1), 32_500),
        (timedelta(microseconds=1), 32_500),
    ],
    ids=["before the cut-off", "at the cut-off", "after the cut-off", "at the last moment"],
)
def test_cancelling_and_moving_are_free_up_to_the_cut_off_itself(before_start: timedelta, cost: int) -> None:
    now = START - before_start
    assert booking().fee_at(now) == Money(cost, "DKK")
    assert booking().cancel(Actor.STUDENT, now) == Money(cost, "DKK")
    assert booking().move(another_session(), Actor.STUDENT, now) == Money(cost, "DKK")


@pytest.mark.parametrize("actor", [Actor.TEACHER, Actor.STAFF])
def test_the_school_cancels_and_moves_without_a_fee(actor: Actor) -> None:
    assert booking().cancel(actor, START - SECOND) == Money(0, "DKK")
    assert booking().move(another_session(), actor, START - SECOND) == Money(0, "DKK")


def test_the_fee_is_that_of_the_policy_the_booking_was_made_under() -> None:
    strict = booking(policy=Policy(free_until_hours=48, late_fee_percent=33), price=101)
    assert strict.fee_at(START - timedelta(hours=48)) == Money(0, "DKK")
    assert strict.fee_at(START - timedelta(hours=47)) == Money(33, "DKK")
    assert booking(policy=Policy(late_fee_percent=0)).fee_at(START - SECOND) == Money(0, "DKK")


def test_the_reason_of_a_cancellation_is_kept_and_told() -> None:
    subject = booking()
    subject.cancel(Actor.STAFF, MADE, "the car is at the garage")
    (event,) = subject.events
    assert isinstance(event, BookingCancelled)
    assert (subject.note, event.reason, subject.version) == ("the car is at the garage",) * 2 + (2,)


def test_a_hold_lasts_as_long_as_the_policy_says_and_not_an_instant_longer() -> None:
    assert hold_end(Policy(hold_minutes=5), MADE) == HELD_UNTIL
    assert booking("draft").held(HELD_UNTIL - timedelta(microseconds=1))
    assert not booking("draft").held(HELD_UNTIL)
    assert not booking("confirmed").held(MADE)


def test_bookings_and_sessions_are_the_same_only_if_they_are_one() -> None:
    assert booking() != booking()
    assert another_session() != another_session()


def test_where_the_school_approves_bookings_a_students_yes_asks_for_one() -> None:
    asked = booking("draft", Policy(approval_needed=True, answer_hours=3))
    asked.confirm(Actor.STUDENT, MADE)
    assert (asked.status, asked.hold_until, asked.events) == (Status.REQUESTED, None, [])
    assert asked.answer_until == START - timedelta(hours=3)
    asked.confirm(Actor.STAFF, MADE)
    (event,) = asked.events
    assert isinstance(event, BookingConfirmed)
    assert event.approved


def test_the_schools_own_yes_needs_no_other() -> None:
    by_staff = booking("draft", Policy(approval_needed=True))
    by_staff.confirm(Actor.STAFF, MADE)
    assert by_staff.status is Status.CONFIRMED


def test_what_is_asked_for_late_may_be_answered_until_the_lesson_begins() -> None:
    asked = booking("draft", Policy(approval_needed=True, answer_hours=48))
    asked.confirm(Actor.STUDENT, MADE)
    assert asked.answer_until == START
