"""Twilio's message webhooks (SMS and WhatsApp), read into what a person did."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.channels.buttons import STALE, press
from bot.dialogs.exchange import Channel, Inbound, Kind, Tap
from bot.handlers.payload import clean, hint

_SENDER = re.compile(r"(whatsapp:)?(\+[1-9]\d{6,14})", re.ASCII)
_SID = re.compile(r"[!-~]{1,64}")


def read(form: Mapping[str, str]) -> Inbound | None:
    """What the person did, or None when nobody can be answered: short codes, alphanumeric senders, other channels.

    The sender's number is vouched for by the network, so it is the phone too. A pressed WhatsApp button or list row
    comes back as `ButtonPayload` or `ListId`; where it carries data that is not ours (a template made by hand in
    Twilio's console), its words count as typed. Never raises.
    """
    sender = _SENDER.fullmatch(form.get("From", ""))
    sid = form.get("MessageSid") or form.get("SmsMessageSid") or form.get("SmsSid") or ""
    if sender is None or not _SID.fullmatch(sid):
        return None
    opting = form.get("OptOutType", "").upper()
    if opting == "HELP":
        return None  # the carrier answers that word by itself
    kind, text, tap = (_OPTING[opting], "", None) if opting in _OPTING else _content(form)
    return Inbound(
        channel=Channel.WHATSAPP if sender[1] else Channel.SMS,
        address=sender[2],
        event_id=sid,
        kind=kind,
        text=text,
        tap=tap,
        phone=sender[2],
        name=hint(form.get("ProfileName")),
    )


_OPTING = {"STOP": Kind.OPTED_OUT, "START": Kind.OPTED_IN}
"""Twilio's word on messages that it took for an opt-out or opt-in and has answered."""


def _content(form: Mapping[str, str]) -> tuple[Kind, str, Tap | None]:
    text = clean(form.get("Body"))
    if data := form.get("ButtonPayload") or form.get("ListId"):
        tap = press(data)
        words = clean(form.get("ButtonText") or form.get("ListTitle")) or text
        return (Kind.TEXT, words, None) if tap is STALE and words else (Kind.TAP, "", tap)
    if form.get("NumMedia", "0").strip("0") or "Latitude" in form:
        return Kind.MEDIA, text, None
    return Kind.TEXT, text or clean(form.get("ButtonText")), None
