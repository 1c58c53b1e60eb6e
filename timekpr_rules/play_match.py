"""Which programs the mask of an activity means, exactly as the daemon of Timekpr-nExT finds them.

It reads nothing but this module's own text, so that it can also be run as a program by itself: a mask may take Python
longer than anybody can wait, and only another process can be ended then (see mask_trial).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import Final, NamedTuple

MOST_OF_A_COMMAND: Final = 512
"""Characters of a command line that the daemon looks at."""


class Program(NamedTuple):
    """A running program as the daemon sees it."""

    path: str
    """Where its executable is: ``/usr/games/supertuxkart``."""
    command: str = ""
    """Its words, each with a blank behind it, as in ``/proc``."""


def patterns(mask: str) -> tuple[re.Pattern[str], ...]:
    """What the daemon looks for. A mask that is no valid expression is taken literally.

    Raises:
        OverflowError, re.error, RecursionError: over this one the daemon stumbles.
    """
    try:
        re.compile(f"^{mask}$")
        text = mask
    except re.error:
        text = re.escape(mask)
    text = text.replace("[", "").replace("]", "")
    return tuple(re.compile(pattern) for pattern in (f"^{text}$", rf"[/\\]{text}$", rf"[/\\]{text} "))


def is_usable(mask: str) -> bool:
    """Whether the daemon can work with a mask at all."""
    try:
        patterns(mask)
    except (OverflowError, RecursionError, re.error):
        return False
    return True


def matches(mask: str, program: Program, *, by_command_line: bool) -> bool:
    """Whether a program counts as this activity.

    ``by_command_line``: MainConfig.playtime_by_command_line. Raises as :func:`patterns`. How long it takes depends on
    the mask alone, and may be for ever.
    """
    wanted = patterns(mask)
    if any(pattern.search(program.path) for pattern in wanted):
        return True
    command = program.command[:MOST_OF_A_COMMAND]
    return by_command_line and any(pattern.search(command) for pattern in wanted)


def matched(masks: Sequence[str], programs: Sequence[Program], *, by_command_line: bool) -> list[list[int]]:
    """For each program the places of the masks that mean it; masks that are not usable mean none."""
    usable = [(place, mask) for place, mask in enumerate(masks) if is_usable(mask)]
    return [
        [place for place, mask in usable if matches(mask, program, by_command_line=by_command_line)]
        for program in programs
    ]


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    found = matched(
        asked["masks"],
        [Program(*program) for program in asked["programs"]],
        by_command_line=asked["by_command_line"],
    )
    json.dump(found, sys.stdout)
