"""Attendance of a class by exception: one question, one answer, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.dialogs.exchange import Channel
from domain.lessons import Actor, Booking, Session
from domain.services.attendance import Outcome, settle
from domain.services.booking import book
from domain.services.cancelling import cancel
from domain.services.classes import change_session, plan_class
from domain.slots import seat_of
from domain.timeslots import Interval
from tests.chat import Chat, Town
from tests.factories import SmallSchool, moment
from tests.rendering.test_messages import segments

NAMES = ("Anna Berg", "Bo Lind", "Carl Dam", "Åse Ærø", "Ida Krog", "Ida Holm")
AFTER = "2026-11-24 19:20"


@dataclass
class Evening:
    """A theory evening by Jonas, on Tuesday 24 November from 18:30 to 19:15."""

    town: Town
    school: SmallSchool
    session: Session
    seats: dict[str, Booking] = field(default_factory=dict)

    def comes(self, name: str) -> None:
        seat = seat_of(self.session)
        student = self.school.student(name)
        with self.town.app.open_work() as work:
            desk = self.school.desk(work, Actor.STUDENT, moment("2026-11-20 12:00"))
            self.seats[name] = book(desk, student, seat)
            work.commit()

    @property
    def ends(self) -> dict[str, str]:
        """Name -> status of the seat."""
        rows = self.town.database.execute(
            "SELECT p.name, b.status FROM bookings b JOIN students p USING (school_id) "
            "WHERE p.id = b.student_id AND b.session_id = %s ORDER BY b.id",
            [self.session.id],
        )
        return dict(rows)

    @property
    def places(self) -> tuple[int, int]:
        """Seats that are taken, and students' calendars that are kept busy."""
        ((taken, busy),) = self.town.database.execute(
            "SELECT s.taken, (SELECT count(*) FROM allocations a WHERE a.session_id = s.id AND a.role = 'student' "
            "AND a.active) FROM sessions s WHERE s.id = %s",
            [self.session.id],
        )
        return taken, busy

    def staff_settles(self, name: str, outcome: Outcome) -> None:
        with self.town.app.open_work() as work:
            desk = self.school.desk(work, Actor.STAFF, self.town.clock())
            settle(desk, self.seats[name].id, outcome)
            work.commit()


@pytest.fixture
def evening(town: Town, school: SmallSchool) -> Evening:
    kind, start = school.types["theory"], moment("2026-11-24 18:30")
    with town.app.open_work() as work:
        session = Session(
            work.next_id(), school.id, kind.id, Interval(start, start + kind.duration), (school.jonas.id,),
            (school.room.id,), capacity=8,
        )  # fmt: skip
        session = plan_class(school.desk(work, Actor.STAFF, moment("2026-11-10 12:00")), session)
        work.commit()
    evening = Evening(town, school, session)
    for name in NAMES:
        evening.comes(name)
    return evening


@pytest.fixture
def jonas(town: Town, school: SmallSchool, voice: tuple[Channel, str]) -> Chat:
    """The teacher on every channel and in every language."""
    return town.person(school, school.jonas, *voice)


def statuses(*missing: str) -> dict[str, str]:
    return {name: "no_show" if name in missing else "completed" for name in NAMES}


def test_one_question_lists_the_class_with_numbers(jonas: Chat, town: Town, evening: Evening) -> None:
    town.until(AFTER)
    jonas.hears(
        "Theory class, Tue 24 Nov 18:30-19:15: who came?\n#1 Anna Berg\n#2 Bo Lind",
        da="Teorilektion, tir 24. nov. 18.30-19.15: hvem kom?\n#1 Anna Berg\n#2 Bo Lind",
    )
    jonas.hears(
        '#6 Ida Holm\nWrite who is missing, like "2 5 missing", or:',
        da='#6 Ida Holm\nSkriv, hvem der mangler, fx "2 5 mangler", eller:',
    )
    assert jonas.last.ids == [f"{what}:{evening.session.id}" for what in ("all", "some", "none")]
    assert [message.names for message in jonas.heard].count(("ask_class",)) == 1


