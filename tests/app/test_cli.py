"""The command line: quick to answer, and every command's failures are sentences."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from app.doctor import Finding, examine
from app.settings import load_settings
from domain.curricula import Curriculum, Module, ModuleKind
from domain.learning import Signer
from domain.lessons import Actor
from domain.services.attendance import Outcome, settle
from domain.services.signing import Hand, sign
from storage.catalogue import CatalogueCache
from storage.engine import Database
from storage.unit_of_work import unit_of_work
from tests.e2e.program import Program, finished, free_port
from tests.factories import SmallSchool, found_school
from tests.standins.telegram import TelegramStandIn, Webhook
from tests.standins.twilio import SMS_NUMBER, TwilioStandIn

HEAVY = {"alembic", "fastapi", "jinja2", "psycopg", "pydantic", "sqlalchemy", "telegram", "twilio", "uvicorn"}
CANARIES = {
    "TELEGRAM_BOT_TOKEN": "123456:canary-token",
    "TELEGRAM_WEBHOOK_SECRET": "canary-secret",
    "TWILIO_AUTH_TOKEN": "canary-auth",
    "SMTP_URL": "smtp://user:canary-mail@127.0.0.1:9",
    "EMAIL_FROM": "school@example.com",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
}


def test_importing_the_cli_loads_nothing_heavy() -> None:
    """Which keeps `justdriving --help` under half a second: it was 0.2 s; with any of these it is over it."""
    command = [sys.executable, "-c", "import sys, app.cli; print(*sys.modules)"]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert {name.partition(".")[0] for name in loaded} & HEAVY == set()


def test_help_lists_the_commands(folder: Path) -> None:
    told = finished("--help", folder=folder, settings={})
    assert told.returncode == 0
    for command in ("run", "web", "worker", "migrate", "doctor", "chat", "understand", "school", "key", "telegram"):
        assert f"\n  {command} " in told.stdout


@pytest.mark.parametrize("command", [["nonsense"], ["run", "--nonsense"], ["key", "create"]])
def test_wrong_use_is_told_without_a_traceback(command: list[str], folder: Path) -> None:
    told = finished(*command, folder=folder, settings={})
    assert told.returncode == 2
    assert "Error: " in told.stderr
    assert "Traceback" not in told.stderr


def test_all_wrong_settings_are_told_at_once(folder: Path) -> None:
    told = finished("run", folder=folder, settings={"PORT": "x", "LOG_LEVEL": "loud"})
    assert told.returncode == 1
    assert [line.split()[0] for line in told.stderr.splitlines()] == ["PORT", "LOG_LEVEL"]


def test_a_school_is_founded_and_gets_keys(fresh_database_url: str, folder: Path) -> None:
    database = {"DATABASE_URL": fresh_database_url}
    told = finished("school", "create", "Sydkysten", "--code", "syd", folder=folder, settings=database)
    assert told.returncode == 0, told.stderr
    first, key = told.stdout.splitlines()
    assert first == "Sydkysten has the code SYD."
    assert key.startswith("admin key: jd_")
    again = finished("school", "create", "Sydkysten", "--code", "SYD", folder=folder, settings=database)
    assert (again.returncode, again.stderr) == (1, "The code is another school's.\n")
    more = finished("key", "create", "--school", "syd", folder=folder, settings=database)
    assert more.stdout.startswith("admin key: jd_")
    assert more.stdout.strip() != key
    unknown = finished("key", "create", "--school", "nowhere", folder=folder, settings=database)
    assert (unknown.returncode, unknown.stderr) == (1, "There is no school with the code NOWHERE.\n")


@pytest.mark.parametrize(
    "wrong", [["--zone", "Europe/Nowhere"], ["--currency", "XXQ"], ["--language", "xx"], ["--code", "A B"]]
)
def test_a_school_that_cant_be(wrong: list[str], fresh_database_url: str, folder: Path) -> None:
    command = ["school", "create", "Sydkysten", "--code", "SYD", *wrong]
    told = finished(*command, folder=folder, settings={"DATABASE_URL": fresh_database_url})
    assert told.returncode == 1, told.stdout
    assert "Traceback" not in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_school_is_not_founded_where_nothing_was_migrated(database_server: str, folder: Path) -> None:
    told = finished(
        "school", "create", "Syd", "--code", "SYD", folder=folder, settings={"DATABASE_URL": database_server}
    )
    assert told.returncode == 1
    assert told.stderr == "The database has another schema than this program: run `justdriving migrate` first.\n"


def loaded_by(*command: str, folder: Path, settings: dict[str, object]) -> set[str]:
    """The modules that a command has imported when it ends."""
    told = finished(*command, folder=folder, settings=settings | {"PYTHONPROFILEIMPORTTIME": 1})
    assert told.returncode == 0, told.stderr
    return modules(told.stderr)


def modules(profile: str) -> set[str]:
    return {line.rpartition("|")[2].strip() for line in profile.splitlines() if line.startswith("import time:")}


def test_a_key_is_made_without_loading_what_converses(fresh_database_url: str, folder: Path) -> None:
    """Which halves the time it takes."""
    database: dict[str, object] = {"DATABASE_URL": fresh_database_url}
    command = ("school", "create", "Sydkysten", "--code", "SYD")
    loaded = loaded_by(*command, folder=folder, settings=database)
    assert "storage.unit_of_work" in loaded
    assert loaded & {"bot", "alembic", "sqlalchemy", "fastapi", "uvicorn", "jinja2"} == set()


def test_the_program_starts_without_loading_what_migrates_and_what_schools_are_asked_by(
    fresh_database_url: str, folder: Path
) -> None:
    """They are half of all that there is to load. The first request of a school loads the latter."""
    settings = {"DATABASE_URL": fresh_database_url, "DEMO": 1, "PYTHONPROFILEIMPORTTIME": 1}
    with Program.start("run", folder, **settings) as program:
        at_start = modules(program.logged)
        headers = {"Authorization": f"Bearer {program.key}"}
        assert program.get("/api/v1/school", **headers)["code"] == "NORD"
        later = modules(program.logged)
    assert "bot.conversation" in at_start
    assert at_start & {"alembic", "sqlalchemy", "fastapi"} == set()
    assert "fastapi" in later
    assert "alembic" not in later


def test_the_doctor_on_a_healthy_program(fresh_database_url: str, folder: Path) -> None:
    with TelegramStandIn() as telegram, TwilioStandIn() as twilio:
        settings = {
            "DATABASE_URL": fresh_database_url,
            "PUBLIC_URL": "https://school.example",
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "TELEGRAM_WEBHOOK_SECRET": "canary-secret",
            "TWILIO_ACCOUNT_SID": twilio.account,
            "TWILIO_AUTH_TOKEN": twilio.auth_token,
            "TWILIO_API_URL": twilio.url,
            "TWILIO_CONTENT_API_URL": twilio.url,
            "TWILIO_SMS_FROM": SMS_NUMBER,
        }
        before = finished("doctor", folder=folder, settings=settings)
        assert before.returncode == 1
        nowhere = "FAIL  telegram: @justdriving_bot sends updates nowhere: run `justdriving telegram set-webhook`."
        assert nowhere in before.stdout
        assert finished("telegram", "set-webhook", folder=folder, settings=settings).returncode == 0
        assert telegram.webhook.url == "https://school.example/webhooks/telegram"
        after = finished("doctor", folder=folder, settings=settings)
    assert after.returncode == 0, after.stdout
    assert "ok    telegram: @justdriving_bot by webhook." in after.stdout
    assert "ok    twilio: the account answers." in after.stdout
    for secret in (telegram.token, twilio.auth_token, "canary"):
        assert secret not in before.stdout + before.stderr + after.stdout + after.stderr


def test_the_doctor_finds_a_signature_that_was_changed(fresh_database_url: str) -> None:
    with Database(fresh_database_url) as database:
        works = lambda: unit_of_work(database, CatalogueCache())  # noqa: E731
        school = found_school(works)
        one = Module(1, "road", ModuleKind.ROAD, {"en": "Road"}, (school.types["driving"].id,))
        ida = signed_once(school, one)
    before = found("signatures", DATABASE_URL=fresh_database_url)
    assert (before.ok, before.words) == (True, "every chain fits.")
    with psycopg.connect(fresh_database_url) as owner:
        owner.execute("ALTER TABLE signatures DISABLE TRIGGER append_only")
        owner.execute("UPDATE signatures SET content = replace(content, 'Ida', 'Eva') WHERE student_id = %s", [ida])
        owner.execute("ALTER TABLE signatures ENABLE TRIGGER append_only")
    after = found("signatures", DATABASE_URL=fresh_database_url)
    assert not after.ok
    assert after.words == f"number 1 of Ida Krogh at {school.code} was changed outside the program (hash)."


def signed_once(school: SmallSchool, module: Module) -> int:
    """Ida, with one lesson and one signature of Mette's. Her id."""
    with school.open_work() as work:
        school.curriculum = Curriculum(work.next_id(), {"en": "Short"}, "B", (replace(module, id=work.next_id()),))
        work.administration.add_curriculum(school.id, school.curriculum)
        work.commit()
    ida = school.student("Ida Krogh")
    booking = school.books(ida, "2026-11-16 10:00")
    with school.open_work() as work:
        desk = school.desk(work, Actor.TEACHER, booking.end)
        settle(desk, booking.id, Outcome.ATTENDED)
        sign(desk, ida.id, school.curriculum.modules[0].id, Hand(Signer.TEACHER, school.mette.id, "Mette", "sms"))
        work.commit()
    return ida.id


