"""Finding a time: the steps that booking and moving share.

Kept in the flow's data: type (lesson type id), windows (UTC, as [start, end or null]), hours (wall times said without
a day, as [start, end or null]), teacher (id asked for by name), among (ids to choose from, when several or some not are
wished), car (what it must be like), offers (the slots last shown), near (they are not what was asked for), after (show
only what starts later); when a lesson is moved, ignoring (its session id), own (its start and teacher) and clock (its
wall time).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.dialogs.cars import hear_car
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Step
from bot.dialogs.full_classes import full_classes, waiting_choices
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import say_refusal, slot_params, wall
from bot.understanding.reading import Reading
from bot.understanding.reading import Window as WallWindow
from domain.errors import Refusal
from domain.lessons import Session
from domain.rules.rule import About, Broken
from domain.schools import Closure, LessonType
from domain.services.bookability import forbidding
from domain.services.searching import search
from domain.slots import Slot, SlotQuery, Window, first, nearest
from domain.timeslots import Interval, to_utc, to_wall

OFFERS = 3
"""Times shown at once: with "more times" they make a menu that is read at a glance and fits one SMS."""

AROUND = timedelta(days=2), timedelta(days=21)
"""How long before and after the time that was wanted the nearest ones are looked for."""

SLOT, WHICH = "slot", "which"
MANNERS = {"thanks": "thanks", "ok": "fine", "no": "other_day", "book": "pick_one"}
"""What is said to intents that choose nothing before the times are offered again."""
TAKES = frozenset({"book", "reschedule", "more", "yes", "no", "today", "week", "earlier"})

_TO_HOUR = re.compile(r"\b(?:to|til)\s+(?:kl\.?\s*|klokken\s+)?(\d{1,2})$", re.I)

Pick = Callable[[Talk, Slot], Move]


def picking(pick: Pick, *leads: str) -> dict[str, Step]:
    """The steps "slot" and "which"; `pick` says what follows when a slot was chosen, or raises a refusal."""

    def hear_slot(talk: Talk, heard: Heard) -> Move:
        wish = heard.choice or (heard.intent if not heard.reading.windows else None)
        if wish in {"more", "earlier"} and talk.data["offers"]:
            turn_page(talk, wish)
            return Go(SLOT)
        if heard.choice is not None and heard.choice.startswith("slot:"):
            return choose(talk, int(heard.choice.removeprefix("slot:")))
        if heard.choice is not None:
            return elsewhere(heard.choice)
        if heard.intent == "yes" and len(talk.data["offers"]) == 1:
            return choose(talk, 0)
        move = hear_when(talk, heard)
        if isinstance(move, Unheard) and (answer := MANNERS.get(heard.intent or "")) is not None:
            talk.say(answer)
            return Again()
        return move

    def choose(talk: Talk, place: int) -> Move:
        slot = slot_from(talk.data["offers"][place])
        try:
            return pick(talk, slot)
        except Refusal as refusal:
            return refused(talk, refusal, slot.start)

    def ask(talk: Talk) -> Prompt | Go | End | Open:
        """Ask, unless the one exact time that was named is free: then it is taken at its word."""
        prompt = ask_slot(talk)
        if isinstance(prompt, Prompt) and not talk.resuming and exact(talk):
            talk.data["windows"] = None
            move = choose(talk, 0)
            assert isinstance(move, Go | End | Open)
            return move
        return prompt

    return {
        SLOT: Step(ask, hear_slot, takes=TAKES, leads=(WHICH, *leads)),
        WHICH: Step(ask_which, hear_which, takes=TAKES, leads=(SLOT,)),
    }


def elsewhere(choice: str) -> Move:
    """A choice beside the times: the menu, or to wait for a full class."""
    if choice == "menu":
        return Open("home")
    if choice.startswith("wait:"):
        return Open("waitlist", {"join": int(choice.removeprefix("wait:"))})
    return Unheard()


def turn_page(talk: Talk, wish: str) -> None:
    """Offer what comes after the times last offered, or what comes before them."""
    offers = talk.data["offers"]
    if wish == "more":
        talk.data.update(after=offers[-1]["end"], offers=[])
        return
    start = datetime.fromisoformat(offers[0]["start"])
    talk.data.update(windows=[stored(Window(min(talk.now, start), start))], after=None, offers=[])


def refused(talk: Talk, refusal: Refusal, wanted: datetime | None = None) -> Go | End | Open:
    """Why not, and what can be done: another time near the one that was wanted; or, where no other time would do, the
    lessons there are, to cancel or move one of them; or nothing."""
    say_refusal(talk, refusal)
    about = refusal.rule.about if isinstance(refusal, Broken) else About.TIME
    if about is About.NUMBER:
        return Open("lessons", {"full": True})
    if about in {About.PERSON, About.CHANGE} or wanted is None:
        return End()
    try:
        offer_near(talk, wanted)
    except Refusal as at_any_time:
        return refused(talk, at_any_time)
    return Go(SLOT)


def exact(talk: Talk) -> bool:
    """Whether the offer is the very time that was asked for."""
    data = talk.data
    windows = data.get("windows") or []
    return len(windows) == 1 and windows[0][1] is None and not data["near"] and not data.get("after")


def hear_when(talk: Talk, heard: Heard) -> Move:
    """Take a time, a teacher or a lesson type out of words; Unheard if they name none."""
    reading, data = on_day_talked_of(talk, heard.reading), talk.data
    named = hear_teachers(talk, reading, data) | hear_car(talk, reading.text, data)
    if reading.lesson_type is not None and "ignoring" not in data:
        data["type"], named = reading.lesson_type, True
    if reading.question in {"which_day", "ambiguous", "twice"} and len(reading.windows) > 1:
        data.update(candidates=[stored(window) for window in windows_of(talk, reading.windows)], hours=clocks(reading))
        return Go(WHICH)
    if reading.question is not None:
        talk.say(f"when_{reading.question}")
        return Go(SLOT)
    if reading.windows:
        windows = [stored(window) for window in windows_of(talk, reading.windows)]
        data["windows"], named = at_same_time(talk, windows) if reading.same_time else at_hours(talk, windows), True
    if not named:
        lesson_meant = heard.intent == "reschedule" and "ignoring" not in data
        return Open("reschedule") if lesson_meant else Unheard()
    data.update(offers=[], after=None)
    return Go(SLOT)


def hear_teachers(talk: Talk, reading: Reading, data: dict[str, Any]) -> bool:
    """Keep with whom the lesson is wished, or not; whether anybody was named."""
    if reading.unknown_name is not None:
        talk.say("unknown_teacher", name=reading.unknown_name)
    several = reading.teachers if len(reading.teachers) > 1 else ()
    if reading.not_teachers:
        unwanted = {*reading.not_teachers}
        data["among"] = [id_ for id_ in several or talk.school.teachers if id_ not in unwanted]
        data.pop("teacher", None)
    elif several:
        data["among"] = list(several)
        data.pop("teacher", None)
    elif reading.teacher is not None:
        data["teacher"] = reading.teacher
        data.pop("among", None)
    return bool(reading.not_teachers or reading.teachers) or reading.teacher is not None


def on_day_talked_of(talk: Talk, reading: Reading) -> Reading:
    """ "after 3" said of Tuesday's times means Tuesday. Only a day that the person has named or picked is meant."""
    data = talk.data
    picked = [data["slot"]] if talk.frame.step == "confirm" else []
    offers = picked or (data.get("offers") if data.get("windows") and not data.get("near") else None) or []
    days = {to_wall(slot_from(offer).start, talk.school.zone).date() for offer in offers}
    if not (reading.dayless and reading.windows and len(days) == 1):
        return reading
    said = reading.windows[-1].start.date()  # the first may be what is left of today
    by = days.pop() - said
    windows = [window for window in reading.windows if window.start.date() == said]
    moved = (WallWindow(w.start + by, w.end + by if w.end is not None else None) for w in windows)
    return replace(reading, windows=tuple(moved), question=None)


