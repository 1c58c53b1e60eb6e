"""Which part of a long list is shown, with the way to the others; invisible while all of it fits."""

from __future__ import annotations

from collections.abc import Callable

from i18n import N_
from ui.theme import box, button, text
from ui.voice import Voice


class Pager:
    """Two buttons and where one is. Whoever has the list asks it each time which part to show."""

    def __init__(self, voice: Voice, size: int, turned: Callable[[], None]) -> None:
        """``turned`` is called when another page was chosen."""
        self._voice = voice
        self._size = size
        self._turned = turned
        self._page = 1
        with box("pager") as self._root:
            self._back = button(voice.text(N_("Previous")), lambda: self._turn(-1)).mark("previous")
            self._shown = text("p", classes="muted").props("role=status").mark("shown")
            self._on = button(voice.text(N_("Next")), lambda: self._turn(1)).mark("next")

    def first(self) -> None:
        """Begin with the first page again: it is another list."""
        self._page = 1

    def show(self, count: int) -> slice:
        """What to show of a list that is now so long."""
        pages = max(1, -(-count // self._size))
        self._page = min(max(self._page, 1), pages)
        start = (self._page - 1) * self._size
        self._root.set_visibility(pages > 1)
        self._back.set_enabled(self._page > 1)
        self._on.set_enabled(self._page < pages)
        shown = N_("{first} to {last} of {all}")
        last = min(start + self._size, count)
        self._shown.set_text(self._voice.text(shown, first=start + 1, last=last, all=count))
        return slice(start, last)

    def _turn(self, pages: int) -> None:
        self._page += pages
        self._turned()
