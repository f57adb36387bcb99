"""Join a school: its code, a verified phone number, a name.

SMS and WhatsApp vouch for the sender's number. Telegram does not tell it, so the person shares the own contact there.
A number that the school knows is a person that the school knows: no name is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import Again, End, Go, Heard, Later, Move, Open, Prompt, Talk, Unheard
from bot.understanding.clauses import WISHES
from bot.understanding.course_words import asks_why
from bot.understanding.lexicon import listened_for
from bot.understanding.own_names import (
    introduced,
    introduced_with_more,
    is_full,
    is_name,
    is_plainly_a_name,
    is_small_talk,
    is_written_as_one,
    name_in,
    will_not_join,
)
from bot.understanding.reading import Reading
from bot.understanding.tokens import says_one, spoken
from domain.languages import LANGUAGES
from domain.schools import Student

_CODE = re.compile(r"[^\W_]{3,12}")
_SPELT = re.compile(r"[^\W_](?: [^\W_]){2,11}")
"""A code written letter by letter."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_CODES_READ = 4
"""Words of a message that are tried as a code. More would be guessing."""
_WORDS_WITH_CODE = 8
"""Words up to which a message may be about a code and nothing else."""
_SHORTEST_WISH = 4
"""Letters from which on a word that says a day is no name, "Mo"."""
_LONG_NO = 4
"""Letters from which on a word that says no ("WRONG") is rather meant as a code."""


def ask_code(talk: Talk) -> Prompt | Go | End | Open:
    """Unless it was said already."""
    if talk.data.pop("said", False):
        return Go("phone")
    if talk.catalogue is not None:
        return Prompt("ask_other_code", {"school": talk.school.school.name})
    return Prompt("ask_code", {}, again="join_again")


def school_said(talk: Talk) -> dict[str, Any] | None:
    """The school whose code somebody of a school says: "join XX4", "min kode er XX4". A word that stands among others
    in small letters is none."""
    words = _CODE.findall(talk.reading.text)
    alone = len(words) == 1 or words[:1] == ["join"]
    possible = [word for word in words[-_CODES_READ:] if alone or word.isupper() or not word.isalpha()]
    if talk.speaker.role is None or len(words) > _WORDS_WITH_CODE or not possible:
        return None
    schools = talk.directory.schools_by_code(possible)
    found = next((word for word in possible if word in schools), None)
    return {"school": schools[found], "code": found.casefold(), "said": True} if found is not None else None


def hear_code(talk: Talk, heard: Heard) -> Move:
    """A wish that is said meanwhile waits until the person is known; whoever has a school needs no other for it."""
    text = heard.text.replace(" ", "") if _SPELT.fullmatch(heard.text) else heard.text
    words = _CODE.findall(text)
    if len(words) > 1 and _is_wish(heard.reading):
        talk.later = Later(heard.text, talk.now)
    possible = _possible_codes(words)
    schools = talk.directory.schools_by_code(possible) if possible else {}
    for word in possible:
        if word in schools:
            talk.data.update(school=schools[word], code=word.casefold())
            if talk.later is not None:
                talk.later = replace(talk.later, text=" ".join(talk.later.text.replace(word, "").split()))
            talk.data["name"] = name = name_beside(talk, word, text) or talk.data.get("name")
            if talk.later is not None and name is not None:
                talk.later = replace(talk.later, text=_without_sentence(talk.later.text, name))
            told = "spoken" in talk.data or talk.language_told
            if not told and (len(words) == 1 or is_name(text.replace(word, "").strip(" ,.;:-!\n"))):
                talk.language = _first_language(talk)
            return Go("phone")
    if talk.catalogue is not None and (said := no_code(talk, heard)) is not None:
        return said
    return hear_no_code(talk, heard, words)


def no_code(talk: Talk, heard: Heard) -> Move | None:
    """What whoever has a school says that needs no other: a wish is taken up now; None if it may be a code."""
    if talk.later is not None:
        return End()
    return Unheard() if heard.intent is not None else None


def hear_no_code(talk: Talk, heard: Heard, words: list[str]) -> Move:
    talk.data["name"] = told_name(talk, heard.text) or talk.data.get("name")
    answers, talk.data["spoken"] = bool(words) and "spoken" in talk.data, True
    if heard.intent == "human":
        talk.say("join_first")
    if heard.intent is not None and not (heard.intent == "no" and len(heard.text) >= _LONG_NO):
        return Go("code")
    talk.data["tries"] = tries = talk.data.get("tries", 0) + 1
    if len(words) <= _CODES_READ and (codes := [word for word in words if len(words) == 1 or not word.isalpha()]):
        talk.say("unknown_code", code=codes[-1][:20])
    elif words and is_name(heard.text):
        talk.say("unknown_code", code=heard.text[:20])
    elif tries == 1 and not answers:
        return Go("code")
    if tries > 1 or answers:
        talk.say("help_stranger")
    return Again()


