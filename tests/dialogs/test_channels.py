"""The same talk on a phone that knows text alone and on one with buttons: each reads as if it were made for it."""

from __future__ import annotations

from app.channels import SIMULATOR
from bot.dialogs.exchange import Channel, Kind
from tests.chat import MOST_STATEMENTS, Chat, Town
from tests.factories import SmallSchool


def anna_on(town: Town, school: SmallSchool, channel: Channel) -> Chat:
    return town.person(school, school.student("Anna Berg", "en", school.mette), channel)


def test_a_booking_by_sms(town: Town, school: SmallSchool) -> None:
    anna = anna_on(town, school, Channel.SMS)
    anna.says("any chance thu after 3?").hears_exactly(
        "Thu 26 Nov with your teacher, Driving lesson, 45 min, 650 kr:\n1 15:00\n2 More times"
    )
    anna.says("1").hears_exactly(
        "Thu 26 Nov 15:00-15:45, Driving lesson with Mette, red Golf, Harbour St.\n"
        "650 kr, free to move until Wed 25 Nov 15:00. Held 5 min.\n1 Book it\n2 Another time"
    )
    anna.says("what do I owe").hears_exactly("You owe nothing.\nBack to Thu 26 Nov 15:00:\n1 Book it\n2 Another time")
    anna.says("1")
    assert anna.text.startswith("Booked: Thu 26 Nov 15:00 (")
    assert all(len(message.shown.text) <= 160 for message in anna.heard)


def test_the_same_booking_on_telegram(town: Town, school: SmallSchool) -> None:
    anna = anna_on(town, school, Channel.TELEGRAM)
    anna.says("any chance thu after 3?").hears_exactly(
        "<b>Thu 26 Nov</b> with your teacher, Driving lesson, 45 min, 650 kr:"
    )
    assert anna.labels == ["15:00", "More times"]
    anna.picks("15:00").hears_exactly(
        "<b>Thu 26 Nov 15:00</b>-15:45, Driving lesson with Mette, red Golf, Harbour St.\n"
        "650 kr, free to move until Wed 25 Nov 15:00. Held 5 min."
    )
    assert anna.labels == ["Book it", "Another time"]
    assert anna.last.shown.edit, "the list becomes the question"
    anna.says("what do I owe").hears_exactly("You owe nothing.\nBack to <b>Thu 26 Nov 15:00</b>:")
    anna.picks("Book it")
    assert anna.text.startswith("Booked: <b>Thu 26 Nov 15:00</b> (")
    assert anna.last.shown.edit, "and the question the answer"
    assert anna.labels == []


def test_the_same_booking_on_whatsapp_in_danish(town: Town, school: SmallSchool) -> None:
    anna = town.person(school, school.student("Anna Berg", "da", school.mette), Channel.WHATSAPP, "da")
    anna.says("nogen chance torsdag efter 15?")
    assert anna.last.shown.body == "*tor 26. nov.* hos din lærer, Køretime, 45 min, 650 kr:"
    assert anna.labels == ["15.00", "Flere tider"]
    anna.picks("15.00").hears("tor 26. nov. 15.00-15.45, Køretime hos Mette", "1 Book den", "2 En anden tid")
    anna.picks_number(1)
    assert anna.text.startswith("Booket: *tor 26. nov. 15.00* (")


def test_who_is_lost_reads_one_sms_each_time(town: Town, school: SmallSchool) -> None:
    anna = anna_on(town, school, Channel.SMS)
    anna.says("book wed at 10").says("xyzzy").hears_exactly(
        "I didn't get that.\nBack to Wed 25 Nov 10:00:\n1 Book it\n2 Another time"
    )
    anna.says("xyzzy").hears_exactly(
        "I didn't get that.\nBack to Wed 25 Nov 10:00:\n1 Book it\n2 Another time\n3 Talk to the school\n4 Menu"
    )
    anna.says("xyzzy").hears_exactly(
        "I can't help with that, so I have passed it on to Havn Driving. They will answer here. "
        'Write "menu" to talk with me again.'
    )
    anna.says("I mean the blue car").hears_exactly(
        'Passed on.\nYou are writing with Havn Driving. Write "menu" to talk with me again.'
    )
    anna.says("never mind").hears_exactly(
        "Fine, let's leave that.\nBack to Wed 25 Nov 10:00:\n1 Book it\n2 Another time"
    )


def test_being_passed_on_to_the_school_takes_few_statements(town: Town, school: SmallSchool, chat: Chat) -> None:
    chat.says("book wed at 10").says("xyzzy").says("xyzzy")
    for said, heard in (
        ("xyzzy", "talking"),
        ("hello?", "passed_on"),
        ("never mind", "left"),
        ("help", "help_student"),
    ):
        inbound = chat.inbound(Kind.TEXT, text=said)
        sent = town.database.statements_of(lambda inbound=inbound: town.app.conversations.receive(inbound, SIMULATOR))  # type: ignore[misc]
        town.deliver()
        chat.hears(heard)
        assert sent <= MOST_STATEMENTS, said
