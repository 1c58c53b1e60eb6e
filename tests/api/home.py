"""One house with the API before it: a data directory, a played computer, a token of each scope, a clock that stands."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from clock import FakeClock
from opening import open_core
from pending import Edit, EditState
from services import Services
from tests.courier.twin import Twin
from timekpr_rules import DayRule, Interval, TimeFile, UserConfig
from web.api import add_api

AFTERNOON = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
"""A Wednesday, 15:00 in Berlin."""
RULES = UserConfig((DayRule(allowed=True, limit_seconds=7200, intervals=(Interval(8 * 60, 22 * 60),)),) * 7)
SCOPES = ("read", "grant", "edit", "admin")
ANNA = "/api/v1/servers/pc/users/anna"


@dataclass
class Home:
    """The computer "PC" has anna, who has used 20 minutes of two hours."""

    folder: Path
    clock: FakeClock = field(default_factory=lambda: FakeClock(AFTERNOON))

    def __post_init__(self) -> None:
        self.twin = Twin(self.folder / "pc", self.clock)
        self.twin.add_user("anna", RULES, TimeFile(1200, 1200, 1200, 1200, datetime(2026, 11, 18, 14, 30)))
        self.start()
        self.services.core.fleet.add("PC", "pc.lan")
        self.services.core.fleet.add_user("pc", "anna")
        self.secrets = {scope: self.services.tokens.create(scope, [scope])[1] for scope in SCOPES}
        self.visit()

    def start(self) -> None:
        self.core = open_core(self.folder / "data", self.clock, writer=True)
        self.services = Services(self.core)
        self.app = FastAPI()
        add_api(self.app, self.services)

        @self.app.get("/elsewhere")
        def elsewhere() -> str:
            return "here"

    def stop(self) -> None:
        self.core.store.close()

    def restart(self) -> None:
        """Begin anew from the disk, as after a kill."""
        self.stop()
        self.start()
        self.services.syncer.restore()

    def visit(self) -> None:
        """One visit of the cycle, with the played computer in the place of a connection."""
        syncer = self.services.syncer
        (target,) = syncer._targets({"pc"})
        syncer._states["pc"] = syncer._work(target, self.twin).status
        self.services._visited(target.server, syncer.state("pc"))

    # --- asking ---

    def ask(self, method: str, path: str, body: Any = None, *, scope: str = "admin", **more: Any) -> httpx.Response:
        """One request with the token of a scope; a body is sent as JSON."""
        headers = {"Authorization": f"Bearer {self.secrets[scope]}"} if scope else {}
        content = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        if content is not None:
            headers["Content-Type"] = "application/json"
        headers |= more.pop("headers", {})
        return self.send(method, path, content=content, headers=headers, **more)

    def send(self, method: str, path: str, *, peer: str = "127.0.0.1", **more: Any) -> httpx.Response:
        """One request as it is."""

        async def asking() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(peer, 40000))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, path, **more)

        return asyncio.run(asking())

    def at(self, path: str, *, scope: str = "", method: str = "GET", kind: str = "http") -> dict[str, Any]:
        """The first message that answers a path which no client would send as it is."""
        headers = [(b"authorization", f"Bearer {self.secrets[scope]}".encode())] if scope else []
        asked = {
            "type": kind, "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
            "headers": headers, "client": ("127.0.0.1", 40000), "server": ("127.0.0.1", 80), "scheme": "http",
            "http_version": "1.1", "root_path": "",
        }  # fmt: skip
        answers: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            answers.append(message)

        asyncio.run(self.app(asked, receive, send))
        return answers[0]

    def get(self, path: str, *, scope: str = "admin") -> Any:
        """What a GET answers, which has to go well."""
        answer = self.ask("GET", path, scope=scope)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def grant(self, seconds: int = 1800, **more: Any) -> dict[str, Any]:
        """The answer to a grant, which has to be accepted."""
        answer = self.ask("POST", f"{ANNA}/grants", {"seconds": seconds, **more}, scope="grant")
        assert answer.status_code == 202, answer.text
        return answer.json()

    def edits(self) -> tuple[Edit, ...]:
        """Every edit there is."""
        return (*self.services.queue.all_waiting(), *self.services.queue.finished())

    def put(self, edit_id: str, state: EditState, **more: Any) -> None:
        """Let an edit be in another state."""
        edit = self.services.queue.get(edit_id)
        self.services.queue.update(edit, edit.model_copy(update={"state": state, **more}))


def code(answer: httpx.Response) -> str:
    """The code of a refusal, whose form is looked at too."""
    content = answer.json()
    assert set(content) == {"error"}
    assert set(content["error"]) == {"code", "message"}
    assert content["error"]["message"].endswith((".", ")"))
    return str(content["error"]["code"])
