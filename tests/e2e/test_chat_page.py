"""The chat page in a real browser, with the real demo behind it."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

from tests.e2e.program import Program

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
OWED = re.compile("You (owe|have)|Du (skylder|har)")
BOOKED = re.compile("Booked: ")

strangers = (f"+4540{number:06}" for number in itertools.count(os.getpid() % 900_000))

expect.set_options(timeout=20_000)  # a busy machine may be slow

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of this module alone: while Playwright runs, no other test could start an event loop."""
    if CHROMIUM is None:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail("CI has no Chromium, so nothing tests the chat page")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def usual(browser: Browser, demo_url: str) -> Iterator[Watched]:
    """The page as most tests open it. Loading it anew is less than half the work of a new one."""
    with Watched.new(browser, demo_url) as watched:
        yield watched


@pytest.fixture
def opened(browser: Browser, usual: Watched, demo_url: str) -> Iterator[Open]:
    """Opens the page. What goes wrong in it, and what it asks of anybody else, fails the test."""
    with contextlib.ExitStack() as after:

        def open_page(url: str = demo_url, **settings: Any) -> Page:
            own = url != demo_url or bool(settings)
            watched = after.enter_context(Watched.new(browser, url, **settings)) if own else usual
            after.callback(watched.leaves)
            watched.page.goto(url)
            expect(watched.page.locator("#left .person option").first).to_be_attached()
            expect(watched.page.locator("#left")).to_have_attribute("aria-busy", "false")
            return watched.page

        yield open_page


@dataclass
class Watched:
    """A page, what went wrong in it and what it asked of others than its own server."""

    page: Page
    faults: list[str]
    foreign: list[str]

    @classmethod
    @contextlib.contextmanager
    def new(cls, browser: Browser, url: str, width: int = 1280, height: int = 800, **settings: Any) -> Iterator[Self]:
        """Nothing moves in it, which saves the browser drawing, unless the settings say otherwise."""
        settings = {"reduced_motion": "reduce"} | settings
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)
        watched = cls(context.new_page(), faults := [], foreign := [])
        watched.page.on("pageerror", lambda error: faults.append(str(error)))
        watched.page.on("console", lambda said: faults.append(said.text) if _is_fault(said.type, said.text) else None)
        watched.page.on("dialog", lambda dialog: faults.append(f"a dialog: {dialog.message}"))
        watched.page.on("request", lambda asked: foreign.append(asked.url) if _host(asked.url) != _host(url) else None)
        try:
            yield watched
        finally:
            context.close()

    def leaves(self) -> None:
        """Forgets whom it showed, and tells what was wrong."""
        self.page.unroute_all(behavior="wait")
        self.page.evaluate("localStorage.clear()")
        found = (self.faults.copy(), self.foreign.copy())
        self.faults.clear()
        self.foreign.clear()
        assert found == ([], [])


def _is_fault(kind: str, text: str) -> bool:
    return kind in ("error", "warning") and not text.startswith("Failed to load resource")


def _host(url: str) -> str:
    return urlsplit(url).netloc


class Phone:
    """One of the two, as a person uses it."""

    def __init__(self, page: Page, side: str = "left", channel: str | None = None, person: str | None = None) -> None:
        self.root = page.locator(f"#{side}")
        self.log = self.root.get_by_role("log")
        self.text = self.root.get_by_role("textbox", name="Message")
        if person is not None:
            self.root.get_by_role("combobox", name="Person").select_option(label=person)
        if channel is not None:
            self.tune(channel)
        # What is typed while the messages of the person just chosen are coming belongs to nobody.
        expect(self.root).to_have_attribute("aria-busy", "false")

    @classmethod
    def of_a_stranger(cls, page: Page, channel: str = "Telegram") -> Phone:
        phone = cls(page, person="Another number…")
        number = phone.root.get_by_role("textbox", name="Phone number")
        expect(number).to_be_focused()
        number.fill(next(strangers))
        number.press("Enter")
        expect(number).to_be_hidden()
        phone.tune(channel)
        return phone

    def tune(self, channel: str) -> None:
        self.root.get_by_role("radio", name=channel).check(force=True)

    def says(self, text: str) -> None:
        self.text.fill(text)
        self.text.press("Enter")

    def bubbles(self, mine: bool = False) -> Locator:
        return self.log.locator(".message.mine .bubble" if mine else ".message:not(.mine) .bubble")

    def hears(self, text: str | re.Pattern[str]) -> None:
        expect(self.bubbles().last).to_contain_text(text)

    def key(self, label: str | re.Pattern[str]) -> Locator:
        return self.log.get_by_role("button", name=label).last

    def books(self) -> None:
        """By pressing whatever is first."""
        self.says("book")
        self.key(re.compile("^Driving lesson")).click()
        self.key(re.compile(r"\d\d:\d\d")).click()
        self.key("Book it").click()
        expect(self.bubbles().filter(has_text=BOOKED)).to_be_visible()


