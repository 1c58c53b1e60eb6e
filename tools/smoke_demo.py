"""Start the demo as a person would, look at it, end it: ``python -m tools.smoke_demo``.

Says what it saw and ends with 0, or with 1 and the first thing that was not as promised. It brings the demo up by
``make demo`` with no terminal and no standard input, as a service manager or CI does.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent

START_SECONDS = 60
READ_SECONDS = 60
EDIT_SECONDS = 30
END_SECONDS = 3
POLL_SECONDS = 0.1
ANSWER_SECONDS = 5


class NotAsPromisedError(Exception):
    """What the demo did and should not, or did not and should."""


def main() -> int:
    """Run it; the exit code."""
    with tempfile.TemporaryDirectory(prefix="smoke-") as folder:
        try:
            smoke(Path(folder))
        except NotAsPromisedError as error:
            print(f"smoke: {error}")
            return 1
    return 0


def smoke(folder: Path) -> None:
    """Start, look, end. ``folder`` is where the demo may put temporary files; none may be left there."""
    port = free_port()
    log = folder / "log"
    temporary = folder / "tmp"
    temporary.mkdir()
    # A make around this one would be told what the demo's make does.
    environment = {
        name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", "demo", f"ARGS=--port {port}"],
            cwd=ROOT,
            env={**environment, "TMPDIR": os.fspath(temporary)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        look(process, port, log)
        listen(process, log)
        edits(process, temporary)
        end(process, port)
    except NotAsPromisedError:
        print(log.read_text(errors="replace"))
        raise
    finally:
        if group_lives(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    left = [path.name for path in temporary.iterdir()]
    if left:
        raise NotAsPromisedError(f"it left temporary files behind: {', '.join(left)}")
    if "Traceback" in log.read_text(errors="replace"):
        print(log.read_text(errors="replace"))
        raise NotAsPromisedError("there is a traceback in what it printed")


def look(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until it is healthy and its page shows figures read from the played computers."""
    url = f"http://127.0.0.1:{port}"
    started = time.monotonic()
    if not until(lambda: fetch(f"{url}/healthz") == '{"status":"ok"}', START_SECONDS, process):
        raise NotAsPromisedError(f"{url}/healthz was not ok within {START_SECONDS} s")
    print(f"smoke: healthy after {time.monotonic() - started:.1f} s")
    if url not in log.read_text(errors="replace"):
        raise NotAsPromisedError(f"it did not print its address {url}")
    if read_from_computers(fetch(url)):
        raise NotAsPromisedError("its page shows figures to somebody who is not signed in")
    parent = sign_in(url, log.read_text(errors="replace"))
    if not until(lambda: read_from_computers(fetch(url, parent)) > 0, READ_SECONDS, process):
        raise NotAsPromisedError(f"its page showed no figure of a computer within {READ_SECONDS} s")
    figures = read_from_computers(fetch(url, parent))
    print(f"smoke: {figures} figures on the page after {time.monotonic() - started:.1f} s")


def listen(process: subprocess.Popen[bytes], log: Path) -> None:
    """What it says can be listened to is there: who is on, and the entities of Home Assistant."""
    said = re.search(r"mosquitto_sub -p (\d+)", log.read_text(errors="replace"))
    if said is None:
        raise NotAsPromisedError("it did not print how to see what Home Assistant is told")

    def hears(topic: str) -> str:
        command = ["mosquitto_sub", "-p", said[1], "-W", "1", "-t", topic]
        return subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout

    if not until(lambda: "PC-Anna" in hears("timekpr/servers/online"), READ_SECONDS, process):
        raise NotAsPromisedError("its broker does not say that PC-Anna is on")
    if not until(lambda: '"unique_id"' in hears("homeassistant/sensor/+/config"), READ_SECONDS, process):
        raise NotAsPromisedError("its broker announces nothing to Home Assistant")
    print(f"smoke: who is on, by MQTT: {hears('timekpr/servers/online').splitlines()[0]}")


def sign_in(url: str, printed: str) -> urllib.request.OpenerDirector:
    """A browser of its own, signed in as it says on the console."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    said = re.search(r"Sign in as (\S+) with the password (\S+)", printed)
    if said is None:
        raise NotAsPromisedError("it did not print with what to sign in")
    token = re.search(r'name="form_token" value="(\w+)"', fetch(f"{url}/login", browser))
    fields = {"form_token": token[1] if token else "", "username": said[1], "password": said[2], "next": "/"}
    request = urllib.request.Request(f"{url}/login", urlencode(fields).encode(), {"Origin": url})
    with browser.open(request, timeout=ANSWER_SECONDS) as answer:
        if answer.url != f"{url}/":
            raise NotAsPromisedError(f"the sign-in that it printed leads to {answer.url}")
    return browser


def edits(process: subprocess.Popen[bytes], temporary: Path) -> None:
    """See what becomes of the demo's own edits, and of one that a parent types beside it."""
    data = next((path.parent for path in temporary.glob("*/servers.json")), None)
    if data is None:
        raise NotAsPromisedError("its data directory was not found")
    began = time.monotonic()
    accepted = json.loads(command(data, "grant", "PC-Anna", "anna", "+15m", "--json"))["edit"]["id"]
    wanted = {"PC-Ben": "confirmed", "School-02": "queued", "School-01": "conflict", accepted: "confirmed"}
    found: dict[str, str] = {}

    def all_there() -> bool:
        for edit in json.loads(command(data, "pending", "list", "--all", "--json")):
            found[edit["id"]] = found[edit["server"]] = edit["state"]
        return wanted.items() <= found.items()

    if not until(all_there, EDIT_SECONDS, process):
        raise NotAsPromisedError(f"its edits are {found}, and should be {wanted}")
    print(f"smoke: edits confirmed, waiting and in conflict after {time.monotonic() - began:.1f} s")


def command(data: Path, *words: str) -> str:
    """What a command prints, run beside the demo on its data."""
    line = [sys.executable, "main.py", "--data", os.fspath(data), *words]
    done = subprocess.run(line, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotAsPromisedError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def end(process: subprocess.Popen[bytes], port: int) -> None:
    """Ask it to end, and see that it is gone in time, all of it."""
    asked = time.monotonic()
    process.terminate()
    if not until(lambda: process.poll() is not None and not group_lives(process.pid), END_SECONDS):
        raise NotAsPromisedError(f"it was still there {END_SECONDS} s after SIGTERM")
    if fetch(f"http://127.0.0.1:{port}/healthz"):
        raise NotAsPromisedError("something still answers at its port")
    print(f"smoke: gone {time.monotonic() - asked:.1f} s after SIGTERM")


def until(condition: Callable[[], bool], seconds: float, process: subprocess.Popen[bytes] | None = None) -> bool:
    """Wait for a condition. Raises NotAsPromisedError if the process ends before it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        if process is not None and process.poll() is not None:
            raise NotAsPromisedError(f"it ended with {process.returncode}")
        time.sleep(POLL_SECONDS)
    return False


def read_from_computers(page: str) -> int:
    """How many figures of the page say how old they are: those that were read from a computer."""
    return len(re.findall(r"as\sof\s\d\d:\d\d", page))


def fetch(url: str, browser: urllib.request.OpenerDirector | None = None) -> str:
    """What is answered there, to a stranger or in a browser that is signed in; nothing if there is no answer."""
    try:
        with (browser or urllib.request.build_opener()).open(url, timeout=ANSWER_SECONDS) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return ""


def group_lives(leader: int) -> bool:
    """Whether any process of the session that was started is left."""
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


def free_port() -> int:
    """A port nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
