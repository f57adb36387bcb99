"""Of two wishes in one message the second waits until the first is done."""

from __future__ import annotations

from itertools import dropwhile

from bot.dialogs.leading import Leads
from bot.dialogs.own_lessons import points_at_it
from bot.dialogs.own_words import asks_to_book, days_after, names_a_lesson
from bot.dialogs.talk import Talk
from bot.understanding.clauses import WISHES, halves, two_wishes
from bot.understanding.lexicon import codes, lexicon, listened_for, words_listened_for
from bot.understanding.reading import Reading, Window
from bot.understanding.tokens import spoken

_BEHIND_A_YES = WISHES | {"pickup"}
"""What may be wished beside the answer to what is asked."""


def two_in_one(talk: Talk, leads: Leads) -> tuple[str, str] | None:
    """The words of either, if the message plainly holds two."""
    if leads.stack.step.free:
        return None
    two = two_wishes(talk.reading.text, talk.language)
    if two is None:
        books = leads.opened_by("book") is not None
        found = (_two_bookings(talk) or _two_kinds(talk) or _one_more(talk) or _two_moves(talk)) if books else None
        return found or _yes_and(talk, leads)
    (first, opens), (second, asks) = two
    if opens == "cancel" and talk.reading.intent == "reschedule":
        return None  # "cancel monday and book tuesday instead" is a move
    flows = leads.opened_by(opens), leads.opened_by(asks)
    if None in flows or flows[0] is flows[1]:
        return None
    if asks == "terms" and not (asks_to_book(first) and talk.understand(first).windows):
        return None  # what moving and cancelling cost is told with their question
    return (first, second) if _is_whole(talk.understand(second), asks, behind=first) else None


def _two_bookings(talk: Talk) -> tuple[str, str] | None:
    """ "Book Monday at 10 and Tuesday at 10" names two exact times of different days, to be booked one by one."""
    reading = talk.reading
    exact = len(reading.windows) == 2 and all(window.end is None for window in reading.windows)
    days = {window.start.date() for window in reading.windows}
    if not (exact and len(days) == 2 and asks_to_book(reading.text)):
        return None
    for first, second in halves(reading.text, talk.language):
        parts = talk.understand(first), talk.understand(second)
        if all(_is_of(part, window) for part, window in zip(parts, reading.windows, strict=True)):
            return first, second
    return None


def _two_kinds(talk: Talk) -> tuple[str, str] | None:
    """ "A driving lesson Monday at 10 and a theory class on Wednesday": lessons of two types, each with its time."""
    if talk.reading.intent != "book" or not talk.reading.windows:
        return None
    for first, second in halves(talk.reading.text, talk.language):
        parts = talk.understand(first), talk.understand(second)
        kinds = {part.lesson_type for part in parts}
        if len(kinds) == 2 and None not in kinds and all(part.windows for part in parts):
            return first, second
    return None


def _one_more(talk: Talk) -> tuple[str, str] | None:
    """ "A lesson Monday at 10 and another one on Wednesday": two of the same kind, each with its time."""
    if talk.reading.intent != "book" or not talk.reading.windows:
        return None
    more = listened_for("one_more")
    for first, second in halves(talk.reading.text, talk.language):
        if more.isdisjoint(spoken(second)[:length] for length in (1, 2)):
            continue
        parts = talk.understand(first), talk.understand(second)
        if parts[0].intent == "book" and all(part.windows and not part.question for part in parts):
            return first, second
    return None


def _two_moves(talk: Talk) -> tuple[str, str] | None:
    """ "Move Monday to Tuesday and Wednesday to Thursday": the verb of the first is that of the second, too."""
    if talk.reading.intent != "reschedule" or not talk.reading.moved:
        return None
    verb = talk.reading.text.split()[0]
    if talk.understand(verb).intent != "reschedule":
        return None
    found = [(first, f"{verb} {second}") for first, second in halves(talk.reading.text, talk.language)]
    whole = [two for two in found if all(map(_is_whole_move, map(talk.understand, two)))]
    return min(whole, key=lambda two: len(two[1]), default=None)


def _is_whole_move(reading: Reading) -> bool:
    target = reading.windows or reading.days_on is not None or reading.shift is not None
    return reading.intent == "reschedule" and bool(reading.moved) and bool(target)


def _yes_and(talk: Talk, leads: Leads) -> tuple[str, str] | None:
    """ "Yes, and cancel my Monday lesson", "2 please, and pick me up": the answer to what is asked, and a wish for
    something else."""
    if "yes" not in leads.stack.step.takes or not leads.stack:
        return None
    for first, second in halves(talk.reading.text, talk.language):
        answer = talk.understand(first)
        if answer.intent not in {"yes", "ok"} and answer.number is None:
            continue
        if leads.stack.is_in("book") and (more := _one_more_then(talk, second)) is not None:
            return first, more
        asks = talk.understand(second)
        flow = leads.opened_by(asks.intent or "")
        if answer.intent == "ok" or asks.intent not in _BEHIND_A_YES or flow is None:
            continue
        if not leads.stack.is_in(flow.name) and _is_whole(asks, asks.intent, behind=first):
            return first, second
    return None


def _one_more_then(talk: Talk, second: str) -> str | None:
    """ "Yes, and the week after", "yes, also Friday at 10": one more lesson than that which is booked by the yes."""
    said = second.split()
    also = words_listened_for("also")
    led = [word for word in talk.reading.text.split()[: -len(said)][-1:] if _is_and(word)]
    rest = " ".join(dropwhile(lambda word: not also.isdisjoint(spoken(word)), said))
    if not led and rest == second:
        return None  # "yes, Friday" is put right
    if days_after(rest) is not None:
        once_more = next(iter(lexicon(talk.language).listened_for["once_more"]))
        return f"{' '.join(once_more)} {rest}"
    asks = talk.understand(rest)
    wished = asks.windows and not (asks.dayless or asks.moved) and asks.intent in {"book", None}
    return rest if wished else None


def _is_and(word: str) -> bool:
    return any("and" in lexicon(code).knows(spoken(word)) for code in codes())


def _is_of(part: Reading, window: Window) -> bool:
    """Whether the part names that time; "Wednesday 9" alone may be a date as well, and is asked about."""
    return part.windows == (window,) or (part.question == "ambiguous" and window in part.windows)


def _is_whole(reading: Reading, intent: str, *, behind: str) -> bool:
    """Whether the second of two wishes stands for itself: one to change something names its own time, so that
    "cancel my lesson and move it to friday" is one; behind a booking it tells to move another lesson, or that one."""
    if intent == "reschedule":
        told = names_a_lesson(reading.text) or points_at_it(reading.text)
        another = asks_to_book(behind) and told and bool(reading.windows)
        return bool(reading.moved) or another
    return intent not in {"book", "cancel"} or bool(reading.windows or reading.question)
