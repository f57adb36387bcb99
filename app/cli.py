"""`justdriving …`. Everything heavy is imported inside the commands, so that --help answers at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from app.settings import Settings
    from storage.unit_of_work import UnitOfWork

app = typer.Typer(
    help="Chat-first booking for driving schools.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
school = typer.Typer(help="Schools.", no_args_is_help=True)
key = typer.Typer(help="Admin keys.", no_args_is_help=True)
telegram = typer.Typer(help="Telegram.", no_args_is_help=True)
whatsapp = typer.Typer(help="WhatsApp.", no_args_is_help=True)
app.add_typer(school, name="school")
app.add_typer(key, name="key")
app.add_typer(telegram, name="telegram")
app.add_typer(whatsapp, name="whatsapp")


def main() -> None:
    """Run a command; what can go wrong from outside is one sentence and exit code 1, never a traceback."""
    try:
        app(standalone_mode=True)
    except Problem as problem:
        print(problem, file=sys.stderr)  # noqa: T201
        sys.exit(1)


class Problem(Exception):
    """What the person at the terminal is told."""


@app.command()
def run() -> None:
    """Serve web and worker in one process: the demo with DEMO=1."""
    from app.serving import serve

    with _settings() as settings:
        serve(settings, with_worker=True)


@app.command()
def web() -> None:
    """Serve webhooks and admin API."""
    from app.serving import serve

    with _settings() as settings:
        serve(settings, with_worker=False)


@app.command()
def worker() -> None:
    """Send messages and do due work."""
    from app.serving import work

    with _settings() as settings:
        work(settings)


@app.command()
def migrate(
    check: Annotated[
        bool, typer.Option("--check", help="Only tell whether the schema is as the program has it.")
    ] = False,
) -> None:
    """Bring the database to this program's schema."""
    from app.serving import bring_up_to_date, database
    from storage.migrate import differences

    with _settings() as settings, database(settings) as url:
        if not check:
            bring_up_to_date(url)
            _say("The database is up to date.")
        elif found := differences(url):
            raise Problem(found)
        else:
            _say("The schema is as the program has it.")


@app.command()
def doctor() -> None:
    """Check settings, database and channels, and say what to do."""
    from app.doctor import examine

    with _settings() as settings:
        findings = examine(settings)
    for finding in findings:
        _say(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.subject}: {finding.words}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@app.command()
def chat(
    address: Annotated[str, typer.Option("--as", help="Whose phone to be.")] = "+4520000001",
    channel: Annotated[str, typer.Option(help="sms, whatsapp or telegram.")] = "sms",
    url: Annotated[str, typer.Option(help="Where the demo runs.")] = "http://127.0.0.1:8000",
) -> None:
    """Talk with the running demo in the terminal."""
    from app.terminal import chat as talk

    talk(url, address, channel)


@app.command()
def understand(
    language: Annotated[str, typer.Option(help="Language of the phrases.")] = "en",
    now: Annotated[Optional[str], typer.Option(help="Wall time they are said at, like 2026-11-24T10:00.")] = None,  # noqa: UP045
    zone: Annotated[str, typer.Option(help="IANA zone.")] = "Europe/Copenhagen",
) -> None:
    """Read one phrase a line from standard input and print what was understood, one JSON object a line."""
    from app.understanding import understand_lines

    try:
        for line in understand_lines(sys.stdin, language, now, zone):
            _say(line)
    except ValueError as error:
        raise Problem(str(error)) from error


