"""Every text in every language on every channel: there, complete, within the channel's limits, and well-behaved."""

from __future__ import annotations

import ast
import html
import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError

from bot.dialogs.capabilities import CAPABILITIES
from bot.dialogs.exchange import Channel, Choice, Reply, Say
from bot.dialogs.flow import check
from bot.dialogs.flows import FLOWS
from bot.dialogs.home import MENUS
from bot.filling import PROMPTS
from bot.formats import clock, day, duration, money, month
from bot.previews.samples import Params
from bot.previews.texts import previews
from bot.rendering import locale, render, say_text
from bot.rendering import texts as all_texts
from bot.understanding.lexicon import codes
from bot.understanding.reader import read
from bot.understanding.reading import Vocabulary
from domain.errors import Refusal
from domain.feedback import HIGHEST, LOWEST
from domain.languages import LANGUAGES
from domain.learning import Signer
from domain.notices import NoticeKind
from domain.policies import RULES
from domain.services.attendance import Outcome
from domain.services.next_step import StepKind
from domain.waitlist import Reason

BOT = Path(__file__).parents[2] / "bot"

GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_EXTENDED = set("^{}\\[~]|€")

CARRIER_WORDS = {
    "stop", "stopall", "unsubscribe", "end", "quit", "cancel", "revoke", "optout", "yes", "start", "unstop", "help",
    "info",
}  # fmt: skip
"""Words that gateways take for themselves, so nobody may be asked to send one."""

LONGER_THAN_ONE_SMS = {
    "statement": "a list, asked for",
    "confirm_booking": "only where fees grow by tiers or the school approves bookings",
    "lesson_terms": "asked for; only where fees grow by tiers or changes have cut-offs",
    "terms": "asked for; only where fees grow by tiers or changes have cut-offs",
    "progress": "asked for; a plan of many modules has a line for each",
    "ask_class_correction": "a class has a line for each of its students",
    "history": "asked for; five lessons, a line each",
    "days": "asked for; a line for each lesson",
    "week": "asked for; a line for each lesson",
    "sick_noted": "every lesson of the days, said once",
    "confirm_move": "one SMS unless several fees or a limit follow upon a move to soon",
}
"""Texts of more than one SMS segment in some example, and why."""

ASKING = {NoticeKind.ATTENDANCE, NoticeKind.SIGN_OFF, NoticeKind.COUNTERSIGN, *PROMPTS}
"""Notices that open a dialog and have no words of their own."""

FIXED_LABEL = 20
"""Characters of a WhatsApp quick reply; a list row takes 24."""


def names_used() -> Iterator[tuple[str, str]]:
    """(text name, module) for every text that the code names outright."""
    for file in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield from ((name, file.name) for name in _names_in(node))


def _names_in(call: ast.Call) -> Iterator[str]:
    function = call.func
    called = f".{function.attr}" if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    place = {".say": 0, ".hint": 0, "Say": 0, "Prompt": 0, "Choice": 1}.get(called)
    given = [call.args[place]] if place is not None and len(call.args) > place else []
    given += [keyword.value for keyword in call.keywords if keyword.arg == "again"]
    for argument in given:
        if not isinstance(argument, ast.JoinedStr):
            constants = (node.value for node in ast.walk(argument) if isinstance(node, ast.Constant))
            yield from (constant for constant in constants if isinstance(constant, str))


def names_made() -> set[str]:
    """The texts whose names the code puts together."""
    whens = (
        *("past", "too_far", "no_such_date", "no_such_time", "no_such_clock", "which_hour"),
        *("twice", "which_day", "which_month", "ambiguous"),
    )
    return {
        # The admin API has refusals of its own, which no chat tells of.
        *(f"refused_{r.code}" for r in Refusal.__subclasses__() if r.__module__ == Refusal.__module__),
        *(f"refused_{rule.code}" for rule in RULES if rule.code),
        "said_time",
        "said_terms",
        "said_cut_offs",
        *(f"notice_{kind}" for kind in NoticeKind if kind not in ASKING),
        *(f"ask_offer_{reason}" for reason in Reason),
        *(f"recorded_{outcome}" for outcome in Outcome),
        *(f"signed_by_{signer}" for signer in Signer),
        *(f"choice_level_{value}" for value in range(LOWEST, HIGHEST + 1)),
        *(f"next_{kind}" for kind in StepKind if kind is not StepKind.SIGN),
        *(f"help_{role}" for role in ("student", "teacher", "stranger")),
        *(f"when_{question}" for question in whens),
        *(f"menu_{flow}" for menu in MENUS.values() for flow in menu),
        *(f"{kind}_{code}" for kind in ("language", "rather") for code in LANGUAGES),
        "which_lesson_move",
        "which_lesson_cancel",
        "which_lesson_earlier",
    }


