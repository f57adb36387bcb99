"""One of several lessons is named by its day, "the one on Wednesday", or by what it is not: "not Friday's"."""

from __future__ import annotations

import pytest

from tests.chat import Town
from tests.factories import SmallSchool

WEDNESDAY, THURSDAY, FRIDAY = "2026-11-25 12:00", "2026-11-26 12:00", "2026-11-27 10:00"
HAS = {
    "en": [
        ("the lesson i have on wednesday at 12, can we make it 2?", "confirm_move", "Wed 25 Nov 14:00"),
        ("the one on wednesday, can it be at 2", "confirm_move", "Wed 25 Nov 14:00"),
        ("can the one on wednesday be at 2?", "confirm_move", "Wed 25 Nov 14:00"),
        ("i have a lesson wednesday at 12, can it be at 2?", "confirm_move", "Wed 25 Nov 14:00"),
        ("what about the lesson i've got wednesday, any chance of 2pm?", "confirm_move", "Wed 25 Nov 14:00"),
        ("can we move wednesday, 2pm?", "confirm_move", "Wed 25 Nov 14:00"),
        ("i have a lesson wednesday, can we do another one friday", "offers", "Fri 27 Nov"),
        ("do you have one on wednesday at 2?", "confirm_booking", "Wed 25 Nov 14:00"),
    ],
    "da": [
        ("den time jeg har på onsdag kl 12, kan vi gøre den til kl 14?", "confirm_move", "ons 25. nov. 14.00"),
        ("den på onsdag, kan den være kl 14", "confirm_move", "ons 25. nov. 14.00"),
        ("kan den på onsdag blive kl 14", "confirm_move", "ons 25. nov. 14.00"),
        ("jeg har en time på onsdag kl 12, kan den være kl 14?", "confirm_move", "ons 25. nov. 14.00"),
        ("jeg har en time på onsdag, kan vi tage en til på fredag", "offers", "fre 27. nov."),
    ],
    "de": [
        ("die Stunde die ich am Mittwoch um 12 habe, können wir 14 uhr draus machen?", "confirm_move", "Mi 25. Nov."),
        ("die am mittwoch, kann die um 14 uhr sein", "confirm_move", "Mi 25. Nov."),
        ("die fahrstunde am mittwoch die ich habe, geht die auch um 14 uhr?", "confirm_move", "Mi 25. Nov."),
        ("ich habe am Mittwoch eine Fahrstunde, geht auch 14 Uhr?", "confirm_move", "Mi 25. Nov."),
    ],
    "sv": [
        ("lektionen jag har på onsdag kl 12, kan vi ta den kl 14?", "confirm_move", "ons 25 nov 14:00"),
        ("den på onsdag, kan den vara kl 14", "confirm_move", "ons 25 nov 14:00"),
        ("jag har en lektion på onsdag, kan den bli kl 14?", "confirm_move", "ons 25 nov 14:00"),
    ],
    "nb": [
        ("timen jeg har på onsdag kl 12, kan vi ta den kl 14?", "confirm_move", "ons 25. nov. 14:00"),
        ("den på onsdag, kan den være kl 14", "confirm_move", "ons 25. nov. 14:00"),
        ("jeg har time på onsdag, kan den bli kl 14?", "confirm_move", "ons 25. nov. 14:00"),
    ],
}  # fmt: skip
NOT_THIS = {
    "en": [
        ("don't move thursday but friday", "Moving Fri 27 Nov"),
        ("dont move thursdays lesson, friday's instead", "Moving Fri 27 Nov"),
        ("don't move thursday, move friday", "Moving Fri 27 Nov"),
        ("i can't do thursday, rather monday", "Moving Thu 26 Nov"),
    ],
    "da": [
        ("flyt ikke torsdag men fredag", "Du flytter fre 27. nov."),
        ("jeg vil ikke flytte torsdag, det er fredag jeg vil flytte", "Du flytter fre 27. nov."),
        ("jeg når ikke torsdag, sæt mig hellere på mandag", "Du flytter tor 26. nov."),
    ],
    "de": [
        ("verschieb nicht Donnerstag sondern Freitag", "Du verschiebst Fr 27. Nov."),
        ("ich will nicht Donnerstag verschieben sondern Freitag", "Du verschiebst Fr 27. Nov."),
        ("ich schaffe Donnerstag nicht, setz mich lieber auf Montag", "Du verschiebst Do 26. Nov."),
        ("Donnerstag geht nicht, trag mich stattdessen am Montag ein", "Du verschiebst Do 26. Nov."),
    ],
    "sv": [
        ("flytta inte torsdagen, utan fredagen", "Du flyttar fre 27 nov"),
        ("jag hinner inte på torsdag, sätt mig hellre på måndag", "Du flyttar tors 26 nov"),
        ("jag kan inte torsdag, sätt upp mig på måndag istället", "Du flyttar tors 26 nov"),
    ],
    "nb": [
        ("ikke flytt torsdag men fredag", "Du flytter fre 27. nov."),
        ("jeg rekker ikke torsdag, sett meg heller på mandag", "Du flytter tor 26. nov."),
    ],
}
RATHER = {
    "en": "rather put me on monday",
    "da": "sæt mig hellere på mandag",
    "de": "setz mich lieber auf Montag",
    "sv": "sätt mig hellre på måndag",
    "nb": "sett meg heller på mandag",
}
PUT_RIGHT = [
    ("en", "move friday to monday at 10", "not the friday one, the thursday one", "From Thu 26 Nov 12:00 to Mon"),
    ("en", "move friday to monday at 10", "sorry i meant thursday's lesson", "From Thu 26 Nov 12:00 to Mon"),
    ("en", "move friday", "no thursday i mean", "Moving Thu 26 Nov"),
    ("en", "move friday", "thursday works", "Moving Fri 27 Nov 10:00. Thu 26 Nov"),
    ("en", "cancel friday", "not the friday one, the thursday one", "Cancel Thu 26 Nov"),
    ("da", "flyt fredag til mandag kl 10", "ikke den på fredag, den på torsdag", "Fra tor 26. nov. 12.00 til man"),
    ("da", "flyt fredag", "nej ikke fredag, torsdag", "Du flytter tor 26. nov."),
    ("da", "flyt fredag", "hellere torsdag", "Du flytter fre 27. nov. 10.00. tor 26. nov."),
    ("de", "verschieb Freitag auf Montag um 10", "nicht die am Freitag, die am Donnerstag", "Von Do 26. Nov. 12:00"),
    ("sv", "flytta fredag till måndag kl 10", "inte den på fredag, den på torsdag", "Från tors 26 nov 12:00 till mån"),
    ("nb", "flytt fredag til mandag kl 10", "ikke den på fredag, den på torsdag", "Fra tor 26. nov. 12:00 til man"),
]  # fmt: skip


