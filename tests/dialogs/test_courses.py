"""Courses are joined and left by chat."""

from __future__ import annotations

from datetime import date

import pytest

from bot.dialogs.exchange import Channel
from domain.courses import Course
from domain.policies import Policy
from domain.schools import Closure
from tests.chat import Chat, Town
from tests.factories import SmallSchool

EVENINGS = ("2026-11-25 18:30", "2026-11-26 18:30", "2026-11-30 18:30")


@pytest.fixture
def winter(town: Town, school: SmallSchool) -> Course:
    return offered(town, school, "Winter", EVENINGS)


def offered(town: Town, school: SmallSchool, name: str, evenings: tuple[str, ...], **names: str) -> Course:
    sessions = [school.plans_class(start) for start in evenings]
    with town.app.open_work() as work:
        course = Course(work.next_id(), school.id, {"en": name, **names}, tuple(session.id for session in sessions))
        work.courses.add(course)
        work.commit()
    return course


def test_a_course_is_joined_and_left(anna: Chat, town: Town, school: SmallSchool, winter: Course) -> None:
    jonas = town.person(school, school.jonas)
    anna.says("courses", "kurser").hears(
        "Winter: 3 classes, first Wed 25 Nov 18:30, last Mon 30 Nov. 2 seats left. All classes are booked together.",
        da="Winter: 3 gange, første ons 25. nov. 18.30, sidste man 30. nov. 2 pladser tilbage. Alle gange",
    )
    anna.picks("join").hears("You are in: Winter, 3 classes", da="Du er med: Winter, 3 gange")
    town.work()
    jonas.hears_exactly("New: Wed 25 Nov 18:30 Anna Berg, Theory class, theory room, and 2 more (Winter).").forget()
    anna.says("my lessons", "mine tider").hears("Mon 30 Nov 18:30", da="man 30. nov. 18.30")
    anna.says("leave the course", "meld mig fra kurset").hears(
        "You take part in Winter: 3 classes to come, the next Wed 25 Nov 18:30. Leave it? It is free.",
        da="Du er med i Winter: 3 gange endnu, næste ons 25. nov. 18.30. Vil du ud? Det er gratis.",
    )
    anna.picks("leave").hears(
        "You have left Winter. It costs nothing.", da="Du er ude af Winter. Det koster ikke noget."
    )
    town.work()
    jonas.hears_exactly("Cancelled: Anna Berg, Theory class Wed 25 Nov 18:30, and 2 more.")
    anna.says("my lessons", "mine tider").hears("no_coming_lessons")


def test_a_course_that_is_called_like_a_kind_of_lesson_and_a_day_is_shown(
    anna: Chat, town: Town, school: SmallSchool, winter: Course
) -> None:
    offered(town, school, "Theory on Saturdays", ("2026-11-28 10:00",), da="Teori om lørdagen")
    anna.says("I'd like the theory course on saturdays", "jeg vil gerne på teorikurset om lørdagen")
    anna.hears("Theory on Saturdays: 1 class", da="Teori om lørdagen: 1 gang").says("menu")
    anna.says("join the saturday theory course", "jeg vil gerne med på teorikurset")
    anna.hears("Theory on Saturdays: 1 class", da="Teori om lørdagen: 1 gang")
    anna.says("theory class on saturday", "teorilektion lørdag").hears("offers").says("menu")
    anna.says("sign me up for theory on saturdays", "tilmeld mig teori om lørdagen").hears("confirm_join_course")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "is there room at saturday's class"),
        ("en", "is saturdays class full?"),
        ("da", "er der plads på lørdagsholdet?"),
        ("de", "ist im Samstagskurs noch Platz?"),
        ("de", "ist die Samstagsgruppe schon voll"),
        ("sv", "finns det plats på lördagskursen?"),
        ("sv", "är lördagsgruppen full"),
        ("nb", "er det plass på lørdagskurset?"),
    ],
)
def test_who_asks_for_a_place_on_a_day_is_shown_the_course_that_is_held_then(
    town: Town, school: SmallSchool, winter: Course, language: str, said: str
) -> None:
    offered(town, school, "Theory on Saturdays", ("2026-11-28 10:00",))
    anna = town.person(school, school.student("Anna Berg", language), Channel.SMS, language)
    anna.says(said).hears("confirm_join_course", "Theory on Saturdays")


