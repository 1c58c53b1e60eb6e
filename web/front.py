"""The outermost of our own middlewares: who really asks, by which name, and what every answer carries.

Behind a proxy that is trusted, the address, the scheme, the name and the prefix are those that the proxy tells; from
anybody else such headers are taken off, so that nothing behind this can be told lies by them. Then the name by which we
are asked must be one of ours: a page on the internet can point a name of its own at this machine (DNS rebinding), and
its scripts would be ours to the browser.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import Final
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from settings import Settings, listed
from web.wire import close_socket, header

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

TOLD_BY_PROXIES: Final = re.compile(rb"x-forwarded-.*|forwarded|x-real-ip|x-ingress-path|x-remote-user.*")
LOCAL_SUFFIXES: Final = (".local", ".lan", ".home", ".home.arpa", ".internal", ".fritz.box")
"""Behind the name of this machine, as routers of homes add them."""
MOST_HOPS: Final = 20

_PREFIX = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]{1,100}){1,8}")

CONTENT_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
"""For the live pages: NiceGUI needs inline scripts and eval. The plain pages bring a stricter one of their own."""

HEADERS: Final = {
    b"content-security-policy": CONTENT_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}


class Front:
    """Answers 421 to a foreign name. The scope that goes on tells the truth as far as it can be known."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._proxies = tuple(ipaddress.ip_network(one, strict=False) for one in listed(settings.trusted_proxies))
        self._names = _own_names(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what asks for us by a name of ours."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        scope = self._as_it_is(scope)
        send = _with_headers(send)
        if self._is_our_name(header(scope, b"host") or "", scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await close_socket(send)
        else:
            await PlainTextResponse("Not here.", status_code=421)(scope, receive, send)

    def _as_it_is(self, scope: Scope) -> Scope:
        told = {name: value.decode("latin-1") for name, value in scope["headers"] if TOLD_BY_PROXIES.fullmatch(name)}
        headers = [pair for pair in scope["headers"] if pair[0] not in told]
        if not told or not self._is_trusted(_address(scope.get("client"))):
            return {**scope, "headers": headers}
        scope = {**scope, "headers": headers, "client": self._client(told.get(b"x-forwarded-for", ""), scope)}
        if told.get(b"x-forwarded-proto", "").strip().lower() == "https":
            scope["scheme"] = "wss" if scope["type"] == "websocket" else "https"
        if name := told.get(b"x-forwarded-host", "").split(",")[0].strip():
            scope["headers"] = [*(pair for pair in headers if pair[0] != b"host"), (b"host", name.encode("latin-1"))]
        prefix = told.get(b"x-ingress-path") or told.get(b"x-forwarded-prefix") or ""
        if _PREFIX.fullmatch(prefix.rstrip("/")):
            scope["headers"].append((b"x-forwarded-prefix", prefix.rstrip("/").encode()))
        return scope

    def _client(self, chain: str, scope: Scope) -> tuple[str, int]:
        """The last address of the chain that is no proxy of ours; anybody may have written what stands before it."""
        peer: tuple[str, int] = scope["client"]
        for text in reversed(chain.split(",")[-MOST_HOPS:]):
            address = _address((text.strip(), 0))
            if address is None:
                break
            peer = (str(address), 0)
            if not self._is_trusted(address):
                break
        return peer

    def _is_trusted(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in self._proxies)

    def _is_our_name(self, host: str, scope: Scope) -> bool:
        name = _name(host)
        address = _address((name.strip("[]"), 0))
        if address is None:
            return name in self._names
        here = _address(scope.get("server"))
        # An address of this net cannot be another site's name. One of the internet must be the one that was dialled.
        return address.is_private or address.is_loopback or address.is_link_local or address == here


def _own_names(settings: Settings) -> frozenset[str]:
    own = socket.gethostname().lower().rstrip(".")
    short = own.partition(".")[0]
    usual = {"localhost", own, short, *(short + suffix for suffix in LOCAL_SUFFIXES)}
    base = urlsplit(settings.base_url).hostname or ""
    return frozenset(filter(None, {*usual, base, *(one.lower() for one in listed(settings.allowed_hosts))}))


def _name(host: str) -> str:
    """The host without its port."""
    name, colon, port = host.lower().rpartition(":")
    return (name if colon and port.isdigit() else host.lower()).rstrip(".")


def _address(peer: tuple[str, int] | None) -> Address | None:
    """The address of a peer; one of IPv4 in the clothes of IPv6 as itself."""
    try:
        found = ipaddress.ip_address((peer or ("", 0))[0].partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


def _with_headers(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message.get("headers", [])}
            added = [(name, value) for name, value in HEADERS.items() if name not in given]
            message = {**message, "headers": [*message.get("headers", []), *added]}
            if any(name == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"]):
                message["headers"] = [pair for pair in message["headers"] if pair[0].lower() != b"cache-control"]
                message["headers"].append((b"cache-control", b"no-store"))
        await send(message)

    return with_headers
