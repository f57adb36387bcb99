"""Why can't I book? The rules that stand in the way, each with the next legal option; or that none does, and times."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.dialogs.branches import names_of
from bot.dialogs.flow import Flow, Step, told
from bot.dialogs.full_classes import full_classes
from bot.dialogs.instead import instead
from bot.dialogs.lesson_slots import everything, gone_by_now, slot_from
from bot.dialogs.no_times import (
    lesson_at,
    nobody_works,
    places_in,
    rules_against,
    said_times,
    say_already_in,
    say_also,
    say_busy,
)
from bot.dialogs.refusals import without_a_time
from bot.dialogs.talk import End, Open, Talk, Unheard
from bot.dialogs.times import find, wanted_teacher
from bot.dialogs.windows import window_from, windows_of
from bot.dialogs.wishing import remember_when
from bot.dialogs.wording import say_refusal, session_params
from domain.errors import BreakNeeded, DayFull, Refusal, TravelNeeded
from domain.schools import LessonType
from domain.services.availability import unavailable
from domain.services.bookability import reasons, together
from domain.services.facts import StudentFacts
from domain.services.searching import search
from domain.services.sooner import against_sooner
from domain.slots import Slot, SlotQuery, Window

OF_THE_TEACHER = {DayFull.code, BreakNeeded.code, TravelNeeded.code}
"""Why a teacher who works then, and has nothing else, gives no lesson."""


def begin(talk: Talk) -> dict[str, Any]:
    """A time or a teacher that is named is left to the booking, which explains and offers others."""
    ask_of_what_is_refused(talk)
    return remember_when(talk)


def ask_of_what_is_refused(talk: Talk) -> None:
    """ "Hvorfor kan jeg ikke kjøre på søndag" is of Sunday, and not of the days but Sunday."""
    if talk.reading.refused:
        talk.reading = replace(talk.reading, windows=talk.reading.refused, refused=())


def wanted(talk: Talk) -> LessonType | None:
    """The type that is named, else the one being talked of or just refused, else the ordinary lesson: of those that the
    teacher gives who is named."""
    types = {kind.id: kind for kind in talk.school.bookable_types}
    if (named := types.get(talk.reading.lesson_type or 0)) is not None:
        return named
    if (teacher_id := talk.reading.teacher) is not None:
        given = talk.school.teacher(teacher_id).lesson_type_ids
        types = {type_id: kind for type_id, kind in types.items() if type_id in given} or types
    meant = talk.data.get("type"), talk.refused[0] if talk.refused is not None else None
    usual = (kind for kind in (*talk.school.types_for_students, *types.values()) if kind.id in types)
    return next((types[type_id] for type_id in meant if type_id in types), next(usual, None))


def tell(talk: Talk, kind: LessonType, found: Sequence[Refusal], places: Sequence[int] = ()) -> None:
    """places: where nothing but these rules was asked about."""
    talk.say("why_not" if found else "why_nothing", type=kind.name(talk.language))
    if found and (there := names_of(talk, places)) is not None:
        talk.say("rules_there", place=there)
    for refusal in found:
        say_refusal(talk, refusal)


def aside(talk: Talk) -> None:
    """In passing: also what forbids the time that is named, or that was asked for before others were offered. What can
    be booked no more is looked for anew."""
    ask_of_what_is_refused(talk)
    if (kind := wanted(talk)) is None:
        talk.say("nothing_to_book")
        return
    if not talk.reading.windows and kind.id == talk.data.get("type") and (gone := gone_by_now(talk)):
        say_gone(talk, kind, gone)
        return
    teacher_id, windows = talk.reading.teacher, tuple(windows_of(talk, talk.reading.windows))
    if teacher_id is None and not windows and kind.id == talk.data.get("type"):
        teacher_id, windows = not_had(talk)
    if say_place(talk, kind, windows):
        return
    places = talk.reading.branches or tuple(talk.data.get("places") or ())
    found = in_the_way(talk, kind, windows, teacher_id, places)
    if found:
        tell(talk, kind, found, talk.reading.branches)
        say_also(talk, kind, windows, teacher_id)
    elif windows:
        if not say_nothing_then(talk, kind, windows, teacher_id, places):
            tell(talk, kind, [])
    elif not say_never(talk, kind):
        say_sooner(talk, kind)


def not_had(talk: Talk) -> tuple[int | None, tuple[Window, ...]]:
    """The teacher and the times that were asked for, where what is offered is something else."""
    offers = [slot_from(offer) for offer in talk.data.get("offers") or ()]
    if talk.data.get("near") and talk.data.get("windows"):
        return talk.data.get("teacher"), tuple(map(window_from, talk.data["windows"]))
    wanted = wanted_teacher(talk)
    if wanted is None or wanted in {offer.teacher_id for offer in offers}:
        return None, ()
    return wanted, tuple(Window(offer.start, None) for offer in offers)


def say_gone(talk: Talk, kind: LessonType, gone: Sequence[Window]) -> None:
    """The rules that have come to forbid what was offered, which is looked for again as things are now. Where the
    search says why, that is enough."""
    found, said = in_the_way(talk, kind, gone, None, tuple(talk.data.get("places") or ())), len(talk.says)
    talk.data["offers"] = []
    with suppress(Refusal):
        find(talk)
    if len(talk.says) == said:
        tell(talk, kind, found)


def say_place(talk: Talk, kind: LessonType, windows: Sequence[Window]) -> bool:
    """Say that the student is in such a class already, or waits for one, if that is so."""
    if places := places_in(talk, kind, windows or (everything(talk, kind.id),)):
        say_already_in(talk, kind, places)
        return True
    if not kind.is_class:
        return False
    entries = talk.work.waitlist.of_student(talk.at.school_id, talk.student.id, talk.now)
    waited = {entry.session_id for entry in entries if entry.session_id is not None}
    full = full_classes(talk, kind, windows or (everything(talk, kind.id),)) if waited else []
    sessions = [session for session in full if session.id in waited]
    for session in sessions:
        talk.say("waiting_class", **session_params(talk.school, session, talk.language))
    return bool(sessions)


def in_the_way(
    talk: Talk, kind: LessonType, windows: Sequence[Window], teacher_id: int | None, places: Sequence[int]
) -> list[Refusal]:
    """All rules for which such a lesson can't be had, there and then or whenever it may be."""
    found = reasons(talk.at, talk.student, kind, teacher_id, facts=_besides_the_held(talk), branch_ids=places)
    then = rules_against(talk, kind, windows, teacher_id, places)[0] if windows else []
    codes = {refusal.code for refusal in then}
    return [*(refusal for refusal in found if refusal.code not in codes), *then]


