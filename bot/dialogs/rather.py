"""The language that somebody writes in, offered where they are answered in another."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogs.capabilities import CAPABILITIES
from bot.dialogs.exchange import Choice, Reply, Say
from bot.dialogs.menu import Menu
from bot.dialogs.talk import Talk

SPEAK = "engine:speak:"
"""What the choice begins with; the language follows."""


def is_other(talk: Talk) -> bool:
    return talk.language_preferred not in {None, talk.language}


def offering(talk: Talk, reply: Reply, menu: Menu) -> Reply:
    """The reply, with the offer before it and, where there are buttons and room for one, behind it, unless it is the
    languages that are to be chosen from."""
    code = talk.language_preferred
    reply = replace(reply, says=(Say(f"rather_{code}"), *reply.says))
    channel, offered = CAPABILITIES[talk.inbound.channel], Choice(f"{SPEAK}{code}", f"language_{code}")
    listed = any(choice.label == offered.label for choice in reply.choices)
    if listed or not channel.buttons or len(reply.choices) >= channel.choices:
        return reply
    return replace(reply, choices=(*reply.choices, offered), menu=menu.add(offered))