def test_a_booking_by_buttons_is_one_message_and_the_teachers_phone_tells_it(opened: Open) -> None:
    page = opened()
    student, teacher = Phone(page, channel="Telegram"), Phone(page, "right")
    before = student.bubbles().count()
    student.books()
    expect(student.bubbles()).to_have_count(before + 1)
    expect(student.bubbles().last).to_contain_text("edited")
    expect(teacher.bubbles().filter(has_text="New: ").last).to_be_visible()


def test_a_week_comes_as_a_picture_that_opens_in_full(opened: Open) -> None:
    page = opened()
    teacher = Phone(page, "right", channel="WhatsApp")
    teacher.says("week")
    picture = teacher.bubbles().last.locator("a.picture")
    expect(picture.locator("img")).to_have_js_property("complete", True)
    expect(picture.locator("img")).not_to_have_js_property("naturalWidth", 0)
    teacher.hears("7 days")
    assert str(picture.get_attribute("href")).startswith("/simulator/pictures/")
    teacher.tune("SMS")
    teacher.says("week")
    teacher.hears("7 days")
    expect(teacher.log.locator("a.picture")).to_have_count(0)


def test_a_sms_has_numbers_and_no_buttons(opened: Open) -> None:
    phone = Phone(opened(), channel="SMS", person="Mikkel Sørensen")
    phone.says("menu")
    phone.hears("\n1 ")
    expect(phone.log.get_by_role("button")).to_have_count(0)
    phone.says("how much do I owe")
    phone.hears(OWED)


def test_a_long_menu_on_whatsapp_is_a_list_that_the_keyboard_can_use(opened: Open) -> None:
    page = opened()
    phone = Phone(page, channel="WhatsApp", person="Sofia Rossi")
    phone.says("menu")
    phone.key("Choose").press("Enter")
    sheet = page.get_by_role("dialog", name="Choose")
    expect(sheet.get_by_role("button", name="Book a lesson")).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(phone.key("Choose")).to_be_focused()
    phone.key("Choose").press("Enter")
    sheet.get_by_role("button", name="Balance").press("Enter")
    expect(sheet).to_be_hidden()
    expect(phone.bubbles(mine=True).last).to_contain_text("Balance")
    phone.hears(OWED)


def test_a_conversation_goes_by_keyboard_alone(opened: Open) -> None:
    page = opened()
    phone = Phone.of_a_stranger(page)  # whom no other test has left in the middle of something
    phone.says("NORD")
    phone.root.get_by_role("button", name="Share my phone number").click()
    phone.hears("What is your full name?")
    phone.says("Kay Board")
    phone.hears("Kay")
    phone.text.focus()
    page.keyboard.type("book")
    expect(phone.text).to_have_value("book")
    page.keyboard.press("Enter")
    key = phone.key(re.compile("^Driving lesson"))
    key.press("Enter")
    expect(phone.key("More times")).to_be_visible()
    assert phone.log.evaluate("log => log.contains(document.activeElement)"), "the focus went away with its button"
    expect(phone.text).to_be_empty()
    phone.text.press("Shift+Enter")
    expect(phone.text).to_have_value("\n")


def test_a_stranger_joins_on_telegram_by_sharing_the_number(opened: Open) -> None:
    phone = Phone.of_a_stranger(opened())
    expect(phone.root.get_by_text("No messages yet")).to_be_visible()
    phone.root.get_by_role("button", name="hi", exact=True).click()
    expect(phone.bubbles()).to_have_count(1)
    phone.root.get_by_role("button", name="NORD").click()
    share = phone.root.get_by_role("button", name="Share my phone number")
    share.click()
    expect(share).to_be_hidden()
    phone.hears("What is your full name?")
    phone.says("Nora Ny")
    phone.hears("Nora")


