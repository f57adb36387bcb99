from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest

from bot.channels.telegram import close_bot, open_bot
from bot.dialogs.exchange import Inbound
from bot.handlers.polling import poll
from tests.standins.server import LoseAnswer
from tests.standins.telegram import BAD_GATEWAY, TelegramStandIn, failure, too_many_requests

SAID = {"message_id": 1, "date": 1, "chat": {"id": 4001, "type": "private"}, "from": {"id": 4001, "is_bot": False}}


class House:
    """Where turns and the offset end up. `broken` texts fail their turn; `away` says how often saving fails."""

    def __init__(self, broken: str = "", away: int = 0) -> None:
        self.offset: int | None = None
        self.broken, self.away = broken, away
        self.texts: list[str] = []
        self.saved: list[int] = []
        self.pauses: list[float] = []

    async def receive(self, inbound: Inbound) -> None:
        self.texts.append(inbound.text)
        if inbound.text == self.broken:
            raise RuntimeError("cannot answer that")

    async def load_offset(self) -> int | None:
        return self.offset

    async def save_offset(self, offset: int) -> None:
        if self.away:
            self.away -= 1
            raise ConnectionError("the database is away")
        self.offset = offset
        self.saved.append(offset)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)


def run(stand_in: TelegramStandIn, house: House, until: Callable[[], bool], token: str = "") -> None:
    """Poll until that is so, for five seconds at most."""

    async def polling() -> None:
        bot = open_bot(token or stand_in.token, stand_in.url)
        task = asyncio.create_task(
            poll(
                bot,
                house.receive,
                load_offset=house.load_offset,
                save_offset=house.save_offset,
                sleep=house.sleep,
                wait=0,
            )
        )
        try:
            async with asyncio.timeout(5):
                while not until():
                    await asyncio.sleep(0.005)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await close_bot(bot)

    asyncio.run(polling())


def test_updates_are_handed_over_in_order_and_confirmed(
    telegram: TelegramStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    house = House()
    telegram.push(message=SAID | {"text": "one"})
    last = telegram.push(message=SAID | {"text": "two"})
    run(telegram, house, lambda: not telegram.updates)
    assert house.texts == ["one", "two"]
    assert house.offset == last["update_id"] + 1
    assert caplog.text == ""


def test_a_word_to_the_bot_in_a_group_is_answered_in_place(telegram: TelegramStandIn) -> None:
    house, telegram.chats = House(), {-100200}
    said = {"message_id": 7, "date": 1, "from": {"id": 4001, "is_bot": False, "language_code": "da"}}
    telegram.push(message=said | {"chat": {"id": -100200, "type": "supergroup"}, "text": "/book@justdriving_bot"})
    run(telegram, house, lambda: not telegram.updates)
    (answer,) = telegram.sent
    assert (answer.chat_id, house.texts) == (-100200, [])
    assert "privat chat" in answer.words


def test_where_the_bot_may_not_write_the_next_update_is_handled(telegram: TelegramStandIn) -> None:
    house = House()
    telegram.next(failure(403, "Forbidden: bot was kicked from the supergroup chat"), call="sendmessage")
    telegram.push(message={"message_id": 7, "date": 1, "chat": {"id": -100200, "type": "group"}, "text": "/book"})
    telegram.push(message=SAID | {"text": "two"})
    run(telegram, house, lambda: not telegram.updates)
    assert (telegram.sent, house.texts) == ([], ["two"])


def test_polling_goes_on_where_it_stopped_before_a_restart(telegram: TelegramStandIn) -> None:
    house = House()
    done = telegram.push(message=SAID | {"text": "done before"})
    house.offset = done["update_id"] + 1
    telegram.push(message=SAID | {"text": "new"})
    run(telegram, house, lambda: not telegram.updates)
    assert house.texts == ["new"]


def test_an_update_is_not_confirmed_before_its_turn_is_committed(telegram: TelegramStandIn) -> None:
    house = House(broken="two")
    first = telegram.push(message=SAID | {"text": "one"})
    telegram.push(message=SAID | {"text": "two"})
    run(telegram, house, lambda: "two" in house.texts)
    assert house.saved[0] == first["update_id"] + 1


def test_a_poisoned_update_is_tried_three_times_and_left_behind(
    telegram: TelegramStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(broken="poison")
    telegram.push(message=SAID | {"text": "poison"})
    telegram.push(message=SAID | {"text": "next"})
    run(telegram, house, lambda: "next" in house.texts)
    assert house.texts == ["poison"] * 3 + ["next"]
    assert house.pauses == [1.0, 2.0]
    assert "left behind" in caplog.text


def test_when_the_offset_cannot_be_saved_the_update_comes_again(telegram: TelegramStandIn) -> None:
    house = House(away=1)
    telegram.push(message=SAID | {"text": "one"})
    run(telegram, house, lambda: not telegram.updates)
    assert house.texts == ["one", "one"]


def test_updates_without_anything_to_answer_are_passed_over(telegram: TelegramStandIn) -> None:
    house = House()
    telegram.push(my_chat_member={"date": 1})
    telegram.push(message={"text": ["odd"]})
    run(telegram, house, lambda: not telegram.updates)
    assert house.texts == []


@pytest.mark.parametrize("fault", [BAD_GATEWAY, LoseAnswer(), failure(500, "Internal Server Error")])
def test_network_trouble_is_waited_out_longer_each_time(telegram: TelegramStandIn, fault: LoseAnswer) -> None:
    house = House()
    telegram.next(fault, times=3)
    telegram.push(message=SAID | {"text": "one"})
    run(telegram, house, lambda: house.texts == ["one"])
    assert house.pauses == [1.0, 2.0, 4.0]


def test_a_limit_is_waited_out_as_long_as_telegram_says(telegram: TelegramStandIn) -> None:
    house = House()
    telegram.next(too_many_requests(13))
    run(telegram, house, lambda: bool(house.pauses))
    assert house.pauses == [13.0]


def test_a_webhook_in_the_way_is_reported_with_what_to_do_and_stays(
    telegram: TelegramStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    house = House()
    telegram.webhook.url = "https://school.example/webhooks/telegram"
    run(telegram, house, lambda: bool(house.pauses))
    assert "delete-webhook" in caplog.text
    assert telegram.webhook.url
    assert house.pauses[0] == 60.0


def test_a_wrong_token_is_reported_without_telling_it(
    telegram: TelegramStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    house = House()
    run(telegram, house, lambda: bool(house.pauses), token="1:wrong-token")
    assert "TELEGRAM_BOT_TOKEN" in caplog.text
    assert "wrong-token" not in caplog.text
