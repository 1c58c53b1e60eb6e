"""An open page without a browser: what a browser asks for, and the WebSocket over which it is kept up to date."""

from __future__ import annotations

import ast
import asyncio
import re
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect

ANSWER_SECONDS = 30


class Browser:
    """Signed in, with its cookies."""

    def __init__(self, url: str, name: str, password: str) -> None:
        self.url = url
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        token = re.search(r'name="form_token" value="(\w+)"', self.get("/login"))
        fields = {"form_token": token[1] if token else "", "username": name, "password": password}
        request = urllib.request.Request(f"{url}/login", urlencode(fields).encode(), {"Origin": url})
        self._opener.open(request, timeout=ANSWER_SECONDS).close()

    def get(self, path: str) -> str:
        """What is answered there."""
        with self._opener.open(f"{self.url}{path}", timeout=ANSWER_SECONDS) as answer:
            return str(answer.read().decode())

    @property
    def cookies(self) -> dict[str, str]:
        """By name."""
        return {cookie.name: cookie.value or "" for cookie in self._jar}


async def open_pages(browser: Browser, count: int) -> list[OpenPage]:
    """So many pages, one after the other, as a house's phones would open them."""
    return [await OpenPage.open(browser) for _ in range(count)]


class OpenPage:
    """Takes every message of its page and answers pings, as socket.io's client does."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.messages = 0
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, browser: Browser) -> OpenPage:
        """Ask for Home and connect."""
        html = await asyncio.to_thread(browser.get, "/")
        found = re.search(r"query: (\{.*?\}),\n", html)
        if found is None:
            raise RuntimeError("the page does not say how to connect")
        query = ast.literal_eval(found[1])
        query |= {"EIO": 4, "transport": "websocket", "tab_id": query["client_id"], "document_id": query["client_id"]}
        query["implicit_handshake"] = str(query["implicit_handshake"]).lower()  # as JavaScript writes it
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        socket = await connect(
            f"{browser.url.replace('http', 'ws', 1)}/_nicegui_ws/socket.io/?{urlencode(query)}",
            additional_headers={"Cookie": cookie},
            origin=browser.url,
            max_size=None,
        )
        await socket.send("40")
        return cls(socket)

    async def close(self) -> None:
        """Leave, as a browser does that is closed."""
        self._reading.cancel()
        await self._socket.close()

    async def _read(self) -> None:
        async for message in self._socket:
            if message == "2":
                await self._socket.send("3")
            elif str(message).startswith("42"):
                self.messages += 1