def test_a_number_that_is_none_is_explained_and_can_be_left(opened: Open) -> None:
    phone = Phone(opened(), person="Another number…")
    number = phone.root.get_by_role("textbox", name="Phone number")
    for wrong in ("", "12", "anna", "+45"):
        number.fill(wrong)
        number.press("Enter")
        expect(phone.root.get_by_role("alert").filter(has_text="country code")).to_be_visible()
        expect(number).to_be_focused()
    number.press("Escape")
    expect(number).to_be_hidden()
    expect(phone.root.get_by_text("Student · +4520000001")).to_be_visible()


def test_while_a_number_is_asked_for_nothing_is_said_for_whoever_was_there_before(opened: Open) -> None:
    phone = Phone(opened(), person="Another number…")
    for part in (".compose", ".tries", ".screen"):
        expect(phone.root.locator(part)).to_have_js_property("inert", True)
    phone.root.get_by_role("textbox", name="Phone number").press("Escape")
    for part in (".compose", ".tries", ".screen"):
        expect(phone.root.locator(part)).to_have_js_property("inert", False)


@pytest.mark.parametrize("channel", ["Telegram", "WhatsApp", "SMS"])
def test_what_people_write_is_shown_as_text_whatever_it_is(opened: Open, channel: str) -> None:
    evil = '<img src=x onerror="alert(1)"><b>*bold*</b> &amp; <script>alert(2)</script>'
    phone = Phone.of_a_stranger(opened(), channel)
    phone.says(evil)
    expect(phone.bubbles(mine=True).last).to_contain_text(evil)
    expect(phone.bubbles().last).to_be_visible()
    expect(phone.log.locator("img, script, b")).to_have_count(0)


def test_long_words_wrap_and_the_newest_message_is_in_view(opened: Open) -> None:
    phone = Phone.of_a_stranger(opened(width=390, height=844), "SMS")
    for number in range(4):
        phone.says(f"{number} " + "abcdefghij" * 40)
        expect(phone.bubbles().nth(number)).to_be_attached()  # at least: what is long by SMS comes in two
    expect(phone.bubbles().last).to_be_in_viewport(ratio=1)
    assert phone.log.evaluate("log => log.scrollWidth <= log.clientWidth")
    assert phone.log.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_newest_message_stays_in_view_when_a_keyboard_takes_half_the_screen(opened: Open) -> None:
    page = opened(width=390, height=844, has_touch=True, is_mobile=True)
    phone = Phone.of_a_stranger(page, "SMS")
    phone.says("NORD")
    phone.hears("full name")
    page.set_viewport_size({"width": 390, "height": 440})
    expect(phone.bubbles().last).to_be_in_viewport(ratio=1)
    expect(phone.text).to_be_in_viewport(ratio=1)
    assert phone.log.evaluate("log => log.clientHeight") > 150


def test_a_small_screen_shows_one_phone_at_a_time(opened: Open) -> None:
    page = opened(width=390, height=844, has_touch=True, is_mobile=True)
    left, right = page.locator("#left"), page.locator("#right")
    expect(left).to_be_in_viewport()
    expect(right).to_be_hidden()
    page.get_by_role("button", name="Mette").click()
    expect(right).to_be_in_viewport()
    expect(left).to_be_hidden()
    expect(right.get_by_role("textbox", name="Message")).to_be_in_viewport(ratio=1)


def test_a_message_that_did_not_arrive_is_tried_again_and_acts_once(opened: Open) -> None:
    page = opened()
    phone = Phone.of_a_stranger(page, "SMS")

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
        route.abort()

    page.route("**/simulator/messages*", lose_the_answer)
    phone.says("hej")
    expect(phone.log.get_by_text("not sent")).to_be_visible()
    banner = phone.root.get_by_role("alert").filter(has_text="Trying again")
    expect(banner).to_be_visible()
    page.unroute_all(behavior="wait")
    expect(banner).to_be_hidden()
    phone.root.get_by_role("button", name="Try again").click()
    expect(phone.log.get_by_text("not sent")).to_be_hidden()
    expect(phone.bubbles(mine=True)).to_have_count(1)
    expect(phone.bubbles()).to_have_count(1)


