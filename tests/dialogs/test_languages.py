"""Every language from the first word to the balance, and changing from each to each."""

from __future__ import annotations

import itertools

import pytest

from bot.dialogs.exchange import Channel
from domain.languages import LANGUAGES
from tests.chat import Chat, Town, words
from tests.factories import SmallSchool

NAMED = {"en": "english", "da": "dansk", "de": "Deutsch", "sv": "svenska", "nb": "på norsk"}
"""How people ask for their language, whatever is spoken with them."""


def someone(town: Town, school: SmallSchool, language: str) -> Chat:
    """Anna, who writes that language by SMS and usually drives with Mette."""
    return town.person(school, school.student("Anna Berg", language, school.mette), language=language)


def reference_of(chat: Chat) -> str:
    """The lesson's, as the confirmation has it in brackets."""
    return chat.text.partition("(")[2].partition(")")[0]


def test_a_lesson_in_german(town: Town, school: SmallSchool) -> None:
    anna = someone(town, school, "de")
    anna.says("kann ich do um 12 eine fahrstunde haben?").hears_exactly(
        "Do 26. Nov. 12:00-12:45, Fahrstunde bei Mette, red Golf, Harbour St.\n"
        "650 kr, gratis verschieben bis Mi 25. Nov. 12:00. 5 Min. reserviert.\n"
        "1 Buchen\n2 Andere Zeit"
    )
    anna.says("ja gern")
    anna.hears_exactly(f"Gebucht: Do 26. Nov. 12:00 ({reference_of(anna)}). Ich erinnere dich vorher.").forget()
    town.until("2026-11-25 12:00")
    anna.hears_exactly("Erinnerung: Do 26. Nov. 12:00-12:45, Fahrstunde bei Mette, Harbour St.")
    anna.says("verschieb sie auf freitag um 10").hears(
        "Von Do 26. Nov. 12:00 auf Fr 27. Nov. 10:00-10:45 bei Mette", "Das Verschieben kostet nichts."
    )
    anna.says("ja").hears("Verschoben: Fr 27. Nov. 10:00")
    town.until("2026-11-26 12:00")
    anna.says("sag meine stunde ab").hears("Fr 27. Nov. 10:00, Fahrstunde bei Mette, absagen?", "kostet es 325 kr")
    anna.says("ja").hears("Abgesagt: Fr 27. Nov. 10:00. 325 kr werden dir berechnet.")
    anna.says("was schulde ich?").hears_exactly("Du schuldest 325 kr (1 Gebühr).")


def test_a_lesson_in_swedish(town: Town, school: SmallSchool) -> None:
    anna = someone(town, school, "sv")
    anna.says("kan jag få en körlektion på torsdag kl 12?").hears_exactly(
        "tors 26 nov 12:00-12:45, Körlektion med Mette, red Golf, Harbour St.\n"
        "650 kr, gratis att flytta fram till ons 25 nov 12:00.\n"
        "1 Boka den\n2 En annan tid"
    )
    anna.says("ja tack")
    anna.hears_exactly(f"Bokat: tors 26 nov 12:00 ({reference_of(anna)}). Jag påminner dig innan.").forget()
    town.until("2026-11-25 12:00")
    anna.hears_exactly("Påminnelse: tors 26 nov 12:00-12:45, Körlektion med Mette, Harbour St.")
    anna.says("flytta den till fredag kl 10").hears(
        "Från tors 26 nov 12:00 till fre 27 nov 10:00-10:45 med Mette", "Det är gratis att flytta."
    )
    anna.says("ja").hears("Flyttad: fre 27 nov 10:00")
    town.until("2026-11-26 12:00")
    anna.says("avboka min lektion").hears(
        "Avboka fre 27 nov 10:00, Körlektion med Mette?", "Så sent kostar det 325 kr."
    )
    anna.says("ja").hears("Avbokad: fre 27 nov 10:00. 325 kr läggs på din räkning.")
    anna.says("vad är jag skyldig?").hears_exactly("Du är skyldig 325 kr (1 avgift).")


