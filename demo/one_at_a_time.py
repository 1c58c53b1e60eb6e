"""The one place that keeps two threads apart: the story's, and the loop that runs a machine's commands."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

C = TypeVar("C")


def one_at_a_time(kind: type[C]) -> type[C]:
    """Let every public method and property of a class wait until no other one runs; its objects have a ``_lock``."""
    for name, member in list(vars(kind).items()):
        if name.startswith("_"):
            continue
        if isinstance(member, property) and member.fget is not None:
            setattr(kind, name, property(_waiting(member.fget)))
        elif callable(member):
            setattr(kind, name, _waiting(member))
    return kind


def _waiting(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def wait_and_do(self: Any, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - stands for any method
        with self._lock:
            return method(self, *args, **more)

    return wait_and_do
