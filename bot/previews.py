"""An example of every text: what it may be given, so that it can be shown and checked without a conversation.

Each name stands with one set of parameters for each way its text can turn out.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from bot.dialogs.wording import refusal_params
from domain.ledger import Method
from domain.policies import RULES

Params = dict[str, Any]

_ZONE = ZoneInfo("Europe/Copenhagen")
_TYPES = {"en": "Driving lesson", "da": "Køretime", "de": "Fahrstunde", "sv": "Körlektion", "nb": "Kjøretime"}
_THEORY = {"en": "Theory class", "da": "Teorilektion", "de": "Theoriestunde", "sv": "Teorilektion", "nb": "Teoritime"}
_TEST = {"en": "Theory test", "da": "Teoriprøve", "de": "Theorieprüfung", "sv": "Kunskapsprov", "nb": "Teoriprøve"}
_TEN = {
    "en": "10 driving lessons", "da": "10 køretimer", "de": "10 Fahrstunden", "sv": "10 körlektioner",
    "nb": "10 kjøretimer",
}  # fmt: skip
_WRITTEN = {
    "en": "Get well soon. Friday at 10 is free instead.",
    "da": "God bedring. Fredag kl 10 er ledig i stedet.",
    "de": "Gute Besserung. Freitag um 10 ist stattdessen frei.",
    "sv": "Krya på dig. Fredag kl 10 är ledigt i stället.",
    "nb": "God bedring. Fredag kl 10 er ledig i stedet.",
}
_PRICE, _FREE, _FEE = [65_000, "DKK"], [0, "DKK"], [32_500, "DKK"]
_UNTIL = {"last": "2026-12-02"}
_OUTCOMES = ("completed", "no_show", "cancelled", "not_held", "taken_back", "declined", "open")
_START, _END, _FREE_UNTIL = "2026-11-26T16:45", "2026-11-26T17:30", "2026-11-25T16:45"


_NO_CUT_OFFS: Params = {"cancel_until": None, "cancel_closed": False, "move_until": None, "move_closed": False}


def _fees(*percents: int, since: str | None = _FREE_UNTIL) -> Params:
    """As `bot.dialogs.terms` tells them; since: until when it is free, None if it costs something already."""
    return {"free_until": since, "steps": [{"percent": percent, "since": _FREE_UNTIL} for percent in percents]}


def _general(tiers: list[tuple[int, int]], **more: Any) -> Params:
    fees = [{"hours": hours, "percent": percent} for hours, percent in tiers]
    return {"fees": fees, "move_fees": None, "cancel_hours": None, "move_hours": None} | more


def previews(language: str) -> dict[str, tuple[Params, ...]]:
    """Text name -> its examples, in the language as far as they are words of a school."""
    kind = _TYPES[language]
    theory = _THEORY[language]
    written = _WRITTEN[language]
    lesson: Params = {
        "start": _START,
        "end": _END,
        "type": kind,
        "teacher": "Mette",
        "resources": "red Golf",
        "branch": "Harbour St",
        "price": _PRICE,
        "free_until": _FREE_UNTIL,
        "reference": "K7Q2",
        "student": "Anna Berg",
        "waiting": False,
        "off": False,
    }
    seat = lesson | {"type": theory, "teacher": "Jonas", "resources": "theory room", "price": _FREE}
    bare = lesson | {"teacher": None, "resources": None, "branch": None}
    later = lesson | {"start": "2026-12-01T09:15", "end": "2026-12-01T10:00"}
    told = {"name": "Anna", "school": "Nordlys Køreskole"}
    offers = lesson | {"from": None, "day": _START, "usual": True, "minutes": 45, "near": False, "hint": False}
    free, late = ({"cancel": fees, "move": None} | _NO_CUT_OFFS for fees in (_fees(50), _fees(50, since=None)))
    tiers = {"cancel": _fees(25, 50), "move": None} | _NO_CUT_OFFS
    differing = {"cancel": _fees(25, 50), "move": _fees(10, since=None)} | _NO_CUT_OFFS
    strict = tiers | {"cancel_until": _FREE_UNTIL, "move_until": _FREE_UNTIL}
    terms = lesson | {"terms": free, "minutes": 5, "approval": False}
    attendance = lesson | {"more": 0, "charged": _PRICE, "left": None}
    notice = lesson | {"free": True, "not_held": False, "moved": False, "was": None, "more": 0, "course": None}
    notice |= {"reason": "", "pickup": "", "unlike": False}
    along = lesson | {"name": "Anna Berg"}
    course = {"name": "Winter", "count": 8, "start": _START, "last": _END, "price": _PRICE, "seats": 4}
    of_class = seat | {"was": None, "more": 0, "course": None}
    shifted = {"was": "2026-12-01T18:00"}
    taught = [
        lesson | {"students": ["Anna Berg"], "pickups": ["Park Lane 4"], "off": False},
        lesson | {"students": ["Carl Dam"], "pickups": [], "off": True},
        seat | {"students": ["Bo Lind", "Mia Holt"], "pickups": [], "off": False},
    ]
    day = {"first": "2026-11-26", "lessons": taught}
    past: Params = lesson | {"outcome": "completed", "cost": _PRICE, "prepaid": False}
    module: Params = {
        "title": kind,
        "completed": 3,
        "required": 16,
        "missing": 13,
        "credited": 0,
        "share": 0.19,
        "minutes": False,
    }
    module |= {"test": False, "passed": None, "exempt": False}
    test = module | {"title": _TEST[language], "test": True, "required": 1, "completed": 0, "share": 0}
    done = [module, module | {"title": theory, "completed": 29, "required": 29, "share": 1}, module | {"exempt": True}]
    done += [module | {"minutes": True}, test, test | {"passed": True, "share": 1}, test | {"passed": False}]
    signing = (
        lesson | module | {"completed": 4, "first": _START, "last": "2026-12-03T10:00", "more": 0, "seal": "1f0c9a3b"}
    )
    stepping = module | {"booked": [_START], "links": [{"title": "Safe traffic", "url": "https://www.sikkertrafik.dk"}]}
    skill = {"student": "Anna Berg", "skill": "Parking", "mark": 4}
    learnt: Params = {"curriculum": "Category B", "percent": 21, "lines": [], "others": []}
    whole: Params = {"start": _START, "exact": None, "opens": None, "until": None, "also": None}
    said: tuple[Params | None, ...] = (
        None,
        whole,
        whole | {"exact": _START},
        whole | {"exact": _START, "also": _END},
        whole | {"opens": _START},
        whole | {"until": _END},
    )
    said += (whole | {"opens": _START, "until": _END},)
    owing: Params = {"owed": [-65_000, "DKK"], "lessons": 0, "fees": 0, "packages": 0, "invoice": None, "left": []}
    invoice: Params = {"number": 1001, "remaining": _PRICE, "due_on": "2026-12-10", "overdue": False}
    late_invoice = invoice | {"number": 998, "due_on": "2026-11-10", "overdue": True}
    package: Params = {"name": _TEN[language], "left": 7, "lessons": 10, "until": "2027-11-25T23:59"}
    billed: Params = {"number": 1001, "total": _PRICE, "due": _PRICE, "due_on": "2026-12-10", "credits": 998}
    billed |= {"settled": None}
    sold: Params = {"name": f"10 {kind}", "lessons": 10, "price": _PRICE, "until": "2027-11-26T00:00"}
    thanked: Params = {"amount": _PRICE, "method": None, "balance": _PRICE, "owed": _FREE}
    entry: Params = {"at": _END, "kind": "charge", "name": kind, "reference": "K7Q2", "start": _START, "method": None}
    entries = [entry | {"amount": _PRICE}]
    entries += [
        entry | {"kind": other, "at": "2026-11-28T10:00", "amount": [-65_000, "DKK"]}
        for other in ("late_fee", "no_show_fee", "package", "refund", "reversal")
    ]
    paid = entry | {"kind": "payment", "name": None, "reference": "8812", "start": None, "amount": [-65_000, "DKK"]}
    entries += [paid | {"method": method} for method in (None, "cash", "transfer", "card", "mobilepay")]
    return {
        "menu": (told,),
        "menu_teacher": (told,),
        "now_to": ({"text": written},),
        "left_undone": ({"text": written},),
        "sorry": ({"event": "a1b2c3"},),
        "no_such_number": ({"count": 4}, {"count": 1}),
        "unknown_code": ({"code": "SUD"},),
        "unknown_teacher": ({"name": "Bob"},),
        "ask_phone": (told,),
        "ask_name": (told,),
        "welcome": (told,),
        "welcome_back": (told,),
        "choice_type": (lesson | {"minutes": 45}, seat | {"minutes": 45}),
        "offers": (
            offers,
            offers | {"day": None, "usual": False, "hint": True},
            offers | {"near": True, "usual": False, "teacher": None},
            offers | {"type": theory, "price": _FREE, "usual": False, "teacher": "Jonas"},
            offers | {"price": None},
            offers | {"from": _FREE_UNTIL},
        ),
        "choice_slot": (
            lesson | {"day": False, "teacher": None, "seats": None, "cost": None},
            lesson | {"day": True, "seats": None, "cost": None},
            lesson | {"day": True, "teacher": None, "seats": 1, "cost": None},
            lesson | {"day": True, "teacher": None, "seats": 12, "cost": None},
            lesson | {"day": True, "teacher": None, "seats": None, "cost": _PRICE},
        ),
        "choice_window": (
            {"start": _START, "end": None},
            {"start": "2026-11-26T00:00", "end": "2026-11-27T00:00"},
            {"start": "2026-11-26T12:00", "end": "2026-11-26T17:00"},
        ),
        "not_with_teacher": (lesson,),
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
        "said_terms": tuple({"terms": told} for told in (free, late, tiers, differing)),
        "said_cut_offs": ({"terms": strict}, {"terms": strict | {"cancel_closed": True, "move_closed": True}}),
        "confirm_booking_again": (terms,),
        "said_time": tuple({"asked": asked} for asked in said[1:]),
        "no_times_then": tuple({"asked": asked} for asked in said),
        "nobody_teaches_then": tuple({"asked": asked} for asked in said),
        "class_full_then": (seat,),
        "already_in_class": (seat | {"starts": [_START]}, seat | {"starts": [_START] * 3}),
        "terms": tuple(
            {"kinds": kinds, "no_show_percent": missed} | general
            for kinds, missed, general in (
                ([lesson, seat], 100, _general([(24, 50)])),
                ([lesson], 0, _general([])),
                ([lesson], 100, _general([(48, 25), (24, 50)], cancel_hours=2, move_hours=24)),
                ([lesson], 100, _general([(24, 50)], move_fees=[])),
            )
        ),
        "no_lesson_then": (
            {"start": _START, "hour": True, "last": None},
            {"start": _START, "hour": False, "last": None},
            {"start": _START, "hour": False} | _UNTIL,
            {"start": None, "hour": True, "last": None},
        ),
        "requested": (lesson,),
        "confirm_take_back": (lesson,),
        "taken_back": (lesson,),
        "was_declined": (lesson,),
        "booked": (lesson | {"reminded": True}, lesson | {"reminded": False}),
        "refused_closed": ({"reason": ""}, {"reason": "Christmas"}),
        "refused_not_allowed": ({"action": "cancel", "status": "completed"}, {"action": "book", "status": "paused"}),
        **_of_rules(language, said),
        "refused_refund_too_large": ({"most": _FREE}, {"most": _PRICE}),
        "lessons": (
            {"lessons": [lesson, later]},
            {"lessons": [bare | {"waiting": True}]},
            {"lessons": [later | {"off": True}]},
        ),
        "choice_lesson": (lesson,),
        "confirm_move": (lesson | {"from": _FREE_UNTIL, "fee": _FREE}, bare | {"from": _FREE_UNTIL, "fee": _FEE}),
        "moved": (lesson | {"fee": _FREE, "reminded": True}, lesson | {"fee": _FEE, "reminded": False}),
        "confirm_cancel": (lesson | {"fee": _FREE}, bare | {"fee": _FEE}),
        "kept": (lesson,),
        "cancelled": (lesson | {"fee": _FREE}, lesson | {"fee": _FEE}),
        "balance": (
            owing | {"balance": _FREE, "owed": _FREE},
            owing | {"balance": _PRICE, "lessons": 1},
            owing | {"balance": [162_550, "DKK"], "lessons": 2, "fees": 1, "invoice": invoice},
            owing | {"balance": [97_500, "DKK"], "fees": 3, "invoice": late_invoice, "left": [package]},
            owing | {"balance": [697_500, "DKK"], "fees": 1, "packages": 1, "left": [package]},
            owing | {"balance": [-65_000, "DKK"], "owed": _PRICE},
            owing | {"balance": _PRICE},
        ),
        "statement": (
            {"lines": entries, "balance": _PRICE, "credit": [-65_000, "DKK"], "last": True},
            {"lines": entries[:2], "balance": [-65_000, "DKK"], "credit": _PRICE, "last": True},
            {"lines": entries[:2], "balance": _PRICE, "credit": [-65_000, "DKK"], "last": False},
        ),
        "invoices": (
            {"invoices": [late_invoice, invoice], "pay_to": "Bank: 1234 567890"},
            {"invoices": [invoice], "pay_to": ""},
            {"invoices": [], "pay_to": "Bank: 1234 567890"},
        ),
        "packages": ({"packages": [package]}, {"packages": [package | {"until": None, "left": 0}]}, {"packages": []}),
        "choice_package": ({"name": package["name"], "price": [600_000, "DKK"]},),
        "confirm_package": (
            {"name": package["name"], "lessons": 10, "price": [600_000, "DKK"], "days": 365},
            {"name": package["name"], "lessons": 1, "price": [600_000, "DKK"], "days": None},
        ),
        "package_bought": tuple(
            {"name": package["name"], "lessons": lessons, "price": [600_000, "DKK"]} for lessons in (1, 10)
        ),
        "ask_correction": tuple(lesson | {"status": status} for status in ("completed", "no_show", "cancelled")),
        "notice_package_sold": (sold, sold | {"until": None, "price": _FREE, "lessons": 1}),
        "notice_package_returned": (sold, sold | {"price": _FREE}),
        "notice_payment_registered": (
            thanked,
            *(thanked | {"method": method.value} for method in Method),
            thanked | {"balance": [-65_000, "DKK"], "owed": [65_000, "DKK"]},
            thanked | {"balance": _FREE},
        ),
        "notice_invoice_issued": (
            billed,
            *(billed | {"due": _FREE, "settled": how} for how in ("paid", "credited", "both")),
        ),
        "notice_invoice_overdue": (billed,),
        "notice_invoice_credited": (billed,),
        "progress": (
            learnt | {"lines": done},
            learnt | {"curriculum": None, "others": [{"type": kind, "completed": 3}]},
            learnt | {"curriculum": None},
        ),
        "ask_sign_teacher": (
            signing | {"credited": 3},
            signing,
            signing | {"completed": 1, "more": 2, "last": _START},
            signing | {"minutes": True},
        ),
        "ask_sign_student": (
            signing | {"credited": 3},
            signing,
            signing | {"completed": 1, "more": 2, "last": _START},
            signing | {"minutes": True},
        ),
        "signed_by_teacher": (signing,),
        "signed_by_student": (signing,),
        "next_lesson": (stepping, stepping | {"booked": [], "links": []}, stepping | {"minutes": True}),
        "next_booked": (stepping, stepping | {"booked": []}),
        "next_result": (stepping | {"title": _TEST[language]}, stepping | {"links": []}),
        "next_teacher": (lesson | module,),
        "next_done": (learnt | told,),
        "feedback": (
            lesson | {"marks": [{"skill": "Parking", "mark": 4}], "notes": [{"by": "Mette", "text": "Well done."}]},
            lesson | {"marks": [], "notes": [{"by": "Mette", "text": "Well done."}]},
        ),
        "choice_taught": (lesson,),
        "ask_note": (lesson,),
        "noted": (lesson,),
        "mark_what": (lesson,),
        "mark_level": (skill,),
        "marked": (skill,),
        "choice_skill": (skill, skill | {"mark": None}),
        "result_how": (module | lesson,),
        "no_result_of": tuple(module | lesson | {"why": why} for why in ("passed", "early", "none")),
        "marks_go_from": ({"lowest": 1, "highest": 5},),
        "choice_test": (module | lesson,),
        "result_kept": tuple(module | lesson | {"day": "2026-11-26", "passed": passed} for passed in (True, False)),
        "plan_completed": (learnt | told,),
        "your_school": (
            told | {"phone": "+4570000000", "places": [{"name": "Harbour St", "address": "Harbour Street 12"}]},
            told | {"phone": None, "places": [{"name": "Harbour St", "address": ""}]},
        ),
        "choice_link": (told | {"role": "student"}, told | {"role": "teacher"}),
        "ask_message": (told | {"phone": "+4570000000"}, told | {"phone": None}),
        "message_passed_on": (told,),
        "call_passed_on": (told | {"phone": "+4520000001"},),
        "from_school": tuple(told | {"text": written, "how": how} for how in ("ask", "write", "")),
        "talking": (told,),
        "talking_again": (told,),
        "talking_done": (told,),
        "ask_attendance": (attendance, attendance | {"more": 2}),
        "recorded_attended": (attendance, attendance | {"charged": _FREE}, attendance | {"left": 7}),
        "recorded_no_show": (attendance, attendance | {"charged": _FREE}),
        "recorded_not_held": (attendance,),
        "choice_course": ({"name": "Winter", "mine": False}, {"name": "Winter", "mine": True}),
        "confirm_join_course": (course, course | {"price": _FREE, "count": 1, "seats": 1}, course | {"seats": 0}),
        "confirm_leave_course": (course | {"fee": _FREE}, course | {"fee": _FEE, "count": 1}),
        "course_joined": (course, course | {"count": 1}),
        "course_left": ({"name": "Winter", "fee": _FREE}, {"name": "Winter", "fee": _FEE}),
        "ask_pickup": ({"place": None}, {"place": "Park Lane 4"}),
        "pickup_kept": ({"place": "Park Lane 4"},),
        "ask_who_along": (lesson,),
        "companion_named": (lesson | {"number": True}, lesson | {"number": False}),
        "nothing_to_share": ({"possible": True}, {"possible": False}),
        "ask_along": (along, along | bare | {"free_until": None}),
        "notice_companion_comes": (notice,),
        "notice_companion_stays": (notice,),
        **_of_classes(seat),
        "told_result": (told,),
        "own_day": (
            {"lessons": [lesson, later | {"off": True}], "day": "2026-11-26"},
            {"lessons": [], "day": "2026-11-26"},
        ),
        "own_week": ({"lessons": [lesson, later | {"off": True}]}, {"lessons": [bare]}, {"lessons": []}),
        "history": ({"lessons": [past | {"outcome": o} for o in _OUTCOMES]}, {"lessons": [past | {"prepaid": True}]}),
        "today": (day, {"first": "2026-11-26", "lessons": []}),
        "week": (day, {"first": "2026-11-26", "lessons": []}),
        "days": (day | _UNTIL, {"first": "2026-11-26", "lessons": []} | _UNTIL),
        **_of_hours(),
        "notice_reminder_day": (notice, notice | bare | {"free": False}),
        "notice_reminder_soon": (notice, notice | bare),
        "notice_confirmed_by_school": (notice, notice | bare, notice | {"more": 9, "course": "Winter"}),
        "notice_moved_by_school": (
            notice,
            notice | bare,
            notice | shifted,
            notice | shifted | {"more": 9},
            notice | shifted | {"more": 1},
        ),
        "notice_changed_by_school": (notice, notice | bare, notice | {"more": 1}, notice | {"unlike": True}),
        "notice_cancelled_by_school": (
            notice,
            notice | {"not_held": True},
            notice | {"moved": True},
            notice | {"more": 9},
        ),
        "notice_request_approved": (notice, notice | bare),
        "notice_request_declined": (notice, notice | {"reason": written}),
        "notice_request_lapsed": (notice,),
        "notice_lesson_booked": (
            notice,
            notice | {"pickup": "Park Lane 4"},
            notice | bare,
            notice | {"more": 9},
            notice | {"more": 9, "course": "Winter"},
        ),
        "notice_lesson_moved": (notice, notice | shifted | {"pickup": "Park Lane 4"}, notice | shifted | {"more": 1}),
        "notice_attendance_corrected": tuple(
            notice | {"status": status, "missed": _FEE, "prepaid": prepaid}
            for status, prepaid in (("completed", False), ("completed", True), ("no_show", False), ("cancelled", False))
        ),
        "notice_lesson_changed": (notice, notice | {"more": 9}),
        "notice_lesson_cancelled": (notice, notice | {"more": 9}),
        "notice_class_given": (of_class, of_class | {"more": 9}, of_class | bare),
        "notice_class_changed": (of_class, of_class | shifted, of_class | shifted | {"more": 9}),
        "notice_class_taken": (of_class, of_class | shifted, of_class | {"more": 9}),
        "notice_class_cancelled": (of_class, of_class | {"more": 9}),
        **_filling(lesson, seat),
    }


def _of_classes(seat: Params) -> dict[str, tuple[Params, ...]]:
    """Attendance of a class, by exception."""
    six = ["Anna Berg", "Bo Lind", "Mia Holt", "Ib Krog", "Åse Sørensen", "Jens Ærø"]
    asked = seat | {"students": six, "more": 0}
    few = asked | {"students": six[:2], "more": 2}
    return {
        "ask_class": (asked, few),
        "ask_class_correction": (asked | {"missing": asked["students"][:2]}, few | {"missing": []}),
        "ask_missing": (asked, few),
        "no_such_student": ({"number": 9, "count": 6},),
        **dict.fromkeys(
            ("recorded_class", "class_noted_before"),
            tuple(
                seat | {"missing": missing, "came": came} for missing, came in (([], 6), (six[1:3], 4), (six[:2], 0))
            ),
        ),
        "recorded_class_not_held": (seat,),
    }


def _of_hours() -> dict[str, tuple[Params, ...]]:
    """A teacher's month and hours."""
    day: Params = {"day": "2026-11-26", "lessons": 3, "minutes": 135}
    busy: Params = {"first": "2026-11-01", "days": [day, day | {"minutes": 120}], "lessons": 6, "minutes": 255}
    part: Params = {"start": "2000-01-03T08:00", "end": "2000-01-03T16:00", "branch": "Harbour St"}
    special: Params = {"day": "2026-12-03", "parts": [part], "extra": True}
    off: Params = {"start": "2026-12-07T00:00", "end": "2026-12-12T00:00", "whole": True, "last": "2026-12-11"}
    hour = {"start": "2026-12-01T10:00", "end": "2026-12-01T12:00", "whole": False, "last": "2026-12-01"}
    closed: Params = {"first": "2026-12-24", "last": "2027-01-01", "branch": None, "reason": "Christmas"}
    none: Params = {"weekly": [], "special": [], "off": [], "closed": []}
    return {
        "month": (busy, busy | {"lessons": 1, "days": [day]}, busy | {"days": []}),
        "hours": (
            none | {"weekly": [part | {"weekdays": [0, 1, 2, 3]}, part | {"weekdays": [4], "branch": None}]},
            none | {"special": [special, special | {"parts": [], "extra": False}], "off": [off, hour]},
            none | {"closed": [closed, closed | {"last": "2026-12-24", "branch": "Harbour St", "reason": ""}]},
        ),
    }


