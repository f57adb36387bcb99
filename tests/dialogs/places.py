"""Every step of every flow that asks, and how to get there as a student or teacher of English or Danish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.dialogs.exchange import Channel
from domain.courses import Course
from domain.lessons import Actor
from domain.services.booking import book
from domain.services.cancelling import cancel
from domain.slots import seat_of
from tests.chat import Chat, Town
from tests.dialogs.plans import SKILLS, attended, modules
from tests.factories import SmallSchool, moment
from tests.storage.books import Books

ENGLISH, DANISH = "en", "da"


@dataclass(frozen=True)
class Place:
    """A step of a flow: how to get there as a student or teacher of English or Danish."""

    name: str
    go: Callable[[Town, SmallSchool, str], Chat]


def student(town: Town, school: SmallSchool, language: str) -> Chat:
    return town.person(school, school.student("Anna Berg", language, school.mette), language=language)


def with_lesson(*said: tuple[str, str]) -> Callable[[Town, SmallSchool, str], Chat]:
    def go(town: Town, school: SmallSchool, language: str) -> Chat:
        chat = student(town, school, language)
        for start in ("2026-11-26 12:00", "2026-11-27 12:00"):
            school.books(school.students["Anna Berg"], start, made="2026-11-20 12:00")
        return say(chat, *said)

    return go


def without(*said: tuple[str, str]) -> Callable[[Town, SmallSchool, str], Chat]:
    return lambda town, school, language: say(student(town, school, language), *said)


def say(chat: Chat, *said: tuple[str, str]) -> Chat:
    for english, danish in said:
        chat.says(english, da=danish)
    return chat


def joining(*steps: str) -> Callable[[Town, SmallSchool, str], Chat]:
    def go(town: Town, school: SmallSchool, language: str) -> Chat:
        chat = town.stranger(Channel.TELEGRAM if "telegram" in steps else Channel.SMS)
        chat.speaks = language
        chat.says("hello there", da="hej med dig")
        return chat.says(school.code) if "code" in steps else chat

    return go


def teaching(town: Town, school: SmallSchool, language: str) -> Chat:
    chat = town.person(school, school.mette, language=language)
    school.books(school.student("Bo Lind"), "2026-11-23 10:00", made="2026-11-20 12:00")
    town.until("2026-11-23 10:45")
    return chat


def theory(town: Town, school: SmallSchool, language: str) -> Chat:
    """Jonas has taught a class, and is asked who is missing."""
    evening = school.plans_class("2026-11-23 17:00")
    seat = seat_of(evening)
    for name in ("Bo Lind", "Mia Holt"):
        pupil = school.student(name)
        with town.app.open_work() as work:
            book(school.desk(work, Actor.STUDENT, moment("2026-11-20 12:00")), pupil, seat)
            work.commit()
    chat = town.person(school, school.jonas, language=language)
    town.until("2026-11-23 17:50")
    return chat.picks_number(2)


def after_lessons(*said: tuple[str, str]) -> Callable[[Town, SmallSchool, str], Chat]:
    """Mette has taught Bo and Mia, each of whom has completed a module and awaits a test."""

    def go(town: Town, school: SmallSchool, language: str) -> Chat:
        modules(school, "1", tests=("theory-test",), skills=SKILLS)
        chat = town.person(school, school.mette, language=language)
        for name, start in (("Bo Lind", "2026-11-16 10:00"), ("Mia Holt", "2026-11-17 10:00")):
            attended(town, school, school.student(name), start)
        return say(chat, *said)

    return go


def of_courses(*names: str) -> Callable[[Town, SmallSchool, str], Chat]:
    """Courses of one evening each, and a student who asks for them."""

    def go(town: Town, school: SmallSchool, language: str) -> Chat:
        for number, name in enumerate(names):
            evening = school.plans_class(f"2026-11-{25 + number} 18:30")
            with town.app.open_work() as work:
                work.courses.add(Course(work.next_id(), school.id, {"en": name}, (evening.id,)))
                work.commit()
        return say(student(town, school, language), ("courses", "kurser"))

    return go


def offered(town: Town, school: SmallSchool, language: str) -> Chat:
    """A seat in a class is held for the student."""
    chat = student(town, school, language)
    session = school.plans_class("2026-11-26 18:30")
    for name in ("Bo Lind", "Mia Holt"):
        school.books(school.student(name), "2026-11-26 18:30", "theory", school.jonas, made="2026-11-20 12:00")
    chat.says("book theory", da="book teori").picks(f"wait:{session.id}").says("menu")
    with town.app.open_work() as work:
        booking = work.bookings.coming(school.id, school.students["Bo Lind"].id, town.clock())[0]
        cancel(school.desk(work, Actor.STAFF, town.clock()), booking.id)
        work.commit()
    town.work()
    return chat.hears("ask_offer_class")


def shares(school: SmallSchool, places: int = 2) -> None:
    """From now on so many may share a driving lesson."""
    kind = replace(school.types["driving"], places=places)
    with school.open_work() as work:
        work.administration.save_lesson_type(school.id, kind)
        work.commit()


def sharing(*said: tuple[str, str]) -> Callable[[Town, SmallSchool, str], Chat]:
    def go(town: Town, school: SmallSchool, language: str) -> Chat:
        shares(school)
        return with_lesson(*said)(town, school, language)

    return go


def asked_along(town: Town, school: SmallSchool, language: str) -> Chat:
    """Mia has a lesson that the student may share."""
    chat = student(town, school, language)
    shares(school)
    mia = school.student("Mia Holt", language)
    school.books(mia, "2026-11-26 12:00", made="2026-11-20 12:00")
    town.person(school, mia, language=language).says("bring a friend", da="tag en ven med").says("Anna Berg")
    town.work()
    return chat.hears("ask_along")


def waiting(town: Town, school: SmallSchool, language: str) -> Chat:
    chat = offered(town, school, language).picks_number(2)
    school.books(school.students["Anna Berg"], "2026-11-27 12:00", made="2026-11-20 12:00")
    say(chat, ("let me know if anything earlier comes up", "sig til hvis der bliver en tidligere tid"))
    return say(chat.picks("wait"), ("my waitlist", "min venteliste"))


def stranded(town: Town, school: SmallSchool, language: str) -> Chat:
    """The student's teacher is off, and so is everybody else."""
    chat = student(town, school, language)
    school.books(school.students["Anna Berg"], "2026-11-26 12:00", made="2026-11-20 12:00")
    school.books(school.student("Bo Lind"), "2026-11-26 12:00", teacher=school.jonas, made="2026-11-20 12:00")
    mette = town.person(school, school.mette)
    mette.says("sick on thursday").picks("sick")
    town.work()
    return chat.hears("ask_affected")


