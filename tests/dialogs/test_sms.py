"""The main flows by SMS at the demo school, whose names are long, in every language: a question is one SMS."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.rendering import texts
from bot.understanding.lexicon import codes
from tests import database
from tests.docs.talks import Talks, demo
from tests.rendering.test_messages import GSM7, GSM7_EXTENDED, segments

MIKKEL = "+4520000002"
"""Who has three lessons ahead with Jonas, at Station Square."""
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


@pytest.mark.parametrize("language", codes())
def test_every_question_of_the_main_flows_is_one_sms_in_gsm_7(
    database_server: str, migrated_template: str, tmp_path: Path, language: str
) -> None:
    asked: dict[str, str] = {}
    with database.new_database(database_server, migrated_template) as url, demo(url, tmp_path) as (program, clock):
        talks = Talks(program, clock)
        for words in SAYS[language].split(", "):
            asked |= {text: words for text in [talks.say(MIKKEL, words)] if re.search("^1 ", text, re.MULTILINE)}
    assert len(asked) > 15
    assert not {text for text in asked if segments(text) > 1}
    assert not {text for text in asked if set(text) - GSM7 - GSM7_EXTENDED}


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
