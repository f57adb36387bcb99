"""Words: message name, parameters, language and channel make a text.

Texts stand in `bot/locale/<language>.toml`, one Jinja2 template each, with the words for days, months and money beside
them. Parameters are JSON as `bot.dialogs.wording` makes them; filters turn them into words. Markup is the channel's:
HTML on Telegram, *bold* on WhatsApp, none on SMS, whose letters are kept in GSM-7 where the language allows.

A reply that takes more than one SMS is said in fewer words: templates know by `brief`, from 0 to `BRIEFEST`, what they
may leave out. The first that fits one SMS is sent; if none does, the first of those that take the fewest. An answer
and the question behind it that don't fit into one together are two messages.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from bot.dialogs.exchange import Channel, Choice, Reply
from bot.dialogs.talk import LISTED
from bot.formats import bar, clock, day, duration, money, month
from bot.segments import segments
from bot.short_names import NAMELESS, short_names, short_place
from domain.languages import FALLBACK
from domain.policies import RULES

_NORMALISED = str.maketrans(
    dict.fromkeys("\u00a0\u202f\u2007\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " ")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u02bc", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00b7\u2022", "-")
    | {"\u2026": "...", "\u00d7": "x"}
)
"""What word processors put in place of plain characters. One of them makes a whole SMS UCS-2: 70 letters, not 160."""

_SAID_ON = "said_on_"
"""The name under which templates know the day on which they are said."""

_BRIEF = "brief"
"""The name under which templates know how much they are to leave out."""

BRIEFEST = 4
"""From 1 on a text leaves out what is nice to know, from 2 on what is told elsewhere too, from 3 on what a thing is
called where its time tells it, at 4 all but what the answer needs."""

_IN_PASSING = 40
"""Letters of an answer up to which it is no message of its own, if it can be helped."""

_DOUBLED_STOP = re.compile(r"(?<!\.)\.(</b>|\*)?\.(?!\.)")
"""A sentence that ends with "nov." has its full stop already."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """text: with the choices numbered, except on Telegram, whose buttons never fail; body: without; labels: theirs."""

    text: str
    body: str
    labels: tuple[str, ...]


def render(reply: Reply, language: str, channel: Channel, said_on: date | None = None) -> Rendered:
    """The reply in words. KeyError if a text is missing, UndefinedError if a parameter is: faults of the program.

    said_on: the day on which it is said; dates far from it are told with their year.
    """
    rendered, _ = _fitted(reply, language, channel, said_on)
    return rendered


def _fitted(reply: Reply, language: str, channel: Channel, said_on: date | None) -> tuple[Rendered, int]:
    """With as little left out as lets it fit, or take the fewest SMS; and how much that is."""
    versions: list[tuple[Rendered, int]] = []
    for brief in range(BRIEFEST + 1):
        version = _rendered(reply, language, channel, said_on, brief), brief
        if channel is not Channel.SMS or segments(version[0].text) == 1:
            return version
        versions.append(version)
    return min(versions, key=lambda version: segments(version[0].text))


def parts(reply: Reply, language: str, channel: Channel, said_on: date | None = None) -> tuple[Reply, ...]:
    """The messages that say it: one, except on SMS where an answer and the question behind it don't fit into one, or
    only by leaving out what the question is about. Each part is one SMS, but for what is a list."""
    if channel is not Channel.SMS or len(reply.says) < 2:
        return (reply,)
    rendered, brief = _fitted(reply, language, channel, said_on)
    together = segments(rendered.text) == 1
    if together and brief < NAMELESS:
        return (reply,)
    if together and len(_rendered(Reply(reply.says[:-1]), language, channel, said_on, brief).text) <= _IN_PASSING:
        return (reply,)
    cuts = [(Reply(reply.says[:at]), replace(reply, says=reply.says[at:])) for at in range(1, len(reply.says))]
    asked = [cut for cut in cuts if fits(cut[1], language, channel, said_on)]
    told = [cut for cut in asked if fits(cut[0], language, channel, said_on)]
    apart = cuts[-1:] if segments(rendered.text) > LISTED else []
    for answer, question in told or ([] if together else asked or apart):
        return (*parts(answer, language, channel, said_on), question)
    return (reply,)


def fits(reply: Reply, language: str, channel: Channel, said_on: date | None = None, most: int = 1) -> bool:
    """Whether it is one message that nobody has to scroll: on SMS, one SMS, or so many at most."""
    return channel is not Channel.SMS or segments(render(reply, language, channel, said_on).text) <= most


def labels(choices: Sequence[Choice], language: str, channel: Channel) -> list[str]:
    """What is written on choices, where there is room for it."""
    written = [_label(choice, language, None, 0) for choice in choices]
    return [*map(_plain, written)] if channel is Channel.SMS else written


def _rendered(reply: Reply, language: str, channel: Channel, said_on: date | None, brief: int) -> Rendered:
    said = (say_text(say.message, say.params, language, channel, said_on, brief) for say in reply.says)
    body = "\n".join(filter(None, said))
    labels = tuple(_label(choice, language, said_on, brief) for choice in reply.choices)
    if channel is Channel.SMS:
        labels = tuple(map(_plain, labels))
    if channel is Channel.TELEGRAM:
        return Rendered(body, body, labels)
    return Rendered("\n".join([body, *(f"{number} {label}" for number, label in enumerate(labels, 1))]), body, labels)


def say_text(
    message: str,
    params: Mapping[str, Any],
    language: str,
    channel: Channel,
    said_on: date | None = None,
    brief: int = 0,
) -> str:
    """One text in the channel's markup, without blank lines or spaces at its ends."""
    words = _put(message, params, language, channel, said_on, brief)
    text = "\n".join(line.strip() for line in words.splitlines() if line.strip())
    text = _DOUBLED_STOP.sub(r".\1", text)
    return _plain(text) if channel is Channel.SMS else text