def teacher(*said: tuple[str, str]) -> Callable[[Town, SmallSchool, str], Chat]:
    return lambda town, school, language: say(town.person(school, school.mette, language=language), *said)


def hurrying(*said: tuple[str, str]) -> Callable[[Town, SmallSchool, str], Chat]:
    """A teacher with lessons today, the first in some hours."""

    def go(town: Town, school: SmallSchool, language: str) -> Chat:
        for start in ("2026-11-23 10:00", "2026-11-23 12:30"):
            school.books(school.student("Bo Lind"), start, made="2026-11-20 12:00")
        return say(town.person(school, school.mette, language=language), *said)

    return go


def owing(*said: tuple[str, str]) -> Callable[[Town, SmallSchool, str], Chat]:
    """Somebody with an account, at a school that sells packages by chat."""

    def go(town: Town, school: SmallSchool, language: str) -> Chat:
        chat = student(town, school, language)
        books = Books(school, school.students["Anna Berg"], moment("2026-11-20 12:00"))
        books.pays(100)
        books.offers()
        return say(chat, *said)

    return go


def undoing(town: Town, school: SmallSchool, language: str) -> Chat:
    return teaching(town, school, language).picks_number(1).says("undo", da="fortryd")


def undoing_a_class(town: Town, school: SmallSchool, language: str) -> Chat:
    return theory(town, school, language).says("1").says("undo", da="fortryd").picks_number(2)


