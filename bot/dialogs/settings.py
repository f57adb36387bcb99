"""What a contact sets: the language, and which of several schools it speaks with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.join import school_said
from bot.dialogs.opening import asks_when_open, opening_hours
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.understanding.lexicon import listened_for
from bot.understanding.tokens import says_one, spoken
from domain.languages import LANGUAGES


def ask_language(talk: Talk) -> Prompt | Go | End | Open:
    if talk.reading.language in LANGUAGES and not talk.resuming:
        return set_language(talk, talk.reading.language)
    return Prompt("ask_language", {}, tuple(Choice(f"language:{code}", f"language_{code}") for code in LANGUAGES))


def hear_language(talk: Talk, heard: Heard) -> Move:
    code = heard.choice.removeprefix("language:") if heard.choice is not None else heard.reading.language
    return set_language(talk, code) if code in LANGUAGES else Unheard()


def set_language(talk: Talk, code: str) -> End:
    talk.language, talk.language_told, talk.language_chosen = code, True, True
    talk.say("language_set")
    return End()


def tell_school(talk: Talk) -> bool:
    """In passing: the school and its places; not to whom has several, of which one is to be chosen."""
    several = len(talk.directory.links(talk.contact_id)) > 1
    if several or school_said(talk) is not None or wants_another(talk):
        return False
    told = about_school(talk)
    talk.say(told.message, **told.params)
    return True


def wants_another(talk: Talk) -> bool:
    """ "Switch school": not to be told of the own one."""
    return says_one(spoken(talk.reading.text), listened_for("another_school"))


def about_school(talk: Talk) -> Prompt:
    """The school and its places; when lessons are given there, if that is what is asked."""
    if asks_when_open(talk.reading.text) and (lines := opening_hours(talk)):
        return Prompt("school_hours", {"lines": lines, "phone": talk.school.school.phone})
    return Prompt("your_school", school_params(talk))


def school_params(talk: Talk) -> dict[str, Any]:
    school, branches = talk.school.school, talk.school.branches.values()
    places = [{"name": branch.name(talk.language), "address": branch.address} for branch in branches]
    return {"school": school.name, "phone": school.phone, "places": places}


def ask_school(talk: Talk) -> Prompt | Go | End | Open:
    if not talk.resuming and (said := school_said(talk)) is not None:
        return Open("join", said)
    links = talk.directory.links(talk.contact_id)
    if len(links) < 2 and wants_another(talk) and not talk.resuming:
        return Open("join")
    if len(links) < 2:
        more = (Choice("talk", "choice_school"), Choice("join", "choice_join"), Choice("menu", "choice_menu"))
        return replace(about_school(talk), choices=more)
    choices = [
        Choice(f"link:{link.school_id}:{link.role}", "choice_link", {"school": link.school_name, "role": link.role})
        for link in links
    ]
    return Prompt("which_school", {}, (*choices, Choice("join", "choice_join")))


def hear_school(talk: Talk, heard: Heard) -> Move:
    match heard.choice:
        case "join":
            return Open("join")
        case "talk":
            return Open("school")
        case "menu":
            return Open("home")
        case None:
            return Unheard()
    chosen = heard.choice.removeprefix("link:")
    link = next((x for x in talk.directory.links(talk.contact_id) if f"{x.school_id}:{x.role}" == chosen), None)
    if link is None:
        return Again()
    student = talk.work.students.get(link.school_id, link.person_id) if link.role == "student" else None
    talk.enter(link.school_id, link.role, link.person_id, student)
    talk.say("now_with", school=link.school_name)
    return Open("home")


EVERYBODY = frozenset({"stranger", "student", "teacher"})
LANGUAGE = Flow("language", "ask", {"ask": Step(ask_language, hear_language, takes=frozenset({"language"}))}, EVERYBODY)
SWITCH = Flow(
    "switch",
    "ask",
    {"ask": Step(ask_school, hear_school, passing=True)},
    frozenset({"student", "teacher"}),
    intents=frozenset({"school"}),
    aside=tell_school,
)
