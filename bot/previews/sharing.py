"""Courses, and who comes along."""

from __future__ import annotations

from bot.previews.samples import END, FEE, FREE, PRICE, START, Previews, Sample


def previews(sample: Sample) -> Previews:
    lesson, bare, notice = sample.lesson, sample.bare, sample.notice
    along = lesson | {"name": "Anna Berg"}
    course = {"name": "Winter", "count": 8, "start": START, "last": END, "price": PRICE, "seats": 4}
    return {
        "choice_course": ({"name": "Winter", "mine": False}, {"name": "Winter", "mine": True}),
        "confirm_join_course": (course, course | {"price": FREE, "count": 1, "seats": 1}, course | {"seats": 0}),
        "confirm_leave_course": (course | {"fee": FREE}, course | {"fee": FEE, "count": 1}),
        "places_left": ({"lines": [{"start": START, "type": sample.theory, "seats": seats} for seats in (0, 1, 12)]},),
        "course_joined": (course, course | {"count": 1}),
        "course_busy": ({"start": course["start"]},),
        "course_not_held": ({"start": course["start"]},),
        "course_left": ({"name": "Winter", "fee": FREE}, {"name": "Winter", "fee": FEE}),
        "ask_who_along": (lesson,),
        "companion_named": (lesson | {"number": True}, lesson | {"number": False}),
        "share_when_approved": (lesson,),
        "nothing_to_share": ({"possible": True}, {"possible": False}),
        "ask_along": (along, along | bare | {"free_until": None}),
        "notice_companion_comes": (notice,),
        "notice_companion_stays": (notice,),
    }
