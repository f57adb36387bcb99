"""A student's own lessons, as people point at them: by the hour, by a day's genitive, as the other one, and with whom
they are rather wished."""

from __future__ import annotations

import pytest

from tests.chat import Town
from tests.factories import SmallSchool

LESSONS = ("2026-11-26 12:00", "2026-11-27 10:00", "2026-12-01 13:00")
"""Thursday's, Friday's and the next Tuesday's, all with Mette."""
SAID = {
    "en": [
        ("thursday, 12s a killer for me, anything from 2pm", "offers", "Moving Thu 26 Nov 12:00. Thu 26 Nov"),
        ("friday at 10 is too early for me, can it be later", "offers", "Moving Fri 27 Nov 10:00. Fri 27 Nov"),
        ("the 1st, can it be in the morning", "offers", "Moving Tue 1 Dec 13:00. Tue 1 Dec"),
        ("remind me what ive got coming", "lessons", "Thu 26 Nov 12:00"),
        ("i'm keeping thursday though", "lessons", "Thu 26 Nov 12:00"),
        ("whens the next one", "lessons", "Thu 26 Nov 12:00"),
        ("great. whos the friday one with", "lessons", "Fri 27 Nov 10:00"),
        ("when is friday again", "lessons", "Fri 27 Nov 10:00"),
        ("when is friday free", "offers", "Fri 27 Nov"),
        ("got the dentist on friday so have to shift my lesson", "offers", "Moving Fri 27 Nov 10:00"),
        ("the one at 1pm, make it 2", "confirm_move", "From Tue 1 Dec 13:00 to Tue 1 Dec 14:00"),
        ("the ten oclock one, can it be 11", "confirm_move", "From Fri 27 Nov 10:00 to Fri 27 Nov 11:00"),
        ("the one at 10 half an hour later", "confirm_move", "to Fri 27 Nov 10:30"),
        ("tuesday then, the one at 1pm, an hour later", "confirm_move", "to Tue 1 Dec 14:00"),
        ("could tuesday's be a bit later", "offers", "Moving Tue 1 Dec 13:00. Tue 1 Dec"),
        ("my friday 10 oclock one, could mette do it a bit earlier", "offers", "Moving Fri 27 Nov 10:00"),
        ("thurs to mon same time", "which_time", "Mon 30 Nov 12:00"),
        ("is friday's with jonas or mette?", "lessons", "Fri 27 Nov 10:00"),
        ("fridays one is with mette right", "lessons", "Fri 27 Nov 10:00"),
        ("is friday with mette free", "offers", "Fri 27 Nov"),
        ("friday: could i get jonas", "confirm_move", "Fri 27 Nov 10:00-10:45 with Jonas"),
        ("the friday one but with jonas", "confirm_move", "Fri 27 Nov 10:00-10:45 with Jonas"),
        ("could i get a lesson with jonas on friday", "offers", "Fri 27 Nov"),
        ("is jonas free on friday", "offers", "Fri 27 Nov"),
        ("i have football on thursdays, can we take friday", "offers", "Fri 27 Nov"),
        ("friday after my other lesson", "offers", "11:00"),
        ("move all my lessons back a week", "confirm_move", "From Thu 26 Nov 12:00 to Thu 3 Dec 12:00"),
        ("i have to change some times", "which_lesson_move", "Thu 26 Nov 12:00"),
        ("friday is off", "confirm_cancel", "Fri 27 Nov 10:00"),
        ("how many have i got booked", "lessons", "Tue 1 Dec 13:00"),
        ("what's left in my diary", "lessons", "Tue 1 Dec 13:00"),
        ("i wont make it friday, whats free monday", "offers", "Moving Fri 27 Nov 10:00"),
    ],
    "da": [
        ("torsdag må jeg lige hoppe over", "confirm_cancel", "tor 26. nov. 12.00"),
        ("hvad var det nu jeg havde fredag", "lessons", "fre 27. nov. 10.00"),
        ("den kl 13, gør den til 14", "confirm_move", "Fra tir 1. dec. 13.00 til tir 1. dec. 14.00"),
        ("den kl 10 en time frem", "which_time", "fre 27. nov. 11.00"),
        ("tirsdag så, den kl 13, en time senere", "confirm_move", "til tir 1. dec. 14.00"),
        ("kan tirsdagens blive lidt senere", "offers", "Du flytter tir 1. dec. 13.00. tir 1. dec."),
        ("kan den tirsdag blive lidt senere", "offers", "Du flytter tir 1. dec. 13.00. tir 1. dec."),
        ("kan fredagens rykkes lidt", "offers", "Du flytter fre 27. nov. 10.00. fre 27. nov."),
        ("torsdag til mandag samme tid", "which_time", "man 30. nov. 12.00"),
        ("er fredag med jonas eller mette?", "lessons", "fre 27. nov. 10.00"),
        ("den på fredag er med mette ikk", "lessons", "fre 27. nov. 10.00"),
        ("fredag: ku jeg få jonas", "confirm_move", "fre 27. nov. 10.00-10.45 hos Jonas"),
        ("den på fredag, men med jonas", "confirm_move", "fre 27. nov. 10.00-10.45 hos Jonas"),
        ("jeg er nødt til at ændre nogle tider", "which_lesson_move", "tor 26. nov. 12.00"),
        ("fredag må aflyses", "confirm_cancel", "fre 27. nov. 10.00"),
        ("hvornår ska jeg køre", "lessons", "tor 26. nov. 12.00"),
        ("hvad har jeg nu", "lessons", "tor 26. nov. 12.00"),
        ("jeg når ikke fredag, hvad er ledigt mandag", "offers", "Du flytter fre 27. nov. 10.00"),
        ("hvad er ledigt mandag", "offers", "man 23. nov."),
    ],
    "de": [
        ("wann ist die am freitag nochmal", "lessons", "Fr 27. Nov. 10:00"),
        ("hab freitag zahnarzt, muss die stunde verlegen", "offers", "Du verschiebst Fr 27. Nov. 10:00"),
        ("die um 13 uhr, mach 14 draus", "confirm_move", "Von Di 1. Dez. 13:00 auf Di 1. Dez. 14:00"),
        ("die um 10 eine stunde vor", "confirm_move", "auf Fr 27. Nov. 09:00"),
        ("kann die vom freitag etwas später sein", "offers", "Du verschiebst Fr 27. Nov. 10:00. Fr 27. Nov."),
        ("do auf mo selbe uhrzeit", "which_time", "Mo 30. Nov. 12:00"),
        ("ist freitag mit jonas oder mette?", "lessons", "Fr 27. Nov. 10:00"),
        ("die am freitag ist mit mette oder", "lessons", "Fr 27. Nov. 10:00"),
        ("kann jonas freitag übernehmen", "confirm_move", "Fr 27. Nov. 10:00-10:45 bei Jonas"),
        ("ich muss ein paar termine ändern", "which_lesson_move", "Do 26. Nov. 12:00"),
        ("do pass mir nicht mehr, gehts auch fr", "offers", "Du verschiebst Do 26. Nov. 12:00"),
        ("an welchen tagen fahr ich", "lessons", "Do 26. Nov. 12:00"),
        ("ich schaffs freitag nicht, was ist montag frei", "offers", "Du verschiebst Fr 27. Nov. 10:00"),
    ],
    "sv": [
        ("tisdagens vill jag ha kvar", "lessons", "tis 1 dec 13:00"),
        ("den på fredag, är det mette", "lessons", "fre 27 nov 10:00"),
        ("fredag, finns det nåt senare på dan", "offers", "Du flyttar fre 27 nov 10:00"),
        ("den kl 13 gör den till 14", "confirm_move", "Från tis 1 dec 13:00 till tis 1 dec 14:00"),
        ("kan tisdagens vara lite senare", "offers", "Du flyttar tis 1 dec 13:00. tis 1 dec"),
        ("torsdag till måndag samma tid", "which_time", "mån 30 nov 12:00"),
        ("är fredag med jonas eller mette?", "lessons", "fre 27 nov 10:00"),
        ("den på fredag är med mette va", "lessons", "fre 27 nov 10:00"),
        ("kan jonas ta fredag istället", "confirm_move", "fre 27 nov 10:00-10:45 med Jonas"),
        ("jag måste ändra lite tider", "which_lesson_move", "tors 26 nov 12:00"),
        ("fredag måste bort", "confirm_cancel", "fre 27 nov 10:00"),
        ("vilka dagar kör jag", "lessons", "tors 26 nov 12:00"),
    ],
    "nb": [
        ("hei har dere flytta timen min på fredag", "lessons", "fre 27. nov. 10:00"),
        ("og den 1., kan den være på morgenen", "offers", "Du flytter tir 1. des. 13:00. tir 1. des."),
        ("og når er fredagen igjen", "lessons", "fre 27. nov. 10:00"),
        ("den kl 13, gjør den til 14", "confirm_move", "Fra tir 1. des. 13:00 til tir 1. des. 14:00"),
        ("kan fredagstimen starte 9 istedenfor 10", "confirm_move", "til fre 27. nov. 09:00"),
        ("kan morgendagens bli litt senere", "which_lesson_move", "tor 26. nov. 12:00"),
        ("torsdag til mandag samme tid", "which_time", "man 30. nov. 12:00"),
        ("er fredag med jonas eller mette?", "lessons", "fre 27. nov. 10:00"),
        ("fredag: kunne jeg fått jonas", "confirm_move", "fre 27. nov. 10:00-10:45 med Jonas"),
        ("flytt alle timene mine en uke", "confirm_move", "til tor 3. des. 12:00"),
        ("fredag må bort", "confirm_cancel", "fre 27. nov. 10:00"),
        ("åssen ser uka mi ut", "own_week", "tor 26. nov. 12:00"),
        ("hva har jeg nå", "lessons", "tor 26. nov. 12:00"),
    ],
}  # fmt: skip
TURNS: dict[str, list[tuple[tuple[str, ...], str, str]]] = {
    "en": [
        (("when am i next out", "can u shift it to the afternoon"), "offers", "Moving Thu 26 Nov 12:00. Thu 26 Nov"),
        (("my friday lesson", "so could we do 3"), "confirm_move", "to Fri 27 Nov 15:00"),
        (("my friday lesson", "can't jonas do it"), "confirm_move", "Fri 27 Nov 10:00-10:45 with Jonas"),
        (("move a lesson", "the tuesday one on the same day but first thing"), "offers", "13:00. Tue 1 Dec"),
        (("move thursday to friday at 11", "same time"), "confirm_move", "to Fri 27 Nov 12:00"),
        (("my friday lesson", "can i have jonas for that"), "confirm_move", "Fri 27 Nov 10:00-10:45 with Jonas"),
        (("cancel friday", "1", "no i wanted to keep it"), "confirm_booking", "Fri 27 Nov 10:00"),
        (("lesson on saturday", "swap the 1st for the thursday that week"), "offers", "Moving Tue 1 Dec 13:00"),
        (("my friday lesson", "move that to same day but afternoon"), "offers", "Moving Fri 27 Nov 10:00. Fri 27 Nov"),
        (("move thursday to next week", "tues or weds, afternoon"), "offers", "Moving Thu 26 Nov 12:00. Tue 1 Dec"),
        (("move thursday to friday", "actually leave it as it was"), "left", ""),
        (("cancel thursday", "could i have another day"), "offers", "Moving Thu 26 Nov 12:00. Fri 27 Nov"),
        (("move thursday", "same day but earlier"), "offers", "Moving Thu 26 Nov 12:00. Thu 26 Nov"),
        (("move thursday to friday", "after the other one"), "offers", "Moving Thu 26 Nov 12:00. Fri 27 Nov"),
        (("move thursday", "can we do it friday before the other one"), "offers", "12:00. Fri 27 Nov"),
        (("move thursday to friday", "what time does the other one end"), "lessons", "Fri 27 Nov 10:00"),
        (("move thursday to friday", "could friday's be a bit later"), "offers", "Moving Fri 27 Nov 10:00"),
        (("move thursday to monday", "would 3 work"), "which_time", "Mon 30 Nov 15:00"),
        (("move friday to tuesday at 4", "book"), "confirm_move", "From Fri 27 Nov 10:00"),
        (("move a lesson", "with jonas if possible", "the friday one"), "confirm_move", "with Jonas"),
        (("book friday at 3pm", "1", "when is it"), "about_slot", "Fri 27 Nov 15:00"),
        (("move thursday to monday", "book a lesson on saturday"), "offers", "650 kr"),
    ],
    "da": [
        (("hvornår kører jeg igen", "kunne den ligge om eftermiddagen i stedet"), "offers", "tor 26. nov."),
        (("er torsdag med mette", "og tirsdagen, kan vi skubbe den en uge"), "confirm_move", "til tir 8. dec. 13.00"),
        (("flyt torsdag", "så mandag efter kl 13"), "offers", "14.00"),
        (("aflys torsdag", "kan jeg få en anden dag i stedet"), "offers", "tor 26. nov. 12.00. fre 27. nov."),
        (("flyt torsdag til fredag", "okay jeg beholder den"), "left", ""),
        (("aflys fredag", "1", "kan jeg fortryde det"), "confirm_booking", "fre 27. nov. 10.00"),
        (("flyt torsdag til fredag", "efter den anden"), "offers", "Du flytter tor 26. nov. 12.00. fre 27. nov."),
        (("flyt torsdag", "fredag og tirsdag, kan de begge rykke en time"), "which_time", "fre 27. nov. 11.00"),
    ],
    "de": [
        (("wann ist freitag", "da muss ich bis 2 arbeiten"), "offers", "Du verschiebst Fr 27. Nov. 10:00. Fr 27. Nov."),
        (("den dienstag ne woche nach hinten",), "confirm_move", "auf Di 8. Dez. 13:00"),
        (("freitag absagen", "1", "oh ne doch nicht"), "confirm_booking", "Fr 27. Nov. 10:00"),
        (("do auf mi verschieben", "und fr um 10 is mir zu früh, gehts da später"), "offers", "verschiebst Fr"),
        (("einen termin verschieben", "geht nächste woche mi", "2"), "offers", "Fr 27. Nov. 10:00. Mi 2. Dez."),
        (("do auf fr verschieben", "das späteste"), "offers", "15:00"),
        (("do auf fr verschieben", "dann nach der anderen"), "offers", "Do 26. Nov. 12:00. Fr 27. Nov."),
        (("do auf mo verschieben", "geht auch 15"), "which_time", "Mo 30. Nov. 15:00"),
        (("ich will absagen", "ach ne doch nicht"), "left", ""),
    ],
    "sv": [
        (("när är det dags att köra igen", "kan man lägga den på eftermiddagen"), "offers", "12:00. tors 26 nov"),
        (("vem har jag på torsdag", "kan inte jonas den dagen istället"), "confirm_move", "12:45 med Jonas"),
        (("och tisdagen, kan jonas köra den",), "confirm_move", "tis 1 dec 13:00-13:45 med Jonas"),
        (("avboka fredag", "1", "fel, jag vill ha kvar den"), "confirm_booking", "fre 27 nov 10:00"),
        (("och tisdagens, kan jag ta den med jonas",), "confirm_move", "tis 1 dec 13:00-13:45 med Jonas"),
        (("flytta torsdag till nästa vecka", "och fredagens, kan jag ta den med jonas"), "confirm_move", "10:00-10:45"),
        (("flytta torsdag", "kan vi ta den fredag eft den andra"), "offers", "tors 26 nov 12:00. fre 27 nov"),
        (("boka fredag kl 15", "1", "när är den", "är det mette"), "about_slot", "Ja"),
    ],
    "nb": [
        (("og tirsdagstimen gjerne tidlig på morgenen samme dag",), "offers", "13:00. tir 1. des."),
        (("har jeg time i morgen", "når da"), "lessons", "tor 26. nov. 12:00"),
        (("når er fredagen", "kan vi ta mandagen i stedet"), "which_time", "man 30. nov. 10:00"),
        (("avbestill fredag", "1", "oi feil, jeg ville beholde den"), "confirm_booking", "fre 27. nov. 10:00"),
        (("når er fredagen", "kan vi ta en time seinere"), "confirm_move", "til fre 27. nov. 11:00"),
        (("flytt torsdag til fredag", "etter den andre"), "offers", "Du flytter tor 26. nov. 12:00. fre 27. nov."),
        (("flytt en time", "kan jonas ta den", "den på torsdag"), "confirm_move", "tor 26. nov. 12:00-12:45 med Jonas"),
        (("flytt torsdag til fredag", "kan fredagens bli litt senere"), "offers", "Du flytter fre 27. nov."),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said", "answer", "words"),
    [(language, *each) for language, table in SAID.items() for each in table],
)
def test_the_lesson_that_is_pointed_at_is_taken(
    town: Town, school: SmallSchool, language: str, said: str, answer: str, words: str
) -> None:
    town.anna(school, language, *LESSONS).says(said).hears(answer, words)


def test_all_of_a_weekday_are_moved_one_by_one(town: Town, school: SmallSchool) -> None:
    anna = town.anna(school, "en", "2026-11-27 14:00", "2026-12-04 14:00")
    anna.says("can all my fridays be an hour earlier").hears("one_by_one", "From Fri 27 Nov 14:00 to Fri 27 Nov 13:00")
    anna.picks("move").hears("ask_next_lesson").picks("go").hears("From Fri 4 Dec 14:00 to Fri 4 Dec 13:00")


@pytest.mark.parametrize(
    ("language", "turns", "answer", "words"),
    [(language, *each) for language, table in TURNS.items() for each in table],
)
def test_what_is_said_next_is_of_the_lesson_that_is_talked_of(
    town: Town, school: SmallSchool, language: str, turns: tuple[str, ...], answer: str, words: str
) -> None:
    anna = town.anna(school, language, *LESSONS)
    for said in turns:
        anna.says(said)
    anna.hears(answer, words)
