from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from bot.channels.ports import RateLimited, Sent, Transient, Undeliverable, Unknown
from tests.channels.sending import buttons, by_telegram, outgoing
from tests.standins.server import Answer, LoseAnswer, Slow
from tests.standins.telegram import (
    BAD_GATEWAY,
    BLOCKED,
    CHAT_NOT_FOUND,
    TOKEN,
    TelegramStandIn,
    failure,
    too_many_requests,
)


def test_a_message_arrives_with_its_markup_and_names_itself(telegram: TelegramStandIn) -> None:
    assert by_telegram(telegram, outgoing("Paid: <b>650 kr</b> &amp; thanks")) == [Sent("1")]
    assert telegram.sent[0].words == "Paid: 650 kr & thanks"


def test_choices_are_buttons_that_carry_menu_and_place(telegram: TelegramStandIn) -> None:
    by_telegram(telegram, outgoing(buttons=buttons("Book it", "Another time"), menu=41))
    assert telegram.sent[0].buttons == [("Book it", "m:41:0"), ("Another time", "m:41:1")]


def test_short_labels_stand_in_pairs_and_long_ones_alone(telegram: TelegramStandIn) -> None:
    labels = buttons("15:00", "16:45", "18:30", "Show me more times please", "Back")
    by_telegram(telegram, outgoing(buttons=labels, menu=1))
    assert telegram.sent[0].reply_markup is not None
    rows = [[key["text"] for key in row] for row in telegram.sent[0].reply_markup["inline_keyboard"]]
    assert rows == [["15:00", "16:45"], ["18:30"], ["Show me more times please"], ["Back"]]


def test_an_edit_replaces_the_pressed_message_and_takes_its_buttons_away(telegram: TelegramStandIn) -> None:
    telegram.press("q1")
    pressed = {"message_id": "1", "callback_query_id": "q1"}
    results = by_telegram(
        telegram,
        outgoing("Which time?", buttons=buttons("15:00"), menu=1),
        outgoing("Booked: 15:00", edit=True, origin=pressed),
    )
    assert results == [Sent("1"), Sent("1")]
    assert [(message.words, message.buttons) for message in telegram.sent] == [("Booked: 15:00", [])]
    assert telegram.answered == ["q1"]


def test_an_edit_that_changes_nothing_counts_as_sent(telegram: TelegramStandIn) -> None:
    again = outgoing("Booked", edit=True, origin={"message_id": "1"})
    assert by_telegram(telegram, outgoing("Booked"), again) == [Sent("1"), Sent("1")]
    assert telegram.sent[0].edits == 0


def test_a_message_that_is_gone_is_sent_anew_instead_of_edited(telegram: TelegramStandIn) -> None:
    assert by_telegram(telegram, outgoing("Booked", edit=True, origin={"message_id": "99"})) == [Sent("1")]


def test_a_message_too_old_to_edit_is_sent_anew(telegram: TelegramStandIn) -> None:
    telegram.next(failure(400, "Bad Request: message can't be edited"), call="editMessageText")
    results = by_telegram(telegram, outgoing("One"), outgoing("Two", edit=True, origin={"message_id": "1"}))
    assert results == [Sent("1"), Sent("2")]


def test_a_press_is_acknowledged_once_for_all_messages_that_answer_it(telegram: TelegramStandIn) -> None:
    telegram.press("q1")
    origin = {"callback_query_id": "q1"}
    by_telegram(telegram, outgoing("One", origin=origin), outgoing("Two", origin=origin))
    assert telegram.answered == ["q1"]
    assert sum(request.path.endswith("answerCallbackQuery") for request in telegram.requests) == 1


def test_a_press_too_old_to_acknowledge_does_not_stop_the_message(telegram: TelegramStandIn) -> None:
    assert by_telegram(telegram, outgoing(origin={"callback_query_id": "long gone"})) == [Sent("1")]


def test_asking_for_the_contact_shows_the_share_button(telegram: TelegramStandIn) -> None:
    by_telegram(telegram, outgoing(ask_contact=True, contact_label="Del mit nummer", buttons=buttons("Later"), menu=1))
    markup = telegram.sent[0].reply_markup
    assert markup is not None
    assert markup["keyboard"] == [[{"text": "Del mit nummer", "request_contact": True}], [{"text": "Later"}]]
    assert markup["one_time_keyboard"] is True


