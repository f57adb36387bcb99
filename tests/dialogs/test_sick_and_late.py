"""A teacher is sick: students are asked, nothing is moved without their yes. Somebody is late: the other is told."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from domain.lessons import Actor
from domain.policies import Policy
from domain.services.classes import change_session
from tests.chat import Chat, Town
from tests.factories import SmallSchool

FIRST, SECOND, THIRD = 1, 2, 3
WEDNESDAY = "2026-11-25 12:00"


def names(chat: Chat) -> list[str]:
    return [name for message in chat.heard for name in message.names]


def inbox(town: Town, school: SmallSchool) -> list[str]:
    rows = town.database.execute("SELECT text FROM school_messages WHERE school_id = %s ORDER BY at, id", [school.id])
    return [text for (text,) in rows]


def lesson(town: Town, school: SmallSchool) -> list[tuple[str, str]]:
    """(start, teacher) of what is confirmed."""
    return [
        (start, {school.mette.id: "Mette", school.jonas.id: "Jonas"}[teacher])
        for start, teacher in town.database.execute(
            "SELECT to_char(s.starts_at AT TIME ZONE 'Europe/Copenhagen', 'YYYY-MM-DD HH24:MI'), a.calendar_id "
            "FROM bookings b JOIN sessions s ON s.school_id = b.school_id AND s.id = b.session_id "
            "JOIN allocations a ON a.school_id = s.school_id AND a.session_id = s.id AND a.role = 'teacher' "
            "WHERE b.school_id = %s AND b.status = 'confirmed' AND a.active ORDER BY 1",
            [school.id],
        )
    ]


@pytest.fixture
def booked(anna: Chat, school: SmallSchool) -> Chat:
    """Anna has a lesson with Mette on Wednesday at 12."""
    school.books(school.students["Anna Berg"], WEDNESDAY, made="2026-11-20 12:00")
    return anna


def calls_in_sick(town: Town, mette: Chat, *said: str) -> None:
    mette.says("sick on wednesday").hears("confirm_sick").picks("sick").hears("sick_noted", *said)
    town.work()


def test_another_teacher_is_proposed_and_taken(booked: Chat, mette: Chat, town: Town, school: SmallSchool) -> None:
    mette.says("sick on wednesday").hears(
        "Wed 25 Nov: these lessons are yours:\nWed 25 Nov 12:00 Anna Berg", choices=["Yes, I'm off sick", "Never mind"]
    )
    booked.forget()
    mette.picks_number(FIRST).hears("Get well soon.", "Wed 25 Nov 12:00 Anna: Jonas is free")
    assert lesson(town, school) == [(WEDNESDAY, "Mette")], "nothing is moved without her yes"
    town.work()
    booked.hears(
        "Mette is off sick. Jonas can teach you at the same time, Wed 25 Nov 12:00. I hold it until Mon 23 Nov 12:00.",
        da="Mette er syg. Jonas kan undervise dig på samme tid, ons 25. nov. 12.00. Jeg holder tiden til "
        "man 23. nov. 12.00.",
    )
    booked.picks_number(FIRST).hears("offer_moved", "Jonas")
    assert lesson(town, school) == [(WEDNESDAY, "Jonas")]
    booked.says("balance", da="saldo").hears("You owe nothing", da="Du skylder ikke noget")
    assert inbox(town, school) == [
        "[sick] Mette Holm: 2026-11-25 00:00 - 2026-11-26 00:00\n2026-11-25 12:00 Anna Berg -> Jonas Lund"
    ]
    booked.forget()
    town.until("2026-11-25 13:00")
    assert names(booked) == ["notice_reminder_day", "notice_reminder_soon"]


def test_other_times_are_offered_to_who_declines_and_cost_nothing(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    town.until("2026-11-25 08:05")  # on the day itself: moving would cost half the price
    mette.says("I'm sick today").picks_number(FIRST).hears("sick_noted")
    town.work()
    booked.hears("ask_offer_sick").picks_number(SECOND).hears("offers").picks_number(FIRST).hears(
        "confirm_move",
        "Free now. Cancelling or moving it again: 50%.",
        da="Gratis nu. Aflysning eller ny flytning: 50 %.",
    )
    booked.picks_number(FIRST).hears("moved")
    assert [teacher for _, teacher in lesson(town, school)] == ["Jonas"]
    booked.says("balance", da="saldo").hears("You owe nothing", da="Du skylder ikke noget")


def test_times_near_the_lost_one_come_first_and_another_teacher_is_not_the_sick_one(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.student("Bo Lind"), WEDNESDAY, teacher=school.jonas, made="2026-11-20 12:00")
    calls_in_sick(town, mette)
    booked.hears("ask_affected").picks_number(FIRST)
    booked.hears("offers", "Wed 25 Nov with Jonas", da="ons 25. nov. hos Jonas")
    near = booked.labels
    assert [label[:2] for label in near[:3]] == ["10", "11", "13"]
    booked.says("can't another teacher take it", "kan en anden lærer ikke tage den")
    booked.hears("offers", "Wed 25 Nov with Jonas", da="ons 25. nov. hos Jonas")
    assert booked.labels == near


def test_who_asks_for_another_teacher_instead_of_the_sick_one_is_shown_their_times(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.student("Bo Lind"), WEDNESDAY, teacher=school.jonas, made="2026-11-20 12:00")
    calls_in_sick(town, mette)
    booked.hears("ask_affected").says("can another teacher take it", "kan en anden lærer ikke tage den")
    booked.hears("offers", "Wed 25 Nov with Jonas", da="ons 25. nov. hos Jonas")


def test_who_declines_may_cancel_free_of_charge(booked: Chat, mette: Chat, town: Town, school: SmallSchool) -> None:
    town.until("2026-11-25 08:05")
    mette.says("I'm sick today").picks_number(FIRST)
    town.work()
    booked.hears("ask_offer_sick").picks_number(THIRD).hears(
        "cancelled", "It costs nothing.", da="Det koster ikke noget."
    )
    assert lesson(town, school) == []


def test_a_lesson_that_cannot_take_place_is_not_said_to_stay(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    calls_in_sick(town, mette)
    booked.hears("ask_offer_sick").says("cancel my lesson", da="aflys min time").hears("confirm_cancel")
    booked.picks("keep").hears("ask_offer_sick", "Jonas")
    assert "kept" not in booked.last.names
    booked.picks_number(FIRST).hears("offer_moved")
    booked.says("cancel my lesson", da="aflys min time").picks("keep").hears("kept")


def test_who_keeps_what_nobody_can_hold_is_asked_what_instead(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.student("Bo Lind"), WEDNESDAY, teacher=school.jonas, made="2026-11-20 12:00")
    calls_in_sick(town, mette)
    booked.hears("ask_affected").picks("school").says("hm").says("cancel my lesson", da="aflys min time")
    booked.picks("keep").hears("ask_affected", "can't take place as planned", da="kan ikke holdes som planlagt")
    assert "kept" not in booked.last.names


def test_where_nobody_else_is_free_new_times_are_offered(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.student("Bo Lind"), WEDNESDAY, teacher=school.jonas, made="2026-11-20 12:00")
    calls_in_sick(town, mette)
    booked.hears(
        "Mette is off, so Wed 25 Nov 12:00, Driving lesson, can't take place as planned.",
        da="Mette har fri, så ons 25. nov. 12.00, Køretime, kan ikke holdes som planlagt.",
    )
    booked.picks_number(FIRST).hears("offers")
    assert (WEDNESDAY, "Mette") in lesson(town, school)


def test_who_does_not_answer_is_flagged_to_the_school_and_not_reminded(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    calls_in_sick(town, mette)
    booked.hears("ask_offer_sick")
    town.until("2026-11-23 12:00")
    phone = school.students["Anna Berg"].phone
    assert inbox(town, school)[1:] == [f"[unanswered] Anna Berg {phone}: 2026-11-25 12:00 ({reference(town, school)})"]
    booked.picks_number(FIRST).hears("offer_over_sick", "ask_affected").forget()
    town.until("2026-11-25 12:00")
    assert names(booked) == []
    assert lesson(town, school) == [(WEDNESDAY, "Mette")]


def reference(town: Town, school: SmallSchool) -> str:
    with town.app.open_work() as work:
        return work.bookings.coming(school.id, school.students["Anna Berg"].id, town.clock())[0].reference


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_teachers_days_say_which_lessons_wait_for_an_answer(
    booked: Chat, town: Town, school: SmallSchool, language: str
) -> None:
    school.books(school.student("Bo Lind"), "2026-11-26 12:00", made="2026-11-20 12:00")
    mette = town.person(school, school.mette, language=language)
    mette.says("sick on wednesday", da="syg på onsdag").hears("confirm_sick").picks("sick")
    waits = mette.words("can't take place, waits for an answer", da="kan ikke holdes, venter på svar")
    for said in (("week", "uge"), ("wednesday", "onsdag")):
        mette.says(said[0], da=said[1])
        (line,) = [line for line in mette.text.splitlines() if waits in line]
        assert "Anna Berg" in line
    assert not mette.says("thursday", da="torsdag").last.has(waits)


def test_a_proposal_is_no_lesson_beside_the_one_that_it_is_for(town: Town) -> None:
    """Neither in "why can't I book?" nor for the most a school allows."""
    rules = Policy(max_open_bookings=2, max_bookings_per_day=2, max_bookings_per_week=2)
    school = town.found(policy=rules)
    for language in ("en", "da"):
        anna = town.person(school, school.student(f"Anna {language}", language, school.mette), language=language)
        who = school.students[f"Anna {language}"]
        day = {"en": "2026-11-25", "da": "2026-11-26"}[language]
        school.books(who, f"{day} 12:00", made="2026-11-20 12:00")
        mette = town.person(school, school.mette)
        mette.says("sick on wednesday" if language == "en" else "sick on thursday").picks("sick")
        town.work()
        anna.hears("ask_offer_sick").says("menu")
        anna.says("why can't I book?", da="hvorfor kan jeg ikke booke?")
        assert "refused_too_many_open_bookings" not in anna.last.names
        anna.says("book friday at 15 with Jonas", da="book fredag kl 16 hos Jonas")
        anna.hears("confirm_booking").picks("book").hears("booked")
        anna.says("why can't I book?", da="hvorfor kan jeg ikke booke?").hears("refused_too_many_open_bookings")


def test_a_held_teacher_is_busy_for_everybody_else(booked: Chat, mette: Chat, town: Town, school: SmallSchool) -> None:
    calls_in_sick(town, mette)
    bo = town.person(school, school.student("Bo Lind"))
    bo.says("book wednesday at 12").hears("Nothing is free Wed 25 Nov 12:00.")
    booked.picks_number(FIRST).hears("offer_moved")


def test_the_same_car_goes_on_with_the_other_teacher(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    calls_in_sick(town, mette)
    booked.picks_number(FIRST).hears("offer_moved")
    cars = town.database.execute(
        "SELECT r.name FROM allocations a JOIN resources r ON r.school_id = a.school_id AND r.id = a.calendar_id "
        "WHERE a.school_id = %s AND a.active", [school.id],
    )  # fmt: skip
    assert cars == [("red Golf",)]


def test_being_sick_is_for_days_that_are_said_and_can_be_taken_back(
    mette: Chat, town: Town, school: SmallSchool
) -> None:
    mette.says("sick until friday").hears("confirm_sick", "Mon 23 Nov - Fri 27 Nov", "no lessons")
    mette.says("sick tomorrow").hears("confirm_sick", "Tue 24 Nov:").picks_number(SECOND).hears("not_sick")
    assert town.database.execute("SELECT count(*) FROM time_off WHERE school_id = %s", [school.id]) == [(0,)]


def test_being_sick_in_danish(town: Town, school: SmallSchool) -> None:
    jonas = town.person(school, school.jonas, language="da")
    jonas.says("jeg er syg til onsdag").hears("confirm_sick", "man 23. nov. - ons 25. nov.").picks_number(FIRST).hears(
        "God bedring. Du er meldt syg man 23. nov. - ons 25. nov., og skolen ved det."
    )


@pytest.fixture(params=["en", "da"])
def teacher(request: pytest.FixtureRequest, town: Town, school: SmallSchool) -> Chat:
    """Mette by SMS, in English and in Danish."""
    return town.person(school, school.mette, language=str(request.param))


@pytest.mark.parametrize(
    ("said", "danish", "days"),
    [
        ("sick from friday to sunday", "syg fra fredag til søndag", ("Fri 27 Nov - Sun 29 Nov", "fre 27. nov. - søn")),
        ("sick friday to sunday", "syg fredag til søndag", ("Fri 27 Nov - Sun 29 Nov", "fre 27. nov. - søn 29. nov.")),
        ("sick from tomorrow to friday", "jeg er syg fra i morgen til fredag", ("Tue 24 Nov - Fri", "tir 24. nov. -")),
        ("sick wednesday", "syg onsdag", ("Wed 25 Nov:", "ons 25. nov.:")),
        ("sick 9 december", "syg 9/12", ("Wed 9 Dec:", "ons 9. dec.:")),
        ("sick the whole week", "syg hele ugen", ("Mon 23 Nov - Sun 29 Nov", "man 23. nov. - søn 29. nov.")),
        ("sick until friday", "syg til fredag", ("Mon 23 Nov - Fri 27 Nov", "man 23. nov. - fre 27. nov.")),
        ("I can't make it on wednesday", "jeg kan ikke komme på onsdag", ("Wed 25 Nov:", "ons 25. nov.:")),
        ("can't do wednesday", "jeg kan ikke på onsdag", ("Wed 25 Nov:", "ons 25. nov.:")),
        ("morning, i've got a fever, can't come today", "morgen! jeg kan ikke komme i dag", ("Mon 23 Nov:", "man 23.")),
        ("Morning! I'm ill", "Morgen! Jeg er syg", ("Mon 23 Nov: you", "man 23. nov.: du")),
        ("sick until 1pm", "jeg er syg frem til kl 13", ("Mon 23 Nov until 13:00:", "man 23. nov. til kl. 13.00:")),
        ("I'm ill from 12", "jeg er syg fra kl 12", ("Mon 23 Nov from 12:00:", "man 23. nov. fra kl. 12.00:")),
        ("sick this afternoon", "syg i eftermiddag", ("Mon 23 Nov 12:00-17:00:", "man 23. nov. 12.00-17.00:")),
        ("sick this morning, back after lunch", "er syg, prøver i eftermiddag", ("until 12:00", "til kl. 12.00")),
        ("sick, back on thursday", "jeg er syg, tilbage på torsdag", ("Mon 23 Nov - Wed 25 Nov:", "- ons 25. nov.:")),
    ],
)  # fmt: skip
def test_the_days_of_a_sick_note_are_those_that_are_said(
    teacher: Chat, said: str, danish: str, days: tuple[str, str]
) -> None:
    teacher.says(said, da=danish).hears("confirm_sick", days[0], da=days[1])
    teacher.hears("Are you off sick?", da="Melder du dig syg?")


def test_a_sick_note_says_until_when_it_is(teacher: Chat) -> None:
    teacher.says("sick until 1pm", da="jeg er syg frem til kl 13").picks_number(FIRST)
    teacher.hears("sick_noted", "Mon 23 Nov until 13:00", da="man 23. nov. til kl. 13.00")


def test_what_is_said_of_a_student_is_no_sick_note(town: Town, school: SmallSchool, teacher: Chat) -> None:
    school.books(school.student("Lena Vik"), "2026-11-25 12:00")
    teacher.says("lena not on the 3rd", da="lena ikke den 3.").hears("not_understood")
    teacher.says("cancel lena wednesday", da="aflys lena onsdag").hears(
        "school_plans", "nothing is", da="Intet er ændret"
    )
    teacher.says("move lena's lesson to friday", da="flyt lenas time til fredag").hears("school_plans")
    assert inbox(town, school)[0].startswith("[to plan] Mette Holm: ")
    teacher.says("who has cancelled lena on wednesday?", da="hvem har aflyst lena på onsdag?")
    assert "school_plans" not in teacher.last.names


def test_a_look_at_another_day_leaves_the_days_of_the_sick_note(teacher: Chat) -> None:
    teacher.says("sick on wednesday", da="syg på onsdag")
    teacher.says("how many lessons today?", da="hvor mange timer i dag?").hears("today", "confirm_sick")
    teacher.hears("Wed 25 Nov:", da="ons 25. nov.:")
    teacher.says("only thursday", da="kun torsdag").hears("Thu 26 Nov:", da="tor 26. nov.:")


def test_saying_it_twice_changes_nothing(booked: Chat, mette: Chat, town: Town, school: SmallSchool) -> None:
    calls_in_sick(town, mette)
    booked.forget()
    calls_in_sick(town, mette)
    assert names(booked) == []
    assert town.database.execute("SELECT count(*) FROM time_off WHERE school_id = %s", [school.id]) == [(1,)]


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_lesson_that_is_being_given_goes_on_and_its_attendance_is_asked_as_ever(
    town: Town, school: SmallSchool, language: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language, school.mette), language=language)
    for student, start in (("Anna Berg", "14:00"), ("Freja Dahl", "15:15")):
        who = school.students.get(student) or school.student(student)
        school.books(who, f"2026-11-23 {start}", made="2026-11-20 12:00")
    mette = town.person(school, school.mette, language=language)
    town.until("2026-11-23 14:07")
    mette.says("I'm sick today", da="jeg er syg i dag").hears("confirm_sick", "15:15 Freja", da="15.15 Freja")
    assert not mette.last.has("Anna")
    anna.forget()
    mette.picks("sick").hears("sick_noted", "15:15 Freja", da="15.15 Freja")
    town.work()
    anna.hears_nothing()
    anna.says("my lessons", da="mine tider").hears("Mon 23 Nov 14:00", da="man 23. nov. 14.00")
    assert not anna.last.has(anna.words("can't take place", da="kan ikke holdes"))
    assert inbox(town, school)[0].startswith("[sick] Mette Holm: 2026-11-23 14:45 - 2026-11-24 00:00\n")
    town.until("2026-11-23 14:45")
    mette.hears("ask_attendance", "Anna Berg").picks_number(FIRST).hears("recorded_attended")


def test_a_lesson_that_begins_between_the_question_and_the_yes_goes_on_too(
    booked: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    town.until("2026-11-25 11:59")
    mette.says("I'm sick today").hears("confirm_sick", "12:00 Anna Berg")
    town.until("2026-11-25 12:01")
    booked.forget()
    mette.picks("sick").hears("sick_noted")
    town.work()
    booked.hears_nothing()
    town.until("2026-11-25 12:45")
    mette.hears("ask_attendance", "Anna Berg")


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_class_is_left_to_the_school_and_its_students_may_go_to_another(
    town: Town, school: SmallSchool, language: str
) -> None:
    school.plans_class("2026-11-25 18:30")
    school.plans_class("2026-11-26 18:30")
    bo = town.person(school, school.student("Bo Lind", language), language=language)
    school.books(school.students["Bo Lind"], "2026-11-25 18:30", "theory", school.jonas, made="2026-11-20 12:00")
    jonas = town.person(school, school.jonas)
    jonas.says("sick on wednesday").picks_number(FIRST).hears(
        "For the school to arrange:", "Wed 25 Nov 18:30 Theory class"
    )
    town.work()
    assert "2026-11-25 18:30 Theory class -> ?" in inbox(town, school)[0]
    bo.hears(
        "Jonas is off, so Wed 25 Nov 18:30, Theory class, can't take place as planned. Whatever you choose is free.",
        da="Jonas har fri, så ons 25. nov. 18.30, Teorilektion, kan ikke holdes som planlagt. Alle valg er gratis.",
    )
    bo.picks_number(FIRST).hears("Thu 26 Nov", da="tor 26. nov.").picks_number(FIRST)
    bo.hears("confirm_move").picks_number(FIRST).hears("moved")
    assert town.bookings("confirmed") == [("2026-11-26 18:30", "confirmed")]


def test_the_school_is_told_which_class_lacks_one_of_its_teachers(town: Town, school: SmallSchool) -> None:
    school.lets_mette_teach_theory()
    session = school.plans_class("2026-11-25 18:30")
    with town.app.open_work() as work:
        both = (school.jonas.id, school.mette.id)
        change_session(school.desk(work, Actor.STAFF, town.clock()), session.id, teacher_ids=both)
        work.commit()
    bo = town.person(school, school.student("Bo Lind"))
    school.books(school.students["Bo Lind"], "2026-11-25 18:30", "theory", school.jonas, made="2026-11-20 12:00")
    jonas = town.person(school, school.jonas)
    jonas.says("sick on wednesday").picks_number(FIRST).hears("For the school to arrange:", "Wed 25 Nov 18:30")
    town.work()
    bo.hears_nothing()
    assert "2026-11-25 18:30 Theory class (Mette Holm) -> ?" in inbox(town, school)[0]


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_class_in_which_nobody_has_a_seat_yet_is_listed_too(town: Town, school: SmallSchool, language: str) -> None:
    school.plans_class("2026-11-25 18:30")
    jonas = town.person(school, school.jonas, language=language)
    jonas.says("sick on wednesday", da="syg onsdag")
    theory = {"en": "Wed 25 Nov 18:30 Theory class", "da": "ons 25. nov. 18.30 Teorilektion"}[language]
    jonas.hears("confirm_sick", theory).picks_number(FIRST).hears("sick_noted", theory)
    assert "2026-11-25 18:30 Theory class -> ?" in inbox(town, school)[0]


def test_students_who_are_sick_cancel(chat: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], WEDNESDAY, made="2026-11-20 12:00")
    chat.says("I'm sick").hears("confirm_cancel")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "I was sick on friday"), ("da", "jeg var syg i fredags"), ("de", "ich war am freitag krank")],
)
def test_who_was_sick_reports_nothing(town: Town, school: SmallSchool, language: str, words: str) -> None:
    school.books(school.student("Bo Lind"), "2026-11-27 10:00", made="2026-11-20 12:00")
    teacher = town.person(school, school.mette, language=language)
    teacher.says(words)
    assert "confirm_sick" not in teacher.last.names


@pytest.mark.parametrize(("language", "words"), [("en", "I'm sick on friday"), ("da", "jeg er syg på fredag")])
def test_a_sick_report_that_was_left_open_is_not_asked_about_the_day_after(
    town: Town, school: SmallSchool, language: str, words: str
) -> None:
    school.books(school.student("Bo Lind"), "2026-11-24 10:00", made="2026-11-20 12:00")
    teacher = town.person(school, school.mette, language=language)
    teacher.says(words).hears("confirm_sick")
    town.until("2026-11-24 10:45")
    teacher.hears("ask_attendance").picks_number(1).hears("recorded_attended")
    assert "confirm_sick" not in teacher.last.names


# Late


def test_the_next_student_is_told_that_the_teacher_is_late(
    anna: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.students["Anna Berg"], "2026-11-23 10:00", made="2026-11-20 12:00")
    school.books(school.student("Bo Lind"), "2026-11-23 12:00", made="2026-11-20 12:00")
    town.until("2026-11-23 09:40")
    anna.forget()
    mette.says("I'm 10 minutes late").hears_exactly("I'm telling Anna Berg (Mon 23 Nov 10:00): 10 min late.")
    town.work()
    anna.hears(
        "Mette is 10 min late for your lesson Mon 23 Nov 10:00.",
        da="Mette er 10 min forsinket til din time man 23. nov. 10.00.",
    ).forget()
    mette.says("10 minutes late")
    town.work()
    anna.hears_nothing()
    mette.says("15 min late")
    town.work()
    anna.hears("notice_teacher_late", "15 min")


@pytest.mark.parametrize(("language", "no"), [("en", "no, 20 minutes"), ("da", "nej 20 minutter")])
def test_other_minutes_put_right_those_said_before(town: Town, school: SmallSchool, language: str, no: str) -> None:
    anna, mette = town.person(school, school.student("Anna Berg")), town.person(school, school.mette, language=language)
    mette.says(no).hears("not_understood")
    school.books(school.students["Anna Berg"], "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 09:40")
    mette.says("10 minutes late", da="10 minutter forsinket").says(no).hears("late_told", "20 min")
    town.work()
    anna.hears("Mette is 20 min late for your lesson Mon 23 Nov 10:00.")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "I'm sick, going home now"), ("da", "jeg er blevet syg, må gå hjem nu"), ("sv", "jag är sjuk, går hem nu")],
)
def test_who_goes_home_now_is_sick_for_the_rest_of_the_day(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    for day in ("2026-11-23 14:00", "2026-11-24 14:00"):
        school.books(school.student("Anna Berg"), day, made="2026-11-20 12:00")
    mette = town.person(school, school.mette, language=language)
    assert mette.says(said).hears("confirm_sick").last.plain.count("Anna Berg") == 1


def test_a_bare_yes_to_being_sick_takes_no_more_statements_than_any_turn(
    anna: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    school.books(school.students["Anna Berg"], "2026-11-23 12:00", made="2026-11-20 12:00")
    mette.says("sick today").hears("confirm_sick").says("yes").hears("sick_noted")
    town.work()
    anna.hears("Jonas", choices=anna.labels)


@pytest.mark.parametrize("language", ["en", "da"])
def test_who_is_well_again_hears_what_that_changes_and_the_school_is_asked(
    booked: Chat, town: Town, school: SmallSchool, language: str
) -> None:
    mette = town.person(school, school.mette, language=language)
    mette.says("I'm well again", da="jeg er rask igen").hears("You are not off sick.", da="Du er ikke sygemeldt.")
    mette.says("sick on wednesday", da="syg på onsdag").picks("sick").hears("sick_noted")
    mette.says("I'm not sick anymore", da="meld mig rask").hears("well_again")
    assert inbox(town, school)[-1] == "[well?] Mette Holm: 2026-11-25 00:00 - 2026-11-26 00:00"
    assert lesson(town, school) == [(WEDNESDAY, "Mette")]


def test_the_minutes_are_asked_for(mette: Chat, town: Town, school: SmallSchool) -> None:
    anna = town.person(school, school.student("Anna Berg"))
    school.books(school.students["Anna Berg"], "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 09:30")
    mette.says("running late").hears("ask_minutes").says("soon").hears("not_understood", "ask_minutes")
    mette.says("20").hears("late_told", "20 min")
    town.work()
    assert "notice_teacher_late" in names(anna)


def test_the_teacher_is_told_that_the_student_is_late(mette: Chat, town: Town, school: SmallSchool) -> None:
    anna = town.person(school, school.student("Anna Berg", "da"), Channel.TELEGRAM, "da")
    school.books(school.students["Anna Berg"], "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 09:30")
    mette.forget()
    anna.says("jeg er et kvarter forsinket").hears("Jeg siger det til Mette (man 23. nov. 10.00): 15 min forsinket.")
    town.work()
    mette.hears("Anna Berg is 15 min late for Mon 23 Nov 10:00.")


def test_who_can_not_be_reached_is_named(mette: Chat, school: SmallSchool) -> None:
    school.books(school.student("Bo Lind"), "2026-11-23 09:00", made="2026-11-20 12:00")
    mette.says("10 min late").hears_exactly("I can't reach Bo Lind (Mon 23 Nov 09:00). Please call.")


def test_nobody_is_told_where_there_is_no_lesson(mette: Chat, chat: Chat) -> None:
    mette.says("10 min late").hears("late_for_nothing")
    mette.says("running late").hears_exactly("You have no lesson in the next few hours.")
    chat.says("I'm late").hears_exactly("You have no lesson in the next few hours.")


def test_which_lesson_is_meant_is_asked_unless_one_starts_within_the_hour(
    teacher: Chat, town: Town, school: SmallSchool
) -> None:
    bo = town.person(school, school.student("Bo Lind"))
    for start in ("2026-11-23 10:00", "2026-11-23 12:30"):
        school.books(school.students["Bo Lind"], start, made="2026-11-20 12:00")
    town.work()
    bo.forget()
    teacher.says("I'm 15 min late", da="jeg er 15 min forsinket").hears(
        "Which lesson are you 15 min late for?", da="Hvilken time kommer du 15 min for sent til?"
    )
    town.work()
    bo.hears_nothing()
    teacher.picks_number(3).hears("fine")
    teacher.says("running late", da="jeg er forsinket").says("20").hears("ask_late_for").picks_number(2)
    teacher.hears("late_told", "12:30", da="12.30")
    town.work()
    bo.hears("notice_teacher_late", "12:30")


@pytest.mark.parametrize(("language", "said"), [("en", "I'm -10 minutes late"), ("da", "-10 minutter forsinket")])
def test_less_than_nothing_is_no_delay(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = town.person(school, school.student("Anna Berg", language, school.mette), language=language)
    school.books(school.students["Anna Berg"], "2026-11-23 09:00", made="2026-11-20 12:00")
    anna.says(said).hears("ask_minutes").says("10").hears("late_not_told")  # Mette has no phone here


@pytest.mark.parametrize(
    ("en", "da"),
    [
        ("I want wednesday off", "jeg vil gerne have fri på onsdag"),
        ("can I have wednesday off?", "kan jeg få fri onsdag?"),
        ("holiday on 25 november", "ferie 25. november"),
        ("block wednesday please", "bloker onsdag tak"),
    ],
)
def test_time_off_is_planned_by_the_school_which_is_asked(
    booked: Chat, teacher: Chat, town: Town, school: SmallSchool, en: str, da: str
) -> None:
    teacher.says(en, da).hears(
        "Wed 25 Nov: these lessons are yours:\nWed 25 Nov 12:00 Anna Berg\nDo you want time off, or are you sick?",
        da="ons 25. nov.: du har disse timer:\nons 25. nov. 12.00 Anna Berg\nVil du have fri, eller er du syg?",
    )
    booked.forget()
    teacher.picks("off").hears(
        "I've asked Havn Driving for time off Wed 25 Nov. Your lessons stay until they have planned it.",
        da="Jeg har bedt Havn Driving om fri til dig ons 25. nov. Dine timer bliver, til de har planlagt det.",
    )
    town.work()
    assert inbox(town, school) == ["[time off?] Mette Holm: 2026-11-25 00:00 - 2026-11-26 00:00"]
    assert lesson(town, school) == [(WEDNESDAY, "Mette")]
    assert booked.heard == []


def test_who_wanted_time_off_may_be_sick_or_change_their_mind(booked: Chat, teacher: Chat) -> None:
    teacher.says("I want wednesday off", "jeg vil gerne have fri på onsdag").says("yes", "ja").hears("confirm_sick")
    teacher.picks("no").hears("not_sick")
    teacher.says("I want wednesday off", "jeg vil gerne have fri på onsdag").picks("sick").hears("sick_noted")


def test_of_two_fridays_one_is_meant(teacher: Chat, town: Town, school: SmallSchool) -> None:
    town.until("2026-11-26 09:00")
    teacher.says("I want next friday off", "jeg vil gerne have fri næste fredag").hears("which_time")
    assert teacher.labels == [
        teacher.words("Fri 4 Dec", "fre 4. dec."),
        teacher.words("Fri 27 Nov", "fre 27. nov."),
        teacher.words("Never mind", "Glem det"),
    ]
    teacher.picks_number(FIRST).hears(
        "confirm_sick", "Fri 4 Dec: you have no lessons", da="fre 4. dec.: du har ingen timer"
    )
    teacher.picks("off").hears("time_off_asked")
    assert inbox(town, school) == ["[time off?] Mette Holm: 2026-12-04 00:00 - 2026-12-05 00:00"]
    teacher.says("sick next friday", "syg næste fredag").hears("which_time").says("4 december", "4. december")
    teacher.hears("confirm_sick", "Fri 4 Dec", da="fre 4. dec.").picks("no").hears("not_sick")
    teacher.says("sick next friday", "syg næste fredag").picks("no").hears("not_sick")


def test_who_asks_about_days_or_notes_something_is_not_sick(booked: Chat, teacher: Chat) -> None:
    teacher.says("who has cancelled on wednesday", "hvem har aflyst på onsdag").hears("today", "Anna Berg")
    teacher.says("sick on wednesday", "syg på onsdag").hears("confirm_sick", "Wed 25 Nov", da="ons 25. nov.")
    teacher.says("note anna forgot her mirrors on the 3rd of november", "notat anna glemte spejlene den 3. november")
    teacher.hears("no_lesson_to_mark", "confirm_sick", "Wed 25 Nov", da="ons 25. nov.")


def test_other_days_asked_about_in_between_do_not_change_the_days_that_are_reported(
    mette: Chat, school: SmallSchool
) -> None:
    school.books(school.student("Anna Berg", "en", school.mette), "2026-11-24 12:00", made="2026-11-20 12:00")
    school.books(school.students["Anna Berg"], "2026-12-01 13:00", made="2026-11-20 12:00")
    mette.says("I'm sick tomorrow").hears("confirm_sick", "Tue 24 Nov")
    mette.says("next week").hears("Tue 1 Dec", "confirm_sick", "Tue 24 Nov")
    mette.says("no, all of next week").hears("confirm_sick", "Mon 30 Nov")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "no, another day please"),
        ("da", "nej hellere en anden dag"),
        ("de", "nein lieber an einem anderen Tag"),
        ("sv", "nej hellre en annan dag"),
        ("nb", "nei heller en annen dag"),
    ],
)
def test_who_would_rather_come_on_another_day_is_offered_none_of_that_one(
    town: Town, school: SmallSchool, mette: Chat, language: str, said: str
) -> None:
    anna = town.anna(school, language, WEDNESDAY)
    calls_in_sick(town, mette)
    anna.hears("ask_offer_sick").says(said).hears("offers")
    starts = [choice.params["start"] for choice in anna.last.reply.choices if "start" in choice.params]
    assert starts
    assert not any(start.startswith("2026-11-25") for start in starts)
    assert lesson(town, school) == [(WEDNESDAY, "Mette")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "thursday, but not too late, so not late in the day"),
        ("da", "har I tid torsdag?"),
        ("da", "en tid torsdag, men ikke for sent"),
        ("de", "Donnerstag, aber nicht zu spät"),
        ("sv", "har ni tid på torsdag?"),
        ("sv", "en tid på torsdag, inte för sent"),
        ("nb", "en time torsdag, men ikke for sent"),
    ],
)
def test_an_hour_that_is_not_too_late_is_wished_for(town: Town, school: SmallSchool, language: str, said: str) -> None:
    town.anna(school, language).says(said).hears("offers")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I'll be 10 minutes late for my lesson tomorrow"),
        ("en", "running 10 mins late tomorrow"),
        ("da", "jeg kommer 10 min for sent til min time i morgen"),
        ("de", "ich komme morgen 10 Minuten zu spät"),
        ("sv", "jag blir 10 minuter sen imorgon"),
        ("nb", "jeg blir 10 minutter forsinket i morgen"),
    ],
)
def test_who_will_be_late_on_a_day_that_is_named_has_its_teacher_told(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    mette = town.person(school, school.mette, language="en")
    town.anna(school, language, "2026-11-23 14:00", "2026-11-24 10:00").says(said).hears("late_told")
    town.passes(minutes=1)
    mette.hears("notice_student_late", "Tue 24 Nov 10:00", "10 min")


def test_which_of_several_lessons_of_the_day_it_is_is_asked(town: Town) -> None:
    school = town.found(policy=Policy(max_bookings_per_day=None))
    anna = town.anna(school, "en", "2026-11-24 09:00", "2026-11-24 14:00")
    town.person(school, school.mette)
    anna.says("I will be late tomorrow").says("15").hears("ask_late_for").picks_number(2).hears("late_told", "14:00")


def test_a_delay_on_a_day_without_a_lesson_is_for_the_school_and_not_for_the_next_teacher(
    town: Town, school: SmallSchool
) -> None:
    mette = town.person(school, school.mette)
    town.anna(school, "en", "2026-11-23 12:30").says("10 min late on thursday").hears("message_passed_on")
    assert not mette.heard


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "running late on friday the 27th"),
        ("da", "kommer måske for sent fredag den 27."),
        ("de", "komm freitag vielleicht zu spät"),
        ("sv", "kommer kanske sent fredag 27 november"),
        ("nb", "kommer kanskje for sent fredag"),
    ],
)
def test_the_day_on_which_somebody_will_be_late_is_no_number_of_minutes_and_no_wish(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.anna(school, language, "2026-11-27 10:00").says(said)
    assert set(anna.last.names) in ({"ask_minutes"}, {"message_passed_on"}), anna.text
