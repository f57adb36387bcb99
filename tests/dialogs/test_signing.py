"""Sign-offs by chat: the teacher is asked when a module is complete, then the student; each signs once."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from domain.curricula import Curriculum
from domain.lessons import Actor
from domain.services.attendance import Outcome, correct
from domain.services.plans import record_result
from domain.services.signing import verified
from tests.chat import Chat, Town
from tests.dialogs.plans import attended, modules
from tests.factories import SmallSchool, moment


@pytest.fixture
def short(school: SmallSchool) -> Curriculum:
    return modules(school, "1", "2")


@pytest.fixture
def ida(town: Town, school: SmallSchool, short: Curriculum, voice: tuple[Channel, str]) -> Chat:
    """Ida, on every channel and in every language."""
    return town.person(school, school.student("Ida Krogh", voice[1], school.mette), *voice)


@pytest.fixture
def teacher(town: Town, school: SmallSchool, voice: tuple[Channel, str]) -> Chat:
    """Mette, in the same way."""
    return town.person(school, school.mette, *voice)


def chain(town: Town, school: SmallSchool) -> list[tuple[int, str]]:
    """(number, signer) of Ida's signatures, whose chain fits."""
    with town.app.open_work() as work:
        signatures, fault = verified(school.desk(work, Actor.STAFF, town.clock()), school.students["Ida Krogh"].id)
    assert fault is None
    return [(signature.number, signature.signer.value) for signature in signatures]


def test_an_ok_signs_nothing_while_a_yes_does(teacher: Chat, ida: Chat, town: Town, school: SmallSchool) -> None:
    attended(town, school, school.students["Ida Krogh"], "2026-11-16 10:00")
    town.work()
    teacher.says("ok").hears("ask_sign_teacher")
    assert chain(town, school) == []
    teacher.says("yes", da="ja").hears("signed_by_teacher")
    town.work()
    ida.says("ok").hears("ask_sign_student")
    assert chain(town, school) == [(1, "teacher")]
    ida.says("yes", da="ja").hears("signed_by_student")


def test_a_completed_module_is_signed_by_teacher_and_student(
    teacher: Chat, ida: Chat, town: Town, school: SmallSchool
) -> None:
    attended(town, school, school.students["Ida Krogh"], "2026-11-16 10:00")
    town.work()
    teacher.hears(
        "Ida Krogh has completed Road 1: 1 lesson, Mon 16 Nov. Do you sign for it?",
        da="Ida Krogh har gennemført Vej 1: 1 lektion, man 16. nov. Skriver du under?",
    )
    ida.forget()
    teacher.picks("Sign" if teacher.speaks == "en" else "Skriv under").hears("signed_by_teacher")
    town.work()
    ida.hears(
        "Mette has signed that you have completed Road 1: 1 lesson",
        da="Mette har skrevet under på, at du har gennemført Vej 1: 1 lektion",
    )
    ida.picks_number(1).hears("signed_by_student", "Signed: Road 1", da="Underskrevet: Vej 1")
    assert chain(town, school) == [(1, "teacher"), (2, "student")]
    teacher.says("sign", da="underskriv").hears("nothing_to_sign")
    ida.says("sign", da="underskriv").hears("nothing_to_sign")


def test_attendance_by_chat_leads_to_the_question(
    mette: Chat, town: Town, school: SmallSchool, short: Curriculum
) -> None:
    who = school.student("Ida Krogh", usual=school.mette)
    school.books(who, "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 10:45")
    mette.picks_number(1).hears("recorded_attended")
    town.passes(seconds=1)
    mette.hears("ask_sign_teacher", "Ida Krogh has completed Road 1")
    mette.says("yes").hears("signed_by_teacher")
    assert chain(town, school) == [(1, "teacher")]


def test_it_is_asked_after_all_attendance_is_answered(
    mette: Chat, town: Town, school: SmallSchool, short: Curriculum
) -> None:
    for name, hour in (("Ida Krogh", 10), ("Bo Lind", 12)):
        school.books(school.student(name), f"2026-11-23 {hour}:00", made="2026-11-20 12:00")
    town.until("2026-11-23 12:50")
    mette.picks_number(1).hears("recorded_attended", "ask_attendance", "Bo Lind")
    town.passes(minutes=1)
    assert "ask_attendance" in mette.last.names, "a digit still means Bo's lesson"
    mette.picks_number(2).hears("recorded_no_show")
    town.passes(minutes=11)
    mette.hears("ask_sign_teacher", "Ida Krogh")