def texts(language: str) -> dict[str, str]:
    return {name: text for name, text in all_texts(language).items() if "." not in name}


def is_label(name: str) -> bool:
    """Whether it is the words of a choice or button, and no message."""
    menus = {f"menu_{flow}" for menu in MENUS.values() for flow in menu}
    return (name.startswith(("choice_", "button_", "language_")) and name != "language_set") or name in menus


def examples(language: str) -> Iterator[tuple[str, Params]]:
    shown = previews(language)
    for name in texts(language):
        for params in shown.get(name, ({},)):
            yield name, params


def quoted(language: str) -> Iterator[tuple[tuple[str, int, int], str]]:
    """((text name, number of the example, of the quotation), words): what people are told to write."""
    shown = previews(language)
    for name in texts(language):
        for number, params in enumerate(shown.get(name, ({},))):
            text = say_text(name, params, language, Channel.SMS)
            for place, words in enumerate(re.findall(r'"([^"]+)"', text)):
                yield (name, number, place), words


def meaning(words: str, language: str) -> tuple[str | None, datetime | None, int]:
    """(intent, when it begins, teachers named) of what somebody writes."""
    now, anna = datetime.fromisoformat("2026-11-24T10:00"), Vocabulary({1: ("Anna", "Anna Berg")}, {})
    reading = read(words, language=language, now=now, zone=ZoneInfo("Europe/Copenhagen"), vocabulary=anna)
    return reading.intent, reading.windows[0].start if reading.windows else None, len(reading.teachers)


def segments(text: str) -> int:
    """SMS segments of a GSM-7 text."""
    septets = sum(2 if character in GSM7_EXTENDED else 1 for character in text)
    return 1 if septets <= 160 else math.ceil(septets / 153)


def test_the_flows_are_wired() -> None:
    assert check(FLOWS) == []


def test_the_wiring_check_finds_faults() -> None:
    broken = replace(FLOWS["book"], steps={**FLOWS["book"].steps, "island": FLOWS["book"].steps["what"]})
    assert check({"book": broken}) == ["book: nothing leads to 'island'"]
    assert check({"book": replace(FLOWS["book"], first="nowhere")})[0] == "book: first step 'nowhere' does not exist"
    doubled = {"book": FLOWS["book"], "twin": replace(FLOWS["lessons"], name="twin", intents=frozenset({"book"}))}
    assert check(doubled) == ["'book' opens both book and twin for a student"]


def test_the_languages_are_those_that_there_are_files_of() -> None:
    assert {file.stem for file in (BOT / "locale").iterdir()} == set(LANGUAGES)
    assert set(codes()) == set(LANGUAGES)


def test_the_languages_have_the_same_texts_and_words() -> None:
    first, *others = (locale(language) for language in LANGUAGES)
    for other in others:
        assert list(other["messages"]) == list(first["messages"])
        assert other["invoice"].keys() == first["invoice"].keys()
        assert other["record"].keys() == first["record"].keys()
        assert other["words"].keys() == first["words"].keys()
        assert other["words"]["currencies"] == first["words"]["currencies"]
        assert (len(other["words"]["weekdays"]), len(other["words"]["months"])) == (7, 12)


def test_every_text_that_the_code_names_exists() -> None:
    missing = {(name, module) for name, module in names_used() if name not in texts("en")}
    assert missing == set()
    assert names_made() <= texts("en").keys()


