"""At which address the pages are open: what a link that is handed on has to begin with."""

from __future__ import annotations

from urllib.parse import urlsplit

from nicegui import ui

from ui.ports import Services

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def base_address(services: Services) -> str:
    """The one of the settings, else the one by which this page was asked for; without a slash at the end."""
    if services.base_url:
        return services.base_url
    request = ui.context.client.request
    prefix = request.headers.get("x-forwarded-prefix", "")  # checked by whoever stands before the pages
    return f"{request.url.scheme}://{request.url.netloc}{prefix}"


def is_only_here(address: str) -> bool:
    """Whether an address leads another device to itself."""
    return (urlsplit(address).hostname or "") in THIS_MACHINE
