"""Openings and offers on committed rows: nothing is lost, nothing is offered twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from app.filling import fill_openings
from domain.errors import Refusal
from domain.lessons import Actor, Session
from domain.ports import TryAgain
from domain.schools import Student
from domain.services.booking import confirm, expire, hold
from domain.services.cancelling import cancel
from domain.services.offering import decline, fill, slot_of, take
from domain.services.searching import search
from domain.services.waiting import wait_for_class
from domain.slots import SlotQuery, Window
from storage.catalogue import CatalogueCache
from storage.engine import Database
from storage.unit_of_work import UnitOfWork, unit_of_work
from tests.factories import OpenWork, SmallSchool, found_school, moment
from tests.storage.racing import race

NOW = moment("2026-11-24 12:00")
CLASS = "2026-11-26 18:30"


@pytest.fixture
def own_work(fresh_database_url: str) -> Iterator[OpenWork]:
    """A database of one's own: what is due in it is due in this story."""
    with Database(fresh_database_url, size=12) as opened:
        catalogues = CatalogueCache()
        yield lambda: unit_of_work(opened, catalogues)


@pytest.fixture
def havn(own_work: OpenWork) -> SmallSchool:
    return found_school(own_work)


@pytest.fixture
def full(havn: SmallSchool) -> Session:
    """A class on Thursday evening, taken by Bo and Mia; Anna and Nia wait for a seat."""
    session = havn.plans_class(CLASS)
    for name in ("Bo", "Mia"):
        havn.books(havn.student(name), CLASS, "theory", havn.jonas, made="2026-11-20 12:00")
    for age, name in enumerate(("Anna", "Nia")):
        student = havn.student(name)
        with havn.open_work() as work:
            work.administration.link_contact(havn.id, "student", student.id, "sms", student.phone or "")
            wait_for_class(havn.desk(work, Actor.STUDENT, NOW - timedelta(hours=9 - age)), student, session.id)
            work.commit()
    return session


def frees(havn: SmallSchool, name: str, now: datetime = NOW) -> None:
    with havn.open_work() as work:
        booking = work.bookings.coming(havn.id, havn.students[name].id, now)[0]
        cancel(havn.desk(work, Actor.STAFF, now), booking.id)
        work.commit()


def offers(havn: SmallSchool) -> list[tuple[str, str]]:
    """(name, status), by age."""
    with havn.open_work() as work:
        return [(line.student_name, line.offer.status.value) for line in work.offers.all(havn.id, limit=50)]


def open_offer(havn: SmallSchool, name: str) -> int:
    with havn.open_work() as work:
        (offer,) = work.offers.open_to(havn.id, havn.students[name].id, NOW)
        return offer.id


def takes(havn: SmallSchool, name: str, offer_id: int, now: datetime = NOW) -> Callable[[UnitOfWork], object]:
    student = havn.students[name]
    with havn.open_work() as work:
        told = work.offers.locked(havn.id, offer_id).held.session.during
    return lambda work: take(havn.desk(work, Actor.STUDENT, now), student, offer_id, told)


def seats(havn: SmallSchool, session: Session) -> int:
    with havn.open_work() as work:
        return work.calendars.plan.session(havn.id, session.id).taken


def seats_of(havn: SmallSchool, name: str) -> int:
    """How many lessons and classes the student has a place in."""
    with havn.open_work() as work:
        return len(work.bookings.coming(havn.id, havn.students[name].id, NOW))


def test_what_is_freed_outlives_the_process(own_work: OpenWork, havn: SmallSchool, full: Session) -> None:
    """Nothing but committed rows stands between freeing and offering."""
    frees(havn, "Bo")
    assert offers(havn) == []
    with own_work() as work:  # a worker that is killed in the middle
        opening = work.openings.claim(NOW)
        assert opening is not None
        fill(havn.desk(work, Actor.SYSTEM, NOW), opening)
    assert offers(havn) == []
    fill_openings(own_work, NOW)
    assert offers(havn) == [("Anna", "open")]


