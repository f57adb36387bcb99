from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.ports import RateLimited, SendResult, Sent, Transient, Undeliverable, Unknown
from bot.channels.sms import SmsAdapter
from bot.channels.twilio_errors import GONE, NEEDS_TEMPLATE, REFUSED, sort_code
from bot.channels.whatsapp import WhatsAppAdapter
from tests.channels.sending import CALLBACK, PHONE, by_sms, by_whatsapp, gateway, sms, whatsapp
from tests.standins.server import Answer, LoseAnswer, Slow
from tests.standins.twilio import SERVICE, SMS_NUMBER, WHATSAPP_NUMBER, TwilioStandIn, failure, too_many_requests


def test_an_sms_goes_from_our_number_and_asks_for_its_delivery_status(twilio: TwilioStandIn) -> None:
    assert by_sms(twilio, sms("Booked")) == [Sent(twilio.sent[0].sid)]
    message = twilio.sent[0]
    assert (message.to, message.sender, message.body) == (PHONE, SMS_NUMBER, "Booked")
    assert message.status_callback == CALLBACK


def test_a_messaging_service_chooses_the_number(twilio: TwilioStandIn) -> None:
    by_sms(twilio, sms("Booked"), service=SERVICE, sender=SMS_NUMBER)
    assert twilio.sent[0].sender == SMS_NUMBER
    assert twilio.requests[0].form()["MessagingServiceSid"] == SERVICE
    assert "From" not in twilio.requests[0].form()


def test_nobody_to_send_from_is_noticed_at_once(twilio: TwilioStandIn) -> None:
    with pytest.raises(ValueError, match="sender"):
        SmsAdapter(gateway(twilio))


def test_a_text_over_the_limit_goes_in_two(twilio: TwilioStandIn) -> None:
    long = " ".join(["lesson"] * 300)
    assert by_sms(twilio, sms(long)) == [Sent(twilio.sent[1].sid)]
    assert " ".join(message.body for message in twilio.sent) == long


def test_up_to_three_short_choices_are_whatsapp_buttons(twilio: TwilioStandIn) -> None:
    assert by_whatsapp(twilio, whatsapp("15:00", "16:45", "More times")) == [Sent(twilio.sent[0].sid)]
    message = twilio.sent[0]
    assert (message.to, message.body) == (f"whatsapp:{PHONE}", "Which time?")
    assert message.choices == [("15:00", "m:7:0"), ("16:45", "m:7:1"), ("More times", "m:7:2")]
    assert list(twilio.templates[message.content_sid or ""].types) == ["twilio/quick-reply"]


@pytest.mark.parametrize("labels", [["a label of 24 characters"], [f"{hour}:00" for hour in range(8, 18)]])
def test_more_or_longer_choices_are_a_whatsapp_list(twilio: TwilioStandIn, labels: list[str]) -> None:
    by_whatsapp(twilio, whatsapp(*labels, list_label="Vælg"))
    message = twilio.sent[0]
    assert [label for label, _ in message.choices] == labels
    assert list(twilio.templates[message.content_sid or ""].types) == ["twilio/list-picker"]


@pytest.mark.parametrize(
    ("labels", "given"),
    [
        (["a label with too many letters"], {}),
        ([f"Choice {n}" for n in range(11)], {}),
        (["Same", "Same"], {}),
        (["Yes", " "], {}),
        (["Yes", "No"], {"body": "w" * 1025}),
        (["Yes", "No"], {"menu": None}),
    ],
)
def test_choices_that_whatsapp_has_no_room_for_are_numbered(
    twilio: TwilioStandIn, labels: list[str], given: dict[str, str]
) -> None:
    by_whatsapp(twilio, whatsapp(*labels, **given))
    assert twilio.sent[0].content_sid is None
    assert f"\n1 {labels[0]}" in twilio.sent[0].body
    assert twilio.templates == {}


def test_whatsapp_without_choices_is_plain_text(twilio: TwilioStandIn) -> None:
    by_whatsapp(twilio, whatsapp(body="*Booked*"))
    assert (twilio.sent[0].body, twilio.sent[0].content_sid) == ("*Booked*", None)


