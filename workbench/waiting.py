"""Waiting for what another process does: asked again and again, and never longer than was said."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

EVERY_SECONDS = 0.05

Answer = TypeVar("Answer")


def until(question: Callable[[], Answer], seconds: float, what: str) -> Answer:
    """The first answer that is not empty. After so many seconds an AssertionError that says what did not happen."""
    deadline = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"after {seconds:g} s still not so: {what}")
        time.sleep(EVERY_SECONDS)
