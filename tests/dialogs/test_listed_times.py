"""One of the times that are listed is chosen by words: by its place, its hour, its day, its teacher or its car."""

from __future__ import annotations

import pytest

from domain.languages import LANGUAGES
from tests.chat import Chat, Town
from tests.factories import SmallSchool

WEDNESDAY = {
    "en": "book wed", "da": "book ons", "de": "mi buchen", "sv": "boka ons", "nb": "bestill ons",
}  # fmt: skip
"""Answered with 8:00, 9:00 and 10:00."""
CHOSEN = {
    "en": {
        "the first please": 0, "ok the last": 2, "the later one": 2, "the early one": 0, "nine": 1, "kl 9": 1, "9": 1,
        "9.00": 1, "the one at nine": 1, "the wednesday one at 10": 2, "yes, the second": 1,
        "2nd": 1, "the 2nd please": 1, "3rd": 2, "great, the first": 0,
    },
    "da": {
        "ok den sidste": 2, "den senere": 2, "den tidlige": 0, "ni": 1, "kl 9": 1, "9": 1, "9.00": 1, "den kl ni": 1,
        "ja den anden": 1, "den sene tak": 2, "fint, den første": 0,
    },
    "de": {
        "ok die letzte": 2, "die spätere": 2, "die frühe bitte": 0, "neun": 1, "um 9": 1, "9": 1, "die um 9 uhr": 1,
        "ja, die zweite": 1, "super, die erste": 0,
    },
    "sv": {
        "ok den sista": 2, "den senare": 2, "den tidiga": 0, "nio": 1, "kl 9": 1, "9": 1, "den klockan nio": 1,
        "ja den andra": 1, "den 2:a tack": 1, "bra, den första": 0,
    },
    "nb": {
        "ok den siste": 2, "den senere": 2, "den tidlige": 0, "ni": 1, "kl 9": 1, "9": 1, "den klokka ni": 1,
        "ja den andre": 1, "fint, den første": 0,
    },
}  # fmt: skip


def person(town: Town, school: SmallSchool, language: str) -> Chat:
    return town.person(school, school.student("Anna Berg", language, school.mette), language=language)


def listed(chat: Chat) -> list[str]:
    return [choice.params["start"] for choice in chat.last.reply.choices if "start" in choice.params]


def held(chat: Chat) -> str:
    return str(chat.last.reply.says[-1].params["start"])


@pytest.mark.parametrize(
    ("language", "said", "place"),
    [(code, said, place) for code, each in CHOSEN.items() for said, place in each.items()],
)
def test_it_is_chosen_by_its_place_or_its_hour(
    town: Town, school: SmallSchool, language: str, said: str, place: int
) -> None:
    chat = person(town, school, language).says(WEDNESDAY[language]).hears("offers")
    times = listed(chat)
    chat.says(said).hears("confirm_booking")
    assert held(chat) == times[place]


THURSDAY_OR_FRIDAY = {
    "en": "book thu or fri at 10", "da": "book tor eller fre kl 10", "de": "do oder fr um 10 buchen",
    "sv": "boka tor eller fre kl 10", "nb": "bestill tor eller fre kl 10",
}  # fmt: skip
THE_FRIDAY_ONE = {
    "en": ["the friday one", "the one on friday please"], "da": ["den om fredagen", "den på fredag tak"],
    "de": ["die am freitag", "den am freitag bitte"], "sv": ["den på fredag", "ok den på fredagen"],
    "nb": ["den på fredag", "ja den på fredag"],
}  # fmt: skip


@pytest.mark.parametrize("said", range(2))
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_chosen_by_its_day(town: Town, school: SmallSchool, language: str, said: int) -> None:
    chat = person(town, school, language).says(THURSDAY_OR_FRIDAY[language]).hears("offers")
    assert listed(chat) == ["2026-11-26T10:00", "2026-11-27T10:00"]
    chat.says(THE_FRIDAY_ONE[language][said]).hears("confirm_booking")
    assert held(chat) == "2026-11-27T10:00"


def test_where_two_fit_it_is_asked_which(anna: Chat) -> None:
    anna.says("book thu or fri at 10", da="book tor eller fre kl 10").hears("offers")
    anna.says("at ten", da="kl ti").hears("several_fit", "offers")
    anna.says("10", da="10").hears("several_fit", "offers")
    anna.says("yes", da="ja").hears("pick_one", "offers")
    anna.picks("slot:1").hears("confirm_booking", "Fri 27 Nov 10:00", da="fre 27. nov. 10.00")


def test_a_day_that_is_not_listed_is_a_wish(anna: Chat) -> None:
    anna.says("book thu", da="book torsdag").hears("offers", "Thu 26 Nov", da="tor 26. nov.")
    anna.says("the friday one", da="den om fredagen").hears("offers", "Fri 27 Nov", da="fre 27. nov.")


