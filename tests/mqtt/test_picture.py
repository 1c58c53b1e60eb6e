"""What the broker should hold, from day to day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from figures import ServerFigures
from i18n import Message
from mqtt_ha.picture import MOST_TOLD, Painter, _minutes
from mqtt_views import BROKER_AWAY
from problems import Problem, Severity
from tests.mqtt.ha_rules import MOST_BYTES
from tests.mqtt.places import PLACE, Painted
from tests.wishes.family import RULES, TINA
from timekpr_rules import DayRule, Grant, Operation, Version
from views import ServerState, ServerView

NOW = datetime(2026, 11, 18, 15, 0)
"""What the family's computers show."""


def topics_of(painted: Painted, user: str = "users/ben/") -> list[tuple[str, bytes]]:
    """In the order in which they are to be sent: of ben on his computer, without what may be changed."""
    found = painted.parts()["server pc-ben"].states.items()
    return [(topic.rpartition("/")[2], payload) for topic, payload in found if user in topic and "/rules" not in topic]


def test_a_value_comes_before_what_lets_it_show_and_goes_after_it(painted: Painted) -> None:
    (first, said), second = topics_of(painted)
    assert (first, second) == ("state", ("availability", b"online"))
    assert json.loads(said) == {
        "spent": 20, "left": 100, "playtime": None, "active": False, "day_start": "2026-11-18T00:00:00+01:00",
        "limit": 120, "extra": 0, "allowed": True, "lockout": "terminate",
    }  # fmt: skip
    painted.family.clock.advance(9 * 3600)
    assert topics_of(painted) == [("availability", b"offline"), ("state", b"")]


def test_midnight_takes_yesterday_away_though_nothing_was_read(painted: Painted) -> None:
    clock = painted.family.clock
    painted.parts()
    assert painted.painter.due() == datetime(2026, 11, 18, 23, 0, tzinfo=UTC)
    clock.advance(9 * 3600 - 1)
    assert painted.of(last="availability") == "online"
    assert painted.said("children/ben/availability") == "online"
    clock.advance(1)
    assert painted.of(last="availability") == "offline"
    assert painted.of() is None
    assert painted.said("children/ben/availability") == "offline"
    assert painted.said("children/ben/state") is None
    assert painted.of(last="rules")["limit"] == 120
    assert painted.painter.due() == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)


def test_what_holds_for_today_changes_at_midnight_also_where_nobody_was_all_day(painted: Painted) -> None:
    week = tuple(replace(day, limit_seconds=600 * (at + 1)) for at, day in enumerate(RULES.week))
    painted.uses("pc-ben", "ben", 0, datetime(2026, 11, 17, 15, 0), replace(RULES, week=week))
    assert painted.of(last="availability") == "offline"
    assert painted.of(last="rules")["limit"] == 30
    painted.family.clock.advance(9 * 3600)
    assert painted.of(last="rules")["limit"] == 40


def test_time_that_was_given_is_no_longer_told_tomorrow(painted: Painted) -> None:
    painted.family.services.editing.grant("pc-ben", "ben", Grant(Operation.ADD, 1500, playtime=False), TINA)
    assert painted.of(last="rules")["extra"] == 25
    painted.family.clock.advance(9 * 3600)
    assert painted.of(last="rules")["extra"] == 0


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(None, None), (0, 0), (59, 0), (60, 1), (119, 1), (-59, 0), (-61, -1), (-120, -2), (86399, 1439)],
)
def test_minutes_are_whole_and_none_is_promised_that_is_not_there(seconds: int | None, minutes: int | None) -> None:
    assert _minutes(seconds) == minutes


@pytest.mark.parametrize(("seconds", "told"), [(200_000, 1440), (-200_000, -1440), (86_400, 1440), (None, None)])
def test_a_number_is_told_within_its_ends(painted: Painted, seconds: int | None, told: int | None) -> None:
    figures = painted.figures("pc-ben")
    odd = replace(figures, users=(replace(figures.users[0], extra=seconds, limit=seconds and abs(seconds)),))
    view = painted.fleet.servers[0]
    painter = Painter(PLACE, lambda _: odd)
    assert view.id == "pc-ben"
    parts = painter.paint(replace(painted.fleet, servers=(view,)), painted.family.clock.now())
    said = json.loads(parts["server pc-ben"].states["timekpr/servers/pc-ben/users/ben/rules"])
    assert (said["extra"], said["limit"]) == (told, told and abs(told))


def test_a_child_has_used_what_it_has_used_on_all_computers(painted: Painted) -> None:
    assert painted.said("children/ben/state")["spent"] == 40
    assert painted.said("children/anna/state")["spent"] == 20
    painted.uses("pc-anna", "ben", 600, datetime(2026, 11, 17, 15, 0))
    assert painted.said("children/ben/state")["spent"] == 20


