"""What a student asks in passing: lessons, balance, terms. Each is one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.dialogs import statement, week_pictures
from bot.dialogs.asked_terms import tell_terms
from bot.dialogs.capabilities import CAPABILITIES
from bot.dialogs.exchange import Choice
from bot.dialogs.flow import Flow, Step, telling
from bot.dialogs.invoices import open_invoices
from bot.dialogs.own_lessons import coming, points_at_the_other, say_no_lesson
from bot.dialogs.packages import packages_of
from bot.dialogs.passing_on import pass_on, tells_of_a_payment
from bot.dialogs.pointing import meant
from bot.dialogs.talk import End, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wording import fetched_at, listed_params, money, wall
from bot.understanding.lexicon import listened_for
from bot.understanding.tokens import begins_with_one, says_one, spoken
from domain.ledger import EntryKind
from domain.lessons import Booking
from domain.timeslots import to_wall


def tell_balance(talk: Talk) -> None:
    """What is owed and for what, which invoice is to be paid next, and what is left of packages."""
    account = talk.work.ledger.account(talk.student.school_id, talk.student.id)
    talk.say(
        "balance",
        balance=money(account.balance),
        owed=money(-account.balance),
        lessons=account.lessons,
        fees=account.fees,
        packages=account.packages,
        invoice=next(iter(open_invoices(talk)), None) if account.balance.minor > 0 else None,
        left=[package for package in packages_of(talk) if package["left"]],
    )


def tell_money(talk: Talk) -> None:
    """The balance, with how to pay it or what was paid last, if that is asked; what it is for, or the terms, if it is
    those that the words ask for. What was paid is told to the school, which enters it."""
    if talk.reading.intent == "terms":
        tell_terms(talk)
        return
    said = spoken(talk.reading.text)
    if begins_with_one(said, listened_for("asks_why")):
        statement.tell(talk, statement.FEW)
        return
    tell_balance(talk)
    if talk.reading.intent == "how_to_pay":
        talk.say("how_to_pay", pay_to=talk.school.school.invoicing.pay_to)
    elif says_one(said, listened_for("of_payments")):
        tell_last_paid(talk)
    if tells_of_a_payment(talk.reading.text):
        pass_on(talk, talk.reading.text)


def tell_last_paid(talk: Talk) -> None:
    """The last payment that the school has entered, and has not taken back."""
    entries = [line.entry for line in statement.latest(talk)]
    bounced = {entry.reverses_id for entry in entries}
    paid = next((e for e in entries if e.kind is EntryKind.PAYMENT and e.id not in bounced), None)
    if paid is None:
        talk.say("nothing_paid")
        return
    at = wall(paid.at, talk.school)
    talk.say("last_paid", at=at, amount=money(-paid.amount), method=paid.method, reference=paid.reference)


def asked_for(talk: Talk) -> list[Booking]:
    """The coming lessons that the words point at; all, if they point at none. That there is none then is said."""
    bookings, reading = coming(talk), talk.reading.taken_for_a_wish()
    if reading.intent not in {"lessons", "book", None}:
        return bookings
    found = meant(talk, bookings, reading)
    if points_at_the_other(reading.text) and "booking" in talk.data:
        found = [booking for booking in bookings if booking.id != talk.data["booking"]]
    if bookings and not found:
        say_no_lesson(talk, reading)
    if len(found) == 1 or (found and says_one(spoken(reading.text), listened_for("when_next"))):
        talk.booked = found[0].id  # of which "it" is said next
    return found or bookings


def listed(talk: Talk, bookings: Sequence[Booking]) -> list[dict[str, Any]]:
    """Their parameters. where: in which car the next of them is, and where it begins, be it that the student is fetched
    there."""
    lessons = [listed_params(talk.school, booking, talk.language) | {"where": None} for booking in bookings]
    for lesson, booking in zip(lessons[:1], bookings, strict=False):
        fetched = booking.fetched_at(fetched_at(talk, booking.session.lesson_type_id))
        lesson["where"] = ", ".join(filter(None, (lesson["resources"], fetched or lesson["branch"])))
    return lessons


def class_asked_for(talk: Talk) -> int | None:
    """The kind of class of which it is asked when it is, "when is the first aid class?", if the student has a place in
    none."""
    kind = talk.school.lesson_types.get(talk.reading.lesson_type or 0)
    if talk.reading.intent != "lessons" or kind is None or not kind.is_class or kind not in talk.school.bookable_types:
        return None
    return None if any(booking.session.lesson_type_id == kind.id for booking in coming(talk)) else kind.id


def tell_who_teaches(talk: Talk) -> None:
    """Whom they usually drive with, if that is asked and of no day."""
    if talk.reading.windows or talk.resuming or not says_one(spoken(talk.reading.text), listened_for("who_teaches")):
        return
    usual = talk.school.teachers.get(talk.student.usual_teacher_id or 0)
    talk.say("usual_teacher", teacher=usual.name if usual is not None else None)


def tell_lessons(talk: Talk) -> bool:
    """In passing, unless it is asked when there are classes, which are offered."""
    if class_asked_for(talk) is not None:
        return False
    tell_who_teaches(talk)
    lessons = listed(talk, asked_for(talk))
    talk.say("lessons" if lessons else "no_coming_lessons", lessons=lessons, full=False)
    return True


def tell_today(talk: Talk) -> None:
    today = to_wall(talk.now, talk.school.zone).date()
    bookings = [booking for booking in coming(talk) if to_wall(booking.start, talk.school.zone).date() == today]
    lessons = listed(talk, bookings)
    talk.say("own_day", lessons=lessons, day=today.isoformat())


def tell_week(talk: Talk) -> None:
    """The next seven days as a picture and in words; in words alone where no picture can be shown."""
    first = to_wall(talk.now, talk.school.zone).date()
    during = week_pictures.days_from(first, talk.school)
    bookings = [booking for booking in coming(talk) if booking.start < during.end]
    lessons = [listed_params(talk.school, booking, talk.language) for booking in bookings]
    talk.say("own_week", lessons=lessons)
    if bookings and CAPABILITIES[talk.inbound.channel].pictures:
        talk.picture = week_pictures.of_student(talk.school, first, talk.now, bookings, talk.language)


def ask_lessons(talk: Talk) -> Prompt | End | Open:
    if (kind := class_asked_for(talk)) is not None and not talk.resuming:
        return Open("book", {"type": kind})
    tell_who_teaches(talk)
    full: bool = talk.data.get("full", False)  # and the time that was named is that of no lesson there is
    lessons = listed(talk, coming(talk) if full else asked_for(talk))
    if not lessons:
        none = (Choice("book", "choice_book_lesson"), Choice("menu", "choice_menu"))
        return Prompt("no_coming_lessons", {}, none)
    another = () if full else (Choice("book", "choice_book_another"),)
    answer = (Choice("affected", "choice_other_times"),) if any(lesson["off"] for lesson in lessons) else ()
    choices = (
        *answer,
        *another,
        Choice("reschedule", "choice_move_lesson"),
        Choice("cancel", "choice_cancel_lesson"),
        Choice("menu", "choice_menu"),
    )
    return Prompt("lessons", {"lessons": lessons, "full": full}, choices)


def hear_lessons(talk: Talk, heard: Heard) -> Move:
    match heard.choice:
        case "menu":
            return Open("home")
        case str() as flow:
            return Open(flow)
    return Unheard()


LESSONS = Flow("lessons", "list", {"list": Step(ask_lessons, hear_lessons, passing=True)}, aside=tell_lessons)
TODAY = replace(telling("own_day", tell_today), intents=frozenset({"today"}))
WEEK = replace(telling("own_week", tell_week), intents=frozenset({"week", "picture"}))
BALANCE = replace(telling("balance", tell_money), intents=frozenset({"balance", "how_to_pay", "terms"}))
REMINDERS = telling("reminders", lambda talk: talk.say("reminders"))