@pytest.mark.parametrize("language", HAS)
def test_what_is_wished_of_a_lesson_one_has_moves_it(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language, WEDNESDAY, "2026-12-03 10:00")
    for said, heard, shown in HAS[language]:
        anna.says("menu").says(said).hears(heard, shown)


@pytest.mark.parametrize("language", NOT_THIS)
def test_the_lesson_that_is_meant_is_told_beside_one_that_is_not(
    town: Town, school: SmallSchool, language: str
) -> None:
    anna = town.anna(school, language, THURSDAY, FRIDAY)
    for said, shown in NOT_THIS[language]:
        anna.says("menu").says(said).hears("offers", shown)


@pytest.mark.parametrize("language", RATHER)
def test_to_be_put_down_rather_for_a_day_moves_a_lesson(town: Town, school: SmallSchool, language: str) -> None:
    town.anna(school, language, THURSDAY, FRIDAY).says(RATHER[language]).hears("which_lesson_move")


@pytest.mark.parametrize(("language", "said", "put_right", "shown"), PUT_RIGHT)
def test_which_lesson_it_is_can_be_put_right(
    town: Town, school: SmallSchool, language: str, said: str, put_right: str, shown: str
) -> None:
    town.anna(school, language, THURSDAY, FRIDAY).says(said).says(put_right).hears(shown)
