"""A time is held and the yes is asked for: what is said instead of "1"."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.languages import LANGUAGES
from tests.chat import Chat, Town
from tests.factories import SmallSchool

WED_AT_10 = {
    "en": "book wed at 10",
    "da": "book ons kl 10",
    "de": "mi um 10 buchen",
    "sv": "boka ons kl 10",
    "nb": "bestill ons kl 10",
}
BOOK = {"en": "book", "da": "book", "de": "buchen", "sv": "boka", "nb": "bestill"}
LATER = {
    "en": "a bit later",
    "da": "lidt senere",
    "de": "ein bisschen später",
    "sv": "lite senare",
    "nb": "litt senere",
}
EARLIER = {
    "en": "a bit earlier",
    "da": "lidt tidligere",
    "de": "ein bisschen früher",
    "sv": "lite tidigare",
    "nb": "litt tidligere",
}
AN_HOUR_LATER = {
    "en": "make it an hour later",
    "da": "gør det en time senere",
    "de": "mach es eine stunde später",
    "sv": "gör det en timme senare",
    "nb": "gjør det en time senere",
}
HALF_AN_HOUR_EARLIER = {
    "en": "no, half an hour earlier please",
    "da": "nej, en halv time tidligere tak",
    "de": "geht es eine halbe stunde früher?",
    "sv": "en halv timme tidigare",
    "nb": "heller en halv time tidligere",
}
ANOTHER_CAR = {
    "en": "another car",
    "da": "en anden bil",
    "de": "ein anderes Auto",
    "sv": "en annan bil",
    "nb": "en annen bil",
}


@pytest.fixture(params=LANGUAGES)
def holding(request: pytest.FixtureRequest, town: Town, school: SmallSchool) -> Chat:
    """Anna, for whom Wednesday at 10 is held, in each language."""
    language = request.param
    anna = town.person(school, school.student("Anna Berg", language, school.mette), language=language)
    return anna.says(WED_AT_10[language]).hears("confirm_booking", "Mette, red Golf" if language == "en" else "Mette")


def test_the_bare_command_is_a_yes(holding: Chat, town: Town) -> None:
    holding.says(BOOK[holding.speaks]).hears("booked")
    assert town.bookings("confirmed") == [("2026-11-25 10:00", "confirmed")]


def test_the_command_behind_praise_is_a_yes(holding: Chat, town: Town) -> None:
    said = {"en": "suits me, book it", "da": "passer, book", "de": "passt, buchen", "sv": "perfekt, boka",
            "nb": "passer, bestill"}  # fmt: skip
    holding.says(said[holding.speaks]).hears("booked")
    assert town.bookings("confirmed") == [("2026-11-25 10:00", "confirmed")]


AT_ELEVEN = {
    "en": ["11 would be better", "could it be 11?", "11 works better for me"],
    "da": ["11 ville være bedre", "kan det blive 11", "går 11 også?"],
    "de": ["geht auch 11", "was ist mit 11", "kann das auch 11 sein", "11 wäre besser"],
    "sv": ["11 vore bättre", "kan det bli 11?", "funkar 11"],
    "nb": ["11 hadde vært bedre", "kan det bli 11", "går 11?"],
}


def test_another_hour_is_looked_for_on_that_day(holding: Chat, town: Town) -> None:
    for said in AT_ELEVEN[holding.speaks]:
        holding.says(WED_AT_10[holding.speaks]).says(said).hears("confirm_booking")
        assert holding.last.reply.says[-1].params["start"] == "2026-11-25T11:00", said


@pytest.mark.parametrize("said", ["could we do 2 lessons", "can we do 2 hours", "kan det blive 2 timer", "geht 2 mal"])
def test_a_number_of_something_is_no_hour(holding: Chat, said: str) -> None:
    holding.says(said)
    starts = [say.params.get("start") for say in holding.last.reply.says if say.message.startswith("confirm_booking")]
    assert "2026-11-25T14:00" not in starts


def test_a_bit_later_is_later_on_that_day(holding: Chat, town: Town) -> None:
    holding.says(LATER[holding.speaks]).hears("offers")
    starts = [choice.params["start"] for choice in holding.last.reply.choices if "start" in choice.params]
    assert starts[0] == "2026-11-25T10:45"
    assert all(start.startswith("2026-11-25") for start in starts)
    assert "draft" not in [status for _, status in town.bookings()], "nothing is held any more"


def test_a_bit_later_may_be_said_in_a_sentence(holding: Chat) -> None:
    said = {
        "en": "hmm actually could it perhaps be a bit later that day",
        "da": "hm kunne det egentlig blive lidt senere samme dag",
        "de": "hm ginge es vielleicht auch etwas später am selben Tag",
        "sv": "hm skulle det egentligen kunna bli lite senare samma dag",
        "nb": "hm kunne det egentlig bli litt senere samme dag",
    }
    holding.says(said[holding.speaks]).hears("offers")
    starts = [choice.params["start"] for choice in holding.last.reply.choices if "start" in choice.params]
    assert starts[0] == "2026-11-25T10:45"


def test_a_bit_earlier_is_earlier_on_that_day(holding: Chat) -> None:
    holding.says(EARLIER[holding.speaks]).hears("offers")
    starts = [choice.params["start"] for choice in holding.last.reply.choices if "start" in choice.params]
    assert starts == ["2026-11-25T08:00", "2026-11-25T09:00"]


def test_an_hour_later_is_an_hour_after_what_is_held(holding: Chat, town: Town) -> None:
    holding.says(AN_HOUR_LATER[holding.speaks]).hears("confirm_booking")
    assert holding.last.reply.says[-1].params["start"] == "2026-11-25T11:00"
    holding.says(HALF_AN_HOUR_EARLIER[holding.speaks]).hears("confirm_booking")
    holding.says("1").hears("booked")
    assert town.bookings("confirmed") == [("2026-11-25 10:30", "confirmed")]


def test_it_is_so_where_there_are_other_lessons_too(holding: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 13:00", made="2026-11-20 12:00")
    holding.says(AN_HOUR_LATER[holding.speaks]).hears("confirm_booking").says("1").hears("booked")
    assert ("2026-11-25 11:00", "confirmed") in town.bookings()
    assert ("2026-11-27 13:00", "confirmed") in town.bookings()


def test_an_hour_later_is_counted_from_the_time_to_which_a_lesson_goes(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    anna.says("move it to friday at 10", da="flyt den til fredag kl 10").hears("confirm_move")
    anna.says("can we do an hour later instead?", da="kan det blive en time senere?")
    anna.hears("confirm_move", "Fri 27 Nov 11:00", da="fre 27. nov. 11.00")
    anna.says("two hours later", da="to timer senere").hears("Fri 27 Nov 13:00", da="fre 27. nov. 13.00")
    anna.picks("move").hears("moved")


def test_an_hour_later_is_counted_from_the_first_time_that_is_offered(anna: Chat) -> None:
    anna.says("book wed after 14", da="book ons efter 14").hears("offers")
    anna.says("an hour later", da="en time senere").hears("Wed 25 Nov 15:00", da="ons 25. nov. 15.00")


def test_it_is_counted_from_a_time_that_is_taken_too(anna: Chat, school: SmallSchool) -> None:
    for name, teacher in (("Bo Lind", school.mette), ("Ida Krogh", school.jonas)):
        school.books(school.student(name), "2026-11-25 10:00", teacher=teacher, made="2026-11-20 12:00")
    anna.says("book wed at 10", da="book ons kl 10").hears("offers")
    anna.says("an hour later", da="en time senere").hears("Wed 25 Nov 11:00", da="ons 25. nov. 11.00")


def test_a_lesson_of_ones_own_is_moved_by_an_hour_also_where_another_is_held(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 13:00", made="2026-11-20 12:00")
    anna.says("book wed at 10", "book ons kl 10").hears("confirm_booking")
    anna.says("move my friday lesson an hour later", "flyt min fredagstime en time senere")
    anna.hears("confirm_move", "14:00", da="14.00")


def test_another_car_is_for_the_same_time(holding: Chat, town: Town) -> None:
    holding.says(ANOTHER_CAR[holding.speaks]).hears("confirm_booking", "blue Polo")
    holding.says("1").hears("booked")
    assert town.bookings("confirmed") == [("2026-11-25 10:00", "confirmed")]


def test_another_car_than_the_only_one_is_not_to_be_had(anna: Chat, school: SmallSchool) -> None:
    with school.open_work() as work:
        work.administration.save_resource(school.id, replace(school.cars[1], active=False))
        work.commit()
    anna.says("book wed at 10", da="book ons kl 10").hears("confirm_booking")
    anna.says("another car", da="en anden bil").hears("no_such_car", "confirm_booking")


def test_another_car_is_found_when_a_lesson_is_moved(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    anna.says("move it to friday at 10", da="flyt den til fredag kl 10").hears("confirm_move", "red Golf")
    anna.says("another car", da="en anden bil").hears("confirm_move", "blue Polo")
    anna.picks("move").hears("moved")


def test_a_word_that_names_only_a_lesson_is_no_yes(chat: Chat, town: Town) -> None:
    chat.says("book wed at 10").says("lesson").hears("pick_one", "confirm_booking_again")
    chat.says("book a lesson").hears("pick_one", "confirm_booking_again")
    assert town.bookings("confirmed") == []


@pytest.mark.parametrize("said", ["lesson", "book a lesson"])
@pytest.mark.parametrize("steps", [["theory"], ["theory", "1"]])
def test_a_lesson_instead_of_a_class_is_asked_for_by_its_kind(
    chat: Chat, town: Town, school: SmallSchool, said: str, steps: list[str]
) -> None:
    school.plans_class("2026-11-25 18:30")
    for step in steps:
        chat.says(step)
    chat.says(said).hears("what_to_book")
    assert "draft" not in [status for _, status in town.bookings()], "no seat is held any more"
    chat.picks(f"type:{school.types['driving'].id}").hears("offers", "Driving lesson")


def test_who_names_the_lesson_instead_of_a_class_is_offered_it_from_now_on(chat: Chat, school: SmallSchool) -> None:
    school.plans_class("2026-11-25 18:30")
    chat.says("theory").says("1").hears("confirm_booking", "Theory class").says("driving lesson").hears("offers")
    assert chat.last.reply.choices[0].params["start"].startswith("2026-11-23"), "not near the class"


def test_a_farewell_turns_no_page(chat: Chat) -> None:
    chat.says("lesson thu").hears("offers")
    offered = chat.labels
    chat.says("see you later").hears("offers")
    assert chat.labels == offered


@pytest.mark.parametrize(
    ("said", "da"),
    [
        ("thursday with jonas instead of mette", "torsdag hos jonas i stedet for mette"),
        ("thursday with jonas, not mette", "torsdag hos jonas, ikke mette"),
    ],
)
def test_the_teacher_named_instead_of_another_is_the_one_wished(anna: Chat, said: str, da: str) -> None:
    anna.says("book wed at 10", "book ons kl 10").hears("confirm_booking", "Mette")
    anna.says(said, da).hears("confirm_booking", "Jonas", "Thu 26 Nov 10:00", da="tor 26. nov. 10.00")


def test_a_teacher_instead_of_another_is_for_the_time_that_is_held(anna: Chat) -> None:
    anna.says("book wed at 10 with jonas", "book ons kl 10 hos jonas").hears("confirm_booking", "Jonas")
    anna.says("with mette instead of jonas", "hos mette i stedet for jonas")
    anna.hears("Mette", "Wed 25 Nov 10:00", da="ons 25. nov. 10.00")


def test_the_same_time_is_that_of_the_time_that_is_held(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 13:00", made="2026-11-20 12:00")
    anna.says("book wed at 10", "book ons kl 10").hears("confirm_booking")
    anna.says("same time thursday", "samme tid torsdag").hears("Thu 26 Nov 10:00", da="tor 26. nov. 10.00")


def test_ones_own_hold_is_not_in_the_way(anna: Chat, town: Town) -> None:
    anna.says("book wed", "book ons").picks("slot:1").hears("confirm_booking")
    held = anna.last.reply.says[-1].params["start"][11:]
    anna.says("back", "tilbage").hears("offers")
    anna.says(held).hears("confirm_booking").picks("book").hears("booked")
    assert [status for _, status in town.bookings() if status == "draft"] == []


def test_an_hour_said_of_other_times_is_of_their_day(anna: Chat) -> None:
    anna.says("book wed at 12", "book ons kl 12").hears("confirm_booking").picks("other").hears("offers")
    anna.says("14:00").hears("confirm_booking", "Wed 25 Nov 14:00", da="ons 25. nov. 14.00")


def test_a_weekday_after_a_day_that_is_too_far_is_the_next_one(anna: Chat) -> None:
    anna.says("book 12 april", "book 12. april").hears("12 Apr", da="12. apr.")
    anna.says("wednesday", "onsdag").hears("offers", "Wed 25 Nov", da="ons 25. nov.")


@pytest.mark.parametrize(
    ("language", "book", "said"),
    [
        ("en", "book thu 3 dec at 15:00", "rather friday"),
        ("da", "book tor 3. dec kl 15", "nej, hellere fredag"),
        ("de", "fahrstunde do 3. dez um 15 uhr", "lieber freitag"),
    ],
)
def test_another_day_right_after_it_was_booked_or_moved_moves_that_lesson_within_its_week(
    town: Town, school: SmallSchool, language: str, book: str, said: str
) -> None:
    anna = town.person(school, school.student("Anna Berg", language, school.mette), language=language)
    anna.says(book).hears("confirm_booking").says("1").hears("booked")
    anna.says(said).hears("confirm_move").says("1").hears("moved")
    assert town.bookings("confirmed") == [("2026-12-04 15:00", "confirmed")]
    tuesday = {"en": "no, tuesday", "da": "nej, tirsdag", "de": "nein, dienstag"}[language]
    anna.says(tuesday).hears("confirm_move").says("1").hears("moved")
    assert town.bookings("confirmed") == [("2026-12-01 15:00", "confirmed")]


def test_another_day_said_of_a_lesson_that_is_being_moved_is_of_its_week(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-12-03 12:00", made="2026-11-20 12:00")
    anna.says("move my lesson", da="flyt min tid").hears("offers")
    anna.says("no, rather friday", da="nej, hellere fredag").hears("offers", "Fri 4 Dec", da="fre 4. dec.")


@pytest.mark.parametrize(("said", "so"), [("is that a wednesday?", True), ("is that a friday?", False)])
def test_whether_it_is_on_a_weekday_is_answered_by_its_own(
    town: Town, school: SmallSchool, said: str, so: bool
) -> None:
    """Of a time in the week after next."""
    anna = town.anna(school, "en").says("book 2 december at 10").hears("confirm_booking", "Wed 2 Dec")
    anna.says(said).hears("about_slot", "Yes" if so else "No")


@pytest.mark.parametrize(
    ("language", "wish", "said"),
    [
        ("en", "thu after 3", ("what day was that again", "and what time does it finish")),
        ("da", "torsdag efter 15", ("hvilken dag er det nu", "hvornår er den færdig")),
        ("de", "donnerstag nach 15 uhr", ("welcher tag war das nochmal", "und um wie viel uhr ist schluss")),
        ("sv", "torsdag efter 15", ("vilken dag var det nu", "när slutar den")),
        ("nb", "torsdag etter 15", ("hvilken dag var det igjen", "når er det ferdig")),
    ],
)
def test_its_day_and_its_end_are_told_of_what_is_held_and_of_what_was_booked(
    town: Town, school: SmallSchool, language: str, wish: str, said: tuple[str, str]
) -> None:
    """Not of the other lesson there is."""
    anna = town.anna(school, language, "2026-12-01 10:00")
    lesson = {
        "en": "book a lesson ",
        "da": "book en køretime ",
        "de": "buche eine fahrstunde ",
        "sv": "boka en lektion ",
    }
    anna.says(lesson.get(language, "bestill en kjøretime ") + wish).picks_number(1).hears("confirm_booking")
    for asked in said:
        anna.says(asked).hears("about_slot", "26")
    anna.picks_number(1).hears("booked")
    for asked in said:
        anna.says(asked).hears("about_slot", "26")
