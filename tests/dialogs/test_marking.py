"""Marks, notes and results: what teachers say by chat, and what students hear of it."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from domain.curricula import Curriculum, Module, ModuleKind
from domain.lessons import Actor
from domain.schools import Student
from domain.services.attendance import Outcome, settle
from tests.chat import Chat, Town
from tests.dialogs.plans import attended, skilled
from tests.factories import SmallSchool


@pytest.fixture
def plan(school: SmallSchool) -> Curriculum:
    return skilled(school)


@pytest.fixture
def teacher(town: Town, school: SmallSchool, plan: Curriculum, voice: tuple[Channel, str]) -> Chat:
    return town.person(school, school.mette, *voice)


def taught(town: Town, school: SmallSchool, name: str, start: str, language: str = "en") -> Student:
    who = school.students.get(name) or school.student(name, language, school.mette)
    attended(town, school, who, start)
    return who


def kept(town: Town, school: SmallSchool) -> tuple[list[tuple[str, int]], list[str]]:
    """(skill, mark) of all marks, and all notes."""
    marks = town.database.execute("SELECT skill, mark FROM marks WHERE school_id = %s ORDER BY skill", [school.id])
    notes = town.database.execute("SELECT text FROM lesson_notes WHERE school_id = %s ORDER BY id", [school.id])
    return [(skill, mark) for skill, mark in marks], [text for (text,) in notes]


def test_skills_are_marked_by_digits_and_the_student_hears_of_it(
    teacher: Chat, town: Town, school: SmallSchool
) -> None:
    language = teacher.speaks
    anna = town.person(school, taught(town, school, "Anna Berg", "2026-11-20 10:00", language), language=language)
    teacher.says("mark", da="bedøm").hears(
        "mark_what", "Anna Berg, Fri 20 Nov 10:00", da="Anna Berg, fre 20. nov. 10.00"
    )
    teacher.picks("skill:parking").hears("Parking: how well?", da="Parkering: hvor godt?")
    teacher.picks_number(4).hears("Anna Berg: Parking 4/5.", da="Anna Berg: Parkering 4/5.")
    assert teacher.labels[0] == {"en": "Parking 4/5", "da": "Parkering 4/5"}[language]
    teacher.picks("skill:junctions").picks_number(2).hears("mark_what").picks("done").hears("fine")
    assert kept(town, school)[0] == [("junctions", 2), ("parking", 4)]
    anna.says("how did my lesson go?", da="hvordan gik min time?")
    anna.hears("Fri 20 Nov 10:00, Driving lesson:\nJunctions 2/5\nParking 4/5", da="Vejkryds 2/5\nParkering 4/5")


def test_nothing_is_said_of_one_student_that_is_about_another(teacher: Chat, town: Town, school: SmallSchool) -> None:
    taught(town, school, "Anna Berg", "2026-11-20 10:00")
    school.books(school.student("Bo Lind", "en", school.mette), "2026-11-20 13:00", made="2026-11-18 12:00")
    teacher.says("mark bo parking 2", da="bedøm bo parkering 2").hears("no_lesson_to_mark")
    teacher.says("note bo drives well", da="notat bo kører godt").hears("no_lesson_to_mark")
    school.books(school.student("Mia Holt", "en", school.mette), "2026-11-26 13:00", made="2026-11-18 12:00")
    teacher.says("mark mia", da="bedøm mia").hears("no_lesson_to_mark")
    teacher.says("mark ida parking 2", da="bedøm ida parkering 2").hears("mark_whom")
    assert kept(town, school) == ([], [])


def test_who_is_named_first_is_meant_and_another_name_is_a_word_of_the_note(
    teacher: Chat, town: Town, school: SmallSchool
) -> None:
    taught(town, school, "Bo Lind", "2026-11-20 13:00")
    taught(town, school, "Anna Berg", "2026-11-20 10:00")
    teacher.says("note anna parks better than bo", da="notat anna parkerer bedre end bo")
    teacher.hears("noted", "Anna Berg", da="Anna Berg")
    assert kept(town, school)[1] == [{"en": "parks better than bo", "da": "parkerer bedre end bo"}[teacher.speaks]]
    teacher.says("mark anna parking 4 like bo", da="bedøm anna parkering 4 som bo").hears(
        "marked", "Anna Berg: Parking 4/5", da="Anna Berg: Parkering 4/5"
    )


def test_who_is_not_known_is_nobody_else(teacher: Chat, town: Town, school: SmallSchool) -> None:
    taught(town, school, "Anna Berg", "2026-11-20 10:00")
    teacher.says("mark emil 4", da="bedøm emil 4").hears("mark_whom")
    assert kept(town, school)[0] == []


def test_a_mark_may_be_said_in_one_go(teacher: Chat, town: Town, school: SmallSchool) -> None:
    for name, start in (("Anna Berg", "2026-11-20 10:00"), ("Bo Lind", "2026-11-20 12:00")):
        taught(town, school, name, start)
    teacher.says("mark anna parking 4", da="bedøm anna parkering 4").hears("Anna Berg: Park", da="Anna Berg: Park")
    teacher.says("mark anna parking 5", da="bedøm anna parkering 5")
    assert kept(town, school)[0] == [("parking", 5)], "the newest holds"


def test_who_is_meant_is_asked(teacher: Chat, town: Town, school: SmallSchool) -> None:
    for name, start in (("Anna Berg", "2026-11-20 10:00"), ("Anna Holm", "2026-11-20 12:00")):
        taught(town, school, name, start)
    teacher.says("mark anna", da="bedøm anna").hears("mark_whom").picks("Anna Berg").hears("mark_what", "Anna Berg")
    teacher.says("menu").says("mark", da="bedøm").hears("mark_whom").says("holm").hears("mark_what", "Anna Holm")
    teacher.says("parking", da="parkering").hears("mark_level").says("back", da="tilbage").hears("mark_what")


@pytest.mark.parametrize(
    "said",
    [
        "note Anna Berg parallel parking went well",
        "note anna: parallel parking went well",
        "Note anna's parallel parking went well",
    ],
)
def test_a_note_is_kept_without_the_name(
    mette: Chat, town: Town, school: SmallSchool, plan: Curriculum, said: str
) -> None:
    for name, start in (("Anna Berg", "2026-11-20 10:00"), ("Bo Lind", "2026-11-20 12:00")):
        taught(town, school, name, start)
    mette.says(said).hears("Noted for Anna Berg, Fri 20 Nov 10:00.")
    assert kept(town, school)[1] == ["parallel parking went well"]


def test_a_note_is_asked_for_step_by_step(teacher: Chat, town: Town, school: SmallSchool) -> None:
    for name, start in (("Anna Berg", "2026-11-20 10:00"), ("Bo Lind", "2026-11-20 12:00")):
        taught(town, school, name, start)
    teacher.says("note", da="notat").hears("note_about_whom").picks("Bo Lind").hears("ask_note", "Bo Lind")
    teacher.says("Cancel the fear: brakes today were calm").hears("noted", "Bo Lind")
    assert kept(town, school)[1] == ["Cancel the fear: brakes today were calm"], "any words are a note"


def test_a_note_leaves_the_attendance_question_where_it_is(
    mette: Chat, town: Town, school: SmallSchool, plan: Curriculum
) -> None:
    taught(town, school, "Anna Berg", "2026-11-20 10:00")
    school.books(school.student("Bo Lind"), "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 10:50")
    mette.says("note anna was calm today").hears("Noted for Anna Berg", "ask_attendance", "Bo Lind")
    mette.says("mark anna parking 3").hears("marked", "ask_attendance")
    mette.says("mark").hears("mark_what").says("done").hears("fine", "ask_attendance")
    mette.says("note").hears("ask_note").says("was calm again").hears("noted", "ask_attendance")
    mette.says("note").hears("ask_note").says("never mind").hears("left", "ask_attendance")
    mette.says("1").hears("recorded_attended", "Bo Lind")


def test_where_nothing_was_held_there_is_nothing_to_mark(mette: Chat, school: SmallSchool, plan: Curriculum) -> None:
    for said in ("mark", "note", "note anna did well", "mark anna parking 4"):
        mette.says(said).hears("no_lesson_to_mark")


def test_a_student_without_marks_is_told_so(chat: Chat) -> None:
    chat.says("my marks").hears("no_feedback")


def test_the_newest_marked_lesson_is_told(town: Town, school: SmallSchool, plan: Curriculum, mette: Chat) -> None:
    who = taught(town, school, "Anna Berg", "2026-11-19 10:00")
    mette.says("note anna first note")
    taught(town, school, "Anna Berg", "2026-11-20 10:00")
    mette.says("note anna second note")
    town.person(school, who).says("feedback").hears("Fri 20 Nov 10:00, Driving lesson:\nMette: second note")


def test_a_passed_test_is_entered_by_the_teacher(teacher: Chat, town: Town, school: SmallSchool) -> None:
    language = teacher.speaks
    who = taught(town, school, "Anna Berg", "2026-11-20 10:00", language)
    taught(town, school, "Bo Lind", "2026-11-20 12:00")
    teacher.says("anna passed the theory test", da="anna har bestået teoriprøven")
    teacher.hears("Anna Berg, Theory test: how did it go?", da="Anna Berg, Teoriprøve: hvordan gik det?")
    teacher.picks("passed").hears("Anna Berg, Mon 23 Nov: Theory test passed", da="Teoriprøve bestået")
    bars = {Channel.SMS: "#####"}.get(teacher.channel, "▰▰▰▰▰")
    anna = town.person(school, who, teacher.channel, language)
    anna.says("progress", da="fremskridt").hears(f"{bars} Theory test: passed", da=f"{bars} Teoriprøve: bestået")
    teacher.says("test result", da="prøveresultat").hears("result_how", "Bo Lind").picks("failed").hears("result_kept")
    teacher.says("passed", da="bestået").hears("result_how", "Bo Lind").picks("other").hears("result_how", "Bo Lind")


@pytest.mark.parametrize(
    ("language", "said", "day"),
    [
        ("en", "anna passed the theory test yesterday", "2026-11-22"),
        ("en", "anna passed the theory test on friday", "2026-11-20"),
        ("da", "anna bestod teoriprøven i fredags", "2026-11-20"),
        ("da", "anna bestod teoriprøven den 12. november", "2026-11-12"),
        ("de", "anna hat die theorieprüfung vor zwei tagen bestanden", "2026-11-21"),
        ("sv", "anna klarade teoriprøven i fredags", "2026-11-20"),
        ("nb", "anna besto teoriprøven sist fredag", "2026-11-20"),
    ],
)
def test_the_day_that_is_said_of_a_test_is_the_day_that_is_kept(
    town: Town, school: SmallSchool, plan: Curriculum, language: str, said: str, day: str
) -> None:
    assert plan
    taught(town, school, "Anna Berg", "2026-11-20 10:00")
    mette = town.person(school, school.mette, Channel.SMS, language)
    mette.says(said).hears("result_how", "Anna Berg").picks("passed").hears("result_kept")
    assert results_on(town, school) == [day]


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("anna passed the theory test on 5 december", "anna bestod teoriprøven den 5. december"),
        ("anna passed the theory test on 31 november", "anna bestod teoriprøven den 31. november"),
        ("anna passed the theory test last week", "anna bestod teoriprøven i sidste uge"),
    ],
)
def test_a_day_that_a_test_cannot_have_been_on_is_asked_about(
    teacher: Chat, town: Town, school: SmallSchool, said: str, da: str
) -> None:
    taught(town, school, "Anna Berg", "2026-11-20 10:00")
    teacher.says(said, da).hears("result_day", "Anna Berg").says("tomorrow", "i morgen").hears("result_day")
    teacher.says("friday", "fredag").hears("result_how", "Fri 20 Nov", da="fre 20. nov.")
    teacher.says("no, it was thursday", "nej, det var torsdag").hears("result_how", "Thu 19 Nov", da="tor 19. nov.")
    teacher.picks("passed").hears("result_kept")
    assert results_on(town, school) == ["2026-11-19"]


def results_on(town: Town, school: SmallSchool) -> list[str]:
    rows = town.database.execute("SELECT taken_on::text FROM module_results WHERE school_id = %s", [school.id])
    return [day for (day,) in rows]


def test_nobody_at_a_test_is_said(mette: Chat, town: Town, school: SmallSchool) -> None:
    attended(town, school, school.student("Anna Berg"), "2026-11-20 10:00")
    mette.says("passed the test").hears("no_result_awaited")
    mette.says("anna passed the test").hears("No result is due for Anna Berg: there is no test in the plan.")


def test_a_result_is_not_entered_for_another_student_than_the_one_who_is_named(
    teacher: Chat, town: Town, school: SmallSchool
) -> None:
    for name, start in (("Anna Berg", "2026-11-20 10:00"), ("Sofia Lund", "2026-11-20 12:00")):
        taught(town, school, name, start)
    teacher.says("anna passed the theory test", da="anna har bestået teoriprøven").picks("passed").hears("result_kept")
    teacher.says("anna passed the theory test", da="anna har bestået teoriprøven").hears(
        "No result is due for Anna Berg: Theory test is passed already.",
        da="Der ventes intet resultat for Anna Berg: Teoriprøve er allerede bestået.",
    )
    assert teacher.labels == []
    teacher.says("passed the theory test", da="har bestået teoriprøven").hears("result_how", "Sofia Lund")


@pytest.fixture
def tests_planned(school: SmallSchool) -> Curriculum:
    """First aid, which opens the theory test, which opens the practical test."""
    named = (
        ("aid", "First aid", "Førstehjælp"),
        ("theory", "Theory test", "Teoriprøve"),
        ("road", "Driving test", "Køreprøve"),
    )
    with school.open_work() as work:
        parts: list[Module] = []
        for code, english, danish in named:
            requires = tuple(part.code for part in parts[-1:])
            parts.append(
                Module(work.next_id(), code, ModuleKind.TEST, {"en": english, "da": danish}, requires=requires)
            )
        school.curriculum = Curriculum(work.next_id(), {"en": "Tests"}, "B", tuple(parts))
        work.administration.add_curriculum(school.id, school.curriculum)
        work.commit()
    return school.curriculum


def results_kept(town: Town, school: SmallSchool) -> int:
    return len(town.database.execute("SELECT id FROM module_results WHERE school_id = %s", [school.id]))


@pytest.fixture(params=["en", "da"])
def examiner(town: Town, school: SmallSchool, tests_planned: Curriculum, request: pytest.FixtureRequest) -> Chat:
    for name, start in (("Freja Dahl", "2026-11-20 10:00"), ("Emil Krogh", "2026-11-20 12:00")):
        taught(town, school, name, start)
    return town.person(school, school.mette, language=request.param)


def test_a_result_is_never_put_on_another_test_than_the_one_that_is_named(
    examiner: Chat, town: Town, school: SmallSchool
) -> None:
    examiner.says("freja passed the theory test", da="freja bestod teoriprøven").hears(
        "No result is due for Freja Dahl: what comes before Theory test is not complete.",
        da="Der ventes intet resultat for Freja Dahl: det, der kommer før Teoriprøve, er ikke færdigt.",
    )
    assert examiner.labels == []
    examiner.says("freja passed first aid", da="freja bestod førstehjælp").hears(
        "Freja Dahl, First aid: how", da="Freja Dahl, Førstehjælp: hvor"
    )
    examiner.picks("passed").hears("result_kept")
    examiner.says("freja passed first aid", da="freja har bestået førstehjælp").hears(
        "no_result_of", "First aid is passed already", da="Førstehjælp er allerede bestået"
    )
    examiner.says("freja failed the theory test", da="freja dumpede til teoriprøven").hears(
        "Freja Dahl, Theory test: how", da="Freja Dahl, Teoriprøve: hvor"
    )
    examiner.says("emil passed theory", da="emil bestod teorien").hears("no_result_of", "Emil Krogh")


def test_a_result_is_never_put_on_another_student_than_the_one_who_is_named(
    examiner: Chat, town: Town, school: SmallSchool
) -> None:
    for said, danish in (
        ("Bob passed first aid", "Bob bestod førstehjælp"),
        ("bob has passed first aid", "bob har bestået førstehjælp"),
        ("freja holm passed first aid", "freja holm bestod førstehjælp"),
    ):
        examiner.says(said, da=danish).hears("result_unknown", "result_whose")
    examiner.says("hope passed first aid", da="tak bestod førstehjælp").hears("result_whose")
    examiner.says("bob passed the theory test", da="bob bestod teoriprøven").hears("result_unknown", "bob")
    assert examiner.labels == []
    examiner.says("freja passed the sailing exam", da="freja bestod sejladsen").hears("result_unknown")
    examiner.says("emil passed first aid today", da="emil har bestået førstehjælp i dag").hears(
        "result_how", "Emil Krogh"
    )


@pytest.mark.parametrize("language", ["en", "da"])
def test_what_was_driven_is_marked_and_noted_though_a_class_came_after_it(
    town: Town, school: SmallSchool, plan: Curriculum, language: str
) -> None:
    teacher = town.person(school, school.jonas, language=language)
    sofia = school.student("Sofia Lund", language, school.jonas)
    attended(town, school, sofia, "2026-11-20 13:00", by=school.jonas)
    school.plans_class("2026-11-20 18:30")
    seat = school.books(sofia, "2026-11-20 18:30", "theory", school.jonas, made="2026-11-18 12:00")
    with town.app.open_work() as work:
        settle(school.desk(work, Actor.STAFF, town.clock()), seat.id, Outcome.ATTENDED)
        work.commit()
    teacher.says("mark sofia parking 4", da="bedøm sofia parkering 4").hears("marked")
    teacher.says("note sofia looks over the shoulder", da="notat sofia kigger sig over skulderen").hears(
        "Noted for Sofia Lund, Fri 20 Nov 13:00.", da="fre 20. nov. 13.00"
    )
    teacher.says("mark", da="bedøm").hears("mark_what", "Sofia Lund, Fri 20 Nov 13:00", da="fre 20. nov. 13.00")


def test_a_mark_that_there_is_not_is_said_and_asked_for(teacher: Chat, town: Town, school: SmallSchool) -> None:
    taught(town, school, "Anna Berg", "2026-11-20 10:00")
    teacher.says("mark anna parking 12", da="bedøm anna parkering 12").hears(
        "Marks go from 1 to 5.\nParking: how well?", da="Man bedømmer fra 1 til 5.\nParkering: hvor godt?"
    )
    teacher.picks_number(4).hears("marked")
    assert kept(town, school)[0] == [("parking", 4)]


FREE = {
    "en": ("Anna's parking was 3, junctions 2", "Anna needs to practise roundabouts", "Bo asked for his test date"),
    "da": ("annas parkering var 3, vejkryds 2", "Anna skal øve rundkørsler", "Bo spurgte til sin prøvedato"),
    "de": ("Annas parking war 3, junctions 2", "Anna muss Kreisverkehr üben", "Bo fragte nach seinem Prüfungstermin"),
    "sv": ("Annas parkering var 3, vejkryds 2", "Anna behöver öva rondeller", "Bo frågade om sitt provdatum"),
    "nb": ("Annas parkering var 3, vejkryds 2", "Anna må øve på rundkjøringer", "Bo spurte om prøvedatoen sin"),
}
"""Two marks, a note, and what is for the school's people."""