def test_a_place_that_may_be_the_date_of_a_day_that_is_listed_is_the_date(anna: Chat) -> None:
    anna.says("book 2 december", da="book den 2. december").hears("offers")
    anna.says("the 2nd", da="den 2.").hears("offers", "Wed 2 Dec", da="ons 2. dec.")
    anna.says("the 9th", da="den 9.").hears("offers", "Wed 9 Dec", da="ons 9. dec.")


def test_a_number_of_the_list_is_the_number(anna: Chat) -> None:
    anna.says("book thu", da="book torsdag").hears("offers").says("3")
    anna.hears("confirm_booking", "Thu 26 Nov 10:00", da="tor 26. nov. 10.00")


def test_it_is_chosen_by_its_hour_and_its_teacher(anna: Chat) -> None:
    anna.says("book thu with jonas", da="book torsdag hos jonas").hears("offers")
    start = listed(anna)[1]
    clock = start[11:].lstrip("0")
    anna.says(f"the one with jonas at {clock}", da=f"den hos jonas kl {clock}").hears("confirm_booking", "Jonas")
    assert held(anna) == start


def test_so_it_is_where_a_lesson_is_moved(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], "2026-11-27 12:00")
    anna.says("move my lesson to thursday", da="flyt min time til torsdag").hears("offers")
    anna.says("yes", da="ja").hears("pick_one")
    anna.says("nine", da="ni").hears("confirm_move", "Thu 26 Nov 09:00", da="tor 26. nov. 9.00")
    anna.picks("other").hears("offers")
    anna.says("ok the last", da="ok den sidste").hears("confirm_move")


