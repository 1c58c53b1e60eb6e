"""What work on computers leaves behind in this process: threads and open files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from workbench.waiting import until

PATIENCE = 10
"""Seconds for threads whose work is over to end, on a machine that is busy with other tests."""


@contextmanager
def nothing_left_behind() -> Iterator[None]:
    """Every thread that is started in here ends soon after it, and every file is closed."""
    process = psutil.Process()
    threads, files = set(threading.enumerate()), process.num_fds()
    yield

    def is_gone() -> bool:
        return not set(threading.enumerate()) - threads and process.num_fds() <= files

    until(is_gone, PATIENCE, "the threads have ended and the files are closed")
