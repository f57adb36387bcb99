"""Pictures on the channels that carry them: with their words, once, and words alone where a picture can't go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bot.channels.ports import Sent, Transient, Undeliverable, Unknown
from bot.channels.sealed_links import GOOD_FOR, Linked, SealedLinks
from bot.channels.whatsapp import WhatsAppAdapter
from tests.channels.sending import _all, by_sms, by_telegram, gateway, outgoing, sms, whatsapp
from tests.factories import Clock
from tests.rendering.test_pictures import lesson, plan
from tests.standins.server import LoseAnswer
from tests.standins.telegram import BAD_GATEWAY, BLOCKED, TelegramStandIn, failure
from tests.standins.twilio import WHATSAPP_NUMBER, TwilioStandIn
from tests.standins.twilio import failure as twilio_failure

WEEK = plan(lesson("2026-11-23T09:00", "2026-11-23T09:45"))
NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)


def links(clock: Clock | None = None, base: str = "https://school.example/") -> SealedLinks:
    return SealedLinks(base, b"secret of the tests", clock or Clock(NOW))


def by_linked_whatsapp(stand_in: TwilioStandIn, *messages: Any, base: str = "https://school.example/") -> list[Any]:
    import asyncio

    async def run() -> list[Any]:
        made = links(base=base)
        return await _all(
            WhatsAppAdapter(gateway(stand_in), sender=WHATSAPP_NUMBER, pictures=partial(made.link, Linked.PICTURE)),
            messages,
        )

    return asyncio.run(run())


# Telegram


def test_telegram_shows_the_picture_with_the_words_under_it(telegram: TelegramStandIn) -> None:
    assert by_telegram(telegram, outgoing("<b>Mon 23 Nov</b> Bo", picture=WEEK)) == [Sent("1")]
    [message] = telegram.sent
    assert message.words == "Mon 23 Nov Bo"
    assert message.photo is not None
    assert message.photo.startswith(b"\x89PNG")


def test_telegram_puts_the_buttons_under_the_picture(telegram: TelegramStandIn) -> None:
    from tests.channels.sending import buttons

    by_telegram(telegram, outgoing("Week", picture=WEEK, buttons=buttons("Menu"), menu=3))
    assert telegram.sent[0].buttons == [("Menu", "m:3:0")]


def test_words_too_long_for_a_caption_follow_the_picture(telegram: TelegramStandIn) -> None:
    by_telegram(telegram, outgoing("long " * 300, picture=WEEK))
    first, second = telegram.sent
    assert (first.photo is not None, first.words) == (True, "")
    assert second.words.startswith("long long")


def test_a_picture_never_replaces_the_message_whose_button_was_pressed(telegram: TelegramStandIn) -> None:
    pressed = {"message_id": "1"}
    assert by_telegram(telegram, outgoing("Menu"), outgoing("Week", picture=WEEK, edit=True, origin=pressed)) == [
        Sent("1"),
        Sent("2"),
    ]


def test_a_picture_that_telegram_will_not_have_leaves_the_words(telegram: TelegramStandIn) -> None:
    telegram.next(failure(400, "Bad Request: IMAGE_PROCESS_FAILED"), call="sendPhoto")
    assert by_telegram(telegram, outgoing("Week", picture=WEEK)) == [Sent("1")]
    assert telegram.sent[0].photo is None


def test_a_picture_that_cannot_be_drawn_leaves_the_words(telegram: TelegramStandIn) -> None:
    assert by_telegram(telegram, outgoing("Week", picture={"days": "none"})) == [Sent("1")]
    assert telegram.sent[0].photo is None


def test_faults_of_a_picture_are_sorted_like_those_of_words(telegram: TelegramStandIn) -> None:
    telegram.next(BLOCKED, call="sendPhoto")
    telegram.next(BAD_GATEWAY, call="sendPhoto")
    telegram.next(LoseAnswer(), call="sendPhoto")
    shown = outgoing("Week", picture=WEEK)
    blocked, broken, lost = by_telegram(telegram, shown, shown, shown)
    assert isinstance(blocked, Undeliverable)
    assert blocked.contact_gone
    assert isinstance(broken, Transient)
    assert isinstance(lost, Unknown)


# WhatsApp and SMS


def test_whatsapp_is_told_where_to_fetch_the_picture(twilio: TwilioStandIn) -> None:
    [result] = by_linked_whatsapp(twilio, whatsapp(body="*Mon* Bo", picture=WEEK, id=26))
    assert isinstance(result, Sent)
    [message] = twilio.sent
    assert message.body == "*Mon* Bo"
    assert message.media is not None
    assert message.media.startswith("https://school.example/media/1a-")
    assert links().ids_of(message.media.rpartition("/")[2]) == (Linked.PICTURE, (26,))


def test_a_menu_goes_under_the_picture_as_numbers(twilio: TwilioStandIn) -> None:
    by_linked_whatsapp(twilio, whatsapp("Book it", body="Week", picture=WEEK))
    assert [message.body for message in twilio.sent] == ["Week\n1 Book it"]


def test_words_too_long_for_whatsapps_caption_follow_the_picture(twilio: TwilioStandIn) -> None:
    by_linked_whatsapp(twilio, whatsapp(body="long " * 250, picture=WEEK))
    first, second = twilio.sent
    assert (first.media is not None, first.body) == (True, "")
    assert (second.media, second.body[:9]) == (None, "long long")


@pytest.mark.parametrize("code", [12300, 21620, 63019])
def test_a_picture_that_twilio_will_not_have_leaves_the_words(twilio: TwilioStandIn, code: int) -> None:
    twilio.next(twilio_failure(code))
    [result] = by_linked_whatsapp(twilio, whatsapp(body="Week", picture=WEEK))
    assert isinstance(result, Sent)
    assert [(message.media, message.body) for message in twilio.sent] == [(None, "Week")]


def test_an_address_without_tls_is_none_for_twilio(twilio: TwilioStandIn) -> None:
    by_linked_whatsapp(twilio, whatsapp(body="Week", picture=WEEK), base="http://school.example")
    assert [(message.media, message.body) for message in twilio.sent] == [(None, "Week")]


def test_without_a_public_address_and_by_sms_the_words_go_alone(twilio: TwilioStandIn) -> None:
    from tests.channels.sending import by_whatsapp

    by_whatsapp(twilio, whatsapp(body="Week", picture=WEEK))
    by_sms(twilio, sms("Week", picture=WEEK))
    assert [(message.media, message.body) for message in twilio.sent] == [(None, "Week"), (None, "Week")]


# Links


def test_a_link_is_good_for_some_hours() -> None:
    clock = Clock(NOW)
    made = links(clock)
    name = made.link(Linked.PICTURE, 7).rpartition("/")[2]
    clock.now = NOW + GOOD_FOR[Linked.PICTURE] - timedelta(seconds=1)
    assert made.ids_of(name) == (Linked.PICTURE, (7,))
    clock.now = NOW + GOOD_FOR[Linked.PICTURE]
    assert made.ids_of(name) is None


def test_nobody_can_make_a_link_to_another_picture() -> None:
    name = links().link(Linked.PICTURE, 7).rpartition("/")[2]
    message, until, seal = name.removesuffix(".png").split("-")
    later = f"{int(until, 16) + 1:x}"
    forged = [f"8-{until}-{seal}.png", f"7-{later}-{seal}.png", f"7-{until}-{'0' * 40}.png", f"07-{until}-{seal}.png"]
    forged += [f"7-{until}-{seal}.pdf", name.upper(), name[:-4], f"{name}\n", "", "../x.png", f"{message}-{until}-.png"]
    assert [links().ids_of(one) for one in forged[:3]] == [None] * 3
    assert [links().ids_of(one) for one in forged[4:]] == [None] * 7
    assert SealedLinks("https://school.example", b"another", Clock(NOW)).ids_of(name) is None


def test_a_link_to_an_invoice_names_its_school_too_and_is_good_for_a_day() -> None:
    clock = Clock(NOW)
    name = links(clock).link(Linked.INVOICE, 3, 812).rpartition("/")[2]
    assert name.endswith(".pdf")
    clock.now = NOW + timedelta(hours=23)
    assert links(clock).ids_of(name) == (Linked.INVOICE, (3, 812))
    clock.now = NOW + timedelta(hours=24)
    assert links(clock).ids_of(name) is None
    school, *rest = name.split("-")
    assert links().ids_of("-".join(["4", *rest])) is None, f"another school than {school}"