def test_a_template_is_made_once_and_found_again_by_the_next_process(twilio: TwilioStandIn) -> None:
    by_whatsapp(twilio, whatsapp("Yes", "No"), whatsapp("Ja", "Nej"))
    by_whatsapp(twilio, whatsapp("Oui", "Non"))
    assert len(twilio.templates) == 1
    assert [message.choices[0][0] for message in twilio.sent] == ["Yes", "Ja", "Oui"]
    assert sum((request.method, request.path) == ("GET", "/v1/Content") for request in twilio.requests) == 2


def test_two_first_messages_at_once_make_one_template(twilio: TwilioStandIn) -> None:
    async def run() -> None:
        adapter = WhatsAppAdapter(gateway(twilio), sender=WHATSAPP_NUMBER)
        await asyncio.gather(*(adapter.send(whatsapp("Yes", "No")) for _ in range(5)))
        await adapter.close()

    asyncio.run(run())
    assert (len(twilio.sent), len(twilio.templates)) == (5, 1)


def test_our_template_is_found_among_a_thousand_others(twilio: TwilioStandIn) -> None:
    by_whatsapp(twilio, whatsapp("Yes", "No"))
    [ours] = twilio.templates.values()
    others = {f"HX{n:032}": replace(ours, sid=f"HX{n:032}", friendly_name=f"theirs {n}") for n in range(100, 1100)}
    twilio.templates = others | twilio.templates
    by_whatsapp(twilio, whatsapp("Yes", "No"))
    assert twilio.sent[1].content_sid == ours.sid


def test_without_the_content_api_choices_are_numbered_and_it_is_left_alone_for_a_while(twilio: TwilioStandIn) -> None:
    twilio.next(failure(20404, "not found", 404), call="/v1/Content")
    by_whatsapp(twilio, whatsapp("Yes", "No"), whatsapp("Yes", "No"))
    assert [message.body for message in twilio.sent] == ["Which time?\n1 Yes\n2 No"] * 2
    assert sum(request.path == "/v1/Content" for request in twilio.requests) == 1


@pytest.mark.parametrize("code", [21655, 21656, 63013])
def test_a_refused_template_turns_into_numbered_text(twilio: TwilioStandIn, code: int) -> None:
    twilio.next(failure(code), call="/Messages.json")
    [result] = by_whatsapp(twilio, whatsapp("Yes", "No"))
    assert isinstance(result, Sent)
    assert twilio.sent[0].body == "Which time?\n1 Yes\n2 No"


def test_a_lost_answer_to_buttons_is_not_followed_by_text(twilio: TwilioStandIn) -> None:
    twilio.next(LoseAnswer(), call="/Messages.json")
    [result] = by_whatsapp(twilio, whatsapp("Yes", "No"))
    assert isinstance(result, Unknown)
    assert len(twilio.sent) == 1


@pytest.mark.parametrize("code", sorted(GONE))
def test_whoever_opted_out_or_has_no_such_phone_is_gone(twilio: TwilioStandIn, code: int) -> None:
    twilio.next(failure(code))
    [result] = by_sms(twilio, sms())
    assert isinstance(result, Undeliverable)
    assert result.contact_gone


@pytest.mark.parametrize("code", sorted(REFUSED))
def test_what_is_refused_for_itself_leaves_the_contact_alone(twilio: TwilioStandIn, code: int) -> None:
    twilio.next(failure(code))
    [result] = by_sms(twilio, sms())
    assert isinstance(result, Undeliverable)
    assert not result.contact_gone


def test_after_24_hours_whatsapp_needs_a_template(twilio: TwilioStandIn) -> None:
    twilio.next(failure(63016))
    assert by_whatsapp(twilio, whatsapp()) == [Undeliverable(NEEDS_TEMPLATE)]


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (too_many_requests(11), 11),
        (too_many_requests(), 2),
        (Answer(429, "busy"), 2),
        (failure(63018), 60),
        (failure(14107), 1),
    ],
)
def test_a_limit_is_waited_out(twilio: TwilioStandIn, answer: Answer, seconds: int) -> None:
    twilio.next(answer)
    assert by_sms(twilio, sms()) == [RateLimited(timedelta(seconds=seconds))]