@pytest.mark.parametrize("language", FREE)
def test_what_is_said_of_a_student_is_lost_nowhere(
    town: Town, school: SmallSchool, plan: Curriculum, language: str
) -> None:
    mette = town.person(school, school.mette, Channel.SMS, language)
    taught(town, school, "Anna Berg", "2026-11-20 10:00")
    taught(town, school, "Bo Lind", "2026-11-20 13:00")
    marks, note, question = FREE[language]
    mette.says(marks).hears("marked")
    assert kept(town, school) == ([("junctions", 2), ("parking", 3)], [])
    mette.says(note).hears("ask_remark", "Anna Berg").picks("no").hears("fine")
    assert kept(town, school)[1] == [], "nothing is noted without a yes"
    mette.says(note).picks("note").hears("noted", "Anna Berg")
    assert kept(town, school)[1] == [note.partition(" ")[2]]
    mette.says(question).hears("ask_remark", "Bo Lind").picks("school").hears("message_passed_on")
    assert town.database.execute("SELECT text FROM school_messages WHERE school_id = %s", [school.id]) == [(question,)]


ABOUT_TODAY = {
    "en": ("anna was great today", "bo was a bit nervous today"),
    "da": ("anna var super god i dag", "bo var lidt nervøs i dag"),
    "de": ("anna war heute richtig gut", "bo war heute etwas nervös"),
    "sv": ("anna var jätteduktig idag", "bo var lite nervös idag"),
    "nb": ("anna var kjempeflink i dag", "bo var litt nervøs i dag"),
}


