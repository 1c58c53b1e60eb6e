"""What no source of this project does."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.tree import Source, python_sources

Check = Callable[[Source], Iterator[tuple[int, str]]]
"""From a source to the line and the reason of each breach."""

LONGEST_FILE = 400

OPENS_FILES = {
    "storage", "settings", "i18n", "process", "computer_setup", "commands", "demo", "workbench", "bench", "tools",
    "tests",
}  # fmt: skip
"""storage keeps the data directory, which the others never see: settings reads the file that a ``…_FILE`` variable
names, i18n its catalogues, process ``/proc``, computer_setup the gate of this repository, a command the file that was
named to it; the rest is not the program.
"""

FILE_CALLS = {"read_text", "read_bytes", "write_text", "write_bytes", "mkstemp", "mkdtemp", "NamedTemporaryFile"}

TELLS_THE_TIME = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.monotonic",
    "time.monotonic_ns", "time.localtime", "time.gmtime", "time.sleep",
}  # fmt: skip


MOMENT_OF_ANY_KIND = re.compile(r"\b(datetime|AwareDatetime)\b")


def is_short_enough(source: Source) -> Iterator[tuple[int, str]]:
    lines = source.text.count("\n")
    if lines > LONGEST_FILE:
        yield lines, f"more than {LONGEST_FILE} lines"


def opens_files_only_where_they_are_kept(source: Source) -> Iterator[tuple[int, str]]:
    if source.top in OPENS_FILES:
        return
    for call, name in source.calls():
        owner, _, last = name.rpartition(".")
        # A part of the program that lies beside its module is no data.
        is_our_own = bool(re.fullmatch(r"Path\(__file__\)\.with_name\('[\w.]+'\)\.read_text", ast.unparse(call.func)))
        handles_a_file = last in FILE_CALLS and not owner.endswith("store") and not is_our_own
        if handles_a_file or name in {"open", "io.open", "os.open"} or opens_a_path(call, name):
            yield call.lineno, f"{name} outside storage"


def opens_a_path(call: ast.Call, name: str) -> bool:
    """``path.open("rb")`` and not ``dialog.open()`` or ``sftp.open(path)``."""
    arguments = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    modes = [arg.value for arg in arguments if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return name.endswith(".open") and any(set(mode) <= set("rwxabt+") for mode in modes)


def asks_only_the_clock_for_the_time(source: Source) -> Iterator[tuple[int, str]]:
    if source.top in {"clock", "workbench", "bench", "tools", "tests"}:
        return
    for node in ast.walk(source.tree):
        name = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
        if name in TELLS_THE_TIME or name.removeprefix("datetime.") in TELLS_THE_TIME:
            yield node.lineno, f"{name} outside clock.py"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield node.lineno, "a function of time by its bare name hides from this test"


def trusts_no_unknown_host(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        names = [node.id] if isinstance(node, ast.Name) else [node.attr] if isinstance(node, ast.Attribute) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
        if {"AutoAddPolicy", "WarningPolicy"} & set(names):
            yield getattr(node, "lineno", 0), "accepts unknown host keys"


def starts_no_shell(source: Source) -> Iterator[tuple[int, str]]:
    for call, name in source.calls():
        shell = [keyword.value for keyword in call.keywords if keyword.arg == "shell"]
        if name in {"os.system", "os.popen"} or any(not is_false(value) for value in shell):
            yield call.lineno, "starts a shell"


def is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and not value.value


def names_what_it_catches(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield node.lineno, "bare except"


def keeps_moments_that_can_be_reckoned_with(source: Source) -> Iterator[tuple[int, str]]:
    """A file that was changed by hand may hold the year 1 or no zone: ``storage.Moment`` refuses both."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "Record" for base in node.bases):
            for field in node.body:
                if isinstance(field, ast.AnnAssign) and MOMENT_OF_ANY_KIND.search(ast.unparse(field.annotation)):
                    yield field.lineno, f"{ast.unparse(field)}: not a storage.Moment"


BREACHES: list[tuple[Check, str, str]] = [
    (is_short_enough, "services.py", "pass\n" * (LONGEST_FILE + 1)),
    (opens_files_only_where_they_are_kept, "services.py", "open('data/x')"),
    (opens_files_only_where_they_are_kept, "services.py", "Path('x').open('rb')"),
    (opens_files_only_where_they_are_kept, "services.py", "path.open(mode='w')"),
    (opens_files_only_where_they_are_kept, "ssh_client/keys.py", "os.open(path, flags)"),
    (opens_files_only_where_they_are_kept, "ui/shell.py", "path.write_text('x')"),
    (opens_files_only_where_they_are_kept, "ui/shell.py", "Path(__file__).with_name(name).read_text()"),
    (opens_files_only_where_they_are_kept, "servers.py", "(folder / 'x').read_bytes()"),
    (asks_only_the_clock_for_the_time, "services.py", "from datetime import datetime\ndatetime.now()"),
    (asks_only_the_clock_for_the_time, "services.py", "import datetime\ndatetime.datetime.now()"),
    (asks_only_the_clock_for_the_time, "ui/shell.py", "import time\ntime.monotonic()"),
    (asks_only_the_clock_for_the_time, "ui/shell.py", "import time\nfield(default_factory=time.time)"),
    (asks_only_the_clock_for_the_time, "ui/shell.py", "from time import monotonic"),
    (trusts_no_unknown_host, "ssh_client/dial.py", "client.set_missing_host_key_policy(paramiko.AutoAddPolicy())"),
    (trusts_no_unknown_host, "ssh_client/dial.py", "from paramiko import AutoAddPolicy"),
    (starts_no_shell, "bench/run.py", "subprocess.run(words, shell=True)"),
    (starts_no_shell, "bench/run.py", "subprocess.run(words, shell=wanted)"),
    (starts_no_shell, "bench/run.py", "os.system('ls')"),
    (names_what_it_catches, "tests/x.py", "try:\n    pass\nexcept:\n    pass"),
    (keeps_moments_that_can_be_reckoned_with, "tokens.py", "class Token(Record):\n    created: datetime"),
    (keeps_moments_that_can_be_reckoned_with, "signs.py", "class Sign(Record):\n    at: AwareDatetime | None = None"),
]
"""For each rule at least one source that breaks it."""

RULES = list(dict.fromkeys(check for check, _, _ in BREACHES))


@pytest.mark.parametrize("check", RULES, ids=lambda check: check.__name__)
def test_every_source_keeps_to(check: Check) -> None:
    found = [f"{source.path}:{line}: {why}" for source in python_sources() for line, why in check(source)]

    assert found == []


@pytest.mark.parametrize(("check", "path", "text"), BREACHES)
def test_a_breach_is_found(check: Check, path: str, text: str) -> None:
    assert list(check(Source(path, text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ui/parts/sheet.py", "dialog.open()"),
        ("ssh_client/files.py", "sftp.open(path)"),
        ("adopt.py", "self._store.write_bytes(data, 'cache')"),
        ("storage/store.py", "os.open(path, flags)"),
    ],
)
def test_what_only_looks_like_opening_a_file_is_left_alone(path: str, text: str) -> None:
    assert not list(opens_files_only_where_they_are_kept(Source(path, text)))
