"""The docs say what the program does.

`WRITE_DOCS=1 make test ARGS=tests/docs` brings the parts that are made by the program up to date.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs import generated
from tests.docs.pages import ROOT, filled, name_of, pages, prose, without_references
from tests.docs.talks import Talks, demo

PAGES = pages()

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_IMAGE = re.compile(r'<img [^>]*src="([^"]+)"')
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
_COMMAND = re.compile(r"\bjustdriving((?: [a-z][a-z-]*)+)(?=[ `\n.,;:)]|$)", re.MULTILINE)
_PATH = re.compile(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|toml|md|html|css|js))`")


@pytest.mark.parametrize("page", PAGES, ids=map(name_of, PAGES))
def test_what_the_program_writes_into_a_page_is_what_it_does(
    page: Path, make_database: Callable[[], str], tmp_path: Path
) -> None:
    text = page.read_text("utf-8")

    def generate(part: str) -> str:
        return generated.statements(make_database()) if part == "statements" else generated.PARTS[part]()

    if "<!-- talk:" in text:
        with demo(make_database(), tmp_path) as (application, clock):
            now = filled(text, generate, Talks(application, clock).hold)
    else:
        now = filled(text, generate, as_written)
    if without_references(now) != without_references(text) and os.environ.get("WRITE_DOCS"):
        page.write_text(now, "utf-8")
        return
    page_has, program_has = (without_references(version).splitlines() for version in (text, now))
    differences = "\n".join(difflib.unified_diff(page_has, program_has, "page", "program", lineterm="", n=1))
    assert not differences, f"Is this meant? Then: WRITE_DOCS=1 make test ARGS=tests/docs\n{differences}"


@pytest.mark.parametrize("page", PAGES, ids=map(name_of, PAGES))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = prose(page.read_text("utf-8"))
    broken = []
    for link in [*_LINK.findall(text), *_IMAGE.findall(text)]:
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def as_written(_address: str, _at: str | None, written: str) -> str:
    return written


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = _HEADING.findall(prose(page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=map(name_of, PAGES))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    known = generated.all_commands()
    named = [command.split() for command in _COMMAND.findall(page.read_text("utf-8"))]
    unknown = [" ".join(words) for words in named if not {words[0], " ".join(words[:2])} & known.keys()]
    assert unknown == []


@pytest.mark.parametrize("page", PAGES, ids=map(name_of, PAGES))
def test_every_make_target_that_a_page_names_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"`(?:[A-Z_]+=\S+ )*make ([a-z-]+)", page.read_text("utf-8")))
    named |= set(re.findall(r"^(?:[A-Z_]+=\S+ )*make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE))
    assert {target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()


@pytest.mark.parametrize("page", PAGES, ids=map(name_of, PAGES))
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    named = set(_PATH.findall(page.read_text("utf-8")))
    assert {path for path in named if not (ROOT / path).exists() and not (page.parent / path).exists()} == set()


def test_a_page_that_lies_is_found_out() -> None:
    text = "<!-- generated: transitions -->\n| draft | completed | anybody | at any time |\n<!-- /generated -->\n"
    assert filled(text, lambda part: generated.PARTS[part](), as_written) != text