def remember_when(talk: Talk) -> dict[str, Any]:
    """What the opening words already said about time, teacher and type, as the flow's first data."""
    reading, data = talk.reading, dict[str, Any]()
    hear_teachers(talk, reading, data)
    hear_car(talk, reading.text, data)
    if reading.lesson_type is not None:
        data["type"] = reading.lesson_type
    if reading.question in {"which_day", "ambiguous", "twice"} and len(reading.windows) > 1:
        data.update(candidates=[stored(window) for window in windows_of(talk, reading.windows)], hours=clocks(reading))
    elif reading.question is not None:
        talk.say(f"when_{reading.question}")
        data["hours"] = clocks(reading)
    elif reading.windows:
        data["windows"] = [stored(window) for window in windows_of(talk, reading.windows)]
    return data


def ask_slot(talk: Talk) -> Prompt | Go | End | Open:
    data = talk.data
    if data.get("candidates"):
        return Go(WHICH)
    if not data.get("offers") or talk.fresh:
        try:
            find(talk)
        except Refusal as at_any_time:
            return refused(talk, at_any_time)
    full = waiting_choices(talk, full_now(talk))
    if not data["offers"] and full:
        return Prompt(
            "all_full", {"type": lesson_type(talk).name(talk.language)}, (*full, Choice("menu", "choice_menu"))
        )
    if not data["offers"]:
        talk.say("no_times_at_all", type=lesson_type(talk).name(talk.language))
        return End()
    slots = [slot_params(talk.school, slot_from(offer), talk.language) for offer in data["offers"]]
    same_day = len({slot["start"][:10] for slot in slots}) == 1
    same_teacher = len({slot["teacher"] for slot in slots}) == 1
    same_price = len({slot["price"][0] for slot in slots}) == 1
    choices = [
        Choice(
            f"slot:{place}",
            "choice_slot",
            {
                **slot,
                "day": not same_day,
                "teacher": None if same_teacher else slot["teacher"],
                "cost": None if same_price else slot["price"],
            },
        )
        for place, slot in enumerate(slots)
    ]
    params = {
        **slots[0],
        "day": slots[0]["start"] if same_day else None,
        "teacher": slots[0]["teacher"] if same_teacher else None,
        "price": slots[0]["price"] if same_price else None,
        "usual": same_teacher and data["offers"][0]["teacher"] == talk.student.usual_teacher_id,
        "minutes": int(lesson_type(talk).duration.total_seconds()) // 60,
        "near": data.get("near", False),
        "hint": not data.get("windows"),
    }
    return Prompt("offers", params, (*choices, *full, Choice("more", "choice_more_times")))