@pytest.mark.parametrize(("used_here", "left"), [(600, 110), (6000, 20)])
def test_what_is_left_to_a_child_is_that_of_the_computer_in_use(painted: Painted, used_here: int, left: int) -> None:
    painted.uses("pc-ben", "ben", 3000, datetime(2026, 11, 18, 12, 0))
    painted.uses("pc-anna", "ben", used_here, NOW)
    assert painted.of("pc-anna")["active"] is True
    assert painted.said("children/ben/state")["left"] == left


def test_where_none_is_in_use_the_one_used_most_decides(painted: Painted) -> None:
    painted.uses("pc-ben", "ben", 3600, datetime(2026, 11, 18, 12, 0))
    assert painted.said("children/ben/state")["left"] == 60


def test_a_child_without_a_computer_goes(painted: Painted) -> None:
    assert "child anna" in painted.parts()
    painted.family.core.fleet.unassign("pc-anna", "anna")
    painted.family.visit()
    assert "child anna" not in painted.parts()
    assert not [topic for topic in painted.configs() if "_child_anna_" in topic]


def test_playtime_is_an_entity_only_while_it_is_on(painted: Painted) -> None:
    entity = "homeassistant/sensor/timekpr_user_pc-ben_ben_playtime/config"
    assert entity not in painted.configs()
    rules = replace(RULES, playtime=replace(RULES.playtime, enabled=True))
    painted.uses("pc-ben", "ben", 1200, NOW, rules)
    assert entity in painted.configs()
    assert painted.of()["playtime"] == 0
    painted.uses("pc-ben", "ben", 1200, NOW, RULES)
    assert entity not in painted.configs()
    assert painted.of()["playtime"] is None


def test_the_contract_names_those_that_are_on_once_a_cycle_has_ended(painted: Painted) -> None:
    states_of = zip(painted.fleet.servers, (ServerState.ONLINE, ServerState.OFF), strict=True)
    servers = tuple(replace(view, state=state) for view, state in states_of)
    states = painted.parts(servers=servers)[""].states
    assert json.loads(states["timekpr/servers/online"]) == {"servers": [servers[0].name]}
    nobody = tuple(replace(one, state=ServerState.OFF) for one in servers)
    assert json.loads(painted.parts(servers=nobody)[""].states["timekpr/servers/online"]) == {"servers": []}
    assert "timekpr/servers/online" not in painted.parts(last_sync=None)[""].states


def test_another_name_of_a_computer_is_told_and_changes_no_id_and_no_topic(painted: Painted) -> None:
    before, said = painted.configs(), painted.states()
    painted.family.core.fleet.rename("PC-Ben", "Attic.lan")
    painted.family.visit()
    after = painted.configs()
    assert set(after) == set(before)
    assert set(painted.states()) == set(said)
    online = json.loads(after["homeassistant/binary_sensor/timekpr_server_pc-ben_online/config"])
    assert online["value_template"] == "{{ 'Attic.lan' in value_json.servers }}"
    assert online["device"]["name"] == "Attic.lan"
    here = tuple(replace(view, state=ServerState.ONLINE) for view in painted.fleet.servers)
    listed = json.loads(painted.parts(servers=here)[""].states["timekpr/servers/online"])["servers"]
    assert set(listed) == {"Attic.lan", "PC-Anna"}
    assert {topic for topic in after if after[topic] != before[topic]} == {
        topic for topic in after if "_pc-ben_" in topic
    }


def test_what_waits_is_counted(painted: Painted) -> None:
    assert painted.said("bridge/info")["pending"] == 0
    editing = painted.family.services.editing
    editing.grant("pc-ben", "ben", Grant(Operation.ADD, 900, playtime=False), TINA)
    editing.config("pc-anna", "anna", {"LOCKOUT_TYPE": "lock"}, TINA)
    assert [painted.said(f"servers/{one}/state")["pending"] for one in ("pc-ben", "pc-anna")] == [1, 1]
    info = painted.said("bridge/info")
    assert (info["pending"], info["servers"], info["users"]) == (2, 2, 3)
    assert datetime.fromisoformat(info["last_sync"]).tzinfo is not None


def test_problems_are_told_in_words_and_not_what_is_only_worth_knowing(painted: Painted) -> None:
    info = Problem("x", Severity.INFO, Message("only so"))
    assert json.loads(painted.parts(problems=(info,))[""].states["timekpr/bridge/problems"]) == {
        "problem": False, "count": 0, "problems": [],
    }  # fmt: skip
    many = tuple(Problem("x", Severity.WARNING, Message("👾" * 1000)) for _ in range(30))
    payload = painted.parts(problems=many)[""].states["timekpr/bridge/problems"]
    said = json.loads(payload)
    assert (said["problem"], said["count"]) == (True, 30)
    assert 1 <= len(said["problems"]) <= MOST_TOLD
    assert len(payload) < MOST_BYTES