@pytest.mark.parametrize(
    ("said", "da", "missing"),
    [
        ("2 5 missing", "2 5 mangler", ("Bo Lind", "Ida Krog")),
        ("2 and 5 missing", "2 og 5 mangler", ("Bo Lind", "Ida Krog")),
        ("2, 5 are missing", "2,5 mangler", ("Bo Lind", "Ida Krog")),
        ("missing: 2 & 5", "mangler: 2 & 5", ("Bo Lind", "Ida Krog")),
        ("everyone but 2 and 5", "alle undtagen 2 og 5", ("Bo Lind", "Ida Krog")),
        ("2-4 missing", "2-4 mangler", ("Bo Lind", "Carl Dam", "Åse Ærø")),
        ("3 missing", "3 mangler", ("Carl Dam",)),
        ("3 didn't come", "3 kom ikke", ("Carl Dam",)),
        ("Bo and Åse missing", "Bo og aase mangler", ("Bo Lind", "Åse Ærø")),
        ("bo did not show up", "bo mødte ikke op", ("Bo Lind",)),
        ("all but ida krog", "alle undtagen ida krog", ("Ida Krog",)),
        ("all", "alle", ()),
        ("all came", "alle kom", ()),
        ("nobody missing", "ingen mangler", ()),
        ("attended", "mødt", ()),
        ("1 2 3 4 5 6 missing", "1 2 3 4 5 6 mangler", NAMES),
    ],
)
def test_one_message_settles_the_whole_class(
    jonas: Chat, town: Town, evening: Evening, said: str, da: str, missing: tuple[str, ...]
) -> None:
    town.until(AFTER)
    jonas.says(said, da=da).hears("recorded_class", *missing)
    assert evening.ends == statuses(*missing)
    assert jonas.last.names == ("recorded_class",)


def test_some_are_missing_asks_for_their_numbers_where_digits_are_nothing_else(
    jonas: Chat, town: Town, evening: Evening
) -> None:
    town.until(AFTER)
    jonas.picks(f"some:{evening.session.id}").hears("ask_missing", choices=[])
    jonas.says("3").hears(
        "Theory class Tue 24 Nov 18:30: Carl Dam missing, 5 came.",
        da="Teorilektion tir 24. nov. 18.30: Carl Dam mangler, 5 kom.",
    )
    assert evening.ends == statuses("Carl Dam")


@pytest.mark.parametrize(("said", "da"), [("2 and 5", "2 og 5"), ("2 5", "2 5"), ("2,5 missing", "2.5 mangler")])
def test_numbers_alone_are_enough_once_it_is_asked_who(
    jonas: Chat, town: Town, evening: Evening, said: str, da: str
) -> None:
    town.until(AFTER)
    jonas.picks(f"some:{evening.session.id}").says(said, da=da).hears("recorded_class")
    assert evening.ends == statuses("Bo Lind", "Ida Krog")


def test_one_digit_settles_a_class_of_which_all_came(jonas: Chat, town: Town, evening: Evening) -> None:
    town.until(AFTER)
    jonas.picks_number(1).hears(
        "Theory class Tue 24 Nov 18:30: all 6 came.", da="Teorilektion tir 24. nov. 18.30: alle 6 kom."
    )
    assert evening.ends == statuses()


def test_a_class_that_did_not_take_place_costs_nobody_anything(jonas: Chat, town: Town, evening: Evening) -> None:
    anna = town.person(evening.school, evening.school.students["Anna Berg"])
    town.until(AFTER)
    jonas.picks(f"none:{evening.session.id}").hears("recorded_class_not_held")
    assert set(evening.ends.values()) == {"cancelled"}
    town.work()
    anna.hears("did not take place, so it costs nothing")


@pytest.mark.parametrize(("said", "da"), [("2 9 missing", "2 9 mangler"), ("0 missing", "0 mangler")])
def test_a_wrong_number_is_asked_about_and_nothing_is_recorded(
    jonas: Chat, town: Town, evening: Evening, said: str, da: str
) -> None:
    town.until(AFTER)
    jonas.says(said, da=da).hears("no_such_student", "ask_class")
    assert set(evening.ends.values()) == {"confirmed"}
    jonas.picks(f"some:{evening.session.id}").says("7").hears("no_such_student", "ask_missing")
    assert set(evening.ends.values()) == {"confirmed"}
    jonas.says("6").hears("recorded_class", "Ida Holm")


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("ida missing", "ida mangler"),
        ("somebody is missing", "nogen mangler"),
        ("2 was missing her glasses", "2 mangler sine briller"),
        ("is 2 missing?", "mangler 2?"),
        ("2 5", "2 5"),
    ],
)
def test_words_that_name_nobody_for_certain_settle_nobody(
    jonas: Chat, town: Town, evening: Evening, said: str, da: str
) -> None:
    town.until(AFTER)
    jonas.says(said, da=da)
    assert set(jonas.last.names) & {"ask_class", "ask_missing"}
    assert set(evening.ends.values()) == {"confirmed"}


