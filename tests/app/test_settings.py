"""Settings come from the environment and `.env`; what would be unsafe is refused in a sentence."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import SLICES, Settings, SettingsError, load_settings, name_of

TWILIO = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "canary-token", "PUBLIC_URL": "https://school.example"}
TELEGRAM = {"TELEGRAM_BOT_TOKEN": "123456:canary", "TELEGRAM_WEBHOOK_SECRET": "canary-secret"}


def load(**environ: str) -> Settings:
    return load_settings(environ, env_file=None)


def test_without_any_setting_it_runs_on_this_machine_alone() -> None:
    settings = load()
    assert settings.storage.database_url is None
    assert (settings.web.host, settings.web.port, settings.web.demo) == ("127.0.0.1", 8000, False)
    assert settings.telegram.mode == "polling"
    assert settings.secrets() == ()


def test_an_empty_variable_counts_as_unset() -> None:
    assert load(PORT="", DATABASE_URL="", TELEGRAM_API_URL="") == load()


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=9000\nLOG_LEVEL=debug\nDATABASE_URL=postgresql://real/one\nUNKNOWN=1\n")
    settings = load_settings({"PORT": "9001", "DATABASE_URL": ""}, file)
    assert settings.web.port == 9001
    assert settings.logs.log_level == "DEBUG"
    assert settings.storage.database_url is None


def test_a_missing_file_is_no_fault(tmp_path: Path) -> None:
    assert load_settings({}, tmp_path / "none") == load()


def test_the_process_environment_is_read_when_nothing_else_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9002")
    assert load_settings(env_file=None).web.port == 9002


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        load().web.port = 1


@pytest.mark.parametrize(
    ("given", "mode"),
    [
        ({}, "polling"),
        ({"PUBLIC_URL": "https://school.example"}, "webhook"),
        ({"PUBLIC_URL": "https://school.example", "TELEGRAM_MODE": "polling"}, "polling"),
        ({"TELEGRAM_MODE": "Polling"}, "polling"),
    ],
)
def test_telegram_calls_us_when_it_knows_where(given: dict[str, str], mode: str) -> None:
    assert load(**TELEGRAM, **given).telegram.mode == mode


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_form_of_a_database_address_is_taken(scheme: str) -> None:
    url = load(DATABASE_URL=f"{scheme}://u:p@host/name").storage.database_url
    assert url is not None
    assert url.get_secret_value() == "postgresql://u:p@host/name"


def test_addresses_and_numbers_are_brought_into_one_form() -> None:
    settings = load(**TWILIO, TWILIO_WHATSAPP_FROM="whatsapp:+45 70 00 00 00", TWILIO_API_URL="http://127.0.0.1:9/")
    assert settings.twilio.whatsapp_from == "+4570000000"
    assert settings.twilio.api_url == "http://127.0.0.1:9"


REFUSED = [
    ({"PORT": "http"}, "PORT must be a whole number from 1 to 65535, not http."),
    ({"PORT": "0"}, "PORT must be a whole number from 1 to 65535, not 0."),
    ({"DEMO": "maybe"}, "DEMO must be 1 or 0, not maybe."),
    ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be 'DEBUG', 'INFO', 'WARNING', 'ERROR' or 'CRITICAL', not LOUD."),
    ({"TELEGRAM_MODE": "push"}, "TELEGRAM_MODE must be 'webhook' or 'polling', not push."),
    ({"DATABASE_URL": "sqlite:///canary"}, "DATABASE_URL must be the address of a PostgreSQL database"),
    ({"DATABASE_URL": "canary"}, "DATABASE_URL must be the address of a PostgreSQL database"),
    ({"PUBLIC_URL": "school.example"}, "PUBLIC_URL must be a web address"),
    ({"PUBLIC_URL": "https://school.example:port"}, "PUBLIC_URL must be a web address"),
    ({"TWILIO_API_URL": "ftp://x"}, "TWILIO_API_URL must be a web address"),
    ({"SMTP_URL": "http://user:canary@mail.example"}, "SMTP_URL must be a mail server's address"),
    ({"SMTP_URL": "smtp://user:canary@mail.example"}, "SMTP_URL needs EMAIL_FROM"),
    ({"EMAIL_FROM": "school"}, "EMAIL_FROM must be a mail address"),
    ({"TELEGRAM_BOT_TOKEN": "canary/../x"}, "TELEGRAM_BOT_TOKEN must be a bot token"),
    ({"TELEGRAM_WEBHOOK_SECRET": "canary with blanks"}, "TELEGRAM_WEBHOOK_SECRET may only have letters"),
    ({**TWILIO, "TWILIO_SMS_FROM": "Nord"}, "TWILIO_SMS_FROM must be a phone number"),
    ({**TWILIO, "PUBLIC_URL": ""}, "TWILIO_AUTH_TOKEN needs PUBLIC_URL"),
    ({**TWILIO, "TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must be set together."),
    ({"TWILIO_SMS_FROM": "+4570000000"}, "A Twilio sender is set without"),
    ({**TELEGRAM, "TELEGRAM_MODE": "webhook"}, "TELEGRAM_MODE=webhook needs PUBLIC_URL"),
    (
        {"TELEGRAM_BOT_TOKEN": "123456:canary", "PUBLIC_URL": "https://school.example"},
        "TELEGRAM_WEBHOOK_SECRET must be set in webhook mode",
    ),
    ({"DEMO": "1", "HOST": "0.0.0.0"}, "DEMO=1 with HOST=0.0.0.0 would open the demo"),
]


@pytest.mark.parametrize(("given", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_what_would_be_unsafe_or_senseless_is_refused(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load(**given)
    said = str(refusal.value)
    assert said.startswith(sentence)
    assert "\n" not in said
    assert said.endswith(".")
    assert "canary" not in said


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_the_demo_may_be_served_to_this_machine(host: str) -> None:
    assert load(DEMO="1", HOST=host).web.demo


def test_the_demo_may_be_opened_on_purpose() -> None:
    assert load(DEMO="1", HOST="0.0.0.0", DEMO_PUBLIC="1").web.demo


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        load(PORT="x", PUBLIC_URL="y", LOG_LEVEL="z")
    assert [line.split()[0] for line in str(refusal.value).splitlines()] == ["PUBLIC_URL", "PORT", "LOG_LEVEL"]


def test_secrets_are_never_printed_and_all_known_to_the_logs() -> None:
    given = TELEGRAM | TWILIO | {"DATABASE_URL": "postgresql://u:canary@h/d", "SMTP_URL": "smtp://u:canary@h"}
    settings = load(**given, EMAIL_FROM="a@b.example")
    assert "canary" not in f"{settings} {settings!r} {settings.twilio} {settings.model_dump()}"
    assert len(settings.secrets()) == 5
    assert all("canary" in secret for secret in settings.secrets())


def names() -> list[str]:
    return [name_of(kind, field) for kind in SLICES for field in kind.model_fields]


def test_the_example_file_names_every_setting() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text()
    assert sorted(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE)) == sorted(names())


def test_importing_the_settings_opens_nothing_and_loads_no_server() -> None:
    loaded = "import sys, app.settings; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True).stdout.split()
    assert not {"fastapi", "sqlalchemy", "telegram", "twilio", "psycopg"} & set(modules)
