"""Of whom else a student speaks: somebody's own lesson or money, "what does Freja owe", which nobody else is told of or
can change; their illness or wish, which is told; and whether a teacher is there, "is Mette off on Wednesday?"."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

from bot.dialogs.flow import telling
from bot.dialogs.not_here import is_known, words_here
from bot.dialogs.own_lessons import coming
from bot.dialogs.passing_on import pass_on, teacher_named
from bot.dialogs.pointing import meant
from bot.dialogs.talk import Heard, Talk
from bot.dialogs.wording import listed_params
from bot.understanding.lexicon import codes, lexicon, listened_for, words_listened_for
from bot.understanding.phrases import Phrase
from bot.understanding.subjects import is_kin
from bot.understanding.tokens import begins_with_one, says_one, spoken

_CHANGES = frozenset({"cancel", "reschedule"})
_ASKED = frozenset({"lessons", "balance", "progress", "terms", "book", None})
_FIRST = 3
"""Among so many words a sentence names of whom it tells: "can my sister"."""
_SHORTEST, _LONG = 3, 5
"""Letters of a name, and from which on a word that no language knows is none that was mistyped."""


def opened_by(talk: Talk, heard: Heard) -> str | None:
    """The intent of what a student says of somebody else; None if they don't."""
    if comes_along(talk, heard):
        return "companion"
    if asks_of_a_teacher(talk, heard):
        return "of_a_teacher"
    if is_told_of_another(talk, heard):
        return "told"
    return "anothers_own" if is_of_anothers_own(talk, heard) else None


def is_of_another(text: str) -> bool:
    """ "My mum is sick", "my friend wants to cancel her lesson": of family or a friend, and not of the sender."""
    said = frozenset(spoken(text))
    return any(
        not said.isdisjoint(lexicon(code).kin)
        and not any(said.issuperset(phrase) for phrase in lexicon(code).listened_for["myself"])
        for code in codes()
    )


def is_told_of_another(talk: Talk, heard: Heard) -> bool:
    """ "Freja can't come tomorrow": whether somebody else is sick, can't come or wants their lesson changed."""
    if heard.intent not in {"sick", *_CHANGES}:
        return False
    said = spoken(heard.text)
    called_out = heard.text.split()[0].endswith((",", "!", "."))  # "blast, can't make it"
    if not called_out and _is_somebody(talk, said[:1]) and _does(said[1:]):
        return True
    if heard.intent == "sick":
        return is_of_another(heard.text)
    ones_own = any(whose in _own() and named in _what_is_owned() for whose, named in pairwise(said))
    return is_of_another(heard.text) and not (ones_own or words_listened_for("theirs").isdisjoint(said))


def is_of_anothers_own(talk: Talk, heard: Heard) -> bool:
    """Whether it is about what is somebody else's: "cancel Freja's lesson", "what does my brother owe", "my brother
    wants a lesson"."""
    if heard.choice is not None or heard.intent not in _CHANGES | _ASKED:
        return False
    if heard.intent in {"book", None} and _is_booked_for(talk, spoken(heard.text)):
        return True
    if heard.intent == "reschedule" and _is_swapped_with(talk, spoken(heard.text)):
        return True
    return any(_owned_by(talk, heard, at) for at in range(len(spoken(heard.text))))


def _is_swapped_with(talk: Talk, said: Phrase) -> bool:
    """ "Can I swap lessons with Freja"."""
    if words_listened_for("swapping").isdisjoint(said):
        return False
    behind = (
        said[at:] for at, word in enumerate(said, 1) if any("with" in lexicon(code).knows((word,)) for code in codes())
    )
    return any(_is_somebody(talk, rest[1:2] if rest[0] in _own() else rest[:1], surely=True) for rest in behind if rest)


def _is_booked_for(talk: Talk, said: Phrase) -> bool:
    """Whether a lesson is wished for somebody else: "book Freja on Friday", "a lesson for my brother", "can my sister
    have a lesson"."""
    to_book, leads = words_listened_for("to_book"), words_listened_for("for_whom")
    if any(word in to_book and _is_somebody(talk, said[at : at + 1], surely=True) for at, word in enumerate(said, 1)):
        return True
    what = _what_is_owned()
    if what.isdisjoint(said):
        return False
    wished = next(at for at, word in enumerate(said) if word in what)
    led = (said[at:] for at, word in enumerate(said, 1) if at > wished and word in leads)
    if any(_is_learner(talk, behind[1:2] if behind[0] in _own() else behind[:1]) for behind in led if behind):
        return True
    who = next((at for at, word in enumerate(said[:_FIRST]) if is_kin(word)), None)
    before, behind = said[:who], said[(who or 0) + 1 :]
    told_of = who is not None and (_own() | words_listened_for("can")).issuperset(before)
    wants = says_one(behind, listened_for("wants") | listened_for("gets"))
    return told_of and wants and words_listened_for("myself").isdisjoint(said)


