from __future__ import annotations

from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bot.dialogs.exchange import Channel, Kind
from tests.webhooks.calling import AUTH_TOKEN, PUBLIC_URL, Client, House
from webhooks.signature import signature, signed_by, url_variants
from webhooks.twilio import MESSAGES_PATH, STATUS_PATH

FORM = {"MessageSid": "SM1", "From": "+4520000001", "To": "+15550001111", "Body": "tue 4pm", "NumMedia": "0"}


@pytest.fixture
def house() -> House:
    return House()


def theirs(url: str, fields: list[tuple[str, str]], token: str = AUTH_TOKEN) -> str:
    """The signature by Twilio's own validator."""

    class Fields(ImmutableMultiDict[str, str]):
        def getall(self, name: str) -> list[str]:
            return self.getlist(name)

    return str(RequestValidator(token).compute_signature(url, Fields(fields)))


def call(
    house: House,
    fields: dict[str, str] | list[tuple[str, str]],
    path: str = MESSAGES_PATH,
    query: str = "",
    **headers: str,
) -> httpx.Response:
    pairs = list(fields.items()) if isinstance(fields, dict) else fields
    given = {"x-twilio-signature": theirs(PUBLIC_URL + path + query, pairs)}
    given |= {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    kept = {name: value for name, value in given.items() if value}
    return Client(house).post(path + query, content=urlencode(pairs), headers=kept)


def test_an_sms_is_handed_over_and_answered_with_empty_twiml(house: House) -> None:
    answer = call(house, FORM)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith("<Response/>")
    assert [(said.channel, said.address, said.text) for said in house.received] == [
        (Channel.SMS, "+4520000001", "tue 4pm")
    ]


def test_whatsapp_buttons_come_in_by_the_same_door(house: House) -> None:
    call(house, FORM | {"From": "whatsapp:+4520000001", "ButtonPayload": "m:4:1", "ButtonText": "16:45"})
    assert (house.received[0].channel, house.received[0].kind) == (Channel.WHATSAPP, Kind.TAP)


def test_a_query_in_the_url_is_part_of_what_is_signed(house: House) -> None:
    assert call(house, FORM, query="?tenant=n%C3%B8rd&x=").status_code == 200
    assert call(house, FORM, query="?x=1", x_twilio_signature=theirs(PUBLIC_URL + MESSAGES_PATH, [])).status_code == 403


def test_both_forms_of_the_port_are_taken(house: House) -> None:
    with_port = theirs("https://school.example:443/driving" + MESSAGES_PATH, list(FORM.items()))
    assert call(house, FORM, x_twilio_signature=with_port).status_code == 200
    other_port = theirs("https://school.example:8443/driving" + MESSAGES_PATH, list(FORM.items()))
    assert call(house, FORM, x_twilio_signature=other_port).status_code == 403


@pytest.mark.parametrize("given", ["", "wrong", "æøå", theirs("https://evil.example" + MESSAGES_PATH, [])])
def test_a_wrong_or_missing_signature_is_refused(house: House, given: str) -> None:
    headers: dict[str, str | bytes] = {"content-type": "application/x-www-form-urlencoded"}
    headers |= {"x-twilio-signature": given.encode()} if given else {}
    answer = Client(house).post(MESSAGES_PATH, content=urlencode(FORM), headers=headers)
    assert (answer.status_code, answer.content, house.received) == (403, b"", [])


def test_a_changed_field_breaks_the_signature(house: House) -> None:
    signed = theirs(PUBLIC_URL + MESSAGES_PATH, list(FORM.items()))
    assert call(house, FORM | {"Body": "wed 4pm"}, x_twilio_signature=signed).status_code == 403


def test_without_an_auth_token_everything_is_refused(house: House) -> None:
    for configured in (None, ""):
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-twilio-signature": theirs(PUBLIC_URL + MESSAGES_PATH, list(FORM.items()), token=""),
        }
        answer = Client(house, auth_token=configured).post(MESSAGES_PATH, content=urlencode(FORM), headers=headers)
        assert answer.status_code == 403


@pytest.mark.parametrize("path", [MESSAGES_PATH, STATUS_PATH])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_only_post_is_answered(house: House, path: str, method: str) -> None:
    assert Client(house).request(method, path).status_code == 405


@pytest.mark.parametrize("kind", ["", "application/json", "multipart/form-data; boundary=x"])
def test_what_is_not_a_form_is_refused(house: House, kind: str) -> None:
    assert call(house, FORM, content_type=kind).status_code == 415