def test_who_asks_for_a_place_in_a_class_is_offered_classes_and_no_driving_lesson(
    anna: Chat, school: SmallSchool
) -> None:
    school.plans_class("2026-11-26 18:30")
    anna.says("any space in the thursday class?", "er der plads på holdet på torsdag?")
    anna.hears("offers", "Theory class", da="Teorilektion").says("menu")
    anna.says("is there room on thursday?", "er der plads på torsdag?").hears("offers", "Driving lesson", da="Køretime")


def test_of_several_courses_one_is_chosen_by_digit_or_by_name(
    chat: Chat, town: Town, school: SmallSchool, winter: Course
) -> None:
    spring = offered(town, school, "Spring", ("2026-12-01 18:30", "2026-12-02 18:30"))
    chat.says("courses").hears("which_course", choices=["Winter", "Spring", "Menu"])
    chat.picks(f"course:{spring.id}").hears("Spring: 2 classes").says("courses").says("winter").hears(
        "Winter: 3 classes"
    )
    chat.says("yes").hears("course_joined").says("courses").hears("Winter (you take part)")


def test_a_course_that_filled_up_meanwhile_books_nothing(
    anna: Chat, town: Town, school: SmallSchool, winter: Course
) -> None:
    anna.says("courses", "kurser").hears("confirm_join_course")
    for name in ("Bo Lind", "Mia Holt"):
        other = town.person(school, school.student(name))
        other.says("courses").picks("join").hears("course_joined")
    anna.picks("join").hears("refused_class_full")
    anna.says("my lessons", "mine tider").hears("no_coming_lessons")
    anna.says("courses", "kurser").hears("It is full.", da="Det er fuldt.")
    assert anna.last.ids == ["menu"]


def test_of_a_course_the_places_count_that_the_student_has(anna: Chat, town: Town, winter: Course) -> None:
    anna.says("courses", "kurser").picks("join").hears("course_joined")
    anna.says("cancel my class on 25 november", "aflys holdet 25. november").picks("cancel").hears("cancelled")
    anna.says("courses", "kurser").hears(
        "You take part in Winter: 2 classes to come, the next Thu 26 Nov 18:30.",
        da="Du er med i Winter: 2 gange endnu, næste tor 26. nov. 18.30.",
    )
    anna.picks("leave").hears("course_left")


def test_the_class_at_which_something_else_is_booked_is_named(anna: Chat, town: Town, school: SmallSchool) -> None:
    offered(town, school, "Noon", ("2026-11-25 12:30", "2026-11-26 12:30"))
    school.books(school.students["Anna Berg"], "2026-11-26 12:30", made="2026-11-20 12:00")
    anna.says("courses", "kurser").picks("join")
    anna.hears("course_busy", "Thu 26 Nov 12:30", da="tor 26. nov. 12.30")
    assert anna.last.ids == ["lessons", "school", "home"]
    assert town.bookings("confirmed") == [("2026-11-26 12:30", "confirmed")]


def test_a_course_leaves_room_for_as_many_lessons_as_without(town: Town, voice: tuple[Channel, str]) -> None:
    """Its classes are no coming lessons that the school's number of them is about."""
    channel, language = voice
    school = town.found(policy=Policy(max_open_bookings=2))
    offered(town, school, "Winter", EVENINGS)
    anna = town.person(school, school.student("Anna Berg", language, school.mette), channel, language)
    anna.says("courses", "kurser").picks("join").hears("course_joined")
    for hour in (10, 12):
        anna.says(f"book wed at {hour}", f"book ons kl {hour}").picks("book").hears("booked")
    anna.says("book wed at 14", "book ons kl 14").hears(
        "You have 2 coming lessons beside your courses; the school allows at most 2",
        da="Du har 2 kommende tider ud over dine kurser; skolen tillader højst 2",
    )
    anna.says("leave the course", "meld mig fra kurset").picks("leave").hears("course_left")
    anna.says("book wed at 14", "book ons kl 14").hears(
        "You have 2 coming lessons; the school", da="Du har 2 kommende tider; skolen"
    )


def test_without_courses_there_is_none(anna: Chat) -> None:
    anna.says("courses", "kurser").hears("no_courses")


