"""More is kept at the broker than there is room for: all of it is looked at, a part at a time."""

from __future__ import annotations

import pytest

from mqtt_ha import session
from tests.mqtt.bridged import Bridged
from tests.mqtt.listener import Listener
from tests.mqtt.test_commands import given

pytestmark = pytest.mark.real


def test_what_had_no_room_at_first_is_cleared_as_well(
    home: Bridged, others: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "MOST_HEARD", 200 * session.OF_ONE)
    for number in range(300):
        others.say(f"timekpr/servers/pc-ben/users/x{number}/extra/set", "30", retain=True)
        others.say(f"timekpr/servers/old{number}/state", "{}", retain=True)
    home.connect()

    left = [one for one in others.retained("timekpr/servers/") if "/x" in one or "/old" in one]
    assert left == []
    assert given(home) == []
    assert home.bridge.view().ignored > 300, "not all had room at once"