def _without_sentence(text: str, name: str) -> str:
    """The wish without the sentence in which the name is said, as which it would be somebody else's; all, if it is in
    the same one."""
    return " ".join(each for each in _SENTENCE.split(text) if name not in each) or text


def _possible_codes(words: list[str]) -> list[str]:
    """Those that may be one, the likeliest first: in capitals, or where the message begins or ends."""
    capitals = [word for word in words if word.isupper()]
    return list(dict.fromkeys((*capitals, *words[:1], *words[-1:], *words)))[:_CODES_READ]


def _first_language(talk: Talk) -> str:
    """Of somebody who has sent a code and perhaps a name: as the channel's profile says, else the school's."""
    likely = (talk.inbound.language, talk.work.catalogue(talk.data["school"]).school.language, talk.language)
    return next(language for language in likely if language in LANGUAGES)


def ask_phone(talk: Talk) -> Prompt | Go | End | Open:
    if talk.inbound.phone is not None:
        return verified(talk, talk.inbound.phone)
    return Prompt("ask_phone", {"school": _school(talk)}, ask_contact=True)


def hear_phone(talk: Talk, heard: Heard) -> Move:
    if talk.inbound.phone is None:
        return Again() if asks_why(heard.text) else not_yet(talk, heard)  # the question says why
    return verified(talk, talk.inbound.phone)


def shares_number(talk: Talk, asked: Mapping[str, Any], text: str) -> bool:
    return talk.inbound.phone is not None


def verified(talk: Talk, phone: str) -> Go | Open | End:
    """Whoever is not known by the number is asked the name."""
    talk.data["phone"] = phone
    return known(talk) or Go("name")


def known(talk: Talk) -> Open | End | None:
    """Link somebody the school knows by the number."""
    school_id, phone = talk.data["school"], talk.data["phone"]
    student = talk.work.students.by_phone(school_id, phone)
    if student is not None:
        if student.language in LANGUAGES and "spoken" not in talk.data and not talk.language_told:
            talk.language, talk.language_told = student.language, True
        talk.enter(school_id, "student", student.id, student)
        return welcome(talk, student, "welcome_back")
    teachers = talk.work.catalogue(school_id).teachers.values()
    teacher = next((each for each in teachers if each.active and each.phone == phone), None)
    if teacher is None:
        return None
    talk.enter(school_id, "teacher", teacher.id)
    talk.directory.link(talk.contact_id, school_id, "teacher", teacher.id)
    talk.say("welcome_back", name=talk.teacher.first_name, school=talk.school.school.name)
    return Open("home")


def ask_name(talk: Talk) -> Prompt | Go | End | Open:
    """Unless it was said together with the code. Of whom the first name alone is known, the other is asked for."""
    if (name := talk.data.pop("name", None)) is not None and is_persons(talk, name):
        if is_full(name):
            return enrol(talk, name)
        talk.data["first"] = name
    if "first" in talk.data:
        return Prompt("ask_last_name", {"name": talk.data["first"]}, (Choice("alone", "choice_full_name"),))
    return Prompt("ask_name", {"school": _school(talk)}, again="ask_name_again")


def hear_name(talk: Talk, heard: Heard) -> Move:
    """A wish that is said with the name is taken up when the person is known. That may be so by now: entered by the
    school meanwhile, or enrolled on another channel."""
    if (entered := known(talk)) is not None:
        return entered
    if heard.choice == "alone" or (
        "first" in talk.data and says_one(spoken(heard.text), listened_for("no_other_name"))
    ):
        return enrol(talk, talk.data["first"])
    if will_not_join(heard.text):
        talk.say("not_joined")
        return End(done=False)
    name = name_and_wish(talk, heard.text) or introduced(heard.text)
    is_one = is_persons(talk, name) and not (is_small_talk(heard.text) or _says_when_or_which(heard, name))
    if not is_one or is_doubtful(talk, heard.text):
        return not_yet(talk, heard)
    name = with_first(talk, name)
    if is_full(name) or name == talk.data.get("first"):
        return enrol(talk, name)
    talk.data["first"] = name
    return Again()


def is_doubtful(talk: Talk, text: str) -> bool:
    """Whether several small words may be a sentence as well, "ta ever so"; who writes them again is called so."""
    said, told = spoken(text), talk.data.get("doubted")
    if not text.islower() or len(said) < 2 or is_plainly_a_name(text, talk.language):
        return False
    talk.data["doubted"] = list(said)
    return told != list(said)


