"""An object in a process of its own: its memory and processor time are its own, and end with it."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

END_SECONDS = 5.0


class Worker:
    """``with Worker(Product, spec) as product: product.call("cycle")`` makes and uses a Product elsewhere."""

    def __init__(self, make: Callable[..., object], *args: object) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs, make, args), daemon=True)
        self._process.start()
        theirs.close()

    def call(self, method: str, *args: object) -> Any:  # noqa: ANN401 - whatever the method returns
        """Call a method there. Raises what it raises, EOFError when the process has died."""
        self._pipe.send((method, args))
        result = self._pipe.recv()
        if isinstance(result, Exception):
            raise result
        return result

    def close(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(END_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _serve(pipe: Connection, make: Callable[..., object], args: tuple[object, ...]) -> None:
    # A Ctrl-C in the terminal is for the parent alone; this ends with the pipe, however the parent ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    made = make(*args)
    with contextlib.suppress(EOFError, BrokenPipeError):  # the parent has closed its end: this is over
        while True:
            method, values = pipe.recv()
            try:
                result = getattr(made, method)(*values)
            except Exception as error:  # noqa: BLE001 - it is raised again in the parent
                result = error
            pipe.send(result)