@pytest.mark.parametrize(
    ("said", "da"),
    [("yes, but how many lessons are left?", "ja, men hvor mange timer mangler der?"), ("yes?", "ja?"), ("1?", "1?")],
)
def test_a_yes_that_hangs_on_a_question_signs_nothing(
    ida: Chat, teacher: Chat, town: Town, school: SmallSchool, said: str, da: str
) -> None:
    attended(town, school, school.students["Ida Krogh"], "2026-11-16 10:00")
    teacher.says("open sign-offs", da="underskriv").hears("ask_sign_teacher")
    teacher.says("yes", da="ja").hears("signed_by_teacher")
    town.work()
    ida.hears("ask_sign_student").says(said, da=da).hears("ask_sign_student")
    assert chain(town, school) == [(1, "teacher")]


def test_several_are_asked_one_after_the_other_and_later_is_an_answer(
    mette: Chat, town: Town, school: SmallSchool, short: Curriculum
) -> None:
    for name, day in (("Ida Krogh", 16), ("Bo Lind", 17)):
        attended(town, school, school.student(name), f"2026-11-{day} 10:00")
    mette.says("open sign-offs").hears("sign_offs", "Bo Lind, Road 1", "Ida Krogh has completed Road 1")
    mette.picks("Later").hears("sign_later")
    assert chain(town, school) == []
    mette.says("sign").picks("Sign").hears("signed_by_teacher", "ask_sign_teacher", "Bo Lind has completed Road 1")
    mette.picks("Sign").hears("signed_by_teacher")
    mette.says("sign").hears("nothing_to_sign")


def test_what_is_not_complete_is_not_asked_about(mette: Chat, town: Town, school: SmallSchool) -> None:
    """Sixteen lessons are asked for, and this is the first."""
    attended(town, school, school.student("Ida Krogh"), "2026-11-16 10:00")
    town.work()
    assert not [message for message in mette.heard if "ask_sign_teacher" in message.names]


def test_a_second_tap_signs_nothing_again(town: Town, school: SmallSchool, short: Curriculum) -> None:
    mette = town.person(school, school.mette, Channel.TELEGRAM)
    attended(town, school, school.student("Ida Krogh"), "2026-11-16 10:00")
    town.work()
    menu = mette.last.reply.menu
    assert menu is not None
    mette.taps(menu, 0).hears("signed_by_teacher")
    mette.taps(menu, 0).hears("old_button", "menu_again")
    assert chain(town, school) == [(1, "teacher")]


def test_something_wrong_leads_to_the_school(ida: Chat, teacher: Chat, town: Town, school: SmallSchool) -> None:
    attended(town, school, school.students["Ida Krogh"], "2026-11-16 10:00")
    town.work()
    teacher.picks_number(1)
    town.work()
    ida.picks("wrong").hears("ask_message")
    assert chain(town, school) == [(1, "teacher")]


def test_a_lesson_that_did_not_count_after_all_is_not_signed(
    mette: Chat, town: Town, school: SmallSchool, short: Curriculum
) -> None:
    """While the question stands the school finds that the lesson was somebody else's."""
    booking = attended(town, school, school.student("Ida Krogh"), "2026-11-16 10:00")
    town.work()
    mette.hears("ask_sign_teacher")
    with town.app.open_work() as work:
        correct(school.desk(work, Actor.STAFF, town.clock()), booking.id, Outcome.NO_SHOW)
        work.commit()
    mette.picks("Sign").hears("refused_changed")
    assert chain(town, school) == []


def test_words_that_mean_nothing_here_ask_again(
    mette: Chat, town: Town, school: SmallSchool, short: Curriculum
) -> None:
    attended(town, school, school.student("Ida Krogh"), "2026-11-16 10:00")
    mette.says("sign").says("banana").hears("not_understood", "ask_sign_teacher")
    mette.says("7").hears("no_such_number").says("today").hears("today", "ask_sign_teacher")
    assert chain(town, school) == []


def test_the_question_interrupts_a_booking_which_is_taken_up_again(
    ida: Chat, teacher: Chat, town: Town, school: SmallSchool
) -> None:
    attended(town, school, school.students["Ida Krogh"], "2026-11-16 10:00")
    town.work()
    ida.says("book thu at 10", da="book torsdag kl 10").hears("confirm_booking")
    teacher.picks_number(1)
    town.passes(seconds=1)
    ida.hears("ask_sign_student").picks_number(1).hears("signed_by_student", "confirm_booking_again")
    ida.picks("book").hears("booked")