def test_a_lesson_in_norwegian(town: Town, school: SmallSchool) -> None:
    anna = someone(town, school, "nb")
    anna.says("kan jeg få en kjøretime på torsdag kl 12?").hears_exactly(
        "tor 26. nov. 12:00-12:45, Kjøretime med Mette, red Golf, Harbour St.\n"
        "650 kr, gratis å flytte frem til ons 25. nov. 12:00. Holdt 5 min.\n"
        "1 Bestill den\n2 Annen tid"
    )
    anna.says("ja takk")
    anna.hears_exactly(f"Bestilt: tor 26. nov. 12:00 ({reference_of(anna)}). Jeg minner deg på det før.").forget()
    town.until("2026-11-25 12:00")
    anna.hears_exactly("Husk: tor 26. nov. 12:00-12:45, Kjøretime med Mette, Harbour St.")
    anna.says("flytt den til fredag kl 10").hears(
        "Fra tor 26. nov. 12:00 til fre 27. nov. 10:00-10:45 med Mette", "Det er gratis å flytte."
    )
    anna.says("ja").hears("Flyttet: fre 27. nov. 10:00")
    town.until("2026-11-26 12:00")
    anna.says("avbestill timen min").hears(
        "Avbestille fre 27. nov. 10:00, Kjøretime med Mette?", "Så sent koster det 325 kr."
    )
    anna.says("ja").hears("Avbestilt: fre 27. nov. 10:00. 325 kr legges på regningen din.")
    anna.says("hva skylder jeg?").hears_exactly("Du skylder 325 kr (1 gebyr).")


@pytest.mark.parametrize(("spoken", "wanted"), list(itertools.permutations(LANGUAGES, 2)))
def test_every_language_is_changed_to_every_other_by_its_name(
    town: Town, school: SmallSchool, spoken: str, wanted: str
) -> None:
    someone(town, school, spoken).says(NAMED[wanted]).hears_exactly(words(wanted, "language_set"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_choice_offers_all_languages_by_their_own_names(town: Town, school: SmallSchool, language: str) -> None:
    anna = someone(town, school, language)
    anna.says("menu").picks(words(language, "menu_language"))
    anna.hears("ask_language", choices=["English", "Dansk", "Deutsch", "Svenska", "Norsk"])
    anna.picks("Svenska").hears_exactly("Bra, jag talar svenska med dig.")


def test_a_language_asked_for_in_the_middle_goes_on_with_the_same_question(town: Town, school: SmallSchool) -> None:
    anna = someone(town, school, "en").says("book wed at 10").hears("Wed 25 Nov 10:00-10:45")
    anna.says("deutsch").hears("Gut, ich spreche Deutsch mit dir.", "Zurück zu Mi 25. Nov. 10:00:")
    anna.says("på norsk").hears("Fint, jeg snakker norsk med deg.", "Tilbake til ons 25. nov. 10:00:")
    anna.says("kan vi prata svenska?").hears("Bra, jag talar svenska med dig.", "Tillbaka till ons 25 nov 10:00:")
    anna.says("ja tack").hears("Bokat: ons 25 nov 10:00")


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("hello, I would like to book a driving lesson", "en"),
        ("hej, jeg vil gerne have en køretime", "da"),
        ("hallo, ich möchte gern eine fahrstunde buchen", "de"),
        ("hej, jag vill gärna boka en körlektion", "sv"),
        ("hei, jeg vil gjerne bestille en kjøretime", "nb"),
    ],
)
def test_a_stranger_is_answered_in_the_language_of_the_first_words(town: Town, said: str, language: str) -> None:
    stranger = town.stranger().says(said).hears("ask_code")
    assert stranger.language == language


@pytest.mark.parametrize(
    ("said", "welcome"),
    [
        ("{code}, my name is lise holm", "Welcome to Havn Driving, Lise."),
        ("{code}, jeg hedder lise holm", "Velkommen til Havn Driving, Lise."),
        ("{code}, ich heiße lise holm", "Willkommen bei Havn Driving, Lise."),
        ("{code}, jag heter lise holm", "Välkommen till Havn Driving, Lise."),
        ("{code}, mitt fulle navn er lise holm", "Velkommen til Havn Driving, Lise."),
    ],
)
def test_who_says_code_and_name_at_once_is_welcomed_in_the_same_language(
    town: Town, school: SmallSchool, said: str, welcome: str
) -> None:
    town.stranger().says(said.format(code=school.code)).hears("welcome", welcome)


