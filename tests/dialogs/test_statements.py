"""What a turn costs the database.

Counted are the statements that libpq sends, by its own protocol trace: Query and Execute messages, so BEGIN and COMMIT
count like any other, and so does the drawing of ids, once in 64: before each turn a new block is at hand. Parsing ahead
of time (Parse) is part of an Execute.
The catalogue is in memory, as it is in a process that has seen the school before.

Every turn that a `Chat` takes in any of the tests is held to the most that a turn may take. Here are the dearest ones,
and what the common ones take.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.dialogs.exchange import Channel, Inbound, Kind
from domain.lessons import Actor
from domain.money import Money
from domain.policies import Policy
from domain.schools import Student
from domain.series import Series
from domain.services.attendance import Outcome
from domain.services.cancelling import cancel
from domain.services.classes import change_session
from domain.services.series import plan_series
from tests.chat import MOST_STATEMENTS as MOST
from tests.chat import Chat, Town
from tests.dialogs.places import of_courses, offered, shares
from tests.dialogs.plans import attended, modules, skilled
from tests.factories import SmallSchool, moment
from tests.storage.books import Books

SEARCH, PICK, CONFIRM = 5, 6, 5
"""With BEGIN and COMMIT, which are two of each: on average 3.3 statements of work and 5.3 in all."""


def cost(chat: Chat, text: str) -> int:
    """Statements of the turn that answers `text`; what is said is delivered afterwards."""
    return cost_of(chat, chat.inbound(Kind.TEXT, text=text))


def cost_of(chat: Chat, inbound: Inbound) -> int:
    chat.forget()
    chat.town.draw_ids()
    database = chat.town.database
    database.sent.clear()
    count = database.statements_of(lambda: chat.town.app.conversations.receive(inbound, "simulator"))
    assert len(database.sent) == count, "what every turn of the tests is held to is all that it sends"
    chat.town.deliver()
    return count


@pytest.fixture
def warm(chat: Chat, mette: Chat) -> Chat:
    chat.says("menu").says("book wed at 15").says("menu")
    mette.says("today")
    return chat


def test_the_wire_shows_what_is_sent(town: Town) -> None:
    def three() -> None:
        with town.app.open_work() as work:
            work.read("SELECT 1")
            work.commit()

    assert town.database.statements_of(three) == 3
    assert town.database.statements_of(lambda: None) == 0


def test_search_pick_and_confirm_take_few_statements(warm: Chat) -> None:
    costs = []
    for day in ("tuesday", "wednesday", "thursday", "friday"):
        for said, name in ((f"lesson {day} after 9", "offers"), ("1", "confirm_booking"), ("1", "booked")):
            costs.append(cost(warm, said))
            warm.hears(name)
    assert sum(costs) <= 4 * (SEARCH + PICK + CONFIRM), costs


def test_no_turn_of_a_student_takes_more_than_ten(warm: Chat, town: Town, school: SmallSchool) -> None:
    said = [
        "hi", "book", "1", "more times", "tuesday", "with jonas", "1", "how much do i owe", "1", "my lessons",
        "progress", "move my lesson to friday at 10", "back", "1", "1", "move my lesson to thursday at 12", "1",
        "cancel", "3", "wed 12 or thu 12", "1", "1", "cancel", "2", "cancel", "1", "language", "2", "english", "help",
        "talk to the school", "I am late", "change school", "saturday at 10", "25 january at 10", "today at 8:30",
        "asdf", "asdf", "asdf", "99", "menu", "book theory class", "stop",
    ]  # fmt: skip
    costs = {(number, text): cost(warm, text) for number, text in enumerate(said)}
    assert max(costs.values()) <= MOST, sorted(costs.items(), key=lambda entry: -entry[1])[:5]


def test_all_rules_together_take_no_more(town: Town) -> None:
    rules = Policy(
        debt_limit_minor=1000, modules_in_order=True, max_bookings_per_day=3,
        max_bookings_per_week=9, own_teacher_only=True, max_open_bookings=9, minimum_age_years=1,
    )  # fmt: skip
    for known, said in ((True, ("lesson wed after 9", "1", "1")), (False, ("lesson wed after 9",))):
        school = town.found(policy=rules)
        bo = school.student("Bo Lind", "en", school.mette)
        with town.app.open_work() as work:
            work.administration.save_student(replace(bo, birth_date=date(2000, 1, 1) if known else None))
            work.commit()
        chat = town.person(school, bo).says("menu").says("book wed at 15").says("menu")
        costs = {text: cost(chat, text) for text in said}
        chat.hears("booked" if known else "refused_too_young")
        assert max(costs.values()) <= MOST, costs


def test_numbers_and_order_together_take_no_more_in_one_breath_or_for_a_seat(town: Town) -> None:
    """What both rules ask is read as one: the dearest turns look for a place and take it, or move a seat to a class."""
    school = town.found(policy=Policy(max_bookings_per_day=3, max_bookings_per_week=9, modules_in_order=True))
    modules(school, "1", "2", "3")
    for evening in ("2026-11-25 18:30", "2026-12-02 18:30"):
        school.plans_class(evening)
    anna = town.person(school, school.student("Anna Berg", usual=school.mette)).says("menu")
    said = (
        ("book friday at 10", "confirm_booking"), ("why can't I book thursday at 9?", "confirm_booking_again"),
        ("why can't I book jonas on thursday at 22?", "nobody_teaches_then"), ("1", "booked"),
        ("move friday to monday 30 november at 10", "confirm_move"), ("1", "moved"),
    )  # fmt: skip
    for words, name in said:
        assert cost(anna, words) <= MOST, words
        anna.hears(name)
    anna.says("book theory wednesday 25 november").says("1").says("1").hears("booked")
    assert cost(anna, "move wednesday 25 november to wednesday 2 december at 18:30") <= MOST
    assert cost(anna.hears("confirm_move"), "1") <= MOST
    anna.hears("moved")


def test_a_seat_sought_and_held_in_one_breath_takes_no_more_with_all_rules(town: Town) -> None:
    """What the rules on debt, numbers and order ask is read as one. At the confirmation the time is corrected."""
    school = town.found(
        policy=Policy(
            debt_limit_minor=1000, max_bookings_per_day=2, max_bookings_per_week=9, modules_in_order=True,
            max_open_bookings=9, own_teacher_only=True, minimum_age_years=1,
        )
    )  # fmt: skip
    modules(school, "1", "2", "3")
    for evening in ("2026-11-25 18:30", "2026-11-26 18:30", "2026-11-30 18:30"):
        school.plans_class(evening)
    bo = school.student("Bo Lind")
    with town.app.open_work() as work:
        work.administration.save_student(replace(bo, birth_date=date(2000, 1, 1)))
        work.commit()
    anna = town.person(school, bo).says("menu")
    for said, name in (
        ("book theory class on wednesday at 18:30", "confirm_booking"), ("no, thursday", "confirm_booking"),
        ("30 november at 18:30 instead", "confirm_booking"), ("at 19", "offers"),
        ("26 november at 18:30", "confirm_booking"), ("1", "booked"),
        ("move it to 30 november at 18:30", "confirm_move"), ("no, 25 november", "confirm_move"), ("1", "moved"),
    ):  # fmt: skip
        assert cost(anna, said) <= MOST, said
        anna.hears(name)


def test_a_class_that_cannot_be_had_takes_no_more(town: Town) -> None:
    """Looked for, explained and replaced by others in one turn: what was read once is not read again."""
    school = town.found(policy=Policy(debt_limit_minor=1000, max_bookings_per_day=1, modules_in_order=True))
    modules(school, "1", "2")
    for day in ("2026-11-25", "2026-11-26", "2026-11-30"):
        school.plans_class(f"{day} 18:00")
    for name in ("Bo Lind", "Ida Krogh"):
        school.books(school.student(name), "2026-11-25 18:00", "theory", school.jonas, made="2026-11-20 12:00")
    anna = town.person(school, school.student("Anna Berg", usual=school.mette)).says("menu")
    school.books(school.students["Anna Berg"], "2026-11-26 18:00", "theory", school.jonas, made="2026-11-20 12:00")
    for said, name in (
        ("book theory class on wednesday", "offers"), ("book theory class on thursday", "offers"),
        ("book theory class on thursday at 18", "offers"), ("book theory class on friday", "offers"),
    ):  # fmt: skip
        assert cost(anna, said) <= MOST, said
        anna.hears(name)


def test_late_changes_and_lost_holds_take_no_more(warm: Chat, town: Town, school: SmallSchool) -> None:
    """The dearest turns: a yes whose hold has lapsed and whose slot is gone or has to be taken anew."""
    warm.says("book wed at 10 with Mette")
    town.passes(minutes=6)
    assert cost(warm, "1") <= MOST
    warm.hears("booked").says("book thu at 10 with Mette").hears("confirm_booking")
    town.passes(minutes=6)
    bo = town.person(school, school.student("Bo Lind"))
    bo.says("book thu at 10 with Mette").picks("book").hears("booked")
    assert cost(warm, "1") <= MOST
    warm.hears("refused_slot_taken")


def test_a_car_that_is_not_to_be_had_takes_no_more(warm: Chat, town: Town, automatic: SmallSchool) -> None:
    bo = town.person(automatic, automatic.student("Bo Lind"))
    bo.says("automatic thursday at 12 with Jonas").picks("book").hears("booked")
    assert cost(warm, "automatic thursday at 12 with mette") <= MOST
    warm.hears("no_such_car_then", "offers")


def test_another_place_takes_no_more(warm: Chat, two_branches: SmallSchool) -> None:
    said = (
        ("lesson at station square thursday", "offers"), ("at harbour st instead", "offers"),
        ("thursday at 8 at station square", "none_there"), ("4", "confirm_booking"),
        ("at station square instead", "offers"), ("theory class at station square", "none_there"),
    )  # fmt: skip
    costs = {}
    two_branches.plans_class("2026-11-26 18:00")
    for text, heard in said:
        costs[text] = cost(warm, text)
        warm.hears(heard)
    assert max(costs.values()) <= MOST, costs


def test_another_car_for_the_lesson_that_is_asked_about_takes_no_more(
    warm: Chat, town: Town, automatic: SmallSchool
) -> None:
    bo = town.person(automatic, automatic.student("Bo Lind"))
    bo.says("automatic thursday at 12 with Jonas").picks("book").hears("booked")
    for hour, heard in ((10, "confirm_booking"), (12, "offers")):
        warm.says("menu").says(f"book thursday at {hour} with mette").hears("confirm_booking")
        assert cost(warm, "in the automatic") <= MOST
        warm.hears(heard)


def test_account_and_invoices_take_no_more_however_many_entries_there_are(
    warm: Chat, town: Town, school: SmallSchool
) -> None:
    books = Books(school, school.students["Anna Berg"], moment("2026-11-20 12:00"))
    books.buys(books.offers())
    for hour in (8, 10, 12):
        books.drives(f"2026-11-16 {hour:02}:00", Outcome.NO_SHOW)
        books.is_invoiced()
        books.pays(100)
        books.passes(minutes=1)
    for said, name in (
        ("statement", "statement"), ("1", "statement"), ("invoices", "invoices"), ("my packages", "packages"),
        ("1", "confirm_package"), ("1", "package_bought"), ("history", "history"), ("how much do I owe", "balance"),
    ):  # fmt: skip
        assert cost(warm, said) <= MOST, said
        warm.hears(name)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.TELEGRAM])
def test_a_week_takes_no_more_with_its_picture(town: Town, school: SmallSchool, channel: Channel) -> None:
    who = school.student("Anna Berg")
    anna, mette = town.person(school, who, channel).says("menu"), town.person(school, school.mette, channel)
    mette.says("today")
    for day in (24, 25, 26, 27):
        school.books(who, f"2026-11-{day} 10:00", made="2026-11-20 12:00")
    assert cost(anna, "week as a picture") <= MOST
    anna.hears("own_week")
    assert cost(mette, "week") <= MOST
    mette.hears("week", "Anna Berg")
    assert all((chat.last.reply.picture is None) is (channel is Channel.SMS) for chat in (anna, mette))


@pytest.mark.parametrize("opening", [("book wed at 10",), ("book fri at 12", "1", "move it to wed at 10")])
@pytest.mark.parametrize(
    ("said", "heard"),
    [("with jonas", "not_with_teacher"), ("another teacher", "no_times_then"), ("earlier", "offers"),
     ("another day", "offers")],
)  # fmt: skip
def test_a_correction_of_the_time_that_was_picked_takes_no_more(
    warm: Chat, school: SmallSchool, opening: tuple[str, ...], said: str, heard: str
) -> None:
    """The dearest: the other teacher has no time on the whole day."""
    for hour in range(10, 18):
        school.books(school.student(f"Bo at {hour}"), f"2026-11-25 {hour:02}:00", teacher=school.jonas)
    for words in opening:
        warm.says(words)
    assert cost(warm, said) <= MOST
    warm.hears(heard)


def test_joining_takes_no_more(warm: Chat, town: Town, school: SmallSchool) -> None:
    nia = town.stranger()
    assert max(cost(nia, said) for said in ("hi", school.code, "Nia Holt", "menu")) <= MOST
    known = town.stranger(Channel.TELEGRAM, school.students["Anna Berg"].phone)
    contact = known.inbound(Kind.CONTACT, phone=known.phone)
    assert max(cost(known, school.code), cost_of(known, contact)) <= MOST


def test_no_turn_of_a_teacher_takes_more_than_ten(mette: Chat, warm: Chat, town: Town, school: SmallSchool) -> None:
    for hour in ("10:00", "12:00", "14:00"):
        school.books(school.student(f"Bo at {hour}"), f"2026-11-23 {hour}", made="2026-11-20 12:00")
    town.until("2026-11-23 15:00")
    said = ["today", "week", "1", "2", "3", "attendance", "menu", "language", "1"]
    costs = {(number, text): cost(mette, text) for number, text in enumerate(said)}
    assert max(costs.values()) <= MOST, costs


def test_learning_takes_no_more(mette: Chat, town: Town, school: SmallSchool) -> None:
    modules(school, "1", "2", tests=("theory-test",))
    who = school.student("Ida Krogh", usual=school.mette)
    ida = town.person(school, who)
    attended(town, school, who, "2026-11-16 10:00")
    mette.says("today")
    taught = ["sign", "1", "note ida looks ahead", "mark ida parking 4", "mark ida", "1", "3", "test result", "1"]
    costs = {(number, text): cost(mette, text) for number, text in enumerate(taught)}
    asked = ["progress", "1", "1", "next step", "my marks", "sign"]
    costs |= {(100 + number, text): cost(ida, text) for number, text in enumerate(asked)}
    assert max(costs.values()) <= MOST, costs


def test_marking_takes_no_more_however_many_students_there_were(mette: Chat, town: Town, school: SmallSchool) -> None:
    skilled(school)
    mette.says("today")
    for name, hour in zip("ABCDEFGH", range(8, 16), strict=True):
        attended(town, school, school.student(f"Anna{name} Berg"), f"2026-11-20 {hour:02}:00")
    for said, name in (
        ("mark", "mark_whom"), ("1", "mark_what"), ("parking", "mark_level"), ("4", "marked"), ("1", "mark_level"),
        ("2", "marked"), ("done", "fine"), ("mark annaa parking 4", "marked"), ("mark berg parking 4", "mark_whom"),
        ("note", "note_about_whom"), ("1", "ask_note"), ("looks ahead", "mark_whom"), ("mark parking 4", "mark_whom"),
    ):  # fmt: skip
        assert cost(mette, said) <= MOST, said
        mette.hears(name)


def test_signing_takes_no_more_however_much_is_to_be_signed(mette: Chat, town: Town, school: SmallSchool) -> None:
    modules(school, "1", "2")
    students = [school.student(f"Anna{name} Berg", usual=school.mette) for name in "ABCDEF"]
    anna = town.person(school, students[0]).says("menu")
    for day in (16, 17):
        for hour, student in enumerate(students, start=8):
            attended(town, school, student, f"2026-11-{day} {hour:02}:00")
    mette.says("menu")
    assert cost(mette, "sign") <= MOST
    for _ in range(2 * len(students)):
        assert cost(mette.hears("ask_sign_teacher"), "1") <= MOST
        mette.hears("signed_by_teacher")
    assert cost(anna, "sign") <= MOST
    assert cost(anna.hears("ask_sign_student"), "1") <= MOST
    assert cost(anna.hears("signed_by_student", "ask_sign_student"), "1") <= MOST
    anna.hears("signed_by_student", "plan_completed")


def test_joining_and_leaving_a_course_take_no_more_however_many_classes_it_has(town: Town, school: SmallSchool) -> None:
    anna = of_courses("Winter")(town, school, "en").hears("confirm_join_course")
    more = [school.plans_class(f"2026-12-0{day} 18:30").id for day in (1, 2, 3, 4, 7, 8)]
    with town.app.open_work() as work:
        (course,) = work.courses.all(school.id)
        work.courses.save(replace(course, session_ids=(*course.session_ids, *more)))
        work.commit()
    assert cost(anna, "1") <= MOST
    anna.hears("course_joined")
    assert len(town.bookings("confirmed")) == 7
    assert cost(anna, "courses") <= MOST
    anna.hears("confirm_leave_course")
    assert cost(anna, "1") <= MOST
    anna.hears("course_left")
    assert town.bookings("confirmed") == []


def test_asking_for_courses_takes_no_more_however_many_there_are(town: Town, school: SmallSchool) -> None:
    anna = of_courses("Winter", "First aid", "Spring")(town, school, "en").hears("which_course").says("menu")
    assert max(cost(anna, "courses"), cost(anna, "2")) <= MOST
    anna.hears("confirm_join_course")


def test_a_seat_in_one_class_of_a_series_takes_no_more(town: Town, school: SmallSchool) -> None:
    weekly = Series(
        id=school.plans_class("2026-11-24 18:30").id + 1, school_id=school.id,
        lesson_type_id=school.types["theory"].id, rule="FREQ=WEEKLY;BYDAY=WE,TH", first=date(2026, 11, 25),
        starts=time(12, 30), duration=timedelta(minutes=45), teacher_ids=(school.jonas.id,),
        resource_ids=(school.room.id,), capacity=2, begins=date(2026, 11, 25), made_until=date(2026, 11, 25),
    )  # fmt: skip
    with town.app.open_work() as work:
        plan_series(school.desk(work, Actor.STAFF, moment("2026-11-20 12:00")), weekly)
        work.commit()
    anna = town.person(school, school.student("Anna Berg")).says("menu")
    for day in (25, 26):
        school.books(school.students["Anna Berg"], f"2026-11-{day} 12:30", "theory", school.jonas)
    said = (
        ("move wednesday 25 november to wednesday 2 december at 12:30", "confirm_move"), ("1", "moved"),
        ("cancel thursday", "confirm_cancel"), ("1", "cancelled"),
    )  # fmt: skip
    for words, name in said:
        assert cost(anna, words) <= MOST, words
        anna.hears(name)
    jonas = town.person(school, school.jonas).says("today")
    assert cost(jonas, "sick from tomorrow to 4 december") <= MOST
    assert cost(jonas.hears("confirm_sick"), "1") <= MOST
    jonas.hears("sick_noted")


@pytest.mark.parametrize("again", [False, True])
def test_calling_in_sick_takes_no_more_however_many_lessons_it_concerns(town: Town, again: bool) -> None:
    school = town.found(policy=Policy(max_bookings_per_day=3, max_bookings_per_week=9, modules_in_order=True))
    for hour in (8, 9, 10, 11, 12, 13, 14):
        bo = school.student(f"Bo at {hour}")
        town.person(school, bo)
        school.books(bo, f"2026-11-25 {hour:02}:00", made="2026-11-20 12:00")
    school.lets_mette_teach_theory()
    for evening in ("2026-11-25 18:00", "2026-11-25 19:00"):
        session = school.plans_class(evening)
        with town.app.open_work() as work:
            both = (school.jonas.id, school.mette.id)
            change_session(school.desk(work, Actor.STAFF, town.clock()), session.id, teacher_ids=both)
            work.commit()
        school.books(school.student(f"Mia {evening}"), evening, "theory", school.jonas, made="2026-11-20 12:00")
    mette = town.person(school, school.mette).says("today")
    if again:
        mette.says("sick on wednesday").picks("sick")
    assert cost(mette, "sick on wednesday") <= MOST
    assert cost(mette, "1") <= MOST
    mette.hears("sick_noted", "10:00 Bo: Jonas is free", "19:00 Theory class")
    held = town.database.execute(
        "SELECT count(*), count(DISTINCT held_id) FROM offers WHERE school_id = %s AND status = 'open'", [school.id]
    )
    assert held == [(5, 5)], "Jonas begins at ten"


@pytest.mark.parametrize("answer", ["take", "other", "cancel"])
def test_answering_a_proposal_takes_no_more(warm: Chat, mette: Chat, town: Town, answer: str) -> None:
    """The rules that read are set, too: the answer is judged like any move."""
    school = town.found(policy=Policy(max_bookings_per_day=3, max_bookings_per_week=9, modules_in_order=True))
    anna = town.person(school, school.student("Anna Berg", "en", school.mette))
    school.books(school.students["Anna Berg"], "2026-11-25 12:00", made="2026-11-20 12:00")
    anna.says("menu")
    town.person(school, school.mette).says("sick on wednesday").picks("sick")
    town.work()
    anna.hears("ask_offer_sick")
    chosen = anna.place_of(f"{answer}:{anna.last.ids[0].partition(':')[2]}") + 1
    assert cost(anna, str(chosen)) <= MOST
    anna.hears({"take": "offer_moved", "other": "offers", "cancel": "cancelled"}[answer])


@pytest.mark.parametrize(("answer", "heard"), [(1, "booked"), (2, "offer_declined")])
def test_answering_an_offered_seat_takes_no_more(town: Town, school: SmallSchool, answer: int, heard: str) -> None:
    anna = offered(town, school, "en")
    assert cost(anna, str(answer)) <= MOST
    anna.hears(heard)


@pytest.mark.parametrize(("answer", "heard"), [(1, "offer_moved"), (2, "offer_declined"), (3, "offer_declined")])
def test_answering_an_earlier_time_takes_no_more(
    warm: Chat, town: Town, school: SmallSchool, answer: int, heard: str
) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 12:00", made="2026-11-20 12:00")
    bo = school.student("Bo Lind")
    taken = school.books(bo, "2026-11-25 10:00", made="2026-11-20 12:00")
    warm.says("tell me if an earlier time comes up on wednesday").hears("confirm_wait").picks("wait")
    with town.app.open_work() as work:
        cancel(school.desk(work, Actor.STAFF, town.clock()), taken.id)
        work.commit()
    town.work()
    warm.hears("ask_offer_earlier")
    assert cost(warm, str(answer)) <= MOST
    warm.hears(heard)


@pytest.mark.parametrize(("answer", "heard"), [(1, "booked"), (2, "along_declined")])
def test_bringing_somebody_along_and_answering_take_no_more_than_ten(
    warm: Chat, town: Town, school: SmallSchool, answer: int, heard: str
) -> None:
    shares(school)
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    bo = town.person(school, school.student("Bo Lind"))
    warm.says("menu")
    assert cost(warm, "bring a friend") <= MOST
    assert cost(warm.hears("ask_who_along"), "Bo Lind") <= MOST
    town.work()
    warm.hears("companion_named")
    assert cost(bo.hears("ask_along"), str(answer)) <= MOST
    bo.hears(heard)


def test_a_repeated_event_costs_next_to_nothing(warm: Chat) -> None:
    """BEGIN, the look into the inbox, and ROLLBACK."""
    inbound = warm.inbound(Kind.TEXT, text="menu")
    cost_of(warm, inbound)
    assert cost_of(warm, inbound) == 3


def test_two_wishes_in_one_turn_take_no_more_than_ten(warm: Chat, town: Town, school: SmallSchool) -> None:
    warm.says("book fri at 10").picks("book").hears("booked")
    assert cost(warm, "cancel friday and book thursday at 3") <= MOST
    assert cost(warm, "1") <= MOST
    warm.hears("cancelled", "offers").says("menu")
    assert cost(warm, "how much do I owe and book thursday at 3") <= MOST
    warm.hears("balance", "offers")
    nia = town.stranger().says("a lesson on thursday at 3 please").says(school.code)
    assert cost(nia, "Nia Holt") <= MOST
    nia.hears("welcome", "now_to", "offers")


@pytest.mark.parametrize("prepaid", [False, True])
@pytest.mark.parametrize("invoiced", [False, True])
def test_the_attendance_of_a_whole_class_takes_no_more(
    town: Town, school: SmallSchool, prepaid: bool, invoiced: bool
) -> None:
    with town.app.open_work() as work:
        school.types["theory"] = replace(school.types["theory"], capacity=24, price=Money(10_000, "DKK"))
        work.administration.save_lesson_type(school.id, school.types["theory"])
        work.commit()
    school.plans_class("2026-11-23 17:00")
    students = [school.student(f"Bo {number}") for number in range(24)]
    books = [Books(school, student, moment("2026-11-20 12:00")) for student in students]
    if prepaid:
        product = books[0].offers(kind="theory")
        for each in books[:20]:
            each.buys(product)
    for student in students:
        school.books(student, "2026-11-23 17:00", "theory", school.jonas, made="2026-11-20 12:00")
    jonas = town.person(school, school.jonas).says("today")
    town.until("2026-11-23 17:50")
    jonas.hears("ask_class").picks_number(2).hears("ask_missing")
    assert cost(jonas, "2 5") <= MOST
    jonas.hears("recorded_class")
    assert (len(town.bookings("completed")), len(town.bookings("no_show"))) == (22, 2)
    assert lessons_left(town, school, students) == ([9, 10, 9, 9, 10, *[9] * 15] if prepaid else [])
    if invoiced:
        for each in books:
            each.now = town.clock()
            each.is_invoiced()
    assert cost(jonas, "undo") <= MOST
    jonas.hears("ask_class_correction").picks_number(2).hears("ask_missing")
    assert cost(jonas, "1 3 4 7 9") <= MOST
    jonas.hears("recorded_class")
    assert (len(town.bookings("completed")), len(town.bookings("no_show"))) == (19, 5)
    assert lessons_left(town, school, students) == ([10, 9, 10, 10, 9, 9, 10, 9, 10, *[9] * 11] if prepaid else [])
    for said, heard in (("did not take place", "recorded_class_not_held"), ("all came", "recorded_class")):
        jonas.says("undo").hears("ask_class_correction")
        assert cost(jonas, said) <= MOST
        jonas.hears(heard)
    assert len(town.bookings("completed")) == 24


def lessons_left(town: Town, school: SmallSchool, students: list[Student]) -> list[int]:
    with town.app.open_work() as work:
        packages = work.ledger.packages
        return [package.left for student in students for package in packages.of_student(school.id, student.id)]


def test_a_lesson_that_went_otherwise_takes_no_more(town: Town, school: SmallSchool) -> None:
    school.books(school.student("Bo Lind"), "2026-11-23 10:00", "driving", school.jonas, made="2026-11-20 12:00")
    jonas = town.person(school, school.jonas).says("today")
    town.until("2026-11-23 10:50")
    jonas.hears("ask_attendance").says("1").hears("recorded_attended")
    for outcome in ("no_show", "not_held", "attended"):
        assert cost(jonas, "undo") <= MOST
        jonas.hears("ask_correction")
        assert cost(jonas, {"no_show": "1", "not_held": "2", "attended": "1"}[outcome]) <= MOST
        jonas.hears(f"recorded_{outcome}")


@pytest.mark.parametrize("invoiced", [False, True])
def test_a_lesson_of_a_package_that_went_otherwise_takes_no_more(
    mette: Chat, town: Town, school: SmallSchool, invoiced: bool
) -> None:
    modules(school, "1")
    bo = school.student("Bo Lind", usual=school.mette)
    books = Books(school, bo, moment("2026-11-20 12:00"))
    books.buys(books.offers())
    school.books(bo, "2026-11-23 10:00", made="2026-11-20 12:00")
    mette.says("today")
    town.until("2026-11-23 10:50")
    assert cost(mette.hears("ask_attendance"), "1") <= MOST
    mette.hears("recorded_attended", "Paid by package, 9 left")
    for outcome, said in (
        ("no_show", "no show"), ("attended", "attended"), ("no_show", "no show"), ("not_held", "did not take place"),
        ("no_show", "no show"), ("not_held", "did not take place"), ("attended", "attended"),
    ):  # fmt: skip
        books.now = town.clock()
        if invoiced:
            books.is_invoiced()
        assert cost(mette, "undo") <= MOST
        mette.hears("ask_correction")
        assert cost(mette, said) <= MOST, outcome
        mette.hears(f"recorded_{outcome}")
        town.passes(minutes=1)
    assert books.owes() == 6_000
    with town.app.open_work() as work:
        assert [package.left for package in work.ledger.packages.of_student(school.id, bo.id)] == [9]
        invoices = work.ledger.invoices.standings(school.id, [bo.id])
        assert len(invoices) == (4 if invoiced else 0), "of the package, and of each no-show"