def full_now(talk: Talk) -> list[Session]:
    """The full classes where times are looked for, which may be waited for."""
    windows = tuple(map(window_from, talk.data["windows"])) if talk.data.get("windows") else (everything(talk),)
    return full_classes(talk, lesson_type(talk), windows) if "ignoring" not in talk.data else []


def ask_which(talk: Talk) -> Prompt | Go | End | Open:
    if not talk.data.get("candidates"):
        return Go(SLOT)
    choices = tuple(
        Choice(
            f"window:{place}",
            "choice_window",
            {"start": wall(window.start, talk.school), "end": window.end and wall(window.end, talk.school)},
        )
        for place, window in enumerate(map(window_from, talk.data["candidates"]))
    )
    return Prompt("which_time", {}, choices)


def hear_which(talk: Talk, heard: Heard) -> Move:
    candidates = talk.data.pop("candidates", [])
    if heard.choice is not None and heard.choice.startswith("window:"):
        talk.data.pop("hours", None)
        talk.data.update(windows=[candidates[int(heard.choice.removeprefix("window:"))]], offers=[], after=None)
        return Go(SLOT)
    move = hear_when(talk, heard)
    if isinstance(move, Unheard):
        talk.data["candidates"] = candidates
    return move


def find(talk: Talk) -> None:
    """Fill data["offers"]: inside the windows with the wanted teacher, then with any, then the nearest outside.

    Raises the refusal of who can't book such lessons at any time.
    """
    data = talk.data
    if (refusal := never(talk)) is not None:
        raise refusal
    after = datetime.fromisoformat(data["after"]) if data.get("after") else talk.now
    windows = tuple(map(window_from, data["windows"])) if data.get("windows") else (everything(talk),)
    asked = data.get("teacher")
    among = tuple(data.get("among") or ())
    usual = usual_teacher(talk)
    wanted = asked if asked is not None else usual if not among or usual in among else None
    later = tuple(cut for window in windows if (cut := starting_at(window, after)) is not None)
    tries = [(later, (wanted,) if wanted is not None else among)]
    if wanted is not None:
        tries.append((later, among))
    for some, teachers in tries:
        offers = first(others(talk, some, teachers), OFFERS)
        if offers:
            if teachers != tries[0][1]:
                say_not_with(talk, wanted, windows)
            data.update(offers=[stored_slot(slot) for slot in offers], near=False)
            return
    if data.get("windows") and data.get("after"):
        talk.say("no_more_then")
        data["windows"] = None
        find(talk)
    elif data.get("windows") or data.get("after"):
        say_why_none(talk, windows)
        offer_near(talk, windows[0].start if not data.get("after") else talk.now)
    else:
        data["offers"] = []


