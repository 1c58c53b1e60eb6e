"""One background thread with an event loop of its own, and one helper, for any number of played machines."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol, Self, TypeVar

DEADLINE = 10.0
"""No step of a played machine takes longer than that; one that does raises TimeoutError."""

Result = TypeVar("Result")


class Tenant(Protocol):
    """Something that lives in the room and has to be closed before it ends."""

    def close(self) -> None:
        """Leave nothing behind; harmless a second time."""
        ...


class MachineRoom:
    """The thread and the loop. Used once, as a context manager; what was put into it is closed with it."""

    def __init__(self) -> None:
        self._ready: Future[asyncio.AbstractEventLoop] = Future()
        self._tenants: list[Tenant] = []
        self._thread = threading.Thread(target=self._live, name="demo-machines", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.result(DEADLINE)
        return self

    def __exit__(self, *_: object) -> None:
        try:
            for tenant in self._tenants:
                tenant.close()
        finally:
            loop = self._ready.result(DEADLINE)
            loop.call_soon_threadsafe(self._end.set)
            self._thread.join(DEADLINE)

    def admit(self, tenant: Tenant) -> None:
        """Close it when the room ends."""
        self._tenants.append(tenant)

    def run(self, step: Coroutine[Any, Any, Result]) -> Result:
        """Do one step in the loop, from any other thread, and wait for it.

        Raises whatever the step raises, and TimeoutError after :data:`DEADLINE`.
        """
        loop = self._ready.result(DEADLINE)
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(step, DEADLINE), loop).result(DEADLINE + 1)

    def _live(self) -> None:
        asyncio.run(self._stay())

    async def _stay(self) -> None:
        self._end = asyncio.Event()
        loop = asyncio.get_running_loop()
        # asyncssh makes its options there, once per switching on: one thread is enough for any number of machines.
        loop.set_default_executor(ThreadPoolExecutor(1, "demo-machines-helper"))
        self._ready.set_result(loop)
        await self._end.wait()