def _besides_the_held(talk: Talk) -> StudentFacts:
    """What is held for the student just now is none of the lessons that keep it from being had."""
    facts = talk.facts()
    if talk.data.get("held") and "slot" in talk.data:
        held = slot_from(talk.data["slot"]).during.end
        at = next((at for at, end in enumerate(facts.open_ends) if end == held), len(facts.open_ends))
        facts.open_ends = [*facts.open_ends[:at], *facts.open_ends[at + 1 :]]
    return facts


def say_never(talk: Talk, kind: LessonType) -> bool:
    """Say that such a lesson can't be had at all although no rule forbids it, if that is so: every class is full, or no
    car is for it."""
    whole = (everything(talk, kind.id),)
    full = full_classes(talk, kind, whole)
    if (talk.data.get("held") and not full) or _is_free(talk, kind, whole, None):
        return False
    if full:
        talk.say("class_full_then", **session_params(talk.school, full[0], talk.language))
    elif found := together(talk.at, talk.student, kind, facts=talk.facts()):
        tell(talk, kind, found)
    else:
        talk.say("no_times_at_all", type=kind.name(talk.language))
    return True


def say_sooner(talk: Talk, kind: LessonType) -> None:
    """Such a lesson can be had; what keeps it from being sooner is said, or that nothing does."""
    first = None if talk.data.get("held") else _first(talk, kind, (everything(talk, kind.id),), None)
    found = against_sooner(talk.at, talk.student, kind, first, talk.facts()) if first is not None else []
    if not found:
        tell(talk, kind, ())
    for refusal in found:
        say_refusal(talk, refusal)