def not_yet(talk: Talk, heard: Heard) -> Move:
    """Asked once more; what is wished waits until the person is known."""
    if not _is_wish(heard.reading):
        return Unheard()
    talk.later = Later(heard.text, talk.now)
    talk.say("wish_waits")
    return Again()


def says_a_name(talk: Talk, asked: Mapping[str, Any], text: str) -> bool:
    """Whether it is plainly a name, or the last name behind the first: what is written as one is."""
    alone = "first" in asked and is_name(text) and text[:1].isupper() and len(text.split()) == 1
    return alone or is_plainly_a_name(text, talk.language)


def with_first(talk: Talk, name: str) -> str:
    """Behind the first name that was said before, unless that stands in it."""
    first = talk.data.get("first", name)
    return name if set(first.casefold().split()) & set(name.casefold().split()) else f"{first} {name}"


def is_persons(talk: Talk, name: str) -> bool:
    """Whether it is a person's name and no school's, nor its code."""
    if name.casefold() == _school(talk).casefold():
        return False
    says_code = talk.data.get("code") in name.casefold().split()
    is_word = _CODE.fullmatch(name) is not None
    return is_name(name) and not says_code and not (is_word and talk.directory.schools_by_code([name]))


def enrol(talk: Talk, name: str) -> Open | End:
    student = Student(
        id=talk.work.next_id(),
        school_id=talk.data["school"],
        name=name,
        phone=talk.data["phone"],
        language=talk.language,
        curriculum_id=next(iter(talk.work.catalogue(talk.data["school"]).curricula), None),
    )
    talk.enter(student.school_id, "student", student.id, student)
    talk.work.students.add(student)
    return welcome(talk, student, "welcome")


def name_and_wish(talk: Talk, text: str) -> str | None:
    """The name in "I'm Lise Holm and want to drive on Thursday", whose wish waits; None if it isn't both."""
    said = introduced_with_more(text)
    if said is None or _is_wish(talk.understand(said[0])) or not _is_wish(talk.understand(said[1])):
        return None
    talk.later = Later(said[1], talk.now)
    return said[0]


def _says_when_or_which(heard: Heard, name: str) -> bool:
    """ "Saturday morning pls", "the second one": no name, unless it is written as one, "August Holm", "Mo"."""
    plain = heard.reading.number is not None or (heard.reading.windows and heard.reading.question is None)
    written = is_written_as_one(heard.text) or (len(name) < _SHORTEST_WISH and heard.text[:1].isupper())
    return bool(plain) and spoken(name) == spoken(heard.text) and not written


def _is_wish(reading: Reading) -> bool:
    return bool(reading.windows or reading.question) or reading.intent in WISHES


def name_beside(talk: Talk, code: str, text: str) -> str | None:
    """The name in "NORD, my name is Lise Holm", "Lise Holm NORD" or "I'd like to join, code NORD, I'm Lise Holm"."""
    before, _, behind = text.partition(code)
    name = next(filter(None, map(name_in, (behind, before))), None)
    if name is not None and _is_wish(talk.understand(name)):
        return None
    if name is not None:
        name_and_wish(talk, behind.strip(" ,.;:-!\n"))  # which waits
    return name


def told_name(talk: Talk, text: str) -> str | None:
    """The name that is introduced before the code is said: "hi, I'm Lise and want to learn to drive"."""
    name = name_in(text)
    if name is None or name == text.strip() or _is_wish(talk.understand(name)):
        return None
    if talk.later is not None:
        talk.later = replace(talk.later, text=_without_sentence(talk.later.text, name))
    return name


def welcome(talk: Talk, student: Student, message: str) -> Open | End:
    """Of a student as whom the contact speaks from now on."""
    talk.directory.link(talk.contact_id, student.school_id, "student", student.id)
    talk.say(message, name=student.first_name, school=talk.school.school.name)
    return Open("home") if talk.later is None else End()


def _school(talk: Talk) -> str:
    return talk.work.catalogue(talk.data["school"]).school.name


FLOW = Flow(
    "join",
    first="code",
    steps={
        "code": Step(ask_code, hear_code, free=True, lasts=None, leads=("phone",)),
        "phone": Step(ask_phone, hear_phone, plainly=shares_number, lasts=None, leads=("name",)),
        "name": Step(ask_name, hear_name, free=True, plainly=says_a_name, lasts=None),
    },
    roles=frozenset({"stranger", "student", "teacher"}),
)
