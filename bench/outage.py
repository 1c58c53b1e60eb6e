"""The dead servers of the bench, in a process of their own: ``python -m bench.outage SSHD_PORT AFTER``.

It prints their ports as JSON and ends when its standard input does. ``AFTER`` is how many bytes of a conversation the
ones in mid-file let through.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from workbench.dead import black_hole, refused_port, silent
from workbench.proxy import Proxy

KINDS = ("refused", "hole", "silent", "stalled")
"""The four ways of the usual run; "broken" hangs up where "stalled" goes silent."""


def main(port: int, after: int) -> None:
    """Hold the dead servers until standard input ends."""
    with ExitStack() as stack:
        ports = {
            "refused": refused_port(),
            "hole": stack.enter_context(black_hole()),
            "silent": stack.enter_context(silent()),
            "stalled": stack.enter_context(Proxy(port, after=after)).port,
            "broken": stack.enter_context(Proxy(port, after=after, hang_up=True)).port,
        }
        print(json.dumps(ports), flush=True)
        sys.stdin.read()


class Outage:
    """That process, seen from the bench."""

    def __init__(self, port: int, after: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.outage", str(port), str(after)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.ports: dict[str, int] = json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End it; its listeners and connections go with it."""
        self._process.communicate(timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