def test_a_second_tap_changes_nothing(town: Town, evening: Evening) -> None:
    jonas = town.person(evening.school, evening.school.jonas, Channel.TELEGRAM)
    town.until(AFTER)
    menu = jonas.last.reply.menu
    assert menu is not None
    jonas.taps(menu, 0).hears("recorded_class")
    jonas.taps(menu, 2)
    assert evening.ends == statuses()


def test_of_a_class_that_is_settled_in_part_only_the_others_are_asked_about(
    jonas: Chat, town: Town, evening: Evening
) -> None:
    town.until("2026-11-24 18:45")
    evening.staff_settles("Anna Berg", Outcome.ATTENDED)
    evening.staff_settles("Carl Dam", Outcome.NO_SHOW)
    town.until(AFTER)
    jonas.hears("#1 Bo Lind\n#2 Åse Ærø\n#3 Ida Krog\n#4 Ida Holm")
    jonas.says("2 missing", da="2 mangler").hears("recorded_class", "Åse Ærø")
    assert evening.ends == statuses("Carl Dam", "Åse Ærø")


def test_a_list_that_has_changed_meanwhile_is_asked_anew_and_nobody_is_taken_for_another(
    jonas: Chat, town: Town, evening: Evening
) -> None:
    town.until(AFTER)
    jonas.hears("#2 Bo Lind")
    with town.app.open_work() as work:
        desk = evening.school.desk(work, Actor.STAFF, town.clock())
        cancel(desk, evening.seats["Anna Berg"].id)
        work.commit()
    jonas.says("2 missing", da="2 mangler").hears("refused_changed", "ask_class", "#1 Bo Lind")
    assert evening.ends == statuses() | dict.fromkeys(NAMES, "confirmed") | {"Anna Berg": "cancelled"}
    jonas.picks_number(2).says("1").hears("recorded_class", "Bo Lind")
    assert evening.ends == statuses("Bo Lind") | {"Anna Berg": "cancelled"}


def test_the_last_of_a_class_is_asked_about_like_an_individual_lesson(
    jonas: Chat, town: Town, evening: Evening
) -> None:
    town.until("2026-11-24 18:45")
    for name in NAMES[1:]:
        evening.staff_settles(name, Outcome.ATTENDED)
    town.until(AFTER)
    jonas.hears("ask_attendance", "Anna Berg").picks_number(2).hears("recorded_no_show")


def test_one_who_is_named_is_asked_about_alone_and_then_the_rest(jonas: Chat, town: Town, evening: Evening) -> None:
    town.until(AFTER)
    jonas.says("bo").hears("ask_attendance", "Bo Lind")
    jonas.picks_number(2).hears("recorded_no_show", "ask_class", "#2 Carl Dam")
    jonas.picks_number(1).hears("recorded_class")
    assert evening.ends == statuses("Bo Lind")


def test_individual_lessons_and_classes_wait_together(jonas: Chat, town: Town, evening: Evening) -> None:
    evening.school.books(evening.school.student("Mia Holt"), "2026-11-24 17:00", teacher=evening.school.jonas)
    town.until(AFTER)
    jonas.hears("ask_attendance", "Mia Holt").picks_number(1).hears("recorded_attended", "ask_class")
    jonas.says("1 missing", da="1 mangler").hears("recorded_class", "Anna Berg")


def test_back_from_the_numbers_leads_to_the_question(jonas: Chat, town: Town, evening: Evening) -> None:
    town.until(AFTER)
    jonas.picks_number(2).hears("ask_missing").says("back", da="tilbage").hears("ask_class")
    jonas.picks_number(2).says("menu").hears("menu_teacher")
    jonas.says("attendance", da="fremmøde").hears("ask_class")


# It went otherwise


def test_undo_takes_the_whole_list_back(jonas: Chat, town: Town, evening: Evening) -> None:
    town.until(AFTER)
    jonas.says("2 5 missing", da="2 5 mangler").hears("recorded_class")
    jonas.says("undo", da="fortryd").hears(
        "noted as missing: Bo Lind, Ida Krog. How did it really go?\n#1 Anna Berg\n#2 Bo Lind",
        da="noteret som manglende: Bo Lind, Ida Krog. Hvordan gik det i virkeligheden?\n#1 Anna Berg\n#2 Bo Lind",
    )
    assert evening.ends == statuses("Bo Lind", "Ida Krog"), "until there is another answer the first one stands"
    jonas.says("3 missing", da="3 mangler").hears("recorded_class", "Carl Dam")
    assert evening.ends == statuses("Carl Dam")
    jonas.says("undo", da="fortryd").hears("ask_class_correction", "Carl Dam")
    jonas.picks(f"none:{evening.session.id}").hears("recorded_class_not_held")
    assert evening.ends == dict.fromkeys(NAMES, "cancelled")


