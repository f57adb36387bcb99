"""What has been and what is planned, at a glance."""

from __future__ import annotations

from datetime import timedelta

from tests.admin_api.calling import NOW, Staff, at


def test_a_students_history_tells_what_became_of_each_lesson_and_what_it_cost(staff: Staff) -> None:
    first, second = staff.books("mon 09:00"), staff.books("tue 09:00")
    staff.books("thu 09:00")
    staff.api.now = NOW + timedelta(days=2, hours=6)
    staff.posts(f"/bookings/{first['id']}/complete", status=200)
    staff.posts(f"/bookings/{second['id']}/no-show", status=200)
    latest, oldest = staff.gets(f"/students/{staff.anna}/history")["items"]
    assert (oldest["reference"], oldest["outcome"], oldest["start"]) == (
        first["reference"],
        "completed",
        at("mon 09:00"),
    )
    assert oldest["cost"] == {"amount_minor": 65_000, "currency": "DKK"}
    assert (latest["reference"], latest["outcome"], latest["prepaid"]) == (second["reference"], "no_show", False)
    page = staff.gets(f"/students/{staff.anna}/history", limit=1)
    rest = staff.gets(f"/students/{staff.anna}/history", limit=1, cursor=page["next"])
    assert [*page["items"], *rest["items"]] == [latest, oldest]
    assert rest["next"] is None


def test_a_teachers_month_counts_lessons_and_minutes(staff: Staff) -> None:
    for start in ("mon 09:00", "mon 11:00", "thu 09:00"):
        booked = staff.books(start)
    teacher = booked["teachers"][0]["id"]
    month = staff.gets(f"/teachers/{teacher}/month")
    assert (month["first"], month["lessons"], month["minutes"]) == ("2026-11-01", 3, 135)
    assert month["days"] == [
        {"day": "2026-11-23", "lessons": 2, "minutes": 90},
        {"day": "2026-11-26", "lessons": 1, "minutes": 45},
    ]
    assert staff.gets(f"/teachers/{teacher}/month", **{"from": "2026-12-24"})["days"] == []


def test_a_teachers_week_is_a_picture(staff: Staff) -> None:
    teacher = staff.books("mon 09:00")["teachers"][0]["id"]
    key = {"Authorization": f"Bearer {staff.key}"}
    shown = staff.api.ask("GET", f"/api/v1/teachers/{teacher}/week.png?from=2026-11-23", headers=key)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
    assert shown.content.startswith(b"\x89PNG")
    other = staff.api.ask("GET", f"/api/v1/teachers/{teacher}/week.png?from=2026-12-07", headers=key)
    assert other.content != shown.content
    assert staff.api.ask("GET", "/api/v1/teachers/1/week.png", headers=key).status_code == 404
