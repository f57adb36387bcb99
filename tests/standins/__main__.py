"""`python -m tests.standins`: both stand-ins by themselves, with the settings that point the program at them."""

from __future__ import annotations

import argparse
import time

from tests.standins import telegram, twilio


def main() -> None:
    arguments = argparse.ArgumentParser(description="Local stand-ins for Telegram's and Twilio's APIs.")
    arguments.add_argument("--telegram-port", type=int, default=0)
    arguments.add_argument("--twilio-port", type=int, default=0)
    ports = arguments.parse_args()
    with (
        telegram.TelegramStandIn(port=ports.telegram_port) as bot_api,
        twilio.TwilioStandIn(port=ports.twilio_port) as twilio_api,
    ):
        lines = {
            "PUBLIC_URL": "https://justdriving.example",
            "TELEGRAM_WEBHOOK_SECRET": "stand-in-secret",
            "TELEGRAM_MODE": "polling",
            "TELEGRAM_API_URL": bot_api.url,
            "TELEGRAM_BOT_TOKEN": bot_api.token,
            "TWILIO_API_URL": twilio_api.url,
            "TWILIO_CONTENT_API_URL": twilio_api.url,
            "TWILIO_ACCOUNT_SID": twilio_api.account,
            "TWILIO_AUTH_TOKEN": twilio_api.auth_token,
            "TWILIO_SMS_FROM": twilio.SMS_NUMBER,
            "TWILIO_WHATSAPP_FROM": twilio.WHATSAPP_NUMBER,
            "TWILIO_MESSAGING_SERVICE_SID": twilio.SERVICE,
        }
        print("\n".join(f"{name}={value}" for name, value in lines.items()), flush=True)  # noqa: T201
        shown: tuple[int, int] = (0, 0)
        try:
            while True:
                time.sleep(0.2)
                now = len(bot_api.sent), len(twilio_api.sent)
                for message in bot_api.sent[shown[0] : now[0]]:
                    print(f"telegram {message.chat_id}: {message.words} {message.buttons}", flush=True)  # noqa: T201
                for sms in twilio_api.sent[shown[1] : now[1]]:
                    print(f"twilio {sms.to}: {sms.body} {sms.choices}", flush=True)  # noqa: T201
                shown = now
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
