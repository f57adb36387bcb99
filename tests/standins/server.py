"""A small HTTP server in a thread on 127.0.0.1, with faults on demand: the ground the stand-ins stand on."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Answer:
    """The request is not carried out and answered like this."""

    status: int
    body: Mapping[str, Any] | str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LoseAnswer:
    """The request is carried out, then the connection closes without a word."""


@dataclass(frozen=True)
class Slow:
    """The request is carried out, and answered after this many seconds."""

    seconds: float


Fault = Answer | LoseAnswer | Slow


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=bool(self.body)))


class StandIn:
    """Serves `respond` over HTTP while it is entered; `url` is its address. Faults wait for the next matching call."""

    def __init__(self, port: int = 0) -> None:
        self.requests: list[Request] = []
        self.lock = threading.RLock()
        self._faults: list[tuple[str, Fault]] = []
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def respond(self, request: Request) -> Answer:
        raise NotImplementedError

    def next(self, fault: Fault, *, call: str = "", times: int = 1) -> None:
        """The next `times` requests whose path ends with `call` meet this fault."""
        with self.lock:
            self._faults += [(call, fault)] * times

    def serve(self, request: Request) -> tuple[Answer, Fault | None]:
        with self.lock:
            self.requests.append(request)
            fault = next((fault for fault in self._faults if request.path.endswith(fault[0])), None)
            if fault:
                self._faults.remove(fault)
        if fault and isinstance(fault[1], Answer):
            return fault[1], None
        return self.respond(request), fault and fault[1]

    def refuse_connections(self) -> None:
        """From now on nobody listens at `url`."""
        self._server.shutdown()
        self._server.socket.close()

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away are what the tests are about; nothing to print."""


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer, fault = stand_in.serve(
                Request(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
            )
            if isinstance(fault, LoseAnswer):
                self.close_connection = True
                return
            if isinstance(fault, Slow):
                time.sleep(fault.seconds)
            self._write(answer)

        do_GET = do_POST  # noqa: N815

        def _write(self, answer: Answer) -> None:
            body = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body.encode())))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    return Handler


def post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """What the stand-ins use to call a webhook: status and body of the answer, whatever the status."""
    import urllib.error
    import urllib.request

    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
