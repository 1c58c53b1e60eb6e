"""What a parent does with a command: paste it into a shell that has sudo."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def body(command: str) -> str:
    """The script that a command hands to sudo."""
    first, *lines, last = command.splitlines()
    assert (first, last) == ("sudo sh <<'TIMEKPR_MNGR'", "TIMEKPR_MNGR")
    return "\n".join(lines) + "\n"


def paste(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as it stands; ``sudo`` is one that asks for no password."""
    sudo = folder / "sudo"
    sudo.write_text('#!/bin/sh\nexec "$@"\n')
    sudo.chmod(0o755)
    environ = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    return subprocess.run(
        ["sh"], input=command + "\n", env=environ, cwd="/", capture_output=True, text=True, timeout=60, check=False
    )
