"""The school's own things over the API: rules, branches, teachers, lesson types, cars, classes, students."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from domain.services.booking import hold
from domain.services.searching import search
from domain.slots import SlotQuery, Window
from tests.admin_api.calling import Staff, at


def test_the_school_is_the_one_of_the_key(staff: Staff) -> None:
    school = staff.gets("/school")
    assert (school["id"], school["zone"], school["currency"]) == (staff.school_id, "Europe/Copenhagen", "DKK")
    assert school["policy"] == staff.gets("/school/policy")


def test_rules_are_changed_one_by_one(staff: Staff) -> None:
    before = staff.gets("/school/policy")
    after = staff.patches("/school/policy", {"late_fee_percent": 30})
    assert after == before | {"late_fee_percent": 30} == staff.gets("/school/policy")
    refused = staff.patches("/school/policy", {"start_grid_minutes": 7}, status=422)
    assert (refused["code"], refused["field"]) == ("invalid", "start_grid_minutes")
    staff.patches("/school/policy", {"hold_minutes": None}, status=422)


def test_branches_are_listed_added_and_changed(staff: Staff) -> None:
    added = staff.posts("/branches", {"names": {"en": "Station"}, "address": "Station Square 3"})
    assert staff.gets("/branches")["items"][1] == added
    changed = staff.patches(f"/branches/{added['id']}", {"names": {"en": "Station", "da": "Banegården"}})
    assert changed == added | {"names": {"en": "Station", "da": "Banegården"}}
    assert staff.gets("/branches")["items"][1] == changed
    assert staff.patches(f"/branches/{added['id']}", {"names": {"english": "x"}}, status=422)["field"] == "names"
    assert staff.patches("/branches/1", {"address": "x"}, status=404)["what"] == "branch"


def test_a_teacher_is_added_changed_and_put_to_rest(staff: Staff) -> None:
    hours = [{"weekday": 5, "start": "09:00", "end": "14:00", "branch": staff.branch}]
    new = {"name": "Amina Yilmaz", "phone": "+4530000003", "lesson_types": [staff.driving], "hours": hours}
    amina = staff.posts("/teachers", new)
    limits = {"most_driving_minutes": None, "travel_minutes": 0}
    assert amina == new | limits | {"id": amina["id"], "active": True}
    assert staff.gets(f"/teachers/{amina['id']}") == amina
    evening = [{"weekday": 5, "start": "18:00", "end": "00:00", "branch": None}]
    changed = staff.patches(f"/teachers/{amina['id']}", {"hours": evening, "phone": None})
    assert changed == amina | {"hours": evening, "phone": None} == staff.gets(f"/teachers/{amina['id']}")
    staff.patches(f"/teachers/{amina['id']}", {"active": False})
    assert amina["id"] not in [teacher["id"] for teacher in staff.gets("/teachers", active=True)["items"]]
    assert amina["id"] in [teacher["id"] for teacher in staff.gets("/teachers")["items"]]


def test_hours_must_not_overlap(staff: Staff) -> None:
    hours = [{"weekday": 0, "start": "08:00", "end": "12:00"}, {"weekday": 0, "start": "11:00", "end": "15:00"}]
    refused = staff.patches(f"/teachers/{staff.mette}", {"hours": hours}, status=422)
    assert (refused["field"], refused["detail"]) == ("hours", "hours must not overlap")


def test_nothing_is_offered_in_time_off(staff: Staff) -> None:
    for whose in (staff.mette, staff.polo):  # Jonas's own car is the Polo
        off = staff.posts(
            "/time-off", {"of": whose, "start": at("mon 00:00"), "end": at("tue 00:00"), "reason": "Course"}
        )
        assert (off.pop("lessons"), off.pop("classes"), off.pop("requests")) == ([], [], [])
        assert staff.gets("/time-off", of=whose)["items"] == [off]
    (slot,) = staff.gets("/slots", lesson_type="driving", limit=1)["items"]
    assert (slot["teacher"]["id"], slot["resources"][0]["id"]) == (staff.jonas, staff.golf)
    assert staff.ask("DELETE", f"/time-off/{off['id']}").status_code == 204
    assert staff.ask("DELETE", f"/time-off/{off['id']}").status_code == 404
    (slot,) = staff.gets("/slots", lesson_type="driving", limit=1)["items"]
    assert slot["resources"][0]["id"] == staff.polo
    wrong = {"of": staff.mette, "start": at("tue 00:00"), "end": at("mon 00:00")}
    assert staff.posts("/time-off", wrong, status=422)["field"] == "end"
    assert staff.posts("/time-off", wrong | {"of": staff.anna, "end": at("wed 00:00")}, status=404)


def test_lesson_types_are_added_and_changed(staff: Staff) -> None:
    new = {
        "code": "double",
        "names": {"en": "Double lesson"},
        "duration_minutes": 90,
        "price": {"amount_minor": 125_000, "currency": "DKK"},
        "requires": ["car"],
    }
    double = staff.posts("/lesson-types", new)
    assert (double["capacity"], double["buffer_after_minutes"], double["active"]) == (1, 0, True)
    path = f"/lesson-types/{double['id']}"
    changed = staff.patches(path, {"price": {"amount_minor": 1, "currency": "DKK"}, "buffer_after_minutes": 10})
    assert changed == double | {"price": {"amount_minor": 1, "currency": "DKK"}, "buffer_after_minutes": 10}
    assert changed in staff.gets("/lesson-types")["items"]
    assert staff.posts("/lesson-types", new, status=422)["field"] == "code"
    foreign = {"price": {"amount_minor": 1, "currency": "EUR"}}
    assert staff.patches(path, foreign, status=422)["field"] == "price"
    assert staff.patches(path, {"duration_minutes": 3}, status=422)["field"] == "duration_minutes"
    assert staff.patches(path, {"names": {"english": "x"}}, status=422)["field"] == "names"


def test_cars_are_added_and_changed(staff: Staff) -> None:
    new = {"kind": "car", "name": "white Yaris", "branch": staff.branch, "attributes": {"transmission": "automatic"}}
    yaris = staff.posts("/resources", new)
    assert yaris == new | {"id": yaris["id"], "active": True}
    changed = staff.patches(f"/resources/{yaris['id']}", {"active": False, "branch": None})
    assert changed == yaris | {"active": False, "branch": None}
    assert changed in staff.gets("/resources")["items"]


def test_curricula_are_listed(staff: Staff) -> None:
    (curriculum,) = staff.gets("/curricula")["items"]
    (module,) = curriculum["modules"]
    assert (module["code"], module["lesson_types"], module["required"]) == ("road", [staff.driving], 16)


def test_students_are_registered_found_and_changed(staff: Staff) -> None:
    sofia = staff.posts(
        "/students", {"name": "Sofia 100% Rossi", "phone": "+4520000003", "curriculum": staff.curriculum}
    )
    assert (sofia["language"], sofia["status"], sofia["usual_teacher"]) == ("en", "active", None)
    assert staff.gets(f"/students/{sofia['id']}") == sofia

    def found(**params: object) -> list[int]:
        return [student["id"] for student in staff.gets("/students", **params)["items"]]

    assert found(phone="+4520000003") == found(name="sofia") == found(name="0%") == [sofia["id"]]
    assert found() == [staff.anna, staff.mikkel, sofia["id"]]
    page = staff.gets("/students", limit=2)
    assert found(limit=2, cursor=page["next"]) == [sofia["id"]]
    changed = staff.patches(f"/students/{sofia['id']}", {"status": "inactive", "usual_teacher": staff.mette})
    assert changed == sofia | {"status": "inactive", "usual_teacher": staff.mette}
    assert found(status="inactive") == [sofia["id"]]
    assert staff.patches(f"/students/{sofia['id']}", {"phone": "+4520000001"}, status=422)["field"] == "phone"
    assert staff.patches(f"/students/{sofia['id']}", {"language": "nb"})["language"] == "nb"
    assert staff.patches(f"/students/{sofia['id']}", {"phone": "20000001"}, status=422)["field"] == "phone"
    assert staff.patches(f"/students/{sofia['id']}", {"usual_teacher": staff.anna}, status=422)["code"] == "invalid"


def test_a_class_keeps_its_teacher_and_room_busy(staff: Staff) -> None:
    new = {"lesson_type": "theory", "start": at("mon 10:00"), "teachers": [staff.jonas], "resources": [staff.room]}
    planned = staff.posts("/sessions", new | {"capacity": 12})
    assert (planned["end"], planned["capacity"], planned["taken"]) == (at("mon 10:45"), 12, 0)
    assert staff.gets(f"/sessions/{planned['id']}") == planned
    assert staff.gets("/sessions", lesson_type="theory")["items"] == [planned]
    assert staff.gets("/sessions", **{"from": at("mon 11:00")})["items"] == []
    refused = staff.posts("/sessions", new | {"teachers": [staff.mette]}, status=409)
    assert (refused["code"], refused["calendar_ids"]) == ("slot_taken", [staff.room])
    assert staff.books("mon 10:00", teacher=staff.jonas, status=409)["code"] == "slot_taken"
    assert staff.posts("/sessions", new | {"resources": []}, status=422)["field"] == "resources"
    assert staff.posts("/sessions", new | {"lesson_type": "driving"}, status=422)["field"] == "lesson_type"
    assert staff.posts("/sessions", new | {"start": "2026-11-20T10:00:00+01:00"}, status=422)["field"] == "start"


def test_slots_are_those_that_can_be_booked(staff: Staff) -> None:
    monday = {"lesson_type": "driving", "from": at("mon 00:00"), "to": at("tue 00:00"), "student": staff.anna}
    slots = staff.gets("/slots", **monday, teacher=staff.mette)["items"]
    assert [slots[0]["start"], slots[-1]["start"]] == [at("mon 08:00"), at("mon 15:15")]
    assert len(slots) == 30  # every quarter of an hour
    spread = staff.gets("/slots", **monday, spread=True, limit=3)["items"]
    assert [slot["start"] for slot in spread] == [at("mon 08:00"), at("mon 09:00"), at("mon 10:00")]
    staff.posts("/bookings", {"student": staff.anna, "lesson_type": "driving", "start": slots[4]["start"]})
    after = [slot["start"] for slot in staff.gets("/slots", **monday, teacher=staff.mette)["items"]]
    assert after[:2] == [at("mon 08:00"), at("mon 10:00")]


def test_no_slots_come_with_a_reason(staff: Staff) -> None:
    def reason(start: str, end: str, **more: object) -> str:
        answer = staff.gets("/slots", **({"lesson_type": "driving", "from": start, "to": end} | more))
        assert answer["items"] == []
        return str(answer["reason"])

    assert reason("2026-11-22T08:00:00Z", "2026-11-22T11:00:00Z") == "too_short_notice"
    assert reason("2027-03-01T00:00:00Z", "2027-03-02T00:00:00Z") == "beyond_horizon"
    assert reason(at("sat 00:00"), at("sun 00:00")) == "no_hours"
    assert reason(at("mon 00:00"), at("tue 00:00"), lesson_type="theory") == "no_class"
    staff.books("mon 08:00", teacher=staff.jonas)
    hour = at("mon 08:00"), at("mon 08:45")
    assert reason(*hour, student=staff.anna) == "student_busy"
    staff.books("mon 08:00", teacher=staff.mette, student=staff.mikkel)
    assert reason(*hour) == "fully_booked"
    for car in (staff.golf, staff.polo):
        staff.patches(f"/resources/{car}", {"active": False, "despite_lessons": True})
    assert reason(*hour) == "no_resource"
    for teacher in (staff.mette, staff.jonas):
        staff.patches(f"/teachers/{teacher}", {"active": False, "despite_lessons": True})
    assert reason(*hour) == "no_teacher"
    assert staff.gets("/slots", lesson_type=staff.driving)["reason"] == "no_teacher"


# What lessons to come rest on


def week(*parts: tuple[int, str, str]) -> list[dict[str, object]]:
    return [{"weekday": weekday, "start": start, "end": end} for weekday, start, end in parts]


def needed(refused: Any) -> list[str]:
    assert refused["code"] == "still_needed"
    return [session["start"] for session in refused["sessions"]]


def test_lessons_to_come_are_not_made_classes_unseen(staff: Staff) -> None:
    """No time of a class can be booked that the school hasn't planned."""
    staff.books("mon 09:00")
    path = f"/lesson-types/{staff.driving}"
    assert needed(staff.patches(path, {"capacity": 5}, status=409)) == [at("mon 09:00")]
    assert staff.patches(path, {"capacity": 5, "despite_lessons": True})["capacity"] == 5