def test_a_second_tap_joins_nothing_twice(chat: Chat, town: Town, winter: Course) -> None:
    chat.says("courses").picks("join").hears("course_joined")
    chat.says("1")
    assert len(town.bookings("confirmed")) == 3
    chat.says("courses").picks("menu").hears("menu")
    assert len(town.bookings("confirmed")) == 3


def test_a_course_is_called_by_its_name_in_each_language(anna: Chat, town: Town, school: SmallSchool) -> None:
    jonas = town.person(school, school.jonas)
    offered(town, school, "Spring", ("2026-12-01 18:30",), da="Forår")
    offered(town, school, "Summer", ("2026-12-02 18:30",), da="Sommer")
    anna.says("courses", "kurser").hears("which_course")
    assert anna.labels[:2] == (["Forår", "Sommer"] if anna.language == "da" else ["Spring", "Summer"])
    anna.says("forår").hears("Spring: 1 class", da="Forår: 1 gang")
    anna.picks("join").hears("You are in: Spring", da="Du er med: Forår")
    town.work()
    jonas.hears("Theory class, theory room (Spring)").forget()
    anna.says("leave the course spring", "meld mig fra kurset forår").picks("leave")
    anna.hears("You have left Spring.", da="Du er ude af Forår.")


def test_a_course_without_a_name_in_somebodys_language_is_called_by_another(town: Town, school: SmallSchool) -> None:
    anna = town.person(school, school.student("Anna Berg", "da"), language="da")
    offered(town, school, "Spring", ("2026-12-01 18:30",))
    anna.says("kurser").hears("Spring: 1 gang")


@pytest.mark.parametrize(
    ("language", "joining", "leaving"),
    [
        ("en", "join the spring course", "leave spring course"),
        ("en", "I want to join spring", "leave spring"),
        ("da", "jeg vil gerne på forårskurset", "forlad forårskurset"),
        ("da", "meld mig til forår", "meld mig fra forårskurset"),
        ("de", "melde mich zum Frühlingskurs an", "Frühlingskurs verlassen"),
        ("sv", "jag vill gå vårkursen", "lämna vårkursen"),
        ("nb", "jeg vil være med på vårkurset", "meld meg av vårkurset"),
    ],
)
def test_a_course_is_joined_and_left_by_its_name(
    town: Town, school: SmallSchool, language: str, joining: str, leaving: str
) -> None:
    spring = {"da": "Forår", "de": "Frühling", "sv": "Vårkurs", "nb": "Vårkurs"}
    offered(town, school, "Spring", ("2026-12-01 18:30",), **spring)
    offered(town, school, "Minicourse", ("2026-12-02 18:30",), da="Minikursus", de="Minikurs")
    anna = town.person(school, school.student("Anna Berg", language), Channel.SMS, language)
    name = spring.get(language, "Spring")
    anna.says(joining).hears("confirm_join_course", name).picks("join").hears("course_joined")
    anna.says(leaving).hears("confirm_leave_course", name).picks("leave").hears("course_left")


def test_in_the_middle_of_a_booking_too_a_course_is_what_is_meant(
    anna: Chat, town: Town, school: SmallSchool, winter: Course
) -> None:
    offered(town, school, "Minicourse", ("2026-12-02 18:30",), da="Minikursus")
    anna.says("book wed at 10", "book ons kl 10").hears("confirm_booking")
    anna.says("sign me up for the minicourse", "jeg vil gerne på minikurset").hears("confirm_join_course", "Mini")


def test_of_course_speaks_of_no_course(chat: Chat, winter: Course) -> None:
    chat.says("cancel my lesson of course").hears("no_coming_lessons")


WHY = ("why can't I book a course?", "hvorfor kan jeg ikke booke et kursus?")


def test_why_a_course_can_not_be_joined_is_told_of_the_course(town: Town, voice: tuple[Channel, str]) -> None:
    channel, language = voice
    school = town.found(policy=Policy(minimum_notice_minutes=4320))
    offered(town, school, "Noon", ("2026-11-25 12:30", "2026-11-26 12:30"), da="Middag")
    anna = town.person(school, school.student("Anna Berg", language, school.mette), channel, language)
    school.books(school.students["Anna Berg"], "2026-11-26 12:30", made="2026-11-20 12:00")
    anna.says(*WHY).hears("why_not", "Noon", da="Middag")
    anna.hears("refused_too_short_notice", "course_busy", "Thu 26 Nov 12:30", da="tor 26. nov. 12.30")
    assert anna.last.ids == ["menu"], "what can't be joined is not offered"
    anna.hears("That is too soon: book at least 3 days ahead.", da="Det er for snart: book mindst 3 dage før.")


