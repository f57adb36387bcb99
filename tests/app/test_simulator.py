from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from app import metrics
from app.bootstrap import Application
from app.channels import links_to, provider_links
from app.clock import DemoClock, system_clock
from app.media import linked
from app.settings import load_settings
from app.simulator import SimulatorBackend
from app.worker import handle
from bot.channels.sealed_links import GOOD_FOR, Linked
from bot.dialogs.exchange import Channel, Inbound, Kind, Tap
from domain.policies import Policy
from storage.engine import Database
from tests.factories import SmallSchool, found_school

PHONE = "+4540999999"


@pytest.fixture
def house(make_database: Callable[[], str]) -> Iterator[Application]:
    with Database(make_database(), size=8) as database:
        yield Application(load_settings({"DEMO": "1"}, None), database, DemoClock(database))


@pytest.fixture
def simulator(house: Application) -> SimulatorBackend:
    assert isinstance(house.clock, DemoClock)
    return SimulatorBackend(house, house.clock)


@pytest.fixture
def school(house: Application) -> SmallSchool:
    return found_school(house.open_work)


def test_a_pressed_button_is_shown_with_the_words_it_had_on_its_own_channel(
    simulator: SimulatorBackend, school: SmallSchool
) -> None:
    """Menus are numbered in each conversation, so that the first of either has the same number."""
    for channel, words in ((Channel.SMS, (school.code, "Nia Holt")), (Channel.WHATSAPP, (school.code, "language"))):
        for place, text in enumerate(words):
            simulator.say(Inbound(channel, PHONE, f"{channel}-{place}", text=text, phone=PHONE))
    menu = [m for m in simulator.messages(PHONE, Channel.WHATSAPP) if m.direction == "out"][-1]
    number = int(menu.choices[1].id.split(":")[1])
    simulator.say(Inbound(Channel.SMS, PHONE, "sms-2", text="my lessons", phone=PHONE))
    simulator.say(Inbound(Channel.WHATSAPP, PHONE, "tap", Kind.TAP, tap=Tap(number, 1), phone=PHONE))
    (pressed,) = [message for message in simulator.messages(PHONE) if message.pressed]
    assert pressed.text == menu.choices[1].label == "Dansk"


def test_a_week_is_shown_with_its_picture_and_fetched_by_a_link_for_some_hours(
    make_database: Callable[[], str],
) -> None:
    own = {
        "PUBLIC_URL": "https://school.example",
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": "token of the tests",
    }
    with Database(make_database(), size=8) as database:
        house = Application(load_settings({"DEMO": "1"} | own, None), database, DemoClock(database))
        assert isinstance(house.clock, DemoClock)
        simulator, school = SimulatorBackend(house, house.clock), found_school(house.open_work)
        simulator.say(
            Inbound(Channel.WHATSAPP, str(school.mette.phone), "join", text=school.code, phone=school.mette.phone)
        )
        (week,) = simulator.say(
            Inbound(Channel.WHATSAPP, str(school.mette.phone), "week", text="week", phone=school.mette.phone)
        )
        assert week.picture == f"/simulator/pictures/{week.id}.png"
        png = simulator.picture(week.id)
        assert png is not None
        assert png.startswith(b"\x89PNG")
        (sms,) = simulator.say(
            Inbound(Channel.SMS, str(school.mette.phone), "sms", text="week", phone=school.mette.phone)
        )
        assert (sms.picture, simulator.picture(sms.id), simulator.picture("out-x")) == (None, None, None)
        links = links_to(house.settings, house.clock)
        assert links is not None
        name = links.link(Linked.PICTURE, int(week.id.removeprefix("out-"))).rpartition("/")[2]
        assert linked(house, name) == (png, "image/png")
        assert linked(house, links.link(Linked.PICTURE, int(sms.id.removeprefix("out-"))).rpartition("/")[2]) is None
        simulator.advance(GOOD_FOR[Linked.PICTURE])
        assert linked(house, name) is None


def test_the_clock_stops_where_a_request_lapses_that_nobody_has_answered(
    house: Application, simulator: SimulatorBackend
) -> None:
    school = found_school(house.open_work, policy=Policy(approval_needed=True))
    ida = str(school.student("Ida Krogh", usual=school.mette).phone)
    for place, text in enumerate((school.code, "next free time", "1", "1")):
        simulator.say(Inbound(Channel.SMS, ida, f"ask-{place}", text=text, phone=ida))
    ((asked, until),) = house.database.execute("SELECT status, answer_until FROM bookings")
    assert asked == "requested"
    simulator.advance(until - simulator.now() + timedelta(days=1))
    lapsed = simulator.messages(ida)[-1]
    assert abs(lapsed.at - until) < timedelta(minutes=1)


@pytest.mark.parametrize("public", [None, "http://127.0.0.1:8000"])
def test_pictures_are_not_linked_where_nobody_could_fetch_them(public: str | None) -> None:
    own = {"PUBLIC_URL": public, "TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "token"} if public else {}
    assert provider_links(load_settings(own, None), system_clock) is None


def test_people_are_listed_with_their_role_and_school(
    house: Application, simulator: SimulatorBackend, school: SmallSchool
) -> None:
    ida = school.student("Ida Krogh")
    with house.open_work() as work:
        for channel in ("sms", "telegram"):
            work.administration.link_contact(school.id, "student", ida.id, channel, str(ida.phone))
        work.commit()
    (person,) = simulator.people()
    assert (person.name, person.role, person.address, person.school) == (
        "Ida Krogh", "student", ida.phone, "Havn Driving",
    )  # fmt: skip


def test_a_turn_that_fails_is_counted_as_failed(house: Application) -> None:
    def failed() -> float:
        labels = {"channel": "sms", "result": "failed"}
        return metrics.REGISTRY.get_sample_value("justdriving_turns_total", labels) or 0.0

    before = failed()
    unstorable = Inbound(Channel.SMS, PHONE, "broken", text="\0", phone=PHONE)
    with pytest.raises(Exception, match="Unicode"):
        asyncio.run(handle(house, unstorable, lambda: None))
    assert failed() == before + 1
