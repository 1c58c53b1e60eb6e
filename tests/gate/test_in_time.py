"""A change begins until the moment in its guard and not after it, by the clock of the computer itself."""

from __future__ import annotations

import time
from pathlib import Path
from types import ModuleType

import pytest

from .conftest import NOW, TIMEKPRA, USERS, Asked, in_time

GRANT = f"{USERS} setTimeLeft ssi anna + 600"


@pytest.mark.parametrize("now", [0.0, NOW - 1, NOW, NOW + 0.999])
def test_it_is_in_time_up_to_the_end_of_that_second(gate: ModuleType, everything_installed: Path, now: float) -> None:
    path, _ = gate.decide(in_time(GRANT, int(NOW)).encode(), now)

    assert path == str(everything_installed / "busctl")


def test_a_second_later_it_is_too_late_and_that_is_said_as_test_would(
    gate: ModuleType, everything_installed: Path
) -> None:
    with pytest.raises(gate.Refused) as refusal:
        gate.decide(in_time(GRANT, int(NOW)).encode(), NOW + 1)

    assert (str(refusal.value), refusal.value.status) == ("", 1)


@pytest.mark.parametrize("command", [GRANT, f"{TIMEKPRA} --settimeleft anna + 600"])
def test_the_process_says_nothing_then(asked: Asked, command: str) -> None:
    done = asked(in_time(command, int(time.time()) - 5))

    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


def test_what_is_not_allowed_is_refused_also_when_it_is_too_late(asked: Asked) -> None:
    assert asked(in_time("reboot", 0)).returncode == 126
