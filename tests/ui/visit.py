"""Opens the pages without a browser: the real app and its lifespan, a simulated client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI
from nicegui import ElementFilter, ui
from nicegui.testing.general import nicegui_reset_globals
from nicegui.testing.user import User
from nicegui.testing.user_interaction import UserInteraction

from tests.ui.app import make_app
from tests.ui.fleets import FakeServices


class Visitor(User):
    """Waits ten seconds for what it shall see, and not three tenths: the machine may have other work."""

    async def should_see(self, *what: Any, retries: int = 100, **more: Any) -> None:
        await super().should_see(*what, retries=retries, **more)

    async def should_not_see(self, *what: Any, retries: int = 30, **more: Any) -> None:
        await super().should_not_see(*what, retries=retries, **more)


@asynccontextmanager
async def visit(
    services: FakeServices, path: str = "/", build: Callable[[FakeServices], FastAPI] = make_app
) -> AsyncIterator[User]:
    """Somebody who has opened a page and stays on it."""
    with nicegui_reset_globals():
        app = build(services)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://test") as web,
        ):
            user = Visitor(web)
            await user.open(path)
            yield user
            await asyncio.sleep(0.02)  # what is on its way to the page is sent: Python 3.11 cannot cancel it just then


def texts(user: User, marker: str) -> list[str]:
    """What the visible elements with this mark say, in the order of the page."""
    with user:
        return [element.text for element in ElementFilter(marker=marker) if element.visible]


async def press(user: User, marker: str, text: str = "", *, kind: type[ui.element] = ui.element) -> None:
    """Press what has this mark, and this in its text, as soon as it is there: a page is read part by part."""

    def found() -> list[ui.element]:
        with user:
            all_of_them = ElementFilter(kind=kind, marker=marker)
            return [one for one in all_of_them if one.visible and text in (getattr(one, "text", "") or "")]

    await until(found)
    assert found(), f"nothing to press is marked “{marker}” on the page:\n{user.current_layout}"
    UserInteraction(user, set(found()), None).click()


def open_sheets(user: User) -> list[str]:
    """The titles of the sheets that are open; one that closes is only taken away by a browser."""
    with user:
        return [str(element.props["aria-label"]) for element in ElementFilter(kind=ui.dialog) if element.value]


async def asked(services: FakeServices, count: int = 1) -> list[tuple[object, ...]]:
    """What the services were asked, once they were asked so many times."""
    await until(lambda: len(services.asked) >= count)
    return services.asked


async def until(condition: Callable[[], object]) -> None:
    """Let the app go on until this holds, ten seconds at most; the test's own assertion tells whether it does."""
    for _ in range(1000):
        if condition():
            break
        await asyncio.sleep(0.01)


def enter(user: User, **fields: str) -> None:
    """Fill in the fields with these marks."""
    with user:
        for marker, value in fields.items():
            next(iter(ElementFilter(kind=ui.input, marker=marker))).value = value


def field(page: User, name: str) -> Any:
    """The one field with this mark."""
    with page:
        return next(iter(ElementFilter(marker=name)))


def give(page: User, **values: object) -> None:
    """Let the fields with these marks hold something, whatever kind they are of."""
    for name, value in values.items():
        with page:
            field(page, name).value = value


def complaints(user: User, *markers: str) -> list[str]:
    """What is said at these fields; empty where nothing is wrong."""
    with user:
        return [next(iter(ElementFilter(kind=ui.input, marker=marker))).error or "" for marker in markers]


async def choose_in_menu(user: User, entry: str) -> None:
    """Open the first child's menu, which is drawn only then, and tap the entry with this mark."""
    with user:
        first = next(iter(ElementFilter(kind=ui.button, marker="user-menu")))
    found = user.find(kind=ui.button, marker="user-menu")
    found.elements = {first}
    found.click()
    await until(lambda: entries(user, entry))
    user.find(marker=entry).click()


def entries(user: User, entry: str) -> list[ui.element]:
    """The entries with this mark that are there."""
    with user:
        return list(ElementFilter(marker=entry))


def grid_says(user: User, kind: str, message: object = None) -> None:
    """Let the browser's part of the week painter say something."""
    browser_says(user, "week-grid", kind, message)


def browser_says(user: User, marker: str, kind: str, message: object = None) -> None:
    """Let the browser's part of the first element with this mark say something."""
    with user:
        element = next(iter(ElementFilter(marker=marker)))
    listener = next(one for one in element._event_listeners.values() if one.type == kind)
    element._handle_event({"listener_id": listener.id, "args": message})


def shown(user: User, marker: str, prop: str) -> Any:
    """What the first visible element with this mark is given to draw; an empty list if there is none."""
    with user:
        return next((element.props[prop] for element in ElementFilter(marker=marker) if element.visible), [])