def test_what_may_be_done_about_a_message_that_did_not_arrive_is_in_view(opened: Open) -> None:
    page = opened(width=390, height=600)
    phone = Phone(page, channel="Telegram")
    shows(page, *(canned(number, "telegram", f"Message {number}") for number in range(20)))
    phone.hears("Message 19")
    page.route("**/simulator/messages", lambda route: route.abort())
    phone.says("hej")
    expect(phone.root.get_by_role("button", name="Try again")).to_be_in_viewport(ratio=1)


def test_that_the_clock_could_not_be_moved_is_forgotten_when_the_server_is_back(opened: Open) -> None:
    page = opened()
    page.route("**/simulator/clock", lambda route: route.abort())
    page.get_by_role("button", name="1 hour forward").click()
    expect(page.get_by_text("The clock stands as it was.")).to_be_visible()
    page.unroute_all(behavior="wait")
    expect(page.get_by_text("The clock stands as it was.")).to_be_hidden()


def canned(number: int, channel: str, text: str, **more: Any) -> dict[str, Any]:
    """A message as the simulator tells of it."""
    spans = [{"text": text, "bold": False}]
    message = {"id": str(number), "direction": "out", "channel": channel, "text": text, "spans": spans, "choices": []}
    said = {"at": "2026-11-26T15:45:00+00:00", "edits": None, "status": "sent", "ask_contact": False, "pressed": False}
    return message | said | more


def labelled(*labels: str) -> list[dict[str, str]]:
    return [{"id": f"m:1:{number}", "label": label} for number, label in enumerate(labels)]


def shows(page: Page, *messages: dict[str, Any]) -> None:
    """From now on these are all the messages."""
    page.unroute_all()
    page.route("**/simulator/messages?*", lambda route: route.fulfill(json={"messages": messages}))


def test_an_edit_takes_the_place_of_its_message_and_a_press_on_telegram_leaves_none(opened: Open) -> None:
    page = opened()
    phone = Phone(page, channel="Telegram")
    first = canned(1, "telegram", "Which one?", choices=labelled("15:00", "16:45"))
    shows(page, first, canned(2, "telegram", "Meanwhile"))
    expect(phone.bubbles()).to_contain_text(["Which one?", "Meanwhile"])
    pressed = canned(3, "telegram", "16:45", direction="in", pressed=True)
    shows(page, first, canned(2, "telegram", "Meanwhile"), pressed, canned(4, "telegram", "Booked", edits="1"))
    expect(phone.bubbles()).to_contain_text(["Booked", "Meanwhile"])
    expect(phone.bubbles(mine=True)).to_have_count(0)
    expect(phone.log.get_by_role("button")).to_have_count(0)


def test_whatsapp_has_buttons_a_list_or_numbers_as_the_labels_have_room(opened: Open) -> None:
    page = opened()
    phone = Phone(page, channel="WhatsApp")
    for labels, buttons, text in (
        (("Book it", "Another time"), ["Book it", "Another time"], "?"),
        (("x" * 21,), ["Choose"], "?"),
        (("a", "b", "c", "d"), ["Choose"], "?"),
        (("x" * 25, "b"), [], "\n1 " + "x" * 25 + "\n2 b"),
        (("same", "same"), [], "\n1 same\n2 same"),
        (tuple("abcdefghijk"), [], "\n11 k"),
    ):
        shows(page, canned(len(text), "whatsapp", "Well?", choices=labelled(*labels)))
        expect(phone.log.get_by_role("button")).to_have_text(list(buttons))
        expect(phone.bubbles()).to_contain_text(text)


def test_what_was_not_delivered_says_so(opened: Open) -> None:
    page = opened()
    phone = Phone(page, channel="Telegram")
    shows(page, canned(1, "telegram", "Hi", status="failed"), canned(2, "telegram", "", direction="in"))
    expect(phone.bubbles()).to_contain_text(["not delivered"])
    expect(phone.bubbles(mine=True)).to_contain_text(["(no text)"])


