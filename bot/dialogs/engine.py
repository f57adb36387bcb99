"""The dialog engine: a pure step from one state, and what was said, to the next state and one reply.

State is JSON: a stack of flows, each at a named step with its data, and the last menu sent. What a person does is taken
in this order: a press or a digit is looked up in the last menu; words that mean the same everywhere (menu, back, stop,
help, a person, a language) come next; then words that open another flow, unless the step takes them as its answer;
then the step itself. What nobody has a use for is asked again; the second time in a row choices are offered beside it,
and the third time it goes to the school's people, who are talked with until they say that it is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.dialogs import later
from bot.dialogs.capabilities import CAPABILITIES
from bot.dialogs.chosen import chosen
from bot.dialogs.exchange import Choice, Kind, Reply, Say
from bot.dialogs.flow import LASTS, Flow
from bot.dialogs.hanging import behind_yes, ensure_answered, hanging_on
from bot.dialogs.join import school_said
from bot.dialogs.leading import EVERYWHERE, Leads
from bot.dialogs.long_lists import Rest, asks_for_rest, shortened
from bot.dialogs.menu import Menu, NoSuchChoice
from bot.dialogs.misses import Misses
from bot.dialogs.own_lessons import LEFT, is_bare_yes
from bot.dialogs.passing_on import pass_on
from bot.dialogs.people import People
from bot.dialogs.rather import SPEAK, is_other, offering
from bot.dialogs.remembered import recall, remembered
from bot.dialogs.second_wish import two_in_one
from bot.dialogs.settings import set_language
from bot.dialogs.small_talk import SMALL_TALK, behind_small_talk
from bot.dialogs.stack import (
    HOME,
    INSTEAD,
    JOIN,
    LANGUAGE,
    NEXT_MOVE,
    SCHEMA,
    SCHOOL,
    SWITCH,
    TALKING,
    Stack,
    load,
)
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard
from bot.dialogs.wordless import wordless
from bot.understanding.calls import call_wished
from domain.languages import LANGUAGES

_OWN = "engine:"
_MENU, _SCHOOL, _REST = "engine:menu", "engine:school", "engine:rest"
_BACK = frozenset({"back", "earlier"})
_WAYS_OUT = frozenset({_MENU, _SCHOOL, "menu", "home"}) | {f"{SPEAK}{code}" for code in LANGUAGES}


def step(state: Mapping[str, Any], talk: Talk, flows: Mapping[str, Flow]) -> tuple[dict[str, Any], Reply | None]:
    """The next state and what is said. `talk` is used up; its language and speaker may have changed."""
    return _Turn(state, talk, flows).run()


class _Turn:
    def __init__(self, state: Mapping[str, Any], talk: Talk, flows: Mapping[str, Flow]) -> None:
        self.talk = talk
        self.flows = flows
        self.menu = Menu(state.get("menu") or {}, talk.now)
        self.stale: bool = state.get("stale", False)
        self.language_settled: bool = state.get("language_settled", False)
        self.misses = Misses(state.get("missed", []))
        self.asked: Reply | None = None
        self.left_open = False
        self.rest: Rest | None = None
        self.untold = Rest.from_data(rest) if (rest := state.get("rest")) is not None else None
        recall(talk, state)
        self.waited = talk.later is not None
        self.live_tap = self.menu.is_pressed(talk.inbound)
        known = load(state, flows)
        self.stack, self.outdated = Stack(known or [], talk, flows), known is None
        self.leads = Leads(talk, self.stack, flows)
        self.people = People(talk, self.stack)
        self.for_others = self.stack.step.free

    def run(self) -> tuple[dict[str, Any], Reply | None]:
        if self.talk.inbound.kind is Kind.PROMPT:
            self.prompt()
        elif self.outdated:
            self.talk.say("start_over")
            self.home()
        else:
            self.listen()
        asking = self.asked is not None
        if self.asked is None:
            self.menu.offered = self.menu.offered if self.left_open else []
            self.asked = Reply(tuple(self.talk.says)) if self.talk.says else None
        if self.asked is not None:
            self.asked, self.rest = shortened(self.asked, self.talk.is_short, asking=asking)
        reply = self.offer_language(self.asked)
        if reply is not None and (self.live_tap or self.talk.picture is not None):
            reply = replace(reply, edit=self.live_tap, picture=self.talk.picture)
        return self.state(), reply

    def state(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "stack": self.stack.data(),
            "menu": self.menu.data(self.talk.clock()),
            "missed": self.misses.texts,
            **remembered(self.talk),
            **({} if self.talk.language_told else {"guessed": True}),
            **({"language_settled": True} if self.language_settled or self.talk.language_chosen else {}),
            **({"rest": self.rest.data()} if self.rest is not None else {}),
        }

    # What came in

    def prompt(self) -> None:
        """The system opens a flow on top of what is going on; one that is on top already turns to what it is to ask."""
        assert self.talk.inbound.prompt is not None
        name, data = self.talk.inbound.prompt
        if self.stack.is_in(name):
            self.stack.top.data.update(data)
        else:
            self.push(name, data)
        self.ask()

    def listen(self) -> None:
        if (told := wordless(self.talk)) is not None:
            self.stack.drop_passing()
            return self.hint(told)
        try:
            ensure_answered(self.talk, self.stack, self.menu)
            choice = chosen(self.talk, self.menu, free=self.stack.step.free, confirming=self.is_confirming())
            hangs = hanging_on(self.talk, self.stack) if choice is None else None
            if choice is None and hangs is None and (two := two_in_one(self.talk, self.leads)) is not None:
                self.put_off(*two)
                number = self.talk.reading.number
                choice = self.menu.numbered(number, self.talk.now) if number is not None else None
        except NoSuchChoice as wrong:
            return self.no_such_choice(wrong.message)
        if self.asks_when():
            self.talk.reading = self.talk.reading.taken_for_a_wish()
        if choice is None and hangs is None and self.leads.asks_for_terms(self.talk.reading):
            self.talk.reading = replace(self.talk.reading, intent="terms")
        heard = Heard(self.talk.reading, choice)
        choice = choice or self.page_asked_for(heard)
        if self.is_expired() and choice not in _WAYS_OUT and not self.leads.is_clear(heard):
            return self.take_up_again(heard)
        if choice is not None and choice.startswith(_OWN):
            return self.built_in(choice)
        return self.hear(heard) if hangs is None else self.answer_first(heard, hangs)

    def asks_when(self) -> bool:
        """Whether a time may be the answer, whatever is said around it: to what is asked to be confirmed it is none."""
        return self.stack.is_asking() and not self.is_confirming()

    def is_confirming(self) -> bool:
        return self.stack.is_asking() and self.stack.top.step == "confirm"

    def no_such_choice(self, message: str) -> None:
        if self.is_expired():
            return self.take_up_again(Heard(self.talk.reading))
        if not (self.menu.offered or self.stack) and message != "old_button":
            return self.home()
        if message != "no_such_number":
            self.menu.stay()
            return self.hint(message)
        if not self.menu.offered:
            return self.miss("not_understood")
        buttons = CAPABILITIES[self.talk.inbound.channel].buttons  # which bear no numbers
        return self.miss("no_such_button" if buttons else "no_such_number")

    def built_in(self, choice: str) -> None:
        match choice:
            case "engine:menu":
                self.home()
            case "engine:school":
                self.talk_to_school()
            case "engine:rest":
                self.go_on_telling()
            case _ if choice.startswith(SPEAK):
                self.speak(choice.removeprefix(SPEAK))
            case _:
                self.menu.turn(choice)
                self.ask(resuming=True)

    def go_on_telling(self) -> None:
        """What a list that was too long has left, with the choices of the question that it is of."""
        assert self.untold is not None
        self.misses.forget()
        if not self.untold.asked:
            self.talk.says += self.untold.says
            if self.stack:
                self.ask(resuming=True)
            return
        choices = self.menu.written()
        self.menu.stay()
        self.stack.top.asked = self.talk.now
        self.asked = Reply((*self.talk.says, *self.untold.says), choices, self.menu.send(choices))

    def page_asked_for(self, heard: Heard) -> str | None:
        """What turns the page of a long list, if the words do that; to some steps they mean something else. A list that
        was told just before goes first."""
        lately = self.talk.now - self.menu.asked_at < LASTS
        if (
            self.untold is not None
            and lately
            and asks_for_rest(self.talk, heard, taken="more" in self.stack.step.takes)
        ):
            return _REST
        onward, back = self.menu.turner(), self.menu.turner_back()
        if not (onward or back):
            return None
        intent = self.leads.intent_of(heard)
        if intent is None or intent in self.stack.step.takes:
            return None
        return onward if intent == "more" else back if intent in _BACK else None

    def answer_first(self, heard: Heard, hangs: str) -> None:
        """What a yes hangs on. What takes more than an answer waits until the open question is done; whether what is
        being booked can be changed later is told by the terms."""
        self.stack.top.repeated = False
        intent = self.leads.intent_of(heard)
        flow = self.leads.opened_by(intent or "")
        if flow is None or self.stack.waiting_talk() is not None:
            return self.hear(heard)
        changing = self.leads.would_change_it(intent, heard.reading)
        if changing and (terms := self.leads.opened_by("terms")) is not None:
            self.talk.reading = replace(heard.reading, intent="terms")
            return self.digress(terms)
        stays = flow.is_beside or self.flows[self.stack.top.flow].lasting
        if stays or intent in self.stack.step.takes:
            return self.hear(heard)
        self.keep_for_later(hangs)
        return self.ask(resuming=True)

    # Of two wishes the second

    def put_off(self, first: str, second: str) -> None:
        """It waits until the first is done."""
        self.keep_for_later(second)
        self.talk.reading = self.talk.understand(first)

    def keep_for_later(self, text: str) -> None:
        later.keep(self.talk, self.leads, text)
        self.waited = False

    def take_up(self, *, done: bool) -> None:
        """The wish that has waited for the end of what was going on."""
        text = later.due(self.talk, self.leads, done=done)
        if text is None:
            return
        if later.moves_again(self.talk, text):
            self.interrupt(NEXT_MOVE, {"text": text})
            return
        later.begin(self.talk, text)
        if self.stack:
            self.push(HOME)
        self.hear(Heard(self.talk.reading))

    def give_up(self) -> None:
        later.give_up(self.talk, self.leads)

    # What was said

    def hear(self, heard: Heard) -> None:
        if not self.stack and self.talk.speaker.role is None:
            self.push(JOIN)
        if (thread := self.stack.waiting_talk()) is not None and not self.leads.is_for_the_question(heard):
            self.misses.forget()
            self.people.pass_on(thread)
            self.hint("passed_on")
            return
        if (away := self.leads.away(heard)) is not None:
            self.misses.forget()
            self.go_away(away)
            return
        if self.may_answer_something_else(heard):
            self.misses.forget()
            self.ask(resuming=True)
            return
        current = self.stack.step
        self.talk.frame = self.stack.top
        self.talk.beneath = len(self.stack) > 1
        told = len(self.talk.says)
        move = current.hear(self.talk, heard)
        if isinstance(move, Go) and len(self.talk.says) == told and self.has_agreed_to_more(heard):
            self.talk.say("nothing_done")
        if isinstance(move, Unheard) and self.stack.is_passing():
            self.stack.pop()
            self.hear(heard)
        elif isinstance(move, Unheard) and (away := self.leads.elsewhere(heard)) is not None:
            self.go_away(away)
        else:
            self.follow(move)

    def has_agreed_to_more(self, heard: Heard) -> bool:
        """Whether a yes to what was to be confirmed named something else: "yes, and the week after"."""
        return heard.choice is None and self.stack.top.step == "confirm" and behind_yes(heard.text) is not None

    def go_away(self, intent: str) -> None:
        if intent in EVERYWHERE:
            self.everywhere(intent)
        elif (flow := self.leads.opened_by(intent)) is not None:
            self.digress(flow)

    def may_answer_something_else(self, heard: Heard) -> bool:
        """Whether a bare yes may be meant for what the person was told after the question: nothing is booked, paid or
        signed by it."""
        asked = self.stack.top.asked
        if asked is None or self.stack.step.free or self.stack.is_passing() or not is_bare_yes(heard):
            return False
        return self.talk.directory.told_since(self.talk.contact_id, asked)

    # A question that lay open for long

    def is_expired(self) -> bool:
        """Whether the question on top can't be answered any more."""
        return self.stack.is_expired() or (self.stale and bool(self.stack) and self.stack.step.lasts is not None)

    def take_up_again(self, heard: Heard) -> None:
        """Nothing is done by an answer to what was asked long ago: it is asked again, as things are now. Words that
        would open something by themselves are taken as new."""
        reading = heard.reading
        wish = reading.windows or reading.question or reading.lesson_type is not None
        if heard.choice is None and wish and not self.stack.step.free:
            self.stack.abandon()
            if self.stack:
                self.push(HOME)
            self.hear(heard)
            return
        self.misses.forget()
        self.ask(resuming=True)

    def everywhere(self, intent: str) -> None:
        match intent:
            case "menu" if self.talk.speaker.role is None and self.stack and self.stack.top.trail:
                self.ask(resuming=True)  # whoever joins has no menu yet, and has said the school
            case "menu" | "start_over":
                self.home()
            case "back" if self.stack and self.stack.top.trail:
                self.back()
            case "stop" if self.stack:
                self.talk.say(self.flows[self.stack.top.flow].left)
                self.stack.drop()
                self.ended(LEFT)
            case "back" if len(self.stack) > 1:
                self.stack.drop()
                self.go_on()
            case "back" | "stop":
                self.home()
            case "help":
                self.give_help()
            case "human" if self.people.school_id is None:
                self.open(SCHOOL)
            case "human":
                self.talk_to_school()
            case "language":
                self.interrupt(LANGUAGE)
            case _ if self.talk.speaker.role is not None:
                self.digress(self.flows[SWITCH])
            case _:
                self.home()

    def give_help(self) -> None:
        self.stack.drop_passing()
        if self.talk.speaker.role is None and self.people.school_id is not None:
            self.hint("help_joining")
        else:
            self.hint(f"help_{self.talk.speaker.role or 'stranger'}")

    def back(self) -> None:
        """To the last question before that is asked at all; home, if what is known by now answers them."""
        frame = self.stack.top
        left, trail = frame.step, list(frame.trail)
        while trail:
            frame.step = trail.pop()
            frame.trail = list(trail)
            self.ask(resuming=True)
            if not (self.stack and self.stack.top is frame and frame.step == left):
                return
        self.home()

    def digress(self, flow: Flow) -> None:
        """A question on the side is answered and the open one asked again; what takes longer than one answer and can
        be asked for on the side opens on top of it; anything bigger takes its place, if that is no talk. One that lay
        open for too long is left: the times it offers may be over."""
        self.stack.drop_passing()
        if self.is_expired():
            self.stack.abandon()
        if not self.stack or not (flow.is_beside or self.stack.step.apart):
            if self.waited:
                self.give_up()  # it was to come after something else
            unsettled = self.flows[self.stack.top.flow].left if self.stack.top.step == "confirm" else None
            self.stack.abandon()  # before the flow begins to read, of which writing leaves nothing in memory
            self.interrupt(flow.name, flow.begin(self.talk) if flow.begin else {})
            if unsettled is not None:
                self.tell_left(unsettled)
            return
        self.talk.frame = self.stack.top
        if flow.aside is not None and flow.aside(self.talk):
            self.ask_behind()
            return
        while self.stack.has(flow.name):
            self.stack.drop()
        self.interrupt(flow.name, flow.begin(self.talk) if flow.begin else {})

    def tell_left(self, message: str) -> None:
        """What was to be confirmed is left for something else that comes to nothing: it asks for no answer either."""
        if self.asked is None:
            self.talk.say(message)
        elif not self.stack or self.stack.is_passing():
            self.asked = replace(self.asked, says=(Say(message), *self.asked.says))

    def interrupt(self, name: str, data: Mapping[str, Any] | None = None) -> None:
        self.push(name, data)
        self.ask()

    # What follows

    def follow(self, move: Move) -> None:
        if not isinstance(move, Unheard):
            self.misses.forget()
        match move:
            case Unheard() if (small_talk := SMALL_TALK.get(self.talk.reading.intent or "")) is not None:
                self.misses.forget()
                self.menu.stay()
                self.hint(small_talk)
            case Unheard() if (rest := behind_small_talk(self.talk.reading.text)) is not None:
                self.talk.reading = self.talk.understand(rest)
                self.listen()
            case Unheard() if (school := school_said(self.talk)) is not None:
                self.misses.forget()
                self.open(JOIN, school)
            case Unheard() if self.talk.wrote_before and self.talk.speaker.role and not self.stack.is_asking():
                self.misses.forget()
                self.talk.wrote = True
                pass_on(self.talk, self.talk.reading.text)
            case Unheard():
                self.miss("not_understood")
            case Go(step=name):
                self.stack.go(name)
                self.ask()
            case Again(behind=True):
                self.ask_behind()
            case Again():
                self.ask(resuming=True)
            case End():
                self.end(move)
            case Open(flow=name, data=data):
                self.open(name, data)

    def hint(self, message: str, **params: Any) -> None:
        self.talk.say(message, **params)
        self.ask(resuming=True)

    # The language

    def offer_language(self, reply: Reply | None) -> Reply | None:
        """To who writes in another one, once; not where the words are a name or for others to read."""
        apart = self.for_others or (bool(self.stack) and self.stack.step.apart)
        if reply is None or apart or not is_other(self.talk):
            return reply
        self.language_settled = True
        return offering(self.talk, reply, self.menu)

    def speak(self, code: str) -> None:
        set_language(self.talk, code)
        if self.stack:
            self.ask(resuming=True)

    # A human

    def miss(self, message: str) -> None:
        """Nobody has a use for what was said."""
        self.misses.add(self.talk.reading)
        if self.misses.bring_a_human or (self.misses.offer_a_human and self.people.school_id is None):
            self.hand_over()
            return
        self.menu.stay()
        self.talk.say(message)
        if self.misses.offer_a_human:
            self.talk.say("offer_a_human")
        self.ask(resuming=True)

    def talk_to_school(self) -> None:
        """Ask for the message; a wish to be called is one."""
        call = call_wished(self.talk.reading.text)
        if call is None and self.stack.is_in(SCHOOL):
            self.ask(resuming=True)
            return
        if self.stack.is_in(SCHOOL):
            self.stack.drop()
        self.interrupt(SCHOOL, {"context": self.people.context(), "school": self.people.school_id, "call": call})

    def hand_over(self) -> None:
        """What was not understood goes to the school's people. Who has no school yet is told what can be done."""
        school_id = self.people.school_id
        if school_id is None:
            self.misses.forget()
            self.hint("help_stranger")
            return
        thread = self.people.hand_over(school_id, self.misses)
        if self.stack.is_in(JOIN):  # who is about to join is asked on, and the people wait for what is no answer
            self.misses.forget()
            self.stack.lay_beneath(SCHOOL, TALKING, {"thread": thread, "school": school_id, "waits": True})
            self.hint("message_passed_on", school=self.talk.work.catalogue(school_id).school.name)
            return
        self.push(SCHOOL, {"thread": thread, "school": school_id})
        self.stack.top.step = TALKING
        self.ask()

    # Where it goes on

    def open(self, name: str, data: Mapping[str, Any] | None = None) -> None:
        self.stack.abandon()
        if name == HOME:
            self.give_up()
        if name != HOME or self.stack:
            self.push(name, data)
        self.ask()

    def push(self, name: str, data: Mapping[str, Any] | None = None) -> None:
        self.misses.forget()
        self.stack.push(name, data)

    def end(self, end: End) -> None:
        joined = self.stack.is_in(JOIN) and self.talk.speaker.role is not None
        self.stack.pop()
        if joined:
            self.stack.abandon()  # a talk with the school's people, as a stranger
        self.ended(end)

    def ended(self, end: End) -> None:
        """The flow on top is over: what has waited for it comes, or what lay open before."""
        while self.stack.is_expired() and self.stack.step.fades:
            self.stack.drop()
        if self.talk.later is not None and self.stack.can_wait:
            self.take_up(done=end.done)
            if self.asked is not None:
                return
        if self.stack:
            self.ask(resuming=True)
            return
        if end.instead and self.talk.speaker.role == "student":
            self.interrupt(INSTEAD, {"ways": list(end.instead)})
        elif end.instead or not self.talk.says:
            self.ask()

    def go_on(self) -> None:
        """With what was interrupted, or at home."""
        if self.stack:
            self.ask(resuming=True)
        else:
            self.home()

    def home(self) -> None:
        self.misses.forget()
        self.open(HOME)

    # The question

    def ask(self, *, resuming: bool = False) -> None:
        """Ask the step on top, following it where it need not be asked."""
        if not self.stack and self.talk.speaker.role is None:
            self.push(JOIN)
        self.talk.frame = self.stack.top
        self.talk.resuming = resuming
        if resuming and self.is_expired():
            self.talk.fresh, self.stale = True, False
            self.talk.frame.asked = self.talk.now
            self.talk.say("a_while_ago")
        result = self.stack.step.ask(self.talk)
        match result:
            case Prompt():
                self.emit(result, resuming=resuming)
            case Go(step=name):
                self.talk.fresh = False
                self.stack.go(name)
                self.ask()
            case End():
                self.end(result)
            case Open(flow=name, data=data):
                self.open(name, data)

    def ask_behind(self) -> None:
        """Ask once more behind an answer; a question that was asked so just before is only left open."""
        if self.stack.is_fresh_in_mind():
            self.menu.stay()
            self.left_open = True
            return
        self.ask(resuming=True)
        self.stack.top.repeated = True

    def emit(self, prompt: Prompt, *, resuming: bool) -> None:
        self.stack.top.asked, self.stack.top.repeated = self.talk.now, False
        message = prompt.again if resuming and prompt.again else prompt.message
        says = (*self.talk.says, Say(message, prompt.params))
        ways_out = self.ways_out(prompt.choices)

        def fits(page: tuple[Choice, ...]) -> bool:
            reply = Reply(says, (*page, *ways_out))
            return self.talk.fits(reply, self.talk.language, self.talk.inbound.channel, self.talk.now.date(), 1)

        room = CAPABILITIES[self.talk.inbound.channel].choices - len(ways_out)
        choices = (*self.menu.paged(prompt.choices, room, fits), *ways_out)
        self.asked = Reply(says, choices, self.menu.send(choices), ask_contact=prompt.ask_contact)

    def ways_out(self, offered: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """What is offered beside the choices to whom the question has not been understood twice."""
        if not self.misses.bring_choices or not self.stack or self.people.school_id is None:
            return ()
        labels = {choice.label for choice in offered}
        home = "choice_menu" if self.talk.speaker.role else "choice_other_code"
        ways_out = (Choice(_SCHOOL, "choice_school"), Choice(_MENU, home))
        return tuple(choice for choice in ways_out if choice.label not in labels)
