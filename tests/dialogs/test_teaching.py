"""A teacher's day by chat: today, the week, and how each lesson went."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.dialogs.exchange import Channel
from domain.lessons import Actor
from domain.policies import Policy
from domain.schools import Closure, SpecialDay, TimeOff, WorkingHours
from domain.services.attendance import Outcome, settle
from domain.timeslots import Interval
from tests.chat import Chat, Town
from tests.factories import SmallSchool, moment


@pytest.fixture
def teacher(town: Town, school: SmallSchool, voice: tuple[Channel, str]) -> Chat:
    """Mette on every channel and in every language."""
    return town.person(school, school.mette, *voice)


@pytest.fixture
def lessons(school: SmallSchool) -> list[int]:
    """Bo's lesson at 10 and Mia's at 12 today, both with Mette."""
    return [
        school.books(school.student("Bo Lind"), "2026-11-23 10:00", made="2026-11-20 12:00").id,
        school.books(school.student("Mia Holt"), "2026-11-23 12:00", made="2026-11-20 12:00").id,
    ]


def charged(town: Town, school: SmallSchool) -> list[tuple[str, int]]:
    return [
        (kind, amount)
        for kind, amount in town.database.execute(
            "SELECT kind, amount_minor FROM ledger_entries WHERE school_id = %s ORDER BY id", [school.id]
        )
    ]


def test_the_day_and_the_week(teacher: Chat, school: SmallSchool, lessons: list[int]) -> None:
    school.books(school.students["Bo Lind"], "2026-11-26 09:00", made="2026-11-20 12:00")
    teacher.says("today", da="i dag").hears(
        "Mon 23 Nov:\n10:00-10:45 Bo Lind, Driving lesson, red Golf\n12:00-12:45 Mia Holt",
        da="man 23. nov.:\n10.00-10.45 Bo Lind, Køretime, red Golf\n12.00-12.45 Mia Holt",
    )
    teacher.says("week", da="uge").hears("Thu 26 Nov 09:00 Bo Lind", da="tor 26. nov. 9.00 Bo Lind")


@pytest.mark.parametrize(
    ("en", "da"),
    [
        ("my students today", "mine elever i dag"),
        ("my lessons today", "mine timer i dag"),
        ("what does my day look like", "hvordan ser min dag ud"),
    ],
)
def test_a_teachers_day_has_many_names(teacher: Chat, lessons: list[int], en: str, da: str) -> None:
    assert lessons
    teacher.says(en, da).hears("today", "Bo Lind", "Mia Holt")


@pytest.mark.parametrize(
    ("en", "da"),
    [
        ("my lessons", "mine timer"),
        ("my schedule", "mit skema"),
        ("my students", "mine elever"),
        ("my week", "min uge"),
        ("my timetable", "min kalender"),
    ],
)
def test_a_teachers_week_has_many_names(teacher: Chat, lessons: list[int], en: str, da: str) -> None:
    assert lessons
    teacher.says(en, da).hears("week", "Mon 23 Nov 10:00 Bo Lind", da="man 23. nov. 10.00 Bo Lind")


def test_a_teachers_lessons_on_a_day(teacher: Chat, school: SmallSchool, lessons: list[int]) -> None:
    assert lessons
    school.books(school.students["Bo Lind"], "2026-11-26 09:00", made="2026-11-20 12:00")
    teacher.says("my lessons on thursday", da="mine timer på torsdag").hears(
        "Thu 26 Nov:\n09:00-09:45 Bo Lind", da="tor 26. nov.:\n9.00-9.45 Bo Lind"
    )


def test_an_empty_day_and_week(teacher: Chat) -> None:
    teacher.says("today", da="i dag").hears("No lessons on Mon 23 Nov.", da="Ingen timer man 23. nov.")
    teacher.says("week", da="uge").hears("No lessons in the next 7 days.", da="Ingen timer de næste 7 dage.")
    teacher.says("attendance", da="fremmøde").hears("no_attendance")


def test_a_teachers_menu_leads_somewhere(teacher: Chat) -> None:
    leads = {
        "today": "today",
        "week": "week",
        "attendance": "no_attendance",
        "sign": "nothing_to_sign",
        "mark": "no_lesson_to_mark",
        "language": "ask_language",
        "school": "ask_message",
    }
    assert teacher.says("menu").last.ids == list(leads)
    assert "menu_teacher" in teacher.last.names
    for choice, name in leads.items():
        teacher.says("menu").picks(choice).hears(name)


@pytest.mark.parametrize(
    ("answer", "name", "status", "money"),
    [
        ("attended", "recorded_attended", "completed", [("charge", 65_000)]),
        ("no_show", "recorded_no_show", "no_show", [("no_show_fee", 65_000)]),
        ("not_held", "recorded_not_held", "cancelled", []),
    ],
)
def test_after_the_lesson_one_answer_settles_status_and_money(
    teacher: Chat,
    town: Town,
    school: SmallSchool,
    answer: str,
    name: str,
    status: str,
    money: list[tuple[str, int]],
) -> None:
    booking = school.books(school.student("Bo Lind"), "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 10:45")
    teacher.hears("Bo Lind, Mon 23 Nov 10:00-10:45, Driving lesson", da="Bo Lind, man 23. nov. 10.00-10.45, Køretime")
    teacher.picks(f"{answer}:{booking.id}").hears(name)
    assert town.bookings() == [("2026-11-23 10:00", status)]
    assert charged(town, school) == money


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("attended", "recorded_attended"),
        ("1", "recorded_attended"),
        ("no show", "recorded_no_show"),
        ("she didn't show up", "recorded_no_show"),
        ("2", "recorded_no_show"),
        ("did not take place", "recorded_not_held"),
        ("3", "recorded_not_held"),
    ],
)
def test_the_answer_may_be_a_word_or_a_digit(mette: Chat, town: Town, lessons: list[int], said: str, name: str) -> None:
    town.until("2026-11-23 10:50")
    mette.says(said).hears(name, "Bo Lind Mon 23 Nov 10:00")


def test_the_question_is_not_put_before_the_lesson_is_over(mette: Chat, town: Town, lessons: list[int]) -> None:
    town.until("2026-11-23 10:44")
    assert not [message for message in mette.heard if "ask_attendance" in message.names]


def test_several_lessons_wait_in_order_and_each_is_settled_once(
    teacher: Chat, town: Town, school: SmallSchool, lessons: list[int]
) -> None:
    town.until("2026-11-23 13:00")
    teacher.hears("Bo Lind", "(1 more after this)", da="(1 mere efter denne)")
    teacher.picks_number(1).hears("recorded_attended", "Mia Holt", "ask_attendance")
    teacher.picks_number(2).hears("recorded_no_show")
    assert teacher.last.names == ("recorded_no_show",)
    teacher.says("attendance", da="fremmøde").hears("no_attendance")
    assert charged(town, school) == [("charge", 65_000), ("no_show_fee", 65_000)]


def test_a_digit_settles_one_lesson_only(mette: Chat, town: Town, school: SmallSchool, lessons: list[int]) -> None:
    town.until("2026-11-23 11:00")
    mette.says("1").hears("recorded_attended").says("1")
    assert charged(town, school) == [("charge", 65_000)]


def test_a_button_of_a_settled_lesson_changes_nothing(town: Town, school: SmallSchool, lessons: list[int]) -> None:
    mette = town.person(school, school.mette, Channel.TELEGRAM)
    town.until("2026-11-23 10:50")
    menu = mette.last.reply.menu
    assert menu is not None
    mette.taps(menu, 0).hears("recorded_attended")
    mette.taps(menu, 1)
    assert charged(town, school) == [("charge", 65_000)]
    assert "recorded_no_show" not in mette.last.names


def test_the_question_interrupts_and_what_was_going_on_is_taken_up_again(
    teacher: Chat, town: Town, lessons: list[int]
) -> None:
    teacher.says("talk to the school", da="tal med skolen").hears("ask_message")
    town.until("2026-11-23 10:45")
    teacher.hears("ask_attendance").picks_number(1).hears("recorded_attended", "ask_message")
    teacher.says("the car makes a noise when braking").hears("message_passed_on")


def test_a_question_on_the_side_leaves_the_attendance_open(teacher: Chat, town: Town, lessons: list[int]) -> None:
    town.until("2026-11-23 10:45")
    teacher.says("today", da="i dag").hears("today", "ask_attendance").picks_number(1).hears("recorded_attended")


def test_a_lesson_settled_by_the_school_is_not_asked_about(
    mette: Chat, town: Town, school: SmallSchool, lessons: list[int]
) -> None:
    with town.app.open_work() as work:
        settle(school.desk(work, Actor.STAFF, moment("2026-11-23 10:05")), lessons[0], Outcome.ATTENDED)
        work.commit()
    town.until("2026-11-23 10:50")
    assert not [message for message in mette.heard if "ask_attendance" in message.names]


def test_a_class_is_asked_about_as_a_whole(town: Town, school: SmallSchool) -> None:
    school.plans_class("2026-11-24 18:30")
    jonas = town.person(school, school.jonas)
    for name in ("Bo Lind", "Mia Holt"):
        chat = town.person(school, school.student(name))
        chat.says("book theory class").picks("slot:0").picks("book").hears("booked")
    jonas.says("week").hears("Tue 24 Nov 18:30 Bo Lind, Mia Holt, Theory class")
    town.until("2026-11-24 19:15")
    jonas.hears("Theory class, Tue 24 Nov 18:30-19:15: who came?\n#1 Bo Lind\n#2 Mia Holt")
    jonas.says("2 missing").hears("recorded_class", "Mia Holt missing, 1 came")
    assert charged(town, school) == []


def test_a_teacher_is_told_of_changes_at_once(teacher: Chat, town: Town, school: SmallSchool) -> None:
    bo = town.person(school, school.student("Bo Lind"))
    bo.says("book wed at 10 with Mette").picks("book")
    town.work()
    teacher.hears("New: Wed 25 Nov 10:00 Bo Lind, Driving lesson", da="Ny: ons 25. nov. 10.00 Bo Lind, Køretime")
    bo.says("move my lesson to wed at 12").picks("move")
    town.work()
    teacher.hears(
        "Moved: Bo Lind, Driving lesson, from Wed 25 Nov 10:00 to Wed 25 Nov 12:00.",
        da="Flyttet: Bo Lind, Køretime, fra ons 25. nov. 10.00 til ons 25. nov. 12.00.",
    )
    bo.says("cancel").picks("cancel")
    town.work()
    teacher.hears("Cancelled: Bo Lind", da="Aflyst: Bo Lind")


def test_what_students_do_is_nothing_for_teachers(mette: Chat) -> None:
    for said in ("cancel my lesson", "my balance", "progress"):
        mette.says("menu").says(said)
        assert mette.labels == [
            "Today",
            "Week",
            "Attendance",
            "Sign off",
            "Mark a lesson",
            "Language",
            "Talk to the school",
        ]


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("mia did not show up", "mia mødte ikke op"),
        ("Mia Holt no show", "Mia Holt udeblev"),
        ("mia attended", "mia er mødt"),
    ],
)
def test_the_student_that_is_named_is_settled_and_no_other(
    teacher: Chat, town: Town, school: SmallSchool, lessons: list[int], said: str, da: str
) -> None:
    town.until("2026-11-23 13:00")
    teacher.hears("Bo Lind").says(said, da=da).hears("Mia Holt", "ask_attendance", "Bo Lind")
    assert [status for _, status in town.bookings()].count("confirmed") == 1


@pytest.mark.parametrize(
    ("said", "da"), [("peter did not show up", "peter mødte ikke op"), ("peter no show", "peter udeblev")]
)
def test_words_about_somebody_else_settle_nobody(
    teacher: Chat, town: Town, school: SmallSchool, lessons: list[int], said: str, da: str
) -> None:
    town.until("2026-11-23 13:00")
    teacher.says(said, da=da).hears("ask_attendance", "Bo Lind")
    assert charged(town, school) == []


@pytest.mark.parametrize(
    ("said", "da", "name"),
    [
        ("attended", "mødt", "recorded_attended"),
        ("no show", "udeblevet", "recorded_no_show"),
        ("did not take place", "ikke afholdt", "recorded_not_held"),
    ],
)
def test_a_bare_word_settles(teacher: Chat, town: Town, lessons: list[int], said: str, da: str, name: str) -> None:
    town.until("2026-11-23 10:50")
    teacher.says(said, da=da).hears(name, "Bo Lind")


@pytest.mark.parametrize(("said", "da"), [("thursday", "torsdag"), ("26 november", "26. november")])
def test_a_day_that_is_named_is_told_like_today(teacher: Chat, school: SmallSchool, said: str, da: str) -> None:
    school.books(school.student("Bo Lind"), "2026-11-26 09:00", made="2026-11-20 12:00")
    teacher.says(said, da=da).hears("Thu 26 Nov:\n09:00-09:45 Bo Lind", da="tor 26. nov.:\n9.00-9.45 Bo Lind")
    teacher.says("tomorrow", da="i morgen").hears("No lessons on Tue 24 Nov.", da="Ingen timer tir 24. nov.")


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("what does thursday look like", "hvordan ser torsdag ud"),
        ("any lessons on thursday?", "nogen timer på torsdag?"),
        ("am I free on thursday morning?", "har jeg fri torsdag formiddag?"),
        ("am I off on thursday?", "er jeg fri på torsdag?"),
        ("how does thursday look", "hvordan er torsdag"),
    ],
)
def test_a_question_about_a_day_is_about_its_lessons(teacher: Chat, school: SmallSchool, said: str, da: str) -> None:
    school.books(school.student("Bo Lind"), "2026-11-26 09:00", made="2026-11-20 12:00")
    teacher.says(said, da=da).hears("Thu 26 Nov:\n09:00-09:45 Bo Lind", da="tor 26. nov.:\n9.00-9.45 Bo Lind")


def test_a_day_is_told_while_attendance_is_asked(teacher: Chat, town: Town, lessons: list[int]) -> None:
    town.until("2026-11-23 10:50")
    teacher.says("tomorrow", da="i morgen").hears("today", "ask_attendance", "Bo Lind")


def test_a_month_tells_how_many_lessons_and_hours_each_day_has(teacher: Chat, town: Town, school: SmallSchool) -> None:
    bo = school.student("Bo Lind")
    for start in ("2026-11-09 09:00", "2026-11-26 09:00", "2026-11-26 10:00", "2026-11-30 09:00", "2026-12-01 09:00"):
        school.books(bo, start, made="2026-11-05 12:00")
    teacher.says("month", da="måned")
    assert (
        teacher.last.plain.splitlines()
        == {
            "en": [
                "November 2026: 4 lessons, 3 h",
                "Mon 9 Nov: 1, 45 min",
                "Thu 26 Nov: 2, 1 h 30 min",
                "Mon 30 Nov: 1, 45 min",
            ],
            "da": [
                "november 2026: 4 timer, 3 t",
                "man 9. nov.: 1, 45 min",
                "tor 26. nov.: 2, 1 t 30 min",
                "man 30. nov.: 1, 45 min",
            ],
        }[teacher.speaks]
    )
    teacher.says("thursday", da="torsdag").hears("today", "Bo Lind")
    teacher.says("next month", da="næste måned").hears(
        "December 2026: 1 lesson, 45 min", da="december 2026: 1 time, 45 min"
    )
    teacher.says("january", da="januar").hears("No lessons in January 2027.", da="Ingen timer i januar 2027.")


@pytest.mark.parametrize(
    ("en", "da", "heard", "hoert"),
    [
        ("last month", "sidste måned", "October 2026: 2 lessons, 1 h 30 min", "oktober 2026: 2 timer, 1 t 30 min"),
        ("october", "oktober", "October 2026: 2 lessons", "oktober 2026: 2 timer"),
        ("october 2026", "oktober 2026", "October 2026: 2 lessons", "oktober 2026: 2 timer"),
        ("last week", "sidste uge", "Mon 16 Nov - Sun 22 Nov:\nTue 17 Nov 09:00 Bo Lind",
         "man 16. nov. - søn 22. nov.:\ntir 17. nov. 9.00 Bo Lind"),
        ("yesterday", "i går", "No lessons on Sun 22 Nov.", "Ingen timer søn 22. nov."),
        ("how many hours did I drive this month?", "hvor mange timer har jeg kørt denne måned?",
         "November 2026: 3 lessons, 2 h 15 min", "november 2026: 3 timer, 2 t 15 min"),
        ("how many hours have I worked?", "hvor mange timer har jeg arbejdet?",
         "November 2026: 3 lessons", "november 2026: 3 timer"),
        ("how much did I work in october", "hvor mange timer har jeg haft i oktober",
         "October 2026: 2 lessons, 1 h 30 min", "oktober 2026: 2 timer, 1 t 30 min"),
        ("my hours last month", "mine arbejdstider sidste måned", "October 2026: 2 lessons", "oktober 2026: 2 timer"),
        ("how many hours did I have last week?", "hvor mange timer havde jeg sidste uge?",
         "Mon 16 Nov - Sun 22 Nov: 1 lesson, 45 min\nTue 17 Nov: 1, 45 min",
         "man 16. nov. - søn 22. nov.: 1 time, 45 min\ntir 17. nov.: 1, 45 min"),
        ("how many hours have I worked this week?", "hvor mange timer har jeg arbejdet denne uge?",
         "Mon 23 Nov - Sun 29 Nov: 1 lesson, 45 min", "man 23. nov. - søn 29. nov.: 1 time, 45 min"),
        ("how many hours this month?", "hvor mange timer denne måned?",
         "November 2026: 3 lessons, 2 h 15 min", "november 2026: 3 timer, 2 t 15 min"),
        ("how many hours did I work yesterday?", "hvor mange timer havde jeg i går?",
         "No lessons Sun 22 Nov.", "Ingen timer søn 22. nov."),
    ],
)  # fmt: skip
def test_a_teacher_asks_how_many_hours_there_were(
    teacher: Chat, town: Town, school: SmallSchool, en: str, da: str, heard: str, hoert: str
) -> None:
    bo = school.student("Bo Lind")
    for start in ("2026-10-05 09:00", "2026-10-26 09:00", "2026-11-09 09:00", "2026-11-17 09:00", "2026-11-24 09:00"):
        school.books(bo, start, made="2026-10-01 12:00")
    teacher.says(en, da=da).hears(heard, da=hoert)


def test_this_week_has_hours_of_the_days_that_are_over_too(teacher: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.student("Bo Lind"), "2026-11-24 09:00", made="2026-11-20 12:00")
    town.until("2026-11-26 12:00")
    teacher.says("how many hours have I worked this week?", da="hvor mange timer har jeg arbejdet denne uge?").hears(
        "Mon 23 Nov - Sun 29 Nov: 1 lesson, 45 min", da="man 23. nov. - søn 29. nov.: 1 time, 45 min"
    )


def test_near_its_end_a_month_is_still_the_whole_of_it(teacher: Chat, town: Town, school: SmallSchool) -> None:
    for start in ("2026-11-09 09:00", "2026-11-30 14:00"):
        school.books(school.student(f"Bo {start}"), start, made="2026-11-05 12:00")
    town.clock.now = moment("2026-11-26 12:00")
    teacher.says("november").hears("November 2026: 2 lessons", da="november 2026: 2 timer")
    teacher.says("this week", da="denne uge").hears("week")
    town.clock.now = moment("2026-11-30 12:00")
    teacher.says("how many hours did I drive in november?", da="hvor mange timer har jeg kørt i november?")
    teacher.hears("November 2026: 2 lessons, 1 h 30 min", da="november 2026: 2 timer, 1 t 30 min")
    teacher.says("how many hours do I have today?", da="hvor mange timer har jeg arbejdet i dag?")
    teacher.hears("Mon 30 Nov: 1 lesson, 45 min", da="man 30. nov.: 1 time, 45 min")


def test_the_hours_of_a_student_are_how_far_they_have_come(anna: Chat) -> None:
    anna.says("how many hours have I driven?", da="hvor mange timer har jeg kørt?").hears("progress")


def test_a_week_that_is_named_is_told_day_by_day(teacher: Chat, school: SmallSchool) -> None:
    school.books(school.student("Bo Lind"), "2026-12-02 09:00", made="2026-11-20 12:00")
    teacher.says("next week", da="næste uge").hears(
        "Mon 30 Nov - Sun 6 Dec:\nWed 2 Dec 09:00 Bo Lind", da="man 30. nov. - søn 6. dec.:\nons 2. dec. 9.00 Bo Lind"
    )


def test_a_teacher_asks_for_the_hours(teacher: Chat, town: Town, school: SmallSchool) -> None:
    teacher.says("my hours", da="mine arbejdstider").hears(
        "Your hours:\nMon, Tue, Wed, Thu, Fri 08:00-16:00, Harbour St",
        da="Dine arbejdstider:\nman, tir, ons, tor, fre 8.00-16.00, Harbour St",
    )


def test_a_bare_word_asks_for_the_hours_too(teacher: Chat) -> None:
    teacher.says("hours", da="arbejdstider").hears("Your hours:", da="Dine arbejdstider:")


def test_hours_tell_what_differs_and_what_is_off_ahead(teacher: Chat, town: Town, school: SmallSchool) -> None:
    mette, harbour = school.mette, school.mette.hours[0].branch_id
    days = (
        SpecialDay(date(2026, 12, 3), (WorkingHours(3, time(10), time(14), harbour),)),
        SpecialDay(date(2026, 12, 4), ()),
    )
    with town.app.open_work() as work:
        to = work.administration
        for day in days:
            to.set_special_day(school.id, mette.id, day)
        for start, end in (("2026-12-07 00:00", "2026-12-12 00:00"), ("2026-12-01 10:00", "2026-12-01 12:00")):
            to.add_time_off(school.id, TimeOff(work.next_id(), mette.id, Interval(moment(start), moment(end))))
        to.add_closure(
            school.id,
            Closure(work.next_id(), date(2026, 12, 24), date(2026, 12, 26), reasons={"en": "Yule", "da": "jul"}),
        )
        work.commit()
    teacher.says("my hours", da="mine arbejdstider")
    assert (
        teacher.last.plain.splitlines()[2:]
        == {
            "en": [
                "Thu 3 Dec: 10:00-14:00 Harbour St",
                "Fri 4 Dec: off",
                "Off: Tue 1 Dec 10:00 - 12:00",
                "Off: Mon 7 Dec - Fri 11 Dec",
                "Closed: Thu 24 Dec - Sat 26 Dec (Yule)",
            ],
            "da": [
                "tor 3. dec.: 10.00-14.00 Harbour St",
                "fre 4. dec.: fri",
                "Fri: tir 1. dec. 10.00 - 12.00",
                "Fri: man 7. dec. - fre 11. dec.",
                "Lukket: tor 24. dec. - lør 26. dec. (jul)",
            ],
        }[teacher.speaks]
    )


REPORTS = {
    "en": ("mia came", "bo came, mia didn't", "bo came, anna was great"),
    "da": ("mia mødt", "bo kom, mia ikke", "bo kom, anna kørte godt"),
    "de": ("mia war da", "bo war da, mia nicht", "bo war da, anna fuhr gut"),
    "sv": ("mia kom", "bo var där, mia inte", "bo kom, anna körde bra"),
    "nb": ("mia møtte", "bo var der, mia ikke", "bo kom, anna kjørte bra"),
}
"""Of one student who isn't asked about, of two, and with something else beside it."""


