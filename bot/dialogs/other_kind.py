"""Another kind of lesson is named while one is moved: a lesson stays what it is, so both ways are offered.

Kept in the flow's data: kind (the first data of booking one of that kind, until it is said which way it goes), becomes
(it is the lesson itself that was to be of that kind: else it stays where it is).
"""

from __future__ import annotations

from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Step
from bot.dialogs.lesson_slots import lesson_type
from bot.dialogs.talk import End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wishing import SLOT, hear_when, remember_when
from bot.dialogs.wording import booking_params, wall
from domain.schools import LessonType
from domain.services.booking import own_booking

OTHER_KIND = "other_kind"


def names_another_kind(talk: Talk, heard: Heard) -> bool:
    """Whether a kind of lesson is named that the lesson is not; "driving lesson" may be any that is driven."""
    named, own = talk.school.lesson_types.get(heard.reading.lesson_type or 0), lesson_type(talk)
    if heard.choice is not None or named is None or named == own:
        return False
    return own.is_class or named.id != _ordinary(talk).id


def _ordinary(talk: Talk) -> LessonType:
    return talk.school.types_for_students[0]


def ask_way(talk: Talk) -> Go:
    """Keep what was wished, and ask which way it goes."""
    talk.data["kind"] = remember_when(talk)
    return Go(OTHER_KIND)


def ask(talk: Talk) -> Prompt | Go | End | Open:
    wish, booking = talk.data.get("kind"), own_booking(talk.at, talk.student, talk.data["booking"], lock=False)
    if wish is None:
        return Go(SLOT)
    params = {
        "start": wall(booking.start, talk.school),
        "type": lesson_type(talk).name(talk.language),
        "other": talk.school.lesson_type(wish["type"]).name(talk.language),
    }
    keep = "choice_keep" if talk.data.get("becomes") else "choice_keep_moving"
    choices = (Choice("new", "choice_look_for", {"type": params["other"]}), Choice("keep", keep))
    return Prompt("ask_other_kind", params, choices)


def becomes(talk: Talk) -> bool:
    """Whether the lesson is to be of another kind, and not one of its own at another time."""
    if not talk.data.get("becomes"):
        return False
    timed = not {"windows", "clocks", "candidates", "shift", "days_on"}.isdisjoint(talk.data)
    return not (timed and _is_so_already(talk))


def become(talk: Talk) -> Move:
    """ "Make Tuesday a double": which it may be already."""
    return Open("lessons") if _is_so_already(talk) else Go(OTHER_KIND)


def _is_so_already(talk: Talk) -> bool:
    return bool(talk.data["kind"]["type"] == talk.data["type"])


def stay(talk: Talk) -> End:
    booking = own_booking(talk.at, talk.student, talk.data["booking"], lock=False)
    talk.say("kept", **booking_params(talk.school, booking, talk.language))
    return End(done=False)


def hear(talk: Talk, heard: Heard) -> Move:
    if talk.data.get("becomes") and (heard.choice == "keep" or heard.intent == "no"):
        return stay(talk)
    if heard.choice == "keep" or heard.intent in {"reschedule", "no"}:
        talk.data.pop("kind", None)
        return Go(SLOT)
    if heard.choice == "new" or heard.intent in {"book", "yes", "ok"}:
        return Open("book", talk.data["kind"])
    if heard.choice is not None:
        return Unheard()
    move = hear_when(talk, heard)
    if isinstance(move, Go):
        talk.data.pop("kind", None)
    return move


STEP = Step(ask, hear, takes=frozenset({"book", "reschedule", "yes", "ok", "no"}), leads=(SLOT,))
