"""Whatever happens in between: in the end the broker holds what it should, and nothing else of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mqtt_ha import retained
from mqtt_ha.picture import CLEARED, OFFLINE, ONLINE, Fragment
from mqtt_ha.retained import Retained

ALIVE = "t/bridge/state"
USERS = ("anna", "ben")
Computer = tuple[int, Mapping[str, int | None]]
"""Which announcement it has, and what each of its users has used today; None: not today."""

COMPUTERS = st.dictionaries(
    st.sampled_from("ab"),
    st.tuples(st.integers(1, 3), st.dictionaries(st.sampled_from(USERS), st.none() | st.integers(1, 3))),
)


def fragment(name: str, computer: Computer) -> Fragment:
    version, users = computer
    configs = {config(name): b"{%d}" % version} | {config(name, user): b"{%d}" % version for user in users}
    states = {f"t/{name}/state": b"%d" % version}
    for user, used in users.items():
        value, availability = f"t/{name}/{user}/state", f"t/{name}/{user}/availability"
        if used is None:
            states |= {availability: OFFLINE, value: CLEARED}
        else:
            states |= {value: b"%d" % used, availability: ONLINE}
    return Fragment(configs, states)


def picture(computers: Mapping[str, Computer]) -> dict[str, Fragment]:
    return {name: fragment(name, computers[name]) for name in sorted(computers)}


def config(*names: str) -> str:
    return f"h/sensor/{'_'.join(names)}/config"


def wanted(parts: Mapping[str, Fragment]) -> dict[str, bytes]:
    both = [one for part in parts.values() for one in (*part.configs.items(), *part.states.items())]
    return {topic: payload for topic, payload in both if payload}


def drain(one: Retained) -> list[tuple[str, bytes]]:
    return list(iter(one.take, None))


class Broker(RuleBasedStateMachine):
    """A broker that keeps what it is sent, and a connection that comes and goes."""

    def __init__(self) -> None:
        super().__init__()
        self.retained = Retained(ALIVE)
        self.kept: dict[str, bytes] = {}
        self.parts: dict[str, Fragment] = {}
        self.is_connected = False
        self.withdrawn: dict[str, bytes] = {}

    @rule(computers=COMPUTERS)
    def show(self, computers: Mapping[str, Computer]) -> None:
        before, self.parts = self.parts, picture(computers)
        self.retained.show(self.parts)
        announced = {topic for part in self.parts.values() for topic in part.configs}
        gone = {topic: said for part in before.values() for topic, said in part.configs.items()}
        self.withdrawn |= gone
        self.withdrawn = {topic: said for topic, said in self.withdrawn.items() if topic not in announced}
        self.rest()

    @rule()
    def show_the_same(self) -> None:
        due = self.retained._due.copy()
        self.retained.show({name: Fragment(dict(one.configs), dict(one.states)) for name, one in self.parts.items()})
        assert set(self.retained._due) == set(due)

    @precondition(lambda self: not self.is_connected)
    @rule(twice=st.booleans())
    def connect(self, twice: bool) -> None:
        self.is_connected = True
        self.retained.start_anew(twice=twice)

    @precondition(lambda self: self.is_connected)
    @rule(twice=st.booleans())
    def be_born(self, twice: bool) -> None:
        self.retained.start_anew(twice=twice)

    @precondition(lambda self: self.is_connected)
    @rule(some=st.integers(1, 12), is_last_lost=st.booleans())
    def send(self, some: int, is_last_lost: bool) -> None:
        for at in range(some):
            message = self.retained.take()
            if message is None:
                return
            if at == some - 1 and is_last_lost:
                self.lose()
                return
            self.keep(*message)

    @precondition(lambda self: self.is_connected)
    @rule()
    def lose(self) -> None:
        self.is_connected = False
        self.retained.nothing_due()
        if ALIVE in self.kept:
            self.kept[ALIVE] = OFFLINE  # the last will

    @rule(topic=st.sampled_from([config("z"), "t/z/state", config("a"), "t/a/anna/state", "t/a/limit/set"]))
    def find(self, topic: str) -> None:
        """There is something of an earlier run."""
        if topic not in self.retained and topic not in self.kept:
            self.kept[topic] = b"{0}"
            if self.is_connected:
                self.retained.clear(topic, b"{0}" if "/config" in topic else b"")
                self.withdrawn |= {topic: b"{0}"} if "/config" in topic else {}
            else:
                del self.kept[topic]

    @rule(computer=st.sampled_from("ab"), user=st.sampled_from(USERS))
    def say_again(self, computer: str, user: str) -> None:
        self.retained.again(f"t/{computer}/{user}/state")
        self.rest()

    @precondition(lambda self: self.is_connected)
    @rule()
    def still_alive(self) -> None:
        comes_anyway = ALIVE in self.retained._due
        self.kept[ALIVE] = OFFLINE
        self.retained.still_alive()
        if not comes_anyway:
            message = self.retained.take()
            assert message == (ALIVE, ONLINE)
            self.keep(*message)

    @precondition(lambda self: self.is_connected)
    @rule()
    def send_all(self) -> None:
        for message in drain(self.retained):
            self.keep(*message)
        self.retained.fade_out()
        for message in drain(self.retained):
            self.keep(*message)
        assert {topic: payload for topic, payload in self.kept.items() if payload} == {
            ALIVE: ONLINE, **wanted(self.parts),
        }  # fmt: skip
        assert self.retained.take() is None

    @invariant()
    def knows_what_it_wants(self) -> None:
        assert self.retained.topics == len(wanted(self.parts))
        assert self.retained.entities == sum(len(part.configs) for part in self.parts.values())
        assert all(topic in self.retained for topic in wanted(self.parts))
        assert self.retained.withdrawn == self.withdrawn

    @invariant()
    def shows_nothing_of_yesterday(self) -> None:
        """A value that Home Assistant shows is there: it comes before its availability, and goes after it."""
        for name in "ab":
            for user in USERS:
                if self.kept.get(config(name, user)) and self.kept.get(f"t/{name}/{user}/availability") == ONLINE:
                    assert self.kept.get(f"t/{name}/{user}/state"), (name, user)

    def rest(self) -> None:
        if not self.is_connected:
            self.retained.nothing_due()

    def keep(self, topic: str, payload: bytes) -> None:
        self.kept[topic] = payload


TestBroker = Broker.TestCase
TestBroker.settings = settings(max_examples=300, stateful_step_count=30, deadline=None)

FULL = picture({"a": (1, {"anna": 1, "ben": None}), "b": (1, {})})


def kinds(messages: Iterable[tuple[str, bytes]]) -> list[str]:
    found = ["alive" if topic == ALIVE else "config" if topic.endswith("/config") else "state" for topic, _ in messages]
    return [kind for at, kind in enumerate(found) if at == 0 or found[at - 1] != kind]


@pytest.mark.parametrize("twice", [False, True])
def test_a_connection_begins_with_the_values_and_only_then_says_that_we_are_there(twice: bool) -> None:
    one = Retained(ALIVE)
    one.show(FULL)
    one.start_anew(twice=twice)
    messages = drain(one)
    assert kinds(messages) == ["state", "alive", "config", *(["state"] if twice else [])]
    states = [topic for topic, _ in messages if "/config" not in topic and topic != ALIVE]
    assert len(states) == 6 * (1 + twice)
    assert [topic for topic, _ in messages if "/config" in topic] == [
        topic for part in FULL.values() for topic in part.configs
    ]


def of_anna(messages: Iterable[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return [(topic.rpartition("/")[2], payload) for topic, payload in messages if topic.startswith("t/a/anna/")]


@pytest.mark.parametrize("begins_anew", [False, True])
def test_a_value_and_its_availability_keep_their_order_however_often_they_change(begins_anew: bool) -> None:
    one = Retained(ALIVE)
    one.show(picture({"a": (1, {"anna": None})}))
    drain(one)
    for users, expected in (
        ((3,), [("state", b"3"), ("availability", ONLINE)]),
        ((None, 4), [("state", b"4"), ("availability", ONLINE)]),
        ((5, None), [("availability", OFFLINE), ("state", CLEARED)]),
        ((None, 6, None), [("availability", OFFLINE), ("state", CLEARED)]),
        ((7, 8), [("state", b"8"), ("availability", ONLINE)]),
    ):
        for used in users:
            one.show(picture({"a": (1, {"anna": used})}))
        if begins_anew:
            one.start_anew()
        assert of_anna(drain(one)) == expected


def test_nothing_is_due_where_nobody_is_there() -> None:
    one = Retained(ALIVE)
    one.show(FULL)
    one.start_anew(twice=True)
    one.nothing_due()
    assert drain(one) == []


def test_values_follow_an_announcement_that_has_changed() -> None:
    one = Retained(ALIVE)
    one.show(FULL)
    drain(one)
    one.show({**FULL, "a": fragment("a", (2, {"anna": 1, "ben": None}))})
    messages = drain(one)
    assert kinds(messages) == ["config", "state"]
    assert {topic for topic, _ in messages} == {*FULL["a"].configs, *FULL["a"].states}


def test_a_newer_value_takes_the_place_of_an_older_one() -> None:
    one = Retained(ALIVE)
    for used in (1, 2, 3):
        one.show({**FULL, "a": fragment("a", (1, {"anna": used, "ben": None}))})
    assert [payload for topic, payload in drain(one) if topic == "t/a/anna/state"] == [b"3"]


def test_what_is_to_be_said_again_is_said_once() -> None:
    one = Retained(ALIVE)
    one.show(FULL)
    drain(one)
    one.again("t/a/anna/state")
    one.again("t/a/anna/state")
    one.again("t/nobody")
    assert drain(one) == [("t/a/anna/state", b"1")]


def test_all_is_taken_away_announcements_now_and_values_when_nobody_listens_any_more() -> None:
    one = Retained(ALIVE)
    one.show(FULL)
    drain(one)
    one.clear_all()
    announced = drain(one)
    assert sorted(announced) == [(topic, CLEARED) for part in FULL.values() for topic in part.configs]
    assert one.fading == 6
    one.fade_out()
    values = drain(one)
    assert dict([*announced, *values]) == dict.fromkeys((*wanted(FULL), "t/a/ben/state"), CLEARED)
    assert (one.topics, one.entities, one.fading) == (0, 0, 0)


def test_a_value_that_fades_and_is_wanted_again_stays() -> None:
    one = Retained(ALIVE)
    one.show(FULL)
    drain(one)
    one.show({"b": FULL["b"]})
    one.show(FULL)
    one.fade_out()
    assert {topic: payload for topic, payload in drain(one) if topic in wanted({"a": FULL["a"]})} == wanted(
        {"a": FULL["a"]}
    )


def test_what_another_has_left_goes_announcements_now_and_values_later_but_what_is_wanted_stays() -> None:
    earlier, one = Retained(ALIVE), Retained(ALIVE)
    earlier.show(FULL)
    earlier.show({"a": FULL["a"]})
    drain(earlier)
    one.take_over(earlier)
    one.show({"a": Fragment({}, FULL["a"].states)})
    one.start_anew()
    said = dict(drain(one))
    assert {topic for topic, payload in said.items() if not payload} == {
        *FULL["a"].configs, *FULL["b"].configs, "t/a/ben/state",
    }  # fmt: skip
    one.fade_out()
    assert drain(one) == [(topic, CLEARED) for topic in FULL["b"].states]


def test_what_was_taken_away_is_not_remembered_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retained, "MOST_GONE", 10)
    one = Retained(ALIVE)
    one.show(FULL)
    for number in range(50):
        one.clear(f"t/old/{number}")
    one.start_anew()
    cleared = [topic for topic, payload in drain(one) if topic.startswith("t/old/")]
    assert cleared == [f"t/old/{number}" for number in range(40, 50)]


def test_a_value_of_another_part_follows_the_announcement_that_shows_it_anew() -> None:
    """By the old announcement it would mean something else, and Home Assistant does not ask for it again."""
    one = Retained(ALIVE)
    server = Fragment({"h/pc/config": b"old name"}, {"t/pc/state": b"1"}, reads=("t/online",))
    one.show({"": Fragment({}, {"t/online": b"old name"}), "pc": server})
    drain(one)
    renamed = Fragment({"h/pc/config": b"new name"}, {"t/pc/state": b"1"}, reads=("t/online", "t/unknown"))
    one.show({"": Fragment({}, {"t/online": b"new name"}), "pc": renamed})
    assert [topic for topic, _ in drain(one)] == ["h/pc/config", "t/pc/state", "t/online"]


def test_an_announcement_that_changed_while_nobody_was_there_has_its_values_behind_it() -> None:
    one = Retained(ALIVE)
    one.show(FULL)
    drain(one)
    one.show({**FULL, "a": fragment("a", (2, {"anna": 1, "ben": None}))})
    one.nothing_due()
    one.start_anew()
    assert kinds(drain(one)) == ["state", "alive", "config", "state"]
    one.start_anew()
    assert kinds(drain(one)) == ["state", "alive", "config"], "once is enough"


def test_what_is_gone_is_taken_away_again_at_a_new_connection_and_not_when_all_is_only_said_again() -> None:
    one = Retained(ALIVE)
    one.show(FULL)
    drain(one)
    one.clear("t/old")
    one.start_anew(twice=True, gone=False)
    assert [topic for topic, _ in drain(one)].count("t/old") == 1, "it was still to be sent"
    one.start_anew(twice=True, gone=False)
    assert "t/old" not in dict(drain(one))
    one.start_anew(twice=True)
    assert [topic for topic, _ in drain(one)].count("t/old") == 1