@pytest.mark.parametrize(
    "said", ["was ist das hier", "vad är det här", "hva er dette", "min kod är NORD", "ich weiß nicht"]
)
def test_a_sentence_of_any_language_is_no_name(town: Town, school: SmallSchool, said: str) -> None:
    town.stranger().says(school.code).says(said).hears("ask_name_again")


@pytest.mark.parametrize(("phone", "language"), [("+4641000001", "sv"), ("+4541000001", "da"), ("+4741000001", "da")])
def test_where_the_words_may_be_of_several_the_numbers_country_tells(town: Town, phone: str, language: str) -> None:
    """Danes and Swedes say "hej", Norwegians don't."""
    assert town.stranger(phone=phone).says("hej").language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_school_may_speak_any_of_the_languages(town: Town, language: str) -> None:
    """Who has written nothing but its code is spoken to in the school's language."""
    school = town.found(language=language)
    nia = town.stranger().says(school.code)
    nia.hears("ask_name")
    assert nia.language == language


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("ich möchte am Montag um 10 fahren", "de"),
        ("jeg vil gerne have en time torsdag kl 14", "da"),
        ("I would like a lesson on thursday at 14", "en"),
        ("jag vill gärna ha en lektion på torsdag klockan 14", "sv"),
    ],
)
@pytest.mark.parametrize("of_school", ["en", "da"])
def test_a_code_and_a_name_tell_no_language_but_the_first_sentence_does(
    town: Town, said: str, language: str, of_school: str
) -> None:
    school = town.found(language=of_school)
    bob = town.stranger().says(school.code).says("Åsa Öberg")
    assert bob.language == of_school
    assert bob.says(said).language == language
    assert bob.says("menu").language == language


def test_a_greeting_of_several_languages_is_answered_by_the_numbers_country(town: Town) -> None:
    school = town.found(language="en")
    bo = town.stranger(phone="+4520998877").says(school.code).says("Bo Lind")
    assert bo.language == "en"
    assert bo.says("hej").language == "da"


def test_a_language_that_was_chosen_stays_whatever_is_written(town: Town, school: SmallSchool) -> None:
    bo = town.stranger().says(school.code).says("dansk").says("Bo Lind")
    bo.says("I would like a lesson on thursday at 14")
    assert bo.language == "da"


OFFERED = {
    "en": 'Rather in English? Write "english".',
    "da": 'Hellere på dansk? Skriv "dansk".',
    "de": 'Lieber auf Deutsch? Schreib "deutsch".',
    "sv": 'Hellre på svenska? Skriv "svenska".',
    "nb": 'Heller på norsk? Skriv "norsk".',
}
"""To who writes in it."""
SENTENCES = {
    "en": "I would like a lesson on wednesday after 10",
    "da": "jeg vil gerne have en køretime på onsdag efter klokken 10",
    "de": "ich möchte am Mittwoch nach 10 Uhr fahren",
    "sv": "jag vill gärna ha en körlektion på onsdag efter klockan 10",
    "nb": "jeg vil gjerne ha en kjøretime på onsdag etter klokka 10",
}


@pytest.mark.parametrize(("spoken", "written"), list(itertools.permutations(LANGUAGES, 2)))
def test_who_writes_in_another_language_is_offered_it_once(
    town: Town, school: SmallSchool, spoken: str, written: str
) -> None:
    anna = someone(town, school, spoken).says(SENTENCES[written])
    anna.hears(OFFERED[written], "offers")
    assert anna.language == spoken
    anna.says(SENTENCES[written]).hears("offers")
    assert OFFERED[written] not in anna.text
    anna.says(NAMED[written]).hears("language_set", "offers")
    assert anna.language == written


