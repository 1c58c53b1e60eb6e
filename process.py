"""What this process is, and what it uses: for `sync --json`, the bench and tests that look for leaks."""

from __future__ import annotations

import os
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_STATUS = Path("/proc/self/status")
_DESCRIPTORS = Path("/proc/self/fd")


_command: list[str] = []


def note_command(words: str) -> None:
    """Remember which of our commands runs: “server add”, never with what was given to it."""
    _command[:] = [words]


def own_name() -> str:
    """“main.py serve (PID 4711)”, for others who find this process in their way.

    What was given to a command is left out: there may be a password in it, or an address with a token.
    """
    return f"{' '.join([Path(sys.argv[0]).name, *_command])[:120]} (PID {os.getpid()})"


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor time of the whole process so far (seconds), memory in use now (MB), threads and open descriptors.

    The last three are 0 where the system has no ``/proc``.
    """

    cpu_seconds: float
    rss_mb: float
    threads: int
    fds: int


def usage() -> Usage:
    """Measure now."""
    fields: dict[str, int] = {}
    if _STATUS.exists():
        for line in _STATUS.read_text().splitlines():
            name, _, value = line.partition(":")
            if name in {"VmRSS", "Threads"}:
                fields[name] = int(value.split()[0])
    fds = sum(1 for _ in _DESCRIPTORS.iterdir()) - 1 if _DESCRIPTORS.exists() else 0
    return Usage(time.process_time(), round(fields.get("VmRSS", 0) / 1024, 1), fields.get("Threads", 0), fds)


def raise_descriptor_limit(wanted: int = 8192) -> None:
    """Allow this process to hold so many files open, as far as the system lets it: each dead server holds a socket."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
