"""The dialog engine: a pure step from one state, and what was said, to the next state and one reply.

State is JSON: a stack of flows, each at a named step with its data, and the last menu sent. What a person does is taken
in this order: a press or a digit is looked up in the last menu; words that mean the same everywhere (menu, back, stop,
help, a person, a language) come next; then words that open another flow, unless the step takes them as its answer;
then the step itself. What nobody has a use for is asked again, a third time with a way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.dialogs.capabilities import CAPABILITIES
from bot.dialogs.exchange import Choice, Inbound, Kind, Reply, Say
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import Again, End, Frame, Go, Heard, Move, Open, Prompt, Talk, Unheard

SCHEMA = 1
"""Raise it when the shape of the state changes; conversations with another start over, kindly."""

MAX_DEPTH = 4
HOME, JOIN, SCHOOL, LANGUAGE = "home", "join", "school", "language"

_MORE, _MENU, _SCHOOL = "engine:more", "engine:menu", "engine:school"
_EVERYWHERE = frozenset({"menu", "start_over", "back", "stop", "help", "human", "language", "school"})
_WORDLESS = {
    Kind.MEDIA: "only_text",
    Kind.EDITED: "edited",
    Kind.FOREIGN_CONTACT: "foreign_contact",
}


def step(state: Mapping[str, Any], talk: Talk, flows: Mapping[str, Flow]) -> tuple[dict[str, Any], Reply | None]:
    """The next state and what is said. `talk` is used up; its language and speaker may have changed."""
    return _Turn(state, talk, flows).run()


class _Turn:
    def __init__(self, state: Mapping[str, Any], talk: Talk, flows: Mapping[str, Flow]) -> None:
        self.talk = talk
        self.flows = flows
        menu = state.get("menu") or {}
        self.menu_number: int = menu.get("number", 0)
        self.offered: list[str] = menu.get("choices", [])
        self.page: int = 0
        self.last_page: int = menu.get("page", 0)
        self.asked_at = datetime.fromisoformat(menu["at"]) if "at" in menu else talk.now
        self.misses: int = state.get("misses", 0)
        self.asked: Reply | None = None
        tap = talk.inbound.tap
        self.live_tap = tap is not None and tap.menu == self.menu_number and 0 <= tap.index < len(self.offered)
        self.stack, self.outdated = self._load(state)

    def _load(self, state: Mapping[str, Any]) -> tuple[list[Frame], bool]:
        frames = state.get("stack", [])
        known = not frames or (
            state.get("schema") == SCHEMA
            and all(
                (flow := self.flows.get(f["flow"])) and f["version"] == flow.version and f["step"] in flow.steps
                for f in frames
            )
        )
        if not known:
            return [], True
        return [Frame(f["flow"], f["step"], f["data"], f.get("trail", [])) for f in frames], False

    def run(self) -> tuple[dict[str, Any], Reply | None]:
        if self.talk.inbound.kind is Kind.PROMPT:
            self.prompt()
        elif self.outdated:
            self.talk.say("start_over")
            self.home()
        else:
            self.listen()
        if self.asked is None:
            self.offered = []
            self.asked = Reply(tuple(self.talk.says)) if self.talk.says else None
        reply = self.asked
        if reply is not None:
            reply = replace(reply, edit=self.live_tap, picture=self.talk.picture)
        return self.state(), reply

    def state(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "stack": [
                {
                    "flow": frame.flow,
                    "version": self.flows[frame.flow].version,
                    "step": frame.step,
                    "data": frame.data,
                    "trail": frame.trail,
                }
                for frame in self.stack
            ],
            "menu": {
                "number": self.menu_number,
                "choices": self.offered,
                "page": self.page,
                "at": self.talk.clock().isoformat(),
            },
            "misses": self.misses,
        }

    # What came in

    def prompt(self) -> None:
        """The system opens a flow on top of what is going on; one that is on top already turns to what it is to ask."""
        assert self.talk.inbound.prompt is not None
        name, data = self.talk.inbound.prompt
        if not self.stack or self.stack[-1].flow != name:
            self.push(name, data)
        else:
            self.stack[-1].data.update(data)
        self.ask()

    def listen(self) -> None:
        inbound = self.talk.inbound
        if inbound.kind in _WORDLESS and not (inbound.kind is Kind.MEDIA and inbound.text):
            return self.hint(_WORDLESS[inbound.kind])
        if inbound.kind is Kind.TEXT and not self.talk.reading.text:
            return self.hint("empty")
        try:
            choice = self.choice(inbound)
        except _NoSuchChoice as wrong:
            return self.hint(wrong.message, count=len(self.offered)) if self.offered else self.home()
        if choice in {_MENU, _SCHOOL, _MORE}:
            return self.built_in(choice)
        return self.hear(Heard(self.talk.reading, choice))

    def choice(self, inbound: Inbound) -> str | None:
        """The id of the choice that was pressed or whose digit was sent. A press on an older menu is none."""
        if inbound.tap is not None:
            if not self.live_tap:
                raise _NoSuchChoice("old_button")
            return self.offered[inbound.tap.index]
        if self.talk.reading.number is None or (self.current_step().free and not self.offered):
            return None
        if self.offered and self.talk.now < self.asked_at:
            raise _NoSuchChoice("crossed")  # it was on its way before this menu was: it means another
        if not 1 <= self.talk.reading.number <= len(self.offered):
            raise _NoSuchChoice("no_such_number")
        return self.offered[self.talk.reading.number - 1]

    def built_in(self, choice: str) -> None:
        if choice == _MENU:
            self.home()
        elif choice == _SCHOOL:
            self.open(SCHOOL)
        else:
            self.page = self.last_page + 1
            self.ask()

    def hear(self, heard: Heard) -> None:
        if not self.stack and self.talk.speaker.role is None:
            self.push(JOIN)
        current = self.current_step()
        intent = heard.intent
        if intent == "undo" and self.opened_by(intent) is None:
            intent = "back"  # whoever has nothing to take back means one step
        bare = len(heard.text.split()) <= 2
        if intent is not None and intent not in current.takes and (bare or not current.free):
            if intent in _EVERYWHERE:
                self.everywhere(intent)
                return
            if (flow := self.opened_by(intent)) is not None:
                self.digress(flow)
                return
        self.talk.frame = self.stack[-1] if self.stack else Frame(HOME, self.flows[HOME].first)
        self.talk.beneath = len(self.stack) > 1
        move = current.hear(self.talk, heard)
        if isinstance(move, Unheard) and self.is_passing():
            self.stack.pop()
            self.hear(heard)
            return
        self.follow(move)

    def everywhere(self, intent: str) -> None:
        match intent:
            case "menu" | "start_over":
                self.home()
            case "back" if self.stack and self.stack[-1].trail:
                self.back()
            case "stop" if self.stack:
                self.abandon(lasting=False)
                self.talk.say("left")
                self.home()
            case "back" | "stop":
                self.home()
            case "help":
                self.talk.say(f"help_{self.talk.speaker.role or 'stranger'}")
                self.ask(resuming=True)
            case "human":
                self.open(SCHOOL)
            case "language":
                self.interrupt(LANGUAGE)
            case _ if self.talk.speaker.role is not None:
                self.interrupt("switch")
            case _:
                self.home()

    def back(self) -> None:
        """To the question before; home, if what is known by now answers it at once."""
        frame = self.stack[-1]
        left, frame.step = frame.step, frame.trail.pop()
        self.ask(resuming=True)
        if self.stack and self.stack[-1] is frame and frame.step == left:
            self.home()

    def opened_by(self, intent: str) -> Flow | None:
        role = self.talk.speaker.role or "stranger"
        return next((f for f in self.flows.values() if role in f.roles and intent in f.opened_by()), None)

    def digress(self, flow: Flow) -> None:
        """A question on the side is answered and the open one asked again; anything bigger takes its place."""
        while self.is_passing():
            self.stack.pop()
        if self.stack and flow.aside is not None:
            flow.aside(self.talk)
            self.ask(resuming=True)
        else:
            self.open(flow.name, flow.begin(self.talk) if flow.begin else {})

    def is_passing(self) -> bool:
        return bool(self.stack) and self.flows[self.stack[-1].flow].passing

    def interrupt(self, name: str) -> None:
        self.push(name)
        self.ask()

    # What follows

    def follow(self, move: Move) -> None:
        match move:
            case Go(step=name):
                self.misses = 0
                self.go(name)
                self.ask()
            case Again():
                self.misses = 0
                self.ask(resuming=True)
            case End():
                self.misses = 0
                self.end()
            case Open(flow=name, data=data):
                self.misses = 0
                self.open(name, data)
            case Unheard():
                self.misses += 1
                self.hint("not_understood")

    def hint(self, message: str, **params: Any) -> None:
        self.talk.say(message, **params)
        self.ask(resuming=True)

    def go(self, name: str) -> None:
        frame = self.stack[-1]
        if name in frame.trail:
            del frame.trail[frame.trail.index(name) :]
        elif name != frame.step:
            frame.trail.append(frame.step)
        frame.step = name

    def open(self, name: str, data: Mapping[str, Any] | None = None) -> None:
        self.abandon()
        if name != HOME or self.stack:
            self.push(name, data)
        self.ask()

    def push(self, name: str, data: Mapping[str, Any] | None = None) -> None:
        self.misses = 0
        self.stack = self.stack[-(MAX_DEPTH - 1) :]
        self.stack.append(Frame(name, self.flows[name].first, dict(data or {})))

    def end(self) -> None:
        if self.stack:
            self.stack.pop()
        if self.stack:
            self.ask(resuming=True)
        elif not self.talk.says:
            self.ask()

    def abandon(self, *, lasting: bool = True) -> None:
        """Let go of all that is going on. Questions that last are asked again after what comes now."""
        kept: list[Frame] = []
        while self.stack:
            frame = self.stack.pop()
            flow = self.flows[frame.flow]
            if lasting and flow.lasting and all(frame.flow != other.flow for other in kept):
                kept.insert(0, frame)
            elif flow.leave is not None:
                self.talk.frame = frame
                flow.leave(self.talk)
        self.stack = kept

    def home(self) -> None:
        self.misses = 0
        self.open(HOME)

    # The question

    def current_step(self) -> Step:
        if not self.stack:
            if self.talk.speaker.role is None:
                return self.flows[JOIN].steps[self.flows[JOIN].first]
            return self.flows[HOME].steps[self.flows[HOME].first]
        frame = self.stack[-1]
        return self.flows[frame.flow].steps[frame.step]

    def ask(self, *, resuming: bool = False) -> None:
        """Ask the step on top, following it where it need not be asked."""
        if not self.stack and self.talk.speaker.role is None:
            self.push(JOIN)
        self.talk.frame = self.stack[-1] if self.stack else Frame(HOME, self.flows[HOME].first)
        self.talk.resuming = resuming
        result = self.current_step().ask(self.talk)
        match result:
            case Prompt():
                self.emit(result, resuming=resuming)
            case Go(step=name):
                self.go(name)
                self.ask()
            case End():
                self.end()
            case Open(flow=name, data=data):
                self.open(name, data)

    def emit(self, prompt: Prompt, *, resuming: bool) -> None:
        message = prompt.again if resuming and prompt.again else prompt.message
        says = (*self.talk.says, Say(message, prompt.params))
        choices = self._paged(prompt.choices)
        if self.misses >= 2 and self.stack and self.talk.speaker.role is not None:
            offered = {choice.label for choice in choices}
            ways_out = (Choice(_SCHOOL, "choice_school"), Choice(_MENU, "choice_menu"))
            room = CAPABILITIES[self.talk.inbound.channel].choices - len(choices)
            choices += tuple(choice for choice in ways_out if choice.label not in offered)[:room]
        self.offered = [choice.id for choice in choices]
        if choices:
            self.menu_number += 1
        self.asked = Reply(says, choices, self.menu_number if choices else None, ask_contact=prompt.ask_contact)

    def _paged(self, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        size = CAPABILITIES[self.talk.inbound.channel].choices
        if len(choices) <= size:
            self.page = 0
            return choices
        start = self.page * (size - 1)
        if start >= len(choices):
            self.page, start = 0, 0
        return (*choices[start : start + size - 1], Choice(_MORE, "choice_more"))


class _NoSuchChoice(Exception):
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