def test_the_last_signature_completes_the_plan(town: Town, school: SmallSchool) -> None:
    modules(school, "1", tests=("driving-test",))
    who = school.student("Ida Krogh", usual=school.mette)
    ida, mette = town.person(school, who), town.person(school, school.mette)
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, town.clock())
        today = moment("2026-11-20 12:00").date()
        record_result(desk, who.id, "driving-test", passed=True, taken_on=today, today=today)
        work.commit()
    attended(town, school, who, "2026-11-16 10:00")
    town.work()
    mette.picks("Sign")
    town.work()
    ida.picks("Sign").hears(
        "signed_by_student", "Congratulations, you have completed Short B! Havn Driving has been told."
    )
    told = town.database.execute("SELECT text FROM school_messages WHERE school_id = %s", [school.id])
    assert told == [("[completed] Ida Krogh: Short B. The completion record is ready.",)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I disagree, that lesson never happened"),
        ("da", "det passer ikke, den time blev aldrig afholdt"),
        ("de", "das stimmt nicht, die Stunde fand nicht statt"),
        ("sv", "det stämmer inte, lektionen blev inte av"),
        ("nb", "det stemmer ikke, timen ble ikke noe av"),
    ],
)
@pytest.mark.parametrize("role", ["teacher", "student"])
def test_who_says_why_not_signs_nothing_and_the_school_hears_it(
    town: Town, school: SmallSchool, short: Curriculum, language: str, said: str, role: str
) -> None:
    mette = town.person(school, school.mette, Channel.SMS, language)
    ida = town.person(school, school.student("Ida Krogh", language, school.mette), Channel.SMS, language)
    attended(town, school, school.students["Ida Krogh"], "2026-11-16 10:00")
    town.work()
    if role == "student":
        mette.picks_number(1)
        town.work()
    signed = chain(town, school)
    who = mette if role == "teacher" else ida
    who.says(said).hears("not_signed")
    assert chain(town, school) == signed
    ((told,),) = town.database.execute("SELECT text FROM school_messages WHERE school_id = %s", [school.id])
    assert told == f"[not signed] Ida Krogh, Road 1: {said}"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "not yet"), ("da", "ikke endnu"), ("de", "noch nicht"), ("sv", "inte än"), ("nb", "ikke ennå")],
)
def test_not_yet_is_later(town: Town, school: SmallSchool, short: Curriculum, language: str, said: str) -> None:
    mette = town.person(school, school.mette, Channel.SMS, language)
    school.student("Ida Krogh", language, school.mette)
    attended(town, school, school.students["Ida Krogh"], "2026-11-16 10:00")
    town.work()
    mette.hears("ask_sign_teacher").says(said).hears("sign_later")
    assert chain(town, school) == []


def test_open_sign_offs_are_listed_and_one_is_chosen_by_name(
    town: Town, school: SmallSchool, short: Curriculum, teacher: Chat
) -> None:
    for name, start in (("Ida Krogh", "2026-11-16 10:00"), ("Bo Lind", "2026-11-17 10:00")):
        attended(town, school, school.student(name, "en", school.mette), start)
    town.work()
    teacher.says("which sign-offs are open?", da="hvad mangler min underskrift?")
    teacher.hears("sign_offs", "Bo Lind, Road 1", da="Bo Lind, Vej 1")
    teacher.hears("ask_sign_teacher", "Ida Krogh").says("Bo").hears("ask_sign_teacher", "Bo Lind")
    teacher.says("yes", da="ja").hears("signed_by_teacher", "Bo Lind")


MISTAKEN = {
    "en": ("I signed that by mistake", "no that's wrong"),
    "da": ("jeg kom til at skrive under", "nej det er forkert"),
    "de": ("ich habe aus Versehen unterschrieben", "nein, das stimmt nicht"),
    "sv": ("jag skrev under av misstag", "nej det är fel"),
    "nb": ("jeg signerte ved en feil", "nei det er feil"),
}


@pytest.mark.parametrize("said", [0, 1])
def test_what_was_signed_by_mistake_stays_and_the_school_hears_of_it(
    teacher: Chat, ida: Chat, town: Town, school: SmallSchool, said: int
) -> None:
    attended(town, school, school.students["Ida Krogh"], "2026-11-16 10:00")
    town.work()
    teacher.picks_number(1)
    town.work()
    ida.hears("ask_sign_student").picks_number(1).hears("signed_by_student")
    ida.says(MISTAKEN[ida.speaks][said]).hears("signature_stays", school.school.name)
    assert chain(town, school) == [(1, "teacher"), (2, "student")]
    ((told,),) = town.database.execute("SELECT text FROM school_messages WHERE school_id = %s", [school.id])
    assert told == f"[signed] {MISTAKEN[ida.speaks][said]}"


def test_what_is_not_signed_yet_is_refused_as_before(teacher: Chat, town: Town, school: SmallSchool, ida: Chat) -> None:
    attended(town, school, school.students["Ida Krogh"], "2026-11-16 10:00")
    town.work()
    teacher.hears("ask_sign_teacher").says(MISTAKEN[teacher.speaks][1]).hears("ask_message")
    assert chain(town, school) == []