def _label(choice: Choice, language: str, said_on: date | None, brief: int) -> str:
    return " ".join(_put(choice.label, choice.params, language, None, said_on, brief).split())


def _put(
    message: str,
    params: Mapping[str, Any],
    language: str,
    channel: Channel | None,
    said_on: date | None = None,
    brief: int = 0,
) -> str:
    template = _template(message, language, channel)
    if isinstance(template, str):
        return template
    known = {**template.environment.globals, **params, _SAID_ON: said_on, _BRIEF: brief}
    # `Template.render` joins the environment's globals to the parameters anew in a way that takes longer than the text.
    return template.environment.concat(template.root_render_func(template.new_context(known, shared=True)))


def _plain(text: str) -> str:
    return text.translate(_NORMALISED)


@cache
def locale(language: str) -> dict[str, Any]:
    """The texts and words of a language."""
    return tomllib.loads((resources.files("bot") / "locale" / f"{language}.toml").read_text("utf-8"))


@cache
def texts(language: str) -> dict[str, str]:
    """All texts of a language: those of its file, and the words that each rule brings for its refusal,
    which are English where it brings no other."""
    of_rules = {f"refused_{rule.code}": rule.words.get(language, rule.words[FALLBACK]) for rule in RULES if rule.code}
    of_language: dict[str, str] = locale(language)["messages"]
    return of_language | of_rules


@cache
def _template(message: str, language: str, channel: Channel | None) -> Template | str:
    """Nearly half of the texts have no parameters and are as they stand: making a template takes a millisecond."""
    known = texts(language)
    source = known.get(f"{message}.{channel}", known.get(message)) if channel else known.get(message)
    if source is None:
        raise KeyError(f"no text {message!r} in {language}")
    return _environment(language, channel).from_string(source) if "{" in source else source


@cache
def _environment(language: str, channel: Channel | None) -> Environment:
    words = locale(language)["words"]
    html = channel is Channel.TELEGRAM
    environment = Environment(autoescape=html, undefined=StrictUndefined)
    environment.globals |= {"rest": 0, "continued": 0}  # of a list that is told at once

    def bold(text: Any) -> Any:
        if html:
            return Markup("<b>{}</b>").format(text)
        return f"*{text}*" if channel is Channel.WHATSAPP else str(text)

    @pass_context
    def near(context: Context, moment: str) -> str:
        return day(moment, words, context.get(_SAID_ON))

    @pass_context
    def also(context: Context, message: str, **params: Any) -> str:
        return _put(message, params, language, None, context.get(_SAID_ON), context.get(_BRIEF))

    environment.filters |= {
        "day": near,
        "date": lambda moment: day(moment, words, date.min),
        "clock": lambda moment: clock(moment, words),
        "month": lambda moment: month(moment, words),
        "duration": lambda minutes: duration(minutes, words),
        "time": pass_context(lambda context, moment: f"{near(context, moment)} {clock(moment, words)}"),
        "money": lambda amount: money(amount, words),
        "said": pass_context(lambda context, asked: also(context, "said_time", asked=asked)),
        "off": pass_context(lambda context, during: also(context, "said_off", during=during)),
        "names": pass_context(lambda context, names: ", ".join(short_names(names, context[_BRIEF]))),
        "name": pass_context(lambda context, name: "".join(short_names([name], context[_BRIEF]))),
        "places": pass_context(
            lambda context, places: ", ".join(short_place(place, context[_BRIEF]) for place in places)
        ),
        "more_lines": pass_context(
            lambda context, rest: (
                also(context, "more_lines", count=rest, word=also(context, "word_more")) if rest else ""
            )
        ),
        "weekdays": lambda days: ", ".join(words["weekdays"][day] for day in days),
        "wishes": pass_context(lambda context, wishes: also(context, "said_wishes", wishes=wishes)),
        "terms": pass_context(lambda context, terms: also(context, "said_terms", terms=terms)),
        "cut_offs": pass_context(lambda context, terms: also(context, "said_cut_offs", terms=terms)),
        "b": bold,
        "bar": lambda share: bar(share, plain=channel is Channel.SMS),
    }
    return environment
