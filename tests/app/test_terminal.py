from __future__ import annotations

import io
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from starlette.applications import Starlette

from app import terminal
from bot.dialogs.exchange import Channel, Kind, Tap
from tests.webhooks.simulated import ANNA, NOW, School
from webhooks.simulator import Shown, ShownChoice, simulator_routes

Talk = Callable[..., list[str]]


@pytest.fixture
def school() -> School:
    return School()


def served(routes: object) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="critical"))  # type: ignore[arg-type]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def url(school: School) -> Iterator[str]:
    yield from served(simulator_routes(school))


@pytest.fixture
def talk(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Talk:
    """Types these lines and then Ctrl-D; answers what stood in the terminal, by line, without the greeting."""

    def typed(*lines: str, channel: str = "sms") -> list[str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        terminal.chat(url, ANNA, channel)
        return capsys.readouterr().out.splitlines()[1:]

    return typed


def said(number: str, text: str, channel: Channel = Channel.SMS, *labels: str, ask_contact: bool = False) -> Shown:
    choices = tuple(ShownChoice(f"m:1:{index}", label) for index, label in enumerate(labels))
    return Shown(number, "out", channel, text, choices, NOW, ask_contact=ask_contact)


def test_a_line_is_said_and_answered(school: School, talk: Talk) -> None:
    school.answers = [said("1", "Hi Anna.\n1 Book", Channel.SMS, "Book")]
    assert talk("hej", "1")[:3] == ["Hi Anna.", "1 Book", "> Hi Anna."]
    assert [(heard.text, heard.tap, heard.channel) for heard in school.heard] == [
        ("hej", None, Channel.SMS),
        ("1", None, Channel.SMS),
    ]


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
def test_a_digit_presses_a_button_where_there_are_buttons(school: School, talk: Talk, channel: str) -> None:
    school.answers = [said("1", "Which?", Channel(channel), "15:00", "16:45")]
    assert talk("book", "2", "3", "0", "02", channel=channel)[3:6] == ["> Which?", "1 15:00", "2 16:45"]
    assert [heard.tap for heard in school.heard] == [None, Tap(1, 1), None, None, Tap(1, 1)]


def test_news_are_shown_before_the_prompt_and_once(school: School, talk: Talk) -> None:
    school.answers = [said("1", "Old"), said("2", "Older on Telegram", Channel.TELEGRAM)]
    assert talk("", "") == ["[telegram] Older on Telegram", "> > > "]
    school.answers = []
    school.news = [said("3", "Reminder")]
    assert talk("go on", "") == ["> Reminder", "> > "]


def test_a_message_cannot_write_over_the_terminal(school: School, talk: Talk) -> None:
    school.answers = [said("1", "a\x1b[2Jb\x07\r\x9bc")]
    assert talk()[0] == "a[2Jbc"


def test_the_commands(school: School, talk: Talk) -> None:
    lines = talk("/help", "/people", "/clock PT24H", "/clock", "/clock 1 day", "/foo", "/as nobody", "/channel fax")
    text = "\n".join(lines)
    assert "/clock PT24H" in text
    assert f"{ANNA}  Anna Holm, student, Nordlys" in text
    assert text.count("It is now Tue 24 Nov 2026 09:15.") == 2
    assert "advance must be an ISO 8601 duration" in text
    assert "/foo is nothing I know" in text
    assert "address must be a phone number" in text
    assert "There is no such channel" in text
    assert school.heard == []


def test_another_person_another_channel_and_the_own_number(school: School, talk: Talk) -> None:
    talk("/as +4530000001", "hi", "/channel telegram", "/start NORD", "/contact", "/quit", "never said")
    assert [(heard.address, heard.channel, heard.kind, heard.text) for heard in school.heard] == [
        ("+4530000001", Channel.SMS, Kind.TEXT, "hi"),
        ("+4530000001", Channel.TELEGRAM, Kind.TEXT, "NORD"),
        ("+4530000001", Channel.TELEGRAM, Kind.CONTACT, ""),
    ]


def test_the_button_for_the_own_number_is_told(school: School, talk: Talk) -> None:
    school.answers = [said("1", "Who are you?", Channel.TELEGRAM, ask_contact=True)]
    assert talk(channel="telegram")[:2] == ["Who are you?", "(/contact shares your phone number)"]


def test_a_failed_turn_does_not_end_the_conversation(school: School, talk: Talk) -> None:
    school.failing_turns = 1
    assert talk("one", "two") == ["> Something went wrong on the server; its log says what.", "> > "]
    assert [heard.text for heard in school.heard] == ["two"]


def test_without_a_server_one_sentence_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(SystemExit, match=rf"^No server answers at http://127.0.0.1:{port}: start the demo") as end:
        terminal.chat(f"127.0.0.1:{port}")
    assert isinstance(end.value.code, str)


def test_a_server_without_the_demo_is_told_from_none() -> None:
    for url in served([]):
        with pytest.raises(SystemExit, match=r"serves no demo: start it with DEMO=1\.$"):
            terminal.chat(url)


@pytest.mark.parametrize(
    "url", ["nonsense://x", "http://", "http://127.0.0.1:notaport", "http://[", "file:///etc/hosts"]
)
def test_an_address_that_is_none_is_one_sentence_too(url: str) -> None:
    with pytest.raises(SystemExit, match=r"\.$"):
        terminal.chat(url)


def test_an_unknown_channel_or_number_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(SystemExit, match="no such channel"):
        terminal.chat(url, ANNA, "fax")
    with pytest.raises(SystemExit, match="address must be a phone number"):
        terminal.chat(url, "nobody")


def test_ctrl_c_ends_it_quietly(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)
    terminal.chat(url)
    assert capsys.readouterr().out.endswith("\n\n")


def test_it_starts_at_once() -> None:
    """Nothing but the standard library is imported."""
    heavy = "httpx", "starlette", "bot", "domain"
    code = f"import sys, app.terminal; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
