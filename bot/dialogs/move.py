"""Move a lesson: which, when instead, terms, yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.dialogs import other_kind, own_lessons
from bot.dialogs.agreed import agreed, keep_told, say_changed
from bot.dialogs.asking import ASKS, asked
from bot.dialogs.beside_lesson import beside_the_other
from bot.dialogs.branches import hear_places, may_be_there
from bot.dialogs.cars import hear_car
from bot.dialogs.declining import is_left, leave, no_more_wished
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step
from bot.dialogs.instead import refuse
from bot.dialogs.just_booked import corrected, is_corrected, otherwise
from bot.dialogs.lesson_slots import everything, slot_from, stored_slot
from bot.dialogs.other_kind import OTHER_KIND, ask_way, names_another_kind
from bot.dialogs.other_kind import STEP as OTHER_KIND_STEP
from bot.dialogs.otherwise import A_BIT, as_it_is, made_into, of_another_kind, on_its_day
from bot.dialogs.own_lessons import WHICH_LESSON, choosing
from bot.dialogs.own_words import (
    a_bit,
    asks_for_another_day,
    asks_for_leave,
    asks_for_one_more,
    names_a_lesson,
    says,
    says_to_book_it,
)
from bot.dialogs.picking import look_again, picking
from bot.dialogs.pointing import meant
from bot.dialogs.refusals import refused
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.terms import terms_within
from bot.dialogs.turning import turn_from
from bot.dialogs.windows import around, at_same_time, clocks, hours_of, near, on_day, stored, window_from, windows_of
from bot.dialogs.wishing import SLOT, WHICH, hear_teachers, hear_when, in_week_of, is_weekday_alone, week_far_off
from bot.dialogs.wording import booking_params, money, own_slot_params, reminded, wall
from bot.understanding.lexicon import listened_for, words_listened_for
from bot.understanding.reading import Reading
from bot.understanding.reading import Window as WallWindow
from bot.understanding.shifts import either_way_in
from bot.understanding.tokens import says_one, spoken
from domain.errors import Changed, Refusal
from domain.hindrances import Cause, hindrance
from domain.lessons import Booking, Status
from domain.rules.rule import Occasion
from domain.services.bookability import forbidding_change
from domain.services.booking import own_booking
from domain.services.cancelling import move_fee
from domain.services.rescheduling import reschedule
from domain.slots import Slot, Window
from domain.timeslots import day_start, to_utc, to_wall

_TIMES = frozenset({"windows", "candidates", "clocks", "days_on", "shift"})
_TOLD = _TIMES | {"bit", "another_day", "teacher", "among", "places"}
"""What may be known of where a lesson goes, or to whom."""


def begin(talk: Talk) -> dict[str, Any]:
    if talk.booked_before is not None and is_corrected(talk):
        data = wished(talk, corrected(talk, talk.booked_before), talk.booked_before)
        named = data.keys() & {"windows", "candidates", "clocks", "days_on", "shift", "teacher", "among", "becomes"}
        return data if named else data | otherwise(talk, talk.booked_before)
    reading = to_its_part_of_day(talk, talk.reading)
    return swapped(talk) or wished(talk, of_another_kind(talk, reading) or on_its_day(talk, reading) or reading)


def to_its_part_of_day(talk: Talk, reading: Reading) -> Reading:
    """ "Move it in the afternoon", said of the lesson that was told: there it goes, and is not yet."""
    part = reading.moved_dayless and not names_target(reading) and all(window.end for window in reading.moved)
    if not part or talk.booked_before is None or not own_lessons.points_at_it(reading.text):
        return reading
    return replace(reading, moved=(), moved_dayless=False, windows=reading.moved, dayless=True)


def swapped(talk: Talk) -> dict[str, Any] | None:
    """ "Swap Wednesday and Friday": the lessons of two days don't change places, which is told, and each can be moved;
    where only one of them has a lesson, it goes to the other."""
    reading = talk.reading
    days = reading.moved if not (names_target(reading) or reading.question) else ()
    if len(days) != 2 or words_listened_for("swapping").isdisjoint(spoken(reading.text)):
        return None
    lessons = [
        meant(talk, own_lessons.changeable(talk), lesson_of(replace(reading, moved=(day,), week_on=()))) for day in days
    ]
    if all(lessons):
        talk.say("not_swapped")
        return {"lessons": [booking.id for found in lessons for booking in found]}
    there = next((at for at, found in enumerate(lessons) if found), None)
    return (
        wished(talk, replace(reading, moved=(days[there],), windows=(days[1 - there],))) if there is not None else None
    )


def wished(talk: Talk, reading: Reading, booking_id: int | None = None) -> dict[str, Any]:
    """ "move tomorrow's to monday": the one time names the lesson, the other where it goes.

    booking_id: the lesson being talked of, which is meant when the words name none.
    """
    data: dict[str, Any] = {"same_time": reading.same_time}
    if (kind := made_into(talk, reading)) is not None:
        data |= {"kind": {"type": kind}, "becomes": True}
        reading = as_it_is(talk, reading)
    if reading.moved or booking_id is None:
        data |= own_lessons.all_of(talk, own_lessons.named(talk, lesson_of(reading)), reading.text)
        data |= {"said": reading.text, "starts": starts_of(talk, data["rest"])} if data.get("rest") else {}
    else:
        data["booking"] = booking_id
    hear_teachers(talk, reading, data)
    hear_car(talk, reading.text, data)
    hear_places(talk, reading, data, ())
    return data | when_wished(talk, reading, data.get("booking"))


def when_wished(talk: Talk, reading: Reading, booking_id: int | None) -> dict[str, Any]:
    """Where the lesson goes, as far as the words tell."""
    data: dict[str, Any] = {}
    its_hours = hours_of(talk, [stored(window) for window in windows_of(talk, reading.windows)])
    its_hours = its_hours if reading.on_its_day and reading.windows else None
    if reading.days_on is not None and (its_hours or not reading.windows):
        data["days_on"] = reading.days_on
        data |= {"clocks": its_hours} if its_hours else {}
    elif reading.shift is not None and not reading.windows:
        data |= {"shift": reading.shift, "either": 0 if reading.shift else either_way_in(reading.text)}
    elif its_hours is not None:
        data["clocks"] = its_hours
    elif (hours := clocks(reading)) is not None:
        data["clocks"] = hours
    elif reading.question in {"ambiguous", "twice"} and len(reading.windows) > 1:
        data["candidates"] = [stored(window) for window in windows_of(talk, reading.windows)]
    elif reading.question is not None:
        talk.say(f"when_{reading.question}")
    elif (beside := beside_the_other(talk, reading, booking_id)) is not None:
        data["windows"] = beside
    elif reading.week_on and reading.same_time and is_weekday_alone(reading):
        either = (*reading.windows, *reading.week_on)  # few lessons are moved to what is left of today
        data["candidates"] = [stored(window) for window in windows_of(talk, either)]
    elif reading.windows:
        data["windows"] = [stored(window) for window in windows_of(talk, reading.windows)]
        data |= {"weekday": reading.text} if is_weekday_alone(reading) else {}
        data |= {"week": week_far_off(talk, data["windows"], reading)}
    elif way := a_bit(reading.text):
        data["bit"] = way
    elif says_one(spoken(reading.text), listened_for("a_bit")):
        data["shift"] = 0
    elif asks_for_another_day(reading.text):
        data["another_day"] = True
    return data


def lesson_of(reading: Reading) -> Reading:
    """What is said of the lesson itself, and not of where it goes."""
    teacher = reading.teacher if reading.of_teacher else None
    times = reading.moved or reading.given_up
    branches = () if reading.windows else reading.branches  # where it goes, which `meant` takes for no lesson's
    said = replace(reading, windows=times, dayless=reading.moved_dayless, teacher=teacher, branches=branches)
    return said if reading.moved else replace(said, week_on=(), any_week=False)


def hear_target(talk: Talk, heard: Heard) -> Move | None:
    """Where it goes, or to whom, said before it is known which one: it is kept, and used once that is known."""
    reading = talk.understand(heard.text, moving=True)
    if heard.reading.teacher is not None and is_with_nobody_else(talk, heard.reading):
        hear_teachers(talk, heard.reading, talk.data)
        return Again()
    if asks_whether_it_would_do(talk, heard.reading):
        talk.data.update(when_wished(talk, heard.reading, None))
        return Again()
    if reading.intent != "reschedule" or not names_target(reading):
        return None
    talk.data.update(wished(talk, reading))
    return chosen(talk) if "booking" in talk.data else Again()


def asks_whether_it_would_do(talk: Talk, reading: Reading) -> bool:
    """ "Could we do Wednesday next week", where no lesson is then that could be meant."""
    asks = asks_for_leave(reading.text) or says(reading.text, "fits")
    wished = asks and reading.windows and not (reading.moved or reading.question)
    return bool(wished) and not meant(talk, own_lessons.changeable(talk), reading)


def is_with_nobody_else(talk: Talk, reading: Reading) -> bool:
    """Whether the teacher is whom any of the lessons is to be moved to: none is with them, and no other is named."""
    taught = {id_ for booking in own_lessons.changeable(talk) for id_ in booking.session.teacher_ids}
    return reading.teacher not in taught and not (reading.windows or reading.moved or reading.shift is not None)


def names_target(reading: Reading) -> bool:
    return bool(reading.windows) or reading.shift is not None or reading.days_on is not None


def hear_which(talk: Talk, heard: Heard) -> Move | None:
    """ "Both", to the question which one, or where it goes."""
    if not own_lessons.says_both(heard):
        return hear_target(talk, heard)
    talk.data.update(own_lessons.one_by_one(talk, talk.data.get("lessons") or own_lessons.all_but(talk)))
    talk.data["starts"] = starts_of(talk, talk.data.get("rest", []))
    return chosen(talk)


def starts_of(talk: Talk, ids: list[int]) -> list[str]:
    """When the lessons are, by which each is proposed in its turn."""
    by_id = {booking.id: booking for booking in own_lessons.changeable(talk)}
    return [wall(by_id[id_].start, talk.school) for id_ in ids]


def next_one(data: Mapping[str, Any], talk: Talk) -> dict[str, Any]:
    """What is wished of the next of several lessons: the same as of the one before."""
    reading = replace(talk.understand(data["said"]), moved=())
    return {**wished(talk, reading, data["booking"]), **{kept: data[kept] for kept in ("rest", "starts", "said")}}


def target(talk: Talk) -> dict[str, Any]:
    """The exact time where it goes, if that is known."""
    windows: list[list[str]] = talk.data.get("windows") or []
    exact = len(windows) == 1 and windows[0][1] is None
    return {"to": wall(datetime.fromisoformat(windows[0][0]), talk.school) if exact else None}


def chosen(talk: Talk) -> Move:
    booking = own_booking(talk.at, talk.student, talk.data["booking"], lock=False)
    if booking.status is Status.REQUESTED:
        talk.say("request_not_moved")
        return Open("cancel", {"booking": booking.id})
    refusal = forbidding_change(talk.at, talk.student, booking, Occasion.LEAVE)
    if refusal is not None:
        return refuse(talk, refusal)
    know_lesson(talk, booking)
    return other_kind.become(talk) if other_kind.becomes(talk) else when_instead(talk, booking)


def when_instead(talk: Talk, booking: Booking) -> Go:
    """To the times that are wished instead of its own."""
    obstacle = hindrance(talk.school, booking.session)
    any_will_do = obstacle is not None and booking.session.planned
    if obstacle is not None and obstacle.cause is Cause.TEACHER and not any_will_do:
        talk.data.setdefault("among", [id_ for id_ in talk.school.teachers if id_ not in booking.session.teacher_ids])
        talk.data["absent"] = booking.session.teacher_ids[0]
    elif "teacher" not in talk.data and not any_will_do and is_there(talk, booking.session.teacher_ids):
        talk.data["teacher"] = booking.session.teacher_ids[0]
    talk.data.setdefault("offers", [])
    talk.data.setdefault("car", dict(booking.wished))
    if (said := talk.data.pop("weekday", None)) is not None:
        talk.data["windows"] = in_its_week(talk, said, booking.start)
    if talk.data.pop("same_time", False):
        for times in {"windows", "candidates"} & talk.data.keys():
            talk.data[times] = at_same_time(talk, talk.data[times], talk.data["like"])
    was = to_wall(booking.start, talk.school.zone) + timedelta(days=talk.data.pop("days_on", 0))
    if (hours := talk.data.pop("clocks", None)) is not None:
        there = on_day(talk, was.date(), hours)
        talk.data["windows"] = [there] if there != stored(Window(booking.start, None)) else None
    elif (start := to_utc(was, talk.school.zone)) != booking.start:
        near(talk, start)
    elif (way := talk.data.pop("bit", 0)) != 0:
        talk.data["windows"] = [beside_it(talk, booking.start, way)]
    elif talk.data.pop("another_day", False):
        talk.data["windows"] = other_days_than(talk, was.date())
    elsewhere = bool(talk.data.get("places"))
    either = talk.data.pop("either", 0)
    if (minutes := talk.data.pop("shift", None)) is not None and either:
        talk.data["candidates"] = around(booking.start, either)
    elif minutes is not None:
        near(talk, booking.start + timedelta(minutes=minutes), exact=minutes != 0 or elsewhere)
    other = talk.data.get("teacher") not in {None, *booking.session.teacher_ids}
    lost = obstacle is not None and obstacle.cause is not Cause.CLOSED and not any_will_do
    if (lost or elsewhere or other) and not {"windows", "candidates"} & talk.data.keys():
        near(talk, booking.start, exact=elsewhere or other)
    talk.data["hours"] = hours_of(talk, talk.data.get("windows") or ())
    return Go(SLOT)


def beside_it(talk: Talk, start: datetime, way: int) -> list[str | None]:
    """What is left of its day after it, or before."""
    day, zone = to_wall(start, talk.school.zone).date(), talk.school.zone
    if way < 0:
        return stored(Window(day_start(day, zone), start))
    return stored(Window(start + A_BIT, day_start(day + timedelta(days=1), zone)))


def other_days_than(talk: Talk, day: date) -> list[list[str | None]]:
    """Those after it first."""
    zone = talk.school.zone
    begins, ends = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    return [stored(Window(ends, max(ends, everything(talk).last))), stored(Window(min(talk.now, begins), begins))]


def know_lesson(talk: Talk, booking: Booking) -> None:
    """What times to move to are looked for by."""
    start, session = booking.start.isoformat(), booking.session
    talk.data.update(
        type=session.lesson_type_id, ignoring=session.id, own=[start, *session.teacher_ids[:1]], like=start
    )


def in_its_week(talk: Talk, said: str, start: datetime) -> list[list[str | None]]:
    """The weekday where the lesson goes, in its own week if that is a later one than the nearest."""
    there, zone = window_from(talk.data["windows"][0]), talk.school.zone
    end = to_wall(there.end, zone) if there.end is not None else None
    reading = Reading(said, windows=(WallWindow(to_wall(there.start, zone), end),))
    return [stored(window) for window in windows_of(talk, in_week_of(talk, reading, start).windows)]


def is_there(talk: Talk, teacher_ids: Sequence[int]) -> bool:
    """Whether the lesson's teacher can give it where it is wished to be."""
    return bool(teacher_ids) and may_be_there(talk, teacher_ids[0])


