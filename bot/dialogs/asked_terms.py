"""What lessons cost, and what it costs to change one, told to who asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.dialogs.own_lessons import changeable, points_at_it
from bot.dialogs.own_words import asks_of_changing
from bot.dialogs.pointing import meant
from bot.dialogs.small_talk import without_small_talk
from bot.dialogs.talk import Talk
from bot.dialogs.terms import terms_in_general, terms_of
from bot.dialogs.wording import booking_params, money, wall
from bot.understanding.absences import tells_of_illness
from bot.understanding.lexicon import listened_for, words_listened_for
from bot.understanding.reading import Reading
from bot.understanding.tokens import begins_with_one, says_one, spoken
from domain.lessons import Booking, Status
from domain.schools import LessonType
from domain.services.booking import own_booking
from domain.services.cancelling import may_always_leave
from domain.timeslots import day_start, to_wall

_SOON = timedelta(days=60)
_NOT_COMING = frozenset({"sick", "late", "no_show", "cancel"})


def tell_terms(talk: Talk) -> None:
    """What lessons cost, and what it costs to cancel or move one: of the type that is named or being booked, else of
    all; only the latter to who asks for no more. Of a lesson that one has, as it was booked under."""
    changing = "booking" in talk.frame.data and "kind" not in talk.frame.data
    of_changing = changing or asks_of_changing(talk.reading.text) or supposes(talk.reading.text)
    if of_changing and (lesson := _lesson_meant(talk)) is not None:
        _tell_terms_of(talk, lesson)
    else:
        _tell_in_general(talk, of_changing=of_changing)


def supposes(text: str) -> bool:
    """ "What if I …", "and if I …": it tells of nothing that is so."""
    if words_listened_for("what_if").isdisjoint(spoken(text)):
        return False
    return begins_with_one(spoken(without_small_talk(text)), listened_for("what_if"))


def supposes_not_to_come(reading: Reading) -> bool:
    """ "What if I'm ill on the day?", which calls nothing off."""
    if not supposes(reading.text):
        return False
    moves = reading.intent == "reschedule" and not reading.windows
    said = spoken(reading.text)
    return moves or reading.intent in _NOT_COMING or tells_of_illness(said) or says_one(said, listened_for("comes_up"))


def _lesson_meant(talk: Talk) -> Booking | None:
    """The one lesson that is asked of: the words name it or its day or point at what was just booked, it is being
    changed, or there is no other. While a new time is looked for, a day is that time's."""
    if "type" in talk.frame.data:
        return None  # another one is being booked
    lessons = [booking for booking in changeable(talk) if booking.status is Status.CONFIRMED]
    found = meant(talk, lessons, talk.reading) if lessons else []
    if (changing := talk.frame.data.get("booking")) is not None:
        named = bool(talk.reading.windows) and "ignoring" not in talk.frame.data and len(found) == 1
        return found[0] if named else next((booking for booking in lessons if booking.id == changing), None)
    if points_at_it(talk.reading.text):
        found = [booking for booking in found if booking.id == talk.booked_before] or found
    return found[0] if len(found) == 1 else None


def _tell_terms_of(talk: Talk, booking: Booking) -> None:
    """terms: None if the school itself is why the student can't come, so that changing it costs nothing."""
    free = may_always_leave(talk.at, booking)
    terms = None if free else terms_of(booking.policy, booking.start, talk.now, talk.school)
    talk.say("lesson_terms", **booking_params(talk.school, booking, talk.language), terms=terms)


def _type_just_booked(talk: Talk) -> int | None:
    """Of the lesson that "how much was that" is said of, which stays the one that is talked of."""
    if talk.booked_before is None:
        return None
    talk.booked = talk.booked_before
    return own_booking(talk.at, talk.student, talk.booked_before, lock=False).session.lesson_type_id


def _tell_in_general(talk: Talk, *, of_changing: bool) -> None:
    compares = says_one(spoken(talk.reading.text), listened_for("comparing"))
    looked_for = {} if compares else talk.frame.data.get("kind") or talk.frame.data
    asked = talk.reading.lesson_type, looked_for.get("type"), _type_just_booked(talk)
    named = next((kind for kind in asked if kind in talk.school.lesson_types), None)
    kinds = [kind for kind in talk.school.bookable_types if named in {None, kind.id}]
    if asked[0] is None and of_changing:
        kinds = []
    policy = talk.school.policy_for(named)
    talk.say(
        "terms",
        kinds=[
            {
                "type": kind.name(talk.language),
                "minutes": int(kind.duration.total_seconds()) // 60,
                "price": money(talk.school.price_at(kind.id, talk.now)),
                "coming": _price_to_come(talk, kind),
            }
            for kind in kinds
        ],
        **terms_in_general(policy),
    )


def _price_to_come(talk: Talk, kind: LessonType) -> dict[str, Any] | None:
    """The price from a day on that is near enough to matter to who books now."""
    today = to_wall(talk.now, talk.school.zone).date()
    found = kind.price_from(today, today + _SOON)
    if found is None:
        return None
    return {"since": wall(day_start(found[0], talk.school.zone), talk.school), "price": money(found[1])}
