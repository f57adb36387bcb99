"""What can be set from outside, by environment variables or a `.env` file, and what is refused because it is unsafe.

Each room of the system gets its own slice. A variable's name is the slice's prefix and the field's name in capitals.
The environment goes before the file, and empty counts as unset: `DATABASE_URL= make run` runs without the file's
database. Secrets are `SecretStr`, which no log prints.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict

from app.setting_kinds import (
    BotToken,
    LogLevel,
    MailAddress,
    MailServer,
    PhoneNumber,
    PostgresAddress,
    SmsSender,
    TelegramMode,
    WebAddress,
    WebhookSecret,
    is_loopback,
)


class SettingsError(ValueError):
    """The program won't start like this. The message has one sentence per fault, each on a line of its own."""


class Slice(BaseSettings):
    """The settings of one room; frozen."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)


class StorageSettings(Slice):
    database_url: PostgresAddress | None = Field(
        None, description="PostgreSQL 15 or later. Unset: a private PostgreSQL in `DATA_DIR`"
    )
    data_dir: Path = Field(Path(".data"), description="Folder of the private PostgreSQL")


class WebSettings(Slice):
    public_url: WebAddress | None = Field(None, description="This program's address as Telegram and Twilio see it")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on")
    demo: bool = Field(False, description="`1` loads the demo school and serves the chat simulator")
    demo_public: bool = Field(
        False, description="`1` allows the demo, which asks for no password, on a `HOST` that others can reach"
    )


class TelegramSettings(Slice):
    model_config = SettingsConfigDict(env_prefix="TELEGRAM_")

    bot_token: BotToken | None = Field(None, description="The bot's token from @BotFather. Unset: no Telegram")
    webhook_secret: WebhookSecret | None = Field(
        None, description="Proves that an update comes from Telegram; webhook mode needs it"
    )
    mode: TelegramMode = Field(
        "polling", description="`webhook` or `polling`. Unset: `webhook` when `PUBLIC_URL` is set"
    )
    api_url: WebAddress = Field("https://api.telegram.org", description="Where Telegram's Bot API is called")


class TwilioSettings(Slice):
    model_config = SettingsConfigDict(env_prefix="TWILIO_")

    account_sid: str | None = Field(None, description="The account (`AC…`). Unset: no SMS and no WhatsApp")
    auth_token: SecretStr | None = Field(None, description="The account's secret, which also signs Twilio's requests")
    sms_from: SmsSender | None = Field(None, description="The number that sends SMS")
    whatsapp_from: PhoneNumber | None = Field(None, description="The number that sends WhatsApp messages")
    messaging_service_sid: str | None = Field(
        None, description="A messaging service (`MG…`) that sends SMS in place of `TWILIO_SMS_FROM`"
    )
    api_url: WebAddress = Field("https://api.twilio.com", description="Where Twilio's API is called")
    content_api_url: WebAddress = Field("https://content.twilio.com", description="Where its Content API is called")


class EmailSettings(Slice):
    smtp_url: MailServer | None = Field(
        None, description="Mail server: `smtp://` (STARTTLS where offered) or `smtps://`. Unset: no e-mail"
    )
    email_from: MailAddress | None = Field(None, description="The sender of e-mails")


class LogSettings(Slice):
    log_level: LogLevel = Field("INFO", description="The least level that is logged, `DEBUG` to `CRITICAL`")


class Settings(BaseModel):
    """All slices; frozen. Made by `load_settings`."""

    model_config = ConfigDict(frozen=True)

    storage: StorageSettings
    web: WebSettings
    telegram: TelegramSettings
    twilio: TwilioSettings
    email: EmailSettings
    logs: LogSettings

    def secrets(self) -> tuple[str, ...]:
        """Every secret value that is set, for the logs to black out."""
        values = (value for _, room in self for _, value in room)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))


SLICES: tuple[type[Slice], ...] = (
    StorageSettings,
    WebSettings,
    TelegramSettings,
    TwilioSettings,
    EmailSettings,
    LogSettings,
)
S = TypeVar("S", bound=Slice)


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | str | None = ".env") -> Settings:
    """Read and check all settings; `environ` stands in for the process's environment. Raises SettingsError."""
    reader = _Reader(environ, env_file)
    web = reader.read(WebSettings)
    telegram = reader.read(TelegramSettings)
    if web and telegram and web.public_url and "mode" not in telegram.model_fields_set:
        telegram = telegram.model_copy(update={"mode": "webhook"})
    storage, twilio = reader.read(StorageSettings), reader.read(TwilioSettings)
    email, logs = reader.read(EmailSettings), reader.read(LogSettings)
    if not (storage and web and telegram and twilio and email and logs):
        raise SettingsError("\n".join(reader.faults))
    settings = Settings(storage=storage, web=web, telegram=telegram, twilio=twilio, email=email, logs=logs)
    if unsafe := list(_unsafe(settings)):
        raise SettingsError("\n".join(unsafe))
    return settings