def test_why_a_course_that_can_be_joined_can_not_leads_to_joining_it(anna: Chat, winter: Course) -> None:
    anna.says("why cant i join the course", "hvorfor kan jeg ikke komme på kurset")
    anna.hears("Nothing stands in the way of Winter", da="Intet står i vejen for Winter").picks("join")
    anna.hears("course_joined")


def test_of_a_full_course_why_says_that_it_is_full(anna: Chat, town: Town, school: SmallSchool, winter: Course) -> None:
    for name in ("Bo Friis", "Mia Holm"):
        other = town.person(school, school.student(name, "en"), language="en")
        other.says("courses").picks("join").hears("course_joined")
    anna.says(*WHY).hears("why_not", "It is full.", da="Det er fuldt.")
    assert "why_nothing" not in anna.last.names


def test_without_courses_why_says_that_there_is_none(anna: Chat) -> None:
    anna.says(*WHY).hears("no_courses")


def test_who_wants_to_leave_the_course_is_asked_about_the_one_they_are_in(
    anna: Chat, town: Town, school: SmallSchool, winter: Course
) -> None:
    offered(town, school, "Spring", ("2026-12-01 18:30", "2026-12-02 18:30"))
    anna.says("courses", "kurser").picks(f"course:{winter.id}").picks("join").hears("course_joined")
    anna.says("leave the course", "afmeld kurset").hears("You take part in Winter", da="Du er med i Winter")
    anna.picks("leave").hears("You have left Winter.", da="Du er ude af Winter.")


@pytest.mark.parametrize(
    ("words", "da"),
    [
        ("leave the course", "afmeld kurset"),
        ("I want to cancel the course", "jeg vil gerne afmelde kurset"),
        ("drop out of the course", "meld mig ud af kurset"),
        ("leave winter", "forlad winter"),
    ],
)
def test_who_is_in_no_course_is_told_so_and_enrolled_in_none(anna: Chat, winter: Course, words: str, da: str) -> None:
    anna.says(words, da).hears("You are in no course.", da="Du er ikke med i noget kursus.")
    assert "join" not in anna.last.ids


def test_who_has_booked_a_single_class_of_a_course_is_asked_about_that_class(
    anna: Chat, town: Town, school: SmallSchool
) -> None:
    class_ = school.plans_class("2026-11-25 18:30")
    school.books(school.students["Anna Berg"], "2026-11-25 18:30", "theory", school.jonas, made="2026-11-20 12:00")
    with town.app.open_work() as work:
        work.courses.add(Course(work.next_id(), school.id, {"en": "Winter"}, (class_.id,)))
        work.commit()
    anna.says("leave the course", "afmeld kurset")
    anna.hears("in_no_course", "confirm_cancel", "Wed 25 Nov 18:30", da="ons 25. nov. 18.30")
    anna.picks("cancel").hears("cancelled")
    assert town.bookings("confirmed") == []


def test_a_course_with_a_class_on_a_day_that_was_closed_afterwards_books_nothing(
    anna: Chat, town: Town, school: SmallSchool, winter: Course
) -> None:
    anna.says("courses", "kurser").hears("confirm_join_course")
    with town.app.open_work() as work:
        work.administration.add_closure(school.id, Closure(work.next_id(), date(2026, 11, 26), date(2026, 11, 26)))
        work.commit()
    anna.picks("join").hears("course_not_held", "Thu 26 Nov 18:30", da="tor 26. nov. 18.30")
    assert town.bookings("confirmed") == []
    anna.says(*WHY).hears("why_not", "course_not_held", "Thu 26 Nov 18:30", da="tor 26. nov. 18.30")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "ok sign me up"), ("da", "ok tilmeld mig"), ("de", "gut, melde mich an"), ("sv", "okej anmäl mig"),
     ("nb", "ok meld meg på")],
)  # fmt: skip
def test_the_command_to_join_is_a_yes_to_the_course_that_is_shown(
    town: Town, school: SmallSchool, winter: Course, language: str, said: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language), Channel.SMS, language)
    anna.says("Winter").hears("confirm_join_course").says(said).hears("course_joined")
