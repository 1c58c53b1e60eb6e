"""The program is killed while grants come in: what was asked for once, however often it was said, is given once."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.mqtt.listener import Listener
from tests.mqtt.test_program import environ, is_there
from tests.support.played import Played
from tests.support.program import serving
from workbench.mosquitto import Mosquitto

pytestmark = pytest.mark.real

ROUNDS = int(os.environ.get("TIMEKPR_TESTS_KILLS", "3"))
"""How often it is killed; 20 take a minute and a half."""
MOST_SECONDS = 0.9
"""How long it lives after the grants were said, at the most: by then they have arrived on the computer."""
GRANT = "timekpr/bridge/request/grant"


def ended(others: Listener) -> dict[str, str]:
    """The state of each transaction that has come to an end, by the last word on it."""
    last = {said["transaction"]: said["data"].get("state", said["status"]) for said in others.answers("grant")}
    return {one: state for one, state in last.items() if state not in {"accepted", "sending"}}


@pytest.mark.timeout(60 + 10 * ROUNDS)
def test_grants_that_are_said_again_after_a_kill_are_given_once(play: Callable[..., Played], tmp_path: Path) -> None:
    pc, chance = play(), random.Random(time.time_ns())
    asked: dict[str, int] = {}
    more = {"TIMEKPR_MNGR_MQTT__GRANTS_PER_QUARTER_HOUR": "100"}

    with Mosquitto(tmp_path / "broker") as broker, Listener(broker.port) as others:
        given = {**environ(broker.port, COMMANDS_PER_MINUTE="6000"), **more}
        for round_ in range(ROUNDS + 1):
            with serving(pc.data, **given) as server:
                others.wait(lambda: is_there(others), "it is there", 30)
                is_last = round_ == ROUNDS
                asked |= {} if is_last else {f"{round_}-{one}": chance.choice([1, 1, 2, -1]) for one in range(3)}
                for transaction, minutes in list(asked.items())[0 if is_last else -6 :]:
                    wanted = {"server": "pc", "user": "anna", "minutes": minutes, "transaction": transaction}
                    others.say(GRANT, wanted)
                if is_last:
                    others.wait(lambda: len(ended(others)) == 3 * ROUNDS, "all have come to an end", 60)
                else:
                    time.sleep(chance.uniform(0, MOST_SECONDS))
                    server.process.send_signal(signal.SIGKILL)
                    server.process.wait(10)
                    others.wait(lambda: not is_there(others), "the last will is said")
    states = ended(others)
    assert set(states.values()) == {"confirmed"}, json.dumps(states)
    assert pc.granted() == 60 * sum(asked.values())
