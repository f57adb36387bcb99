"""When, with whom, in what and where a lesson is wished, taken out of words into the flow's data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.dialogs.beside_lesson import beside_the_other
from bot.dialogs.branches import hear_places
from bot.dialogs.cars import hear_car, hear_other_car
from bot.dialogs.lesson_slots import everything, slot_from
from bot.dialogs.own_lessons import coming
from bot.dialogs.own_words import (
    asks_for_another_day,
    asks_to_book,
    beside_in_week,
    corrects,
    days_after,
    names_a_lesson,
    says,
    says_the_one_after,
    wishes_the_latest,
)
from bot.dialogs.talk import Go, Heard, Move, Talk, Unheard
from bot.dialogs.windows import (
    around,
    at_hours,
    at_same_time,
    clocks,
    days_of,
    hours_of,
    near,
    on_day,
    stored,
    window_from,
    windows_of,
)
from bot.dialogs.wished_length import hear_length
from bot.understanding.reading import Reading
from bot.understanding.reading import Window as WallWindow
from bot.understanding.shifts import either_way_in
from bot.understanding.tokens import spoken
from domain.slots import Window
from domain.timeslots import day_start, to_wall

SLOT, WHICH, WHAT = "slot", "which", "what"
"""The steps at which a time is chosen, and asked about where several may be meant; at which a kind of lesson is."""

_MOST_DAYS = 14
"""So many days at most are kept by somebody who changes the hours."""


def hear_when(talk: Talk, heard: Heard) -> Move:
    """Take a time, a teacher or a lesson type out of words; Unheard if they name none."""
    reading, data = in_week_talked_of(talk, on_day_talked_of(talk, heard.reading)), talk.data
    named = hear_teachers(talk, reading, data) | hear_car(talk, reading.text, data)
    named |= hear_other_car(talk, reading.text, data, offered(talk))
    named |= hear_places(talk, reading, data, offered(talk))
    named |= hear_length(talk, reading, data)
    if reading.lesson_type is not None and "ignoring" not in data:
        data["type"], named = reading.lesson_type, True
    if reading.question in {"which_day", "ambiguous", "twice"} and len(reading.windows) > 1:
        data.update(candidates=[stored(window) for window in windows_of(talk, reading.windows)], hours=clocks(reading))
        return Go(WHICH)
    if reading.question is not None:
        talk.say(f"when_{reading.question}")
        if reading.question == "which_hour":
            data.update(
                windows=[stored(window) for window in windows_of(talk, reading.windows)], around=None, offers=[]
            )
        return Go(SLOT)
    if then := then_instead(talk, reading):
        data.update(windows=then, around=None)
        named = True
    elif reading.shift is not None and not (reading.windows or reading.moved) and (start := time_talked_of(talk)):
        if either := 0 if reading.shift else either_way_in(reading.text):
            data["candidates"] = around(start, either)
            return Go(WHICH)
        near(talk, start + timedelta(minutes=reading.shift), exact=reading.shift != 0)
        named = True
    elif not reading.windows and (then := beside_those(talk, reading)):
        data.update(windows=then, around=None)
        named = True
    elif reading.windows:
        if asks_to_book(reading.text) or names_a_lesson(reading.text) or says(reading.text, "any"):
            data.pop("hours", None)  # a wish of its own
        windows = [stored(window) for window in windows_of(talk, reading.windows)]
        windows = at_hours(talk, windows) if not reading.same_time else like_before(talk, data, windows)
        remember_times(talk, data, windows, reading)
        data["around"], named = None, True
    elif named:
        near_picked(talk)
    if not named:
        return Unheard()
    data.update(offers=[], after=None, pages=[])
    return Go(SLOT)


def near_picked(talk: Talk) -> None:
    """Who wants another teacher, car or place for the time that was picked wants that time, or else one of its day."""
    data = talk.data
    if talk.frame.step != "confirm":
        return
    slot = slot_from(data["slot"])
    if any(talk.school.lesson_type(kind).is_class for kind in (data["type"], slot.lesson_type_id)):
        return
    near(talk, slot.start)


def time_talked_of(talk: Talk) -> datetime | None:
    """From which "an hour later" is counted: the time that was picked, or else the very one that was asked for, or
    that of the lesson which is being moved, or the first that is offered."""
    data = talk.data
    if talk.frame.step == "confirm":
        return slot_from(data["slot"]).start
    start, end = (data.get("windows") or [[None, None]])[0]
    if start is not None and end is None:
        return datetime.fromisoformat(start)
    if data.get("like"):
        return datetime.fromisoformat(data["like"])
    return next((slot_from(slot).start for slot in offered(talk)), None)


def offered(talk: Talk) -> list[dict[str, Any]]:
    """The slot that was picked, or those that are offered."""
    return [talk.data["slot"]] if talk.frame.step == "confirm" else list(talk.data.get("offers") or ())


def then_instead(talk: Talk, reading: Reading) -> list[list[str | None]]:
    """ "After the other one", or on another day than those that are offered; none if neither is said."""
    beside = beside_the_other(talk, reading, talk.data.get("booking"), days_offered(talk))
    return beside or (other_days(talk, reading) if asks_for_another_day(reading.text) else [])


def other_days(talk: Talk, reading: Reading) -> list[list[str | None]]:
    """The days after those that are offered, or the one that was picked, then those before, at the hours that were
    said; none if nothing is offered, or a day is named beside it."""
    zone, data, days = talk.school.zone, talk.data, days_offered(talk)
    if not days or any(len(days_of(talk, window)) <= _MOST_DAYS for window in windows_of(talk, reading.windows)):
        return []
    first, last = (day_start(day, zone) for day in (days[0], days[-1] + timedelta(days=1)))
    if (hours := data.get("hours")) is not None:
        return [on_day(talk, days[-1] + timedelta(days=by), hours) for by in range(1, _MOST_DAYS + 1)]
    later = Window(last, max(last, everything(talk).last))
    return [stored(window) for window in (later, Window(min(talk.now, first), first))]


def days_offered(talk: Talk) -> list[date]:
    return sorted(to_wall(slot_from(slot).start, talk.school.zone).date() for slot in offered(talk))


def beside_those(talk: Talk, reading: Reading) -> list[list[str | None]]:
    """ "The same time" on the days that are wished, or other days than those that are offered; none if none is said."""
    if reading.same_time:
        days = [on_day(talk, day, ["00:00", "00:00"]) for day in days_offered(talk)]
        return like_before(talk, talk.data, talk.data.get("windows") or days)
    return at_hours(talk, after_those(talk, reading.text))


def after_those(talk: Talk, text: str) -> list[list[str | None]]:
    """ "The day after" those that are offered or picked, "the week after" theirs, or "earlier in the week"; none if it
    is not said."""
    by, days = days_after(text), days_offered(talk)
    if days and (way := beside_in_week(text)):
        return rest_of_week(talk, days[0] if way < 0 else days[-1], way)
    if by is None or not days:
        return []
    first = days[-1] + timedelta(days=by if by == 1 else by - days[-1].weekday())
    begin, end = (day_start(day, talk.school.zone) for day in (first, first + timedelta(days=by)))
    return [stored(Window(begin, end))]


def rest_of_week(talk: Talk, day: date, way: int) -> list[list[str | None]]:
    """The days of its week before that day, or after it; of a Monday those before are of the week before. From now on;
    none if there are none."""
    monday = day - timedelta(days=(day.weekday() or 7) if way < 0 else day.weekday())
    first, last = (monday, day) if way < 0 else (day + timedelta(days=1), monday + timedelta(days=7))
    begin, end = (day_start(each, talk.school.zone) for each in (first, last))
    begin = max(begin, talk.now)
    return [stored(Window(begin, end))] if begin < end else []


def hear_teachers(talk: Talk, reading: Reading, data: dict[str, Any]) -> bool:
    """Keep with whom the lesson is wished, or not; whether anybody was named."""
    if reading.unknown_name is not None:
        talk.say("unknown_teacher", name=reading.unknown_name)
    several = reading.teachers if len(reading.teachers) > 1 else ()
    if reading.not_teachers:
        unwanted = {*reading.not_teachers}
        data["among"] = [id_ for id_ in several or talk.school.teachers if id_ not in unwanted]
        data["teacher"] = reading.teacher  # "with Amina instead of Jonas"
    elif several:
        data["among"] = list(several)
        data.pop("teacher", None)
    elif reading.teacher is not None:
        data["teacher"] = reading.teacher
        data.pop("among", None)
    else:
        return hear_other_teachers(talk, reading.text, data)
    return True


def hear_other_teachers(talk: Talk, text: str, data: dict[str, Any]) -> bool:
    """ "Another teacher" than who is offered, or any, is wished."""
    if not says(text, "other_teacher", "any_teacher"):
        return False
    unwanted = talked_of(talk, data) if says(text, "other_teacher") else None
    others = [id_ for id_ in talk.school.teachers if id_ != unwanted]
    kind = talk.school.lesson_types.get(data.get("type", 0))
    if kind is not None and not any(teacher.id in others for teacher in talk.school.teachers_of(kind)):
        talk.say("no_other_teacher", type=kind.name(talk.language))
        return True
    data["among"] = others
    data.pop("teacher", None)
    return True


def talked_of(talk: Talk, data: dict[str, Any]) -> int | None:
    """The teacher who can't give the lesson that is moved; else that of the time that was picked, or of the times that
    are offered, the one that was asked for, or the student's own."""
    if "absent" in data:
        absent: int = data["absent"]
        return absent
    if talk.frame.step == "confirm" and "slot" in data:
        return slot_from(data["slot"]).teacher_id
    teachers = {slot_from(offer).teacher_id for offer in data.get("offers") or ()}
    return teachers.pop() if len(teachers) == 1 else data.get("teacher") or talk.student.usual_teacher_id


