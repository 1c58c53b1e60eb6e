"""How long a step may take and how much a computer may send: bounds against one that hangs or floods."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Deadlines in seconds and sizes in bytes.

    A deadline covers its whole step, however the time is spent: sending a byte now and then gains nothing.
    """

    resolve: float = 5.0
    connect: float = 5.0
    banner: float = 10.0
    """From the TCP connection to the server's version line."""
    key_exchange: float = 10.0
    auth: float = 10.0
    channel: float = 10.0
    operation: float = 15.0
    """One round of requests and all its answers."""
    machine: float = 60.0
    """Everything for one server in one cycle."""

    file_bytes: int = 256 * 1024
    names: int = 1000
    """Names in one directory listing."""
    output_bytes: int = 64 * 1024
    """What one command may print."""
    machine_bytes: int = 4 * 1024 * 1024
    """What one server may send in one cycle, encryption and all."""