def _filling(lesson: Params, seat: Params) -> dict[str, tuple[Params, ...]]:
    """Waitlist, offers, and teachers who are sick or late."""
    wishes: Params = {"weekdays": [0, 2, 3, 4], "parts": [], "teachers": [], "until": None}
    morning, evening = ["2000-01-01T06:00", "2000-01-01T12:00"], ["2000-01-01T17:00", None]
    waited = tuple(
        lesson | {"wishes": said}
        for said in (
            None,
            wishes,
            wishes | {"parts": [morning, evening], "teachers": ["Mette", "Jonas"]},
            wishes | {"weekdays": [], "parts": [[None, "2000-01-01T12:00"]], "until": "2026-11-27"},
        )
    )
    offer = lesson | {"until": "2026-11-25T10:30", "from": "2026-12-01T09:15", "sick": "Jonas"}
    days = {"first": "2026-11-26T07:30", "last": "2026-11-26T23:59"}
    stranded = [
        lesson | {"students": ["Anna"], "substitute": "Jonas"},
        lesson | {"students": ["Bo"], "substitute": None},
    ]
    sick: Params = days | {"lessons": stranded, "classes": [seat]}
    late = lesson | {"minutes": 10, "names": ["Anna Berg"]}
    off: Params = {"why": "teacher", "reason": "", "missing": "", "ill": False}
    no_car = {"why": "resource", "missing": "blue Polo"}
    return {
        "choice_wait_class": (seat,),
        "all_full": (seat,),
        "waiting_class": (seat,),
        "confirm_wait": waited,
        "choice_free_now": (lesson,),
        "waiting_earlier": (lesson,),
        "waitlist": ({"lines": [seat | {"earlier": False}, lesson | {"earlier": True}]},),
        "choice_leave": (lesson,),
        "ask_offer_class": (seat | offer | {"price": [0, "DKK"]}, offer),
        "ask_offer_earlier": (offer, offer | {"teacher": None}),
        "ask_offer_sick": (offer | off, offer | off | {"ill": True}, offer | off | no_car),
        "offer_gone": (lesson,),
        "notice_place_gone": (lesson | {"listed": True}, lesson | {"listed": False, "teacher": None}),
        "as_planned": (lesson,),
        "notice_as_planned": (lesson, lesson | {"teacher": None}),
        "offer_moved": (offer | {"reminded": True}, offer | {"reminded": False, "teacher": None}),
        "offer_declined": ({"listed": True}, {"listed": False}),
        "ask_affected": (
            lesson | off,
            lesson | off | no_car,
            lesson | off | {"why": "closed"},
            lesson | off | {"why": "closed", "reason": "Christmas"},
            lesson | off | {"teacher": None},
        ),
        "confirm_sick": (sick, sick | {"last": "2026-11-27T23:59", "lessons": []}),
        "sick_noted": (sick, sick | {"last": "2026-11-27T23:59", "lessons": [], "classes": []}),
        "ask_late_for": (late,),
        "late_told": (late, late | {"names": ["Anna Berg", "Bo Lind"]}),
        "late_not_told": (late,),
        "notice_teacher_late": (late,),
        "notice_student_late": (late,),
    }


def _of_rules(language: str, said: tuple[Params | None, ...]) -> dict[str, tuple[Params, ...]]:
    """The rules' own examples of their refusals, each with all that may be said back."""
    return {
        f"refused_{rule.code}": tuple(
            refusal_params(example, _ZONE, language) | {"asked": asked} for example in rule.examples for asked in said
        )
        for rule in RULES
        if "{" in "".join(rule.words.values())
    }