def test_every_text_is_used() -> None:
    constants = {
        node.value
        for file in BOT.rglob("*.py")
        if file.parent.name != "previews"
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert texts("en").keys() - constants - names_made() == set()


def test_every_preview_is_of_a_text_and_every_text_with_parameters_has_one() -> None:
    for language in LANGUAGES:
        with_parameters = {name for name, text in texts(language).items() if "{{" in text or "{%" in text}
        assert previews(language).keys() == with_parameters


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_put_into_words_within_the_channels_limits(language: str) -> None:
    for (name, params), channel in itertools.product(examples(language), Channel):
        text = say_text(name, params, language, channel)
        assert text == text.strip() != "", name
        assert "\n\n" not in text, name
        assert "  " not in text, name
        assert not re.search(r"\s[.,:?]|[{}]|None|\bTrue\b|\bFalse\b", text), f"{name}: {text}"
        assert len(html.unescape(re.sub("<[^>]+>", "", text))) <= (1_024 if channel is Channel.WHATSAPP else 4_096), (
            name
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_sms_keep_to_letters_that_make_160_of_them_fit(language: str) -> None:
    for name, params in examples(language):
        text = say_text(name, params, language, Channel.SMS)
        assert set(text) <= GSM7 | GSM7_EXTENDED, f"{name}: {set(text) - GSM7 - GSM7_EXTENDED}"


def test_texts_of_more_than_one_sms_are_known_and_justified() -> None:
    long = {
        name
        for language in LANGUAGES
        for name, params in examples(language)
        if segments(render(Reply((Say(name, params),)), language, Channel.SMS).text) > 1
    }
    assert long == LONGER_THAN_ONE_SMS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_of_a_booking_fit_into_few_sms(language: str) -> None:
    """Whole messages, choices included."""
    shown = previews(language)
    slots = tuple(Choice(f"slot:{n}", "choice_slot", shown["choice_slot"][0]) for n in range(3))
    offers = Reply((Say("offers", shown["offers"][0]),), (*slots, Choice("more", "choice_more_times")), 1)
    assert segments(render(offers, language, Channel.SMS).text) == 1
    terms = (Choice("book", "choice_book"), Choice("other", "choice_other_time"))
    confirm = Reply((Say("confirm_booking", shown["confirm_booking"][0]),), terms, 2)
    assert segments(render(confirm, language, Channel.SMS).text) <= 2
    menu = Reply((Say("menu", shown["menu"][0]),), tuple(Choice(f, f"menu_{f}") for f in MENUS["student"]), 3)
    assert segments(render(menu, language, Channel.SMS).text) <= (2 if language == "de" else 1)  # its words are long
    assert segments(say_text("booked", shown["booked"][0], language, Channel.SMS)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_asked_to_send_a_word_that_the_carrier_takes(language: str) -> None:
    for name, params in examples(language):
        text = say_text(name, params, language, Channel.SMS)
        quoted = {part.lower().strip(" .!") for part in re.findall(r'"([^"]+)"', text)}
        assert not quoted & CARRIER_WORDS, name
        assert not {word.lower() for word in re.findall(r"\b[A-Z]{3,}\b", text)} & CARRIER_WORDS, name
        assert text.lower().strip(" .!") not in CARRIER_WORDS, name
        assert not asked_for(text) & CARRIER_WORDS, name


def asked_for(text: str) -> set[str]:
    """The words that stand right behind one that asks to write, in any of the languages: "reply yes to book"."""
    asking = "write|text|reply|answer|send|type|skriv|svar|schreib|schreibe|antworte|sende|svara|skicka"
    return {word.lower() for word in re.findall(rf"\b(?:{asking})\b(?:\s+(?:with|med|mit))?\W+(\w+)", text, re.I)}


@pytest.mark.parametrize(
    "text", ["Reply YES to book", "Write stop to leave this", 'Svar med "start" for at gå i gang', "Text HELP"]
)
def test_asking_for_a_word_of_the_carrier_is_found_out(text: str) -> None:
    assert asked_for(text) & CARRIER_WORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_are_told_to_write_is_understood_as_it_is_in_english(language: str) -> None:
    told = dict(quoted(language))
    assert told.keys() == dict(quoted("en")).keys()
    for place, words in quoted("en"):
        assert meaning(told[place], language) == meaning(words, "en"), f"{place}: {told[place]}"


def test_a_word_that_is_not_understood_would_be_noticed() -> None:
    assert meaning("talk to the school", "en") == ("human", None, 0)
    assert meaning("hello wall", "en") == (None, None, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_the_menu_are_understood_when_they_are_written(language: str) -> None:
    """Whoever types the words of a menu that is long gone means what they say."""
    menu = (name for name in texts("en") if name.startswith("menu_") and is_label(name))
    for name in menu:
        assert meaning(texts(language)[name], language)[0] == meaning(texts("en")[name], "en")[0], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_fixed_labels_fit_a_quick_reply(language: str) -> None:
    for name, text in texts(language).items():
        if is_label(name) and "{" not in text and name != "button_share_phone":
            assert len(text) <= FIXED_LABEL, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_times_fit_a_list_row(language: str) -> None:
    for params in previews(language)["choice_slot"][:2]:
        reply = Reply((Say("which_time"),), (Choice("slot:0", "choice_slot", params),), 1)
        assert len(render(reply, language, Channel.WHATSAPP).labels[0]) <= 24


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_is_never_without_its_weekday_nor_a_time_without_its_day(language: str) -> None:
    """Wherever a clock time stands in a message, its day stands in the same message; days come with weekdays."""
    weekdays = "|".join(locale(language)["words"]["weekdays"])
    for name, params in examples(language):
        text = say_text(name, params, language, Channel.SMS)
        if is_label(name) or name in {"help_student", "menu", "when_ambiguous", "said_wishes"}:
            continue
        if re.search(r"\b\d{1,2}[.:]\d\d\b", text):
            assert re.search(rf"\b({weekdays}) \d", text, re.IGNORECASE), f"{name}: {text}"


def test_a_missing_parameter_is_a_fault_and_no_hole() -> None:
    with pytest.raises(UndefinedError):
        say_text("welcome", {"name": "Anna"}, "en", Channel.SMS)
    with pytest.raises(KeyError):
        say_text("no_such_text", {}, "en", Channel.SMS)


def test_markup_is_the_channels_own_and_names_cannot_forge_it() -> None:
    kept = {"start": "2026-11-26T16:45"}
    assert say_text("kept", kept, "en", Channel.SMS) == "Good, Thu 26 Nov 16:45 stays."
    assert say_text("kept", kept, "en", Channel.WHATSAPP) == "Good, *Thu 26 Nov 16:45* stays."
    assert say_text("kept", kept, "en", Channel.TELEGRAM) == "Good, <b>Thu 26 Nov 16:45</b> stays."
    forged = {"name": "<b>Bo</b>", "school": "A & B"}
    assert say_text("welcome", forged, "en", Channel.TELEGRAM) == "Welcome to A &amp; B, &lt;b&gt;Bo&lt;/b&gt;."
    assert say_text("welcome", forged, "en", Channel.SMS) == "Welcome to A & B, <b>Bo</b>."


TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("day", "english", "danish"),
    [
        ("2026-11-26", "Thu 26 Nov", "tor 26. nov."),
        ("2027-01-05", "Tue 5 Jan", "tir 5. jan."),
        ("2027-05-28", "Fri 28 May", "fre 28. maj"),
        ("2027-05-29", "Sat 29 May 2027", "lør 29. maj 2027"),
        ("2027-11-26", "Fri 26 Nov 2027", "fre 26. nov. 2027"),
        ("2026-02-05", "Thu 5 Feb", "tor 5. feb."),
        ("2026-01-05", "Mon 5 Jan 2026", "man 5. jan. 2026"),
        ("2025-12-01", "Mon 1 Dec 2025", "man 1. dec. 2025"),
    ],
)
def test_a_date_that_could_be_of_another_year_is_said_with_its_year(day: str, english: str, danish: str) -> None:
    kept = {"start": f"{day}T16:45"}
    assert say_text("kept", kept, "en", Channel.SMS, TODAY) == f"Good, {english} 16:45 stays."
    assert f"{danish} 16.45" in say_text("kept", kept, "da", Channel.SMS, TODAY)


def test_a_date_of_last_spring_is_said_with_its_year_after_new_year() -> None:
    kept = {"start": "2026-06-05T16:45"}
    assert "Fri 5 Jun 16:45" in say_text("kept", kept, "en", Channel.SMS, TODAY)
    assert "Fri 5 Jun 2026 16:45" in say_text("kept", kept, "en", Channel.SMS, date(2027, 1, 5))


def test_years_are_said_in_choices_terms_and_what_is_said_back_too() -> None:
    slot = Choice("slot:0", "choice_lesson", {"start": "2027-11-26T16:45", "type": "Track"})
    reply = Reply((Say("menu_again"),), (slot,), 1)
    assert render(reply, "en", Channel.SMS, TODAY).text.endswith("1 Fri 26 Nov 2027 16:45 Track")
    far = {"start": "2027-11-26T00:00", "exact": None, "opens": None, "until": None}
    assert "Fri 26 Nov 2027" in say_text("no_times_then", {"asked": far}, "en", Channel.SMS, TODAY)
    fees = {"free_until": "2027-11-26T16:45", "steps": []}
    closed = {"cancel_until": None, "cancel_closed": False, "move_until": None, "move_closed": False}
    terms = {"terms": {"cancel": fees, "move": None, **closed}}
    assert say_text("said_terms", terms, "en", Channel.SMS, TODAY) == "free to move until Fri 26 Nov 2027 16:45"


def test_what_is_given_for_a_year_is_always_told_with_it() -> None:
    package = {"name": "Ten", "left": 7, "lessons": 10, "until": "2027-02-25T23:59"}
    assert "Thu 25 Feb 2027" in say_text("packages", {"packages": [package]}, "en", Channel.SMS, TODAY)


def test_choices_are_numbered_where_there_are_no_buttons() -> None:
    reply = Reply((Say("ask_language"),), (Choice("a", "language_en"), Choice("b", "language_da")), 7)
    numbered = "Which language shall I speak?\n1 English\n2 Dansk"
    assert render(reply, "en", Channel.SMS).text == numbered
    assert render(reply, "en", Channel.WHATSAPP).text == numbered
    assert render(reply, "en", Channel.WHATSAPP).body == "Which language shall I speak?"
    assert render(reply, "en", Channel.TELEGRAM).text == "Which language shall I speak?"
    assert render(reply, "en", Channel.TELEGRAM).labels == ("English", "Dansk")


def test_typographic_characters_are_made_plain_for_sms() -> None:
    params = {"school": "Ann\u2019s \u201cDrive\u201d", "name": "9\u201310\u00a0h \u2026"}
    assert say_text("welcome", params, "en", Channel.SMS) == 'Welcome to Ann\'s "Drive", 9-10 h ....'
    params = {"school": "\u201eNord\u201c\u202f\u2212\u202f\u00abS\u00f8\u00adr\u00bb", "name": "A\u2011B\u200b\u2019s"}
    assert say_text("welcome", params, "da", Channel.SMS) == 'Velkommen til "Nord" - "Sør", A-B\'s.'


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_paste_into_a_message_costs_no_second_sms(language: str) -> None:
    pasted = "\u201eK\u00f8retime\u201c \u2013 kl\u00a014\u202f\u2019 \u2026 \u00bbja\u00ab \u2014 10\u201112\u200b"
    text = say_text("from_school", {"school": "Nord", "text": pasted, "how": ""}, language, Channel.SMS)
    assert set(text) <= GSM7 | GSM7_EXTENDED


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ([65_000, "DKK"], ["650 kr", "650 kr", "650 kr", "650 kr", "650 kr"]),
        ([130_000, "DKK"], ["1,300 kr", "1.300 kr", "1.300 kr", "1\u00a0300 kr", "1\u00a0300 kr"]),
        ([32_550, "DKK"], ["325.50 kr", "325,50 kr", "325,50 kr", "325,50 kr", "325,50 kr"]),
        ([5, "DKK"], ["0.05 kr", "0,05 kr", "0,05 kr", "0,05 kr", "0,05 kr"]),
        (
            [-123_456_789, "EUR"],
            [
                "-1,234,567.89 €",
                *["-1.234.567,89 €"] * 2,
                *["-1\u00a0234\u00a0567,89 €"] * 2,
            ],
        ),
        ([1_500, "KWD"], ["1.500 KWD", "1,500 KWD", "1,500 KWD", "1,500 KWD", "1,500 KWD"]),
        ([1_500, "JPY"], ["1,500 JPY", "1.500 JPY", "1.500 JPY", "1\u00a0500 JPY", "1\u00a0500 JPY"]),
        ([0, "DKK"], ["0 kr", "0 kr", "0 kr", "0 kr", "0 kr"]),
    ],
)
def test_money_is_written_as_the_language_does(amount: list[object], written: list[str]) -> None:
    assert [money(amount, locale(language)["words"]) for language in LANGUAGES] == written


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        ("2026-01-01", ["Thu 1 Jan", "tor 1. jan.", "Do 1. Jan.", "tors 1 jan", "tor 1. jan."]),
        ("2026-02-01", ["Sun 1 Feb", "søn 1. feb.", "So 1. Feb.", "sön 1 feb", "søn 1. feb."]),
        ("2026-05-01", ["Fri 1 May", "fre 1. maj", "Fr 1. Mai", "fre 1 maj", "fre 1. mai"]),
        ("2026-06-29T08:05", ["Mon 29 Jun", "man 29. jun.", "Mo 29. Juni", "mån 29 juni", "man 29. juni"]),
        ("2026-12-31", ["Thu 31 Dec", "tor 31. dec.", "Do 31. Dez.", "tors 31 dec", "tor 31. des."]),
    ],
)
def test_days_are_written_as_the_language_does(moment: str, written: list[str]) -> None:
    assert [day(moment, locale(language)["words"]) for language in LANGUAGES] == written


