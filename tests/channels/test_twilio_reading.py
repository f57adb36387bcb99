from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogs.exchange import Channel, Inbound, Kind, Tap
from bot.handlers.twilio import read

SMS = {"MessageSid": "SM1", "From": "+4520000001", "To": "+15550001111", "Body": "tue 4pm", "NumMedia": "0"}
WHATSAPP = SMS | {"From": "whatsapp:+4520000001", "ProfileName": "Anna", "WaId": "4520000001"}


def said(form: dict[str, str]) -> Inbound:
    inbound = read(form)
    assert inbound is not None
    return inbound


def test_an_sms_is_read_with_the_number_as_address_and_proof() -> None:
    assert read(SMS) == Inbound(
        channel=Channel.SMS, address="+4520000001", event_id="SM1", text="tue 4pm", phone="+4520000001"
    )


def test_whatsapp_is_told_by_its_prefix_and_brings_a_name() -> None:
    assert read(WHATSAPP) == Inbound(
        channel=Channel.WHATSAPP,
        address="+4520000001",
        event_id="SM1",
        text="tue 4pm",
        phone="+4520000001",
        name="Anna",
    )


@pytest.mark.parametrize("field", ["ButtonPayload", "ListId"])
def test_a_pressed_button_or_row_is_a_tap(field: str) -> None:
    tapped = said(WHATSAPP | {field: "m:41:2", "ButtonText": "16:45", "Body": "16:45"})
    assert (tapped.kind, tapped.tap, tapped.text) == (Kind.TAP, Tap(41, 2), "")


@pytest.mark.parametrize("payload", ["{{id1}}", "flightid1", "m:x:y"])
def test_a_foreign_button_counts_as_its_words(payload: str) -> None:
    pressed = said(WHATSAPP | {"ButtonPayload": payload, "ButtonText": "Yes, please", "Body": ""})
    assert (pressed.kind, pressed.text) == (Kind.TEXT, "Yes, please")


def test_a_foreign_button_without_words_is_a_stale_tap() -> None:
    pressed = said(WHATSAPP | {"ButtonPayload": "flightid1", "Body": ""})
    assert (pressed.kind, pressed.tap) == (Kind.TAP, Tap(-1, -1))


def test_pictures_are_media_with_their_words() -> None:
    assert said(SMS | {"NumMedia": "2"}).kind is Kind.MEDIA
    assert said(SMS | {"NumMedia": "10", "Body": "look"}).text == "look"


def test_a_shared_place_is_media() -> None:
    assert said(WHATSAPP | {"Latitude": "55.6", "Longitude": "12.5", "Body": ""}).kind is Kind.MEDIA


@pytest.mark.parametrize(
    "sender",
    ["", "12345", "BANK", "4520000001", "+0520000001", "+45 20000001", "whatsapp:4520000001", "rcs:+4520000001", "+٤٥"],
)
def test_senders_that_nobody_can_answer_are_dropped(sender: str) -> None:
    assert read(SMS | {"From": sender}) is None


def test_without_sender_or_id_there_is_nothing_to_read() -> None:
    assert read({}) is None
    assert read({"From": "+4520000001", "Body": "hi"}) is None
    assert read(SMS | {"MessageSid": "SM 1\n"}) is None


@given(
    st.dictionaries(
        st.sampled_from([*WHATSAPP, "ButtonPayload", "ButtonText", "ListId", "Latitude"]), st.text(max_size=20)
    )
)
def test_no_form_raises(fields: dict[str, str]) -> None:
    read(SMS | fields)
    read(fields)


@pytest.mark.parametrize(("word", "kind"), [("STOP", Kind.OPTED_OUT), ("START", Kind.OPTED_IN)])
def test_what_the_carrier_took_for_an_opt_out_is_no_message_to_us(word: str, kind: Kind) -> None:
    event = read(SMS | {"Body": word, "OptOutType": word})
    assert event is not None
    assert (event.kind, event.text) == (kind, "")


def test_the_carriers_own_help_is_not_answered_twice() -> None:
    assert read(SMS | {"Body": "HELP", "OptOutType": "HELP"}) is None
