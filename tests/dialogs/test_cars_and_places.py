"""A certain kind of car is wished for; the teacher learns where a student is to be fetched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.dialogs.pickup import place_in
from domain.errors import Unsuitable
from domain.lessons import Actor
from domain.passing import Passing
from domain.schools import Branch, Closure
from domain.services.classes import change_session
from tests.chat import Chat, Town
from tests.factories import SmallSchool


def test_a_lesson_in_the_automatic_is_booked(anna: Chat, automatic: SmallSchool) -> None:
    anna.says("a lesson in the automatic thursday", "en køretime i automatgear torsdag").hears("offers")
    anna.picks("slot:0").hears("blue Polo").picks("book").hears("booked")


def test_without_a_wish_any_car_will_do(anna: Chat, automatic: SmallSchool) -> None:
    anna.says("a lesson thursday", "køretime torsdag").picks("slot:0").hears("red Golf")


def test_the_wish_may_come_while_times_are_offered(anna: Chat, automatic: SmallSchool) -> None:
    anna.says("a lesson thursday", "køretime torsdag").hears("offers")
    anna.says("in the automatic please", "i automatgear tak").hears("offers")
    anna.picks("slot:0").hears("blue Polo")


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("move it to an automatic on friday at 13:00", "flyt den til en automatbil på fredag kl. 13"),
        ("move it to friday at 13:00 in the automatic", "flyt den til fredag kl. 13 i automatbilen"),
    ],
)
def test_where_a_lesson_goes_may_be_said_by_car_and_time(
    anna: Chat, automatic: SmallSchool, said: str, da: str
) -> None:
    student = automatic.students["Anna Berg"]
    automatic.books(student, "2026-11-26 12:00", made="2026-11-20 12:00")
    anna.says(said, da).hears("confirm_move", "blue Polo")
    anna.hears("Fri 27 Nov 13:00", da="fre 27. nov. 13.00")


def test_the_wish_stays_with_the_booking_when_it_is_moved(anna: Chat, town: Town, automatic: SmallSchool) -> None:
    anna.says("automatic wednesday at 12", "automatgear onsdag kl 12").hears("blue Polo").picks("book").hears("booked")
    bo = town.person(automatic, automatic.student("Bo Lind"))
    bo.says("automatic thursday at 12").hears("blue Polo").picks("book").hears("booked")
    anna.says("move my lesson to thursday at 12", "flyt min tid til torsdag kl 12")
    anna.hears("no_such_car_then", "offers").picks("slot:0").hears("confirm_move", "blue Polo")


def test_who_is_given_another_kind_of_car_than_wished_is_told(anna: Chat, town: Town, automatic: SmallSchool) -> None:
    anna.says("automatic wednesday at 12", "automatgear onsdag kl 12").picks("book").hears("booked").forget()
    golf, _ = automatic.cars
    with town.app.open_work() as work:
        desk = automatic.desk(work, Actor.STAFF, town.clock())
        (booking,) = work.bookings.coming(automatic.id, automatic.students["Anna Berg"].id, town.clock())
        assert booking.wished == {"transmission": "automatic"}
        with pytest.raises(Unsuitable) as refused:
            change_session(desk, booking.session.id, resource_ids=(golf.id,))
        assert (refused.value.calendar_ids, refused.value.wished) == ([golf.id], {"transmission": "automatic"})
    with town.app.open_work() as work:
        desk = replace(automatic.desk(work, Actor.STAFF, town.clock()), passing=Passing("The Polo is at the garage"))
        change_session(desk, booking.session.id, resource_ids=(golf.id,))
        work.commit()
    town.work()
    anna.hears("red Golf", "not the kind of car you asked for", da="ikke den slags bil, du bad om")


def test_a_car_that_is_taken_is_not_replaced_by_another_kind(chat: Chat, town: Town, automatic: SmallSchool) -> None:
    bo = town.person(automatic, automatic.student("Bo Lind"))
    bo.says("automatic thursday at 12 with Jonas").picks("book").hears("booked")
    chat.says("automatic thursday at 12").hears("No such car is free Thu 26 Nov 12:00.", "offers")
    assert "12:00" not in " ".join(chat.labels)
    chat.picks("slot:0").hears("blue Polo")


def test_a_kind_of_car_that_the_school_has_not_is_said(anna: Chat) -> None:
    anna.says("a lesson in the automatic thursday", "en køretime i automatgear torsdag")
    anna.hears("There is no such car here.", da="Sådan en bil er der ikke her.")


# The place to be fetched


def test_the_pick_up_place_is_said_in_one_go_and_shown_to_the_teacher(
    anna: Chat, mette: Chat, town: Town, school: SmallSchool
) -> None:
    anna.says("pick me up at Park Lane 4", "hent mig ved Parkvej 4").hears(
        "Good, your teacher picks you up here: Park Lane 4.", da="Godt, din lærer henter dig her: Parkvej 4."
    )
    anna.says("book thursday at 10", "book torsdag kl 10").picks("book").hears("booked")
    town.work()
    mette.hears("New: Thu 26 Nov 10:00 Anna Berg, Driving lesson, red Golf, pick up: Park")
    mette.says("thursday").hears("Anna Berg, Driving lesson, red Golf, pick up: Park")


def test_it_is_asked_for_when_no_place_is_named(anna: Chat) -> None:
    anna.says("pick me up", "hent mig").hears(
        "Where should your teacher pick you up?", da="Hvor skal din lærer hente dig?"
    )
    anna.says("7").hears("Where should", da="Hvor skal")
    anna.says("the station, track 2", "stationen, spor 2").hears("pickup_kept")
    anna.says("pick me up", "hent mig").hears("Now: the station", da="Indtil nu: stationen")
    anna.picks("menu").hears("menu")


def test_a_student_who_is_fetched_is_told_that_place_wherever_the_teacher_is(town: Town, anna: Chat) -> None:
    anna.says("pick me up at Park Lane 4", "hent mig ved Parkvej 4").hears("pickup_kept")
    place = anna.words("Park Lane 4", "Parkvej 4")
    anna.says("driving lesson wed at 10", "køretime ons kl 10").hears("confirm_booking", place)
    assert "Harbour" not in anna.text
    assert "Havnegade" not in anna.text
    anna.picks("book").says("move it to thu at 10", "flyt den til tors kl 10").hears("confirm_move", place)
    anna.picks("move").forget()
    town.until("2026-11-26 09:00")
    assert [message.has(place) for message in anna.heard] == [True, True], anna.heard


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("change my pickup place", "skift mit afhentningssted"),
        ("i want to change my pick-up address", "jeg vil hentes et andet sted"),
        ("where am i picked up", "hvor bliver jeg hentet"),
    ],
)
def test_a_wish_to_change_it_or_a_question_of_it_is_no_place(anna: Chat, said: str, da: str) -> None:
    anna.says("pick me up at Park Lane 4", "hent mig ved Park Lane 4").hears("pickup_kept")
    anna.says(said, da).hears("ask_pickup", "Park Lane 4")
    anna.says(said, da).hears("ask_pickup", "Park Lane 4")
    anna.says("no, the library then", "biblioteket").hears("pickup_kept")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "don't pick me up anymore"),
        ("en", "no pick-up please"),
        ("da", "hent mig ikke længere"),
        ("da", "jeg vil ikke hentes mere"),
        ("de", "hol mich nicht mehr ab"),
        ("de", "ich möchte nicht mehr abgeholt werden"),
        ("sv", "hämta mig inte längre"),
        ("nb", "ikke hent meg lenger"),
    ],
)
def test_who_is_not_to_be_fetched_any_more_is_asked_and_then_is_not(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language), language=language)
    anna.says(said).hears("no_pickup")
    anna.says("pickup").says("Park Lane 4").hears("pickup_kept")
    anna.says(said).hears("ask_pickup", "Park Lane 4").picks("nowhere").hears("no_pickup")
    anna.says("pickup").hears("ask_pickup")
    assert not anna.last.has("Park Lane")


@pytest.mark.parametrize(
    ("language", "said", "place"),
    [
        ("en", "pick-up: 12 King Street, 2nd floor", "12 King Street, 2nd floor"),
        ("en", "change my pick-up to Park Lane 4", "Park Lane 4"),
        ("da", "afhentning: Storegade 12, 2. tv", "Storegade 12, 2. tv"),
        ("de", "Abholung: Hauptstraße 3", "Hauptstraße 3"),
        ("sv", "hämtning: Storgatan 2", "Storgatan 2"),
        ("nb", "henting: Storgata 2", "Storgata 2"),
    ],
)
def test_the_place_may_stand_behind_what_it_is(
    town: Town, school: SmallSchool, language: str, said: str, place: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language), language=language)
    anna.says(said).hears("pickup_kept", f": {place}.")


def test_a_question_is_no_place(anna: Chat, town: Town, school: SmallSchool) -> None:
    anna.says("pick me up", "hent mig").hears("ask_pickup")
    anna.says("how much do i owe", "hvad skylder jeg").hears("balance", "ask_pickup")
    anna.says("the station", "stationen").hears("pickup_kept")


@pytest.mark.parametrize(
    ("language", "said", "place"),
    [
        ("en", "pick me up at the station", "the station"),
        ("da", "hent mig ved stationen", "stationen"),
        ("de", "hol mich am Bahnhof ab", "Bahnhof"),
        ("de", "Holt mich bitte vor der Schule in Altona ab!", "Schule in Altona"),
        ("sv", "hämta mig vid stationen", "stationen"),
        ("nb", "hent meg ved stasjonen", "stasjonen"),
    ],
)
def test_the_place_is_heard_in_every_language(
    town: Town, school: SmallSchool, language: str, said: str, place: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language), language=language)
    anna.says(said).hears("pickup_kept", f": {place}.")


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("pick me up at the school on friday", "the school"),
        ("pick me up on friday at Park Lane 4", "Park Lane 4"),
        ("pick me up on friday", None),
        ("pick me up at 12 King Street", "12 King Street"),
        ("hent mig på gymnasiet på fredag", "gymnasiet"),
        ("hent mig i morgen kl. 10 ved Storegade 12", "Storegade 12"),
        ("hol mich am Freitag vom Bahnhof ab", "Bahnhof"),
        ("hämta mig vid skolan på torsdag", "skolan"),
        ("hent meg på stasjonen på onsdag", "stasjonen"),
        ("könnt ihr mich in der Gartenstr. 5 abholen", "Gartenstr. 5"),
        ("kann Mette mich am Freitag am Eichenweg 4 abholen", "Eichenweg 4"),
        ("kan dere hente meg i Storgata 3", "Storgata 3"),
        ("kunne Mette ha hentet meg utenfor skolen", "utenfor skolen"),
        ("samle mig op på Møllevej 12", "Møllevej 12"),
    ],
)
def test_a_day_is_no_part_of_the_place(said: str, place: str | None) -> None:
    assert place_in(said)[0] == place


def test_who_names_a_day_without_a_lesson_is_told_that_it_is_the_place_of_all_lessons(anna: Chat) -> None:
    anna.says("pick me up at the station on friday", "hent mig ved stationen på fredag").hears(
        "here: the station. That goes for all your lessons", da="her: stationen. Det gælder alle dine timer"
    )


@pytest.mark.parametrize(
    ("language", "said", "place"),
    [
        ("en", "pick me up at the library on Thursday", "the library"),
        ("da", "hent mig ved biblioteket på torsdag", "biblioteket"),
        ("de", "hol mich am Donnerstag vor der Bibliothek ab", "Bibliothek"),
        ("sv", "hämta mig vid biblioteket på torsdag", "biblioteket"),
        ("nb", "hent meg på biblioteket på torsdag", "biblioteket"),
    ],
)
def test_a_place_with_a_day_is_that_of_the_lesson_on_it(
    town: Town, school: SmallSchool, language: str, said: str, place: str
) -> None:
    mette = town.person(school, school.mette)
    anna = town.anna(school, language, "2026-11-26 10:00", "2026-11-27 10:00")
    anna.says("pick-up: Park Lane 4" if language == "en" else PICKUP[language]).hears("pickup_kept")
    anna.says(said).hears("pickup_kept_once", place)
    mette.says("thursday").hears(f"pick up: {place}")
    mette.says("friday").hears("pick up: Park Lane 4")
    anna.says(MY_LESSONS[language]).hears(place)


PICKUP = {
    "da": "afhentning: Park Lane 4",
    "de": "Abholung: Park Lane 4",
    "sv": "hämtning: Park Lane 4",
    "nb": "henting: Park Lane 4",
}
MY_LESSONS = {"en": "my lessons", "da": "mine tider", "de": "meine Termine", "sv": "mina tider", "nb": "mine timer"}


def test_the_reminder_of_a_lesson_tells_its_own_place(town: Town, school: SmallSchool) -> None:
    anna = town.anna(school, "en", "2026-11-26 10:00")
    anna.says("pick me up at the library on thursday").hears("pickup_kept_once")
    anna.says("move it to friday at 10").picks("move").forget()
    town.until("2026-11-27 09:00")
    assert anna.heard[-1].has("the library"), "it goes with the lesson that is moved"


def test_a_question_that_is_open_is_not_answered_by_it(chat: Chat) -> None:
    chat.says("pick me up at the station").hears("pickup_kept")
    chat.says("menu").says("pick me up in front of the school").hears("in front of the school")


def test_a_class_has_no_pick_up(chat: Chat, town: Town, school: SmallSchool) -> None:
    jonas = town.person(school, school.jonas)
    school.plans_class("2026-11-25 18:30")
    chat.says("pick me up at Park Lane 4").says("book theory class").picks("slot:0").picks("book").hears("booked")
    town.work()
    assert "Park Lane" not in jonas.text


# Closed days


def test_a_closed_day_is_said_with_its_reason(anna: Chat, town: Town, school: SmallSchool) -> None:
    with town.app.open_work() as work:
        thursday = date(2026, 11, 26)
        reasons = {"en": "Moving", "da": "flytning"}
        work.administration.add_closure(school.id, Closure(work.next_id(), thursday, thursday, None, reasons))
        work.commit()
    anna.says("lesson thursday after 9", "køretime torsdag efter 9").hears(
        "The school is closed then (Moving).", da="Skolen har lukket der (flytning)."
    )
    anna.hears("offers").says("wednesday to friday", "onsdag eller fredag").hears("offers")


def test_a_question_whether_one_is_fetched_asks_for_the_address(anna: Chat) -> None:
    anna.says("can you pick me up at home?", da="kan du hente mig hjemme?").hears("ask_pickup")
    anna.says("Park Lane 4").hears("pickup_kept", "Park Lane 4")


@pytest.mark.parametrize(
    ("language", "said", "place"),
    [
        ("en", "could you pick me up from 12 Mill Lane", "12 Mill Lane"),
        ("en", "can you collect me at 4 Oak Road?", "4 Oak Road"),
        ("da", "kan I hente mig på Møllevej 12?", "Møllevej 12"),
        ("de", "könntet ihr mich in der Gartenstr. 5 abholen?", "Gartenstr. 5"),
        ("sv", "kan ni plocka upp mig på Kvarngatan 12", "Kvarngatan 12"),
        ("nb", "kan dere hente meg i Storgata 3", "Storgata 3"),
    ],
)
def test_a_question_with_the_address_in_it_needs_no_other(
    town: Town, school: SmallSchool, language: str, said: str, place: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language), language=language)
    anna.says(said).hears("pickup_kept", f": {place}.")


@pytest.mark.parametrize("said", ["can you pick me up in 20 minutes?", "can you pick me up at 4 tomorrow?"])
def test_a_time_is_no_address(town: Town, school: SmallSchool, said: str) -> None:
    town.person(school, school.student("Anna Berg")).says(said).hears("ask_pickup")


def test_that_it_is_the_car_which_is_not_to_be_had_is_said(anna: Chat, town: Town, automatic: SmallSchool) -> None:
    bo = town.person(automatic, automatic.student("Bo Lind"))
    bo.says("automatic thursday at 12 with Jonas").picks("book").hears("booked")
    anna.says("automatic thursday at 12 with mette", "automatgear torsdag kl 12 hos mette")
    anna.hears("No such car is free Thu 26 Nov 12:00.", da="Sådan en bil er ikke ledig tor 26. nov. 12.00.")


def test_a_teacher_who_has_no_such_car_is_not_said_to_have_no_time(
    anna: Chat, town: Town, automatic: SmallSchool
) -> None:
    _, polo = automatic.cars
    with town.app.open_work() as work:
        south = Branch(work.next_id(), {"en": "South"}, "South Road 1")
        work.administration.add_branch(automatic.id, south)
        polo = replace(polo, branch_id=south.id, attributes={"transmission": "automatic"})
        work.administration.save_resource(automatic.id, polo)
        hours = tuple(replace(part, branch_id=south.id) for part in automatic.jonas.hours)
        work.administration.save_teacher(automatic.id, replace(automatic.jonas, hours=hours))
        work.commit()
    anna.says("automatic thursday with mette", "automatgear torsdag hos mette")
    anna.hears("Mette has no such car then.", da="Mette har ikke sådan en bil der.").hears("offers", "Jonas")


def test_where_to_meet_is_told_of_the_next_lesson(anna: Chat, school: SmallSchool) -> None:
    for start in ("2026-11-26 12:00", "2026-11-27 12:00"):
        school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
    anna.says("where do we meet?", "hvor mødes vi?")
    anna.hears("Driving lesson, Mette, red Golf, Harbour St", da="Køretime, Mette, red Golf, Harbour St")
    anna.says("pick me up at Park Lane 4", "hent mig på Park Lane 4").says("my lessons", "mine tider")
    anna.hears("Driving lesson, Mette, red Golf, Park Lane 4", da="Køretime, Mette, red Golf, Park Lane 4")


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("en", "is it manual or automatic?", "red Golf: manual."),
        ("en", "is it manual or auto?", "red Golf: manual."),
        ("da", "er den manuel eller automatgear", "red Golf: manuelt gear."),
        ("de", "ist das Schaltung oder Automatik?", "red Golf: Schaltgetriebe."),
        ("sv", "är det manuell eller automat", "red Golf: manuell."),
        ("nb", "er det manuell eller automat", "red Golf: manuelt gir."),
    ],
)
def test_which_of_two_kinds_of_gears_a_car_has_is_told(
    town: Town, automatic: SmallSchool, language: str, asked: str, told: str
) -> None:
    anna = town.anna(automatic, language).says("25.11. 10:00").hears("confirm_booking")
    anna.says(asked).hears("about_gears", told, "confirm_booking_again").says("ok").hears("booked")
    anna.says(asked).hears("about_gears", told)


@pytest.mark.parametrize(
    ("language", "asked", "place"),
    [
        ("en", "can someone pick me up at home?", "Baker Street 4"),
        ("da", "kan I hente mig derhjemme?", "Bagerstræde 4"),
        ("de", "kannst du mich zu Hause abholen?", "Bäckerstr. 4"),
        ("sv", "kan ni hämta mig hemma?", "Bagargatan 4"),
        ("nb", "kan dere hente meg hjemme?", "Bakergata 4"),
    ],
)
def test_a_pickup_is_agreed_in_the_middle_of_a_booking(
    town: Town, school: SmallSchool, language: str, asked: str, place: str
) -> None:
    anna = town.anna(school, language).says("25.11. 10:00").hears("confirm_booking")
    anna.says(asked).hears("ask_pickup").says(place).hears("pickup_kept", "confirm_booking_again")
    anna.picks("book").hears("booked")


@pytest.mark.parametrize("said", ["yes", "go for it", "ja tak", "ok", "no thanks"])
def test_an_answer_to_something_else_is_no_place_to_be_picked_up(chat: Chat, said: str) -> None:
    chat.says("25.11. 10:00").says("can someone pick me up?").hears("ask_pickup").says(said)
    assert "pickup_kept" not in chat.last.names


ASKS_TO_BE_FETCHED = {
    "en": "pick me up", "da": "hent mig", "de": "kannst du mich abholen?", "sv": "hämta mig", "nb": "hent meg",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said", "heard"),
    [
        ("en", "move tuesday to wednesday, one hour later", "which_lesson_move"),
        ("da", "flyt tirsdag til onsdag", "which_lesson_move"),
        ("de", "was kostet das wenn ich am Dienstag doch nicht kann", "terms"),
        ("sv", "vad kostar det om jag avbokar på tisdag", "terms"),
        ("nb", "avbestill tirsdag", "which_lesson_cancel"),
    ],
)
def test_a_wish_about_lessons_is_no_place_to_be_picked_up(
    town: Town, school: SmallSchool, language: str, said: str, heard: str
) -> None:
    anna = town.anna(school, language, "2026-12-01 10:00", "2026-12-01 14:00")
    anna.says(ASKS_TO_BE_FETCHED[language]).hears("ask_pickup").says(said).hears(heard)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("pick me up at 9 Elm Grove from now on", "9 Elm Grove"),
        ("hent mig på Elmevej 9 fremover", "Elmevej 9"),
        ("könnt ihr mich ab jetzt in der Ulmenstraße 9 abholen", "Ulmenstraße 9"),
        ("hämta mig på Almvägen 9 i fortsättningen", "Almvägen 9"),
        ("hent meg i Almeveien 9 fra nå av", "Almeveien 9"),
    ],
)
def test_from_now_on_is_no_part_of_the_place(said: str, place: str) -> None:
    assert place_in(said)[0] == place


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "do you do automatic"),
        ("da", "kører i automatgear"),
        ("de", "habt ihr Automatik"),
        ("sv", "kör ni automat"),
        ("nb", "kjører dere automat"),
    ],
)
def test_whether_there_is_such_a_car_is_answered_by_the_times_with_one(
    town: Town, automatic: SmallSchool, language: str, said: str
) -> None:
    anna = town.person(automatic, automatic.student("Anna Berg", language, automatic.mette), language=language)
    anna.says(said).hears("offers").says("1").hears("confirm_booking", "blue Polo")
