"""``serve`` as a process: what its log and its answers hold, and that it answers whatever hangs on its door."""

from __future__ import annotations

import asyncio
import contextlib
import html
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.program import MAIN, Serving, serving
from tests.web.house import OWNER, OWNERS
from tests.web.real import Socket, hello
from web.gate import COOKIE

pytestmark = pytest.mark.real

QUICKLY = 3.0


@dataclass
class Program:
    """The program at work, and all that it has printed."""

    server: Serving
    printed: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url

    def everything(self) -> str:
        """What it has printed, once it has ended."""
        self.server.process.terminate()
        self.server.process.wait(10)
        time.sleep(0.2)
        return "".join(self.printed)

    def memory(self) -> float:
        """MB in use."""
        status = Path(f"/proc/{self.server.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


@contextlib.contextmanager
def program(data: Path, **environ: str) -> Iterator[Program]:
    with serving(data, PYTHONUNBUFFERED="1", **environ) as server:
        found = Program(server)

        def read() -> None:
            with contextlib.suppress(ValueError):
                found.printed.extend(server.process.stdout)

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        yield found
        server.process.kill()
        reader.join(5)


def fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def with_owner(data: Path) -> Path:
    words = [sys.executable, str(MAIN), "--data", str(data), "account", "add", OWNER, "--role", "admin"]
    subprocess.run(words, input=OWNERS, text=True, check=True, capture_output=True)
    return data


def sign_in(client: httpx.Client, password: str = OWNERS) -> httpx.Response:
    form = fields(client.get("/login").text)
    return client.post("/login", data={**form, "username": OWNER, "password": password})


def test_no_secret_is_in_the_log_at_its_most_talkative_nor_in_a_page_or_an_address(tmp_path: Path) -> None:
    with program(tmp_path / "data", TIMEKPR_MNGR_LOG_LEVEL="debug") as running:
        (code,) = re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", "".join(running.printed)) or [""]
        deadline = time.monotonic() + 5
        while not code and time.monotonic() < deadline:
            time.sleep(0.05)
            code = next(iter(re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", "".join(running.printed))), "")
        assert code, "the console shows the code"
        seen: list[str] = []
        with httpx.Client(base_url=running.url, headers={"Accept": "text/html", "Origin": running.url}) as client:

            def note(answer: httpx.Response) -> None:
                answer.read()
                seen.extend((answer.text, str(answer.url), answer.headers.get("location", "")))

            client.event_hooks["response"] = [note]
            form = fields(client.get("/setup").text)
            made = {"code": code, "username": OWNER, "password": OWNERS, "again": OWNERS}
            assert client.post("/setup", data={**form, **made}).status_code == 303
            first = client.cookies[COOKIE]
            client.get("/more")
            client.post("/logout")
            sign_in(client, "a wrong guess that is mine")
            assert sign_in(client).status_code == 303
            second = client.cookies[COOKIE]
            page = client.get("/").text
            client_id = re.search(r"'client_id': '([^']+)'", page)[1]
            with Socket(running.url, second) as wire:
                assert wire.ask("handshake", hello(client_id)) == [True]
                wire.wire.send("42" + '["event",{"client_id":"' + client_id + '","id":1,"listener_id":"x","args":{}}]')
            client.get("/nothing")
            client.post("/login", content=b"\xff" * 100)
        printed = running.everything()
    assert printed.count(code) == 1, "on the console, once"
    for secret in (OWNERS, "a wrong guess that is mine", first, second, "argon2id"):
        assert secret not in printed
        assert secret not in "".join(seen)
    assert client_id not in printed
    audit = "".join(file.read_text() for file in (tmp_path / "data/audit").iterdir())
    kept = "".join(file.read_text() for file in (tmp_path / "data").glob("*.json"))
    for secret in (OWNERS, "a wrong guess that is mine", first, second, code, code.replace("-", "")):
        assert secret not in audit + kept
    assert "argon2id" not in audit


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Program]:
    with program(with_owner(tmp_path / "data")) as running:
        yield running


def slowest(running: Program, seconds: float) -> float:
    """The longest answer of a parent who signs in and looks around meanwhile."""
    longest = 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with httpx.Client(base_url=running.url, headers={"Origin": running.url}, timeout=30) as client:
            for ask in (lambda: client.get("/healthz"), lambda: sign_in(client), lambda: client.get("/"),
                        lambda: client.get("/more"), lambda: client.post("/logout")):  # fmt: skip
                began = time.monotonic()
                assert ask().status_code in {200, 303}
                longest = max(longest, time.monotonic() - began)
    return longest


BEGINNINGS = (
    b"",
    b"GET / HT",
    b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\nform_token=",
    b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
    b"GET /_nicegui_ws/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
)


def test_everything_is_answered_while_three_hundred_connections_hang(running: Program) -> None:
    where = urlsplit(running.url)
    with contextlib.ExitStack() as hanging:
        for number in range(300):
            one = hanging.enter_context(socket.create_connection((where.hostname, where.port), 5))
            one.sendall(BEGINNINGS[number % len(BEGINNINGS)])
        assert slowest(running, 4) < QUICKLY


def test_what_hangs_is_let_go(running: Program) -> None:
    where = urlsplit(running.url)
    with contextlib.ExitStack() as stack:
        begun = [stack.enter_context(socket.create_connection((where.hostname, where.port), 5)) for _ in BEGINNINGS]
        for one, beginning in zip(begun, BEGINNINGS, strict=True):
            one.sendall(beginning)
        for one in begun:
            one.settimeout(20)
            with contextlib.suppress(ConnectionResetError):
                while one.recv(4096):
                    pass


def test_five_hundred_guesses_at_once_keep_nobody_waiting_and_fill_no_memory(running: Program) -> None:
    before, most = running.memory(), [0.0]

    async def guess(client: httpx.AsyncClient, token: dict[str, str]) -> int:
        most[0] = max(most[0], running.memory())
        fields = {**token, "username": OWNER, "password": "a wrong guess"}
        return (await client.post("/login", data=fields)).status_code

    async def guessing() -> list[int]:
        limits = httpx.Limits(max_connections=500)
        async with httpx.AsyncClient(base_url=running.url, timeout=30, limits=limits) as client:
            token = fields((await client.get("/login")).text)
            asked = [asyncio.ensure_future(guess(client, token)) for _ in range(500)]
            async with httpx.AsyncClient(base_url=running.url, timeout=30) as other:
                for _ in range(10):
                    began = time.monotonic()
                    assert (await other.get("/healthz")).status_code == 200
                    assert time.monotonic() - began < QUICKLY
            return list(await asyncio.gather(*asked))

    statuses = asyncio.run(guessing())
    assert statuses.count(403) <= 20
    assert set(statuses) <= {403, 429, 503}
    assert most[0] - before < 2 * 32 + 60
