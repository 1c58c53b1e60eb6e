"""The real thing: killed processes, two at once, a full disk and one that turns read-only."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import errors
from clock import SystemClock
from storage import Store
from tests.storage.notes import NOTES, codes, note, text_of
from tests.support import disks

HERE = Path(__file__).parents[2]
PREPARE = """
import sys
from pathlib import Path
from clock import SystemClock
from storage import Store
from tests.storage.notes import NOTES, note
root = Path(sys.argv[1])
"""
SAVE_FOR_EVER = (
    PREPARE
    + """
store = Store.open(root, clock=SystemClock(), writer=True)
number = int(sys.argv[2])
while True:
    number += 1
    print("saving", number, flush=True)
    store.save(NOTES, note(f"{number} " * 500), "folder", "notes.json")
    print("saved", number, flush=True)
"""
)
HOLD = (
    PREPARE
    + """
with Store.open(root, clock=SystemClock(), writer=True):
    print("held", flush=True)
    sys.stdin.read()
"""
)


def python(code: str, *args: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code, *args],
        cwd=HERE,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )


@pytest.mark.real
def test_thirty_killed_processes_lose_nothing(root):
    luck = random.Random(30)
    saved = 0
    for _ in range(30):
        process = python(SAVE_FOR_EVER, str(root), str(saved))
        process.stdout.readline()
        timer = threading.Timer(luck.uniform(0, 0.05), process.send_signal, [signal.SIGKILL])
        timer.start()
        said = ["saving", str(saved + 1)]
        for line in process.stdout:
            said = line.split() if line.endswith("\n") else said
        process.wait()
        timer.join()
        with Store.open(root, clock=SystemClock(), writer=True) as store:
            found = store.load(NOTES, "folder", "notes.json")
            number = int(found.text.split()[0]) if found else 0
            last = int(said[1])
            assert number in ({last} if said[0] == "saved" else {last - 1, last})
            assert store.problems() == ()
        saved = number
    assert saved > 30


@pytest.mark.real
def test_a_second_writer_is_told_who_the_first_is_and_readers_go_on(root, clock):
    with Store.open(root, clock=clock, writer=True) as store:
        store.save(NOTES, note("a"), "notes.json")
    process = python(HOLD, str(root))
    assert process.stdout.readline() == "held\n"
    with pytest.raises(errors.DataInUse) as caught:
        Store.open(root, clock=clock, writer=True)
    assert f"(PID {process.pid})" in str(caught.value)
    with Store.open(root, clock=clock, writer=False) as reader:
        assert text_of(reader) == "a"
        with pytest.raises(RuntimeError):
            reader.save(NOTES, note("b"), "notes.json")
        with pytest.raises(RuntimeError):
            reader.write_bytes(b"b", "file")
        reader.add(NOTES, note("added"), "pending_uploads", "pc1", "1.json")
        with pytest.raises(errors.AlreadyExists):
            reader.add(NOTES, note("twice"), "pending_uploads", "pc1", "1.json")
    process.kill()
    process.communicate()
    with Store.open(root, clock=clock, writer=True) as store:
        assert text_of(store, "pending_uploads", "pc1", "1.json") == "added"
        assert store.names("pending_uploads", "pc1") == ["1.json"]


@pytest.fixture
def small_disk(tmp_path):
    with disks.small_disk(tmp_path / "disk", "512k") as folder:
        yield folder


def fill(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


@pytest.mark.real
def test_a_full_disk_keeps_what_was_there_and_is_over_when_there_is_space(small_disk, clock):
    with Store.open(small_disk / "data", clock=clock, writer=True) as store:
        store.save(NOTES, note("old"), "notes.json")
        ballast = small_disk / "ballast"
        fill(ballast)
        with pytest.raises(errors.DiskFull, match="disk is full"):
            store.save(NOTES, note("new " * 5000), "notes.json")
        with pytest.raises(errors.DiskFull):
            store.append_line("x" * 10_000, "audit.jsonl")
        assert text_of(store) == "old"
        assert codes(store) == ["disk_full"]
        assert not list((small_disk / "data").rglob(".tmp-*"))
        with Store.open(small_disk / "data", clock=clock, writer=False) as reader:
            assert text_of(reader) == "old"
        store.close()
        with Store.open(small_disk / "data", clock=clock, writer=True) as again:
            assert text_of(again) == "old"
        ballast.unlink()
    with Store.open(small_disk / "data", clock=clock, writer=True) as store:
        store.save(NOTES, note("new " * 5000), "notes.json")
        assert codes(store) == []


@pytest.mark.real
def test_a_disk_that_turns_read_only_is_said_and_is_over_without_a_restart(small_disk, clock):
    data = small_disk / "data"
    with Store.open(data, clock=clock, writer=True) as store:
        store.save(NOTES, note("old"), "notes.json")
        disks.mount(small_disk, "-o", "remount,ro")
        with pytest.raises(errors.DiskReadOnly, match="can only be read"):
            store.save(NOTES, note("new"), "notes.json")
        assert codes(store) == ["disk_read_only"]
        assert text_of(store) == "old"
        disks.mount(small_disk, "-o", "remount,rw")
        store.save(NOTES, note("new"), "notes.json")
        assert codes(store) == []
    disks.mount(small_disk, "-o", "remount,ro")
    for path in (data, small_disk / "other"):
        with pytest.raises(errors.DataReadOnly):
            Store.open(path, clock=clock, writer=True)
    with Store.open(data, clock=clock, writer=False) as reader:
        assert text_of(reader) == "new"


def test_many_threads_save_the_same_and_different_documents(store, root):
    def work(number: int) -> None:
        for turn in range(15):
            store.save(NOTES, note(f"{number} {turn}"), "shared.json")
            store.save(NOTES, note(f"{number} {turn}"), f"own-{number}.json")
            assert text_of(store, "shared.json")
            store.append_line(f"{number} {turn}", "log.jsonl")
            store.remove_tree(f"nothing-{number}")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == [None] * 8
    assert [text_of(store, f"own-{number}.json") for number in range(8)] == [f"{number} 14" for number in range(8)]
    newest = max((root / "backups/generations/shared.json").iterdir())
    assert newest.read_bytes() == (root / "shared.json").read_bytes()
    assert len(store.read_lines("log.jsonl", limit=100_000)) == 8 * 15
    assert store.problems() == ()


OPEN_AS_NOBODY = """
import os, sys
from pathlib import Path
from clock import SystemClock
from errors import DataError
from storage import Store
os.setgroups([]), os.setgid(65534), os.setuid(65534)
for path in sys.argv[1:]:
    for writer in (True, False):
        try:
            Store.open(Path(path), clock=SystemClock(), writer=writer)
        except DataError as error:
            print(error.code)
"""


@pytest.mark.real
def test_an_account_without_rights_gets_a_sentence():
    if os.geteuid() != 0:
        pytest.fail("this test needs to be root to become another account")
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        base.chmod(0o711)
        (base / "closed").mkdir(0o700)
        process = python(OPEN_AS_NOBODY, str(base / "closed"), str(base / "closed" / "data"), str(base / "new"))
        out, _ = process.communicate()
        assert out.split() == [*["data_forbidden"] * 5, "data_missing"]
        assert [path.name for path in base.rglob("*")] == ["closed"]