@pytest.mark.parametrize("language", REPORTS)
@pytest.mark.parametrize("at_menu", [False, True])
def test_how_lessons_went_is_told_of_whom_one_likes(town: Town, language: str, at_menu: bool) -> None:
    """At the question about somebody else, and where none is open."""
    school = town.found(policy=Policy(max_bookings_per_day=None))
    for name, hour in (("Bo Lind", "09:00"), ("Mia Holt", "10:00"), ("Bo Lind", "13:00"), ("Mia Holt", "14:00")):
        student = school.students.get(name) or school.student(name)
        school.books(student, f"2026-11-23 {hour}", made="2026-11-20 12:00")
    mette = town.person(school, school.mette, Channel.SMS, language)
    one, two, more = REPORTS[language]

    def outcomes(said: str) -> list[str]:
        mette.says("menu" if at_menu else said)
        if at_menu:
            mette.says(said)
        return [
            status
            for (status,) in town.database.execute(
                "SELECT b.status FROM bookings b JOIN sessions s ON (s.school_id, s.id) = (b.school_id, b.session_id) "
                "WHERE b.school_id = %s ORDER BY s.starts_at",
                [school.id],
            )
        ]

    town.until("2026-11-23 11:00")
    assert outcomes(more)[:2] == ["confirmed", "confirmed"]
    assert outcomes(one)[:2] == ["confirmed", "completed"]
    mette.hears("recorded_attended", "Mia Holt").hears("ask_attendance", "Bo Lind")
    town.until("2026-11-23 15:00")
    assert outcomes(two) == ["confirmed", "completed", "confirmed", "no_show"]
    mette.hears("recorded_no_show", "ask_attendance", "Bo Lind")  # of two lessons of his it is asked which
    mette.picks_number(1).hears("recorded_attended", "Bo Lind").hears("ask_attendance", "13:00", da="13.00")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "do I work friday?"),
        ("da", "arbejder jeg på fredag?"),
        ("de", "arbeite ich am Freitag?"),
        ("sv", "jobbar jag på fredag?"),
        ("nb", "jobber jeg på fredag?"),
    ],
)
def test_whether_one_works_on_a_day_is_a_question_about_that_day(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    school.books(school.student("Anna Berg"), "2026-11-27 10:00")
    chat = town.person(school, school.mette, language=language).says(said).hears("today", "Anna Berg")
    assert chat.last.names == ("today",)
