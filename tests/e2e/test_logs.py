"""What a whole story leaves in the logs, on the console and in the metrics: nothing of anybody's."""

from __future__ import annotations

import json

import psutil

from tests.e2e.conftest import SECRET, Connected
from tests.e2e.phones import TelegramPhone, TwilioPhone
from tests.standins.twilio import failure

STRANGER = "+4561234567"


def test_no_secret_and_no_phone_number_gets_out(connected: Connected) -> None:
    """With the providers failing in all their ways, which is when most is logged."""
    program, twilio, telegram = connected.program, connected.twilio, connected.telegram
    by_sms = TwilioPhone(twilio, connected.twilio_webhook, STRANGER)
    by_telegram = TelegramPhone(telegram, 73001, "Canary Name", telegram.deliver)
    twilio.next(failure(20500, "Internal Server Error", 500), call="Messages.json")
    by_sms.says("hi, I am Canary Name")
    by_telegram.says("hi, I am Canary Name")
    by_telegram.hears("Which code")
    by_sms.hears("Which code")
    twilio.next(failure(21610, f"Attempt to send to unsubscribed recipient {STRANGER}"), call="Messages.json")
    by_sms.says("Canary Name")
    program.get("/readyz")
    told = program.logged + "".join(line for line in program.printed if not line.startswith("admin key: "))
    for secret in (SECRET, telegram.token, twilio.auth_token, program.key, STRANGER, STRANGER[1:], "Canary", "+452000"):
        assert secret not in told
    for line in program.logged.splitlines():
        assert {"ts", "level", "logger", "event"} <= json.loads(line).keys()


def test_web_and_worker_in_one_process_stay_small_over_hundreds_of_turns(connected: Connected) -> None:
    """The limit is 250 MB for the process. What PostgreSQL takes is its own."""
    student = TwilioPhone(connected.twilio, connected.twilio_webhook, "+4520000005")
    for _ in range(75):
        student.says("book a driving lesson")
        student.says("what do I owe")
    assert psutil.Process(connected.program.process.pid).memory_info().rss < 250_000_000