@school.command("create")
def create_school(
    name: str,
    code: Annotated[str, typer.Option(help="What students write to join.")],
    zone: Annotated[str, typer.Option(help="IANA zone.")] = "Europe/Copenhagen",
    language: Annotated[str, typer.Option(help="Code of its language, like en.")] = "da",
    currency: Annotated[str, typer.Option(help="ISO 4217 code.")] = "DKK",
) -> None:
    """Found a school and print its first admin key."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from domain.languages import LANGUAGES
    from domain.policies import Policy
    from domain.schools import School

    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Problem(f"There is no zone {zone!r}; one looks like Europe/Copenhagen.") from error
    if language not in LANGUAGES:
        raise Problem(f"There is no language {language!r}: it is one of {', '.join(LANGUAGES)}.")
    with _work() as work:
        school_id = work.next_id()
        work.administration.add_school(School(school_id, code.upper(), name, place, language, currency, Policy()))
        made = work.keys.create(school_id, "first")
        work.commit()
    _say(f"{name} has the code {code.upper()}.")
    _say(f"admin key: {made}")


@key.command("create")
def create_admin_key(
    code: Annotated[str, typer.Option("--school", help="The school's code.")],
    label: Annotated[str, typer.Option(help="What it is for.")] = "",
) -> None:
    """Make an admin key for a school; it is shown once."""
    with _work() as work:
        made = work.keys.create(_school(work, code), label)
        work.commit()
    _say(f"admin key: {made}")


@key.command("list")
def list_admin_keys(code: Annotated[str, typer.Option("--school", help="The school's code.")]) -> None:
    """Show a school's admin keys by number; what they open with is shown once, when they are made."""
    with _work() as work:
        for made in work.keys.of_school(_school(work, code)):
            revoked = f", revoked {made.revoked_on}" if made.revoked_on else ""
            _say(f"{made.id}  {made.label or '-'}  made {made.made_on}{revoked}")


@key.command("revoke")
def revoke_admin_key(number: int, code: Annotated[str, typer.Option("--school", help="The school's code.")]) -> None:
    """Take an admin key back: from now on it opens nothing."""
    with _work() as work:
        if not work.keys.revoke(_school(work, code), number, datetime.now(UTC)):
            raise Problem(f"There is no open key {number}; `justdriving key list` shows them.")
        work.commit()
    _say(f"Key {number} opens nothing any more.")


def _school(work: UnitOfWork, code: str) -> int:
    school_id = work.conversations.school_by_code(code)
    if school_id is None:
        raise Problem(f"There is no school with the code {code.upper()}.")
    return school_id


@telegram.command("set-webhook")
def set_telegram_webhook() -> None:
    """Tell Telegram to send updates to PUBLIC_URL."""
    from app.doctor import set_webhook

    with _settings() as settings:
        try:
            _say(set_webhook(settings))
        except ValueError as error:
            raise Problem(str(error)) from error


@telegram.command("delete-webhook")
def delete_telegram_webhook() -> None:
    """Tell Telegram to keep updates until they are polled."""
    from app.doctor import delete_webhook

    with _settings() as settings:
        try:
            _say(delete_webhook(settings))
        except ValueError as error:
            raise Problem(str(error)) from error


@whatsapp.command("sync")
def sync_whatsapp() -> None:
    """Create the WhatsApp content templates of menus at Twilio, and show them."""
    from app.doctor import sync_whatsapp as sync

    with _settings() as settings:
        try:
            for line in sync(settings):
                _say(line)
        except ValueError as error:
            raise Problem(str(error)) from error


@contextmanager
def _settings() -> Iterator[Settings]:
    """The settings, and sentences in place of tracebacks for what a wrong one leads to."""
    from app.serving import StartError
    from app.settings import SettingsError, load_settings

    try:
        yield load_settings()
    except (SettingsError, StartError) as error:
        raise Problem(str(error)) from error


@contextmanager
def _work() -> Iterator[UnitOfWork]:
    """A transaction on the database; what converses is not loaded for it."""
    from app.serving import database, require_schema
    from domain.errors import Invalid, Refusal
    from storage.catalogue import CatalogueCache
    from storage.engine import Database
    from storage.unit_of_work import unit_of_work

    with _settings() as settings, database(settings, join=True) as url:
        require_schema(url)
        try:
            with Database(url, size=1) as opened, unit_of_work(opened, CatalogueCache()) as work:
                yield work
        except Invalid as invalid:
            raise Problem(f"The {invalid.field} {invalid.reason}.") from invalid
        except Refusal as refusal:
            raise Problem(f"That doesn't work: {refusal}.") from refusal


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