def test_a_place_is_written_down_only_if_its_being_freed_is(
    own_work: OpenWork, havn: SmallSchool, full: Session
) -> None:
    with own_work() as work:
        booking = work.bookings.coming(havn.id, havn.students["Bo"].id, NOW)[0]
        cancel(havn.desk(work, Actor.STAFF, NOW), booking.id)
    assert fill_openings(own_work, NOW) == 0


def test_two_workers_make_one_offer(own_work: OpenWork, havn: SmallSchool, full: Session) -> None:
    frees(havn, "Bo")

    def look(work: UnitOfWork) -> object:
        opening = work.openings.claim(NOW)
        return opening and fill(havn.desk(work, Actor.SYSTEM, NOW), opening)

    result = race(own_work, [look] * 4)
    assert sum(made is not None for made in result.won) == 1
    assert offers(havn) == [("Anna", "open")]
    assert seats(havn, full) == 2


def test_two_seats_are_offered_to_two(own_work: OpenWork, havn: SmallSchool, full: Session) -> None:
    frees(havn, "Bo")
    frees(havn, "Mia")
    fill_openings(own_work, NOW)
    assert sorted(offers(havn)) == [("Anna", "open"), ("Nia", "open")]
    assert seats(havn, full) == 2


def test_a_yes_and_a_booking_by_another_never_both_get_the_seat(
    own_work: OpenWork, havn: SmallSchool, full: Session
) -> None:
    frees(havn, "Bo")
    fill_openings(own_work, NOW)
    other = havn.student("Otto")

    def book(work: UnitOfWork) -> object:
        desk = havn.desk(work, Actor.STUDENT, NOW)
        held = hold(desk, other, slot_of(full))
        return confirm(desk, held.id)

    result = race(own_work, [takes(havn, "Anna", open_offer(havn, "Anna")), book])
    assert (len(result.won), result.lost) == (1, ["class_full"])
    assert offers(havn) == [("Anna", "taken")]


def test_a_yes_at_the_end_and_the_next_in_line_never_both_get_the_seat(
    own_work: OpenWork, havn: SmallSchool, full: Session
) -> None:
    """The worker's clock says that it is over, the student's that it is not. A yes that comes behind the end and before
    the next is asked gets the seat, for it is free."""
    frees(havn, "Bo")
    fill_openings(own_work, NOW)
    over = NOW + timedelta(minutes=30)
    offer_id = open_offer(havn, "Anna")
    with own_work() as work:
        held = work.offers.get(havn.id, offer_id).held_id

    def lapse(work: UnitOfWork) -> object:
        return expire(havn.desk(work, Actor.SYSTEM, over), held)

    result = race(own_work, [takes(havn, "Anna", offer_id, over - timedelta(seconds=1)), lapse])
    fill_openings(own_work, over)
    assert (seats_of(havn, "Anna"), result.lost) == (1, [])
    assert offers(havn) in ([("Anna", "taken")], [("Anna", "lapsed")])
    assert seats(havn, full) == 2


def test_a_late_yes_and_the_next_in_line_never_both_get_the_seat(
    own_work: OpenWork, havn: SmallSchool, full: Session
) -> None:
    """Who loses is told so: the yes that it came too late, or nobody else is asked."""
    frees(havn, "Bo")
    fill_openings(own_work, NOW)
    over = NOW + timedelta(minutes=30)
    offer_id = open_offer(havn, "Anna")
    with own_work() as work:
        expire(havn.desk(work, Actor.SYSTEM, over), work.offers.get(havn.id, offer_id).held_id)
        work.commit()

    def next_is_asked(work: UnitOfWork) -> object:
        opening = work.openings.claim(over)
        return opening and fill(havn.desk(work, Actor.SYSTEM, over), opening)

    result = race(own_work, [takes(havn, "Anna", offer_id, over), next_is_asked])
    fill_openings(own_work, over)
    had = seats_of(havn, "Anna")
    assert result.lost == ([] if had else ["hold_expired"])
    assert offers(havn) == ([("Anna", "lapsed")] if had else [("Anna", "lapsed"), ("Nia", "open")])
    assert seats(havn, full) == 2


