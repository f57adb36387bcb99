"""The docs of the flows, made from the flows: who opens each, what it asks, which step leads where."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache

from bot.dialogs.exchange import Channel
from bot.dialogs.flow import Flow, Step
from bot.dialogs.flows import FLOWS
from bot.dialogs.stack import HOME, JOIN
from bot.previews.texts import previews
from bot.rendering import say_text, texts
from bot.understanding.lexicon import FOLDER
from tests.docs.tables import table

LONGEST_LABEL = 60
TELL = "tell"
ON_TOP = {"school", "language", "switch"}
"""What means the same everywhere lies on top of what is going on."""
_PROMPT = re.compile(r'(?:\bPrompt\(|\bmessage = )\s*f?"(\w+)(?:\{(\w+)[^}]*\})?"')
_SAY = re.compile(r'\bsay\(\s*f?"(\w+)(?:\{(\w+)[^}]*\})?"')


def flows() -> str:
    rows = [
        (f"[`{flow.name}`](#{flow.name})", ", ".join(sorted(flow.roles)), _opened_by(flow), ", ".join(flow.steps))
        for flow in FLOWS.values()
    ]
    return table(("flow", "for", "opened by the intent", "steps"), rows)


def _opened_by(flow: Flow) -> str:
    return ", ".join(f"`{intent}`" for intent in sorted(flow.opened_by()) if _said(intent)) or "by itself"


def flow_diagrams() -> str:
    """For each flow what opens it, what it asks and which step leads where."""
    return "".join(f"### {flow.name}\n\n{_in_the_middle(flow)}\n\n{_diagram(flow)}\n" for flow in FLOWS.values())


def _in_the_middle(flow: Flow) -> str:
    """What becomes of an open question when the flow is asked for."""
    if flow.name == JOIN:
        return "Where a conversation is with somebody whom no school knows yet."
    if flow.name == HOME:
        return "Where a conversation is when nothing else is going on."
    if not any(map(_said, flow.opened_by())):
        return "The program opens it by itself, on top of whatever is going on."
    first = flow.steps[flow.first]
    if flow.aside is None and not first.passing and flow.name not in ON_TOP:
        return "In the middle of another flow it takes its place."
    return (
        "In the middle of another flow it is answered in passing or lies on top of it: the other one goes on after it."
    )


def _diagram(flow: Flow) -> str:
    phrases = [f"“{phrase}”" for intent in sorted(flow.opened_by()) if (phrase := _said(intent))]
    lines = [
        "```mermaid",
        "flowchart LR",
        f'    opened{{{{"{"<br>".join(phrases) or "by itself"}"}}}} --> {flow.first}',
    ]
    for name, step in flow.steps.items():
        seen = step.passing or name == TELL
        before, after = ('[/"', '"/]') if step.free else ('(["', '"])') if seen else ('["', '"]')
        lines.append(f"    {name}{before}{'<br>'.join([f'<b>{name}</b>', *_asked(step)])}{after}")
        lines += [f"    {name} --> {led}" for led in step.leads]
    return "\n".join([*lines, "```", ""])


@cache
def _said(intent: str) -> str | None:
    """How it is said in English, for example; None if there are no words for it."""
    words = tomllib.loads((FOLDER / "en.toml").read_text("utf-8"))["intents"].get(intent, {})
    phrases = [phrase for kind in ("alone", "anywhere", "leading") for phrase in words.get(kind, ())]
    plain = intent.replace("_", " ")
    return plain if plain in phrases else next(iter(phrases), None)


def _asked(step: Step) -> list[str]:
    """The question of the step, or what it tells, in English, for example. Where several stand in it, exceptions come
    first."""
    known = texts("en")
    for asks in _asking(step):
        around, source = inspect.getclosurevars(asks).nonlocals, inspect.getsource(asks)
        for way in (_PROMPT, _SAY):
            names = [begun + str(around.get(end, "")) for begun, end in way.findall(source)]
            found = [
                next((each for each in known if each == name or (name[-1] == "_" and each.startswith(name))), "")
                for name in names
            ]
            if asked := [name for name in found if name in known]:
                return [_short(say_text(asked[-1], previews("en").get(asked[-1], ({},))[0], "en", Channel.SMS))]
    return []


def _asking(step: Step) -> Iterator[Callable[..., object]]:
    """What asks: the step's own function, then those that it calls to ask or tell."""
    yield step.ask
    source, there = inspect.getsource(step.ask), vars(inspect.getmodule(step.ask))
    yield from (there[name] for name in re.findall(r"\b(ask_\w+)\(talk\)", source))
    yield from (there[name].ask for name in re.findall(r"\b(_?[A-Z]+)\.ask\(talk\)", source))
    yield from (tell for name, tell in inspect.getclosurevars(step.ask).nonlocals.items() if name == TELL)


def _short(text: str) -> str:
    line = text.splitlines()[0].replace('"', "'")
    return line if len(line) <= LONGEST_LABEL else line[:LONGEST_LABEL].rsplit(maxsplit=1)[0] + " …"
