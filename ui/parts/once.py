"""Buttons whose work must not be done twice: a second tap while it is under way, or right after it, does nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from ui.theme import button

REST = 0.7
"""Seconds after the work in which a tap still counts as the second half of a double one."""

Work = Callable[[], Awaitable[Any]]


def once_button(label: str, work: Work, look: str = "soft", rest: float = REST) -> ui.button:
    """A button that does one thing at a time. See :func:`once`."""
    element = button(label, look=look)
    element.on_click(once(element, work, rest))
    return element


def once(element: ui.button, work: Work, rest: float = REST) -> Work:
    """The work behind a button, done once however often it is tapped; then it rests for so many seconds.

    Meanwhile the button is shown as at rest and not as disabled: a browser takes the focus away from what is disabled.
    """
    busy = False

    async def tapped() -> None:
        nonlocal busy
        if busy:
            return
        busy = True
        if not element.is_deleted:  # by something that came right behind the tap
            element.props("loading aria-disabled=true")
        try:
            with element.client:  # what is done may take the button's own place on the page away
                await work()
                await asyncio.sleep(rest)
        finally:
            busy = False
            if not element.is_deleted:
                element.props(remove="loading aria-disabled")

    return tapped