def still_movable(talk: Talk) -> End | None:
    """None, if it is: meanwhile the lesson may have been cancelled, or have begun."""
    try:
        own_booking(talk.at, talk.student, talk.data["booking"]).ensure_movable(talk.now)
    except Refusal as refusal:
        return refuse(talk, refusal)
    return None


def has_begun(talk: Talk) -> bool:
    """Whether the lesson has, as far as is known without looking."""
    return datetime.fromisoformat(talk.data["like"]) <= talk.now


def ask_slot(talk: Talk) -> Prompt | Go | End | Open:
    return (still_movable(talk) if talk.fresh or has_begun(talk) else None) or PICKING[SLOT].ask(talk)


def pick(talk: Talk, slot: Slot) -> Move:
    talk.data["slot"] = stored_slot(slot)
    return Go("confirm")


def ask_confirm(talk: Talk) -> Prompt | Go | End | Open:
    if talk.fresh:
        return still_movable(talk) or look_again(talk)
    if has_begun(talk) and (begun := still_movable(talk)) is not None:
        return begun
    booking = own_booking(talk.at, talk.student, talk.data["booking"])
    fee = move_fee(talk.at, booking)
    keep_told(talk, booking, fee)
    slot = slot_from(talk.data["slot"])
    params = {
        **own_slot_params(talk, slot),
        "from": wall(booking.start, talk.school),
        "fee": money(fee),
        "price": money(booking.price),
        **terms_within(booking.policy, slot.start, talk.now, talk.school),
    }
    return Prompt("confirm_move", params, (Choice("move", "choice_move"), Choice("other", "choice_other_time")))