def found(subject: str, **settings: str) -> Finding:
    """What the doctor says of it."""
    said = examine(load_settings(settings, None))
    return next(finding for finding in said if finding.subject == subject)


def test_the_doctor_tells_what_to_do_about_telegram(database_url: str) -> None:
    with TelegramStandIn() as telegram:
        polled = {
            "DATABASE_URL": database_url,
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
        }
        called = polled | {"PUBLIC_URL": "https://school.example", "TELEGRAM_WEBHOOK_SECRET": "canary"}
        assert found("telegram", **polled) == Finding("telegram", True, "@justdriving_bot by polling.")
        telegram.webhook = Webhook("https://elsewhere.example/bot")
        assert found("telegram", **polled).words == (
            "@justdriving_bot has a webhook, https://elsewhere.example/bot, which keeps polling from working: "
            "run `justdriving telegram delete-webhook`."
        )
        assert found("telegram", **called).words == (
            "@justdriving_bot sends updates to https://elsewhere.example/bot, not here: "
            "run `justdriving telegram set-webhook`."
        )
        telegram.webhook = Webhook("https://school.example/webhooks/telegram", last_error="Connection refused")
        assert found("telegram", **called).ok, "an error of the past, when nothing waits"
        telegram.push(message={})
        assert found("telegram", **called).words == (
            "@justdriving_bot could not deliver to https://school.example/webhooks/telegram (Connection refused): "
            "start the program, or check your proxy."
        )
        unknown = found("telegram", **polled | {"TELEGRAM_BOT_TOKEN": "1:unknown"})
        assert (unknown.ok, unknown.words) == (
            False,
            "does not know the bot: set TELEGRAM_BOT_TOKEN as @BotFather gives it.",
        )


