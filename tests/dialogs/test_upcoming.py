"""A teacher asks which lesson is next, which one is at an hour, and when a student comes; whom one is late for."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from domain.policies import Policy
from tests.chat import Chat, Town
from tests.factories import SmallSchool


class Today:
    """Mette has Anna at nine and Freja at two, and Anna once more on Thursday."""

    def __init__(self, town: Town, language: str) -> None:
        self.school: SmallSchool = town.found(policy=Policy(max_bookings_per_day=None))
        for name, start in (("Anna Berg", "23 09:00"), ("Freja Dahl", "23 14:00"), ("Anna Berg", "26 10:00")):
            student = self.school.students.get(name) or self.school.student(name)
            self.school.books(student, f"2026-11-{start}", made="2026-11-20 12:00")
        self.anna = town.person(self.school, self.school.students["Anna Berg"])
        self.freja = town.person(self.school, self.school.students["Freja Dahl"])
        self.mette = town.person(self.school, self.school.mette, Channel.SMS, language)


def told(chat: Chat) -> list[str]:
    """The students of the lessons that were told."""
    assert chat.last.names[0] == "today", chat.text
    return [name for name in ("Anna", "Freja") for _ in range(chat.last.plain.count(name))]


@pytest.mark.parametrize(
    ("language", "said", "students"),
    [
        ("en", "who's next?", ["Anna"]),
        ("en", "next pupil", ["Anna"]),
        ("en", "who do I have at 2", ["Freja"]),
        ("en", "which car do I have at 2pm?", ["Freja"]),
        ("en", "where do I pick up Freja", ["Freja"]),
        ("en", "when do I see Anna again", ["Anna", "Anna"]),
        ("en", "freja", ["Freja"]),
        ("en", "am I free at 1?", ["Anna", "Freja"]),
        ("en", "what's next", ["Anna"]),
        ("en", "is Freja still coming", ["Freja"]),
        ("da", "hvem er den næste", ["Anna"]),
        ("da", "hvem skal jeg køre med kl 14", ["Freja"]),
        ("da", "hvornår har jeg Freja igen", ["Freja"]),
        ("da", "kommer Freja stadig", ["Freja"]),
        ("de", "kommt Freja noch", ["Freja"]),
        ("de", "wer ist als nächstes dran?", ["Anna"]),
        ("de", "wen hab ich um 14 Uhr", ["Freja"]),
        ("de", "wann hab ich Freja das nächste Mal", ["Freja"]),
        ("sv", "vem är näst på tur", ["Anna"]),
        ("sv", "vem har jag klockan två", ["Freja"]),
        ("sv", "när kommer Freja", ["Freja"]),
        ("nb", "hvem er neste", ["Anna"]),
        ("nb", "hvem har jeg klokka to", ["Freja"]),
        ("nb", "når har jeg Freja igjen", ["Freja"]),
    ],
)
def test_the_lesson_that_is_asked_for_is_told(town: Town, language: str, said: str, students: list[str]) -> None:
    assert told(Today(town, language).mette.says(said)) == students


def test_a_bare_name_at_a_question_is_for_the_question(town: Town) -> None:
    today = Today(town, "en")
    town.until("2026-11-23 09:50")
    today.mette.hears("ask_attendance").says("anna").hears("ask_attendance", "Anna Berg")
    today.mette.says("when does Freja come?").hears("today", "ask_attendance", "Freja D")


def test_who_has_no_lesson_ahead_is_said_to_have_none(town: Town, school: SmallSchool, mette: Chat) -> None:
    mette.says("who's next").hears("none_ahead")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "running 10 late for Freja"),
        ("en", "10 min late for my 2 o'clock"),
        ("en", "10 min late for the 2pm lesson"),
        ("da", "jeg er 10 min forsinket til Freja"),
        ("da", "10 min forsinket til min time kl 14"),
        ("de", "ich komme 10 min zu spät zu Freja"),
        ("de", "10 min zu spät zur Stunde um 14 Uhr"),
        ("sv", "jag blir 10 min sen till Freja"),
        ("sv", "10 min sen till lektionen klockan 14"),
        ("nb", "jeg blir 10 min sein til Freja"),
        ("nb", "10 min forsinket til timen kl 14"),
    ],
)
def test_who_is_told_of_a_delay_is_who_is_named_and_not_who_comes_next(town: Town, language: str, said: str) -> None:
    today = Today(town, language)
    town.until("2026-11-23 08:40")
    today.anna.forget()
    today.mette.says(said).hears("late_told", "Freja")
    town.work()
    today.anna.hears_nothing()
    today.freja.hears("notice_teacher_late")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "can't make it in time, 10 min late for Freja"),
        ("da", "jeg når det ikke, 10 min for sent til Freja"),
        ("de", "schaff es nicht, 10 min zu spät bei Freja"),
        ("sv", "hinner inte, 10 min sen till Freja"),
        ("nb", "rekker det ikke, 10 min sein til Freja"),
    ],
)
def test_who_can_not_make_it_in_time_calls_nothing_off(town: Town, language: str, said: str) -> None:
    Today(town, language).mette.says(said).hears("late_told", "Freja")


def test_of_a_delay_for_who_has_no_lesson_today_nobody_is_told(town: Town) -> None:
    today = Today(town, "en")
    town.until("2026-11-23 10:40")
    today.freja.forget()
    today.mette.says("1").says("I'm 10 min late for Anna").hears("late_for_nothing")
    town.work()
    today.freja.hears_nothing()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "add a lesson with Freja tomorrow at 3"),
        ("en", "can Jonas take my 2 o'clock"),
        ("da", "skriv Freja på i morgen kl 15"),
        ("da", "kan Jonas tage min tid kl 14"),
        ("de", "trag Freja morgen um 15 Uhr ein"),
        ("de", "kann Jonas meine 14-Uhr-Stunde übernehmen"),
        ("sv", "lägg in Freja imorgon kl 15"),
        ("sv", "kan Jonas ta min lektion klockan 14"),
        ("nb", "legg inn Freja i morgen kl 15"),
        ("nb", "kan Jonas ta timen min kl 14"),
    ],
)
def test_what_the_school_plans_is_passed_on(town: Town, language: str, said: str) -> None:
    Today(town, language).mette.says(said).hears("school_plans")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "did anyone cancel today"),
        ("da", "har nogen meldt afbud i dag"),
        ("de", "hat heute jemand abgesagt?"),
        ("sv", "har någon ställt in idag"),
        ("nb", "har noen avlyst i dag"),
        ("en", "is Freja coming today"),
        ("da", "kommer Freja i dag"),
        ("de", "kommt Freja heute"),
    ],
)
def test_whether_somebody_comes_is_a_question_about_the_day(town: Town, language: str, said: str) -> None:
    assert told(Today(town, language).mette.says(said)) == ["Anna", "Freja"]
