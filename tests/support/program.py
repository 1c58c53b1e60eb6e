"""The program as its user starts it: a process of its own."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from main import cli
from workbench.sshd import free_port

MAIN = Path(__file__).parent.parent.parent / "main.py"
START_SECONDS = 30


def run(data: Path, *words: str, timeout: float = 60, **environ: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(
        [sys.executable, str(MAIN), "--data", str(data), *words],
        capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL, env={**os.environ, **environ},
        check=False,
    )  # fmt: skip


def invoke(data: Path, *words: str, typed: str | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    """One command in this process: a hundred times quicker, and enough where no process is killed or timed.

    ``typed``: what it reads from standard input.
    """
    with _log_as_it_was():
        done = CliRunner().invoke(cli, ["--data", str(data), *words], env=environ, input=typed)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


@contextlib.contextmanager
def _log_as_it_was() -> Iterator[None]:
    """The program sets up the log of its process; here that is the one which other tests read."""
    log = logging.getLogger()
    level, handlers = log.level, list(log.handlers)
    for one in handlers:
        log.removeHandler(one)  # else the program closes them
    try:
        yield
    finally:
        log.handlers[:] = handlers
        log.setLevel(level)


def ok(data: Path, *words: str) -> str:
    """One command that has to go well; what it printed."""
    done = invoke(data, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def as_json(data: Path, *words: str) -> Any:
    """What a command prints with --json."""
    return json.loads(invoke(data, *words, "--json").stdout)


class Serving:
    """``serve`` in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(self.url + path, timeout=5) as answer:
            return answer.status, answer.read().decode()

    def set_up_code(self) -> str:
        """What the console shows while there is no account."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.search(r"code: (\S+)", line):
                return found[1]
        raise AssertionError("no code was shown")

    def end(self, seconds: float) -> float:
        """SIGTERM; how long it took. Fails when it takes longer than ``seconds``."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(seconds)
        return time.monotonic() - began


@contextlib.contextmanager
def serving(data: Path, **environ: str) -> Iterator[Serving]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, str(MAIN), "--data", str(data), "serve", "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **environ},
    )  # fmt: skip
    server = Serving(process, port)
    try:
        for _ in range(START_SECONDS * 10):
            with contextlib.suppress(OSError):
                server.get("/healthz")
                break
            assert process.poll() is None, process.stdout.read()
            time.sleep(0.1)
        yield server
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()
