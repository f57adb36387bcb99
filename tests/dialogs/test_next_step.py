"""What is my next step? Answered with what can be done at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.dialogs.exchange import Channel
from domain.curricula import Curriculum, EducationLink, Module, ModuleKind
from domain.lessons import Actor
from domain.policies import Policy
from domain.services.plans import change_module, record_result
from tests.chat import Chat, Town
from tests.dialogs.plans import attended, modules
from tests.factories import SmallSchool


@pytest.fixture
def plan(school: SmallSchool) -> Curriculum:
    """Theory, then two lessons on the track, then a test."""
    kinds, link = school.types, EducationLink("Safe traffic", "https://www.sikkertrafik.dk")
    with school.open_work() as work:
        parts = (
            Module(
                work.next_id(), "theory", ModuleKind.THEORY, {"en": "Theory", "da": "Teori"}, (kinds["theory"].id,),
                links=(link,),
            ),
            Module(
                work.next_id(), "track", ModuleKind.TRACK, {"en": "Track", "da": "Bane"}, (kinds["track"].id,), 2,
                requires=("theory",),
            ),
            Module(
                work.next_id(), "test", ModuleKind.TEST, {"en": "Driving test", "da": "Køreprøve"}, requires=("track",),
            ),
        )  # fmt: skip
        school.curriculum = Curriculum(work.next_id(), {"en": "Short B"}, "B", parts)
        work.administration.add_curriculum(school.id, school.curriculum)
        work.commit()
    return school.curriculum


@pytest.fixture
def ida(town: Town, school: SmallSchool, plan: Curriculum, voice: tuple[Channel, str]) -> Chat:
    return town.person(school, school.student("Ida Krogh", voice[1], school.mette), *voice)


def credited(town: Town, school: SmallSchool, *codes: str) -> None:
    """Ida has done these elsewhere."""
    with town.app.open_work() as work:
        for code in codes:
            desk = school.desk(work, Actor.STAFF, town.clock())
            change_module(desk, school.students["Ida Krogh"].id, code, credited=2, reason="Done at Sydkysten")
        work.commit()


def test_a_class_is_proposed_and_booked_by_two_digits(ida: Chat, school: SmallSchool) -> None:
    school.plans_class("2026-11-25 18:00")
    ida.says("what's my next step?", da="hvad er mit næste skridt?")
    ida.hears("Next: Theory, 0 of 1 done.", da="Næste skridt: Teori, 0 af 1 gennemført.")
    ida.hears("https://www.sikkertrafik.dk", "offers")
    ida.picks("slot:0").hears("confirm_booking").picks("book").hears("booked")
    ida.says("next step", da="næste skridt").hears("next_booked", "Wed 25 Nov 18:00", da="ons 25. nov. 18.00")


def test_lessons_are_proposed_with_the_usual_teacher_and_what_is_missing(
    ida: Chat, town: Town, school: SmallSchool
) -> None:
    credited(town, school, "theory")
    ida.says("what's next", da="hvad er det næste").hears("Next: Track, 0 of 2 done.", da="Næste skridt: Bane, 0 af 2")
    ida.hears("with your teacher, Closed track", da="hos din lærer, Lukket bane")
    ida.picks("slot:1").hears("confirm_booking").picks("book").hears("booked")
    ida.says("what's next", da="hvad er det næste").hears("0 of 2 done, 1 booked", da="0 af 2 gennemført, 1 booket")
    ida.hears("offers").says("thursday at 12", da="torsdag kl 12").hears("confirm_booking")


def test_a_test_is_said_with_who_enters_it(ida: Chat, town: Town, school: SmallSchool) -> None:
    credited(town, school, "theory", "track")
    ida.says("next step", da="næste skridt")
    ida.hears("Next: Driving test. When you have passed", da="Næste skridt: Køreprøve. Når du har bestået")


def test_all_done_is_said_with_who_knows(ida: Chat, town: Town, school: SmallSchool) -> None:
    credited(town, school, "theory", "track")
    with town.app.open_work() as work:
        desk, today = school.desk(work, Actor.STAFF, town.clock()), date(2026, 11, 20)
        record_result(desk, school.students["Ida Krogh"].id, "test", passed=True, taken_on=today, today=today)
        work.commit()
    ida.says("next step", da="næste skridt")
    ida.hears(
        "You have done everything in Short B, and Havn Driving knows", da="Du har gennemført alt i Short B, og Havn"
    )


def test_a_signature_comes_first(town: Town, school: SmallSchool) -> None:
    modules(school, "1", "2")
    who = school.student("Ida Krogh", usual=school.mette)
    ida, mette = town.person(school, who), town.person(school, school.mette)
    attended(town, school, who, "2026-11-16 10:00")
    mette.says("sign").picks("Sign")
    ida.says("what's next").hears("ask_sign_student").picks("Sign").hears("signed_by_student")
    ida.says("what's next").hears("Next: Road 2, 0 of 1 done.")
    attended(town, school, who, "2026-11-17 10:00")
    ida.says("what's next").hears("You have done everything. Mette still has to sign Road 2.")


def test_a_lesson_that_is_over_is_not_called_the_next_one(
    ida: Chat, town: Town, school: SmallSchool, plan: Curriculum
) -> None:
    credited(town, school, "theory")
    for start in ("2026-11-24 10:00", "2026-11-26 10:00"):
        school.books(school.students["Ida Krogh"], start, "track", made="2026-11-20 12:00")
    ida.says("next step", da="næste skridt").hears("next_booked", "Tue 24 Nov 10:00", da="tir 24. nov. 10.00")
    town.clock.set("2026-11-25 12:00")
    ida.says("next step", da="næste skridt").hears("next_booked", "Thu 26 Nov 10:00", da="tor 26. nov. 10.00")
    town.clock.set("2026-11-27 12:00")
    ida.says("next step", da="næste skridt").hears(
        "You have had all lessons for Track. Mette still has to say how they went.",
        da="Du har haft alle timer til Bane. Mette mangler kun at notere, hvordan de gik.",
    )


def test_nor_where_the_module_is_full_of_lessons_that_are_over(town: Town, school: SmallSchool) -> None:
    modules(school, "1", "2")
    who = school.student("Ida Krogh", usual=school.mette)
    ida = town.person(school, who)
    for start in ("2026-11-24 10:00", "2026-11-26 10:00"):
        school.books(who, start, made="2026-11-20 12:00")
    town.clock.set("2026-11-25 12:00")
    ida.says("next step").hears("Next: Road 1. All you need for it is booked; your next lesson is Thu 26 Nov 10:00.")


def test_without_a_plan_the_school_is_to_be_asked(chat: Chat, town: Town, school: SmallSchool) -> None:
    with town.app.open_work() as work:
        work.administration.save_student(replace(school.students["Anna Berg"], curriculum_id=None))
        work.commit()
    chat.says("what's next").hears("next_no_plan")


def test_progress_leads_on_to_the_next_step(ida: Chat, school: SmallSchool) -> None:
    school.plans_class("2026-11-25 18:00")
    ida.says("progress", da="fremskridt").hears("progress").picks("next_step").hears("next_lesson", "offers")


def test_progress_in_the_middle_of_a_booking_is_told_in_passing(ida: Chat) -> None:
    ida.says("book thu at 10", da="book torsdag kl 10").hears("confirm_booking")
    ida.says("progress", da="fremskridt").hears("progress", "confirm_booking_again").picks("book").hears("booked")


def test_times_that_are_open_keep_their_kind_under_a_next_step_of_another(ida: Chat, school: SmallSchool) -> None:
    school.plans_class("2026-11-25 18:00")
    ida.says("driving lesson thursday", da="køretime torsdag").hears("offers")
    ida.says("next step", da="næste skridt").hears("next_lesson", "offers")
    assert ", Driving lesson" in ida.text or ", Køretime" in ida.text


def in_order(town: Town) -> SmallSchool:
    """A school where a lesson on the track comes before one on the road."""
    school = town.found(policy=Policy(modules_in_order=True))
    kinds = school.types
    with school.open_work() as work:
        parts = (
            Module(work.next_id(), "track", ModuleKind.TRACK, {"en": "Track", "da": "Bane"}, (kinds["track"].id,)),
            Module(
                work.next_id(), "road", ModuleKind.ROAD, {"en": "Road", "da": "Vej"}, (kinds["driving"].id,),
                requires=("track",),
            ),
        )  # fmt: skip
        school.curriculum = Curriculum(work.next_id(), {"en": "Short B"}, "B", parts)
        work.administration.add_curriculum(school.id, school.curriculum)
        work.commit()
    return school


def test_a_lesson_before_its_time_is_refused_where_the_school_wants_order(town: Town) -> None:
    school = in_order(town)
    bo = town.person(school, school.student("Bo Lind", "da", school.mette), language="da")
    bo.says("book torsdag kl 10").hears("Vej kommer efter Bane. Først kommer Bane: book Lukket bane.")
    ida = town.person(school, school.student("Ida Krogh", "en", school.mette))
    ida.says("book thu at 10").hears("Road comes after Track. First comes Track: book Closed track.")
    ida.says("1").hears("next_lesson", "offers", "Closed track")
    ida.says("book closed track wed at 10").hears("confirm_booking").picks("book").hears("booked")
    ida.says("book thu at 10").hears("confirm_booking").picks("book").hears("booked")
    ida.says("book driving lesson wed at 8").hears("refused_prerequisites_missing")


@pytest.mark.parametrize(
    ("language", "said", "reason", "before"),
    [
        (
            "en", "move closed track to friday at 10",
            "Road, Thu 26 Nov 10:00, comes after this lesson: take a time before it, or move that one first.",
            "move closed track to wednesday at 12",
        ),
        (
            "da", "flyt lukket bane til fredag kl 10",
            "Vej, tor 26. nov. 10.00, kommer efter den her tid: tag en tid før den, eller flyt den først.",
            "flyt lukket bane til onsdag kl 12",
        ),
    ],
)  # fmt: skip
def test_a_lesson_is_not_moved_behind_one_that_requires_it(
    town: Town, language: str, said: str, reason: str, before: str
) -> None:
    school = in_order(town)
    ida = school.student("Ida Krogh", language, school.mette)
    school.books(ida, "2026-11-25 10:00", "track", made="2026-11-20 12:00")
    school.books(ida, "2026-11-26 10:00", made="2026-11-20 12:00")
    chat = town.person(school, ida, language=language)
    chat.says(said).hears(reason, "offers")
    starts = [choice.params["start"] for choice in chat.last.reply.choices if choice.id.startswith("slot:")]
    assert max(starts) < "2026-11-26T10:00", "the nearest that may be taken"
    chat.says(before).hears("confirm_move").picks("move").hears("moved")