def on_day_talked_of(talk: Talk, reading: Reading) -> Reading:
    """ "after 3" said of Tuesday's times means Tuesday, "not Tuesday" said of next week's the rest of it. Only days
    that the person has named or picked are meant."""
    if not (reading.dayless and reading.windows):
        return reading
    refused = {window.start.date() for window in reading.refused}
    days = [day for day in days_talked_of(talk) if day not in refused]
    if not days:
        return reading
    said = reading.windows[-1].start.date()  # the first may be what is left of today
    windows = [window for window in reading.windows if window.start.date() == said]
    moved = (
        WallWindow(w.start + by, w.end + by if w.end is not None else None)
        for by in (day - said for day in days)
        for w in windows
    )
    return replace(reading, windows=tuple(moved), question=None, dayless=False)


def days_talked_of(talk: Talk) -> list[date]:
    """The day of the time that was picked, also while others of it are offered instead, or the days that were named, if
    times on them were found."""
    data, zone = talk.data, talk.school.zone
    offers = data.get("offers") or ()
    if "slot" in data and (talk.frame.step == "confirm" or not data.get("windows")):
        day = to_wall(slot_from(data["slot"]).start, zone).date()
        if talk.frame.step == "confirm" or any(to_wall(slot_from(o).start, zone).date() == day for o in offers):
            return [day]
    windows = data.get("windows") if offers and not data.get("near") else None
    days = {day for window in windows or () for day in days_of(talk, window_from(window))}
    return sorted(days) if len(days) <= _MOST_DAYS else []