def hear_confirm(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "move" or (heard.choice is None and own_lessons.agrees(heard.reading, "reschedule")):
        return move_it(talk)
    if no_more_wished(heard) or is_left(heard):
        return leave(talk)
    if (other := turn_from(talk, heard)) is not None:
        return other
    if heard.choice is None and says_to_book_it(heard.text):
        talk.say("pick_one")
        return Again()
    to_book = asks_for_one_more(heard.reading, talk.language)
    return Unheard() if heard.choice is not None or to_book else hear_words(talk, heard)


def hear_words(talk: Talk, heard: Heard) -> Move:
    """Another lesson or another time at the confirmation, or a question about it."""
    if (answered := asked(talk, heard)) is not None:
        return answered
    reading = heard.reading
    slot = slot_from(talk.data["slot"])
    if (other := other_lesson(talk, reading, [stored(Window(slot.start, None))])) is not None:
        return other
    if names_another_kind(talk, heard):
        return ask_way(talk)
    if (hours := clocks(reading)) is not None:
        day = to_wall(slot.start, talk.school.zone).date()
        talk.data.update(windows=[on_day(talk, day, hours)], around=None, offers=[], after=None, candidates=None)
        return Go(SLOT)
    move = hear_when(talk, heard)
    if isinstance(move, Unheard) and heard.intent == "reschedule":
        return Again()  # "what does it cost to move" is told with the question
    return move


def other_lesson(talk: Talk, reading: Reading, target: list[list[str | None]] | None) -> Open | None:
    """ "move thursday instead": the lesson of that day, to where it was named to go, or else to `target`."""
    if (one := own_lessons.the_other(talk, reading)) is not None:
        return Open("reschedule", one | ({"windows": target} if target is not None else {}))
    if (refused := own_lessons.refused_hour(talk, reading)) is not None:
        return Open("reschedule", wished(talk, reading, refused))
    if not reading.moved:
        return None
    bookings = own_lessons.changeable(talk)
    if not meant(talk, bookings, lesson_of(reading)):
        return None
    data = wished(talk, reading)
    told = _TOLD & data.keys()
    if target is not None and not (told or data.get("rest")) and reading.question is None:
        data["windows"] = target
    return Open("reschedule", data)


def hear_elsewhere(talk: Talk, heard: Heard) -> Move:
    """Words while times are offered, or it is asked which one is meant: they may be of another lesson, or of another
    kind of one, or for one more."""
    if heard.choice is None and asks_for_one_more(heard.reading, talk.language):
        return Unheard()
    if heard.choice is None and not talk.data.get("windows") and (way := a_bit(heard.text)):
        start = datetime.fromisoformat(talk.data["like"])
        talk.data.update(windows=[beside_it(talk, start, way)], around=None, offers=[], after=None, candidates=None)
        return Go(SLOT)
    if heard.choice is None and (other := other_lesson(talk, heard.reading, talk.data.get("windows"))) is not None:
        return other
    return ask_way(talk) if names_another_kind(talk, heard) else PICKING[talk.frame.step].hear(talk, heard)


def own_moved(talk: Talk, heard: Heard) -> Open | None:
    """ "Move my Thursday lesson to Monday", said while another is being booked: to move what is being booked names no
    lesson."""
    if heard.choice is not None or heard.intent != "reschedule" or not names_target(heard.reading):
        return None
    if heard.reading.moved:
        return other_lesson(talk, heard.reading, None)
    named = names_a_lesson(heard.text) and not own_lessons.points_at_it(heard.text)
    return Open("reschedule", wished(talk, heard.reading)) if named and own_lessons.changeable(talk) else None


def move_it(talk: Talk) -> Move:
    slot = slot_from(talk.data["slot"])
    try:
        booking = reschedule(talk.at, talk.student, talk.data["booking"], slot, agreed=agreed(talk))
    except Changed as changed:
        return is_another(talk, say_changed(talk, changed), slot)
    except Refusal as refusal:
        if refusal.code in {"not_allowed", "already_started", "not_found"}:
            return refuse(talk, refusal)
        return refused(talk, refusal, slot.start)
    talk.booked = booking.id
    params = booking_params(talk.school, booking, talk.language)
    talk.say("moved", **params, fee=talk.data["fee"], reminded=reminded(booking, talk.now))
    if not talk.data.get("rest"):
        return End()
    (following, *rest), (start, *starts) = talk.data["rest"], talk.data["starts"]
    said = talk.data.get("said", "")
    return Open("next_move", {"booking": following, "start": start, "rest": rest, "starts": starts, "said": said})


def is_another(talk: Talk, booking: Booking, slot: Slot) -> Move:
    """The lesson is no more as it was when the student was asked: once more then, unless it is there already."""
    if booking.start == slot.start and slot.teacher_id in {None, *booking.session.teacher_ids}:
        return End()
    know_lesson(talk, booking)
    return Go("confirm")


PICKING = picking(pick, "confirm", OTHER_KIND)

FLOW = Flow(
    "reschedule",
    first=WHICH_LESSON,
    steps={
        WHICH_LESSON: replace(choosing("move", chosen, hears=hear_which, says=target), leads=(SLOT, OTHER_KIND)),
        **PICKING,
        SLOT: replace(PICKING[SLOT], ask=ask_slot, hear=hear_elsewhere),
        WHICH: replace(PICKING[WHICH], hear=hear_elsewhere, leads=(SLOT, OTHER_KIND)),
        "confirm": Step(
            ask_confirm,
            hear_confirm,
            takes=frozenset({"book", "reschedule", "yes", "ok", "no", "more", "earlier", *ASKS}),
            leads=(SLOT, OTHER_KIND),
        ),
        OTHER_KIND: OTHER_KIND_STEP,
    },
    begin=begin,
    version=2,
)