def test_weekly_hours_are_not_taken_away_under_lessons_to_come(staff: Staff) -> None:
    for start in ("mon 09:00", "tue 11:45"):
        staff.books(start, teacher=staff.mette)
    path, before = f"/teachers/{staff.mette}", staff.gets(f"/teachers/{staff.mette}")["hours"]
    no_mondays = {"hours": week((1, "08:00", "16:00"), (2, "08:00", "16:00"))}
    assert needed(staff.patches(path, no_mondays, status=409)) == [at("mon 09:00")]
    with_a_break = {"hours": week((0, "08:00", "16:00"), (1, "08:00", "12:00"), (1, "12:30", "16:00"))}
    assert needed(staff.patches(path, with_a_break, status=409)) == [at("tue 11:45")]
    assert staff.gets(path)["hours"] == before, "nothing has changed"
    joined = {"hours": week((0, "09:00", "09:45"), (1, "08:00", "12:00"), (1, "12:00", "16:00"))}
    staff.patches(path, joined)
    assert len(staff.patches(path, {"hours": [], "despite_lessons": True})["hours"]) == 0
    assert staff.patches(path, {"hours": joined["hours"], "name": "Mette Holm"})["name"] == "Mette Holm"


def test_hours_at_another_branch_are_not_those_that_a_lesson_lies_in(staff: Staff) -> None:
    staff.books("mon 09:00", teacher=staff.mette)
    station = staff.posts("/branches", {"names": {"en": "Station"}})["id"]
    there = [{"weekday": 0, "start": "08:00", "end": "16:00", "branch": station}]
    assert needed(staff.patches(f"/teachers/{staff.mette}", {"hours": there}, status=409)) == [at("mon 09:00")]


