"""How long a lesson is wished to be, and minutes that tell of something else."""

from __future__ import annotations

import pytest

from bot.understanding.lengths import lengths_in


@pytest.mark.parametrize(
    ("language", "said", "minutes"),
    [
        ("en", "a 90 min one on thursday", 90),
        ("en", "an hour and a half on friday", 90),
        ("en", "1 hour 30 min friday", 90),
        ("en", "1.5 hours", 90),
        ("en", "a 2-hour lesson", 120),
        ("en", "half an hour tuesday", 30),
        ("en", "90 min after 3", 90),
        ("da", "halvanden time på torsdag", 90),
        ("da", "1½ times kørsel", 90),
        ("da", "90 minutters kørsel", 90),
        ("da", "en halv time på fredag", 30),
        ("de", "anderthalb Stunden am Freitag", 90),
        ("de", "1,5 Stunden", 90),
        ("sv", "90 minuter på torsdag em", 90),
        ("nb", "halvannen time onsdag", 90),
    ],
)
def test_a_length_is_read(language: str, said: str, minutes: int) -> None:
    assert lengths_in(said, language) == (minutes,)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "a lesson in 90 min"),
        ("en", "I'm 90 min late"),
        ("en", "an hour later"),
        ("en", "move it by 30 mins"),
        ("en", "60 min before my exam"),
        ("en", "thursday 10.45"),
        ("da", "om 90 min"),
        ("da", "90 min forsinket"),
        ("da", "en time fredag"),
        ("da", "to timer fredag"),
        ("da", "en halv time tidligere"),
        ("de", "in 90 Minuten"),
        ("de", "eine Stunde am Freitag"),
        ("sv", "om 90 minuter"),
        ("nb", "90 minutter forsinket"),
    ],
)
def test_other_minutes_and_what_lessons_are_called_are_none(language: str, said: str) -> None:
    assert lengths_in(said, language) == ()
