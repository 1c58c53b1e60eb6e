"""Connections that ask for nothing, or for ever, with both of uvicorn's ways to read HTTP."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from web import patience
from web.patience import Patience

pytestmark = pytest.mark.anyio


class WithH11(Patience, H11Protocol):
    pass


class WithHttpTools(Patience, HttpToolsProtocol):
    pass


@pytest.fixture(params=[WithH11, WithHttpTools])
def protocol(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(patience, "HEADER_SECONDS", 0.3)
    return request.param


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answers slowly, and reads no body."""
    if scope["path"] == "/slow":
        await asyncio.sleep(0.6)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@asynccontextmanager
async def connected(protocol: Any) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", http=protocol, log_level="error")
    )
    serving = asyncio.ensure_future(server.serve())
    async with asyncio.timeout(10):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        reader, writer = await asyncio.open_connection(*server.servers[0].sockets[0].getsockname())
        yield reader, writer
        writer.close()
    server.should_exit = True
    await serving


@pytest.mark.parametrize("drops", [b"", b"G", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20])
async def test_a_request_that_does_not_come_to_an_end_is_let_go_however_it_drops(protocol: Any, drops: bytes) -> None:
    async with connected(protocol) as (reader, writer):

        async def drop() -> None:
            for number in range(len(drops)):
                writer.write(drops[number : number + 1])
                await asyncio.sleep(0.02)

        dropping = asyncio.ensure_future(drop())
        with contextlib.suppress(ConnectionResetError):  # what drops after the end is answered so
            assert await asyncio.wait_for(reader.read(), 3) == b""
        dropping.cancel()


async def test_requests_with_pauses_and_slow_answers_are_answered(protocol: Any) -> None:
    async with connected(protocol) as (reader, writer):
        for path in (b"/", b"/slow", b"/"):
            writer.write(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = await reader.readuntil(b"\r\n\r\nok")
            assert answer.startswith(b"HTTP/1.1 200")
            await asyncio.sleep(0.5)


async def test_a_body_that_nobody_wants_keeps_no_connection(protocol: Any) -> None:
    async with connected(protocol) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\nabc")
        await reader.readuntil(b"\r\n\r\nok")
        for _ in range(10):
            writer.write(b"a")
            await asyncio.sleep(0.05)
        with contextlib.suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), 3) == b""
