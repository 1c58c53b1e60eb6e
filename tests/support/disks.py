"""Disks of their own for tests that fill one, or that look at a mount point."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def mount(folder: Path, *options: str) -> None:
    """Mount something at a folder, which is there, or what is there anew; ``options`` are those of ``mount``."""
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"this test needs to mount a small tmpfs (run it as root): {done.stderr.strip()}")


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """Something mounted at a folder for a while."""
    mount(folder, *options)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk with so much room, such as ``512k``, at a folder that is made for it."""
    folder.mkdir()
    with mounted(folder, "-t", "tmpfs", "-o", f"size={size}", "tmpfs"):
        yield folder
