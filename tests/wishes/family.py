"""A family before the whole app: Ben and Anna on played computers, Tina and Tom who sign in, a clock that stands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
from fastapi import FastAPI

from accounts import Access, Account
from audit import Entry
from child_links import ChildLink
from clock import FakeClock
from editing import Asked
from opening import open_core
from pending import Edit, Through
from services import Services
from services.signed_in import SignedIn
from tests.courier.twin import Twin
from timekpr_rules import DayRule, Interval, TimeFile, UserConfig
from web import Web

T = TypeVar("T")

AFTERNOON = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
"""A Wednesday, 15:00 in Berlin."""
HOURS = (Interval(8 * 60, 12 * 60), Interval(12 * 60, 13 * 60, True), Interval(14 * 60, 20 * 60))
RULES = UserConfig((DayRule(allowed=True, limit_seconds=7200, intervals=HOURS),) * 7)
TINA = Asked("Tina", Through.PAGE)
PASSWORD = "four words in a row"


@dataclass
class Family:
    """PC-Ben has ben, PC-Anna has anna and ben. Both have used 20 minutes of two hours until half past two."""

    folder: Path
    clock: FakeClock = field(default_factory=lambda: FakeClock(AFTERNOON))

    def __post_init__(self) -> None:
        self.twins = {name: Twin(self.folder / name, self.clock) for name in ("pc-ben", "pc-anna")}
        spent = TimeFile(1200, 1200, 1200, 1200, datetime(2026, 11, 18, 14, 30))
        for server, user in (("pc-ben", "ben"), ("pc-anna", "anna"), ("pc-anna", "ben")):
            self.twins[server].add_user(user, RULES, spent)
        self.start()
        fleet = self.core.fleet
        for name, users in (("PC-Ben", ("ben",)), ("PC-Anna", ("anna", "ben"))):
            server = fleet.add(name, f"{name.lower()}.secret.lan")
            for user in users:
                fleet.add_user(server.id, user)
        for child, logins in (("Ben", ("pc-ben", "pc-anna")), ("Anna", ("pc-anna",))):
            fleet.add_child(child)
            for login in logins:
                fleet.assign(child, login, child.lower())
        self.visit()

    def start(self) -> None:
        self.core = open_core(self.folder / "data", self.clock, writer=True)
        self.services = Services(self.core)
        self.app = FastAPI()
        Web(self.services, lambda _code: None).add_to(self.app)

        @self.app.get("/{path:path}")
        def everything_else(path: str) -> str:
            return f"the pages: {path}"

    def stop(self) -> None:
        self.core.store.close()

    def restart(self) -> None:
        """Begin anew from the disk, as after a kill."""
        self.stop()
        self.start()
        self.services.syncer.restore()
        self.services.pictures.publish()

    def visit(self) -> None:
        """One visit of the cycle to each computer."""
        syncer = self.services.syncer
        for target in syncer._targets(set(self.twins)):
            server = target.server
            syncer._states[server.id] = syncer._work(target, self.twins[server.id]).status
            self.services.pictures.update(server, syncer.state(server.id))

    # --- people ---

    def link(self, child: str = "ben", label: str = "phone") -> tuple[ChildLink, str]:
        secret = self.services.wishes.make_link(child, label, TINA)
        link = self.services.wishes.visitor(secret)
        assert link is not None
        return link, secret

    def account(self, name: str, role: str = "parent", children: tuple[str, ...] | None = None) -> Account:
        people = self.services.people
        if not people.accounts.is_set_up:
            people.set_up("Root", PASSWORD, TINA)
        return people.add(name, PASSWORD, role, children, TINA)

    def signed_in(self, name: str, role: str = "parent", children: tuple[str, ...] | None = None) -> SignedIn:
        people = self.services.people
        session, _ = people.sessions.begin(self.account(name, role, children).id)
        return SignedIn(self.services, Access(people.accounts, people.sessions, session))

    def wish(self, minutes: int = 30, reason: str = "One level left", child: str = "ben", place: str = "") -> str:
        """The id of a new wish."""
        link = next(iter(self.services.wishes.links.of(child)), None) or self.link(child)[0]
        return self.services.wishes.ask(link, minutes, reason, place, "10.0.0.7").id

    def edits(self) -> tuple[Edit, ...]:
        return (*self.services.queue.all_waiting(), *self.services.queue.finished())

    def audit(self, what: str) -> list[Entry]:
        """The entries of a kind, oldest first."""
        return [one for one in reversed(self.services.audit.newest(1000)) if one.what == what]

    # --- browsers ---

    def browse(self, steps: Callable[[httpx.AsyncClient], Awaitable[T]], peer: str = "10.0.0.7", **more: Any) -> T:
        """What somebody does with one browser, which keeps its cookies."""

        async def browsing() -> T:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(peer, 40000))
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost", **more) as browser:
                return await steps(browser)

        return asyncio.run(browsing())

    def get(self, path: str, *, secret: str = "", **more: Any) -> httpx.Response:
        """One page, with the cookie of a link."""
        cookies = {"timekpr_mngr_child": secret} if secret else {}
        return self.browse(lambda browser: browser.get(path, **more), cookies=cookies)

    def post(self, secret: str, fields: dict[str, str], **more: Any) -> httpx.Response:
        """A form of the page, with the token that the page has given."""

        async def asking(browser: httpx.AsyncClient) -> httpx.Response:
            state = (await browser.get("/c/state")).json()
            headers = {"Origin": "http://localhost", **more.pop("headers", {})}
            return await browser.post("/c/ask", data={"form_token": state["form_token"], **fields}, headers=headers)

        return self.browse(asking, cookies={"timekpr_mngr_child": secret})
