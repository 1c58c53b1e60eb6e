"""A Supervisor as Home Assistant has one: it answers as it is told, to whoever has the token."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "token-of-the-supervisor"
SERVICE = {
    "addon": "core_mosquitto",
    "host": "core-mosquitto",
    "port": 1883,
    "ssl": False,
    "username": "addons",
    "password": "otters-at-midnight",
    "protocol": "3.1.1",
}


@dataclass
class Supervisor:
    """``body`` is sent in parts of ``at_once`` bytes with ``pause`` seconds between them."""

    url: str
    status: int = 200
    body: bytes = json.dumps({"result": "ok", "data": SERVICE}).encode()
    headers: dict[str, str] = field(default_factory=dict)
    at_once: int = 1_000_000
    pause: float = 0.0
    asked: list[tuple[str, str]] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)

    def says(self, **changes: Any) -> None:
        """Answer with the usual service but for these; what is None is left out."""
        data = {name: value for name, value in {**SERVICE, **changes}.items() if value is not None}
        self.body = json.dumps({"result": "ok", "data": data}).encode()

    @property
    def environ(self) -> dict[str, str]:
        """What an add-on of this Supervisor has in its environment."""
        return {"SUPERVISOR_TOKEN": TOKEN, "SUPERVISOR_API": self.url}


@contextmanager
def running() -> Iterator[Supervisor]:
    """A Supervisor on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    supervisor = Supervisor(f"http://127.0.0.1:{server.server_address[1]}")

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            supervisor.asked.append((self.path, self.headers["Authorization"]))
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self.send_error(401)
                return
            self.send_response(supervisor.status)
            for name, value in {"Connection": "close", **supervisor.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for start in range(0, len(supervisor.body), supervisor.at_once):
                    self.wfile.write(supervisor.body[start : start + supervisor.at_once])
                    if supervisor.ending.wait(supervisor.pause):
                        return
            except OSError:
                pass  # whoever asked has gone

        def log_message(self, *args: object) -> None:
            pass

    server.RequestHandlerClass = Answers
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield supervisor
    finally:
        supervisor.ending.set()
        server.shutdown()
        thread.join()
        server.server_close()
