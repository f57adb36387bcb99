"""A durable turn against bare FastAPI routes.

Durable: a signed Twilio form comes in; signature, inbox, lock, dialog, slot search over 5,000 coming bookings, commit
with fsync; 200 goes out. Mix: search, pick, confirm, a third each. One web process each, the same server settings, the
same forms, the same load, in alternating rounds of one run. What is sent is left to a worker, which does not run.
The ratio is that to a route which declares the form's fields; one that reads the form by hand stands beside it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from benchmarks.bare import BY_HAND, DECLARED
from benchmarks.load import Measured, measure, request
from benchmarks.school import ZONE, Size, build, phone
from storage.embedded import EmbeddedPostgres
from storage.migrate import upgrade
from webhooks.signature import signature

TOKEN = "benchmark-token"
PUBLIC = "https://bench.example"
PATH = DECLARED
CONNECTIONS = 16
BARE_TIMES = 6
"""How often the bare route gets a round's requests, so that its rounds last about as long as those of turns: short ones
tell what else the machine did just then."""


def run(students: int = 180, rounds: int = 5) -> dict[str, float]:
    """Requests per second of both, and the ratio: medians of the rounds."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres.start(Path(folder) / "data") as server:
        upgrade(server.url)
        build(server.url, Size(students=students * rounds + 100))
        with _web(server.url) as durable_port, _bare() as bare_port:
            measure(durable_port, [_job(students * rounds + n) for n in range(50)], 8)
            measure(bare_port, [_job(students * rounds + n) for n in range(50)], 8)
            durable, bare, by_hand = [], [], []
            for number in range(rounds):
                jobs = [_job(number * students + n) for n in range(students)]
                bare.append(measure(bare_port, jobs * BARE_TIMES, CONNECTIONS))
                durable.append(measure(durable_port, jobs, CONNECTIONS))
                by_hand.append(measure(bare_port, [_by_hand(job) for job in jobs] * BARE_TIMES, CONNECTIONS))
        booked = _booked(server.url)
    assert all(set(m.statuses) == {200} for m in (*durable, *bare, *by_hand)), [m.statuses for m in durable]
    return {
        "durable turns per second": _median(durable),
        "bare requests per second": _median(bare),
        "the same, where the form is read by hand": _median(by_hand),
        "ratio": _ratio(durable, bare),
        "ratio to the route that reads the form by hand": _ratio(durable, by_hand),
        "durable p50 ms": sorted(m.p50 for m in durable)[len(durable) // 2] * 1000,
        "durable p99 ms": sorted(m.p99 for m in durable)[len(durable) // 2] * 1000,
        "share of jobs that ended in a booking": booked / (students * rounds + 50),
    }


def _ratio(durable: list[Measured], bare: list[Measured]) -> float:
    """The median of the rounds."""
    ratios = sorted(d.rate / b.rate for d, b in zip(durable, bare, strict=True))
    return ratios[len(ratios) // 2]


def _median(of: list[Measured]) -> float:
    return sorted(m.rate for m in of)[len(of) // 2]


def _job(student: int) -> list[bytes]:
    """One student's search, pick and confirmation, on one of the coming 50 days."""
    day = datetime.now(ZONE).date() + timedelta(days=2 + student * 7 % 50)
    words = (
        f"any chance {day.day} {day:%B} after {8 + student % 8}?",
        f"can I have a lesson on {day.day} {day:%B}",
        f"book {day.day} {day:%B} morning",
    )[student % 3]
    return [_form(student, place, text) for place, text in enumerate((words, "1", "1"))]


def _by_hand(job: list[bytes]) -> list[bytes]:
    return [request.replace(PATH.encode(), BY_HAND.encode(), 1) for request in job]


def _form(student: int, place: int, text: str) -> bytes:
    fields = {
        "ToCountry": "DK",
        "ToState": "",
        "SmsMessageSid": f"SM{student:024d}{place:08d}",
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": f"SM{student:024d}{place:08d}",
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": text,
        "FromCountry": "DK",
        "To": "+4599999999",
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": f"SM{student:024d}{place:08d}",
        "AccountSid": "AC" + "0" * 32,
        "From": phone(student),
        "ApiVersion": "2010-04-01",
    }
    signed = signature(TOKEN, PUBLIC + PATH, fields.items())
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signed}
    return request(PATH, urlencode(fields).encode(), headers)


@contextmanager
def _web(url: str) -> Iterator[int]:
    port = _free_port()
    settings = {
        "DATABASE_URL": url,
        "PORT": str(port),
        "PUBLIC_URL": PUBLIC,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_SMS_FROM": "+4599999999",
        "LOG_LEVEL": "WARNING",
        "DEMO": "0",
    }
    with _process([sys.executable, "-m", "app", "web"], port, settings):
        yield port


@contextmanager
def _bare() -> Iterator[int]:
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "benchmarks.bare:app",
        "--port",
        str(port),
        "--no-access-log",
        "--log-level",
        "warning",
        "--no-server-header",
        "--no-date-header",
    ]
    with _process(command, port, {}):
        yield port


@contextmanager
def _process(command: list[str], port: int, settings: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1)
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _booked(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM bookings WHERE created_at > now() - interval '1 day'").fetchone()
        assert row is not None
        return int(row[0])