def test_clock_times_and_months_are_written_as_the_language_does() -> None:
    words = [locale(language)["words"] for language in LANGUAGES]
    assert [clock("2026-03-01T08:05", each) for each in words] == ["08:05", "8.05", "08:05", "08:05", "08:05"]
    assert [month("2026-03-01", each) for each in words] == [
        "March 2026", "marts 2026", "März 2026", "mars 2026", "mars 2026",
    ]  # fmt: skip
    assert [duration(135, each) for each in words] == [
        "2 h 15 min", "2 t 15 min", "2 h 15 min", "2 tim 15 min", "2 t 15 min",
    ]  # fmt: skip


def test_a_time_that_comes_twice_is_written_with_which_one_is_meant() -> None:
    words = [locale(language)["words"] for language in LANGUAGES]
    assert [clock("2027-10-31T02:15[summer]", each) for each in words] == [
        "02:15 (summer time)", "2.15 (sommertid)", "02:15 (Sommerzeit)", "02:15 (sommartid)", "02:15 (sommertid)",
    ]  # fmt: skip
    assert [clock("2027-10-31T02:15[winter]", each) for each in words] == [
        "02:15 (winter time)", "2.15 (vintertid)", "02:15 (Winterzeit)", "02:15 (vintertid)", "02:15 (vintertid)",
    ]  # fmt: skip


def test_every_channel_shows_enough_choices_for_the_main_menu() -> None:
    assert all(capability.choices >= len(MENUS["student"]) for capability in CAPABILITIES.values())


@pytest.mark.parametrize("channel", list(Channel))
def test_a_sentence_that_ends_with_an_abbreviated_month_has_one_full_stop(channel: Channel) -> None:
    said = say_text("no_lesson_then", {"start": "2026-11-26T00:00", "hour": False, "last": None}, "da", channel)
    assert not re.search(r"\.(</b>|\*)?\.", said)
    assert said.endswith(("nov.", "nov.</b>", "nov.*"))


@pytest.mark.parametrize(
    ("language", "told"), [("sv", "att flytta fram till"), ("nb", "å flytte frem til"), ("da", "at flytte indtil")]
)
def test_free_to_move_until_a_time_is_not_read_as_to_that_time(language: str, told: str) -> None:
    for name in ("confirm_booking", "notice_reminder_day"):
        assert told in render(Reply((Say(name, previews(language)[name][0]),)), language, Channel.SMS, TODAY).text