def look_again(talk: Talk) -> Go:
    """For the chosen time: what is free, what it costs and until when it can be moved may have changed since."""
    slot = slot_from(talk.data["slot"])
    talk.data.update(windows=[stored(Window(slot.start, None))], offers=[], after=None)
    return Go(SLOT)


def never(talk: Talk) -> Broken | None:
    """The rule that forbids the student all times that could be booked, if one does."""
    policies = talk.school.policies_of(talk.data["type"]).values()
    if not any(policy.offering for policy in policies):
        return None
    earliest = min(policy.earliest_start(talk.now) for policy in policies)
    latest = max(policy.latest_start(talk.now) for policy in policies)
    return against(talk, (Window(earliest, latest),)) if earliest < latest else None


def say_not_with(talk: Talk, teacher_id: int | None, windows: tuple[Window, ...]) -> None:
    """The teacher who was wanted has no time, or may not be had."""
    teacher = talk.school.teacher(teacher_id) if teacher_id is not None else None
    refusal = against(talk, windows, teacher_id)
    if refusal is not None and refusal.rule.about is About.TEACHER:
        say_refusal(talk, refusal)
    else:
        talk.say("not_with_teacher", teacher=teacher.first_name if teacher else None)


def usual_teacher(talk: Talk) -> int | None:
    """The student's own teacher, to be looked at first where teachers can be chosen at all."""
    kind, usual = lesson_type(talk), talk.student.usual_teacher_id
    teaches = any(teacher.id == usual for teacher in talk.school.teachers_of(kind))
    return usual if teaches and not kind.is_class else None


def say_why_none(talk: Talk, windows: tuple[Window, ...]) -> None:
    """Nothing was found in the windows: because of a rule, if one forbids them all, else because all is taken."""
    if talk.data.get("after"):
        talk.say("no_more_times")
        return
    if any(talk.data.get("own", [])[:1] == [window.start.isoformat()] for window in windows if window.end is None):
        talk.say("already_then")
        return
    if len(windows) == 1 and windows[0].end is None and has_lesson(talk, windows[0].start):
        talk.say("refused_student_busy")
        return
    named = said_times(talk, windows)
    refusal = against(talk, windows)
    if refusal is not None:
        say_refusal(talk, refusal, named)
    elif (closure := closed_in(talk, windows)) is not None:
        talk.say("refused_closed", reason=closure.reason)
    else:
        talk.say("no_times_then", asked=named)