def test_undo_of_a_list_may_find_that_all_came_or_none(jonas: Chat, town: Town, evening: Evening) -> None:
    town.until(AFTER)
    jonas.says("2 5 missing", da="2 5 mangler").says("undo", da="fortryd").picks(f"all:{evening.session.id}")
    assert evening.ends == statuses()
    jonas.says("undo bo", da="fortryd bo").hears("ask_correction", "Bo Lind").picks("as_noted").hears("left_as_noted")
    assert evening.ends == statuses()


def test_a_class_that_was_noted_as_not_held_is_taken_back_as_a_whole(jonas: Chat, town: Town, evening: Evening) -> None:
    town.until(AFTER)
    jonas.picks(f"none:{evening.session.id}").hears("recorded_class_not_held")
    jonas.says("undo", da="fortryd").hears(
        "ask_class_correction",
        "#6 Ida Holm",
        "noted that it did not take place. How did it really go?",
        da="noteret som ikke afholdt. Hvordan gik det i virkeligheden?",
    )
    assert [choice.partition(":")[0] for choice in jonas.last.ids] == ["all", "some", "as_noted"]
    jonas.says("2 5 missing", da="2 5 mangler").hears("recorded_class", "Bo Lind, Ida Krog")
    assert evening.ends == {name: "no_show" if name in {"Bo Lind", "Ida Krog"} else "completed" for name in NAMES}
    assert evening.places == (6, 6)
    jonas.says("undo", da="fortryd").picks(f"none:{evening.session.id}").hears("recorded_class_not_held")
    assert (set(evening.ends.values()), evening.places) == ({"cancelled"}, (0, 0))


def test_a_class_is_not_taken_back_where_it_has_no_seats_for_all_of_them_now(
    jonas: Chat, town: Town, evening: Evening
) -> None:
    town.until(AFTER)
    jonas.picks(f"none:{evening.session.id}").hears("recorded_class_not_held")
    town.database.execute("UPDATE sessions SET capacity = 5 WHERE id = %s", [evening.session.id])
    jonas.says("undo", da="fortryd").says("all came", da="alle kom").hears("refused_class_full")
    assert (set(evening.ends.values()), evening.places) == ({"cancelled"}, (0, 0))


def test_the_list_is_left_as_noted(jonas: Chat, town: Town, evening: Evening) -> None:
    town.until(AFTER)
    jonas.says("2 5 missing", da="2 5 mangler").says("undo", da="fortryd").picks("as_noted").hears("left_as_noted")
    jonas.says("undo", da="fortryd").picks(f"some:{evening.session.id}").hears("ask_missing").says("4")
    assert evening.ends == statuses("Åse Ærø")


def test_undo_with_a_name_is_about_that_student_alone(jonas: Chat, town: Town, evening: Evening) -> None:
    town.until(AFTER)
    jonas.says("2 5 missing", da="2 5 mangler").says("undo bo", da="fortryd bo").hears("ask_correction", "Bo Lind")
    jonas.picks("Attended" if jonas.speaks == "en" else "Mødt")
    assert evening.ends == statuses("Ida Krog")


@pytest.mark.parametrize(
    ("said", "danish"),
    [("Bo was there after all", "Bo var der alligevel"), ("correct that, bo was there", "ret det, bo var der")],
)
def test_who_was_there_after_all_is_put_right_by_name(
    jonas: Chat, town: Town, evening: Evening, said: str, danish: str
) -> None:
    town.until(AFTER)
    jonas.says("2 5 missing", da="2 5 mangler").says(said, da=danish).hears("ask_correction", "Bo Lind")
    jonas.picks("Attended" if jonas.speaks == "en" else "Mødt")
    assert evening.ends == statuses("Ida Krog")