def test_a_body_over_the_limit_is_refused(house: House) -> None:
    assert call(house, FORM | {"Body": "x" * 1_000_001}).status_code == 413


def test_a_form_of_thousands_of_fields_is_refused(house: House) -> None:
    assert call(house, [(f"f{n}", "") for n in range(2000)]).status_code == 400


def test_bytes_that_are_no_utf8_do_no_harm(house: House) -> None:
    body = urlencode(FORM | {"Body": ""}) + "%FF%00hi"
    fields = [*(FORM | {"NumMedia": "0\ufffd\x00hi"}).items()]
    fields = [(name, "" if name == "Body" else value) for name, value in fields]
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": theirs(PUBLIC_URL + MESSAGES_PATH, fields),
    }
    assert Client(house).post(MESSAGES_PATH, content=body, headers=headers).status_code == 200
    raw = Client(house).post(MESSAGES_PATH, content=b"Body=\xff\xfe", headers=headers)
    assert raw.status_code == 403


def test_nul_and_odd_characters_in_the_text_are_taken_out(house: House) -> None:
    assert call(house, FORM | {"Body": "a\x00b"}).status_code == 200
    assert house.received[0].text == "ab"


def test_a_sender_nobody_can_answer_is_acknowledged_and_dropped(house: House) -> None:
    assert call(house, FORM | {"From": "BANK"}).status_code == 200
    assert house.received == []


def test_a_failed_turn_asks_twilio_to_try_again_and_says_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.fails = True
    answer = call(house, FORM)
    assert answer.status_code == 503
    assert "house 17" not in answer.text
    assert "house 17" in caplog.text


def test_delivery_statuses_are_handed_on(house: House) -> None:
    report = {"MessageSid": "SM9", "MessageStatus": "undelivered", "ErrorCode": "30006"}
    assert call(house, report, path=STATUS_PATH).status_code == 200
    assert call(house, {"SmsSid": "SM8", "SmsStatus": "delivered"}, path=STATUS_PATH).status_code == 200
    assert house.statuses == [("SM9", "undelivered", "30006"), ("SM8", "delivered", None)]


def test_a_status_without_id_is_acknowledged_and_dropped(house: House) -> None:
    assert call(house, {"MessageStatus": "sent"}, path=STATUS_PATH).status_code == 200
    assert house.statuses == []


def test_a_status_that_cannot_be_kept_is_asked_for_again(house: House) -> None:
    house.fails = True
    assert call(house, {"MessageSid": "SM9", "MessageStatus": "sent"}, path=STATUS_PATH).status_code == 503


def test_a_status_is_signed_for_its_own_url(house: House) -> None:
    report = {"MessageSid": "SM9", "MessageStatus": "sent"}
    other = theirs(PUBLIC_URL + MESSAGES_PATH, list(report.items()))
    assert call(house, report, path=STATUS_PATH, x_twilio_signature=other).status_code == 403


def test_no_signature_is_right_without_a_token() -> None:
    assert not signed_by("", [PUBLIC_URL], [], theirs(PUBLIC_URL, [], token=""))


words = st.text(st.characters(codec="utf-8"), max_size=12)


@given(st.lists(st.tuples(words, words), max_size=8))
def test_our_signature_equals_twilios(fields: list[tuple[str, str]]) -> None:
    doubled = [*fields, *fields[:2], ("Body", "1 + 1 = 2"), ("Body", ""), ("Body", "æøå 🚗")]
    assert signature(AUTH_TOKEN, PUBLIC_URL, doubled) == theirs(PUBLIC_URL, doubled)


@pytest.mark.parametrize(
    "base",
    [
        "https://school.example",
        "https://school.example/",
        "https://school.example:443",
        "https://school.example:8443/driving",
        "http://School.Example",
        "http://127.0.0.1:8000",
    ],
)
@pytest.mark.parametrize("query", ["", "?a=1&b=%20x"])
def test_we_take_the_urls_that_twilios_validator_takes(base: str, query: str) -> None:
    called = base.rstrip("/") + MESSAGES_PATH + query
    urls = [url + query for url in url_variants(base, MESSAGES_PATH)]
    fields = list(FORM.items())
    for signed_url in (*urls, called, called.replace("school", "evil"), called + "x"):
        given = theirs(signed_url, fields)
        assert signed_by(AUTH_TOKEN, urls, fields, given) == RequestValidator(AUTH_TOKEN).validate(called, FORM, given)