def closed_in(talk: Talk, windows: tuple[Window, ...]) -> Closure | None:
    """What closes the school on every day of the windows, if something does."""
    zone = talk.school.zone
    days = {
        to_wall(moment, zone).date()
        for window in windows
        for moment in (window.start, window.last - timedelta(minutes=1))
    }
    closures = [talk.school.closure_on(day) for day in sorted(days)]
    return closures[0] if closures and all(closure is closures[0] for closure in closures) else None


def against(talk: Talk, windows: tuple[Window, ...], teacher_id: int | None = None) -> Broken | None:
    """The rule that forbids all starts in the windows, if one does."""
    kind = lesson_type(talk)
    first_start = min(window.start for window in windows)
    last_start = max(window.start if window.end is None else window.end - kind.duration for window in windows)
    return forbidding(
        talk.at,
        talk.student,
        kind,
        first_start,
        max(first_start, last_start),
        teacher_id=teacher_id,
        ignoring=talk.data.get("ignoring"),
        facts=talk.facts(talk.data.get("ignoring")),
    )


def said_times(talk: Talk, windows: tuple[Window, ...]) -> dict[str, str | None] | None:
    """The one time or day that was asked for, to be said back: its start, and its clock times if it has any."""
    zone = talk.school.zone
    days = {to_wall(window.start, zone).date() for window in windows}
    if len(days) > 1:
        return None
    window = windows[0]
    start, end = wall(window.start, talk.school), wall(window.end, talk.school) if window.end is not None else None
    opens = None if window.end is not None and (start.endswith("T00:00") or window.start <= talk.now) else start
    closes = None if end is None or end.endswith("T00:00") else end
    return {"start": start, "opens": opens, "until": closes, "exact": None if window.end is not None else start}


def has_lesson(talk: Talk, start: datetime) -> bool:
    """Whether a lesson at that time would overlap another one of the student's."""
    end = start + lesson_type(talk).duration
    lessons = talk.work.bookings.coming(talk.student.school_id, talk.student.id, talk.now)
    return any(lesson.start < end and start < lesson.end for lesson in lessons)


def offer_near(talk: Talk, wanted: datetime) -> None:
    """Offer the times nearest to `wanted`, whoever of those wished for teaches."""
    among = tuple(talk.data.get("among") or ())
    slots = nearest(lambda window: others(talk, (window,), among), max(talk.now, wanted), OFFERS, *AROUND)
    if not slots:
        slots = first(others(talk, (everything(talk),), among), OFFERS)
    talk.data.update(offers=[stored_slot(slot) for slot in slots], after=None, near=True)


def others(talk: Talk, windows: tuple[Window, ...], teachers: tuple[int, ...]) -> Iterator[Slot]:
    """Offers; when a lesson is moved, not the very time it has (data["own"]), unless another teacher is asked for."""
    start, teacher = talk.data.get("own") or (None, None)
    facts = talk.facts(talk.data.get("ignoring"))
    for slot in search(talk.at, query(talk, windows, teachers), talk.student, facts):
        if slot.start.isoformat() != start or teacher not in {slot.teacher_id, talk.data.get("teacher")}:
            yield slot


def query(talk: Talk, windows: tuple[Window, ...], teachers: tuple[int, ...]) -> SlotQuery:
    return SlotQuery(
        lesson_type(talk),
        windows,
        talk.now,
        teacher_ids=teachers,
        student_id=talk.student.id,
        ignoring=talk.data.get("ignoring"),
        attributes=talk.data.get("car", {}),
    )


def lesson_type(talk: Talk) -> LessonType:
    return talk.school.lesson_type(talk.data["type"])


def everything(talk: Talk) -> Window:
    policies = talk.school.policies_of(talk.data["type"]).values()
    return Window(talk.now, max(policy.latest_start(talk.now) for policy in policies) + timedelta(days=1))


def starting_at(window: Window, moment: datetime) -> Window | None:
    """What is left of the window from `moment` on."""
    if window.end is None:
        return window if window.start >= moment else None
    return Window(max(window.start, moment), window.end) if window.end > moment else None