@pytest.mark.parametrize("channel", [Channel.WHATSAPP, Channel.TELEGRAM])
def test_the_offered_language_is_a_button_where_there_are_buttons(
    town: Town, school: SmallSchool, channel: Channel
) -> None:
    anna = town.person(school, school.student("Anna Berg", "en", school.mette), channel)
    anna.says("kan jeg få en køretime på onsdag kl 10?").hears("rather_da", "confirm_booking")
    assert anna.labels == ["Book it", "Another time", "Dansk"]
    anna.picks("Dansk").hears("Godt, jeg taler dansk med dig.", "confirm_booking_again")
    assert anna.labels == ["Book den", "En anden tid"]
    anna.picks_number(1).hears("booked")


def test_among_the_languages_the_offered_one_is_no_second_button(town: Town, school: SmallSchool) -> None:
    student = school.student("Anna Berg", "sv", school.mette)
    anna = town.person(school, student, Channel.WHATSAPP, "sv").says("språk").hears("ask_language")
    anna.says("how many lessons do I have left").hears("rather_en", "ask_language")
    assert anna.labels == ["English", "Dansk", "Deutsch", "Svenska", "Norsk"]


def test_an_answer_that_asks_nothing_has_the_offered_language_as_its_only_button(
    town: Town, school: SmallSchool
) -> None:
    anna = town.person(school, school.student("Anna Berg", "en", school.mette), Channel.TELEGRAM)
    anna.says("hvad er det jeg skylder jer").hears("rather_da", "balance")
    assert anna.labels[-1] == "Dansk"
    anna.picks("Dansk").hears_exactly("Godt, jeg taler dansk med dig.")
    anna.taps(1, 0).hears("old_button", "menu_again")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "hvad har jeg næste uge"),
        ("da", "flyt timen i morgen til mandag samme tid"),
        ("nb", "hvor mange timer har jeg igjen?"),
        ("nb", "hva skylder jeg"),
        ("sv", "ka ja få en tid imorn kl 4"),
        ("de", "menu please"),
        ("en", "hej"),
        ("da", "ok thanks"),
    ],
)
def test_a_word_or_a_neighbours_words_bring_no_offer(town: Town, school: SmallSchool, language: str, said: str) -> None:
    anna = someone(town, school, language).says(said)
    assert not any(name.startswith("rather_") for name in anna.last.names)


def test_who_has_chosen_the_language_is_offered_no_other(town: Town, school: SmallSchool) -> None:
    anna = someone(town, school, "en").says("dansk").says(SENTENCES["en"]).hears("offers")
    assert "rather_en" not in anna.last.names


def test_in_a_talk_with_the_school_no_language_is_offered(town: Town, school: SmallSchool) -> None:
    anna = someone(town, school, "en").says("xyzzy").says("xyzzy").says("xyzzy").hears("talking")
    anna.says("jeg vil gerne vide hvornår jeg kan komme til prøve").hears("passed_on")
    assert "rather_da" not in anna.last.names


def kept_for(town: Town, school: SmallSchool, name: str) -> str:
    """The language that the school has of the student."""
    ((language,),) = town.database.execute(
        "SELECT language FROM students WHERE school_id = %s AND name = %s", [school.id, name]
    )
    return str(language)


def test_the_schools_register_follows_the_first_sentence(town: Town) -> None:
    school = town.found(language="en")
    bob = town.stranger().says(school.code).says("Åsa Öberg")
    assert kept_for(town, school, "Åsa Öberg") == "en"
    bob.says("jag vill gärna ha en lektion på torsdag klockan 14").hears("confirm_booking")
    assert kept_for(town, school, "Åsa Öberg") == "sv"


def test_the_schools_register_follows_the_choice(town: Town, school: SmallSchool) -> None:
    anna = someone(town, school, "en").says("deutsch").hears("language_set")
    assert kept_for(town, school, "Anna Berg") == "de"
    anna.says("jeg vil gerne have en køretime på onsdag efter klokken 10")
    assert kept_for(town, school, "Anna Berg") == "de"
