"""Booking, moving and cancelling: what is offered, confirmed and said of own lessons."""

from __future__ import annotations

from typing import Any

from bot.previews.rules import asked
from bot.previews.samples import FEE, FREE, FREE_UNTIL, PRICE, START, UNTIL, Params, Previews, Sample

_OUTCOMES = ("completed", "no_show", "cancelled", "not_held", "taken_back", "declined", "open")

_NO_CUT_OFFS: Params = {"cancel_until": None, "cancel_closed": False, "move_until": None, "move_closed": False}


def _fees(*percents: int, since: str | None = FREE_UNTIL) -> Params:
    """As `bot.dialogs.terms` tells them; since: until when it is free, None if it costs something already."""
    return {"free_until": since, "steps": [{"percent": percent, "since": FREE_UNTIL} for percent in percents]}


def _general(tiers: list[tuple[int, int]], **more: Any) -> Params:
    fees = [{"hours": hours, "percent": percent} for hours, percent in tiers]
    return {"fees": fees, "move_fees": None, "cancel_hours": None, "move_hours": None} | more


def previews(sample: Sample) -> Previews:
    theory, lesson, bare, seat = sample.theory, sample.lesson, sample.bare, sample.seat
    where = f"{lesson['resources']}, {lesson['branch']}"
    later = lesson | {"start": "2026-12-01T09:15", "end": "2026-12-01T10:00", "where": None}
    said = asked()
    offers = lesson | {
        "from": None,
        "day": START,
        "usual": True,
        "minutes": 45,
        "near": False,
        "hint": False,
        "place": None,
    }
    free, late = ({"cancel": fees, "move": None} | _NO_CUT_OFFS for fees in (_fees(50), _fees(50, since=None)))
    tiers = {"cancel": _fees(25, 50), "move": None} | _NO_CUT_OFFS
    differing = {"cancel": _fees(25, 50), "move": _fees(10, since=None)} | _NO_CUT_OFFS
    strict = tiers | {"cancel_until": FREE_UNTIL, "move_until": FREE_UNTIL}
    terms = lesson | {"terms": free, "minutes": 5, "approval": False}
    timed: Params = lesson | {"minutes": 45}
    today = timed | {"coming": None}
    past: Params = lesson | {"outcome": "completed", "cost": PRICE, "prepaid": False}
    asked_for: Params = lesson | {"until": FREE_UNTIL, "waits": True, "declined": False, "reason": ""}
    in_vain: Params = later | {"until": None, "waits": False, "declined": False, "reason": ""}
    return {
        "choice_type": (timed, seat | {"minutes": 45}),
        "offers": (
            offers,
            offers | {"day": None, "usual": False, "hint": True, "minutes": None},
            offers | {"usual": False, "teacher": None, "place": "Station Square"},
            offers | {"near": True, "usual": False, "teacher": None},
            offers | {"type": theory, "price": FREE, "usual": False, "teacher": "Jonas"},
            offers | {"price": None},
            offers | {"from": FREE_UNTIL},
        ),
        "choice_slot": (
            lesson | {"day": False, "teacher": None, "seats": None, "cost": None},
            lesson | {"day": True, "seats": None, "cost": None},
            lesson | {"day": True, "teacher": None, "seats": 1, "cost": None},
            lesson | {"day": True, "teacher": None, "seats": 12, "cost": None},
            lesson | {"day": True, "teacher": None, "seats": None, "cost": PRICE},
        ),
        "choice_window": (
            {"start": START, "end": None},
            {"start": "2026-11-26T00:00", "end": "2026-11-27T00:00"},
            {"start": "2026-11-26T12:00", "end": "2026-11-26T17:00"},
        ),
        "ask_if_wished": (
            {"start": START, "hour": True},
            {"start": START, "hour": False},
            {"start": None, "hour": False},
        ),
        "see_you": ({"start": START},),
        "lessons_then": ({"several": False}, {"several": True}),
        "not_with_teacher": (lesson,),
        "not_there_with_teacher": ({"teacher": "Mette", "place": "Station Square"},),
        "none_there": tuple({"place": "Station Square", "asked": asked} for asked in (None, *said)),
        "never_there": ({"place": "Station Square", "type": "Theory class"},),
        "rules_with_teacher": (lesson,),
        "rules_there": ({"place": "Station Square"},),
        "no_other_teacher": (lesson,),
        "no_such_car_then": (lesson, *({"teacher": None, "asked": asked} for asked in said)),
        "no_such_length": ({"minutes": 120},),
        "no_times_at_all": (lesson,),
        "why_not": (lesson,),
        "why_lesson": tuple(
            lesson | {"able": able, "moving": moving} for able, moving in ((False, True), (True, True), (True, False))
        ),
        "why_nothing": (lesson,),
        "confirm_booking": (
            terms,
            terms | {"terms": late},
            terms | seat,
            terms | bare,
            terms | {"terms": tiers, "approval": True},
        ),
        "lesson_terms": (
            lesson | {"terms": free},
            lesson | {"terms": None},
            lesson | {"terms": differing},
            lesson | {"terms": strict | {"move": None}},
        ),
        "said_terms": tuple({"terms": told} for told in (free, late, tiers, differing)),
        "said_cut_offs": ({"terms": strict}, {"terms": strict | {"cancel_closed": True, "move_closed": True}}),
        "confirm_booking_again": (terms,),
        "ask_other_kind": ({"start": START, "type": lesson["type"], "other": theory},),
        "choice_look_for": ({"type": theory},),
        "about_slot": (
            timed | {"so": None, "ends": True},
            timed | {"so": True, "ends": False},
            bare | {"minutes": 45, "so": False, "ends": True},
        ),
        "about_car": ({"car": "red Golf", "so": True}, {"car": "red Golf", "so": False}),
        "about_gears": tuple({"car": "red Golf", "gears": gears} for gears in ("manual", "automatic", "hybrid")),
        "said_time": tuple({"asked": asked} for asked in said[1:]),
        "no_times_then": tuple({"asked": asked} for asked in said),
        "nobody_teaches_then": tuple({"asked": asked} for asked in said),
        "class_full_then": (seat,),
        "already_in_class": (seat | {"starts": [START]}, seat | {"starts": [START] * 3}),
        "already_asked_for": (seat | {"starts": [START]}, lesson | {"starts": [START]}),
        "terms": tuple(
            {"kinds": kinds, "no_show_percent": missed} | general
            for kinds, missed, general in (
                ([today, seat | {"minutes": 45, "coming": None}], 100, _general([(24, 50)])),
                ([timed | {"coming": {"since": FREE_UNTIL, "price": PRICE}}], 100, _general([(24, 50)])),
                ([], 100, _general([(24, 50)])),
                ([today], 0, _general([])),
                ([today], 100, _general([(48, 25), (24, 50)], cancel_hours=2, move_hours=24)),
                ([today], 100, _general([(24, 50)], move_fees=[])),
            )
        ),
        "which_lesson_move": ({"to": None}, {"to": START}),
        "no_lesson_of_type": ({"type": "Slippery road", "start": None}, {"type": "Theory class", "start": START}),
        "no_lesson_then": (
            {"start": START, "hour": True, "last": None},
            {"start": START, "hour": False, "last": None},
            {"start": START, "hour": False} | UNTIL,
            {"start": None, "hour": True, "last": None},
        ),
        "requested": (lesson,),
        "requests": (
            {"lines": [asked_for]},
            {"lines": [in_vain | {"declined": True, "reason": "Fully booked"}, in_vain]},
        ),
        "confirm_take_back": (lesson,),
        "taken_back": (lesson,),
        "was_declined": (lesson,),
        "booked": (lesson | {"reminded": True}, lesson | {"reminded": False}),
        "refused_outside_hours": ({"start": START},),
        "refused_closed": ({"reason": ""}, {"reason": "Christmas"}),
        "refused_not_found": tuple({"what": what} for what in ("booking", "lesson_type", "package_product")),
        "refused_not_allowed": ({"action": "cancel", "status": "completed"}, {"action": "book", "status": "paused"}),
        "lessons": (
            {"lessons": [lesson | {"where": where}, later], "full": False},
            {"lessons": [bare | {"waiting": True, "where": ""}], "full": False},
            {"lessons": [later | {"off": True}], "full": False},
            {"lessons": [later] * 5, "full": True},
        ),
        "choice_lesson": (lesson,),
        "confirm_move": (
            lesson | {"from": FREE_UNTIL, "fee": FREE, "terms": None, "again": None},
            bare | {"from": FREE_UNTIL, "fee": FEE, "terms": None, "again": None},
            lesson | {"from": FREE_UNTIL, "fee": FREE, "terms": late, "again": 50},
            bare | {"from": FREE_UNTIL, "fee": FEE, "terms": differing, "again": None},
        ),
        "lesson_changed": (lesson, lesson | {"teacher": None}),
        "moved": (lesson | {"fee": FREE, "reminded": True}, lesson | {"fee": FEE, "reminded": False}),
        "confirm_cancel": (lesson | {"fee": FREE}, bare | {"fee": FEE}),
        "kept": (lesson,),
        "usual_teacher": ({"teacher": "Mette"}, {"teacher": None}),
        "ask_next_lesson": ({"start": lesson["start"]},),
        "cancelled": (lesson | {"fee": FREE}, lesson | {"fee": FEE}),
        "cancel_fee_stays": ({"fee": FEE},),
        "ask_pickup": ({"place": None}, {"place": "Park Lane 4"}),
        "pickup_kept": ({"place": "Park Lane 4", "always": False}, {"place": "the station", "always": True}),
        "own_day": (
            {"lessons": [lesson | {"where": where}, later | {"off": True}], "day": "2026-11-26"},
            {"lessons": [], "day": "2026-11-26"},
        ),
        "own_week": ({"lessons": [lesson, later | {"off": True}]}, {"lessons": [bare]}, {"lessons": []}),
        "history": ({"lessons": [past | {"outcome": o} for o in _OUTCOMES]}, {"lessons": [past | {"prepaid": True}]}),
    }
