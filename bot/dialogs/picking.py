"""Finding a time: the steps that booking and moving share.

Kept in the flow's data: type (lesson type id), windows (UTC, as [start, end or null]), hours (wall times that were
said, which another day alone leaves as they are, as [start, end or null]), week (the Monday of the week wished, unless
it is the nearest), latest (the last times of the day are wished), candidates (the windows of which one is meant),
teacher (id asked for by name), among (ids to choose from, when several or some not are wished), car (what it must be
like), not_cars (ids of those not wished), offers (the slots last shown), near (they are not what was asked for), around
(the start to which those of its day are to be near), after (show only what starts later), places (ids of the branches
wished for), elsewhere (at another place there is something then), pages (what was offered before, the latest last);
when a lesson is moved, ignoring (its session id), own (its start and teacher), like (its start, for "the same time")
and absent (its teacher, who can't give it).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.dialogs.asking import ASKS, asked
from bot.dialogs.branches import place_wished
from bot.dialogs.declining import let_go, with_manners
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Step
from bot.dialogs.full_classes import waiting_choices
from bot.dialogs.instead import instead
from bot.dialogs.lesson_slots import full_now, lesson_type, slot_from
from bot.dialogs.listed import pointed_at
from bot.dialogs.no_times import asks_why, say_none_at_all
from bot.dialogs.own_words import says_only
from bot.dialogs.picked_otherwise import picked_otherwise
from bot.dialogs.refusals import refused, without_a_time
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.times import find, is_beside
from bot.dialogs.turning import direction, turn_page
from bot.dialogs.which_time import ask_which, hear_which
from bot.dialogs.windows import stored
from bot.dialogs.wishing import SLOT, WHAT, WHICH, hear_when
from bot.dialogs.wording import slot_params, wall
from domain.errors import Refusal
from domain.slots import Slot, Window

_WAITING = frozenset({"wait", "waitlist"})
TAKES = _WAITING | ASKS | {"book", "reschedule", "more", "yes", "no", "today", "week", "earlier", "back"}

Pick = Callable[[Talk, Slot], Move]


def picking(pick: Pick, *leads: str) -> dict[str, Step]:
    """The steps "slot" and "which"; `pick` says what follows when a slot was chosen, or raises a refusal."""

    def hear_slot(talk: Talk, heard: Heard) -> Move:
        wish = heard.choice or direction(heard)
        if wish in {"more", "earlier", "back", "latest"} and (turned := turn_page(talk, wish)) is not None:
            return turned
        if heard.choice is not None and heard.choice.startswith("slot:"):
            return choose(talk, int(heard.choice.removeprefix("slot:")))
        if heard.choice is not None:
            return elsewhere(talk, heard.choice)
        if (otherwise := picked_otherwise(talk, heard)) is not None:
            return otherwise
        sole = heard.intent == "yes" and len(talk.data["offers"]) == 1
        meant = [0] if sole else pointed_at(talk, heard.reading)
        if len(meant) > 1:
            talk.say("several_fit")
            return Again()
        return choose(talk, meant[0]) if meant else hear_words(talk, heard)

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
        SLOT: Step(ask, hear_slot, takes=TAKES, leads=(WHICH, *leads)),
        WHICH: Step(ask_which, hear_which, takes=TAKES, leads=(SLOT,)),
    }


def elsewhere(talk: Talk, choice: str) -> Move:
    """A choice beside the times: another place, the menu, or to wait for a full class."""
    if choice == "elsewhere":
        talk.data.update(places=[], offers=[], after=None)
        return Go(SLOT)
    if choice == "menu":
        return Open("home")
    if choice.startswith("wait:"):
        return Open("waitlist", {"join": int(choice.removeprefix("wait:"))})
    return Unheard()


def hear_words(talk: Talk, heard: Heard) -> Move:
    """Words that choose none of the times: a question, another wish, or manners."""
    if heard.intent in _WAITING:
        return wait(talk, heard)
    if (answered := asked(talk, heard)) is not None:
        return answered
    move = hear_when(talk, heard)
    return with_manners(talk, heard) if isinstance(move, Unheard) else move


def wait(talk: Talk, heard: Heard) -> Move:
    """ "Wait list", "put me on the waiting list", said of full classes, is for a place in one."""
    plain = says_only(heard.text, "waitlist") or (heard.intent == "wait" and not heard.reading.windows)
    full = full_now(talk) if plain and "?" not in heard.text else []
    if not full:
        return Unheard()
    if len(full) == 1:
        return Open("waitlist", {"join": full[0].id})
    talk.say("several_fit")
    return Again()


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
    if data.get("alike"):
        return Go(WHAT)  # of several kinds of lesson that are as long as is wished, one is chosen first
    if not data.get("offers") or talk.fresh:
        make_way(talk)
        try:
            find(talk)
        except Refusal as at_any_time:
            is_told = asks_why(talk) and bool(talk.says)
            return without_a_time(at_any_time) if is_told else refused(talk, at_any_time)
    full = waiting_choices(talk, [] if is_taken_at_its_word(talk) else full_now(talk))
    if not data["offers"] and full:
        return Prompt(
            "all_full", {"type": lesson_type(talk).name(talk.language)}, (*full, Choice("menu", "choice_menu"))
        )
    if not data["offers"]:
        say_none_at_all(talk)
        return instead()
    offered = [slot_from(offer) for offer in data["offers"]]
    slots = [slot_params(talk.school, slot, talk.language) for slot in offered]
    lengths = {slot.during.duration for slot in offered}  # classes may be shorter or longer than others of their type
    same_day = len({slot["start"][:10] for slot in slots}) == 1
    same_teacher = len({slot["teacher"] for slot in slots}) == 1
    moved = datetime.fromisoformat(data["own"][0]) if data.get("own") else None
    same_price = moved is not None or len({slot["price"][0] for slot in slots}) == 1
    choices = [
        Choice(
            f"slot:{place}",
            "choice_slot",
            {
                "start": slot["start"],
                "seats": slot["seats"],
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
        "minutes": int(lengths.pop().total_seconds()) // 60 if len(lengths) == 1 else None,
        "near": data.get("near", False) or is_beside(talk),
        "hint": not data.get("windows"),
        "place": place_wished(talk),
    }
    there = (Choice("elsewhere", "choice_elsewhere"),) if data.get("elsewhere") else ()
    return Prompt("offers", params, (*choices, *full, *there, Choice("more", "choice_more_times")))


def make_way(talk: Talk) -> None:
    """The student's own hold would be in the way. A seat in a class is looked for behind the lock that holds it: what
    the rules ask then is read once, and calendars are locked before bookings, as everywhere."""
    if "held" in talk.data and lesson_type(talk).is_class:
        talk.work.calendars.lock(talk.at.school_id, (talk.student.id,))
    let_go(talk)


def look_again(talk: Talk) -> Go:
    """For the chosen time: what is free, what it costs and until when it can be moved may have changed since."""
    slot = slot_from(talk.data["slot"])
    talk.data.update(windows=[stored(Window(slot.start, None))], around=None, offers=[], after=None)
    return Go(SLOT)