def test_once_the_contact_is_shared_the_share_button_goes(telegram: TelegramStandIn) -> None:
    by_telegram(telegram, outgoing(origin={"keyboard": "contact"}))
    assert telegram.sent[0].reply_markup == {"remove_keyboard": True}


def test_a_text_over_the_limit_arrives_in_two_messages_with_the_buttons_below(telegram: TelegramStandIn) -> None:
    lines = "\n".join(f"<b>{n}</b> Tue 16:00 &amp; Harbour St." for n in range(250))
    results = by_telegram(telegram, outgoing(f"<i>{lines}</i>", buttons=buttons("More"), menu=1))
    assert results == [Sent("2")]
    first, second = telegram.sent
    assert (first.buttons, second.buttons) == ([], [("More", "m:1:0")])
    assert first.words + "\n" + second.words == lines.replace("<b>", "").replace("</b>", "").replace("&amp;", "&")


@pytest.mark.parametrize("answer", [BLOCKED, CHAT_NOT_FOUND, failure(403, "Forbidden: user is deactivated")])
def test_whoever_blocked_the_bot_or_left_is_gone(telegram: TelegramStandIn, answer: Answer) -> None:
    telegram.next(answer)
    [result] = by_telegram(telegram, outgoing())
    assert isinstance(result, Undeliverable)
    assert result.contact_gone


def test_a_text_that_telegram_refuses_is_undeliverable_but_the_person_is_there(telegram: TelegramStandIn) -> None:
    [result] = by_telegram(telegram, outgoing("1 < 2"))
    assert isinstance(result, Undeliverable)
    assert not result.contact_gone
    assert "parse entities" in result.reason


def test_a_flood_is_waited_out_as_long_as_telegram_says(telegram: TelegramStandIn) -> None:
    telegram.next(too_many_requests(17))
    assert by_telegram(telegram, outgoing()) == [RateLimited(timedelta(seconds=17))]


def test_a_flood_without_a_time_is_waited_out_for_a_moment(telegram: TelegramStandIn) -> None:
    telegram.next(failure(429, "Too Many Requests"))
    assert by_telegram(telegram, outgoing()) == [RateLimited(timedelta(seconds=1))]


@pytest.mark.parametrize(
    "answer",
    [
        BAD_GATEWAY,
        failure(500, "Internal Server Error"),
        Answer(503, "<html>maintenance</html>"),
        failure(401, "Unauthorized"),
        failure(404, "Not Found"),
    ],
)
def test_trouble_on_their_side_or_with_the_token_is_worth_another_try(
    telegram: TelegramStandIn, answer: Answer
) -> None:
    telegram.next(answer)
    [result] = by_telegram(telegram, outgoing())
    assert isinstance(result, Transient)
    assert telegram.sent == []


def test_a_refused_connection_is_worth_another_try(telegram: TelegramStandIn) -> None:
    telegram.refuse_connections()
    [result] = by_telegram(telegram, outgoing())
    assert isinstance(result, Transient)


def test_a_lost_answer_leaves_the_outcome_unknown(telegram: TelegramStandIn) -> None:
    telegram.next(LoseAnswer())
    [result] = by_telegram(telegram, outgoing())
    assert isinstance(result, Unknown)
    assert len(telegram.sent) == 1


def test_an_answer_that_comes_too_late_leaves_the_outcome_unknown(telegram: TelegramStandIn) -> None:
    telegram.next(Slow(0.6))
    [result] = by_telegram(telegram, outgoing(), timeout=0.2)
    assert isinstance(result, Unknown)


@pytest.mark.parametrize(
    "answer", [failure(504, "Gateway Timeout"), Answer(504, ""), Answer(200, "not json"), Answer(200, {})]
)
def test_an_answer_that_does_not_tell_leaves_the_outcome_unknown(telegram: TelegramStandIn, answer: Answer) -> None:
    telegram.next(answer)
    [result] = by_telegram(telegram, outgoing())
    assert isinstance(result, Unknown)


def test_no_log_and_no_reason_tells_the_token(telegram: TelegramStandIn, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    telegram.next(LoseAnswer())
    telegram.next(failure(401, "Unauthorized"))
    results = by_telegram(telegram, outgoing(), outgoing(), outgoing())
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(results)