@pytest.mark.parametrize("language", ABOUT_TODAY)
def test_what_is_said_of_another_student_is_asked_about_next(
    town: Town, school: SmallSchool, plan: Curriculum, language: str
) -> None:
    mette = town.person(school, school.mette, Channel.SMS, language)
    taught(town, school, "Anna Berg", "2026-11-20 10:00")
    taught(town, school, "Bo Lind", "2026-11-20 13:00")
    first, second = ABOUT_TODAY[language]
    mette.says(first).hears("ask_remark", "Anna Berg")
    mette.says(second).hears("ask_remark", "Bo Lind").picks("note").hears("noted", "Bo Lind")
    assert kept(town, school)[1] == [second.partition(" ")[2]]


def test_a_skill_of_somebody_else_is_not_marked_for_who_is_asked_about(
    town: Town, school: SmallSchool, plan: Curriculum, mette: Chat
) -> None:
    taught(town, school, "Anna Berg", "2026-11-20 10:00")
    taught(town, school, "Bo Lind", "2026-11-20 13:00")
    mette.says("mark anna").hears("mark_what", "Anna Berg").says("parking 5 for Bo")
    mette.hears("marked", "Bo Lind: Parking 5/5", "mark_what", "Anna Berg").says("parking 2").hears(
        "Anna Berg: Parking 2/5"
    )


def test_several_marks_are_given_to_the_question_too(teacher: Chat, town: Town, school: SmallSchool) -> None:
    taught(town, school, "Anna Berg", "2026-11-20 10:00")
    teacher.says("mark anna", da="bedøm anna").hears("mark_what")
    teacher.says("parking 4 reversing 2", da="parkering 4 bakning 2").hears("mark_what")
    assert kept(town, school)[0] == [], "of which of the numbers is parking's it is not plain"
    teacher.says("junctions 3, parking 4", da="vejkryds 3, parkering 4").hears("marked", "mark_what")
    assert sorted(kept(town, school)[0]) == [("junctions", 3), ("parking", 4)]


def test_several_marks_are_given_in_one_line(teacher: Chat, town: Town, school: SmallSchool) -> None:
    taught(town, school, "Anna Berg", "2026-11-20 10:00")
    teacher.says("mark anna parking 4, junctions 2", da="bedøm anna parkering 4, vejkryds 2").hears("marked")
    assert kept(town, school)[0] == [("junctions", 2), ("parking", 4)]
    teacher.says("mark anna parking 7, junctions 2", da="bedøm anna parkering 7, vejkryds 2")
    assert kept(town, school)[0] == [("junctions", 2), ("parking", 4)]
