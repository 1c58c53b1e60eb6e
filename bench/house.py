"""A house with five children behind the real app: its pages, its sign-in, and pushes at will."""

from __future__ import annotations

import logging
import socket
import threading
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import uvicorn

from clock import SystemClock
from i18n import Message
from main import create_app, server_config
from opening import open_core
from own_key import ensure_key
from services import Services, add_user
from ssh_client.keys import HostKey
from views import ServerState

NAME, PASSWORD = "Tina", "four words in a row"
CHILDREN = 5
PATIENCE = 30.0


class House:
    """To be made in a process of its own, without its computers: what they weigh is not the program's."""

    def __init__(self) -> None:
        logging.getLogger().addHandler(logging.NullHandler())
        self._folder = TemporaryDirectory(prefix="timekpr-mngr-bench-")
        core = open_core(Path(self._folder.name) / "data", SystemClock(), writer=True)
        core.settings = core.settings.changed(sync_interval_seconds=3600)
        self._key = ensure_key(core.store).public_line
        app = create_app(core)
        self._services: Services = app.state.services
        self._services.people.accounts.set_up(NAME, PASSWORD)
        listener = socket.create_server(("127.0.0.1", 0))
        self._url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._server = uvicorn.Server(server_config(app, log_level="error"))
        threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True).start()

    def public_key(self) -> str:
        """What the computers have to take."""
        return self._key

    def meet(self, machines: list[dict[str, Any]]) -> None:
        """Take these computers in, with so many of their children, and wait until they were tried."""
        core = self._services.core
        taken: set[str] = set()
        for machine in machines:
            host, port = machine["host"], machine["port"]
            server = core.fleet.add(machine["name"], host, port=port, account=machine["account"])
            core.known_hosts.trust(host, port, HostKey.from_line(machine["host_key"]))
            for login, child in machine["children"].items():
                if child in taken or len(taken) < CHILDREN:
                    add_user(core, server.id, login, child)
                    taken.add(child)
        self._services.sync_now()
        self._until_tried(len(machines))

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
        """Take everything away."""
        self._server.should_exit = True
        self._services.core.store.close()
        self._folder.cleanup()

    def _until_tried(self, servers: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            view = self._services.fleet_view()
            tried = [server for server in view.servers if server.state is not ServerState.NEW]
            if self._server.started and len(tried) == servers and not view.syncing:
                return
            time.sleep(0.05)
        raise TimeoutError("the computers were not all tried")
