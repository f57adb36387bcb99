"""Which language a person is answered in."""

from __future__ import annotations

from bot.dialogs.exchange import Inbound, Kind
from bot.ports import Opened
from bot.understanding.languages import likely_languages, other_language, plain_language
from domain.languages import FALLBACK, LANGUAGES, at_home
from domain.schools import Catalogue


def spoken(opened: Opened, inbound: Inbound, catalogue: Catalogue | None) -> tuple[str, bool]:
    """The language to answer in, and whether the person's own words have told it: a code and a name do not, so until
    the first sentence it is guessed."""
    if opened.language is not None and not opened.state.get("guessed"):
        return opened.language, True
    if (plain := plain_language(inbound.text)) in LANGUAGES:
        assert plain is not None
        return plain, True
    if opened.language is None:
        return _language_of(inbound, catalogue), False
    others = likely_languages(inbound.text) if catalogue is not None else ()  # joining, it may be a code or a name
    return (_language_of(inbound, catalogue) if others and opened.language not in others else opened.language), False


def preferred(opened: Opened, inbound: Inbound, language: str) -> str | None:
    """The other language that somebody writes in, to be offered: once, and not to who has chosen the language."""
    if inbound.kind is not Kind.TEXT or opened.role is None or opened.state.get("language_settled"):
        return None
    other = other_language(inbound.text, language)
    return other if other in LANGUAGES else None


def _language_of(inbound: Inbound, catalogue: Catalogue | None) -> str:
    """At first contact: by the person's own words; where these may be of several languages, by the channel's hint, the
    school's language or the number's country."""
    likely = likely_languages(inbound.text)
    known = [language for language in LANGUAGES if language in likely] or LANGUAGES
    of_school = catalogue.school.language if catalogue else None
    hints = (inbound.language, of_school, FALLBACK, at_home(inbound.phone))
    return next((hint for hint in hints if hint is not None and hint in known), known[0])
