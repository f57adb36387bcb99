"""Finding a time: the steps that booking and moving share.

Kept in the flow's data: type (lesson type id), windows (UTC, as [start, end or null]), hours (wall times that were
said, which another day alone leaves as they are, as [start, end or null]), week (the Monday of the week wished, unless
it is the nearest), teacher (id asked for by name), among (ids to choose from, when several or some not are wished), car
(what it must be like), offers (the slots last shown), near (they are not what was asked for), around (the start to
which those of its day are to be near), after (show only what starts later), pages (what was offered before, the latest
last); when a lesson is moved, ignoring (its session id), own (its start and teacher) and like (its start, for "the same
time").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Step
from bot.dialogs.full_classes import waiting_choices
from bot.dialogs.instead import instead
from bot.dialogs.lesson_slots import full_now, lesson_type, slot_from
from bot.dialogs.no_times import say_none_at_all
from bot.dialogs.own_lessons import is_called_off
from bot.dialogs.own_words import asks_for_another_day, declines_kindly
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.times import bookable, find, is_beside, offer_near
from bot.dialogs.windows import hours_of, stored, window_from
from bot.dialogs.wishing import SLOT, WHICH, hear_when
from bot.dialogs.wording import say_refusal, slot_params, wall
from domain.errors import Refusal
from domain.rules.rule import About, Broken
from domain.services.booking import release
from domain.slots import Slot, Window
from domain.timeslots import to_utc, to_wall

MANNERS = {"thanks": "thanks", "ok": "fine", "no": "other_day", "book": "pick_one"}
"""What is said to intents that choose nothing before the times are offered again."""
TAKES = frozenset({"book", "reschedule", "more", "yes", "no", "today", "week", "earlier", "back"})

_PAGE = ("offers", "windows", "around", "after", "near")
_PAGES = 5
"""So many pages can be gone back."""

Pick = Callable[[Talk, Slot], Move]


def picking(pick: Pick, *leads: str) -> dict[str, Step]:
    """The steps "slot" and "which"; `pick` says what follows when a slot was chosen, or raises a refusal."""

    def hear_slot(talk: Talk, heard: Heard) -> Move:
        wish = heard.choice or (heard.intent if not names_when(heard) else None)
        if wish in {"more", "earlier", "back"} and (turned := turn_page(talk, wish)) is not None:
            return turned
        if heard.choice is not None and heard.choice.startswith("slot:"):
            return choose(talk, int(heard.choice.removeprefix("slot:")))
        if heard.choice is not None:
            return elsewhere(heard.choice)
        if heard.intent == "cancel":
            return called_off(talk, heard)
        if heard.intent == "yes" and len(talk.data["offers"]) == 1:
            return choose(talk, 0)
        move = hear_when(talk, heard)
        return with_manners(talk, heard) if isinstance(move, Unheard) else move

    def choose(talk: Talk, place: int) -> Move:
        slot = slot_from(talk.data["offers"][place])
        try:
            return pick(talk, slot)
        except Refusal as refusal:
            return refused(talk, refusal, slot.start)

    def ask(talk: Talk) -> Prompt | Go | End | Open:
        """Ask, unless the one exact time that was named is free: then it is taken at its word, if that is what this
        turn is about."""
        prompt = ask_slot(talk)
        if isinstance(prompt, Prompt) and is_taken_at_its_word(talk):
            talk.data["windows"] = None
            move = choose(talk, 0)
            assert isinstance(move, Go | End | Open)
            return move
        return prompt

    return {
        SLOT: Step(ask, hear_slot, takes=TAKES | {"cancel"}, leads=(WHICH, *leads)),
        WHICH: Step(ask_which, hear_which, takes=TAKES, leads=(SLOT,)),
    }


def with_manners(talk: Talk, heard: Heard) -> Move:
    """What follows from words that choose nothing."""
    if no_more_wished(heard):
        return leave(talk)
    if (answer := MANNERS.get(heard.intent or "")) is None:
        return Unheard()
    talk.say(answer)
    return Again()


def no_more_wished(heard: Heard) -> bool:
    """ "No thanks", which asks for no other time as a mere no does."""
    return heard.choice is None and declines_kindly(heard.text)


def leave(talk: Talk) -> End:
    """Nothing is booked or moved, as it was wished."""
    let_go(talk)
    talk.say("left")
    return End(done=False)


def called_off(talk: Talk, heard: Heard) -> End | Unheard:
    """A bare "cancel" is about the booking that is being made; whatever names a lesson is about that one."""
    if "ignoring" in talk.data or not is_called_off(heard):
        return Unheard()
    let_go(talk)
    talk.say("not_booked")
    return End(done=False)


def let_go(talk: Talk) -> None:
    """Of the time that is held while it is being thought over."""
    if (held := talk.data.pop("held", None)) is not None:
        release(talk.at, talk.student, held)


def elsewhere(choice: str) -> Move:
    """A choice beside the times: the menu, or to wait for a full class."""
    if choice == "menu":
        return Open("home")
    if choice.startswith("wait:"):
        return Open("waitlist", {"join": int(choice.removeprefix("wait:"))})
    return Unheard()


def turn_page(talk: Talk, wish: str) -> Move | None:
    """Offer what comes after the times last offered, or before them; "back" to what was offered before, if it was."""
    offers = talk.data["offers"]
    if wish != "more" and talk.data.get("pages"):
        talk.data.update(talk.data["pages"].pop())
        return Again()
    if wish == "back" or not offers:
        return None
    page = {what: talk.data.get(what) for what in _PAGE}
    talk.data["pages"] = [*talk.data.get("pages", []), page][-_PAGES:]
    if wish == "more":
        talk.data.update(after=offers[-1]["end"], around=None, offers=[])
        return Go(SLOT)
    return before(talk, offers[0])


def before(talk: Talk, slot: Mapping[str, Any]) -> Go:
    """The last times before it on its day; where there are none, the first of all before it."""
    start, zone = datetime.fromisoformat(slot["start"]), talk.school.zone
    midnight = to_utc(datetime.combine(to_wall(start, zone).date(), time()), zone)
    day, days = Window(midnight, start), Window(min(talk.now, midnight), midnight)
    talk.data.update(windows=[stored(day), stored(days)], around=slot["start"], after=None, offers=[])
    return Go(SLOT)


def turn_from(talk: Talk, heard: Heard) -> Move | None:
    """What follows if other times are wished than the one that was picked: the next ones, or earlier ones."""
    if heard.choice == "other" or (heard.intent in {"no", "more"} and not names_when(heard)):
        let_go(talk)
        return turn_page(talk, "more") or Go(SLOT)
    if heard.intent == "earlier" and not names_when(heard):
        let_go(talk)
        return before(talk, talk.data["slot"])
    return None


def names_when(heard: Heard) -> bool:
    """Whether it is told when it is to be, and be it another day."""
    return bool(heard.reading.windows) or asks_for_another_day(heard.text)


def refused(talk: Talk, refusal: Refusal, wanted: datetime | None = None) -> Go | End | Open:
    """Why not, and what can be done: another time near the one that was wanted; or, where no other time would do, the
    lessons there are, to cancel or move one of them; or nothing."""
    if wanted is not None and wanted <= talk.now:
        talk.say("when_past")
    else:
        say_refusal(talk, refusal)
    about = refusal.rule.about if isinstance(refusal, Broken) else About.TIME
    if about is About.NUMBER:
        return Open("lessons", {"full": True})
    if about in {About.PERSON, About.CHANGE} or wanted is None:
        return instead(refusal)
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


def is_taken_at_its_word(talk: Talk) -> bool:
    """Whether that very time is free and is what this turn is about, so that nothing is left to choose."""
    return bool(talk.data["offers"]) and exact(talk) and not (talk.resuming or talk.taken_up)


def ask_slot(talk: Talk) -> Prompt | Go | End | Open:
    data = talk.data
    if data.get("candidates"):
        return Go(WHICH)
    if not data.get("offers") or talk.fresh:
        try:
            find(talk)
        except Refusal as at_any_time:
            return refused(talk, at_any_time)
    full = waiting_choices(talk, [] if is_taken_at_its_word(talk) else full_now(talk))
    if not data["offers"] and full:
        return Prompt(
            "all_full", {"type": lesson_type(talk).name(talk.language)}, (*full, Choice("menu", "choice_menu"))
        )
    if not data["offers"]:
        say_none_at_all(talk)
        return instead()
    slots = [slot_params(talk.school, slot_from(offer), talk.language) for offer in data["offers"]]
    same_day = len({slot["start"][:10] for slot in slots}) == 1
    same_teacher = len({slot["teacher"] for slot in slots}) == 1
    moved = datetime.fromisoformat(data["own"][0]) if data.get("own") else None
    same_price = moved is not None or len({slot["price"][0] for slot in slots}) == 1
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
        "from": wall(moved, talk.school) if moved is not None else None,
        "day": slots[0]["start"] if same_day else None,
        "teacher": slots[0]["teacher"] if same_teacher else None,
        "price": slots[0]["price"] if same_price else None,
        "usual": same_teacher and data["offers"][0]["teacher"] == talk.student.usual_teacher_id,
        "minutes": int(lesson_type(talk).duration.total_seconds()) // 60,
        "near": data.get("near", False) or is_beside(talk),
        "hint": not data.get("windows"),
    }
    return Prompt("offers", params, (*choices, *full, Choice("more", "choice_more_times")))


def ask_which(talk: Talk) -> Prompt | Go | End | Open:
    if not talk.data.get("candidates"):
        return Go(SLOT)
    try:
        possible = bookable(talk, [window_from(window) for window in talk.data["candidates"]])
    except Refusal as at_any_time:
        return refused(talk, at_any_time)
    if len(possible) < 2:  # there is nothing to choose: what is meant can only be the one, or none of them can be had
        candidates = talk.data.pop("candidates")
        windows = [stored(window) for window in possible] or candidates
        talk.data.update(windows=windows, hours=hours_of(talk, windows), around=None, offers=[], after=None)
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
    chosen = None
    if heard.choice is not None and heard.choice.startswith("window:"):
        chosen = candidates[int(heard.choice.removeprefix("window:"))]
    elif heard.intent == "earlier" and candidates and not names_when(heard):
        chosen = min(candidates)
    if chosen is not None:
        talk.data.update(windows=[chosen], hours=hours_of(talk, [chosen]), around=None, offers=[], after=None)
        return Go(SLOT)
    move = hear_when(talk, heard)
    if isinstance(move, Unheard):
        talk.data["candidates"] = candidates
    return move


def look_again(talk: Talk) -> Go:
    """For the chosen time: what is free, what it costs and until when it can be moved may have changed since."""
    slot = slot_from(talk.data["slot"])
    talk.data.update(windows=[stored(Window(slot.start, None))], around=None, offers=[], after=None)
    return Go(SLOT)