class _Reader:
    """Reads one slice after another and gathers the faults, so that a person sees all of them at once."""

    def __init__(self, environ: Mapping[str, str] | None, env_file: Path | str | None) -> None:
        self._environ = os.environ if environ is None else environ
        self._env_file = env_file
        self.faults: list[str] = []

    def read(self, kind: type[S]) -> S | None:
        given = {name.lower(): value for name, value in self._environ.items()}
        environment = EnvSettingsSource(kind)
        environment.env_vars = {name: value for name, value in given.items() if value}
        try:
            file = DotEnvSettingsSource(kind, env_file=self._env_file)
            file.env_vars = {name: value for name, value in file.env_vars.items() if name not in given}
            return kind(_build_sources=((environment, file), {}))  # type: ignore[call-arg] # it is BaseSettings' own
        except ValidationError as error:
            self.faults += [
                f"{name_of(kind, str(fault['loc'][0]))} {_in_words(fault['type'], fault['msg'], fault['input'])}."
                for fault in error.errors()
            ]
        except (OSError, UnicodeDecodeError) as error:
            fault = f"{self._env_file} can't be read: {error}."
            self.faults += [] if fault in self.faults else [fault]
        return None


def _in_words(kind: str, message: str, given: object) -> str:
    match kind:
        case "value_error":
            return message.removeprefix("Value error, ")
        case "int_parsing" | "greater_than_equal" | "less_than_equal":
            return f"must be a whole number from 1 to 65535, not {given}"
        case "bool_parsing":
            return f"must be 1 or 0, not {given}"
        case "literal_error":
            return f"must be {message.removeprefix('Input should be ')}, not {given}"
        case _:
            return f"can't be used: {message}"


def _unsafe(settings: Settings) -> Iterator[str]:
    """What each value allows but the values together don't."""
    web, telegram, twilio, email = settings.web, settings.telegram, settings.twilio, settings.email
    if web.demo and not is_loopback(web.host) and not web.demo_public:
        yield (
            f"DEMO=1 with HOST={web.host} would open the demo, which asks for no password, to everybody who can reach "
            "this machine: leave HOST at 127.0.0.1, or set DEMO_PUBLIC=1 if you mean it."
        )
    if telegram.bot_token and telegram.mode == "webhook" and not telegram.webhook_secret:
        yield (
            "TELEGRAM_WEBHOOK_SECRET must be set in webhook mode, or anybody could send updates in Telegram's name: "
            "set it to a long random word, or set TELEGRAM_MODE=polling."
        )
    if telegram.bot_token and telegram.mode == "webhook" and not web.public_url:
        yield "TELEGRAM_MODE=webhook needs PUBLIC_URL, the address that Telegram shall call."
    if twilio.auth_token and not web.public_url:
        yield (
            "TWILIO_AUTH_TOKEN needs PUBLIC_URL: Twilio signs the address it calls, and without it no signature can be "
            "checked."
        )
    if bool(twilio.auth_token) != bool(twilio.account_sid):
        yield "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must be set together."
    if not twilio.auth_token and (twilio.sms_from or twilio.whatsapp_from or twilio.messaging_service_sid):
        yield "A Twilio sender is set without TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: set them too, or remove it."
    if email.smtp_url and not email.email_from:
        yield "SMTP_URL needs EMAIL_FROM, the address that e-mails come from."


def name_of(kind: type[Slice], field: str) -> str:
    """The environment variable that sets a field."""
    return (kind.model_config.get("env_prefix", "") + field).upper()
