"""Letters whose moments are none, or of a clock that was ahead, hold up neither themselves nor others."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.mail.house import ANNA, DIGEST, OMAR, House
from tests.mail.server import Mailroom
from tests.mail.test_outbox import SENT, problems, room

pytestmark = pytest.mark.real
__all__ = ["room"]


@pytest.mark.parametrize("moment", ["2026-11-20T18:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("field", ["written", "next_try", "failing_since"])
def test_a_letter_with_a_moment_that_is_none_keeps_no_other_waiting(
    house: House, room: Mailroom, field: str, moment: str
) -> None:
    house.put(replace(DIGEST, key="bad"))
    (file,) = (house.data / "mail").iterdir()
    file.write_text(json.dumps({**json.loads(file.read_text()), field: moment}))
    for copy in (house.data / "backups").rglob("*"):
        if copy.is_file():
            copy.unlink()
    house.restart()
    house.put()
    assert problems(house) == []
    assert house.round()
    assert house.states() == {ANNA: SENT, OMAR: SENT}
    assert problems(house) == []


@pytest.mark.parametrize("ahead", [1.0, 400.0])
def test_a_clock_that_was_ahead_does_not_hold_letters_back(house: House, ahead: float) -> None:
    """None waits for longer than between two attempts, whatever the clock had said."""
    house.clock.advance(ahead * 86400)
    house.put()
    assert house.round()
    house.clock.advance(-ahead * 86400)
    assert house.round()
    assert not house.round()
