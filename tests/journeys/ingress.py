"""A proxy that shows the pages below a path and takes that off, as Home Assistant's Ingress does it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, WSMsgType, web

PREFIX = "/api/hassio_ingress/Qx-7_token.AbC"
FRAME = "/hassio/ingress/timekpr"
"""The page of Home Assistant within which it shows those below the prefix."""
WITHIN = f"""<!doctype html><title>Home Assistant</title><link rel="icon" href="data:,">
<iframe src="{PREFIX}/" style="width:100%;height:95vh"></iframe>"""
OF_THE_CONNECTION = {"connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"}
OF_THE_SOCKET = {"sec-websocket-extensions", "sec-websocket-key", "sec-websocket-protocol", "sec-websocket-version"}


@dataclass
class Ingress:
    """The proxy at work: its address, and what was asked of it that is not below the prefix."""

    origin: str = ""
    strays: list[str] = field(default_factory=list)
    sockets: int = 0
    """How many WebSockets were opened through it."""

    @property
    def url(self) -> str:
        return self.origin + PREFIX


@contextmanager
def ingress_to(upstream: str) -> Iterator[Ingress]:
    """The proxy on a free port of this machine, in a thread with a loop of its own."""
    proxy, loop, ready, stop = Ingress(), asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def serve() -> None:
        connector = TCPConnector(limit=0)
        async with ClientSession(
            upstream, connector=connector, cookie_jar=DummyCookieJar(), auto_decompress=False
        ) as up:
            runner = web.AppRunner(_app(proxy, up), shutdown_timeout=1)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            proxy.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
            ready.set()
            await stop.wait()
            await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()], daemon=True)
    thread.start()
    try:
        assert ready.wait(10), "the proxy did not start"
        yield proxy
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        assert not thread.is_alive()
        loop.close()


def _app(proxy: Ingress, up: ClientSession) -> web.Application:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == FRAME:
            return web.Response(text=WITHIN, content_type="text/html")
        if not request.raw_path.startswith(f"{PREFIX}/"):
            proxy.strays.append(request.raw_path)
            return web.Response(status=404, text="Home Assistant has no such page.")
        if request.headers.get("upgrade", "").lower() == "websocket":
            proxy.sockets += 1
            return await _socket(request, up)
        return await _request(request, up)

    app = web.Application(client_max_size=10**7)
    app.router.add_route("*", "/{path:.*}", answer)
    return app


def _told(request: web.Request) -> dict[str, str]:
    """The headers of the browser, and those with which Home Assistant says where they come from."""
    kept = {name: value for name, value in request.headers.items() if name.lower() not in OF_THE_CONNECTION}
    return {
        **kept,
        "X-Ingress-Path": PREFIX,
        "X-Forwarded-For": request.remote or "",
        "X-Forwarded-Host": request.host,
        "X-Forwarded-Proto": request.scheme,
    }


async def _request(request: web.Request, up: ClientSession) -> web.StreamResponse:
    path = request.raw_path.removeprefix(PREFIX)
    body = await request.read()
    async with up.request(request.method, path, headers=_told(request), data=body, allow_redirects=False) as found:
        kept = [(name, value) for name, value in found.headers.items() if name.lower() not in OF_THE_CONNECTION]
        answer = web.Response(status=found.status, body=await found.read())
        answer.headers.clear()
        for name, value in kept:
            answer.headers.add(name, value)
        return answer


async def _socket(request: web.Request, up: ClientSession) -> web.WebSocketResponse:
    headers = {name: value for name, value in _told(request).items() if name.lower() not in OF_THE_SOCKET}
    here = web.WebSocketResponse()
    async with up.ws_connect(request.raw_path.removeprefix(PREFIX), headers=headers) as there:
        await here.prepare(request)
        ways = [asyncio.ensure_future(_pass_on(here, there)), asyncio.ensure_future(_pass_on(there, here))]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await here.close()
    return here


async def _pass_on(source: object, target: object) -> None:
    async for message in source:
        if message.type is WSMsgType.TEXT:
            await target.send_str(message.data)
        elif message.type is WSMsgType.BINARY:
            await target.send_bytes(message.data)