BUT = {
    "en": ("the 2nd one but in the polo", "2 please, and pick me up at the station"),
    "da": ("2 men i poloen", "2 tak, og hent mig ved stationen"),
    "de": ("die zweite, aber im Polo", "2 bitte, und hol mich am Bahnhof ab"),
    "sv": ("2 men i poloen", "2 tack, och hämta mig vid stationen"),
    "nb": ("2 men i poloen", "2 takk, og hent meg på stasjonen"),
}
"""Another car for the second time, and a wish beside it."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_beside_the_time_that_is_chosen_is_not_lost(
    town: Town, school: SmallSchool, language: str
) -> None:
    chat = person(town, school, language)
    otherwise, beside = BUT[language]
    chat.says(WEDNESDAY[language]).says(otherwise).hears("confirm_booking", "blue Polo")
    assert chat.last.reply.says[0].params["start"].endswith("09:00")
    chat.says(WEDNESDAY[language]).says(beside).hears("one_by_one", "confirm_booking")
    chat.picks("book").hears("booked", "pickup_kept")


AFTER = {
    "en": ("not so early", "anything after that", "ok cool and is there anything before that?"),
    "da": ("ikke så tidligt", "noget efter det", "okay, er der også noget før det?"),
    "de": ("nicht so früh", "etwas danach", "ok, habt ihr auch etwas davor?"),
    "sv": ("inte så tidigt", "något efter det", "okej, finns det något innan det?"),
    "nb": ("ikke så tidlig", "noe etter det", "ok, har dere noe før det?"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_times_after_those_that_are_offered_and_before_them(town: Town, school: SmallSchool, language: str) -> None:
    chat = person(town, school, language)
    first = listed(chat.says(WEDNESDAY[language]))
    second = listed(chat.says(AFTER[language][0]))
    third = listed(chat.says(AFTER[language][1]))
    assert first < second < third
    assert listed(chat.says(AFTER[language][2])) == second


TOO_EARLY = {
    "en": ("that's too early for me", "hmm that's too late"),
    "da": ("det er for tidligt for mig", "nej det er for sent"),
    "de": ("das ist mir zu früh", "das wird mir zu spät"),
    "sv": ("det blir för tidigt för mig", "det är för sent"),
    "nb": ("det er for tidlig for meg", "det blir for seint for meg"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_those_that_are_too_early_are_followed_by_later_ones(town: Town, school: SmallSchool, language: str) -> None:
    chat = person(town, school, language)
    early, late = TOO_EARLY[language]
    first = listed(chat.says(WEDNESDAY[language]))
    second = listed(chat.says(early))
    assert first < second
    assert listed(chat.says(late)) == first


@pytest.mark.parametrize(
    ("language", "day", "earlier"),
    [
        ("en", "book friday", "anything earlier in the week?"),
        ("da", "book fredag", "har I noget tidligere på ugen"),
        ("de", "Freitag buchen", "geht auch früher in der Woche?"),
        ("sv", "boka fredag", "har ni något tidigare i veckan?"),
        ("nb", "bestill fredag", "har dere noe tidligere i uka?"),
    ],
)
def test_earlier_in_the_week_means_the_days_before_and_no_earlier_hour(
    town: Town, school: SmallSchool, language: str, day: str, earlier: str
) -> None:
    """On a Monday."""
    anna = person(town, school, language)
    anna.says(day).hears("offers", "27").says(earlier).hears("offers", "23")


def test_later_that_week_means_the_days_after_those_that_are_listed(town: Town, school: SmallSchool) -> None:
    person(town, school, "en").says("book tuesday").says("anything later that week?").hears("offers", "Wed 25 Nov")


@pytest.mark.parametrize(
    ("language", "moved", "same"),
    [
        ("en", "move my wednesday lesson to thursday", "same time"),
        ("da", "flyt onsdag til torsdag", "på samme tid"),
        ("de", "verschieb Mittwoch auf Donnerstag", "zur gleichen Zeit"),
        ("sv", "flytta onsdag till torsdag", "samma tid"),
        ("nb", "flytt onsdag til torsdag", "samme klokkeslett"),
    ],
)
def test_the_same_time_on_the_days_that_are_listed_is_that_of_the_lesson_moved(
    town: Town, school: SmallSchool, language: str, moved: str, same: str
) -> None:
    anna = town.anna(school, language, "2026-11-25 10:00")
    anna.says(moved).hears("offers").says(same).hears("confirm_move", "26", "10")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bare_hour_that_is_not_listed_is_looked_for_on_the_day(
    town: Town, school: SmallSchool, language: str
) -> None:
    anna = person(town, school, language).says(WEDNESDAY[language]).hears("offers")
    anna.says("14").hears("confirm_booking", "25", "14").says("15").hears("confirm_booking", "25", "15")


def test_a_number_that_is_no_hour_of_a_lesson_is_on_no_menu(town: Town, school: SmallSchool) -> None:
    person(town, school, "en").says("book wed").says("99").hears("no_such_number").says("menu").says("14")
    assert town.bookings() == []


def test_earlier_in_the_week_of_a_monday_means_the_days_before_it(town: Town, school: SmallSchool) -> None:
    anna = person(town, school, "en").says("book next monday").hears("offers", "30 Nov")
    anna.says("anything earlier in the week?").hears("offers", "23 Nov")


AFTER_THOSE = {
    "en": ("any chance thu next week after 15", "the friday after"),
    "da": ("noget torsdag i næste uge efter kl 15", "fredagen efter"),
    "de": ("geht Donnerstag nächste Woche nach 15 Uhr", "am Freitag danach"),
    "sv": ("nåt torsdag nästa vecka efter kl 15", "fredagen därpå"),
    "nb": ("noe torsdag neste uke etter kl 15", "fredagen etter"),
}


@pytest.mark.parametrize(("language", "wish", "said"), [(code, *said) for code, said in AFTER_THOSE.items()])
def test_the_friday_after_is_behind_the_times_that_are_offered(
    town: Town, school: SmallSchool, language: str, wish: str, said: str
) -> None:
    anna = town.anna(school, language).says(wish)
    assert listed(anna)[0].startswith("2026-12-03T15")
    assert listed(anna.says(said))[0].startswith("2026-12-04")


THEN_TODAYS_WEEKDAY = {
    "en": ("any chance mon next week after 15", "hmm, tuesday then"),
    "da": ("noget mandag i næste uge efter kl 15", "hmm, så tirsdag"),
    "de": ("geht Montag nächste Woche nach 15 Uhr", "hm, dann Dienstag"),
    "sv": ("nåt måndag nästa vecka efter kl 15", "hm, tisdag då"),
    "nb": ("noe mandag neste uke etter kl 15", "hm, tirsdag da"),
}


@pytest.mark.parametrize(("language", "wish", "said"), [(code, *said) for code, said in THEN_TODAYS_WEEKDAY.items()])
def test_the_weekday_of_today_is_that_of_the_week_of_later_times_that_are_offered(
    town: Town, school: SmallSchool, language: str, wish: str, said: str
) -> None:
    anna = town.anna(school, language).says(wish)
    assert listed(anna)[0].startswith("2026-11-30T15")
    assert listed(anna.says(said))[0].startswith("2026-12-01")


THE_LATEST = {
    "en": "as late as possible on wednesday please",
    "da": "så sent som muligt på onsdag",
    "de": "der letzte freie Termin am Mittwoch, möglichst spät",
    "sv": "så sent som möjligt på onsdag",
    "nb": "den siste timen på onsdag, så sent som mulig",
}


@pytest.mark.parametrize("language", THE_LATEST)
def test_the_last_times_of_the_day_are_offered(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language).says(THE_LATEST[language])
    assert [start[11:] for start in listed(anna)] == ["13:45", "14:30", "15:15"]


def test_earlier_than_the_last_time_is_near_the_hour_that_is_meant(anna: Chat, school: SmallSchool) -> None:
    school.books(school.student("Bo Dam", "da", school.mette), "2026-11-25 13:00", made="2026-11-20 12:00")
    anna.says("as late as possible on wednesday", da="så sent som muligt på onsdag").picks("slot:2")
    anna.says("two hours earlier", da="to timer tidligere")
    assert [start[11:] for start in listed(anna)] == ["12:00", "14:00", "15:00"]
