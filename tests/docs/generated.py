"""The parts of the docs that are made from the code."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import typer

from app.cli import app
from app.demo_school import CODE
from app.metrics import REGISTRY
from app.settings import SLICES, name_of
from bot.conversation import Conversations
from bot.dialogs.capabilities import CAPABILITIES
from bot.dialogs.exchange import Channel, Inbound
from bot.previews.texts import previews
from bot.rendering import say_text
from domain.lessons import TRANSITIONS, Permission, Status, When
from domain.notices import REMINDERS, NoticeKind
from domain.policies import PARAMETERS, RULES
from domain.rules.rule import About, Occasion, Rule
from storage.unit_of_work import UnitOfWork
from tests.docs.flow_docs import flow_diagrams, flows
from tests.docs.tables import table
from tests.docs.talks import demo

TURNS = (
    ("+4520000001", "menu"),
    ("+4520000001", "any chance thu after 3?"),
    ("+4520000001", "2"),
    ("+4520000001", "how much do i owe"),
    ("+4520000001", "1"),
    ("+4520000001", "my lessons"),
    ("+4520000001", "move it to friday 10"),
    ("+4520000001", "1"),
    ("+4520000001", "cancel my lesson"),
    ("+4520000001", "1"),
    ("+4530000001", "today"),
)
"""(address, words), one after the other in the demo."""

_ANSWER = """
SELECT array(SELECT say->>0 FROM jsonb_array_elements(message->'says') AS say) FROM outbox ORDER BY id DESC LIMIT 1
"""

_CORRECTS = {When.SETTLED, When.JUST_SETTLED}


def settings() -> str:
    rows = [
        (f"`{name_of(kind, name)}`", _default(field.default), str(field.description))
        for kind in SLICES
        for name, field in kind.model_fields.items()
    ]
    return table(("name", "default", "meaning"), rows)


def _default(value: object) -> str:
    return "" if value is None else f"`{value:d}`" if isinstance(value, bool) else f"`{value}`"


def commands() -> str:
    """All commands with their own sentence."""
    found = [(f"`justdriving {name}`", meaning) for name, meaning in sorted(all_commands().items())]
    return table(("command", "what it does"), found)


def all_commands() -> dict[str, str]:
    """Name (with its group's) -> help."""
    top = typer.main.get_command(app)
    found: dict[str, str] = {}
    for name, command in top.commands.items():  # type: ignore[attr-defined] # it is a group
        inner = getattr(command, "commands", {"": command})
        found |= {f"{name} {sub}".strip(): leaf.help or "" for sub, leaf in inner.items()}
    return found


def metrics() -> str:
    rows = [
        (f"`{family.name}{'_total' if family.type == 'counter' else ''}`", family.type, family.documentation)
        for family in REGISTRY.collect()
    ]
    return table(("name", "kind", "what it counts"), rows)


def lifecycle() -> str:
    """The transition table as a diagram, corrections left out: with them it can't be read."""
    lines = ["```mermaid", "stateDiagram-v2", "    direction LR", f"    [*] --> {Status.DRAFT}"]
    for (before, after), permissions in TRANSITIONS.items():
        who = sorted({actor.value for p in permissions if p.when not in _CORRECTS for actor in p.who})
        lines += [f"    {before} --> {after}: {', '.join(who)}"] if who else []
    return "\n".join([*lines, "```", ""])


def transitions() -> str:
    rows = [
        (before, after, _who(permission), permission.when)
        for (before, after), permissions in TRANSITIONS.items()
        for permission in permissions
    ]
    return table(("from", "to", "who", "when"), rows)


def _who(permission: Permission) -> str:
    *others, last = sorted(actor.value for actor in permission.who)
    return f"{', '.join(others)} or {last}" if others else last


def policy() -> str:
    """Everything a school can set, by what it is about."""
    rows = [
        (about.value, f"`{setting.name}`", f"`{json.dumps(made.default)}`", made.meaning)
        for about in About
        for rule in RULES
        if rule.about is about
        for setting in fields(rule)  # type: ignore[arg-type] # every rule is a dataclass
        for made in [PARAMETERS[setting.name]]
    ]
    return table(("about", "setting", "default", "meaning"), rows)


def rules() -> str:
    """All rules that say no, by what they are about, in the student's words."""
    rows = [
        (about.value, f"`{rule.name}`", _asked_when(rule), f"“{_in_words(rule)}”")
        for about in About
        for rule in RULES
        if rule.about is about and rule.code
    ]
    return table(("about", "rule", "asked when", "what a student is told, for example"), rows)


def _asked_when(rule: type[Rule]) -> str:
    return ", ".join(occasion.value for occasion in Occasion if occasion in rule.on)


def _in_words(rule: type[Rule]) -> str:
    params = previews("en").get(f"refused_{rule.code}", ({},))[0]
    return say_text(f"refused_{rule.code}", params, "en", Channel.SMS)


def rule_refusals() -> str:
    """What the rules refuse with, as a problem of the API."""
    rows = [
        ("409", f"`{rule.code}`", f"{rule.title[0].lower()}{rule.title[1:]}", _data_of(rule))
        for rule in RULES
        if rule.code
    ]
    return table(("status", "code", "meaning", "data"), rows)


def _data_of(rule: type[Rule]) -> str:
    names = dict.fromkeys(name for example in rule.examples for name in example)
    return ", ".join(f"`{name}`" for name in names)


def notices() -> str:
    meanings = {
        NoticeKind.ATTENDANCE: ("the teacher", "when the lesson ends"),
        NoticeKind.SIGN_OFF: ("the teacher", "when a lesson has completed a module; asked after all attendance"),
        NoticeKind.COUNTERSIGN: ("the student", "when the teacher has signed a module off"),
        NoticeKind.CONFIRMED_BY_SCHOOL: ("the student", "at once, when staff or teacher booked"),
        NoticeKind.MOVED_BY_SCHOOL: ("the student", "at once, when staff or teacher moved it"),
        NoticeKind.CANCELLED_BY_SCHOOL: ("the student", "at once, when staff or teacher cancelled it"),
        NoticeKind.CHANGED_BY_SCHOOL: ("the student", "at once, when its teacher, car or room became another"),
        NoticeKind.LESSON_CHANGED: ("the teacher", "at once, when the car of a lesson became another"),
        NoticeKind.CLASS_GIVEN: ("the teacher", "at once, when a class was planned for them or became theirs"),
        NoticeKind.CLASS_CHANGED: ("the teacher", "at once, when time or rooms of a class became others"),
        NoticeKind.CLASS_TAKEN: ("the teacher", "at once, when a class became somebody else's"),
        NoticeKind.CLASS_CANCELLED: ("the teacher", "at once, when a class was cancelled"),
        NoticeKind.CLASS_STAFFED: ("a teacher", "at once, when another one of the class is off, or there after all"),
        NoticeKind.REQUEST_APPROVED: ("the student", "at once, when the school says yes to a request"),
        NoticeKind.REQUEST_DECLINED: ("the student", "at once, when the school says no to a request"),
        NoticeKind.REQUEST_LAPSED: ("the student", "when the school has not answered a request in time"),
        NoticeKind.LESSON_BOOKED: ("the teacher", "at once, unless the teacher did it; also when it was moved to them"),
        NoticeKind.LESSON_MOVED: ("the teacher", "at once, unless the teacher did it: from when to when"),
        NoticeKind.LESSON_CANCELLED: ("the teacher", "at once, unless the teacher did it; also to one who is replaced"),
    }
    meanings[NoticeKind.PACKAGE_SOLD] = ("the student", "at once, when the school sells them a package")
    meanings[NoticeKind.PACKAGE_RETURNED] = ("the student", "at once, when the school takes a package back")
    meanings[NoticeKind.PAYMENT_REGISTERED] = ("the student", "at once, when what they paid is registered")
    meanings[NoticeKind.PAYMENT_REFUNDED] = ("the student", "at once, when money is paid back to them")
    meanings[NoticeKind.ENTRY_REVERSED] = ("the student", "at once, when a fee is let off or a payment has bounced")
    meanings[NoticeKind.INVOICE_ISSUED] = ("the student", "at once, when an invoice is issued")
    meanings[NoticeKind.INVOICE_CREDITED] = ("the student", "at once, when a credit note is written")
    meanings[NoticeKind.INVOICE_OVERDUE] = ("the student", "at 9:00 on the day after the due day, unless it is paid")
    meanings[NoticeKind.MISSED] = ("the student", "at once, when it is noted that they did not come, with the fee")
    meanings[NoticeKind.ATTENDANCE_CORRECTED] = ("the student", "at once, when what was noted of a lesson is corrected")
    meanings |= {
        NoticeKind.OFFER: ("the student", "when a place is held for them; answered by a digit"),
        NoticeKind.AFFECTED: (
            "the student",
            "when a lesson can't be held and nothing is proposed; answered by a digit",
        ),
        NoticeKind.AS_PLANNED: ("the student", "when a lesson that was asked about can be held after all"),
        NoticeKind.PLACE_GONE: ("the student", "when a time that is held for them is not to be had any more"),
        NoticeKind.COMPANION: ("the student", "when somebody asks them along; after quiet hours, answered by a digit"),
        NoticeKind.COMPANION_COMES: ("the student", "at once, when whom they asked along says yes"),
        NoticeKind.COMPANION_STAYS: ("the student", "at once, when whom they asked along says no, or can't"),
        NoticeKind.UNANSWERED: ("the school", "when the student has not answered in time"),
        NoticeKind.SERIES_WAITS: (
            "the school",
            "once, when an endless series can't go on: its teacher or the kind of class is gone",
        ),
        NoticeKind.TEACHER_LATE: ("the student", "at once, when the teacher says so"),
        NoticeKind.STUDENT_LATE: ("the teacher", "at once, when the student says so"),
    }
    for kind, before in REMINDERS.items():
        meanings[kind] = ("the student", f"{before.total_seconds() / 3600:g} h before the start")
    return table(("notice", "to", "when"), [(f"`{kind}`", *meanings[kind]) for kind in NoticeKind])


def capabilities() -> str:
    rows = [
        (channel, str(can.choices), "yes" if can.buttons else "no: digits", "yes" if can.pictures else "no: words")
        for channel, can in ((channel, CAPABILITIES[channel]) for channel in Channel)
    ]
    return table(("channel", "choices at once", "buttons", "pictures"), rows)


def statements(url: str) -> str:
    """What some turns cost, counted in the demo's database at `url`."""
    rows: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory() as folder, demo(url, Path(folder)) as (application, clock):
        counted: list[int] = []
        with application.open_work() as work:  # the catalogue, which is read once
            work.catalogue(work.conversations.school_by_code(CODE) or 0)

        @contextmanager
        def open_work() -> Iterator[UnitOfWork]:
            with application.open_work() as work:
                yield work
                counted.append(work.statements)

        conversations = Conversations(open_work, clock)
        for number, (address, words) in enumerate(TURNS):
            event = Inbound(Channel.SMS, address, f"count-{number}", text=words, phone=address)
            conversations.receive(event, "simulator")
            ((answer,),) = application.database.execute(_ANSWER)
            rows.append((f"“{words}”", ", ".join(f"`{name}`" for name in answer), str(counted[-1])))
    return table(("words", "answered with", "statements"), rows)


PARTS = {
    part.__name__: part
    for part in (
        settings,
        commands,
        metrics,
        lifecycle,
        transitions,
        policy,
        rules,
        rule_refusals,
        notices,
        flows,
        flow_diagrams,
        capabilities,
    )
}
