"""Telling others what has happened: each piece of news once, in order, and without harm from whoever listens."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Final, Generic, TypeVar

News = TypeVar("News")

logger = logging.getLogger(__name__)

MOST_UNTOLD: Final = 10_000
"""News that may wait for a watcher that takes long; then the oldest are left out."""


class Watchers(Generic[News]):
    """Those who are told of one kind of news. Thread-safe.

    Who has news puts it down with :meth:`note`, under the lock that gives it its place, and lets go of that lock before
    :meth:`tell`. One thread at a time tells, in the order in which the news were put down; another one that has news
    meanwhile does not wait: it is told after the others. So a watcher may itself do what makes news.
    """

    def __init__(self) -> None:
        self._watchers: tuple[Callable[[News], None], ...] = ()
        self._untold: deque[News] = deque(maxlen=MOST_UNTOLD)
        self._lock = threading.Lock()
        self._telling = False

    def add(self, watcher: Callable[[News], None]) -> None:
        """Tell this one too, of all that is told from now on. It is called in the thread of whoever has news."""
        with self._lock:
            self._watchers = (*self._watchers, watcher)

    def remove(self, watcher: Callable[[News], None]) -> None:
        """Tell this one nothing more; a call that is under way goes on. Nothing happens if it is none of them."""
        with self._lock:
            self._watchers = tuple(one for one in self._watchers if one != watcher)

    def note(self, news: News) -> None:
        """Put something down that is to be told. Where nobody watches there is nobody to tell it."""
        with self._lock:
            if self._watchers:
                self._untold.append(news)

    def tell(self) -> None:
        """Tell all that was put down."""
        while True:
            with self._lock:
                if self._telling or not self._untold:
                    return
                self._telling = True
                news, watchers = self._untold.popleft(), self._watchers
            try:
                for watcher in watchers:
                    self._tell_one(watcher, news)
            finally:
                with self._lock:
                    self._telling = False

    @staticmethod
    def _tell_one(watcher: Callable[[News], None], news: News) -> None:
        try:
            watcher(news)
        except Exception:
            logger.exception("somebody could not be told")
