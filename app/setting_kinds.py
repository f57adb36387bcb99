"""The kinds of value a setting can have. Each refuses what it isn't, without repeating a secret in the refusal."""

import ipaddress
import re
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _split(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value)
        _ = parts.port  # a property that raises when it isn't a number
    except ValueError:
        return None
    return parts if parts.hostname and not re.search(r"\s", value) else None


def _web_address(value: str) -> str:
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or parts.query or parts.fragment or parts.username:
        raise ValueError("must be a web address like https://school.example")
    return value.rstrip("/")


def _postgres_address(value: SecretStr) -> SecretStr:
    scheme, _, rest = value.get_secret_value().partition("://")
    try:
        urlsplit(value.get_secret_value())
    except ValueError:  # a bracket that nothing closes
        rest = ""
    if scheme not in ("postgresql", "postgres", "postgresql+psycopg") or not rest:
        raise ValueError("must be the address of a PostgreSQL database, like postgresql://user:password@host/name")
    return SecretStr(f"postgresql://{rest}")


def _mail_server(value: SecretStr) -> SecretStr:
    parts = _split(value.get_secret_value())
    if parts is None or parts.scheme not in ("smtp", "smtps"):
        raise ValueError("must be a mail server's address, like smtps://user:password@mail.example:465")
    return value


def _mail_address(value: str) -> str:
    if not re.fullmatch(r"([^@<>\r\n]*<)?[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+>?", value):
        raise ValueError("must be a mail address, like booking@school.example")
    return value


def _number(value: str) -> str:
    number = value.removeprefix("whatsapp:").replace(" ", "")
    if not re.fullmatch(r"\+[1-9]\d{6,14}", number):
        raise ValueError("must be a phone number with its country code, like +4570000000")
    return number


def _sms_sender(value: str) -> str:
    return value if re.fullmatch(r"\d{3,8}", value) else _number(value)  # a short code, or a number


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
        raise ValueError("may only have letters, digits, _ and -, at most 256 of them (Telegram's rule)")
    return value


def _bot_token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[\w:-]+", value.get_secret_value(), re.ASCII):  # it becomes part of an address
        raise ValueError("must be a bot token as @BotFather gives it, like 123456:ABC…")
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]
"""http or https, without a slash at the end."""
PostgresAddress = Annotated[SecretStr, AfterValidator(_postgres_address)]
"""Always `postgresql://…`, as libpq reads it, whichever of the usual schemes was given."""
MailServer = Annotated[SecretStr, AfterValidator(_mail_server)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
PhoneNumber = Annotated[str, AfterValidator(_number)]
"""E.164, without `whatsapp:`."""
SmsSender = Annotated[str, AfterValidator(_sms_sender)]
WebhookSecret = Annotated[SecretStr, AfterValidator(_webhook_secret)]
BotToken = Annotated[SecretStr, AfterValidator(_bot_token)]
TelegramMode = Annotated[Literal["webhook", "polling"], BeforeValidator(str.lower)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(str.upper)]