@pytest.mark.parametrize(
    "answer",
    [
        failure(20500, "Internal Server Error", 500),
        Answer(502, "<html>bad gateway</html>"),
        failure(20503, "Service unavailable", 503),
        failure(20003, "Authenticate", 401),
        failure(21606, "not a valid sender"),
        Answer(404, ""),
    ],
)
def test_trouble_on_their_side_or_in_the_settings_is_worth_another_try(twilio: TwilioStandIn, answer: Answer) -> None:
    twilio.next(answer)
    [result] = by_sms(twilio, sms())
    assert isinstance(result, Transient)
    assert twilio.sent == []


def test_a_wrong_auth_token_is_worth_another_try(twilio: TwilioStandIn) -> None:
    async def run() -> SendResult:
        adapter = SmsAdapter(gateway(twilio, auth_token="wrong"), sender=SMS_NUMBER)
        try:
            return await adapter.send(sms())
        finally:
            await adapter.close()

    assert isinstance(asyncio.run(run()), Transient)


def test_a_refused_connection_is_worth_another_try(twilio: TwilioStandIn) -> None:
    twilio.refuse_connections()
    [result] = by_sms(twilio, sms())
    assert isinstance(result, Transient)


def test_a_lost_answer_leaves_the_outcome_unknown(twilio: TwilioStandIn) -> None:
    twilio.next(LoseAnswer())
    [result] = by_sms(twilio, sms())
    assert isinstance(result, Unknown)
    assert len(twilio.sent) == 1


def test_an_answer_that_comes_too_late_leaves_the_outcome_unknown(twilio: TwilioStandIn) -> None:
    twilio.next(Slow(0.6))
    [result] = by_sms(twilio, sms(), timeout=0.2)
    assert isinstance(result, Unknown)


@pytest.mark.parametrize("answer", [Answer(504, ""), Answer(201, "not json"), Answer(201, "[]"), Answer(201, "{")])
def test_an_answer_that_does_not_tell_leaves_the_outcome_unknown(twilio: TwilioStandIn, answer: Answer) -> None:
    twilio.next(answer)
    [result] = by_sms(twilio, sms())
    assert isinstance(result, Unknown)


def test_an_unknown_outcome_can_be_looked_up(twilio: TwilioStandIn) -> None:
    async def run() -> tuple[Sent | None, Sent | None]:
        account = gateway(twilio)
        since = datetime.now(UTC) - timedelta(seconds=5)
        await SmsAdapter(account, sender=SMS_NUMBER).send(sms("Booked K7Q2"))
        try:
            return await account.find(PHONE, "Booked K7Q2", since), await account.find(PHONE, "Never sent", since)
        finally:
            await account.close()

    twilio.next(LoseAnswer())
    assert asyncio.run(run()) == (Sent("SM" + "0" * 31 + "1"), None)


def test_a_message_of_the_same_words_from_before_is_not_taken_for_it(twilio: TwilioStandIn) -> None:
    async def run() -> Sent | None:
        account = gateway(twilio)
        await SmsAdapter(account, sender=SMS_NUMBER).send(sms("Lesson tomorrow"))
        twilio.sent[0].created = since = datetime.now(UTC).replace(hour=0, minute=0, second=0)
        try:
            return await account.find(PHONE, "Lesson tomorrow", since + timedelta(minutes=5))
        finally:
            await account.close()

    assert asyncio.run(run()) is None


def test_the_codes_of_delivery_statuses_are_sorted_like_those_of_sends() -> None:
    assert sort_code(30006) == Undeliverable("a landline, or a carrier that cannot be reached (twilio 30006)", True)
    assert sort_code(63016) == Undeliverable("needs_template")
    assert sort_code(99999) == Undeliverable("twilio 99999")
