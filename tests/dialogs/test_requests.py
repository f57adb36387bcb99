"""Bookings at a school that wants to see each of them first."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from domain.lessons import Actor
from domain.policies import Policy
from domain.services.requests import approve, decline
from tests.chat import Chat, Town
from tests.factories import SmallSchool


@pytest.fixture
def careful(town: Town) -> SmallSchool:
    return town.found(policy=Policy(approval_needed=True))


@pytest.fixture
def asker(town: Town, careful: SmallSchool, voice: tuple[Channel, str]) -> Chat:
    channel, language = voice
    return town.person(careful, careful.student("Anna Berg", language, careful.mette), channel, language)


@pytest.fixture
def teacher(town: Town, careful: SmallSchool) -> Chat:
    return town.person(careful, careful.mette)


def asks(chat: Chat) -> int:
    """She asks for Wednesday at 15; returns the request."""
    chat.says("book wed at 15", da="book onsdag kl 15")
    chat.hears("confirm_booking", "The school has to say yes", da="Skolen skal sige ja")
    chat.picks("book").hears("requested", "Asked for:", da="Bedt om:")
    return only_booking(chat.town)


def only_booking(town: Town) -> int:
    ((booking_id,),) = town.database.execute(
        "SELECT id FROM bookings WHERE school_id = ANY(%s)", [[school.id for school in town.schools]]
    )
    return int(booking_id)


def answer(town: Town, school: SmallSchool, booking_id: int, *, yes: bool, reason: str = "") -> None:
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        if yes:
            approve(desk, booking_id)
        else:
            decline(desk, booking_id, reason)
        work.commit()
    town.work()


def test_what_is_booked_is_asked_for_and_told_when_the_school_says_yes(
    asker: Chat, teacher: Chat, town: Town, careful: SmallSchool
) -> None:
    request = asks(asker)
    assert town.bookings() == [("2026-11-25 15:00", "requested")]
    teacher.hears_nothing()
    asker.says("my lessons", da="mine tider").hears("lessons", "not confirmed yet", da="venter på skolen")
    answer(town, careful, request, yes=True)
    asker.hears("notice_request_approved")
    teacher.hears("notice_lesson_booked", "Anna Berg")
    assert town.bookings() == [("2026-11-25 15:00", "confirmed")]
    asker.forget()
    town.until("2026-11-24 15:00")
    asker.hears("notice_reminder_day")


def test_a_no_is_told_with_its_reason_and_the_place_is_free(
    asker: Chat, teacher: Chat, town: Town, careful: SmallSchool
) -> None:
    request = asks(asker)
    answer(town, careful, request, yes=False, reason="Mette is at the garage.")
    asker.hears("notice_request_declined", "Mette is at the garage.")
    teacher.hears_nothing()
    asker.says("book wed at 15", da="book onsdag kl 15").hears("confirm_booking")


def test_what_the_school_declines_reads_so_and_not_as_cancelled(asker: Chat, town: Town, careful: SmallSchool) -> None:
    request = asks(asker)
    asker.says("cancel my lesson", da="aflys min tid").hears("confirm_take_back")
    answer(town, careful, request, yes=False)
    asker.says("1").hears(
        "The school has already said no to Wed 25 Nov 15:00, so there is nothing to take back.",
        da="Skolen har allerede sagt nej til ons 25. nov. 15.00, så der er ikke noget at trække tilbage.",
    )
    town.until("2026-11-25 16:00")
    asker.says("history", da="historik").hears("Mette: not approved", da="Mette: ikke godkendt")


def test_a_request_keeps_its_place_and_counts_as_a_lesson(asker: Chat, town: Town, careful: SmallSchool) -> None:
    asks(asker)
    bo = town.person(careful, careful.student("Bo Lind", usual=careful.mette))
    bo.says("book wed at 15 with Mette").hears("not_with_teacher")
    asker.says("book wed at 15", da="book onsdag kl 15").hears("already_asked_for")


def test_a_second_yes_asks_only_once(asker: Chat, town: Town) -> None:
    asks(asker)
    asker.says("1")
    assert town.bookings() == [("2026-11-25 15:00", "requested")]


def test_a_request_is_taken_back_free_of_charge(asker: Chat, teacher: Chat, town: Town) -> None:
    asks(asker)
    town.until("2026-11-25 12:30")
    asker.says("cancel my lesson", da="aflys min tid").hears("confirm_take_back").picks("cancel").hears("taken_back")
    assert town.bookings() == [("2026-11-25 15:00", "cancelled")]
    asker.says("balance", da="saldo").hears("You owe nothing", da="Du skylder ikke noget")
    teacher.hears_nothing()
    town.until("2026-11-25 16:00")
    asker.says("history", da="historik").hears("Mette: request taken back", da="Mette: anmodning trukket tilbage")


def test_a_request_is_not_moved_but_may_be_taken_back(asker: Chat, town: Town) -> None:
    asks(asker)
    asker.says("move my lesson to friday", da="flyt min tid til fredag")
    asker.hears("request_not_moved", "confirm_take_back").picks("keep").hears("kept")
    assert town.bookings() == [("2026-11-25 15:00", "requested")]


def test_a_request_that_nobody_answers_lapses_kindly(asker: Chat, town: Town, careful: SmallSchool) -> None:
    request = asks(asker)
    asker.forget()
    town.until("2026-11-25 12:59")
    asker.hears_nothing()
    town.until("2026-11-25 13:00")
    asker.hears("notice_request_lapsed")
    assert town.bookings() == [("2026-11-25 15:00", "expired")]
    with pytest.raises(Exception, match="not_allowed"):
        answer(town, careful, request, yes=True)


def test_an_answer_in_the_last_minute_stands(asker: Chat, town: Town, careful: SmallSchool) -> None:
    request = asks(asker)
    town.until("2026-11-25 12:59")
    answer(town, careful, request, yes=True)
    town.until("2026-11-25 13:30")
    assert town.bookings() == [("2026-11-25 15:00", "confirmed")]


# In words


WAITS = {
    "en": ("has it been approved?", "did the school say yes?", "what happened to my request"),
    "da": ("er den blevet godkendt?", "har skolen svaret?", "hvad er der sket med min anmodning"),
    "de": ("wurde meine Anfrage genehmigt?", "hat die Fahrschule schon geantwortet?", "was ist mit meiner Anfrage?"),
    "sv": ("är min förfrågan godkänd?", "har skolan svarat?", "vad hände med min förfrågan"),
    "nb": ("er forespørselen godkjent?", "har skolen svart?", "hva skjedde med forespørselen min"),
}
TAKES_BACK = {
    "en": "withdraw my request",
    "da": "træk min anmodning tilbage",
    "de": "zieh meine Anfrage zurück",
    "sv": "dra tillbaka min förfrågan",
    "nb": "trekk tilbake forespørselen min",
}


@pytest.fixture(params=["en", "da", "de", "sv", "nb"])
def wishing(request: pytest.FixtureRequest, town: Town, careful: SmallSchool) -> Chat:
    """Anna, who has asked for Wednesday at 15, in any language."""
    language = str(request.param)
    anna = careful.student("Anna Berg", language, careful.mette)
    careful.books(anna, "2026-11-25 15:00", made="2026-11-23 07:30")
    return town.person(careful, anna, language=language)


def test_whether_the_school_has_answered_is_told_until_when_it_may(wishing: Chat) -> None:
    for question in WAITS[wishing.speaks]:
        wishing.says(question)
        assert wishing.last.names[0] == "requests", question
        assert wishing.last.reply.says[0].params["lines"][0] | {"type": ""} == {
            "start": "2026-11-25T15:00", "type": "", "until": "2026-11-25T13:00", "waits": True, "declined": False,
            "reason": "",
        }  # fmt: skip


def test_why_it_was_declined_is_told_in_the_words_of_the_school(
    wishing: Chat, town: Town, careful: SmallSchool
) -> None:
    answer(town, careful, only_booking(town), yes=False, reason="All cars are away")
    wishing.says(WAITS[wishing.speaks][0]).hears("All cars are away")
    assert wishing.last.names[:2] == ("requests", "no_coming_lessons")


def test_of_an_approved_one_the_lesson_is_shown(wishing: Chat, town: Town, careful: SmallSchool) -> None:
    answer(town, careful, only_booking(town), yes=True)
    wishing.says(WAITS[wishing.speaks][0])
    assert wishing.last.names[:2] == ("no_requests", "lessons")


def test_one_that_was_not_answered_in_time_is_told_as_that(wishing: Chat, town: Town) -> None:
    town.passes(days=3)
    wishing.says(WAITS[wishing.speaks][0])
    line = wishing.last.reply.says[0].params["lines"][0]
    assert (line["waits"], line["declined"]) == (False, False)


def test_the_request_is_taken_back_and_not_the_lesson_beside_it(
    wishing: Chat, town: Town, careful: SmallSchool
) -> None:
    careful.books(careful.students["Anna Berg"], "2026-11-24 10:00", made="2026-11-23 07:30")
    ((lesson,),) = town.database.execute("SELECT max(id) FROM bookings WHERE school_id = %s", [careful.id])
    answer(town, careful, int(lesson), yes=True)
    wishing.says(TAKES_BACK[wishing.speaks]).hears("confirm_take_back")
    assert wishing.last.reply.says[-1].params["start"] == "2026-11-25T15:00"
    wishing.picks("cancel").hears("taken_back")
    wishing.says(TAKES_BACK[wishing.speaks]).hears("no_requests")
    assert wishing.last.reply.says[-1].message == "which_lesson_cancel"
