"""Classes over the API: planned, changed, cancelled; and who or what a lesson is with."""

from __future__ import annotations

from typing import Any

from tests.admin_api.calling import Staff, at


def plans(staff: Staff, start: str = "mon 18:00", **more: Any) -> Any:
    new = {"lesson_type": "theory", "start": at(start), "teachers": [staff.jonas], "resources": [staff.room]}
    return staff.posts("/sessions", new | more)


def enrols(staff: Staff, session: Any, student: int | None = None, *, status: int = 201) -> Any:
    return staff.posts("/bookings", {"student": student or staff.anna, "session": session["id"]}, status=status)


def test_a_class_has_several_teachers_and_rooms(staff: Staff) -> None:
    attic = staff.posts("/resources", {"kind": "room", "name": "attic"})["id"]
    planned = plans(staff, teachers=[staff.mette, staff.jonas], resources=[staff.room, attic])
    assert {teacher["id"] for teacher in planned["teachers"]} == {staff.mette, staff.jonas}
    assert {room["id"] for room in planned["resources"]} == {staff.room, attic}
    assert (planned["planned"], planned["cancelled"], planned["version"], planned["series"]) == (True, False, 1, None)


def test_a_class_is_moved_with_its_length(staff: Staff) -> None:
    planned = plans(staff)
    booked = enrols(staff, planned)
    moved = staff.patches(f"/sessions/{planned['id']}", {"start": at("tue 19:00")})
    assert (moved["start"], moved["end"], moved["version"]) == (at("tue 19:00"), at("tue 19:45"), 2)
    assert staff.gets(f"/bookings/{booked['id']}")["start"] == at("tue 19:00")
    assert staff.gets(f"/bookings/{booked['id']}")["version"] == 2
    longer = staff.patches(f"/sessions/{planned['id']}", {"end": at("tue 20:30")})
    assert (longer["start"], longer["end"]) == (at("tue 19:00"), at("tue 20:30"))


def test_teachers_rooms_and_seats_are_changed(staff: Staff) -> None:
    planned = plans(staff)
    changed = staff.patches(
        f"/sessions/{planned['id']}", {"teachers": [staff.mette, staff.jonas], "capacity": 20, "branch": staff.branch}
    )
    assert [teacher["id"] for teacher in changed["teachers"]] == [staff.mette, staff.jonas]
    assert (changed["capacity"], changed["branch"], changed["resources"]) == (20, staff.branch, planned["resources"])
    assert staff.gets(f"/sessions/{planned['id']}") == changed
    none = staff.patches(f"/sessions/{planned['id']}", {"resources": []}, status=422)
    assert none["field"] == "resources"


def test_what_is_in_the_way_of_a_moved_class_is_told(staff: Staff) -> None:
    planned, other = plans(staff), plans(staff, "tue 18:00")
    refused = staff.patches(f"/sessions/{planned['id']}", {"start": other["start"]}, status=409)
    assert (refused["code"], refused["calendar_ids"]) == ("slot_taken", sorted((staff.jonas, staff.room)))
    attic = staff.posts("/resources", {"kind": "room", "name": "attic"})["id"]
    third = plans(staff, "wed 18:00", teachers=[staff.mette], resources=[attic])
    enrols(staff, planned)
    enrols(staff, third)
    busy = staff.patches(f"/sessions/{planned['id']}", {"start": at("wed 18:15")}, status=409)
    assert (busy["code"], busy["students"]) == ("students_busy", [staff.anna])
    moved = staff.patches(f"/sessions/{planned['id']}", {"start": at("wed 18:15"), "release_busy": True})
    assert moved["taken"] == 0


def test_cancelling_a_class_cancels_its_places(staff: Staff) -> None:
    planned = plans(staff)
    booked = [enrols(staff, planned, student) for student in (staff.anna, staff.mikkel)]
    answer = staff.posts(f"/sessions/{planned['id']}/cancel", {"reason": "Jonas is ill"}, status=200)
    assert (answer["cancelled"], answer["taken"]) == (True, 0)
    assert {staff.gets(f"/bookings/{each['id']}")["status"] for each in booked} == {"cancelled"}
    assert staff.gets("/sessions")["items"] == []
    assert staff.posts(f"/sessions/{planned['id']}/cancel", status=200)["version"] == answer["version"]
    assert enrols(staff, planned, status=409)["code"] == "slot_taken"
    assert staff.patches(f"/sessions/{planned['id']}", {"capacity": 9}, status=409)["code"] == "not_allowed"


