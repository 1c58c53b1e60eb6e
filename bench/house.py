"""A house with five children behind the real app: its pages, its sign-in, and pushes at will."""

from __future__ import annotations

import logging
import socket
import threading
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import uvicorn

from clock import SystemClock
from demo.cast import home_zone, stage
from i18n import Message
from main import create_app, server_config
from opening import open_core
from own_key import ensure_key
from services import Services, add_user
from ssh_client.keys import HostKey

NAME, PASSWORD = "Tina", "four words in a row"
CHILDREN = 5
PATIENCE = 30.0


class House:
    """To be made in a process of its own. Its computers are the demo's, standing still; they are read once."""

    def __init__(self) -> None:
        logging.getLogger().addHandler(logging.NullHandler())
        self._folder = TemporaryDirectory(prefix="timekpr-mngr-bench-")
        clock = SystemClock()
        core = open_core(Path(self._folder.name) / "data", clock, writer=True)
        core.settings = core.settings.changed(sync_interval_seconds=3600)
        self._stage = stage(ensure_key(core.store).public_line, clock, zone=home_zone())
        cast = self._stage.__enter__()
        taken: set[str] = set()
        for machine in cast.machines:
            server = core.fleet.add(machine.name, machine.host, port=machine.port, account=machine.account)
            core.known_hosts.trust(machine.host, machine.port, HostKey.from_line(machine.host_key))
            for login, child in machine.children.items():
                if child in taken or len(taken) < CHILDREN:
                    add_user(core, server.id, login, child)
                    taken.add(child)
        app = create_app(core)
        self._services: Services = app.state.services
        self._services.people.accounts.set_up(NAME, PASSWORD)
        listener = socket.create_server(("127.0.0.1", 0))
        self._url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._server = uvicorn.Server(server_config(app, log_level="error"))
        threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True).start()
        self._until_read()

    def url(self) -> str:
        """Where it answers."""
        return self._url

    def rss_mb(self) -> float:
        """Memory of this process."""
        return float(psutil.Process().memory_info().rss) / 2**20

    def push(self, times: int) -> float:
        """Publish so many changes of one child's time, one after the other; processor seconds of all."""
        began = time.process_time()
        for number in range(times):
            view = self._services.fleet_view()
            first = view.servers[0]
            changed = replace(first.users[0], headline=Message("{n} left", {"n": number}))
            server = replace(first, users=(changed, *first.users[1:]))
            publisher = self._services.pictures._publisher  # noqa: SLF001 - as the sync thread does it
            assert publisher is not None
            publisher.publish(replace(view, servers=(server, *view.servers[1:])))
            time.sleep(0.15)  # the bus keeps a tenth of a second between two deliveries
        return time.process_time() - began

    def close(self) -> None:
        """Let the computers go and take everything away."""
        self._server.should_exit = True
        self._stage.__exit__(None, None, None)
        self._services.core.store.close()
        self._folder.cleanup()

    def _until_read(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            view = self._services.fleet_view()
            if self._server.started and view.last_sync is not None:
                return
            time.sleep(0.05)
        raise TimeoutError("the house was not read")