PLACES = [
    Place("join/code", joining()),
    Place("join/phone", joining("code", "telegram")),
    Place("join/name", joining("code")),
    Place("home", without(("menu", "menu"))),
    Place("book/what", without(("book", "book"))),
    Place("book/mentioned", without(("my mum is visiting friday", "min mor kommer på besøg fredag"))),
    Place("book/slot", without(("lesson wed after 10", "køretime ons efter 10"))),
    Place("book/which", without(("lesson at 10", "køretime kl 10"))),
    Place("book/confirm", without(("book wed at 10", "book ons kl 10"))),
    Place("lessons/list", with_lesson(("my lessons", "mine tider"))),
    Place("history/list", with_lesson(("history", "historik"))),
    Place("reschedule/lesson", with_lesson(("move a lesson", "flyt en tid"))),
    Place("reschedule/which", with_lesson(("move a lesson", "flyt en tid"), ("1", "1"), ("at 13", "kl 13"))),
    Place(
        "reschedule/other_kind",
        with_lesson(("move a lesson", "flyt en tid"), ("1", "1"), ("theory on friday", "teori på fredag")),
    ),
    Place("reschedule/slot", with_lesson(("move a lesson", "flyt en tid"), ("1", "1"))),
    Place("reschedule/confirm", with_lesson(("move thursday to wed at 10", "flyt torsdag til ons kl 10"))),
    Place(
        "next_move/ask",
        with_lesson(
            (
                "move thursday to wed at 10 and friday to wed at 13",
                "flyt torsdag til ons kl 10 og fredag til ons kl 13",
            ),
            ("1", "1"),
        ),
    ),
    Place("cancel/lesson", with_lesson(("cancel", "aflys"))),
    Place("cancel/confirm", with_lesson(("cancel", "aflys"), ("1", "1"))),
    Place("language/ask", without(("language", "sprog"))),
    Place("switch/ask", without(("my school", "min skole"))),
    Place("attendance/ask", teaching),
    Place("attendance/missing", theory),
    Place("sign/ask", after_lessons(("sign", "underskriv"))),
    Place("note/about", after_lessons(("note", "notat"))),
    Place("remark/ask", after_lessons(("bo forgets his mirrors", "bo glemmer sine spejle"))),
    Place("mark/lesson", after_lessons(("mark", "bedøm"))),
    Place("mark/skill", after_lessons(("mark bo", "bedøm bo"))),
    Place("mark/level", after_lessons(("mark bo", "bedøm bo"), ("parking", "parkering"))),
    Place("result/whose", after_lessons(("test results", "prøveresultat"))),
    Place("result/how", after_lessons(("bo passed the test", "bo har bestået"))),
    Place("result/day", after_lessons(("bo passed the test tomorrow", "bo har bestået i morgen"))),
    Place("earlier/lesson", with_lesson(("anything earlier", "noget tidligere"))),
    Place("earlier/confirm", with_lesson(("anything earlier", "noget tidligere"), ("1", "1"))),
    Place("waitlist/list", waiting),
    Place("offer/ask", offered),
    Place("affected/ask", stranded),
    Place("sick/confirm", teacher(("I'm sick today", "jeg er syg i dag"))),
    Place("sick/which", teacher(("sick next friday", "syg næste fredag"))),
    Place("late/minutes", hurrying(("running late", "forsinket"))),
    Place("late/who", hurrying(("peter is 10 minutes late", "peter er 10 minutter forsinket"))),
    Place("late/which", hurrying(("15 min late", "15 min forsinket"))),
    Place("statement/list", owing(("statement", "kontoudtog"))),
    Place("packages/list", owing(("packages", "pakker"))),
    Place("packages/confirm", owing(("packages", "pakker"), ("1", "1"))),
    Place("undo/ask", undoing),
    Place("undo/missing", undoing_a_class),
    Place("companion/which", sharing(("bring a friend", "tag en ven med"))),
    Place("along/ask", asked_along),
    Place("course/which", of_courses("Winter", "Spring")),
    Place("course/confirm", of_courses("Winter")),
]

ANY_WORDS = [
    Place("school/message", without(("talk to the school", "tal med skolen"))),
    Place("companion/who", sharing(("bring a friend", "tag en ven med"), ("1", "1"))),
    Place("pickup/place", without(("pick me up", "hent mig"))),
]
"""Where any words are an answer."""
