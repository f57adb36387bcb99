"""The samples that the examples of texts are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Params = dict[str, Any]
Previews = dict[str, tuple[Params, ...]]

_TYPES = {"en": "Driving lesson", "da": "Køretime", "de": "Fahrstunde", "sv": "Körlektion", "nb": "Kjøretime"}
_THEORY = {"en": "Theory class", "da": "Teorilektion", "de": "Theoriestunde", "sv": "Teorilektion", "nb": "Teoritime"}
_TEST = {"en": "Theory test", "da": "Teoriprøve", "de": "Theorieprüfung", "sv": "Kunskapsprov", "nb": "Teoriprøve"}
_TEN = {
    "en": "10 driving lessons", "da": "10 køretimer", "de": "10 Fahrstunden", "sv": "10 körlektioner",
    "nb": "10 kjøretimer",
}  # fmt: skip
_WRITTEN = {
    "en": "Get well soon. Friday at 10 is free instead.",
    "da": "God bedring. Fredag kl 10 er ledig i stedet.",
    "de": "Gute Besserung. Freitag um 10 ist stattdessen frei.",
    "sv": "Krya på dig. Fredag kl 10 är ledigt i stället.",
    "nb": "God bedring. Fredag kl 10 er ledig i stedet.",
}
PRICE, FREE, FEE = [65_000, "DKK"], [0, "DKK"], [32_500, "DKK"]
START, END, FREE_UNTIL = "2026-11-26T16:45", "2026-11-26T17:30", "2026-11-25T16:45"
UNTIL = {"last": "2026-12-02"}


@dataclass(frozen=True, slots=True)
class Sample:
    """language: whose words the school has."""

    language: str

    @property
    def kind(self) -> str:
        return _TYPES[self.language]

    @property
    def theory(self) -> str:
        return _THEORY[self.language]

    @property
    def test(self) -> str:
        return _TEST[self.language]

    @property
    def ten(self) -> str:
        return _TEN[self.language]

    @property
    def written(self) -> str:
        """What somebody has written."""
        return _WRITTEN[self.language]

    @property
    def told(self) -> Params:
        """Who is spoken to."""
        return {"name": "Anna", "school": "Nordlys Køreskole"}

    @property
    def lesson(self) -> Params:
        return {
            "start": START,
            "end": END,
            "type": self.kind,
            "teacher": "Mette",
            "resources": "red Golf",
            "branch": "Harbour St",
            "price": PRICE,
            "free_until": FREE_UNTIL,
            "reference": "K7Q2",
            "student": "Anna Berg",
            "waiting": False,
            "off": False,
        }

    @property
    def bare(self) -> Params:
        """A lesson that has nothing but its time."""
        return self.lesson | {"teacher": None, "resources": None, "branch": None}

    @property
    def seat(self) -> Params:
        """One in a class."""
        about = {"type": self.theory, "teacher": "Jonas", "resources": "theory room", "price": FREE}
        return self.lesson | about

    @property
    def notice(self) -> Params:
        about = {"free": True, "not_held": False, "moved": False, "was": None, "more": 0, "course": None}
        return self.lesson | about | {"reason": "", "pickup": "", "unlike": False}