def windows_of(talk: Talk, windows: tuple[WallWindow, ...]) -> list[Window]:
    zone = talk.school.zone
    return [Window(to_utc(w.start, zone), to_utc(w.end, zone) if w.end is not None else None) for w in windows]


def at_same_time(talk: Talk, windows: Sequence[list[str | None]]) -> list[list[str | None]]:
    """Whole days narrowed to the hour of the lesson that is being moved (data["clock"]), if one is."""
    if "clock" not in talk.data:
        return list(windows)
    zone, clock = talk.school.zone, time.fromisoformat(talk.data["clock"])
    days = [to_wall(window_from(window).start, zone).date() for window in windows]
    return [stored(Window(to_utc(datetime.combine(day, clock), zone), None)) for day in days]


def at_hours(talk: Talk, windows: list[list[str | None]]) -> list[list[str | None]]:
    """Whole days narrowed to the hours that were said before without a day (data["hours"]), if any were."""
    hours = talk.data.pop("hours", None)
    spans = [window_from(window) for window in windows]
    if hours is None or not all(whole_day(talk, window) for window in spans):
        return windows
    return [on_day(talk, to_wall(window.start, talk.school.zone).date(), hours) for window in spans]


def whole_day(talk: Talk, window: Window) -> bool:
    """Whether the window is a day, or what is left of today."""
    midnight = time()
    if window.end is None or to_wall(window.end, talk.school.zone).time() != midnight:
        return False
    return window.start <= talk.now or to_wall(window.start, talk.school.zone).time() == midnight


def clocks(reading: Reading) -> list[str | None] | None:
    """The hours of "move it to 11", said without a day: wall times as [start, end or null]."""
    if reading.windows:
        if not reading.dayless or any(window.start.time() == time() for window in reading.windows):
            return None
        last = reading.windows[-1]  # the first may be what is left of today
        return [clock_text(last.start), clock_text(last.end) if last.end is not None else None]
    found = _TO_HOUR.search(reading.text) if reading.intent == "reschedule" and reading.question is None else None
    if found is None:
        return None
    hour = int(found[1])
    hour += 12 * (hour in range(1, 7))
    return [f"{hour:02d}:00", None] if hour < 24 else None


def clock_text(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")[11:]


def on_day(talk: Talk, day: date, hours: list[str | None]) -> list[str | None]:
    """The hours on that day, as a stored window."""
    start, end = hours
    assert start is not None
    zone = talk.school.zone
    begins = datetime.combine(day, time.fromisoformat(start))
    if end is None:
        return stored(Window(to_utc(begins, zone), None))
    ends = datetime.combine(day + timedelta(days=end == "00:00"), time.fromisoformat(end))
    return stored(Window(to_utc(begins, zone), to_utc(ends, zone)))


def stored(window: Window) -> list[str | None]:
    return [window.start.isoformat(), window.end.isoformat() if window.end is not None else None]


def window_from(data: list[str | None]) -> Window:
    start, end = data
    assert start is not None
    return Window(datetime.fromisoformat(start), datetime.fromisoformat(end) if end is not None else None)


def stored_slot(slot: Slot) -> dict[str, Any]:
    return {
        "start": slot.start.isoformat(),
        "end": slot.end.isoformat(),
        "type": slot.lesson_type_id,
        "teacher": slot.teacher_id,
        "resources": list(slot.resource_ids),
        "branch": slot.branch_id,
        "session": slot.session_id,
        "seats": slot.seats,
        "wished": dict(slot.wished),
    }


def slot_from(data: Mapping[str, Any]) -> Slot:
    return Slot(
        Interval(datetime.fromisoformat(data["start"]), datetime.fromisoformat(data["end"])),
        data["type"],
        data["teacher"],
        tuple(data["resources"]),
        data["branch"],
        data["session"],
        data["seats"],
        data.get("wished", {}),
    )
