"""The API as the program serves it: in front of the pages, behind the Host check, with the sync thread at work."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from nicegui.testing.general import nicegui_reset_globals

from clock import SystemClock
from core import Core
from demo import start
from demo_fleet import take_in
from main import create_app
from opening import open_core
from own_key import ensure_key
from tokens import Tokens


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with (core := open_core(tmp_path / "data", SystemClock(), writer=True)).store:
        yield core


@pytest.fixture(autouse=True)
def _no_other_app_in_this_process() -> Iterator[None]:
    """NiceGUI has one app in a process, and other tests have had theirs."""
    with nicegui_reset_globals():
        yield


def client(app: FastAPI, secret: str, **headers: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, client=("127.0.0.1", 40000)),
        base_url="http://127.0.0.1",
        headers={"Authorization": f"Bearer {secret}", **headers},
    )


def get(app: FastAPI, path: str, secret: str = "none", **headers: str) -> httpx.Response:
    async def asking() -> httpx.Response:
        async with client(app, secret, **headers) as asker:
            return await asker.get(path)

    return asyncio.run(asking())


def test_the_pages_do_not_swallow_it(core: Core) -> None:
    _, secret = Tokens(core.store).create("phone", ["read"])
    app = create_app(core)

    assert get(app, "/api/v1/status", secret).json()["servers"] == []
    assert get(app, "/api/v1/status").status_code == 401
    assert get(app, "/api/v1/nothing", secret).json()["error"]["code"] == "no_such_path"
    assert get(app, "/API/v1/status").status_code == 401


def test_the_right_token_under_a_foreign_name_or_from_a_foreign_page_gets_nothing(core: Core) -> None:
    _, secret = Tokens(core.store).create("phone", ["admin"])
    app = create_app(core)

    assert get(app, "/api/v1/status", secret, Host="evil.example").status_code == 421
    assert get(app, "/api/v1/status", secret, Origin="http://evil.example").status_code == 403


def test_a_grant_reaches_a_played_computer_over_ssh_and_is_confirmed(core: Core) -> None:
    _, secret = Tokens(core.store).create("phone", ["grant"])
    with start(ensure_key(core.store).public_line, core.clock) as cast:
        take_in(core, cast)
        app = create_app(core)

        async def granting() -> dict[str, Any]:
            async with app.router.lifespan_context(app), client(app, secret) as asker:
                server, user = next((one, user) for one in core.fleet.servers() for user in one.users)
                path = f"/api/v1/servers/{server.name}/users/{user.name}/grants"
                edit = (await asker.post(path, json={"seconds": 600})).json()["edit"]
                async with asyncio.timeout(60):
                    while edit["state"] in {"queued", "sending"}:
                        await asyncio.sleep(0.1)
                        edit = (await asker.get(f"/api/v1/pending/{edit['id']}")).json()["edit"]
            return edit

        assert asyncio.run(granting())["state"] == "confirmed"