def _is_learner(talk: Talk, said: Phrase) -> bool:
    """Whether it is family, or a student of the school by the name."""
    if not said or is_kin(said[0]):
        return bool(said)
    word = said[0]
    known = not word.isalpha() or is_known(word) or word in words_here(talk) or word in spoken(talk.student.name)
    return not known and talk.work.students.has_first_name(talk.at.school_id, word)


def _owned_by(talk: Talk, heard: Heard, at: int) -> bool:
    """Whether the word names whose lesson or money it is; behind "flyt min tid til" stands where it goes."""
    said, what = spoken(heard.text), _what_is_owned()
    word = said[at]
    if word.endswith("s") and at + 1 < len(said) and said[at + 1] in what:
        return _is_somebody(talk, (word.removesuffix("s"),))
    first = at - 1 if at > 1 and said[at - 1] in _own() else at  # "does my brother owe"
    if not first:
        return False
    before, behind = said[first - 1], said[at + 1 :]
    led = first <= _FIRST and said[first - 2 : first - 1] not in listened_for("myself")
    if led and before in words_listened_for("does_somebody"):
        owned = not what.isdisjoint(behind) or not words_listened_for("owing").isdisjoint(said)
        return owned and _is_somebody(talk, (word,))
    of = before in words_listened_for("of_whom") and first > 1 and said[first - 2] in what
    return of and not behind and heard.intent != "reschedule" and _is_somebody(talk, (word,))


@cache
def _what_is_owned() -> frozenset[str]:
    """What a lesson or money is called."""
    return words_listened_for("what_is_owned").union(*(lexicon(code).lesson_heads for code in codes()))


@cache
def _own() -> frozenset[str]:
    return frozenset().union(*(lexicon(code).own for code in codes()))


def _is_somebody(talk: Talk, said: Phrase, *, surely: bool = False) -> bool:
    """Whether it is family, or a name of nobody here and of no language: not the sender's.

    surely: a word that no language knows is none, unless it is written as a name or is one of a student.
    """
    if not said or not said[0].isalpha() or len(said[0]) < _SHORTEST:
        return False
    if is_kin(said[0]):
        return True
    word = said[0]
    if is_known(word) or word in words_here(talk) or word in spoken(talk.student.name):
        return False
    written = word.capitalize() in talk.reading.text or (len(word) >= _LONG and not surely)
    return written or talk.work.students.has_first_name(talk.at.school_id, word)


def _does(said: Phrase) -> bool:
    return begins_with_one(said, listened_for("does") | listened_for("wants") | listened_for("is_unable"))


def comes_along(talk: Talk, heard: Heard) -> bool:
    """ "Can Freja Dahl come along on Thursday", "bring Freja": to a lesson of the sender's."""
    if heard.choice is not None or heard.intent not in {"book", "lessons", None}:
        return False
    said = spoken(heard.text)
    if says_one(said, listened_for("comes_along")):
        return any(_is_somebody(talk, said[at : at + 1], surely=True) for at in range(len(said)))
    return not words_listened_for("brings").isdisjoint(said[:1]) and _is_somebody(talk, said[1:2], surely=True)


def asks_of_a_teacher(talk: Talk, heard: Heard) -> bool:
    """ "Is Mette off on Wednesday?", "Mette is sick today": a teacher who may not be there."""
    if heard.choice is not None or heard.intent not in {"sick", "book", None, *_CHANGES}:
        return False
    said = spoken(heard.text)
    if not says_one(said, listened_for("not_there")) or teacher_named(talk, said) is None:
        return False
    asked = said[0] in words_listened_for("does") or _does(said[1:]) or _does(said[2:])
    return asked and words_listened_for("myself").isdisjoint(said)


def tell_of_a_teacher(talk: Talk) -> None:
    """The student's own lesson then shows whether it is on; the rest is for the school to answer."""
    reading, teacher = talk.reading, teacher_named(talk, spoken(talk.reading.text))
    days = reading.windows or reading.refused or reading.given_up or reading.perhaps
    found = meant(talk, coming(talk), replace(reading, windows=days, teacher=teacher)) if days else []
    lessons = [booking for booking in found if teacher in booking.session.teacher_ids]
    if lessons:
        params = [listed_params(talk.school, lesson, talk.language) | {"where": None} for lesson in lessons]
        talk.say("lessons", lessons=params, full=False)
    pass_on(talk, reading.text)


ANOTHERS = telling("anothers_own", lambda talk: talk.say("anothers_own", school=talk.school.school.name))
TEACHER = telling("of_a_teacher", tell_of_a_teacher)
