"""What is said of lessons that there are is about these, and books none beside them: what they are to become, whether
they are still on, which day or week is not possible."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Town
from tests.factories import SmallSchool

WEDNESDAY, MONDAY = "2026-11-25 12:00", "2026-11-30 10:00"
SAID = {
    "en": [
        ("could we do 10.30 instead on wednesday", "confirm_move", "Wed 25 Nov 10:30"),
        ("monday at 11 instead please", "confirm_move", "From Mon 30 Nov 10:00 to Mon 30 Nov 11:00"),
        ("wednesday morning instead", "offers", "Moving Wed 25 Nov 12:00. Wed 25 Nov"),
        ("thursday at 9 instead", "which_lesson_move", "to Thu 26 Nov 09:00"),
        ("could we do 11 instead", "which_lesson_move", "Wed 25 Nov 12:00"),
        ("bring wednesday forward by 30 mins pls", "confirm_move", "Wed 25 Nov 11:30"),
        ("postpone wednesday by an hour", "confirm_move", "Wed 25 Nov 13:00"),
        ("move wednesday by half an hour", "which_time", "Wed 25 Nov 11:30"),
        ("is it still wednesday at 12?", "lessons", "Wed 25 Nov 12:00"),
        ("half an hour before on wednesday", "confirm_move", "Wed 25 Nov 11:30"),
        ("make wednesday a closed track", "ask_other_kind", "Wed 25 Nov 12:00"),
        ("make wednesday a normal lesson", "lessons", "Wed 25 Nov 12:00"),
        ("i'd rather have jonas on wednesday", "confirm_move", "with Jonas"),
        ("i'd rather have jonas on thursday", "offers", "Thu 26 Nov"),
        ("can i come at 13 on wednesday instead", "confirm_move", "Wed 25 Nov 13:00"),
        ("can i come thursday at 13 instead", "which_lesson_move", "Thu 26 Nov 13:00"),
        ("i can only come at 13 on wednesday", "confirm_move", "Wed 25 Nov 13:00"),
        ("can we do wednesday a bit later", "offers", "Moving Wed 25 Nov 12:00"),
        ("rather wednesday morning", "offers", "Moving Wed 25 Nov 12:00"),
        ("wednesday at 12 is too early, 13?", "confirm_move", "Wed 25 Nov 13:00"),
        ("i need another time on wednesday", "offers", "Moving Wed 25 Nov 12:00. Wed 25 Nov"),
        ("make wednesday half an hour longer", "message_passed_on", ""),
        ("did i cancel wednesday?", "lessons", "Wed 25 Nov 12:00"),
        ("book wednesday at 14", "confirm_booking", "Wed 25 Nov 14:00"),
        ("can't on wednesday, the week after?", "offers", "Moving Wed 25 Nov 12:00. Mon 30 Nov"),
        ("can't do wednesday, a later wednesday?", "offers", "Wed 2 Dec"),
        ("i don't want lessons next week", "confirm_cancel", "Mon 30 Nov 10:00"),
        ("closed track doesn't work for me", "no_lesson_of_type", "Closed track"),
        ("two lessons in a row on friday", "one_lesson_by_one", "Fri 27 Nov"),
        ("could I have tuesday instead", "which_lesson_move", "Wed 25 Nov 12:00"),
        ("rather thursday than wednesday", "offers", "Moving Wed 25 Nov 12:00. Thu 26 Nov"),
        ("wednesday at 12 I can't make, is 3 ok?", "confirm_move", "Wed 25 Nov 15:00"),
        ("swap wednesday and monday", "not_swapped", "Mon 30 Nov 10:00"),
        ("swap wednesday and friday", "offers", "Moving Wed 25 Nov 12:00. Fri 27 Nov"),
        ("is my lesson on wednesday cancelled?", "lessons", "Wed 25 Nov 12:00"),
        ("I'm not cancelling wednesday but monday", "confirm_cancel", "Mon 30 Nov 10:00"),
        ("the following wednesday, not this one", "offers", "Wed 2 Dec"),
        ("wednesday is fine", "lessons", "Wed 25 Nov 12:00"),
        ("is it mette on wednesday?", "lessons", "Wed 25 Nov 12:00"),
        ("did you move my wednesday lesson?", "lessons", "Wed 25 Nov 12:00"),
        ("do you still have me down for wednesday", "lessons", "Wed 25 Nov 12:00"),
        ("wednesday but earlier", "offers", "Moving Wed 25 Nov 12:00. Wed 25 Nov"),
        ("wednesday at 12 is no longer possible", "confirm_cancel", "Wed 25 Nov 12:00"),
    ],
    "da": [
        ("kan jeg komme kl halv elleve i stedet på onsdag", "confirm_move", "ons 25. nov. 10.30"),
        ("kan vi tage mandag halv tolv i stedet", "confirm_move", "til man 30. nov. 11.30"),
        ("torsdag kl 9 i stedet", "which_lesson_move", "tor 26. nov. 9.00"),
        ("kan vi skubbe onsdag et kvarter", "which_time", "ons 25. nov. 12.15"),
        ("kan vi udsætte onsdag en time", "confirm_move", "ons 25. nov. 13.00"),
        ("er det stadig onsdag kl 12?", "lessons", "ons 25. nov. 12.00"),
        ("kan jeg komme en halv time før på onsdag", "confirm_move", "ons 25. nov. 11.30"),
        ("kan jeg komme kl 13 på onsdag i stedet", "confirm_move", "ons 25. nov. 13.00"),
        ("jeg kan først kl 13 på onsdag", "confirm_move", "ons 25. nov. 13.00"),
        ("kan vi tage onsdag lidt senere", "offers", "Du flytter ons 25. nov. 12.00"),
        ("kan onsdag blive til torsdag", "offers", "Du flytter ons 25. nov. 12.00. tor 26. nov."),
        ("onsdag bliver for tidligt, hvad med kl 14", "confirm_move", "ons 25. nov. 14.00"),
        ("hellere onsdag formiddag", "offers", "Du flytter ons 25. nov. 12.00"),
        ("gør onsdag en halv time længere", "message_passed_on", ""),
        ("aflyste jeg onsdag?", "lessons", "ons 25. nov. 12.00"),
        ("gør onsdagstimen til en lukket bane", "ask_other_kind", "ons 25. nov. 12.00"),
        ("jeg vil hellere have jonas på onsdag", "confirm_move", "hos Jonas"),
        ("jeg kan ikke på onsdag, har i noget ugen efter?", "offers", "Du flytter ons 25. nov. 12.00. man 30. nov."),
        ("onsdag går ikke, en anden onsdag?", "offers", "ons 2. dec."),
        ("jeg vil ikke have timer i næste uge", "confirm_cancel", "man 30. nov. 10.00"),
        ("lukket bane passer mig ikke", "no_lesson_of_type", "bane"),
        ("jeg vil gerne have to timer i træk på fredag", "one_lesson_by_one", "fre 27. nov."),
        ("to timer fredag", "one_lesson_by_one", "fre 27. nov."),
        ("kan jeg få tirsdag i stedet", "which_lesson_move", "ons 25. nov. 12.00"),
        ("hellere torsdag end onsdag", "offers", "Du flytter ons 25. nov. 12.00. tor 26. nov."),
        ("jeg kan ikke onsdag kl 12, går kl 15?", "confirm_move", "ons 25. nov. 15.00"),
        ("byt om på mandag og onsdag", "not_swapped", "man 30. nov. 10.00"),
        ("bliver timen på onsdag aflyst?", "lessons", "ons 25. nov. 12.00"),
        ("jeg aflyser ikke onsdag men mandag", "confirm_cancel", "man 30. nov. 10.00"),
        ("næste onsdag, ikke denne", "offers", "ons 2. dec."),
        ("onsdag passer fint", "lessons", "ons 25. nov. 12.00"),
        ("er det mette på onsdag?", "lessons", "ons 25. nov. 12.00"),
        ("har i flyttet min time på onsdag?", "lessons", "ons 25. nov. 12.00"),
        ("står jeg stadig på til onsdag?", "lessons", "ons 25. nov. 12.00"),
        ("onsdag men tidligere", "offers", "Du flytter ons 25. nov. 12.00. ons 25. nov."),
        ("min time onsdag kolliderer med arbejde", "confirm_cancel", "ons 25. nov. 12.00"),
    ],
    "de": [
        ("können wir stattdessen Mittwoch halb elf nehmen", "confirm_move", "Mi 25. Nov. 10:30"),
        ("kann ich Mittwoch um eine Stunde verschieben", "which_time", "Mi 25. Nov. 11:00"),
        ("kannst du den Mittwoch eine halbe Stunde vorziehen", "confirm_move", "Mi 25. Nov. 11:30"),
        ("ist Mittwoch um zwölf noch aktuell?", "lessons", "Mi 25. Nov. 12:00"),
        ("bleibt es bei Mittwoch um 12?", "lessons", "Mi 25. Nov. 12:00"),
        ("Mittwoch eine halbe Stunde nach vorne", "confirm_move", "Mi 25. Nov. 11:30"),
        ("Mittwoch eine Stunde nach hinten", "confirm_move", "Mi 25. Nov. 13:00"),
        ("mach aus Mittwoch eine Übungsplatzstunde", "ask_other_kind", "Mi 25. Nov. 12:00"),
        ("Mittwoch lieber mit Jonas", "confirm_move", "Jonas"),
        ("ich bin Mittwoch erst um 13 Uhr da", "offers", "Mi 25. Nov."),
        ("Mittwoch lieber vormittags", "offers", "Mi 25. Nov. 12:00"),
        ("Mittwoch bitte mit Jonas statt Mette", "confirm_move", "Jonas"),
        ("ich brauche Mittwoch eine andere Uhrzeit", "offers", "Mi 25. Nov. 12:00"),
        ("geht Mittwoch etwas später", "offers", "Mi 25. Nov."),
        ("wer fährt am Mittwoch mit mir?", "lessons", "Mi 25. Nov. 12:00"),
        ("Mittwoch kann ich nicht, geht die Woche danach?", "offers", "Mo 30. Nov."),
        ("Mittwoch kann ich nicht, geht ein späterer Mittwoch?", "offers", "Mi 2. Dez."),
        ("nächste Woche möchte ich keine Fahrstunden", "confirm_cancel", "Mo 30. Nov. 10:00"),
        ("zwei Stunden am Stück am Freitag", "one_lesson_by_one", "Fr 27. Nov."),
        ("könnte ich stattdessen Dienstag haben", "which_lesson_move", "Mi 25. Nov. 12:00"),
        ("lieber Donnerstag als Mittwoch", "offers", "Mi 25. Nov. 12:00"),
        ("Mittwoch um 12 schaffe ich nicht, geht 15 Uhr?", "confirm_move", "Mi 25. Nov. 15:00"),
        ("tausche Montag und Mittwoch", "not_swapped", "Mo 30. Nov. 10:00"),
        ("fällt meine Stunde am Mittwoch aus?", "lessons", "Mi 25. Nov. 12:00"),
        ("ich sage nicht Mittwoch ab, sondern Montag", "confirm_cancel", "Mo 30. Nov. 10:00"),
        ("nächsten Mittwoch, nicht diesen", "offers", "Mi 2. Dez."),
        ("Mittwoch passt", "lessons", "Mi 25. Nov. 12:00"),
        ("ist das am Mittwoch mit Mette?", "lessons", "Mi 25. Nov. 12:00"),
        ("habt ihr meine Stunde am Mittwoch verschoben?", "lessons", "Mi 25. Nov. 12:00"),
        ("Mittwoch aber früher", "offers", "Mi 25. Nov. 12:00"),
        ("mir ist am Mittwoch was dazwischengekommen", "confirm_cancel", "Mi 25. Nov. 12:00"),
    ],
    "sv": [
        ("kan vi ta onsdag halv elva istället", "confirm_move", "ons 25 nov 10:30"),
        ("kan vi ta måndag halv tolv istället", "confirm_move", "mån 30 nov 11:30"),
        ("kan vi skjuta på onsdagen en timme", "confirm_move", "ons 25 nov 13:00"),
        ("kan jag tidigarelägga onsdagen med en halvtimme", "confirm_move", "ons 25 nov 11:30"),
        ("är det fortfarande onsdag klockan tolv?", "lessons", "ons 25 nov 12:00"),
        ("en halvtimme innan på onsdag", "confirm_move", "ons 25 nov 11:30"),
        ("gör onsdagen till en övningsbana", "ask_other_kind", "ons 25 nov 12:00"),
        ("kan vi ta onsdag lite senare", "offers", "ons 25 nov"),
        ("jag kan komma först kl 13 på onsdag", "confirm_move", "ons 25 nov 13:00"),
        ("jag vill hellre ha jonas på onsdag", "confirm_move", "Jonas"),
        ("jag kan inte på onsdag, går veckan efter?", "offers", "mån 30 nov"),
        ("jag vill inte ha några lektioner nästa vecka", "confirm_cancel", "mån 30 nov 10:00"),
        ("två lektioner i rad på fredag", "one_lesson_by_one", "fre 27 nov"),
        ("kan jag få tisdag istället", "which_lesson_move", "ons 25 nov 12:00"),
        ("hellre torsdag än onsdag", "offers", "ons 25 nov 12:00"),
        ("jag kan inte onsdag kl 12, går det kl 15?", "confirm_move", "ons 25 nov 15:00"),
        ("byt plats på måndag och onsdag", "not_swapped", "mån 30 nov 10:00"),
        ("är lektionen på onsdag inställd?", "lessons", "ons 25 nov 12:00"),
        ("jag avbokar inte onsdag utan måndag", "confirm_cancel", "mån 30 nov 10:00"),
        ("onsdag passar bra", "lessons", "ons 25 nov 12:00"),
        ("har ni flyttat min lektion på onsdag?", "lessons", "ons 25 nov 12:00"),
        ("onsdag men tidigare", "offers", "ons 25 nov 12:00"),
        ("det har kommit något emellan på onsdag", "confirm_cancel", "ons 25 nov 12:00"),
    ],
    "nb": [
        ("kan vi ta onsdag halv elleve i stedet", "confirm_move", "ons 25. nov. 10:30"),
        ("kan vi utsette onsdag med en time", "confirm_move", "ons 25. nov. 13:00"),
        ("kan vi skyve onsdag et kvarter", "which_time", "ons 25. nov. 11:45"),
        ("er det fortsatt onsdag klokka tolv?", "lessons", "ons 25. nov. 12:00"),
        ("kan jeg komme en halvtime før på onsdag", "confirm_move", "ons 25. nov. 11:30"),
        ("gjør onsdagstimen til en øvingsbane", "ask_other_kind", "ons 25. nov. 12:00"),
        ("kan vi ta onsdag litt senere", "offers", "ons 25. nov."),
        ("kan jeg komme kl 13 på onsdag i stedet", "confirm_move", "ons 25. nov. 13:00"),
        ("jeg vil heller ha jonas på onsdag", "confirm_move", "Jonas"),
        ("jeg kan ikke på onsdag, går uka etter?", "offers", "man 30. nov."),
        ("jeg vil ikke ha timer neste uke", "confirm_cancel", "man 30. nov. 10:00"),
        ("to timer på rad på fredag", "one_lesson_by_one", "fre 27. nov."),
        ("kan jeg få tirsdag i stedet", "which_lesson_move", "ons 25. nov. 12:00"),
        ("heller torsdag enn onsdag", "offers", "ons 25. nov. 12:00"),
        ("jeg kan ikke onsdag kl 12, går det kl 15?", "confirm_move", "ons 25. nov. 15:00"),
        ("bytt om på mandag og onsdag", "not_swapped", "man 30. nov. 10:00"),
        ("er timen på onsdag avlyst?", "lessons", "ons 25. nov. 12:00"),
        ("jeg avbestiller ikke onsdag, men mandag", "confirm_cancel", "man 30. nov. 10:00"),
        ("onsdag passer fint", "lessons", "ons 25. nov. 12:00"),
        ("har dere flyttet timen min på onsdag?", "lessons", "ons 25. nov. 12:00"),
        ("onsdag men tidligere", "offers", "ons 25. nov. 12:00"),
        ("det har kommet noe i veien på onsdag", "confirm_cancel", "ons 25. nov. 12:00"),
    ],
}


@pytest.mark.parametrize("language", SAID)
def test_what_is_said_of_ones_lessons_is_about_these(town: Town, school: SmallSchool, language: str) -> None:
    anna = town.anna(school, language, WEDNESDAY, MONDAY)
    for said, heard, shown in SAID[language]:
        anna.says("menu").says(said).hears(heard, shown)


def test_a_lesson_that_can_not_become_another_kind_stays(anna: Chat, town: Town, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], WEDNESDAY, made="2026-11-20 12:00")
    anna.says("make wednesday a closed track", da="gør onsdag til en lukket bane").picks("keep").hears("kept")
    anna.says("make wednesday a closed track", da="gør onsdag til en lukket bane").picks("new").hears("offers")
    assert town.bookings("confirmed") == [(WEDNESDAY, "confirmed")]


def test_a_kind_that_there_is_on_another_day_is_not_taken_for_the_days_lesson(anna: Chat, school: SmallSchool) -> None:
    student = school.students["Anna Berg"]
    school.books(student, WEDNESDAY, made="2026-11-20 12:00")
    school.books(student, "2026-11-26 12:00", "track", made="2026-11-20 12:00")
    anna.says("cancel my track lesson on wednesday", da="aflys lukket bane på onsdag")
    anna.hears("no_lesson_of_type", "which_lesson_cancel", "Wed 25 Nov", da="ons 25. nov.")
    anna.picks_number(1).hears("confirm_cancel", "Thu 26 Nov", da="tor 26. nov.")


def test_a_day_put_right_while_moving_is_of_the_week_that_was_wished(anna: Chat, school: SmallSchool) -> None:
    school.books(school.students["Anna Berg"], WEDNESDAY, made="2026-11-20 12:00")
    anna.says("move wednesday to monday 7 dec at 9", da="flyt onsdag til mandag d. 7. december kl 9")
    anna.hears("confirm_move").says("i meant friday", da="hellere fredag")
    anna.hears("confirm_move", "Fri 11 Dec 09:00", da="fre 11. dec. 9.00")


BACK = {
    "en": ("cancel monday", "monday works after all"),
    "da": ("aflys mandag", "mandag går alligevel, lad den stå"),
    "de": ("Montag absagen", "Montag geht doch, lass ihn stehen"),
    "sv": ("avboka måndag", "måndag funkar ändå"),
    "nb": ("avbestill mandag", "mandag går likevel, la den stå"),
}


@pytest.mark.parametrize("language", BACK)
def test_a_day_that_suits_after_all_is_kept(town: Town, school: SmallSchool, language: str) -> None:
    cancels, keeps = BACK[language]
    town.anna(school, language, MONDAY).says(cancels).hears("confirm_cancel").says(keeps).hears("kept")
    assert town.bookings() == [(MONDAY, "confirmed")]


def test_another_one_is_booked_beside_a_lesson_that_was_to_be_cancelled(town: Town, school: SmallSchool) -> None:
    anna = town.anna(school, "en", MONDAY).says("cancel monday").hears("confirm_cancel")
    anna.says("book friday at 10").hears("confirm_booking", "Fri 27 Nov 10:00")


JONAS = {
    "en": ("the one with jonas, can we do it friday instead", "cancel the one with jonas", "no wait, the other one"),
    "da": ("den hos jonas, kan vi tage den fredag i stedet", "aflys den hos jonas", "nej vent, den anden"),
    "de": ("die mit Jonas, geht das auch am Freitag?", "sag die bei Jonas ab", "nein warte, die andere"),
    "sv": ("den med jonas, kan vi ta den på fredag istället", "avboka den med jonas", "nej vänta, den andra"),
    "nb": ("den med jonas, kan vi ta den på fredag i stedet", "avbestill den med jonas", "nei vent, den andre"),
}


@pytest.mark.parametrize("language", JONAS)
def test_a_lesson_is_named_by_its_teacher_and_as_the_other_one(town: Town, school: SmallSchool, language: str) -> None:
    moves, cancels, other = JONAS[language]
    anna = town.anna(school, language, WEDNESDAY)
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", teacher=school.jonas, made="2026-11-20 12:00")
    anna.says(moves).hears("offers", "26", "27", "Jonas")
    anna.says("menu").says(cancels).hears("confirm_cancel", "26")
    anna.says(other).hears("confirm_cancel", "25")


def test_the_other_one_is_moved_to_where_the_first_was_to_go(town: Town, school: SmallSchool) -> None:
    anna = town.anna(school, "en", WEDNESDAY, MONDAY).says("move wednesday to friday at 10").hears("confirm_move")
    anna.says("no, the other one").hears("confirm_move", "From Mon 30 Nov 10:00 to Fri 27 Nov 10:00")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "can I move my wednesday lesson to a bit later?"),
        ("da", "ku jeg rykke min tid på onsdag til lidt senere?"),
        ("de", "kann ich Mittwoch etwas nach hinten schieben?"),
        ("sv", "kan jag flytta onsdagen lite senare?"),
        ("nb", "kan jeg flytte onsdagen litt senere?"),
    ],
)
def test_a_lesson_that_is_moved_a_bit_later_stays_on_its_day(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.anna(school, language, "2026-11-25 10:00")
    anna.says(said).hears("offers", "25", "11")
    assert "09" not in "".join(anna.labels)


@pytest.mark.parametrize(
    ("language", "said"),
    [("da", "kan jeg skubbe timen i morgen en time"), ("nb", "kan jeg skyve timen i morgen en time")],
)
def test_by_an_hour_is_read_behind_a_day_of_two_words(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    town.anna(school, language, "2026-11-24 10:00").says(said).hears("which_time", "24")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "can i swap my lesson for a theory class"),
        ("da", "kan jeg bytte min time til teori"),
        ("de", "kann ich meine stunde gegen eine theoriestunde tauschen"),
        ("sv", "kan jag byta min lektion mot en teorilektion"),
        ("nb", "kan jeg bytte timen min mot en teoritime"),
    ],
)
def test_a_lesson_is_swapped_for_one_of_another_kind(town: Town, school: SmallSchool, language: str, said: str) -> None:
    school.plans_class("2026-12-01 18:30")
    town.anna(school, language, "2026-11-27 10:00").says(said).hears("ask_other_kind", "27")


IT_TO_BE = {
    "en": ("can it be at 2", "could that be on thursday"),
    "da": ("kan den være kl 14", "må den være på torsdag"),
    "de": ("kann die auch um 14 Uhr sein", "kann das am Donnerstag sein"),
    "sv": ("kan den vara klockan 14", "kan den bli på torsdag"),
    "nb": ("kan den være klokka 14", "kan det bli på torsdag"),
}


@pytest.mark.parametrize(("language", "said"), [(code, said) for code, all_ in IT_TO_BE.items() for said in all_])
def test_when_it_can_be_is_asked_of_the_lesson_that_there_is(
    town: Town, school: SmallSchool, language: str, said: str
) -> None:
    anna = town.anna(school, language, "2026-12-02 10:00").says(said)
    assert anna.last.reply.says[-1].params["from"] == "2026-12-02T10:00"


def test_who_has_no_lesson_books_one(town: Town, school: SmallSchool) -> None:
    town.anna(school, "en").says("can it be on thursday").hears("offers")
