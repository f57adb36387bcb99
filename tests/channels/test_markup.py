from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.markup import split_html, split_plain, visible_length
from tests.standins.telegram import shown_text

pieces = st.sampled_from(["<b>", "</b>", "<i>", "</i>", "&amp;", "&lt;", "word", " ", "\n", "🚗", "é"])


def well_formed(parts: list[str]) -> str:
    text, open_tags = "", list[str]()
    for part in parts:
        if part.startswith("</"):
            if not open_tags or open_tags[-1] != part[2:-1]:
                continue
            open_tags.pop()
        elif part.startswith("<"):
            open_tags.append(part[1:-1])
        text += part
    return text + "".join(f"</{tag}>" for tag in reversed(open_tags))


@given(st.lists(pieces, max_size=120).map(well_formed), st.integers(min_value=6, max_value=40))
def test_html_parts_fit_are_well_formed_and_lose_no_letter(text: str, limit: int) -> None:
    parts = split_html(text, limit)
    words = [shown_text(part) for part in parts]
    assert all(visible_length(part) <= limit for part in parts)
    assert re.sub(r"\s", "", "".join(words)) == re.sub(r"\s", "", shown_text(text))


@given(st.text(alphabet="ab \n", max_size=200), st.integers(min_value=4, max_value=30))
def test_plain_parts_fit_and_lose_no_letter(text: str, limit: int) -> None:
    parts = split_plain(text, limit)
    assert all(len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_text_within_the_limit_stays_as_it_is() -> None:
    assert split_html("<b>Booked</b>", 6) == ["<b>Booked</b>"]
    assert split_plain("Booked", 6) == ["Booked"]


def test_lines_are_kept_whole_where_they_can_be() -> None:
    assert split_plain("Tue 16:00\nWed 17:00", 12) == ["Tue 16:00", "Wed 17:00"]
    assert split_html("<b>Tue 16:00\nWed 17:00</b>", 12) == ["<b>Tue 16:00</b>", "<b>Wed 17:00</b>"]