def test_two_taps_take_once(own_work: OpenWork, havn: SmallSchool, full: Session) -> None:
    frees(havn, "Bo")
    fill_openings(own_work, NOW)
    result = race(own_work, [takes(havn, "Anna", open_offer(havn, "Anna"))] * 3)
    assert len(result.won) == 3, "a second yes changes nothing"
    assert seats(havn, full) == 2


def test_yes_and_no_at_once_leave_one_answer(own_work: OpenWork, havn: SmallSchool, full: Session) -> None:
    frees(havn, "Bo")
    fill_openings(own_work, NOW)
    offer_id, anna = open_offer(havn, "Anna"), havn.students["Anna"]

    def refuse(work: UnitOfWork) -> object:
        return decline(havn.desk(work, Actor.STUDENT, NOW), anna, offer_id)

    race(own_work, [takes(havn, "Anna", offer_id), refuse])
    (status,) = {status for name, status in offers(havn) if name == "Anna"}
    assert seats(havn, full) == (2 if status == "taken" else 1)


def test_nobody_takes_somebody_elses_offer(own_work: OpenWork, havn: SmallSchool, full: Session) -> None:
    frees(havn, "Bo")
    fill_openings(own_work, NOW)
    offer_id = open_offer(havn, "Anna")
    with own_work() as work, pytest.raises(Refusal) as refused:
        takes(havn, "Nia", offer_id)(work)
    assert refused.value.code == "not_found"


def test_who_waits_and_what_is_freed_at_once_do_not_miss_each_other(
    own_work: OpenWork, havn: SmallSchool, full: Session
) -> None:
    """Either the seat is seen to be free by who comes to wait, or the one who waits by who looks for the next."""
    for name in ("Anna", "Nia"):
        with own_work() as work:
            entry = work.waitlist.of_student(havn.id, havn.students[name].id, NOW)[0]
            work.waitlist.end(havn.id, entry.id, NOW, "left")
            work.commit()
    otto = havn.student("Otto")
    with own_work() as work:
        work.administration.link_contact(havn.id, "student", otto.id, "sms", otto.phone or "")
        booking = work.bookings.coming(havn.id, havn.students["Bo"].id, NOW)[0]
        work.commit()

    def wait(work: UnitOfWork) -> object:
        return wait_for_class(havn.desk(work, Actor.STUDENT, NOW), otto, full.id)

    def free(work: UnitOfWork) -> object:
        return cancel(havn.desk(work, Actor.STAFF, NOW), booking.id)

    result = race(own_work, [wait, free])
    fill_openings(own_work, NOW)
    assert result.lost == ["place_free"] or offers(havn) == [("Otto", "open")]


@pytest.mark.parametrize("again", ["uq_offers_opening", "uq_offers_entry", "uq_offers_school_id_entry_id_place"])
def test_the_database_refuses_a_second_offer_of_a_place(
    own_work: OpenWork, havn: SmallSchool, full: Session, again: str
) -> None:
    """Even to a program without checks."""
    frees(havn, "Bo")
    fill_openings(own_work, NOW)
    status = "'lapsed', now()" if again.endswith("place") else "'open', NULL"
    entry, opening = {"uq_offers_opening": ("NULL", "opening_id")}.get(again, ("entry_id", "NULL"))
    student = havn.students["Nia"]

    def offer_again() -> None:
        with own_work() as work:
            held = _draft(work, havn, student)
            place = "place" if again.endswith("place") else "'elsewhere'"
            work.write(
                "INSERT INTO offers (school_id, id, student_id, entry_id, opening_id, held_id, reason, place, status, "
                f"ended_at, made_at, until) SELECT school_id, %(id)s, student_id, {entry}, {opening}, %(held)s, "
                f"reason, {place}, {status}, made_at, until FROM offers WHERE school_id = %(school_id)s",
                {"school_id": havn.id, "id": work.next_id(), "held": held},
            )
            work.flush()

    with pytest.raises(TryAgain, match=again):
        offer_again()


def _draft(work: UnitOfWork, havn: SmallSchool, student: Student) -> int:
    desk = havn.desk(work, Actor.STUDENT, NOW)
    query = SlotQuery(havn.types["driving"], (Window(NOW, NOW + timedelta(days=3)),), NOW)
    return hold(desk, student, next(search(desk, query))).id
