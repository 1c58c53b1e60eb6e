"""Asking for something again whenever it may have changed: one question at a time, and none is lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import background_tasks, ui


class Refresh:
    """Asks once more after the answer if it was wanted meanwhile. Ends with the element whose content it is about."""

    def __init__(self, element: ui.element, ask: Callable[[], Awaitable[None]]) -> None:
        """``ask`` fetches and draws; it is called with the element as the place to draw in."""
        self._element = element
        self._ask = ask
        self._busy = False
        self._again = False

    def want(self) -> None:
        """It may have changed; does not wait."""
        if self._busy:
            self._again = True
            return
        self._busy = True
        background_tasks.create(self._run(), name="refresh a part of a page")

    async def _run(self) -> None:
        try:
            while not self._element.is_deleted:
                self._again = False
                with self._element:
                    await self._ask()
                if not self._again:
                    return
        finally:
            self._busy = False
