"""What is said in the middle of a question: answered at once, and the question is asked once more."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from domain.courses import Course
from tests.chat import Chat, Town
from tests.dialogs.plans import attended, modules, skilled
from tests.factories import SmallSchool, moment
from tests.storage.books import Books


@pytest.fixture(params=["en", "da"])
def teacher(request: pytest.FixtureRequest, town: Town, school: SmallSchool) -> Chat:
    """Mette, who has taught Anna last week and teaches Bo in an hour."""
    skilled(school)
    chat = town.person(school, school.mette, language=request.param)
    attended(town, school, school.student("Anna Berg"), "2026-11-20 10:00")
    school.books(school.student("Bo Lind"), "2026-11-23 09:00", made="2026-11-20 12:00")
    town.person(school, school.students["Bo Lind"])
    return chat


@pytest.fixture
def books(town: Town, school: SmallSchool, chat: Chat) -> Books:
    """The school sells packages by chat."""
    books = Books(school, school.students["Anna Berg"], moment("2026-11-20 12:00"))
    books.offers()
    return books


def adds_course(town: Town, school: SmallSchool, name: str, evening: str) -> None:
    session = school.plans_class(evening)
    with town.app.open_work() as work:
        work.courses.add(Course(work.next_id(), school.id, {"en": name}, (session.id,)))
        work.commit()


# A teacher who is late


def test_who_is_late_says_so_in_the_middle_of_a_note(teacher: Chat, town: Town, school: SmallSchool) -> None:
    teacher.says("note anna", da="notat anna").hears("ask_note")
    teacher.says("I'm 10 minutes late", da="jeg er 10 minutter forsinket").hears("late_told", "Bo Lind", "ask_note")
    town.work()
    town.phones["sms", school.students["Bo Lind"].phone or ""].hears("notice_teacher_late", "10 min")
    teacher.says("parks well", da="parkerer godt").hears("noted", "Anna Berg")


def test_that_a_student_was_late_is_a_note(teacher: Chat) -> None:
    teacher.says("note anna", da="notat anna").hears("ask_note")
    teacher.says("she was 10 minutes late", da="hun var 10 minutter forsinket").hears("noted", "Anna Berg")


def test_who_is_late_says_so_in_the_middle_of_marks(teacher: Chat) -> None:
    teacher.says("mark anna", da="bedøm anna").picks("skill:parking").hears("mark_level")
    teacher.says("I'm late", da="jeg er forsinket").hears("ask_minutes")
    teacher.says("15").hears("late_told", "15 min", "mark_level")
    teacher.picks("level:4").hears("marked", "mark_what", "4/5")


def test_done_ends_the_marks_kindly(teacher: Chat) -> None:
    teacher.says("mark anna", da="bedøm anna").picks("skill:parking").picks("level:4")
    teacher.says("done", da="færdig").hears("fine")
    assert "left" not in teacher.last.names


def test_marks_come_first_and_the_open_question_is_asked_after_them(teacher: Chat, town: Town) -> None:
    town.until("2026-11-23 09:45")
    teacher.hears("ask_attendance").says("mark", da="bedøm").hears("mark_what")
    assert "ask_attendance" not in teacher.last.names
    teacher.says("done", da="færdig").hears("fine", "ask_attendance").says("1").hears("recorded_attended")


# A student at another question


def test_a_new_wish_in_the_course_dialog_is_a_new_wish(anna: Chat, town: Town, school: SmallSchool) -> None:
    adds_course(town, school, "Winter", "2026-11-26 18:30")
    anna.says("courses", da="kurser").hears("confirm_join_course")
    anna.says("book a lesson friday", da="book en køretime fredag").hears("offers", "27")
    assert not town.bookings("confirmed")


def test_book_it_joins_the_course_that_is_asked_about(anna: Chat, town: Town, school: SmallSchool) -> None:
    adds_course(town, school, "Winter", "2026-11-26 18:30")
    anna.says("courses", da="kurser").says("book it", da="book det").hears("course_joined", "Winter")


def test_a_course_that_is_named_at_once_is_not_asked_for(anna: Chat, town: Town, school: SmallSchool) -> None:
    for name, evening in (("Winter", "2026-11-26 18:30"), ("Spring", "2026-11-27 18:30")):
        adds_course(town, school, name, evening)
    anna.says("join the course spring", da="tilmeld mig kurset spring").hears("confirm_join_course", "Spring")


def test_cancelling_a_lesson_in_the_course_dialog_leaves_no_course(chat: Chat, town: Town, school: SmallSchool) -> None:
    adds_course(town, school, "Winter", "2026-11-26 18:30")
    school.books(school.students["Anna Berg"], "2026-11-27 12:00", made="2026-11-20 12:00")
    chat.says("courses").says("yes").hears("course_joined")
    chat.says("courses").hears("confirm_leave_course").says("cancel friday").hears("confirm_cancel", "Fri 27 Nov 12:00")


@pytest.mark.parametrize("said", ["buy package", "I want to buy a package", "køb en pakke"])
def test_a_package_is_bought_in_passing(chat: Chat, books: Books, town: Town, said: str) -> None:
    chat.says("book wed at 10").hears("confirm_booking")
    chat.says(said).hears("packages")
    assert "confirm_booking_again" not in chat.last.names
    chat.picks_number(1).hears("confirm_package").says("how much do I owe").hears("balance", "confirm_package")
    chat.says("yes").hears("package_bought", "confirm_booking_again").says("1").hears("booked")


def test_a_package_that_is_named_is_not_asked_for(chat: Chat, books: Books) -> None:
    chat.says("book wed at 10").says("buy the package of 10 lessons").hears("confirm_package")
    chat.picks("not_now").hears("left", "confirm_booking_again")


def test_what_is_left_of_a_package_is_told_in_passing(chat: Chat, books: Books) -> None:
    chat.says("book wed at 10").says("my packages").hears("packages", "confirm_booking_again")


def test_a_statement_is_over_when_something_else_is_talked_of(chat: Chat, town: Town, books: Books) -> None:
    for day in range(1, 8):
        books.pays(day)
    for said, heard in (("balance", "balance"), ("help", "help_student"), ("thanks", "thanks")):
        chat.says("statement").picks("earlier").says(said).hears(heard)
        assert "statement" not in chat.last.names
    chat.says("statement").picks("earlier").says("language").says("1").hears("language_set")
    assert "statement" not in chat.last.names


# Words that mean the same everywhere


def test_stop_leaves_only_the_flow_on_top(teacher: Chat, town: Town) -> None:
    town.until("2026-11-23 09:45")
    teacher.says("note", da="notat").hears("ask_note")
    teacher.says("never mind", da="glem det").hears("left", "ask_attendance")


def test_back_on_the_first_question_of_a_flow_goes_to_what_lies_below(teacher: Chat, town: Town) -> None:
    town.until("2026-11-23 09:45")
    teacher.says("note", da="notat").hears("ask_note").says("back", da="tilbage").hears("ask_attendance")


@pytest.mark.parametrize(
    ("said", "da", "heard"),
    [
        ("menu", "menu", "menu_teacher"),
        ("main menu please", "hovedmenu tak", "menu_teacher"),
        ("start over", "start forfra", "menu_teacher"),
        ("help", "hjælp", "help_teacher"),
        ("forget about it", "glem alt om det", "left"),
        ("talk to the school", "tal med skolen", "ask_message"),
        ("change language", "skift sprog", "ask_language"),
        ("today", "i dag", "today"),
    ],
)
def test_where_any_words_are_an_answer_a_bare_command_is_none(teacher: Chat, said: str, da: str, heard: str) -> None:
    teacher.says("note anna", da="notat anna").hears("ask_note").says(said, da=da)
    assert heard in teacher.last.names
    assert "noted" not in teacher.last.names


def test_talking_to_the_school_leaves_the_open_question_where_it_is(anna: Chat, town: Town) -> None:
    anna.says("book wed at 10", da="book ons kl 10").says("talk to the school", da="tal med skolen")
    anna.hears("ask_message").says("Is it the red car?", da="Er det den røde bil?")
    anna.hears("message_passed_on", "confirm_booking_again").picks("book").hears("booked")


def test_every_channel_goes_on_with_one_question(town: Town, school: SmallSchool) -> None:
    for channel in Channel:
        who = school.student(f"Student {channel.value}", "en", school.mette)
        chat = town.person(school, who, channel)
        chat.says("lesson wed after 10").says("how much do I owe").hears("balance", "offers")
        assert chat.last.names.count("offers") == 1
        assert len(chat.answers) == 1


def test_attendance_is_asked_for_in_a_talk_with_the_school_which_goes_on_after_it(teacher: Chat, town: Town) -> None:
    for _ in range(3):
        teacher.says("xyzzy")
    teacher.hears("talking")
    town.until("2026-11-23 09:45")
    teacher.hears("ask_attendance", "Bo Lind").says("1").hears("recorded_attended", "talking_again")
    teacher.says("1").hears("passed_on", "talking_again")


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize(
    ("said", "danish", "heard"),
    [
        ("next week", "næste uge", "days"),
        ("week 50", "uge 50", "days"),
        ("tomorrow", "i morgen", "today"),
        ("today", "i dag", "today"),
        ("note anna parks well", "notat anna parkerer godt", "noted"),
    ],
)
def test_a_teachers_looks_and_notes_leave_the_open_question_where_it_is(
    town: Town, school: SmallSchool, language: str, said: str, danish: str, heard: str
) -> None:
    modules(school, "1", "2")
    attended(town, school, school.student("Anna Berg", usual=school.mette), "2026-11-20 10:00")
    mette = town.person(school, school.mette, language=language)
    mette.says("sign", da="underskriv").hears("ask_sign_teacher")
    mette.says(said, da=danish).hears(heard, "ask_sign_teacher")
    mette.picks_number(1).hears("signed_by_teacher")


@pytest.mark.parametrize("language", ["en", "da"])
def test_in_a_talk_with_the_school_a_teachers_plain_commands_are_for_the_program(
    town: Town, school: SmallSchool, language: str
) -> None:
    mette = town.person(school, school.mette, language=language)
    for _ in range(3):
        mette.says("xyzzy")
    mette.hears("talking")
    mette.says("today", da="i dag").hears("today", "talking_again")
    mette.says("week", da="uge").hears("week", "talking_again")
    mette.says("attendance", da="fremmøde").hears("no_attendance", "talking_again")
    mette.says("I'm sick tomorrow", da="jeg er syg i morgen").hears("confirm_sick")
    mette.picks_number(2).hears("not_sick", "talking_again")
    mette.says("can Anna come today?", da="kan Anna komme i dag?").hears("passed_on", "talking_again")
    mette.says("Anna was sick today", da="Anna var syg i dag").hears("passed_on", "talking_again")


@pytest.mark.parametrize(
    ("asked", "da", "told"),
    [
        ("what is your address?", "hvad er jeres adresse?", "your_school"),
        ("when is the school open", "hvornår har skolen åbent", "school_hours"),
        ("what is next", "hvad er næste skridt", "next_"),
    ],
)
@pytest.mark.parametrize(
    ("wish", "onsket", "question", "done"),
    [
        ("book wed at 10", "book ons kl 10", "confirm_booking_again", "booked"),
        ("cancel friday", "aflys fredag", "confirm_cancel", "cancelled"),
    ],
)
def test_what_is_asked_of_the_school_or_the_training_leaves_the_question_open(
    anna: Chat, school: SmallSchool, wish: str, onsket: str, question: str, done: str, asked: str, da: str, told: str
) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 12:00", made="2026-11-20 12:00")
    anna.says(wish, da=onsket).says(asked, da=da).hears(question)
    assert any(name.startswith(told) for name in anna.last.names)
    anna.picks_number(1).hears(done)


@pytest.mark.parametrize(
    ("asked", "da"), [("is that with mette?", "er det med mette?"), ("is it with jonas", "er det jonas?")]
)
def test_with_whom_it_is_can_be_asked_at_the_confirmation(anna: Chat, town: Town, asked: str, da: str) -> None:
    anna.says("book wed at 10", da="book ons kl 10").says(asked, da=da).hears(
        "about_slot", "Mette", "confirm_booking_again"
    )
    assert [status for _, status in town.bookings()] == ["draft"]
    anna.says("with jonas?", da="med jonas?").hears("confirm_booking", "Jonas")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "when is the school open"),
        ("da", "hvornår har I åbent?"),
        ("de", "wann hat die Fahrschule geöffnet?"),
        ("sv", "när har ni öppet?"),
        ("nb", "når har dere åpent?"),
    ],
)
def test_opening_hours_are_when_lessons_are_given_and_the_question_stays(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language, school.mette), language=language)
    anna.says(said).hears("school_hours", "Harbour St: ")
    clock = {"en": "08:00-18:00", "da": "8.00-18.00"}
    assert clock.get(language, ":00-18:00") in anna.text
    anna.says("menu").picks("book").picks_number(1).picks("slot:0").hears("confirm_booking")
    anna.says(said).hears("school_hours", "confirm_booking_again").picks("book").hears("booked")


# Words that want nothing


def test_thanks_and_wait_leave_the_question_open(anna: Chat) -> None:
    anna.says("book wed at 10", da="book onsdag kl 10").hears("confirm_booking")
    anna.says("thanks", da="tak").hears("thanks", "confirm_booking_again")
    anna.says("wait", da="vent").hears("no_hurry", "confirm_booking_again")
    anna.says("maybe", da="måske").hears("no_hurry", "confirm_booking_again")
    anna.picks("book").hears("booked")


def test_praise_where_nothing_is_asked_is_no_answer_to_anything(anna: Chat) -> None:
    anna.says("great", da="super").hears("fine")
    anna.says("yes", da="ja").hears("nothing_open")


def test_a_number_in_a_word_chooses(anna: Chat) -> None:
    second = anna.says("lesson on thursday", da="køretime på torsdag").hears("offers").labels[1]
    anna.says("two", da="to").hears("confirm_booking", second)


def test_the_day_after_and_the_week_after_are_those_after_what_is_offered(anna: Chat) -> None:
    anna.says("book wed at 10", da="book onsdag kl 10").hears("confirm_booking", "Wed 25 Nov", da="ons 25. nov.")
    anna.says("the day after", da="dagen efter").hears("confirm_booking", "Thu 26 Nov 10:00", da="tor 26. nov. 10.00")
    anna.says("what about the week after", da="hvad med ugen efter").hears("offers")
    assert anna.labels[0] == anna.words("Mon 30 Nov 10:00", da="man 30. nov. 10.00")


def test_how_long_a_lesson_is_and_what_cancelling_costs_is_told_without_a_price_list(anna: Chat) -> None:
    anna.says("how long is a lesson", da="hvor lang er en køretime").hears("45 min")
    anna.says("what does cancelling cost", da="hvad koster det at aflyse").hears("terms")
    assert "650 kr" not in anna.last.plain


def test_a_question_is_asked_again_behind_the_first_answer_and_left_open_behind_the_next(anna: Chat) -> None:
    anna.says("book friday at 10", da="book fredag kl 10").hears("confirm_booking")
    anna.says("what do I owe", da="hvad skylder jeg").hears("balance", "confirm_booking_again")
    anna.says("my lessons", da="mine timer").hears("lessons" if anna.last.has("lessons") else "no_coming_lessons")
    assert "confirm_booking_again" not in anna.last.names
    anna.says("who is my teacher", da="hvem er min lærer").hears("about_slot")
    assert "confirm_booking_again" not in anna.last.names
    anna.says("yes", da="ja").hears("booked")


def test_before_what_is_held_runs_out_it_is_asked_again(anna: Chat, town: Town) -> None:
    anna.says("book friday at 10", da="book fredag kl 10").says("what do I owe", da="hvad skylder jeg")
    town.passes(minutes=3)
    anna.says("what do I owe", da="hvad skylder jeg").hears("balance", "confirm_booking_again")
    anna.picks("book").hears("booked")


def test_a_yes_that_hangs_on_a_question_is_asked_for_again_however_often(anna: Chat) -> None:
    anna.says("book friday at 10", da="book fredag kl 10")
    for _ in range(3):
        anna.says("yes, but what does it cost?", da="ja, men hvad koster det?").hears("terms", "confirm_booking_again")


@pytest.mark.parametrize(
    ("said", "da", "asked"),
    [
        ("cancel my lesson", "aflys min time", "confirm_cancel"),
        ("move my lesson", "flyt min time", "offers"),
        ("move my lesson to friday at 10", "flyt min time til fredag kl 10", "confirm_move"),
    ],
)
def test_what_was_asked_of_a_lesson_is_dropped_when_it_has_begun(
    anna: Chat, town: Town, school: SmallSchool, said: str, da: str, asked: str
) -> None:
    school.books(school.students["Anna Berg"], "2026-11-23 09:00", made="2026-11-20 12:00")
    anna.says(said, da=da).hears(asked)
    town.passes(minutes=70)
    anna.says("what do I owe", da="hvad skylder jeg").hears("balance", "refused_already_started")
    anna.says("what do I owe", da="hvad skylder jeg").hears("balance")
    assert "refused_already_started" not in anna.last.names
    assert town.bookings() == [("2026-11-23 09:00", "confirmed")]