def test_that_it_is_out_of_reach_is_not_told_to_whoever_is_reached(painted: Painted) -> None:
    away = Problem(BROKER_AWAY, Severity.WARNING, Message("Home Assistant has been out of reach."))
    assert json.loads(painted.parts(problems=(away,))[""].states["timekpr/bridge/problems"])["problems"] == []


def test_every_value_is_short(painted: Painted) -> None:
    assert max(map(len, painted.states().values())) < MOST_BYTES


def test_what_has_not_changed_is_not_worked_out_again(painted: Painted) -> None:
    first = painted.parts()
    assert painted.worked_out == ["pc-ben", "pc-anna"]
    second = painted.parts()
    assert painted.worked_out == ["pc-ben", "pc-anna"]
    assert second["server pc-ben"] is first["server pc-ben"]
    server = painted.family.core.fleet.get("pc-anna")
    painted.family.services.pictures.refresh(server)
    third = painted.parts()
    assert painted.worked_out == ["pc-ben", "pc-anna", "pc-anna"]
    assert third["server pc-anna"].configs is first["server pc-anna"].configs


def test_a_computer_that_is_taken_off_the_list_goes(painted: Painted) -> None:
    painted.parts()
    view = painted.fleet
    painted.family.core.fleet.remove("PC-Ben", keep_data=False)
    assert "server pc-ben" in painted.painter.paint(view, painted.family.clock.now())
    assert "server pc-ben" not in painted.parts(servers=view.servers[1:])


def test_a_day_without_a_limit_has_numbers_all_the_same(painted: Painted) -> None:
    open_week = (DayRule(allowed=True, limit_seconds=86_400, intervals=RULES.week[0].intervals),) * 7
    painted.uses("pc-ben", "ben", 1200, NOW, replace(RULES, week=open_week))
    assert painted.of()["limit"] == 1440
    assert painted.of()["left"] is not None


def test_one_computer_that_cannot_be_worked_out_keeps_no_other_from_being_told(
    painted: Painted, caplog: pytest.LogCaptureFixture
) -> None:
    def odd(view: ServerView) -> ServerFigures:
        if view.id == "pc-ben":
            raise ValueError("a fault of ours")
        return painted.figures(view.id)

    painted.painter = Painter(PLACE, odd)
    for _ in range(3):
        assert "server pc-anna" in painted.parts()
        assert "server pc-ben" not in painted.parts()
    assert len(caplog.records) == 1, "said once for each view of it"


def test_a_computer_that_cannot_be_worked_out_any_more_shows_nothing_of_yesterday(painted: Painted) -> None:
    faults: list[Exception] = []

    def odd(view: ServerView) -> ServerFigures:
        for fault in faults:
            raise fault
        return painted.figures(view.id)

    painted.painter = Painter(PLACE, odd)
    assert "server pc-ben" in painted.parts()
    faults.append(ValueError("a fault of ours"))
    painted.family.clock.advance(9 * 3600)
    assert "server pc-ben" not in painted.parts()
    faults.clear()
    painted.family.visit()
    assert painted.of(last="availability") == "offline"


@pytest.mark.parametrize(("version", "knows_kill"), [(None, True), (Version(0, 5, 4), False), (Version(0, 5, 8), True)])
def test_only_a_lockout_type_that_the_timekpr_there_knows_is_offered_and_shown(
    painted: Painted, version: Version | None, knows_kill: bool
) -> None:
    """Home Assistant complains of a value that was not announced, and an older Timekpr enforces nothing by it."""
    syncer = painted.family.services.syncer
    syncer._states["pc-ben"] = replace(syncer.state("pc-ben"), version=version)
    figures = painted.figures("pc-ben")
    figures = replace(figures, users=tuple(replace(user, lockout="kill") for user in figures.users))
    [part] = [
        part
        for name, part in Painter(PLACE, lambda view: figures if view.id == "pc-ben" else painted.figures(view.id))
        .paint(painted.fleet, painted.family.clock.now()).items()
        if name == "server pc-ben"
    ]  # fmt: skip

    config = json.loads(part.configs["homeassistant/select/timekpr_user_pc-ben_ben_lockout/config"])
    types = ["terminate", "lock", "suspend", "suspendwake", "shutdown"]
    assert config["options"] == [*types, *(["kill"] if knows_kill else [])]
    for last in ("state", "rules"):
        said = json.loads(part.states[f"timekpr/servers/pc-ben/users/ben/{last}"])
        assert said["lockout"] == ("kill" if knows_kill else None)


def test_another_version_announces_what_it_knows(painted: Painted) -> None:
    topic = "homeassistant/select/timekpr_user_pc-ben_ben_lockout/config"
    before = painted.configs()[topic]
    syncer = painted.family.services.syncer
    for version, is_as_before in ((Version(0, 5, 4), False), (Version(0, 5, 9), True)):
        state = replace(syncer.state("pc-ben"), version=version)
        syncer._states["pc-ben"] = state
        painted.family.services.pictures.update(painted.family.core.fleet.get("pc-ben"), state)
        assert (painted.configs()[topic] == before) is is_as_before
