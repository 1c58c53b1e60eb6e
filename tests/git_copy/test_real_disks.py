"""Disks without room, here and where the repository is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from errors import DiskFull, GitNoRoom, GitNoRoomThere
from tests.git_copy.conftest import Machine
from tests.git_copy.places import bare, commits, tree
from tests.support import disks

pytestmark = pytest.mark.real

SMALL = {"README.md": b"hello\n"}
LARGE = {**SMALL, "history/pc/anna.json": os.urandom(3 * 1024**2)}


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[Path]:
    with disks.small_disk(tmp_path / "volume", "2m") as folder:
        yield folder


def test_a_full_disk_here_is_said_and_nothing_is_left_of_the_try(volume: Path, repository: Path) -> None:
    machine = Machine(volume / "data", str(repository))
    machine.push(SMALL)
    with pytest.raises((GitNoRoom, DiskFull)):
        machine.push(LARGE)
    assert list(machine.root.iterdir()) == []
    assert tree(repository) == SMALL


def test_a_full_disk_there_is_said_and_the_branch_is_as_it_was(volume: Path, tmp_path: Path) -> None:
    repository = bare(volume / "times.git")
    machine = Machine(tmp_path / "data", str(repository))
    machine.push(SMALL)
    with pytest.raises(GitNoRoomThere):
        machine.push(LARGE)
    assert tree(repository) == SMALL
    machine.push({"README.md": b"again\n"})
    assert len(commits(repository)) == 2
