"""The main flows by SMS at the demo school, whose names are long, in every language: a question is one SMS, and so is
what is answered to something else beside it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.rendering import texts
from bot.understanding.lexicon import codes
from tests import database
from tests.docs.talks import Talks, demo
from tests.rendering.test_messages import GSM7, GSM7_EXTENDED, segments

MIKKEL = "+4520000002"
"""Who has three lessons ahead with Jonas, at Station Square."""
SOFIA = "+4520000003"
"""Who has two with different teachers, and a signature to give."""
SAYS = {
    "en": (
        "english, menu, book, blah, blah, more, menu, book 28 march 2027, lesson thu 17 dec, 1, thanks, 1, "
        "lesson fri 18 dec at 9, 1, book, my lessons, move a lesson, 2, 1, menu, cancel a lesson, 1, menu, "
        "tell me if an earlier lesson comes up, 2, menu, great, perhaps"
    ),
    "da": (
        "dansk, menu, book, blah, blah, mere, menu, book 28 marts 2027, køretime torsdag 17 dec, 1, tak, 1, "
        "køretime fredag 18 dec kl 9, 1, book, mine tider, flyt en tid, 2, 1, menu, aflys en tid, 1, menu, "
        "sig til hvis der bliver en tidligere tid, 2, menu, super, måske"
    ),
    "de": (
        "deutsch, menü, buchen, blah, blah, mehr, menü, buche 28. märz 2027, fahrstunde do 17 dez, 1, danke, "
        "1, fahrstunde fr 18 dez um 9, 1, buchen, meine termine, termin verschieben, 2, 1, menü, "
        "termin absagen, 1, menü, sag bescheid wenn ein früherer termin frei wird, 2, menü, super, vielleicht"
    ),
    "sv": (
        "svenska, meny, boka, blah, blah, mer, meny, boka 28 mars 2027, körlektion torsdag 17 dec, 1, tack, "
        "1, körlektion fredag 18 dec kl 9, 1, boka, mina tider, flytta en tid, 2, 1, meny, avboka en tid, 1, "
        "meny, säg till om det blir en tidigare tid, 2, meny, super, kanske"
    ),
    "nb": (
        "norsk, meny, bestill, blah, blah, mer, meny, bestill 28 mars 2027, kjøretime torsdag 17 des, 1, "
        "takk, 1, kjøretime fredag 18 des kl 9, 1, bestill, mine timer, flytt en time, 2, 1, meny, "
        "avbestill en time, 1, meny, si fra hvis det blir en tidligere time, 2, meny, supert, kanskje"
    ),
}
"""One message after the other."""


BESIDE = {
    "en": (
        "english, book thu 10 dec at 14, no show fee?, why do I owe 6300, i paid yesterday, who is this, how "
        "many package lessons left, 3, next step, why can't I book tomorrow at 7, help, 9, menu, move a "
        "lesson, 1, next step, blah, 8, what do I owe, menu, cancel a lesson, 9, my lessons, help, 1, who is "
        "this, 9, menu, theory class, next step, what do I owe, blah, hm, my lessons, 98"
    ),
    "da": (
        "dansk, book tor 10 dec kl 14, gebyr for udeblivelse?, hvorfor skylder jeg 6300, jeg betalte i går, "
        "hvem er det, hvor mange pakketimer har jeg tilbage, 3, næste skridt, hvorfor kan jeg ikke booke i "
        "morgen kl 7, hjælp, 9, menu, flyt en tid, 1, næste skridt, blah, 8, hvad skylder jeg, menu, aflys en "
        "tid, 9, mine tider, hjælp, 1, hvem er det, 9, menu, teorilektion, næste skridt, hvad skylder jeg, "
        "blah, hm, mine tider, 98"
    ),
    "de": (
        "deutsch, fahrstunde do 10 dez um 14, gebühr für nichterscheinen?, warum schulde ich 6300, ich habe "
        "gestern bezahlt, wer ist das, wie viele stunden sind noch im paket, 3, nächster schritt, warum kann "
        "ich morgen um 7 nicht buchen, hilfe, 9, menü, termin verschieben, 1, nächster schritt, blah, 8, was "
        "schulde ich, menü, termin absagen, 9, meine termine, hilfe, 1, wer ist das, 9, menü, theoriestunde, "
        "nächster schritt, was schulde ich, blah, hm, meine termine, 98"
    ),
    "sv": (
        "svenska, boka tors 10 dec kl 14, avgift för utebliven?, varför är jag skyldig 6300, jag betalade "
        "igår, vem är det, hur många lektioner är kvar i paketet, 3, nästa steg, varför kan jag inte boka i "
        "morgon kl 7, hjälp, 9, meny, flytta en tid, 1, nästa steg, blah, 8, vad är jag skyldig, meny, avboka "
        "en tid, 9, mina tider, hjälp, 1, vem är det, 9, meny, teorilektion, nästa steg, vad är jag skyldig, "
        "blah, hm, mina tider, 98"
    ),
    "nb": (
        "norsk, bestill tor 10 des kl 14, gebyr for ikke møtt?, hvorfor skylder jeg 6300, jeg betalte i går, "
        "hvem er det, hvor mange timer er igjen i pakken, 3, neste steg, hvorfor kan jeg ikke bestille i "
        "morgen kl 7, hjelp, 9, meny, flytt en time, 1, neste steg, blah, 8, hva skylder jeg, meny, avbestill "
        "en time, 9, mine timer, hjelp, 1, hvem er det, 9, meny, teoritime, neste steg, hva skylder jeg, "
        "blah, hm, mine timer, 98"
    ),
}
"""What is said beside an open question: about money and rules, what is out of place, and what nobody understands."""

LISTS = {
    "en": "history, statement, progress, prices",
    "da": "historik, kontoudtog, fremskridt, priser",
    "de": "verlauf, kontoauszug, fortschritt, preise",
    "sv": "historik, kontoutdrag, framsteg, priser",
    "nb": "historikk, kontoutskrift, fremgang, priser",
}
"""What is asked for and has a line for each lesson, entry, module or kind of lesson: the only texts of more than one
SMS, of whole lines, and never together with a question."""


@pytest.mark.parametrize("language", codes())
def test_every_message_of_the_main_flows_is_one_sms_in_gsm_7(
    database_server: str, migrated_template: str, tmp_path: Path, language: str
) -> None:
    heard: dict[str, str] = {}
    with database.new_database(database_server, migrated_template) as url, demo(url, tmp_path) as (program, clock):
        talks = Talks(program, clock)
        for student, said in ((MIKKEL, SAYS[language]), (SOFIA, BESIDE[language])):
            for words in said.split(", "):
                heard |= dict.fromkeys(talks.answers(student, words), words)
            clock.move_to(clock() + timedelta(hours=4))
            heard |= dict.fromkeys(talks.answers(student, "hm"), "a while later")
    assert sum(_asks(text) for text in heard) > 30
    assert not {text: (len(text), words) for text, words in heard.items() if segments(text) > 1}
    assert not {text for text in heard if set(text) - GSM7 - GSM7_EXTENDED}


@pytest.mark.parametrize("language", codes())
def test_a_list_of_several_sms_is_followed_by_its_question_in_one_of_its_own(
    database_server: str, migrated_template: str, tmp_path: Path, language: str
) -> None:
    with database.new_database(database_server, migrated_template) as url, demo(url, tmp_path) as (program, clock):
        talks = Talks(program, clock)
        for words in BESIDE[language].split(", ")[:2]:
            talks.answers(MIKKEL, words)
        for words in LISTS[language].split(", "):
            clock.move_to(clock() + timedelta(minutes=2))
            *_, question = talks.answers(MIKKEL, words)
            assert texts(language)["confirm_booking_again"].partition(" {{")[0] in question
            assert (segments(question), _asks(question)) == (1, True)


def _asks(text: str) -> bool:
    return re.search("^1 ", text, re.MULTILINE) is not None


@pytest.mark.parametrize("language", ["en", "da"])
def test_two_misses_before_a_long_list_bring_the_school_and_the_menu_beside_it(
    database_server: str, migrated_template: str, tmp_path: Path, language: str
) -> None:
    with database.new_database(database_server, migrated_template) as url, demo(url, tmp_path) as (program, clock):
        talks = Talks(program, clock)
        *_, twice = [talks.say(MIKKEL, words) for words in SAYS[language].split(", ")[:5]]
    known = texts(language)
    shown = [line.partition(" ")[2] for line in twice.splitlines()]
    assert shown[-3:] == [known["choice_more"], known["choice_school"], known["choice_menu"]]
