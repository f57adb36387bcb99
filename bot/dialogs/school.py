"""Talk to the school: a message for its people, and what they write back."""

from __future__ import annotations

from bot.dialogs.exchange import Choice, Reply, Say
from bot.dialogs.flow import Flow, Step
from bot.dialogs.talk import Again, End, Go, Heard, Move, Open, Prompt, Talk, Unheard


def ask(talk: Talk) -> Prompt | Go | End | Open:
    if talk.speaker.school_id is None:
        talk.say("join_first")
        return Open("join")
    school = talk.school.school
    return Prompt("ask_message", {"school": school.name, "phone": school.phone}, (Choice("menu", "choice_menu"),))


def hear(talk: Talk, heard: Heard) -> Move:
    if heard.choice == "menu":
        return Open("home")
    if not heard.text:
        return Unheard()
    if heard.intent == "human" and len(heard.text.split()) <= 4:
        return Again()  # asked for once more, no message yet
    school = talk.school.school
    talk.directory.tell_school(school.id, talk.contact_id, talk.speaker.person_id, heard.text, talk.now)
    talk.say("message_passed_on", school=school.name)
    return End()


def answer(school: str, text: str) -> Reply:
    """What the school's people write back, told beside whatever dialog is open."""
    return Reply((Say("from_school", {"school": school, "text": text}),))


FLOW = Flow(
    "school",
    "message",
    {"message": Step(ask, hear, free=True)},
    roles=frozenset({"stranger", "student", "teacher"}),
    intents=frozenset({"human"}),
)
