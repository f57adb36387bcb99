"""Twilio's error codes, sorted: those of a refused send and those that a delivery status brings later.

Codes: https://www.twilio.com/docs/api/errors. What is not listed: 429 is rate limited, 401, 403 and 404 are for an
operator to mend, 504 is unknown, other 5xx are transient and other 4xx permanent.
"""

from __future__ import annotations

from datetime import timedelta

from bot.channels.ports import RateLimited, SendResult, Transient, Undeliverable, Unknown

NEEDS_TEMPLATE = "needs_template"
"""The reason when WhatsApp's 24 hours since the person's last message are over: only approved templates get through."""

GONE = {
    21211: "not a phone number",
    21217: "not a phone number",
    21610: "opted out",
    21614: "not a mobile number",
    30004: "blocked by the person or the carrier",
    30005: "no such number",
    30006: "a landline, or a carrier that cannot be reached",
    63003: "not on WhatsApp",
    63024: "not on WhatsApp",
}
REFUSED = {
    21408: "no permission to send to this country",
    21602: "empty message",
    21608: "a trial account sends to verified numbers only",
    21612: "no route from this sender to this number",
    21617: "message too long",
    30003: "phone off or out of reach",
    30007: "filtered by the carrier",
    30008: "not delivered, the carrier does not say why",
    63013: "against WhatsApp's rules",
    63021: "content WhatsApp does not take",
    63032: "WhatsApp holds messages to this person back",
}
LIMITS = {
    14107: timedelta(seconds=1),
    20429: timedelta(seconds=2),
    21611: timedelta(seconds=60),  # the sender's queue is full
    30001: timedelta(seconds=60),
    30022: timedelta(seconds=60),
    63018: timedelta(seconds=60),
    63038: timedelta(hours=1),  # the account's messages of the day are used up
}
FOR_THE_OPERATOR = {
    20003: "wrong account sid or auth token",
    20005: "account not active",
    20008: "test credentials",
    20404: "no such account",
    21212: "not a sender",
    21603: "no sender",
    21606: "not a sender of this account",
    21659: "not a sender of this account",
    21660: "not a sender of this account",
    21701: "no such messaging service",
    21703: "no sender in the messaging service",
    21705: "no such messaging service",
    30002: "account suspended",
    63007: "not a WhatsApp sender of this account",
}
CONTENT = frozenset({21654, 21655, 21656, 63005, 63013, 63021, 63027, 63028, 63041, 92007})
"""The template was refused, not the message: the same words may go out as plain text."""

MEDIA = frozenset({12300, 21620, 21623, 63019, 63021})
"""The picture was refused, not the message: the words may go out alone."""


def sort_code(code: int, http_status: int = 400, retry_after: timedelta | None = None) -> SendResult:
    """The result that a Twilio error code stands for, with the HTTP status it came by."""
    if (wait := LIMITS.get(code)) or http_status == 429:
        return RateLimited(retry_after or wait or LIMITS[20429])
    if code == 63016:
        return Undeliverable(NEEDS_TEMPLATE)
    if reason := GONE.get(code) or REFUSED.get(code):
        return Undeliverable(f"{reason} (twilio {code})", contact_gone=code in GONE)
    if reason := FOR_THE_OPERATOR.get(code):
        return Transient(f"{reason} (twilio {code})")
    return _by_status(code, http_status)


def _by_status(code: int, http_status: int) -> SendResult:
    if http_status in (408, 504):
        return Unknown(f"twilio answered {http_status}")
    if http_status >= 500 or http_status in (401, 403, 404):
        return Transient(f"twilio answered {http_status}")
    return Undeliverable(f"twilio {code}")
