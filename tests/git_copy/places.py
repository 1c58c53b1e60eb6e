"""Real repositories: a bare one in a folder, and servers before it that speak HTTP, hang, or send one elsewhere."""

from __future__ import annotations

import base64
import contextlib
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TOKEN = "gt-otters-at-midnight"


def git(repository: Path, *words: str, given: bytes = b"") -> bytes:
    """Run git as somebody else, who has set nothing."""
    env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "GIT_DIR": str(repository)}
    env |= {f"GIT_{who}_{what}": "x@y.z" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return subprocess.run(["git", *words], input=given, capture_output=True, check=True, env=env).stdout


def bare(path: Path) -> Path:
    """A new, empty repository."""
    git(path, "init", "--quiet", "--bare", str(path))
    git(path, "config", "http.receivepack", "true")
    return path


def commits(repository: Path, branch: str = "main") -> list[str]:
    """The commits of a branch, the newest first."""
    return git(repository, "rev-list", branch).decode().split()


def tree(repository: Path, branch: str = "main") -> dict[str, bytes]:
    """Every file that a branch has."""
    names = git(repository, "ls-tree", "-r", "-z", "--name-only", branch).decode().split("\0")
    return {name: git(repository, "cat-file", "blob", f"{branch}:{name}") for name in names if name}


def everything(repository: Path) -> bytes:
    """Every byte of every object that there is, reachable or not."""
    return git(repository, "cat-file", "--batch-all-objects", "--batch", "--buffer")


def commit(repository: Path, files: dict[str, bytes], branch: str = "main") -> str:
    """Somebody else commits these files on top of the branch."""
    stream = bytearray(f"commit refs/heads/{branch}\ncommitter x <x@y.z> 1764200000 +0000\ndata 1\nx\n".encode())
    if git(repository, "for-each-ref", f"refs/heads/{branch}"):
        stream += f"from refs/heads/{branch}^0\n".encode()
    for path, data in files.items():
        stream += f'M 100644 inline "{path}"\n'.encode() + b"data %d\n%b\n" % (len(data), data)
    git(repository, "fast-import", "--quiet", given=bytes(stream))
    return commits(repository, branch)[0]


class _Backend(BaseHTTPRequestHandler):
    """git http-backend behind a password, as a CGI."""

    server: GitServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *_: object) -> None:
        pass

    def _serve(self) -> None:
        body = self._body()
        self.server.asked.append((self.path, self.headers.get("Authorization", "")))
        if self.server.moved_to:
            self._say(301, {"Location": self.server.moved_to + self.path})
            return
        wanted = base64.b64encode(f"git:{TOKEN}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {wanted}":
            self._say(401, {"WWW-Authenticate": 'Basic realm="git"'})
            return
        if "receive-pack" in self.path and self.server.read_only:
            self._say(403, {})
            return
        path, _, query = self.path.partition("?")
        env = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(self.server.root), "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": self.command, "REMOTE_USER": "git",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""), "HOME": "/nonexistent",
        }  # fmt: skip
        done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, env=env, check=False)
        head, _, answer = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        self._say(int(headers.pop("Status", "200").split()[0]), headers, answer)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _say(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class GitServer(ThreadingHTTPServer):
    """Serves the repositories below a folder to whoever has the token."""

    daemon_threads = True

    def __init__(self, root: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Backend)
        self.root = root
        self.asked: list[tuple[str, str]] = []
        """Each path that was asked for, with what was said of who asks."""
        self.moved_to = ""
        self.read_only = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextlib.contextmanager
def git_server(root: Path) -> Iterator[GitServer]:
    """A server of its own, for one test."""
    with GitServer(root) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def hanging(drip: bytes = b"") -> Iterator[str]:
    """The address of a server that takes a connection and never comes to an end; with ``drip`` it says that again and
    again."""
    over = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(4096)
            if drip:
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\n\r\n"
                )
            while not over.wait(0.05):
                connection.sendall(drip)

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/x.git"
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)


def processes_with(word: str) -> list[str]:
    """The command lines of running processes that hold a word, and their environments."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if word in line:
                    found.append(line)
    return found


def gone(word: str, seconds: float = 5) -> bool:
    """Whether no such process is left, soon."""
    until = time.monotonic() + seconds
    while processes_with(word):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
