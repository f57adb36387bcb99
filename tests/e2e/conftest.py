"""Running programs that the tests share. Whoever changes what others see, like the clock, starts one of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.database import new_database, new_folder
from tests.e2e.program import Program, finished, free_port
from tests.standins.telegram import TelegramStandIn
from tests.standins.twilio import SMS_NUMBER, WHATSAPP_NUMBER, TwilioStandIn

SECRET = "secret-of-the-webhook"


@pytest.fixture(scope="session")
def demo(database_server: str, migrated_template: str) -> Iterator[Program]:
    """The demo, as `make run` serves it: web and worker in one process."""
    with (
        new_folder() as folder,
        new_database(database_server, migrated_template) as url,
        Program.start("run", folder, DEMO=1, DATABASE_URL=url) as program,
    ):
        yield program


@pytest.fixture(scope="session")
def demo_url(demo: Program) -> str:
    """Where the demo is served."""
    return demo.url


@dataclass(frozen=True)
class Connected:
    """A program and the providers that it is connected with."""

    program: Program
    telegram: TelegramStandIn
    twilio: TwilioStandIn

    @property
    def twilio_webhook(self) -> str:
        return f"{self.program.url}/webhooks/twilio/messages"


def twilio_settings(twilio: TwilioStandIn, port: int) -> dict[str, object]:
    """The settings that connect a program on this port with the stand-in."""
    return {
        "PORT": port,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TWILIO_ACCOUNT_SID": twilio.account,
        "TWILIO_AUTH_TOKEN": twilio.auth_token,
        "TWILIO_SMS_FROM": SMS_NUMBER,
        "TWILIO_WHATSAPP_FROM": WHATSAPP_NUMBER,
        "TWILIO_API_URL": twilio.url,
        "TWILIO_CONTENT_API_URL": twilio.url,
    }


def telegram_settings(telegram: TelegramStandIn) -> dict[str, object]:
    """For the webhook, beside Twilio's settings, which tell the public address."""
    return {
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_API_URL": telegram.url,
    }


@pytest.fixture(scope="session")
def connected(database_server: str, migrated_template: str) -> Iterator[Connected]:
    """The demo with all providers, which call it by webhook. Its clock moves."""
    with (
        new_folder() as folder,
        TelegramStandIn() as telegram,
        TwilioStandIn() as twilio,
        new_database(database_server, migrated_template) as url,
    ):
        settings = twilio_settings(twilio, free_port()) | telegram_settings(telegram) | {"DATABASE_URL": url}
        told = finished("telegram", "set-webhook", folder=folder, settings=settings)
        assert told.returncode == 0, told.stderr
        with Program.start("run", folder, DEMO=1, **settings) as program:
            yield Connected(program, telegram, twilio)