def say_nothing_then(
    talk: Talk, kind: LessonType, windows: tuple[Window, ...], teacher_id: int | None, places: Sequence[int]
) -> bool:
    """Say why nothing can be had there in the windows although no rule forbids it, if that is so."""
    asked = said_times(talk, windows)
    elsewhere = bool(places) and _is_free(talk, kind, windows, teacher_id)
    if elsewhere and not _is_free(talk, kind, windows, teacher_id, places):
        talk.say("none_there", place=names_of(talk, places), asked=asked)
    elif nobody_works(talk, kind, windows):
        talk.say("nobody_teaches_then", asked=asked)
    elif _is_held(talk, windows, teacher_id) or _is_free(talk, kind, windows, teacher_id, places):
        return False
    elif (own := lesson_at(talk, kind, windows)) is not None:
        say_busy(talk, own)
    elif full := full_classes(talk, kind, windows):
        talk.say("class_full_then", **session_params(talk.school, full[0], talk.language))
    elif teacher_id is not None:
        say_not_with_teacher(talk, kind, windows, teacher_id)
    else:
        talk.say("no_times_then", asked=asked)
    return True


def say_not_with_teacher(talk: Talk, kind: LessonType, windows: Sequence[Window], teacher_id: int) -> None:
    """Of one certain time also that the day of that teacher is full, or a break is due."""
    exact = len(windows) == 1 and windows[0].end is None
    found = unavailable(talk.at, talk.student, kind, windows[0].start, teacher_id) if exact else ()
    told = next((refusal for refusal in found if refusal.code in OF_THE_TEACHER), None)
    if told is not None:
        say_refusal(talk, told)
    else:
        talk.say("not_with_teacher", teacher=talk.school.teacher(teacher_id).first_name, asked=None)


def _is_held(talk: Talk, windows: Sequence[Window], teacher_id: int | None) -> bool:
    """Whether a time in the windows is held for the student just now, with that teacher if one is named."""
    if not talk.data.get("held"):
        return False
    slot = slot_from(talk.data["slot"])
    return teacher_id in {None, slot.teacher_id} and any(w.start <= slot.start < w.last for w in windows)


def _is_free(
    talk: Talk, kind: LessonType, windows: tuple[Window, ...], teacher_id: int | None, places: Sequence[int] = ()
) -> bool:
    return _first(talk, kind, windows, teacher_id, places) is not None


def _first(
    talk: Talk, kind: LessonType, windows: tuple[Window, ...], teacher_id: int | None, places: Sequence[int] = ()
) -> Slot | None:
    """What can be booked first in the windows, perhaps with a teacher, or at one of these branches."""
    teachers, there = () if teacher_id is None else (teacher_id,), tuple(places)
    query = SlotQuery(kind, windows, talk.now, teacher_ids=teachers, student_id=talk.student.id, branch_ids=there)
    return next(search(talk.at, query, talk.student, talk.facts()), None)


def booking_says(talk: Talk, kind: LessonType) -> bool:
    """Whether the booking itself says what is in the way: of a time that is named, or of a teacher."""
    teacher_id = talk.data.get("teacher")
    barred = teacher_id is not None and reasons(talk.at, talk.student, kind, teacher_id, facts=talk.facts())
    return bool(barred) or "windows" in talk.data or "candidates" in talk.data


def ask(talk: Talk) -> End | Open:
    if (kind := wanted(talk)) is None:
        talk.say("nothing_to_book")
        return End()
    windows = tuple(window_from(window) for window in talk.data.get("windows") or talk.data.get("candidates") or ())
    places = tuple(talk.data.get("places") or ())
    if not reasons(talk.at, talk.student, kind, facts=talk.facts(), branch_ids=places):
        return _open(talk, kind, windows)
    found = in_the_way(talk, kind, windows, talk.data.get("teacher"), places)
    tell(talk, kind, found, places)
    return without_a_time(found[0])


def _open(talk: Talk, kind: LessonType, windows: Sequence[Window]) -> End | Open:
    """Nothing forbids such lessons as a whole: the booking goes on, which says what else there is to say."""
    whole = (everything(talk, kind.id),)
    if not windows and say_place(talk, kind, ()):
        if not _is_free(talk, kind, whole, None):
            return instead()
    elif not booking_says(talk, kind) and (not kind.is_class or _is_free(talk, kind, whole, None)):
        if say_never(talk, kind):
            return instead()
        say_sooner(talk, kind)
    return Open("book", {**talk.data, "type": kind.id})


FLOW = Flow("why", "tell", {"tell": Step(ask, lambda talk, heard: Unheard())}, aside=told(aside), begin=begin)
