"""A list too long for two SMS is told in pages, each of which is at most that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogs.exchange import Channel, Choice, Reply, Say
from bot.dialogs.long_lists import LINES, shortened
from bot.previews.texts import previews
from bot.rendering import fits, parts, render, texts
from bot.segments import segments
from domain.languages import LANGUAGES

DAY = date(2026, 11, 26)
NAMES = (
    "Bo Li",
    "Anna Berg",
    "Priya Raman",
    "Jürgen Weiß",
    "Łukasz Brzęczyszczykiewicz",
    "Maximilian-Alexander Freiherr von Schulze-Hohenstein",
    "Wait B. Andersen",
)
QUESTIONS = {"confirm_sick", "ask_class", "ask_class_correction", "ask_missing", "waitlist", "lessons"}
CHOICES = (Choice("sick", "choice_sick"), Choice("no", "choice_not_sick"))
AT_MOST = 2


def is_short(reply: Reply, language: str) -> bool:
    return fits(reply, language, Channel.SMS, DAY, AT_MOST)


@st.composite
def long_lists(draw: st.DrawFn) -> tuple[str, Say]:
    """One of the texts that are lists, with many of its lines and with long names."""
    language = draw(st.sampled_from(LANGUAGES))
    message = draw(st.sampled_from(sorted(LINES)))
    shown = previews(language)[message]
    full = [params for params in shown if any(params.get(name) for name in LINES[message])]
    params: dict[str, Any] = dict(draw(st.sampled_from(full)))
    for name in LINES[message]:
        if lines := params.get(name):
            params[name] = draw(st.lists(st.sampled_from(lines).flatmap(named), max_size=25))
    return language, Say(message, params)


def named(line: Any) -> st.SearchStrategy[Any]:
    """The line with other students' names."""
    if isinstance(line, str):
        return st.sampled_from(NAMES)
    if not isinstance(line, Mapping) or "students" not in line:
        return st.just(line)
    return st.lists(st.sampled_from(NAMES), min_size=1, max_size=12).map(lambda names: {**line, "students": names})


def told(say: Say) -> list[Any]:
    return [line for name in LINES[say.message] for line in say.params.get(name) or ()]


@settings(max_examples=150)
@given(long_lists())
def test_each_page_of_a_list_is_two_sms_at_most_and_together_they_tell_all_of_it(wished: tuple[str, Say]) -> None:
    language, say = wished
    asking = say.message in QUESTIONS
    left: tuple[Say, ...] = (say,)
    pages: list[Say] = []
    while left:
        whole = Reply(left, CHOICES if asking else ())
        page, rest = shortened(whole, lambda reply: is_short(reply, language), asking=asking)
        assert all(
            segments(render(part, language, Channel.SMS, DAY).text) <= AT_MOST
            for part in parts(page, language, Channel.SMS, DAY)
        )
        pages += page.says
        left = rest.says if rest is not None else ()
    assert [line for page in pages for line in told(page)] == told(say)
    assert len(pages) == 1 or all(told(page) for page in pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_list_that_is_cut_it_is_said_how_much_is_left(language: str) -> None:
    lesson = previews(language)["week"][0]["lessons"][0]
    week = Say("week", {**previews(language)["week"][0], "lessons": [lesson] * 20})
    page, rest = shortened(Reply((week,)), lambda reply: is_short(reply, language), asking=False)
    assert rest is not None
    said = render(page, language, Channel.SMS, DAY).text
    assert said.endswith(f'{texts(language)["word_more"]}")')
    assert str(20 - len(told(page.says[0]))) in said.splitlines()[-1]
