"""What lessons are called: by their names, and by the ordinary words for lessons of their kind."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.understanding.reader import read
from bot.understanding.reading import Reading, Vocabulary
from tests.understanding.school import NOW, ZONE

DRIVING, DOUBLE, TRACK, SLIPPERY, TRIAL, THEORY, FIRST_AID, TRACK_DAY = range(1, 9)
NAMES: dict[int, tuple[str, ...]] = {
    DRIVING: ("Driving lesson", "Køretime", "Fahrstunde", "Körlektion", "Kjøretime"),
    DOUBLE: ("Double lesson", "Dobbelt køretime", "Doppelte Fahrstunde", "Dubbel körlektion", "Dobbel kjøretime"),
    TRACK: ("Closed track", "Lukket bane", "Übungsplatz", "Övningsbana", "Øvingsbane"),
    SLIPPERY: ("Slippery road", "Glatbane", "Glätteplatz", "Halkbana", "Glattkjøring"),
    TRIAL: ("Test drive", "Prøvetur", "Probefahrt", "Provkörning", "Prøvetur"),
    THEORY: ("Theory class", "Teorilektion", "Theoriestunde", "Teorilektion", "Teoritime"),
    FIRST_AID: ("First aid class", "Førstehjælpskursus", "Erste-Hilfe-Kurs", "Första hjälpen-kurs", "Førstehjelpskurs"),
    TRACK_DAY: ("Track day", "Banedag", "Platztag", "Bandag", "Banedag"),
}  # fmt: skip
LANGUAGES = ("en", "da", "de", "sv", "nb")
ORDINARY = {
    "en": {
        DOUBLE: ["double lesson"],
        TRACK: ["track", "practice area"],
        SLIPPERY: ["skid course", "skid pan", "slippery"],
        TRIAL: ["trial lesson"],
        THEORY: ["theory", "theory evening"],
        FIRST_AID: ["first aid", "first aid course", "first aid on saturday"],
    },
    "da": {
        DRIVING: ["mørkekørsel"],
        DOUBLE: ["dobbelttime", "dobbeltlektion"],
        TRACK: ["manøvrebane", "manøvrebanen på fredag", "kravlegård", "bane"],
        SLIPPERY: ["glat bane", "glatføre", "køreteknisk anlæg"],
        TRIAL: ["prøvetime"],
        THEORY: ["teori", "teoriaften", "teoriundervisning"],
        FIRST_AID: ["førstehjælp", "førstehjælp på lørdag", "førstehjælpskurset"],
    },
    "de": {
        DRIVING: ["Sonderfahrt", "Überlandfahrt", "Nachtfahrt"],
        DOUBLE: ["Doppelstunde"],
        TRACK: ["Verkehrsübungsplatz"],
        SLIPPERY: ["Schleuderkurs", "Fahrsicherheitstraining"],
        TRIAL: ["Probestunde"],
        THEORY: ["Theorie", "Theorieunterricht"],
        FIRST_AID: ["Erste Hilfe", "Erste Hilfe am Samstag"],
    },
    "sv": {
        DRIVING: ["mörkerkörning"],
        DOUBLE: ["dubbellektion"],
        TRACK: ["manöverbana"],
        SLIPPERY: ["risktvåan", "risktvåan på fredag", "halkan", "halkkörning"],
        TRIAL: ["provlektion"],
        THEORY: ["teori", "teorikväll"],
        FIRST_AID: ["första hjälpen", "första hjälpen på lördag"],
    },
    "nb": {
        DRIVING: ["mørkekjøring"],
        DOUBLE: ["dobbeltime"],
        TRACK: ["øvingsområde"],
        SLIPPERY: ["glattkjøringsbane", "sikkerhetskurs på bane"],
        TRIAL: ["prøvetime"],
        THEORY: ["teori", "trafikalt grunnkurs"],
        FIRST_AID: ["førstehjelp", "førstehjelp på lørdag"],
    },
}


def said(text: str, language: str, types: Mapping[int, tuple[str, ...]]) -> Reading:
    return read(text, language=language, now=NOW, zone=ZONE, vocabulary=Vocabulary({}, types), horizon_days=90)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lesson_type_is_known_by_each_of_its_names(language: str) -> None:
    names = {kind: called[LANGUAGES.index(language)] for kind, called in NAMES.items()}
    assert {kind: said(name, language, NAMES).lesson_type for kind, name in names.items()} == {
        kind: kind for kind in NAMES
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lesson_type_is_known_by_the_ordinary_words_for_it(language: str) -> None:
    found = {text: said(text, language, NAMES).lesson_type for texts in ORDINARY[language].values() for text in texts}
    assert found == {text: kind for kind, texts in ORDINARY[language].items() for text in texts}


def test_a_schools_own_name_goes_before_the_ordinary_word() -> None:
    types: dict[int, tuple[str, ...]] = {
        1: ("Lukket bane",),
        2: ("Manøvrebane",),
        3: ("Køretime",),
        4: ("Sonderfahrt",),
    }
    assert [said(text, "da", types).lesson_type for text in ("lukket bane", "manøvrebane", "køretime")] == [1, 2, 3]
    assert said("Sonderfahrt", "de", types).lesson_type == 4
    assert said("kravlegård", "da", types).lesson_type is None, "it may be either of two"
