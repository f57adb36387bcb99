"""What students see of their past lessons."""

from __future__ import annotations

from domain.lessons import Actor
from domain.money import Money
from domain.packages import PackageProduct
from domain.services.attendance import Outcome, settle
from domain.services.cancelling import cancel
from domain.services.selling import sell
from tests.chat import Chat, Town
from tests.factories import SmallSchool, moment


def drives(town: Town, school: SmallSchool, start: str, outcome: Outcome | None = Outcome.ATTENDED) -> None:
    """Anna had a lesson then, and the teacher has said how it went, unless None."""
    booking = school.books(school.students["Anna Berg"], start)
    if outcome is not None:
        with town.app.open_work() as work:
            settle(school.desk(work, Actor.TEACHER, booking.end), booking.id, outcome)
            work.commit()


def test_each_lesson_tells_what_became_of_it_and_what_it_cost(anna: Chat, town: Town, school: SmallSchool) -> None:
    drives(town, school, "2026-11-16 10:00")
    drives(town, school, "2026-11-17 10:00", Outcome.NO_SHOW)
    drives(town, school, "2026-11-18 10:00", Outcome.NOT_HELD)
    drives(town, school, "2026-11-20 10:00", None)
    booking = school.books(school.students["Anna Berg"], "2026-11-19 10:00")
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STUDENT, moment("2026-11-19 08:00"))
        cancel(desk, booking.id, student=school.students["Anna Berg"])
        work.commit()
    anna.says("my past lessons", da="mine tidligere køretimer")
    assert (
        anna.last.plain.splitlines()[:6]
        == {
            "en": [
                "Your lessons, the latest first:",
                "Fri 20 Nov 10:00 Driving lesson, Mette: not recorded yet",
                "Thu 19 Nov 10:00 Driving lesson, Mette: cancelled, 325 kr",
                "Wed 18 Nov 10:00 Driving lesson, Mette: did not take place",
                "Tue 17 Nov 10:00 Driving lesson, Mette: no-show, 650 kr",
                "Mon 16 Nov 10:00 Driving lesson, Mette: attended, 650 kr",
            ],
            "da": [
                "Dine timer, de seneste først:",
                "fre 20. nov. 10.00 Køretime, Mette: ikke noteret endnu",
                "tor 19. nov. 10.00 Køretime, Mette: aflyst, 325 kr",
                "ons 18. nov. 10.00 Køretime, Mette: ikke afholdt",
                "tir 17. nov. 10.00 Køretime, Mette: udeblevet, 650 kr",
                "man 16. nov. 10.00 Køretime, Mette: mødt, 650 kr",
            ],
        }[anna.speaks]
    )


def test_it_is_told_five_at_a_time_down_to_the_first(anna: Chat, town: Town, school: SmallSchool) -> None:
    days = [f"2026-11-{day:02} 10:00" for day in (9, 10, 11, 12, 13, 16, 17, 18, 19, 20)]
    for day in days:
        drives(town, school, day)
    anna.says("history", da="historik").hears("20", "16", choices=None)
    assert len(anna.last.reply.says[-1].params["lessons"]) == 5
    anna.picks("earlier")
    told = [lesson["start"] for lesson in anna.last.reply.says[-1].params["lessons"]]
    assert told == [f"2026-11-{day:02}T10:00" for day in (13, 12, 11, 10, 9)]
    assert anna.last.ids == ["home"]


def test_words_go_back_in_it_too_and_anything_else_leaves_it(chat: Chat, town: Town, school: SmallSchool) -> None:
    for day in (11, 12, 13, 16, 17, 18):
        drives(town, school, f"2026-11-{day:02} 10:00")
    chat.says("history").says("earlier").hears("Wed 11 Nov")
    chat.says("more").hears("no_history")
    chat.says("balance").hears("balance")


def test_it_is_answered_in_the_middle_of_a_booking(anna: Chat, town: Town, school: SmallSchool) -> None:
    drives(town, school, "2026-11-16 10:00")
    anna.says("book thursday", da="book torsdag").hears("offers")
    anna.says("history", da="historik").hears("history", "offers")


def test_whoever_had_no_lesson_is_told_so(anna: Chat) -> None:
    anna.says("history", da="historik").hears("no_history", "You have no earlier", da="Du har ingen tidligere")


def test_a_choice_that_was_let_go_of_was_no_lesson(chat: Chat, town: Town) -> None:
    chat.says("book thu at 10").hears("confirm_booking").says("menu")
    town.until("2026-11-27 10:00")
    chat.says("history").hears("no_history")


def test_a_lesson_paid_by_a_package_says_so(anna: Chat, town: Town, school: SmallSchool) -> None:
    kind, anna_id = school.types["driving"], school.students["Anna Berg"].id
    with town.app.open_work() as work:
        names = {"en": "Ten lessons", "da": "Ti timer"}
        product = PackageProduct(work.next_id(), names, frozenset({kind.id}), 10, Money(500_000, "DKK"))
        work.administration.add_package_product(school.id, product)
        work.commit()
    with town.app.open_work() as work:
        sell(school.desk(work, Actor.STAFF, moment("2026-11-02 10:00")), anna_id, product.id)
        work.commit()
    drives(town, school, "2026-11-16 10:00")
    anna.says("history", da="historik")
    anna.hears("Mette: attended, paid by your package", da="Mette: mødt, betalt af din pakke")
