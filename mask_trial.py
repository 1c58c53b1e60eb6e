"""Trying the masks of activities on example programs, in a process that can be ended.

Python cannot be stopped within an expression that takes for ever, and everything else waits with it: so this is done by
a process of its own, with no more than two seconds of time, and never by more than two at once.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Final

from errors import TriedTooLong
from timekpr_rules import play_match
from timekpr_rules.play_match import Program

MOST_PROGRAMS: Final = 20
"""Lines that are tried at once."""
MOST_MASKS: Final = 100
LONGEST_LINE: Final = 1024
PATIENCE: Final = 2.0
"""Seconds, with the start of the process in them."""
USUAL_FOLDER: Final = "/usr/bin/"
"""Where a program is taken to be whose name alone is given: the daemon always sees a path."""

_AT_ONCE: Final = threading.BoundedSemaphore(2)


def read_programs(text: str) -> tuple[Program, ...]:
    """Programs as people write them down, one a line: a name, a path, or a whole command line."""
    lines = [line.strip()[:LONGEST_LINE] for line in text.splitlines()]
    return tuple(_program(line) for line in lines if line)[:MOST_PROGRAMS]


def tried(masks: Sequence[str], programs: Sequence[Program], *, by_command_line: bool) -> list[list[int]]:
    """For each program the places of the masks that mean it, as the daemon decides. Raises TriedTooLong."""
    question = {
        "masks": list(masks[:MOST_MASKS]),
        "programs": [list(program) for program in programs[:MOST_PROGRAMS]],
        "by_command_line": by_command_line,
    }
    if not _AT_ONCE.acquire(timeout=2 * PATIENCE):
        raise TriedTooLong
    try:
        answer = subprocess.run(  # noqa: S603 - our own interpreter and our own file
            [sys.executable, "-I", "-S", play_match.__file__],
            input=json.dumps(question),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise TriedTooLong from error
    finally:
        _AT_ONCE.release()
    found: list[list[int]] = json.loads(answer.stdout)
    return found


def _program(line: str) -> Program:
    words = _words(line)
    path = words[0] if "/" in words[0] else USUAL_FOLDER + words[0]
    return Program(path, "".join(f"{word} " for word in words))


def _words(line: str) -> list[str]:
    """The words of a command line, quoted ones in one piece; as they stand if the quotes do not close."""
    try:
        words = shlex.split(line)
    except ValueError:
        words = []
    return words if words and words[0] else re.split(r"\s+", line)
