"""Logs for machines to read and people to be safe from: one JSON object a line on stderr, nothing secret in it.

    {"ts": "2026-11-22T08:40:00.123Z", "level": "INFO", "logger": "bot.relay", "event": "sent", "channel": "sms"}

Modules use the standard library, `logging.getLogger(__name__)`, with a constant message and the facts in `extra`. An
exception is one field. Everything goes through a `Redactor` last, other people's libraries and tracebacks included.
"""

import json
import logging
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

from app.redaction import Redactor

# They log addresses with tokens in them, message texts or statements with people's data, at every level below warning.
TALKATIVE = (
    "aiohttp.access",
    "alembic",
    "apscheduler",
    "asyncio",
    "httpcore",
    "httpx",
    "sqlalchemy",
    "telegram",
    "twilio",
    "urllib3",
    "uvicorn.access",
)
OURS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}


def configure_logging(level: str = "INFO", secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send everything this process logs, warns of and dies of to `stream` (stderr), as JSON Lines.

    Replaces what was configured before. Start uvicorn with `log_config=None, access_log=False` so that it stays so.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(Redactor(secrets)))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.NOTSET)  # whatever a server in this process has set before
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # a record that can't be formatted would be printed raw, with all that is in it
    sys.excepthook = _log_death
    threading.excepthook = _log_thread_death


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON; see the module for its shape."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
        }
        told: dict[str, object] = {"event": _message(record)}
        taken = OURS | line.keys() | told.keys()
        told |= {name: value for name, value in vars(record).items() if name not in taken}
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            told["stack"] = record.stack_info
        cleaned = self._redactor.value(told)
        assert isinstance(cleaned, dict)
        return json.dumps(line | cleaned, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (
        TypeError,
        ValueError,
        KeyError,
    ):  # the arguments don't fit the message: a fault in a caller, not in the log
        return str(record.msg)


def _log_death(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger("app").critical("the program ended by an error", exc_info=(kind, error, trace))


def _log_thread_death(death: threading.ExceptHookArgs) -> None:
    if death.exc_value is not None and not issubclass(death.exc_type, SystemExit):
        facts = (death.exc_type, death.exc_value, death.exc_traceback)
        logging.getLogger("app").critical("a thread ended by an error", exc_info=facts)
