"""Computers with their users, seen as children with their computers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from child_views import children, find
from tests.ui.fleets import NOW, fleet, server, user
from views import ChildView, FleetView, UserView

IDS = st.sampled_from(["", "anna", "ben", "pc", "a.b-c"])
LOGINS = st.sampled_from(["anna", "ben", "Anna", "carla$", "a.b-c"])


@st.composite
def users(draw: st.DrawFn, name: str) -> UserView:
    child = draw(IDS)
    moments = st.none() | st.integers(0, 500).map(lambda hours: NOW - timedelta(hours=hours))
    return user(
        name,
        child=child.title(),
        child_id=child,
        in_use=draw(st.booleans()),
        as_of=draw(moments),
        last_used=draw(moments),
    )


@st.composite
def fleets(draw: st.DrawFn) -> FleetView:
    names = draw(st.lists(st.sampled_from(["PC", "Laptop", "anna", "a.b-c"]), unique=True))
    return fleet(
        *(server(name, *(draw(users(login)) for login in draw(st.lists(LOGINS, unique=True)))) for name in names)
    )


def logins(one: ChildView) -> list[tuple[str, str]]:
    return [(each.server.id, each.user.name) for each in one.users]


@given(fleets())
def test_every_login_belongs_to_exactly_one(view: FleetView) -> None:
    everybody = [(one.id, each.name) for one in view.servers for each in one.users]

    assert sorted(login for one in children(view) for login in logins(one)) == sorted(everybody)


@given(fleets())
def test_everybody_is_found_by_a_key_of_their_own(view: FleetView) -> None:
    found = children(view)

    assert len({one.key for one in found}) == len(found)
    assert [find(view, one.key) for one in found] == list(found)


@given(fleets())
def test_now_is_one_of_their_computers_and_the_others_are_the_rest(view: FleetView) -> None:
    for one in children(view):
        assert one.now in one.users
        assert sorted(map(id, (one.now, *one.others))) == sorted(map(id, one.users))
        assert one.now.user.in_use or not any(each.user.in_use for each in one.users)


@given(fleets(), st.data())
def test_the_order_does_not_depend_on_what_is_read(view: FleetView, data: st.DataObject) -> None:
    def read_anew(one: UserView) -> UserView:
        return replace(data.draw(users(one.name)), child=one.child, child_id=one.child_id)

    later = replace(
        view, servers=tuple(replace(one, users=tuple(read_anew(each) for each in one.users)) for one in view.servers)
    )

    assert [(one.key, logins(one)) for one in children(later)] == [(one.key, logins(one)) for one in children(view)]


def test_a_login_of_nobody_is_called_by_itself_and_its_key_can_be_no_childs() -> None:
    (one,) = children(fleet(server("PC", user("anna", child="", child_id=""))))

    assert (one.key, one.name) == ("pc~anna", "anna")


def anna(**changes: object) -> UserView:
    return user("anna", child_id="anna", **{"in_use": False, **changes})


@pytest.mark.parametrize(
    ("first", "second", "now"),
    [
        (anna(), anna(in_use=True, last_used=NOW - timedelta(days=1)), "laptop"),
        (anna(in_use=True, last_used=NOW - timedelta(seconds=30)), anna(in_use=True, last_used=NOW), "pc"),
        (anna(last_used=NOW - timedelta(hours=2)), anna(last_used=NOW - timedelta(hours=1)), "laptop"),
        (
            anna(last_used=NOW - timedelta(hours=2), as_of=NOW),
            anna(last_used=NOW - timedelta(hours=1), as_of=NOW - timedelta(hours=1)),
            "laptop",
        ),
        (anna(last_used=NOW - timedelta(days=1)), anna(as_of=NOW), "pc"),
        (anna(as_of=NOW - timedelta(hours=2)), anna(as_of=NOW), "laptop"),
        (anna(as_of=None), anna(as_of=None), "pc"),
        (anna(last_used=NOW), anna(last_used=NOW.astimezone(UTC) + timedelta(minutes=1)), "laptop"),
    ],
)
def test_now_is_what_is_in_use_else_what_was_used_last(first: UserView, second: UserView, now: str) -> None:
    (one,) = children(fleet(server("PC", first), server("Laptop", second)))

    assert one.now.server.id == now
    assert [each.server.id for each in one.others] == [{"pc": "laptop", "laptop": "pc"}[now]]


def test_whoever_has_gone_is_not_found() -> None:
    view = fleet(server("PC", anna()))

    assert find(view, "anna") is not None
    assert [find(view, key) for key in ("pc~anna", "", "~", "nobody")] == [None] * 4


def test_the_beginning_of_time_is_no_moment_of_any_zone() -> None:
    early = datetime(1, 1, 2, tzinfo=NOW.tzinfo)

    (one,) = children(fleet(server("PC", anna(as_of=None)), server("Laptop", anna(last_used=early))))

    assert one.now.server.id == "laptop"