def in_week_talked_of(talk: Talk, reading: Reading) -> Reading:
    """ "No, Thursday" said of next week's times means next week's (data["week"], its Monday)."""
    days = days_offered(talk)
    if days and (after := behind(talk, reading, days[-1])) is not reading:
        return after
    week = talk.data.get("week")
    if week is not None:
        moved = in_week(talk, reading, date.fromisoformat(week))
        return reading if moved is reading or is_too_far(talk, week) else moved
    if (lesson := talk.data.get("like") if corrects(reading.text) else None) is not None:
        return in_week_of(talk, reading, datetime.fromisoformat(lesson))
    later = bool(days) and days[0] > (today := to_wall(talk.now, talk.school.zone).date())
    if later and is_weekday_alone(reading) and reading.windows[0].start.date() == today:
        return in_week_of(talk, reading, slot_from(offered(talk)[0]).start)  # nobody goes back to what is left of today
    return reading


def behind(talk: Talk, reading: Reading, day: date) -> Reading:
    """ "The Friday after": the first one behind that day. The same reading if it doesn't say so."""
    if len(reading.windows) != 1 or reading.dayless or not says_the_one_after(reading.text):
        return reading
    by = (reading.windows[0].start.weekday() - day.weekday() - 1) % 7 + 1
    return _on(talk, reading, day + timedelta(days=by))


def in_week_of(talk: Talk, reading: Reading, start: datetime) -> Reading:
    """ "Rather Friday", said of a lesson, means the Friday of its week."""
    day = to_wall(start, talk.school.zone).date()
    return in_week(talk, reading, day - timedelta(days=day.weekday()))


def in_week(talk: Talk, reading: Reading, monday: date) -> Reading:
    """The weekdays that are named alone, in that week if it is a later one than the nearest."""
    if asks_to_book(reading.text) or not _are_weekdays_alone(reading):
        return reading
    today = to_wall(talk.now, talk.school.zone).date()
    days = [window.start.date() for window in reading.windows]
    there = [monday + timedelta(days=day.weekday()) for day in days]
    dated = any(str(day.day) in spoken(reading.text) or day >= today + timedelta(days=7) for day in days)
    if dated or there == days or any(late < day for late, day in zip(there, days, strict=True)):
        return reading
    return _on(talk, reading, *there)