def test_the_car_and_the_teacher_of_a_lesson_are_changed(staff: Staff) -> None:
    booked = staff.books("mon 09:00")
    changed = staff.patches(f"/sessions/{booked['session']}", {"resources": [staff.polo], "teachers": [staff.jonas]})
    assert changed["planned"] is False
    shown = staff.gets(f"/bookings/{booked['id']}")
    assert ([each["id"] for each in shown["teachers"]], [each["id"] for each in shown["resources"]]) == (
        [staff.jonas],
        [staff.polo],
    )
    assert (shown["version"], shown["price"], shown["reference"]) == (2, booked["price"], booked["reference"])


def test_a_teacher_who_cannot_is_refused_with_those_who_can(staff: Staff) -> None:
    booked = staff.books("mon 09:00")
    staff.books("mon 09:00", student=staff.mikkel, teacher=staff.jonas)
    refused = staff.patches(f"/sessions/{booked['session']}", {"teachers": [staff.jonas]}, status=409)
    assert (refused["code"], refused["calendar_ids"], refused["alternatives"]) == ("slot_taken", [staff.jonas], [])
    taken = staff.patches(f"/sessions/{booked['session']}", {"resources": [staff.polo]}, status=409)
    assert taken["calendar_ids"] == [staff.polo]
    third = staff.posts(
        "/teachers",
        {
            "name": "Amina Yilmaz",
            "lesson_types": [staff.driving],
            "hours": [{"weekday": 0, "start": "08:00", "end": "12:00"}],
        },
    )
    again = staff.patches(f"/sessions/{booked['session']}", {"teachers": [staff.jonas]}, status=409)
    assert [slot["teacher"]["id"] for slot in again["alternatives"]] == [third["id"]]
    given = again["alternatives"][0]
    changed = staff.patches(
        f"/sessions/{booked['session']}",
        {"teachers": [given["teacher"]["id"]], "resources": [each["id"] for each in given["resources"]]},
    )
    assert [teacher["id"] for teacher in changed["teachers"]] == [third["id"]]


def test_the_time_of_a_lesson_is_changed_by_moving_its_booking(staff: Staff) -> None:
    booked = staff.books("mon 09:00")
    assert staff.patches(f"/sessions/{booked['session']}", {"start": at("mon 11:00")}, status=422)["field"] == "start"


def test_sessions_of_another_school_are_not_there(staff: Staff, strangers: Staff) -> None:
    theirs = plans(strangers)
    assert staff.patches(f"/sessions/{theirs['id']}", {"capacity": 9}, status=404)["code"] == "not_found"
    assert staff.posts(f"/sessions/{theirs['id']}/cancel", status=404)["code"] == "not_found"
    ours = plans(staff)
    assert staff.patches(f"/sessions/{ours['id']}", {"teachers": [strangers.jonas]}, status=422)["field"] == "teachers"
    assert staff.patches(f"/sessions/{ours['id']}", {"seats": 9}, status=422)["code"] == "invalid"


def test_a_wished_car_is_kept_unless_that_is_overridden_with_a_reason(staff: Staff) -> None:
    for car, transmission in ((staff.golf, "manual"), (staff.polo, "automatic")):
        staff.patches(f"/resources/{car}", {"attributes": {"transmission": transmission}})
    booked = staff.books("mon 10:00", attributes={"transmission": "automatic"})
    assert booked["wished"] == {"transmission": "automatic"}
    path, golf = f"/sessions/{booked['session']}", {"resources": [staff.golf]}
    refused = staff.patches(path, golf, status=409)
    assert (refused["code"], refused["wished"]) == ("unsuitable", {"transmission": "automatic"})
    assert {slot["resources"][0]["id"] for slot in refused["alternatives"]} == {staff.polo}
    staff.patches(path, {**golf, "override": {"reason": " "}}, status=422)
    staff.patches(path, {**golf, "override": {"reason": "The Polo is at the garage"}})
    (passed,) = staff.gets(f"/bookings/{booked['id']}")["passed"]
    assert (passed["rules"], passed["reason"]) == (["wished"], "The Polo is at the garage")


def test_moving_by_staff_keeps_to_the_wished_car(staff: Staff) -> None:
    for car, transmission in ((staff.golf, "manual"), (staff.polo, "automatic")):
        staff.patches(f"/resources/{car}", {"attributes": {"transmission": transmission}})
    booked = staff.books("mon 10:00", attributes={"transmission": "automatic"})
    path = f"/bookings/{booked['id']}/reschedule"
    moved = staff.posts(path, {"start": at("tue 10:00")}, status=200)
    assert (moved["resources"][0]["id"], moved["wished"]) == (staff.polo, {"transmission": "automatic"})
    wish = {"start": at("wed 10:00"), "resources": [staff.golf]}
    assert staff.posts(path, wish, status=422)["field"] == "resources"
    moved = staff.posts(path, {**wish, "override": {"reason": "She agreed"}}, status=200)
    assert (moved["passed"][-1]["rules"], moved["wished"]) == (["wished"], {"transmission": "automatic"})