@pytest.mark.parametrize(
    ("said", "danish"),
    [("1", "1"), ("2 5 missing", "2 5 mangler"), ("all came", "alle kom"), ("3 missing", "3 mangler")],
)
@pytest.mark.parametrize("language", ["en", "da"])
def test_the_second_of_two_teachers_hears_what_the_first_has_noted(
    town: Town, evening: Evening, language: str, said: str, danish: str
) -> None:
    school = evening.school
    school.lets_mette_teach_theory()
    with town.app.open_work() as work:
        both = (school.jonas.id, school.mette.id)
        change_session(school.desk(work, Actor.STAFF, town.clock()), evening.session.id, teacher_ids=both)
        work.commit()
    jonas, mette = (town.person(school, who, language=language) for who in (school.jonas, school.mette))
    town.until(AFTER)
    mette.says("attendance", da="fremmøde").hears("ask_class")
    jonas.says("2 missing", da="2 mangler").hears("recorded_class")
    mette.says(said, da=danish).hears("class_noted_before", "Bo Lind missing, 5 came", da="Bo Lind mangler, 5 kom")
    assert evening.ends == statuses("Bo Lind")


def test_of_several_teachers_the_first_who_can_be_reached_is_asked(town: Town, evening: Evening) -> None:
    school = evening.school
    school.lets_mette_teach_theory()
    with town.app.open_work() as work:
        desk = school.desk(work, Actor.STAFF, moment("2026-11-23 12:00"))
        change_session(desk, evening.session.id, teacher_ids=(school.jonas.id, school.mette.id))
        work.commit()
    mette = town.person(school, school.mette)  # Jonas has never written
    town.until(AFTER)
    mette.hears("ask_class", "#6 Ida Holm").picks_number(1).hears("recorded_class")
    assert evening.ends == statuses()


@pytest.mark.parametrize(
    ("language", "all_came", "said", "at_menu"),
    [
        ("en", "all came", "everyone but carl and åse", True),
        ("da", "alle kom", "alle mødt undtagen carl og åse", True),
        ("de", "alle da", "alle außer carl und åse", False),
        ("sv", "alla kom", "alla utom carl och åse", True),
        ("nb", "alle kom", "alle unntatt carl og åse", False),
    ],
)
def test_a_class_just_settled_is_put_right_by_exception(
    town: Town, evening: Evening, language: str, all_came: str, said: str, at_menu: bool
) -> None:
    jonas = town.person(evening.school, evening.school.jonas, Channel.SMS, language)
    town.until(AFTER)
    jonas.hears("ask_class").says(all_came).hears("recorded_class")
    if at_menu:
        jonas.says("menu")
    jonas.says(said).hears("recorded_class", "Carl Dam, Åse Ærø")
    assert {name for name, status in evening.ends.items() if status == "no_show"} == {"Carl Dam", "Åse Ærø"}
    jonas.says(said.replace("carl", "peter"))
    assert "recorded_class" not in jonas.last.names


def test_one_missing_and_the_others_there_is_the_whole_class(jonas: Chat, town: Town, evening: Evening) -> None:
    town.until(AFTER)
    jonas.hears("ask_class").says("carl didn't come, the others were there", da="carl kom ikke, de andre var der")
    assert [name for name, status in evening.ends.items() if status != "completed"] == ["Carl Dam"]


@pytest.mark.parametrize(("language", "said"), [("en", "nobody came"), ("de", "keiner kam"), ("de", "niemand war da")])
def test_where_nobody_came_nobody_is_taken_for_present(town: Town, evening: Evening, language: str, said: str) -> None:
    jonas = town.person(evening.school, evening.school.jonas, Channel.SMS, language)
    town.until(AFTER)
    jonas.hears("ask_class").says(said).hears("ask_class")
    assert set(evening.ends.values()) == {"confirmed"}
    jonas.picks_number(2).says({"en": "nobody", "de": "niemand"}[language]).hears("recorded_class")
    assert evening.ends == statuses()


def test_a_long_class_is_asked_about_in_pages_by_sms(town: Town, school: SmallSchool, evening: Evening) -> None:
    """As it is where the teacher asks for the list: the system that asks knows the same screen."""
    town.database.execute("UPDATE sessions SET capacity = 40 WHERE id = %s", [evening.session.id])
    for number in range(24):
        evening.comes(f"Maximilian{number} Mustermann{number}")
    jonas = town.person(school, school.jonas, Channel.SMS)
    town.until(AFTER)
    jonas.hears("ask_class", "#1 Anna B.")
    assert segments(jonas.text) <= 2
    assert "#30" not in jonas.text
    jonas.says("more").says("more").says("more").hears("#30")
    jonas.says("30 missing").hears("recorded_class")
    assert list(evening.ends.values()).count("no_show") == 1