def test_news_on_another_channel_are_counted_until_they_are_seen(opened: Open) -> None:
    page = opened()
    phone = Phone(page, channel="Telegram")
    shows(page, canned(1, "telegram", "Hi"))
    expect(phone.bubbles()).to_contain_text(["Hi"])
    shows(page, canned(1, "telegram", "Hi"), canned(2, "sms", "Reminder"))
    badge = phone.root.locator(".channels .badge:visible")
    expect(badge).to_have_text("1")
    phone.tune("SMS")
    phone.hears("Reminder")
    expect(badge).to_have_count(0)


def test_a_reader_of_older_messages_is_told_of_a_new_one_and_not_moved(opened: Open) -> None:
    page = opened()
    phone = Phone(page, channel="Telegram")
    older = [canned(number, "telegram", f"Message {number}\n" * 4) for number in range(12)]
    shows(page, *older)
    expect(phone.bubbles()).to_have_count(12)
    expect(phone.bubbles().last).to_be_in_viewport(ratio=1)
    phone.log.evaluate("log => log.scrollTop = 0")
    shows(page, *older, canned(12, "telegram", "The newest"))
    newer = phone.root.get_by_role("button", name="New message")
    expect(newer).to_be_visible()
    expect(phone.bubbles().last).not_to_be_in_viewport()
    newer.click()
    expect(phone.bubbles().last).to_be_in_viewport(ratio=1)
    expect(newer).to_be_hidden()


def test_the_choice_of_person_and_channel_outlives_a_reload(opened: Open) -> None:
    page = opened()
    Phone(page, channel="WhatsApp", person="Emil Krogh")
    page.reload()
    expect(page.locator("#left")).to_have_attribute("data-channel", "whatsapp")
    expect(page.locator("#left .about")).to_have_text("Student · +4520000004")


def test_every_control_has_a_name(opened: Open) -> None:
    page = opened()
    Phone(page, channel="Telegram").says("menu")
    expect(page.locator("#left .keys")).not_to_have_count(0)
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, textarea")]
            .filter((control) => !control.ariaLabel && !control.textContent.trim() && !control.labels?.length)
            .map((control) => control.outerHTML)"""
    )
    assert nameless == []
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert len(ids) == len(set(ids))


CONTRASTS = """() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (colour) => rgba(colour).slice(0, 3)
        .map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    const ground = (element) => {
        for (let each = element; each; each = each.parentElement) {
            const colour = getComputedStyle(each).backgroundColor;
            if (rgba(colour)[3] > 250) return colour;
        }
        return getComputedStyle(document.body).backgroundColor;
    };
    const written = ".bubble, .stamp, .bubble strong, .keys button, .rows button, .tries button, .about, .person, " +
        ".channels label > span, .badge, .tour li, .tour b, code, .fine, .advance button, #clock-time, #clock-date";
    return [...document.querySelectorAll(written)].filter((element) => element.offsetParent).map((element) => {
        const [a, b] = [getComputedStyle(element).color, ground(element)].map(luminance);
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        return [Math.round(ratio * 100) / 100, element.className || element.tagName, element.textContent.slice(0, 30)];
    }).filter(([ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_that_is_written_stands_out_from_its_ground(opened: Open, scheme: str) -> None:
    page = opened(color_scheme=scheme)
    for channel in ("Telegram", "WhatsApp", "SMS"):
        phone = Phone(page, channel=channel, person="Emil Krogh")
        phone.says("how much do I owe")
        phone.hears(OWED)
        phone.says("menu")
        phone.hears('"')
        expect(phone.log.locator(".pending")).to_have_count(0)
        assert page.evaluate(CONTRASTS) == []


def test_the_clock_moves_and_brings_the_reminder(opened: Open, fresh_database_url: str, folder: Path) -> None:
    with Program.start("run", folder, DEMO=1, DATABASE_URL=fresh_database_url) as program:
        page = opened(program.url, reduced_motion="no-preference")
        student, day = Phone(page, channel="Telegram"), page.get_by_role("button", name="1 day forward")
        student.books()
        date = page.locator("#clock-date")
        before = date.inner_text()
        reminder = student.bubbles().filter(has_text=re.compile("Reminder: |Soon: "))
        for _ in range(30):
            day.click()
            expect(day).to_be_enabled()
            if reminder.count():
                break
        expect(reminder.last).to_be_visible()
        assert date.inner_text() != before
