"""What a teacher is told of a student whom they teach: how far that one is, and what was noted."""

from __future__ import annotations

import pytest

from bot.dialogs.exchange import Channel
from tests.chat import Chat, Town
from tests.factories import SmallSchool


def mette(town: Town, school: SmallSchool, language: str = "en") -> Chat:
    """Anna has driven with Mette on Friday, who has noted something of it; Bo drives with Jonas."""
    school.books(school.student("Anna Berg", "en", school.mette), "2026-11-20 10:00", made="2026-11-18 12:00")
    school.books(school.student("Bo Lind"), "2026-11-20 12:00", teacher=school.jonas, made="2026-11-18 12:00")
    chat = town.person(school, school.mette, Channel.SMS, language)
    chat.says("attendance").picks_number(1)
    return chat.says("notiz anna parkt gut" if language == "de" else "note anna parks well").hears("noted")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "how is Anna doing"),
        ("en", "Anna's progress?"),
        ("da", "hvordan går det med Anna"),
        ("da", "hvor langt er Anna?"),
        ("de", "wie macht sich Anna?"),
        ("de", "wie weit ist Anna"),
        ("sv", "hur går det för Anna"),
        ("sv", "hur långt har Anna kommit?"),
        ("nb", "hvordan ligger Anna an"),
        ("nb", "hvor langt har Anna kommet"),
        ("en", "has Anna passed theory"),
        ("en", "what should Anna practise next"),
        ("da", "har Anna bestået teoriprøven"),
        ("da", "hvor meget har Anna kørt"),
        ("de", "hat Anna die Theorie bestanden"),
        ("sv", "har Anna klarat teorin"),
        ("nb", "har Anna bestått teoriprøven?"),
    ],
)
def test_how_far_a_student_is_is_told_to_the_teacher(town: Town, school: SmallSchool, language: str, said: str) -> None:
    mette(town, school, language).says(said).hears("of_student", "Anna Berg").hears("progress", "1/16")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "what did I note about Anna?"),
        ("da", "hvad har jeg noteret om Anna"),
        ("de", "was habe ich über Anna notiert?"),
        ("sv", "vad har jag antecknat om Anna"),
        ("nb", "hva noterte jeg om Anna"),
    ],
)
def test_what_was_noted_of_a_student_is_told(town: Town, school: SmallSchool, language: str, said: str) -> None:
    mette(town, school, language).says(said).hears("of_student", "feedback")


@pytest.mark.parametrize("said", ["how is Bo doing", "what did I note about Bo", "how is Zoe doing"])
def test_of_a_student_of_somebody_else_nothing_is_told(town: Town, school: SmallSchool, said: str) -> None:
    chat = mette(town, school).says(said)
    assert "progress" not in chat.last.names
    assert "of_student" not in chat.last.names


def test_two_of_one_name_are_both_told_of(town: Town, school: SmallSchool) -> None:
    school.books(school.student("Anna Holt"), "2026-11-24 10:00")
    mette(town, school).says("how is Anna doing").hears("Anna Berg").hears("Anna Holt")
