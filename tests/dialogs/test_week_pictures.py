"""The week as a picture: with the words where pictures are shown, words alone elsewhere."""

from __future__ import annotations

from datetime import date

import pytest

from bot.dialogs.exchange import Channel
from bot.pictures import draw_week
from domain.schools import Closure, TimeOff
from domain.timeslots import Interval
from tests.chat import Chat, Town
from tests.factories import SmallSchool, moment


def test_a_teachers_week_shows_lessons_and_hours(town: Town, school: SmallSchool, voice: tuple[Channel, str]) -> None:
    teacher = town.person(school, school.mette, *voice)
    school.books(school.student("Åse Ærø"), "2026-11-26 09:00", made="2026-11-20 12:00")
    teacher.says("week", da="uge").hears("week", "Åse Ærø")
    plan = teacher.last.reply.picture
    if teacher.channel is Channel.SMS:
        assert plan is None
        return
    assert plan is not None
    assert (plan["first"], len(plan["days"])) == ("2026-11-23", 7)
    assert plan["days"][0]["hours"] == [["2026-11-23T08:00", "2026-11-23T16:00"]]
    assert plan["days"][5]["hours"] == []
    [lesson] = plan["days"][3]["lessons"]
    kind = {"en": "Driving lesson", "da": "Køretime"}[teacher.speaks]
    assert (lesson["start"], lesson["title"], lesson["detail"]) == ("2026-11-26T09:00", "Åse Ærø", kind)
    assert draw_week(plan, teacher.speaks).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("en", "da"),
    [
        ("week as a picture", "billede af ugen"),
        ("my week", "min uge"),
        ("this week", "denne uge"),
        ("what does my week look like?", "hvordan ser min uge ud?"),
    ],
)
def test_a_student_asks_for_the_week(anna: Chat, school: SmallSchool, en: str, da: str) -> None:
    school.books(school.students["Anna Berg"], "2026-11-26 09:00", made="2026-11-20 12:00")
    school.books(school.students["Anna Berg"], "2026-12-03 09:00", made="2026-11-20 12:00")
    anna.says(en, da)
    anna.hears("Your next 7 days:\nThu 26 Nov 09:00-09:45", da="Dine næste 7 dage:\ntor 26. nov. 9.00-9.45")
    plan = anna.last.reply.picture
    assert (plan is None) is (anna.channel is Channel.SMS)
    if plan is not None:
        assert [len(day["lessons"]) for day in plan["days"]] == [0, 0, 0, 1, 0, 0, 0]
        assert plan["days"][3]["lessons"][0]["detail"] == "Mette"


def test_a_student_asks_for_the_lessons_of_today(anna: Chat, school: SmallSchool) -> None:
    anna.says("what do I have today?", da="hvad har jeg i dag?")
    anna.hears("You have no lessons on Mon 23 Nov.", da="Du har ingen timer man 23. nov.")
    school.books(school.students["Anna Berg"], "2026-11-23 14:00", made="2026-11-20 12:00")
    school.books(school.students["Anna Berg"], "2026-11-26 09:00", made="2026-11-20 12:00")
    anna.says("my lessons today", da="mine timer i dag").hears(
        "Mon 23 Nov:\n14:00-14:45 Driving lesson, Mette", da="man 23. nov.:\n14.00-14.45 Køretime, Mette"
    )


def test_a_day_or_week_in_answer_to_a_question_is_a_wish(anna: Chat) -> None:
    anna.says("today", da="i dag").hears("offers", "Mon 23 Nov", da="man 23. nov.")
    anna.says("this week", da="denne uge").hears("offers").picks("slot:0").hears("confirm_booking")
    anna.says("this week", da="denne uge").hears("offers")
    anna.says("my week", da="min uge").hears("own_week", "offers")


def test_a_week_without_lessons_is_told_in_words(anna: Chat) -> None:
    anna.says("week as a picture", da="billede af ugen").hears("own_week", "no lessons", da="ingen timer")
    assert anna.last.reply.picture is None


def test_the_picture_goes_with_the_answer_and_not_with_the_next(town: Town, school: SmallSchool) -> None:
    mette = town.person(school, school.mette, Channel.TELEGRAM)
    mette.says("menu").picks("week")
    assert mette.last.reply.picture is not None
    assert mette.says("today").last.reply.picture is None


def test_what_is_off_or_closed_is_no_hour_worked(town: Town, school: SmallSchool) -> None:
    mette = town.person(school, school.mette, Channel.TELEGRAM)
    with town.app.open_work() as work:
        to = work.administration
        off = Interval(moment("2026-11-24 10:00"), moment("2026-11-24 12:00"))
        to.add_time_off(school.id, TimeOff(work.next_id(), school.mette.id, off))
        to.add_closure(school.id, Closure(work.next_id(), date(2026, 11, 25), date(2026, 11, 25)))
        work.commit()
    plan = mette.says("week").last.reply.picture
    assert plan is not None
    assert [[part[11:] for part in parts] for parts in plan["days"][1]["hours"]] == [
        ["08:00", "10:00"],
        ["12:00", "16:00"],
    ]
    assert plan["days"][2]["hours"] == []
