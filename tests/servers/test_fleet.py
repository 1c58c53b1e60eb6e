from __future__ import annotations

from datetime import UTC, datetime

import pytest

import errors
from servers import Fleet, Server
from servers.models import MAX_SERVERS, MAX_USERS
from storage import Store
from tests.storage.power import FaultyFilesystem


def test_it_has_none_at_first(fleet):
    assert (fleet.servers(), fleet.children(), fleet.problems()) == ((), (), ())


def test_a_new_server_has_the_defaults_of_timekpr(fleet):
    assert fleet.add("PC-Anna", "[::1]") == Server(
        id="pc-anna",
        name="PC-Anna",
        host="::1",
        port=22,
        account="timekpr-mngr",
        config_dir=None,
        work_dir=None,
        main_config="/etc/timekpr/timekpr.conf",
        enabled=True,
        note="",
        users=(),
    )


def test_folders_are_left_to_timekpr_conf_unless_somebody_says_where_they_are(fleet):
    server = fleet.add("pc", "pc", config_dir="/srv/config", work_dir="/srv/work/")
    assert (server.config_dir, server.work_dir) == ("/srv/config", "/srv/work")
    assert fleet.update("pc", config_dir=None).config_dir is None
    with pytest.raises(errors.InvalidValue):
        fleet.update("pc", main_config=None)


def test_everything_is_there_after_a_restart(family, store):
    family.add_child("Änne")
    family.assign("Änne", "laptop", "anna")
    again = Fleet(store)
    assert (again.servers(), again.children()) == (family.servers(), family.children())
    assert again.get("laptop").users[0].added == datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_names_and_ids_are_found_in_any_case(family):
    for key in ("PC-Anna", "pc-anna", "PC-ANNA"):
        assert family.get(key).name == "PC-Anna"
    with pytest.raises(errors.NotFound, match="no computer named “pc-ben”"):
        family.get("pc-ben")


def test_a_name_is_taken_in_any_case(family):
    before = family.servers()
    for attempt in (lambda: family.add("LAPTOP", "x"), lambda: family.rename("PC-Anna", "Laptop")):
        with pytest.raises(errors.AlreadyExists, match="already a computer named"):
            attempt()
    assert family.servers() == before


def test_a_new_name_leaves_the_id(family):
    assert family.rename("PC-Anna", "Big-PC").id == "pc-anna"
    assert family.get("big-pc") == family.get("pc-anna")
    assert family.rename("big-pc", "BIG-PC").name == "BIG-PC"


def test_the_id_of_one_is_no_name_for_another(family):
    family.rename("PC-Anna", "Big")
    with pytest.raises(errors.InvalidValue, match="Big was added under this name"):
        family.add("pc-ANNA", "x")


def test_an_id_is_no_name_of_a_file_of_ours(fleet):
    assert fleet.add("status.json", "x").id == "status.json-2"


def test_an_update_is_all_or_nothing(family):
    before = family.get("laptop")
    with pytest.raises(errors.InvalidValue):
        family.update("laptop", note="new", port=70000)
    assert family.get("laptop") == before
    after = family.update("laptop", note=" new ", port=22, enabled=False, name="Book", host="book")
    assert (after.note, after.port, after.enabled, after.name, after.host, after.id) == (
        "new",
        22,
        False,
        "Book",
        "book",
        "laptop",
    )
    assert after.users == before.users


@pytest.mark.parametrize("field", ["id", "users", "colour"])
def test_what_cannot_be_set_is_a_mistake_of_ours(family, field):
    with pytest.raises(TypeError):
        family.update("laptop", **{field: "x"})
    with pytest.raises(TypeError):
        family.add("new", "x", **{field: "x"})


def test_every_change_counts_and_nothing_else(family):
    seen = family.version
    family.update("laptop", port=2222)
    family.unassign("laptop", "anna")
    family.get("laptop")
    assert family.version == seen
    family.update("laptop", port=22)
    family.add_child("Ben")
    assert family.version == seen + 2


def files_of(store: Store, server: str) -> None:
    for parts in (
        ("cache", server, "timekpr.conf"),
        ("cache", server, "users", "anna.conf"),
        ("cache", server, "users", "ben.conf"),
        ("cache", server, "users", "anna.conf.bad"),
        ("cache", server, "stats", "anna.time"),
        ("history", server, "anna.json"),
        ("history", server, "ben.json"),
        ("pending_uploads", server, "1.json"),
    ):
        store.write_bytes(b"x", *parts)


def left(root) -> set[str]:
    folders = ("cache", "history", "pending_uploads")
    return {str(path.relative_to(root)) for name in folders for path in (root / name).rglob("*") if path.is_file()}


def test_a_server_goes_with_its_data_or_without(family, store, root):
    for server in ("pc-anna", "laptop"):
        files_of(store, server)
    before = left(root)
    family.remove("PC-Anna", keep_data=True)
    assert left(root) == before
    family.remove("laptop", keep_data=False)
    assert left(root) == {name for name in before if "laptop" not in name}
    assert family.servers() == Fleet(store).servers() == ()


def test_a_user_goes_with_its_data_or_without(family, store, root):
    files_of(store, "pc-anna")
    before = left(root)
    family.remove_user("PC-Anna", "ben", keep_data=True)
    assert left(root) == before
    family.remove_user("PC-Anna", "anna", keep_data=False)
    assert left(root) == {name for name in before if "anna." not in name}
    assert family.get("PC-Anna").users == ()
    with pytest.raises(errors.NotFound, match="no user named"):
        family.remove_user("PC-Anna", "anna", keep_data=True)


def test_a_user_is_taken_in_once(family):
    with pytest.raises(errors.AlreadyExists):
        family.add_user("laptop", "anna")
    with pytest.raises(errors.InvalidValue):
        family.add_user("laptop", "DEFAULT")
    assert [user.name for user in family.get("laptop").users] == ["anna"]


def test_there_is_an_end_to_everything(fleet, monkeypatch):
    monkeypatch.setattr("servers.fleet.MAX_SERVERS", 2)
    monkeypatch.setattr("servers.fleet.MAX_USERS", 1)
    monkeypatch.setattr("servers.fleet.MAX_CHILDREN", 1)
    fleet.add("a", "a")
    fleet.add("b", "b")
    fleet.add_user("a", "x")
    fleet.add_child("x")
    for attempt in (lambda: fleet.add("c", "c"), lambda: fleet.add_user("a", "y"), lambda: fleet.add_child("y")):
        with pytest.raises(errors.TooMany, match="at most"):
            attempt()
    assert (MAX_SERVERS, MAX_USERS) == (2000, 250)


def test_what_was_not_saved_has_not_changed(root, store):
    Fleet(store).add("pc", "pc")
    store.close()
    fs = FaultyFilesystem()
    with Store.open(root, clock=store.clock, writer=True, filesystem=fs) as faulty:
        fleet = Fleet(faulty)
        before = (fleet.servers(), fleet.children(), fleet.version)
        fs.count, fs.at, fs.for_ever = 0, 1, True
        for attempt in (
            lambda: fleet.add("new", "x"),
            lambda: fleet.update("pc", port=23),
            lambda: fleet.remove("pc", keep_data=False),
            lambda: fleet.add_user("pc", "anna"),
            lambda: fleet.add_child("Anna"),
        ):
            with pytest.raises(errors.NotSaved):
                attempt()
        assert (fleet.servers(), fleet.children(), fleet.version) == before