def _are_weekdays_alone(reading: Reading) -> bool:
    """Whether all that is said of days is one weekday, or several."""
    days = {window.start.date() for window in reading.windows}
    each = len(days) == len(reading.windows) and not reading.dayless and reading.until is None
    near = bool(days) and max(days) - min(days) < timedelta(days=7)
    return each and near and says_a_weekday(reading.text)


def _on(talk: Talk, reading: Reading, *days: date) -> Reading:
    """The hours of its windows on those days; of what is left of today the whole day."""
    moved = tuple(_window_on(talk, said, day) for said, day in zip(reading.windows, days, strict=True))
    return replace(reading, windows=moved, week_on=(), question=None)


def _window_on(talk: Talk, said: WallWindow, day: date) -> WallWindow:
    by = day - said.start.date()
    end = said.end + by if said.end is not None else None
    left_of_today = said.start <= to_wall(talk.now, talk.school.zone) and end == datetime.combine(
        day + timedelta(days=1), time()
    )
    return WallWindow(datetime.combine(day, time()) if left_of_today else said.start + by, end)


def is_weekday_alone(reading: Reading) -> bool:
    """Whether all that is said of days is one weekday."""
    one_day = len(reading.windows) == 1 and not reading.dayless and reading.until is None
    return one_day and says_a_weekday(reading.text)


def is_too_far(talk: Talk, week: str) -> bool:
    """Whether nothing of the week can be booked yet, as will have been said."""
    kind = talk.data.get("type")
    return kind is None or date.fromisoformat(week) > to_wall(everything(talk, kind).last, talk.school.zone).date()


def says_a_weekday(text: str) -> bool:
    """Whether a day is named by its weekday alone, and not as "this Thursday"."""
    return says(text, "weekday", "weekdays", "weekday_weak") and not says(text, "this", "next", "relday")


def like_before(talk: Talk, data: dict[str, Any], windows: list[list[str | None]]) -> list[list[str | None]]:
    """ "The same time next week": at the hour of the lesson that is being moved (data["like"]), or else of the time
    that was picked, or of what was just booked, or of the next lesson."""
    picked = data["slot"]["start"] if "slot" in data and talk.frame.step == "confirm" else None
    lesson = data.get("like") or picked
    bookings = coming(talk) if lesson is None else ()
    just_booked = (booking for booking in bookings if booking.id == talk.booked_before)
    lesson = lesson or next((booking.start.isoformat() for booking in (*just_booked, *bookings)), None)
    return at_same_time(talk, windows, lesson) if lesson is not None else windows


def remember_times(talk: Talk, data: dict[str, Any], windows: list[list[str | None]], reading: Reading) -> None:
    """Keep the times wished, and what a correction of the day alone leaves of them: their hours, and their week if it
    is not the nearest one."""
    data["windows"], data["hours"] = windows, hours_of(talk, windows)
    data["latest"] = wishes_the_latest(reading.text)
    week_on = () if reading.dayless else reading.week_on
    data["week_on"] = [stored(window) for window in windows_of(talk, week_on)]
    data["week"] = week_far_off(talk, windows, reading)


def week_far_off(talk: Talk, windows: list[list[str | None]], reading: Reading) -> str | None:
    """The Monday of the week that is wished, unless it is the nearest, or there are several."""
    days = {to_wall(window_from(window).start, talk.school.zone).date() for window in windows}
    weeks = {day - timedelta(days=day.weekday()) for day in days}
    far = reading.until is not None or min(days) >= to_wall(talk.now, talk.school.zone).date() + timedelta(days=7)
    return weeks.pop().isoformat() if far and len(weeks) == 1 else None


def remember_when(talk: Talk) -> dict[str, Any]:
    """What the opening words already said about time, teacher and type, as the flow's first data."""
    reading, data = talk.reading, dict[str, Any]()
    hear_teachers(talk, reading, data)
    hear_car(talk, reading.text, data)
    hear_places(talk, reading, data, ())
    hear_length(talk, reading, data)
    if reading.lesson_type is not None:
        data["type"] = reading.lesson_type
    if reading.question in {"which_day", "ambiguous", "twice"} and len(reading.windows) > 1:
        data.update(candidates=[stored(window) for window in windows_of(talk, reading.windows)], hours=clocks(reading))
    elif reading.question is not None:
        talk.say(f"when_{reading.question}")
        if reading.question == "which_hour":
            data["windows"] = [stored(window) for window in windows_of(talk, reading.windows)]
        else:
            data["hours"] = clocks(reading)
    elif (beside := beside_the_other(talk, reading, None)) is not None:
        remember_times(talk, data, beside, reading)
    elif reading.windows:
        windows = [stored(window) for window in windows_of(talk, reading.windows)]
        remember_times(talk, data, like_before(talk, data, windows) if reading.same_time else windows, reading)
    return data
