from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

import errors
from servers import Fleet


@pytest.mark.parametrize(
    ("name", "child_id"), [("Jörg Änne", "jorg-anne"), ("李", "child"), ("{{ 7*191 }}", "7-191"), (" Anna ", "anna")]
)
def test_a_child_gets_an_id_of_plain_letters(fleet, name, child_id):
    assert fleet.add_child(name).id == child_id


def test_two_names_that_look_alike_to_an_id_get_two(fleet):
    assert [fleet.add_child(name).id for name in ("李", "王", "Änne", "Anné")] == ["child", "child-2", "anne", "anne-2"]


def test_a_child_keeps_its_id_and_users_under_a_new_name(family):
    family.add_child("Anna")
    family.assign("anna", "PC-Anna", "anna")
    renamed = family.update_child("Anna", name="Änne")
    assert (renamed.id, renamed.name) == ("anna", "Änne")
    assert family.children_of("pc-anna") == {"anna": "Änne"}
    for taken in ("änne", "ÄNNE", "A\u0308nne"):
        with pytest.raises(errors.AlreadyExists):
            family.add_child(taken)


def test_a_child_has_users_on_several_computers(family):
    family.add_child("Anna")
    family.assign("Anna", "pc-anna", "anna")
    family.assign("Anna", "Laptop", "anna")
    assert [(one.server, one.user) for one in family.child("Anna").users] == [("pc-anna", "anna"), ("laptop", "anna")]
    family.unassign("laptop", "anna")
    assert (family.children_of("pc-anna"), family.children_of("laptop")) == ({"anna": "Anna"}, {})


def test_a_user_is_one_childs_only(family):
    for name in ("Anna", "Ben"):
        family.add_child(name)
        family.assign(name, "laptop", "anna")
    family.assign("Ben", "laptop", "anna")
    assert family.child("Anna").users == ()
    assert len(family.child("Ben").users) == 1


def test_only_users_that_are_there_can_be_assigned(family):
    family.add_child("Anna")
    for child, server, user in (("Anna", "laptop", "ben"), ("Anna", "nowhere", "anna"), ("Ben", "laptop", "anna")):
        with pytest.raises(errors.NotFound):
            family.assign(child, server, user)


def test_a_user_that_goes_is_nobodys(family, store):
    family.add_child("Anna")
    for server in ("PC-Anna", "laptop"):
        family.assign("Anna", server, "anna")
    family.remove_user("PC-Anna", "anna", keep_data=True)
    assert len(family.child("Anna").users) == 1
    family.remove("laptop", keep_data=True)
    assert family.child("Anna").users == Fleet(store).child("Anna").users == ()


def test_a_child_that_goes_leaves_the_users(family):
    family.add_child("Anna")
    family.assign("Anna", "laptop", "anna")
    family.remove_child("ANNA")
    assert family.children() == ()
    assert [user.name for user in family.get("laptop").users] == ["anna"]


def test_many_threads_change_it_and_nothing_is_lost(fleet, store):
    def work(number: int) -> None:
        fleet.add(f"pc{number}", "x")
        fleet.add_user(f"pc{number}", "anna")
        fleet.add_child(f"child {number}")
        fleet.assign(f"child {number}", f"pc{number}", "anna")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(16)))
    again = Fleet(store)
    assert fleet.version == 64
    assert {server.name: len(server.users) for server in again.servers()} == {f"pc{n}": 1 for n in range(16)}
    assert all(again.children_of(f"pc{n}") == {"anna": f"child {n}"} for n in range(16))


def test_a_child_has_the_colour_that_was_chosen(family, store):
    family.add_child("Anna")
    family.assign("Anna", "laptop", "anna")
    assert family.child("Anna").colour is None
    assert family.update_child("Anna", colour=5).colour == 5
    assert Fleet(store).owners("laptop")["anna"].colour == 5
    assert family.update_child("Anna", colour=None).colour is None


@pytest.mark.parametrize("colour", [8, -1, True, 1.0, "1", "red"])
def test_another_colour_than_there_are_is_refused(fleet, colour):
    fleet.add_child("Anna")
    with pytest.raises(errors.InvalidValue, match="A number from 0 to 7"):
        fleet.update_child("Anna", name="Änne", colour=colour)
    assert (fleet.child("anna").name, fleet.child("anna").colour) == ("Anna", None)


def test_a_child_of_no_such_colour_is_not_used_and_stays_in_the_file(root, store):
    entries = [{"id": "anna", "name": "Anna", "colour": 8}, {"id": "ben", "name": "Ben", "colour": 0}]
    (root / "children.json").write_text(json.dumps({"schema": 1, "children": entries}))
    fleet = Fleet(store)
    assert [child.name for child in fleet.children()] == ["Ben"]
    assert "colour: “8” is not allowed" in str(fleet.problems()[0].message)


def test_id_and_users_of_a_child_are_not_fields_to_be_set(fleet):
    fleet.add_child("Anna")
    with pytest.raises(TypeError, match="users"):
        fleet.update_child("Anna", users=())