def test_a_class_is_not_bound_by_hours_but_by_what_its_teacher_gives(staff: Staff) -> None:
    evening = {"lesson_type": "theory", "start": at("wed 18:00"), "teachers": [staff.jonas], "resources": [staff.room]}
    staff.posts("/sessions", evening)
    path = f"/teachers/{staff.jonas}"
    staff.patches(path, {"hours": []})
    assert needed(staff.patches(path, {"lesson_types": [staff.driving]}, status=409)) == [at("wed 18:00")]
    staff.patches(path, {"lesson_types": [staff.theory]})
    answer = staff.patches(path, {"lesson_types": [], "despite_lessons": True})
    assert answer["lesson_types"] == []


def test_less_driving_a_day_is_not_agreed_under_lessons_to_come(staff: Staff) -> None:
    for start, student in (("mon 09:00", staff.anna), ("mon 11:00", staff.mikkel), ("tue 09:00", staff.anna)):
        staff.books(start, teacher=staff.mette, student=student)
    path = f"/teachers/{staff.mette}"
    staff.patches(path, {"most_driving_minutes": 90})
    assert needed(staff.patches(path, {"most_driving_minutes": 60}, status=409)) == [at("mon 09:00"), at("mon 11:00")]
    assert staff.patches(path, {"most_driving_minutes": 60, "despite_lessons": True})["most_driving_minutes"] == 60
    assert needed(staff.patches(path, {"most_driving_minutes": 40}, status=409)) == [at("tue 09:00")]
    staff.patches(path, {"most_driving_minutes": 75})


def test_what_is_only_held_is_listed_too(staff: Staff) -> None:
    with staff.desk() as desk:
        kind = next(kind for kind in desk.catalogue.lesson_types.values() if kind.code == "driving")
        start = datetime.fromisoformat(at("mon 09:00")).astimezone(UTC)
        query = SlotQuery(kind, (Window(start, None),), desk.now, teacher_ids=(staff.mette,))
        hold(desk, desk.work.students.get(staff.school_id, staff.anna), next(search(desk, query)))
    path = f"/teachers/{staff.mette}"
    assert needed(staff.patches(path, {"active": False}, status=409)) == [at("mon 09:00")]
    assert needed(staff.patches(f"/lesson-types/{staff.driving}", {"active": False}, status=409)) == [at("mon 09:00")]


def test_a_lesson_type_is_not_switched_off_under_lessons_to_come(staff: Staff) -> None:
    staff.books("mon 09:00")
    path = f"/lesson-types/{staff.driving}"
    assert needed(staff.patches(path, {"active": False}, status=409)) == [at("mon 09:00")]
    staff.patches(f"/lesson-types/{staff.theory}", {"active": False})
    assert not staff.patches(path, {"active": False, "despite_lessons": True})["active"]
