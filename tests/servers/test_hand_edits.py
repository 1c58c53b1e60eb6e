"""What a person may have done to servers.json and children.json."""

from __future__ import annotations

import json

import pytest

import errors
from servers import Fleet

GOOD = {"id": "good", "name": "Good", "host": "good.local"}


def sentences(fleet: Fleet) -> list[str]:
    return [str(problem.message) for problem in fleet.problems()]


@pytest.fixture
def edited(root, store):
    def edit(*entries: object, **more: object) -> Fleet:
        (root / "servers.json").write_text(json.dumps({"schema": 1, "servers": entries, **more}))
        return Fleet(store)

    return edit


def test_an_entry_needs_no_more_than_id_name_and_host(edited):
    assert edited(GOOD).get("good").port == 22


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({**GOOD, "id": "bad", "name": "Bad", "host": "-oProxyCommand=x"}, "host: “-oProxyCommand=x” is not allowed."),
        ({**GOOD, "id": "bad", "name": "Bad", "port": "1e3"}, "port: “1e3” is not allowed."),
        ({**GOOD, "id": "bad", "name": "Bad", "port": True}, "port: “True” is not allowed."),
        ({**GOOD, "id": "../bad", "name": "Bad"}, "“id” is missing or not of the right kind."),
        ({**GOOD, "id": "good", "name": "Bad"}, "Another entry has the same id or name."),
        ({**GOOD, "id": "bad", "name": "GOOD"}, "Another entry has the same id or name."),
        ({"id": "bad", "name": "Bad"}, "“host” is missing or not of the right kind."),
        ({**GOOD, "id": "bad", "name": "Bad", "users": [{"name": "anna"}]}, "“users.0.added” is missing"),
        (
            {**GOOD, "id": "bad", "name": "Bad", "users": [{"name": "USER", "added": "2026-01-01"}]},
            "user: “USER” is not",
        ),
        ({**GOOD, "id": "bad", "name": "Bad", "users": [{"name": "a", "added": 0}] * 2}, "“users” is missing or not"),
        ({**GOOD, "id": "bad", "name": "Bad", "enabled": "yes"}, "enabled: “yes” is not allowed. On or off."),
        ("Bad", "It is not an object in braces."),
        (None, "It is not an object in braces."),
        (["Bad"], "It is not an object in braces."),
    ],
)
def test_a_bad_entry_does_not_take_the_others_along(edited, root, store, bad, why):
    fleet = edited(GOOD, bad, {"id": "last", "name": "Last", "host": "::1"})
    assert [server.id for server in fleet.servers()] == ["good", "last"]
    assert len(sentences(fleet)) == 1
    assert sentences(fleet)[0].startswith("Entry 2 (")
    assert f"of servers.json is not used: {why}" in sentences(fleet)[0]
    fleet.add("new", "new")
    saved = json.loads((root / "servers.json").read_text())["servers"]
    assert saved[-1] == bad
    assert [server.id for server in Fleet(store).servers()] == ["good", "last", "new"]
    assert len(Fleet(store).problems()) == 1


def test_nobody_gets_the_id_of_a_bad_entry(edited):
    fleet = edited({"id": "pc1", "name": "pc1", "host": "a b"})
    assert fleet.add("PC1", "pc1.local").id == "pc1-2"


def test_unknown_keys_are_kept_at_every_level(edited, root):
    fleet = edited({**GOOD, "room": "attic"}, house="ours")
    fleet.update("good", port=23)
    saved = json.loads((root / "servers.json").read_text())
    assert (saved["house"], saved["servers"][0]["room"], saved["servers"][0]["port"]) == ("ours", "attic", 23)


def test_a_damaged_file_comes_back_as_it_was_saved_last(family, root, store):
    before = family.servers()
    (root / "servers.json").write_bytes((root / "servers.json").read_bytes()[:100])
    assert Fleet(store).servers() == before
    assert [problem.code for problem in store.problems()] == ["data_damaged"]


def test_servers_that_are_no_list_are_a_damaged_file(family, root, store):
    before = family.servers()
    (root / "servers.json").write_text('{"schema": 1, "servers": {"pc1": {}}}')
    assert Fleet(store).servers() == before


def test_without_any_good_copy_it_starts_empty_and_the_damaged_file_is_kept(root, store):
    (root / "servers.json").write_bytes(b"{")
    fleet = Fleet(store)
    assert fleet.servers() == ()
    assert "no good copy" in str(store.problems()[0].message)
    fleet.add("pc1", "pc1")
    assert [path.read_bytes() for path in root.glob("servers.json.corrupt-*")] == [b"{"]


def test_a_file_of_a_later_release_stops_the_start(root, store):
    (root / "servers.json").write_text('{"schema": 2}')
    with pytest.raises(errors.DataTooNew):
        Fleet(store)


def test_bad_children_are_left_out_too(root, store):
    content = {"schema": 1, "children": [{"id": "a", "name": "A"}, {"id": "b", "name": "\n"}, {"id": "c", "name": "a"}]}
    (root / "children.json").write_text(json.dumps(content))
    fleet = Fleet(store)
    assert [child.id for child in fleet.children()] == ["a"]
    assert [sentence.split(" of ")[0] for sentence in sentences(fleet)] == ["Entry 2 (�)", "Entry 3 (a)"]
