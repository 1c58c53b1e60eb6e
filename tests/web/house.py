"""One house with its front door: the whole app on a data directory, people who sign in, and browsers at any address."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from fastapi import FastAPI
from nicegui.testing.general import nicegui_reset_globals

from accounts import Account, Passwords
from clock import FakeClock
from core import Core
from editing import Asked
from main import create_app
from opening import open_core
from pending import Through
from services import Services
from web.gate import COOKIE

EVENING = datetime(2026, 11, 18, 18, 0, tzinfo=UTC)
OWNER, OWNERS = "Tina", "purple otters sleep late"
"""The admin of the house, and her password."""
LAN = "192.168.1.20"
AT_HOME = Asked("test", Through.COMMAND)
HOST = "127.0.0.1"
quick = partial(Passwords, time_cost=1, memory_kib=64)
"""Hundreds of guesses take no time here; what one costs in the program is looked at in tests/accounts."""


class StandingClock(FakeClock):
    """Stands also while the sync thread waits, which really does so."""

    def wait(self, event: threading.Event, seconds: float) -> bool:
        return event.wait(seconds)


class Browser(httpx.AsyncClient):
    """A browser of somebody: cookies, and a page of ours from which a form is sent."""

    def __init__(self, app: Any, address: str, base: str, **headers: str) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 40000))
        super().__init__(transport=transport, base_url=base, headers={"Accept": "text/html", **headers})

    async def form(self, path: str = "/login") -> dict[str, str]:
        """The hidden fields of a form."""
        page = (await self.get(path)).text
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
        return {name: html.unescape(value) for name, value in found}

    async def submit(self, path: str, fields: dict[str, str], **more: Any) -> httpx.Response:
        """Send a form as a browser does."""
        headers = {"Origin": f"{self.base_url.scheme}://{self.base_url.netloc.decode()}", **more.pop("headers", {})}
        return await self.post(path, data=fields, headers=headers, **more)

    async def sign_in(self, name: str = OWNER, password: str = OWNERS, **fields: str) -> httpx.Response:
        """Fill in the form and send it."""
        return await self.submit("/login", {**await self.form(), "username": name, "password": password, **fields})

    async def set_up(self, code: str, name: str = OWNER, password: str = OWNERS, **fields: str) -> httpx.Response:
        """Make the first account."""
        given = {"code": code, "username": name, "password": password, "again": password, **fields}
        return await self.submit("/setup", {**await self.form("/setup"), **given})

    async def sign_out(self) -> httpx.Response:
        """By the form."""
        return await self.submit("/logout", await self.form("/logout"))

    async def is_in(self) -> bool:
        """Whether the pages know who this is."""
        return (await self.get("/session")).status_code == 204

    @property
    def secret(self) -> str:
        """What the cookie of the session holds."""
        return str(self.cookies.get(COOKIE, ""))


@dataclass
class House:
    """Everything at hand that a test looks behind."""

    folder: Path
    clock: StandingClock
    core: Core
    app: FastAPI
    services: Services
    codes: list[str] = field(default_factory=list)
    """Set-up codes that the console has shown, the newest last."""

    @property
    def people(self) -> Any:
        return self.services.people

    def browser(self, address: str = LAN, base: str = f"http://{HOST}", **headers: str) -> Browser:
        return Browser(self.app, address, base, **headers)

    def behind(self, proxy: str, prefix: str, **headers: str) -> Browser:
        """A browser that comes by a proxy which shows us below a prefix and takes that off (Home Assistant Ingress)."""

        async def proxied(scope: Any, receive: Any, send: Any) -> None:
            path = scope["path"].removeprefix(prefix)
            more = [(b"x-ingress-path", prefix.encode()), (b"x-forwarded-for", LAN.encode())]
            await self.app({**scope, "path": path, "headers": [*scope["headers"], *more]}, receive, send)

        return Browser(proxied, proxy, f"http://{HOST}{prefix}", **headers)

    def add(self, name: str, role: str = "parent", children: list[str] | None = None, password: str = "") -> Account:
        return self.people.add(name, password or f"the password of {name}", role, children, AT_HOME)

    async def raw(self, path: str, *, method: str = "GET", kind: str = "http", headers: Any = (), **more: Any) -> Any:
        """The status (http) or the first message (WebSocket) that answers what no client would send as it is."""
        answers = await self.messages(path, method=method, kind=kind, headers=headers, **more)
        return answers[0]["status"] if kind == "http" else answers[0]["type"]

    async def messages(
        self, path: str, *, method: str = "GET", kind: str = "http", headers: Any = (), body: bytes = b"", **more: Any
    ) -> list[dict[str, Any]]:
        """Everything that answers a scope made by hand."""
        given = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
        if not any(name == b"host" for name, _ in given):
            given.append((b"host", HOST.encode()))
        scope = {
            "type": kind, "path": path, "raw_path": path.encode("utf-8", "replace"), "query_string": b"",
            "headers": given, "client": (LAN, 40000), "server": (HOST, 80), "scheme": "http", "http_version": "1.1",
            "root_path": "", **({"method": method} if kind == "http" else {"subprotocols": []}), **more,
        }  # fmt: skip
        answers: list[dict[str, Any]] = []
        first = {"type": "http.request", "body": body, "more_body": False}
        coming = [first if kind == "http" else {"type": "websocket.connect"}]

        async def receive() -> dict[str, Any]:
            return coming.pop(0) if coming else {"type": f"{kind}.disconnect", "code": 1000}

        async def send(message: Any) -> None:
            answers.append(dict(message))

        await self.app(scope, receive, send)
        return answers


@asynccontextmanager
async def living_in(
    folder: Path, clock: StandingClock | None = None, *, owner: bool = True, **settings: str
) -> AsyncIterator[House]:
    """The app from its start to its end; with ``owner``, the first account is there already."""
    clock = clock or StandingClock(EVENING)
    made: list[Services] = []

    def noting(*args: Any) -> Services:
        made.append(Services(*args))
        return made[0]

    codes: list[str] = []
    with nicegui_reset_globals(), patch("main.Services", noting), patch("accounts.book.Passwords", quick):
        core = open_core(folder, clock, writer=True)
        with core.store:
            if settings:
                core = replace(core, settings=core.settings.changed(**settings))
            app = create_app(core, codes.append)
            house = House(folder, clock, core, app, made[0], codes)
            if owner and not house.people.accounts.is_set_up:
                house.people.set_up(OWNER, OWNERS, AT_HOME)
            async with app.router.lifespan_context(app):
                yield house
