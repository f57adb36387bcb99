"""The Procfile under a Procfile runner: release, web and worker as processes of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.database import new_database
from tests.e2e.conftest import SECRET, telegram_settings, twilio_settings
from tests.e2e.phones import TelegramPhone, TwilioPhone
from tests.e2e.program import Program, environment, free_port, still_running
from tests.e2e.story import STUDENT_NUMBER, TEACHER_NUMBER, Clock, a_lesson_from_booking_to_charge
from tests.standins.telegram import TelegramStandIn, Webhook
from tests.standins.twilio import TwilioStandIn

HONCHO = str(Path(sys.executable).with_name("honcho"))
PROCFILE = str(Path(__file__).parents[2] / "Procfile")


def test_the_story_across_processes(database_server: str, folder: Path) -> None:
    with TelegramStandIn() as telegram, TwilioStandIn() as twilio, new_database(database_server) as url:
        settings = {"DEMO": 1, "DATABASE_URL": url} | telegram_settings(telegram)
        settings |= twilio_settings(twilio, free_port())
        released = subprocess.run(
            [HONCHO, "-f", PROCFILE, "start", "release"],
            cwd=folder,
            env=environment(settings),
            capture_output=True,
            text=True,
            check=True,
        )
        assert "The database is up to date." in released.stdout
        command = [HONCHO, "-f", PROCFILE, "start", "web", "worker"]
        with Program(command, folder, int(str(settings["PORT"])), settings) as house:
            house.until_it_prints("Just Driving is ready")
            house.until_it_prints("The worker is ready")
            house.until_it_prints("admin key: jd_")
            student = TwilioPhone(twilio, f"{house.url}/webhooks/twilio/messages", STUDENT_NUMBER)
            teacher = TwilioPhone(twilio, f"{house.url}/webhooks/twilio/messages", TEACHER_NUMBER)
            student.says("hi")
            student.hears("Anna, pick one")
            teacher.says("hi")
            teacher.hears("Hi Mette")
            a_lesson_from_booking_to_charge(student, teacher, Clock(house))
            telegram.webhook = Webhook(f"{house.url}/webhooks/telegram", SECRET)
            at_home = TelegramPhone(telegram, 72001, "Mette", telegram.deliver)
            at_home.joins("NORD", TEACHER_NUMBER)
            at_home.hears("Hi Mette")
            everything = house.processes()
            house.ends()
    assert not still_running(everything)
    assert "Traceback" not in "".join(house.printed)