def test_polling_goes_on_once_the_webhook_is_deleted(folder: Path) -> None:
    with TelegramStandIn() as telegram:
        settings = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
        telegram.webhook = Webhook("https://school.example/webhooks/telegram")
        told = finished("telegram", "delete-webhook", folder=folder, settings=settings)
    assert told.stdout == "Telegram calls nobody any more: updates are fetched with TELEGRAM_MODE=polling.\n"
    assert telegram.webhook.url == ""
    without = finished("telegram", "delete-webhook", folder=folder, settings={})
    assert (without.returncode, without.stderr) == (1, "Set TELEGRAM_BOT_TOKEN first.\n")


def test_the_doctor_tells_an_account_that_twilio_refuses_from_no_answer(database_url: str) -> None:
    with TwilioStandIn() as twilio:
        settings = {
            "DATABASE_URL": database_url,
            "PUBLIC_URL": "https://school.example",
            "TWILIO_ACCOUNT_SID": twilio.account,
            "TWILIO_AUTH_TOKEN": "canary-auth",
            "TWILIO_API_URL": twilio.url,
            "TWILIO_SMS_FROM": SMS_NUMBER,
        }
        refused = found("twilio", **settings)
        url = f"http://127.0.0.1:{free_port()}"
        away = found("twilio", **settings | {"TWILIO_API_URL": url})
    assert refused == Finding("twilio", False, "refuses the account: check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.")
    assert not away.ok
    assert away.words.startswith(f"can't be reached at {url} (")


def test_the_doctor_where_nothing_works(folder: Path) -> None:
    dead = f"http://127.0.0.1:{free_port()}"
    settings = CANARIES | {
        "DATABASE_URL": f"postgresql://u:canary-password@127.0.0.1:{free_port()}/x",
        "PUBLIC_URL": "https://school.example",
        "TELEGRAM_API_URL": dead,
        "TWILIO_API_URL": dead,
        "TWILIO_CONTENT_API_URL": dead,
        "TWILIO_SMS_FROM": SMS_NUMBER,
    }
    told = finished("doctor", folder=folder, settings=settings)
    assert told.returncode == 1
    assert [line.split(":")[0] for line in told.stdout.splitlines() if line.startswith("FAIL")] == [
        "FAIL  database",
        "FAIL  telegram",
        "FAIL  twilio",
    ]
    assert "canary" not in told.stdout + told.stderr
    assert "Traceback" not in told.stderr


def test_the_doctor_wants_an_address_that_providers_call(fresh_database_url: str) -> None:
    told = found("address", DATABASE_URL=fresh_database_url, PUBLIC_URL="http://school.example")
    assert told == Finding(
        "address", False, "PUBLIC_URL=http://school.example has no TLS: providers only call https://."
    )


def test_the_doctor_where_the_data_folder_is_none(folder: Path) -> None:
    (folder / "file").write_text("")
    told = finished("doctor", folder=folder, settings={"DATA_DIR": folder / "file"})
    assert told.returncode == 1
    assert "FAIL  database: " in told.stdout
    assert "Traceback" not in told.stderr


def test_the_doctor_on_a_fresh_clone(folder: Path) -> None:
    told = finished("doctor", folder=folder, settings={})
    assert "FAIL  schema: not up to date: run `justdriving migrate`." in told.stdout
    assert told.returncode == 1
    assert finished("migrate", folder=folder, settings={}).returncode == 0
    assert finished("migrate", "--check", folder=folder, settings={}).returncode == 0
    assert finished("doctor", folder=folder, settings={}).returncode == 0
