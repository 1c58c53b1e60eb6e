"""The app behind the real server on a port of this machine, and sockets as browsers open them."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

import httpx
import uvicorn
from nicegui.testing.general import nicegui_reset_globals
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from core import Core
from main import create_app, server_config
from opening import open_core
from services import Services
from tests.ui.browser import own_ways_out
from tests.web.house import AT_HOME, EVENING, OWNER, OWNERS, StandingClock, quick
from web.gate import COOKIE

PATIENCE = 10.0
"""Seconds after which something did not happen."""
SOCKETS = "/_nicegui_ws/socket.io/?EIO=4&transport="


@dataclass
class RealHouse:
    """The app at work, and what is behind it."""

    url: str
    core: Core
    services: Services
    clock: StandingClock

    @property
    def people(self) -> Any:
        return self.services.people

    def sign_in(self, name: str = OWNER) -> str:
        """The secret of a new session."""
        account = self.people.accounts.get(name)
        return str(self.people.begin(account, AT_HOME, device="")[1])

    def client(self, secret: str) -> httpx.Client:
        headers = {"Origin": self.url, "Cookie": f"{COOKIE}={secret}"} if secret else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=PATIENCE)

    def open_page(self, secret: str) -> str:
        """Have a page sent; its client id."""
        with self.client(secret) as client:
            page = client.get("/", headers={"Accept": "text/html"})
        found = re.search(r"'client_id': '([^']+)'", page.text)
        assert found, page.status_code
        return found[1]


@contextmanager
def living_at(folder: Path, **served: Any) -> Iterator[RealHouse]:
    """Tina is the admin; the server is set as the program sets it, but for what is given."""
    clock, made = StandingClock(EVENING), []

    def noting(*args: Any) -> Services:
        made.append(Services(*args))
        return made[0]

    with (
        nicegui_reset_globals(),
        patch("main.Services", noting),
        patch("accounts.book.Passwords", quick),
        (core := open_core(folder, clock, writer=True)).store,
    ):
        own_ways_out()
        config = server_config(create_app(core), host="127.0.0.1", port=0, **served)
        made[0].people.set_up(OWNER, OWNERS, AT_HOME)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        until(lambda: server.started)
        try:
            port = server.servers[0].sockets[0].getsockname()[1]
            yield RealHouse(f"http://127.0.0.1:{port}", core, made[0], clock)
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
            assert not thread.is_alive()


def until(condition: Any, seconds: float = PATIENCE) -> float:
    """Wait for something; how long it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it did not happen"
        time.sleep(0.01)
    return time.monotonic() - began


class Socket:
    """A WebSocket that speaks Socket.IO, as far as NiceGUI's pages do."""

    def __init__(self, url: str, secret: str, query: str = "", **headers: str) -> None:
        more = {"Cookie": f"{COOKIE}={secret}", **headers} if secret else headers
        address = url.replace("http", "ws", 1) + SOCKETS + "websocket" + query
        self.wire: ClientConnection = connect(address, origin=url, additional_headers=more, open_timeout=PATIENCE)
        self.wire.recv(PATIENCE)
        self.wire.send("40")
        self.welcome = str(self.wire.recv(PATIENCE))

    def ask(self, name: str, message: object) -> Any:
        """An event with the answer to it."""
        self.wire.send("421" + json.dumps([name, message]))
        while True:
            said = str(self.wire.recv(PATIENCE))
            if said.startswith("431"):
                return json.loads(said[3:])
            if said == "2":
                self.wire.send("3")

    def wait_for_end(self, seconds: float = PATIENCE) -> tuple[float, int | None]:
        """How long it lived on, and the code it was closed with."""
        began = time.monotonic()
        try:
            while time.monotonic() - began < seconds:
                self.wire.recv(seconds)
        except ConnectionClosed as closed:
            return time.monotonic() - began, closed.rcvd.code if closed.rcvd else None
        raise AssertionError("it did not end")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wire.close()


def hello(client_id: str) -> dict[str, object]:
    """The handshake of a page."""
    return {
        "client_id": client_id,
        "tab_id": "tab",
        "document_id": "document",
        "old_tab_id": None,
        "next_message_id": 0,
    }
