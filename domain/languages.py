"""The languages in which people are spoken to: the one place that says which there are.

Each has its texts in `bot/locale/`, its lexicon in `bot/understanding/lexicons/`, and the words of every rule in
`domain/rules/`. What a school names, it names in some of them.
"""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "da", "de", "sv", "nb")
"""In the order in which they are offered. Codes of ISO 639-1."""

FALLBACK = LANGUAGES[0]
"""Spoken where nobody has said which; and what has no words in another language is said in it."""

_ALSO_CALLED = {"no": "nb", "nn": "nb"}
_AT_HOME = {"+45": "da", "+46": "sv", "+47": "nb", "+49": "de", "+43": "de"}


def named(*names: str) -> dict[str, str]:
    """Names by language, given in the order of `LANGUAGES`; the last ones may be left out."""
    assert len(names) <= len(LANGUAGES), f"more names than languages: {names}"
    return dict(zip(LANGUAGES, names, strict=False))


def name_in(language: str, names: Mapping[str, str]) -> str:
    """The name in that language, or in another in which there is one; empty if there is none."""
    return names.get(language) or next(iter(names.values()), "")


def spoken(tag: str | None) -> str | None:
    """The language of a profile's tag ("de-AT", "no"), None if it isn't spoken here."""
    code = (tag or "").partition("-")[0].partition("_")[0].lower()
    code = _ALSO_CALLED.get(code, code)
    return code if code in LANGUAGES else None


def at_home(phone: str | None) -> str | None:
    """The language of the country that a phone number (E.164) is of, None if none is spoken there."""
    return _AT_HOME.get((phone or "")[:3])
