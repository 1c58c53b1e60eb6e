"""What each role may, call by call, and that a parent of some children sees and does nothing of the others."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

from accounts import Access, Account
from clock import FakeClock
from editing import Asked
from errors import NotAllowed, NotFound, PasswordNeeded, SignedOut, WrongCode
from history_export import Range
from i18n import Message
from opening import open_core
from pending import EditKind, Through
from problems import Problem, Severity
from services import Services
from services.signed_in import SignedIn
from services.signed_in.backups import SignedInBackups
from services.signed_in.editing import SignedInEditing
from services.signed_in.git_copies import SignedInGitCopies
from services.signed_in.house import SignedInHouse
from services.signed_in.people import SignedInPeople
from services.signed_in.wishes import SignedInWishes
from sign_views import SignView
from tests.ui.edits import edit
from tests.ui.fleets import family, fleet, server, user
from tests.web.house import AT_HOME, EVENING, quick
from timekpr_rules import Grant, Operation
from views import AuditQuery, FleetView

ASKED = Asked("", Through.PAGE)
GRANT = Grant(Operation.ADD, 900)
WHO = ("viewer", "parent", "parent of Anna", "parent of Ben", "admin")
NOBODY, EVERYBODY = (), WHO
PARENTS = WHO[1:]
ANNAS = ("viewer", "parent", "parent of Anna", "admin")
"""Anna is the child in question; Ben's parent has nothing to do with her."""
ANNAS_PARENTS = ("parent", "parent of Anna", "admin")
ADMIN = ("admin",)
OF_ALL = ("viewer", "parent", "admin")
"""Those who are restricted to no children."""
FACADES = {
    "editing": SignedInEditing, "people": SignedInPeople, "house": SignedInHouse, "wishes": SignedInWishes,
    "backups": SignedInBackups, "git_copies": SignedInGitCopies,
}  # fmt: skip
Call = Callable[[Any], object]


def expecting(error: type[Exception], call: Callable[..., object], *args: object) -> None:
    """A call that comes as far as this error, which is not about who asks."""
    with pytest.raises(error):
        call(*args)


TABLE: dict[str, tuple[Call, tuple[str, ...], bool]] = {
    "language": (lambda one: one.language, EVERYBODY, False),
    "time_format": (lambda one: one.time_format, EVERYBODY, False),
    "first_weekday": (lambda one: one.first_weekday, EVERYBODY, False),
    "now": (lambda one: one.now(), EVERYBODY, False),
    "person": (lambda one: one.person(), EVERYBODY, False),
    "confirm_password": (lambda one: one.confirm_password("purple otters sleep late"), EVERYBODY, False),
    "sign_out": (lambda one: one.sign_out(), EVERYBODY, False),
    "fleet_view": (lambda one: one.fleet_view(), EVERYBODY, False),
    "seen": (lambda one: one.seen(family()), EVERYBODY, False),
    "versions": (lambda one: one.versions("pc", "anna"), ANNAS, False),
    "public_key": (lambda one: one.public_key(), EVERYBODY, False),
    "sync_now": (lambda one: one.sync_now(), PARENTS, False),
    "base_url": (lambda one: one.base_url, EVERYBODY, False),
    "add_server": (lambda one: one.add_server("x", "x.lan", 22, "root", asked=ASKED), ADMIN, True),
    "update_server": (lambda one: one.update_server("pc", "x", "x.lan", 22, "root", asked=ASKED), ADMIN, True),
    "see_sign": (lambda one: one.see_sign("pc", 1, asked=ASKED), ANNAS_PARENTS, False),
    "remove_server": (lambda one: one.remove_server("pc", keep_data=True, asked=ASKED), ADMIN, False),
    "trust": (lambda one: one.trust("pc", "SHA256:x", asked=ASKED), ADMIN, True),
    "add_user": (lambda one: one.add_user("pc", "carl", asked=ASKED), ADMIN, False),
    "remove_user": (lambda one: one.remove_user("pc", "anna", asked=ASKED), ADMIN, False),
    "ended_edits": (lambda one: one.ended_edits(), EVERYBODY, False),
    "cycles": (lambda one: one.cycles("pc"), OF_ALL, False),
    "main_config": (lambda one: one.main_config("pc"), OF_ALL, False),
    "begin_examination": (lambda one: one.begin_examination("pc"), ("parent", "admin"), False),
    "audit_page": (lambda one: one.audit_page(AuditQuery()), ADMIN, False),
    "audit_people": (lambda one: one.audit_people(), ADMIN, False),
    "history_rows": (lambda one: one.history_rows(("pc", "anna"), Range(date.min, date.max)), ANNAS, False),
    "history_of": (lambda one: one.history_of([("pc", "anna")], 7), ANNAS, False),
    "digests": (lambda one: one.digests(), EVERYBODY, False),
    "rules": (lambda one: one.rules("pc", "anna"), ANNAS, False),
    "day": (lambda one: one.day("pc", "anna"), ANNAS, False),
    "log": (lambda one: one.log([("pc", "anna")], 10), ANNAS, False),
    "try_masks": (lambda one: one.try_masks(["game"], "game", by_command_line=False), PARENTS, False),
    "make_child": (lambda one: one.make_child("Carl", "pc", "guest", asked=ASKED), ADMIN, False),
    "update_child": (lambda one: one.update_child("anna", asked=ASKED, name="Ann"), ADMIN, False),
    "remove_child": (lambda one: one.remove_child("anna", asked=ASKED), ADMIN, False),
    "assign": (lambda one: one.assign("anna", "pc", "guest", asked=ASKED), ADMIN, False),
    "unassign": (lambda one: one.unassign("pc", "anna", asked=ASKED), ADMIN, False),
    "people.devices": (lambda one: one.people.devices(), EVERYBODY, False),
    "people.sign_out_elsewhere": (lambda one: one.people.sign_out_elsewhere(), EVERYBODY, False),
    "people.change_own_password": (
        lambda one: one.people.change_own_password("purple otters sleep late", "green otters sleep late", ASKED),
        EVERYBODY,
        False,
    ),
    "people.new_second": (lambda one: one.people.new_second(), EVERYBODY, True),
    "people.add_own_second": (
        lambda one: expecting(WrongCode, one.people.add_own_second, "A" * 32, "1", ASKED),
        EVERYBODY,
        True,
    ),
    "people.drop_own_second": (lambda one: one.people.drop_own_second("1", ASKED), EVERYBODY, True),
    "people.accounts": (lambda one: one.people.accounts(), ADMIN, False),
    "people.add": (lambda one: one.people.add("Zoe", "purple otters sleep late", "viewer", None, ASKED), ADMIN, True),
    "people.change": (
        lambda one: expecting(NotFound, one.people.change, "x", "Zoe", "viewer", None, ASKED),
        ADMIN,
        True,
    ),
    "people.set_password": (
        lambda one: expecting(NotFound, one.people.set_password, "x", "green otters sleep", ASKED),
        ADMIN,
        True,
    ),
    "people.drop_second": (lambda one: expecting(NotFound, one.people.drop_second, "x", ASKED), ADMIN, True),
    "people.remove": (lambda one: expecting(NotFound, one.people.remove, "x", ASKED), ADMIN, True),
    "house.view": (lambda one: one.house.view(), EVERYBODY, False),
    "house.change": (
        lambda one: one.house.change(
            language="de", time_format="24h", first_weekday="auto", sync_interval_seconds=60, asked=ASKED
        ),
        ADMIN,
        False,
    ),
    "house.mqtt_view": (lambda one: one.house.mqtt_view(), ADMIN, False),
    "house.change_mqtt": (lambda one: one.house.change_mqtt({"host": "nas.lan"}, ASKED), ADMIN, True),
    "house.bridge_view": (lambda one: one.house.bridge_view(), ADMIN, False),
    "house.begin_mqtt_test": (lambda one: one.house.begin_mqtt_test({"host": "nas.lan"}, ASKED), ADMIN, True),
    "house.digest_view": (lambda one: one.house.digest_view(), ADMIN, False),
    "house.change_digest": (lambda one: one.house.change_digest({"at": "08:00"}, ASKED), ADMIN, False),
    "house.smtp_view": (lambda one: one.house.smtp_view(), ADMIN, False),
    "house.change_smtp": (lambda one: one.house.change_smtp({"host": "nas.lan"}, ASKED), ADMIN, True),
    "house.mail_view": (lambda one: one.house.mail_view(), ADMIN, False),
    "house.begin_mail_test": (lambda one: one.house.begin_mail_test({"host": "nas.lan"}, ASKED), ADMIN, True),
    "house.tokens": (lambda one: one.house.tokens(), ADMIN, False),
    "house.make_token": (lambda one: one.house.make_token("x", ["read"], ASKED), ADMIN, True),
    "house.revoke_token": (lambda one: one.house.revoke_token("x", ASKED), ADMIN, False),
    "house.renew_key": (lambda one: one.house.renew_key(ASKED), ADMIN, True),
    "git_copies.view": (lambda one: one.git_copies.view(), ADMIN, False),
    "git_copies.settings_view": (lambda one: one.git_copies.settings_view(), ADMIN, False),
    "git_copies.change": (lambda one: one.git_copies.change({"at": "05:00"}, ASKED), ADMIN, True),
    "git_copies.begin_test": (lambda one: one.git_copies.begin_test({"remote": "/x"}, ASKED), ADMIN, True),
    "git_copies.push_now": (lambda one: one.git_copies.push_now(ASKED), ADMIN, False),
    "backups.view": (lambda one: one.backups.view(), ADMIN, False),
    "backups.change": (lambda one: one.backups.change({"at": "04:00"}, ASKED), ADMIN, True),
    "backups.make_now": (lambda one: one.backups.make_now(ASKED), ADMIN, False),
    "backups.allow_download": (lambda one: one.backups.allow_download(), ADMIN, True),
    "backups.reading": (lambda one: one.backups.reading("x.tar.gz", ASKED).__enter__(), ADMIN, True),
    "wishes.answer": (lambda one: one.wishes.answer("w1", 900, "", ASKED), ANNAS_PARENTS, False),
    "wishes.links_of": (lambda one: one.wishes.links_of("anna"), ANNAS_PARENTS, False),
    "wishes.make_link": (lambda one: one.wishes.make_link("anna", "Laptop", ASKED), ANNAS_PARENTS, False),
    "wishes.revoke_link": (lambda one: one.wishes.revoke_link("l1", ASKED), ANNAS_PARENTS, False),
    "editing.main": (lambda one: one.editing.main("pc", {}, ASKED), ADMIN, False),
    "editing.retry": (lambda one: one.editing.retry("e1", ASKED), ANNAS_PARENTS, False),
    "editing.of_today": (lambda one: one.editing.of_today("pc", "anna"), ANNAS, False),
    "editing.plan_limit": (lambda one: one.editing.plan_limit("pc", "anna", 60), ANNAS, False),
    "editing.plan_open_until": (lambda one: one.editing.plan_open_until("pc", "anna", 60), ANNAS, False),
    "editing.grant": (lambda one: one.editing.grant("pc", "anna", GRANT, ASKED), ANNAS_PARENTS, False),
    "editing.doubts_about": (lambda one: one.editing.doubts_about("pc", "anna", GRANT), ANNAS, False),
    "editing.today": (lambda one: one.editing.today("pc", "anna", {}, ASKED), ANNAS_PARENTS, False),
    "editing.config": (lambda one: one.editing.config("pc", "anna", {}, ASKED), ANNAS_PARENTS, False),
    "editing.lock": (lambda one: one.editing.lock("pc", "anna", ASKED), ANNAS_PARENTS, False),
    "editing.unlock": (lambda one: one.editing.unlock("pc", "anna", ASKED), ANNAS_PARENTS, False),
    "editing.revert": (lambda one: one.editing.revert("pc", "anna", 1, ASKED), ANNAS_PARENTS, False),
    "editing.decide": (lambda one: one.editing.decide("e1", "cancel"), ANNAS_PARENTS, False),
}
"""Each call with who may, and whether only right after the password was entered."""


@dataclasses.dataclass
class Play:
    """Real accounts before services that do nothing but note what reaches them."""

    services: Any
    people: Any
    accounts: dict[str, Account]
    clock: FakeClock
    secrets: dict[str, str] = dataclasses.field(default_factory=dict)

    def enter(self, who: str) -> SignedIn:
        session, _ = self.people.begin(self.accounts[who], AT_HOME, device="")
        return SignedIn(self.services, Access(self.people.accounts, self.people.sessions, session))


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    monkeypatch.setattr("accounts.book.Passwords", quick)
    clock = FakeClock(EVENING)
    with (core := open_core(tmp_path / "data", clock, writer=True)).store:
        real = Services(core)
        core.fleet.add("pc", "pc.lan")
        for name in ("anna", "ben", "guest"):
            core.fleet.add_user("pc", name)
        children = {name: core.fleet.add_child(name.title()) for name in ("anna", "ben")}
        for name, child in children.items():
            core.fleet.assign(child.id, "pc", name)
        owners = core.fleet.owners("pc")
        people = real.people
        roles = {
            "viewer": ("viewer", None), "parent": ("parent", None), "admin": ("admin", None),
            "parent of Anna": ("parent", [owners["anna"].id]), "parent of Ben": ("parent", [owners["ben"].id]),
        }  # fmt: skip
        people.add("Admin 2", "purple otters sleep late", "admin", None, AT_HOME)
        accounts = {
            who: people.add(who, "purple otters sleep late", role, own, AT_HOME) for who, (role, own) in roles.items()
        }
        services = MagicMock(wraps=None)
        services.core, services.people = core, people
        services.fleet_view.return_value = family()
        services.queue.get.return_value = MagicMock(kind=EditKind.CONFIG, server="pc", user="anna")
        services.ended_edits.return_value = ()
        services.signs.user_of.side_effect = lambda _server, number: {1: "anna"}.get(number, "")
        services.wishes.get.return_value = MagicMock(child=owners["anna"].id)
        services.wishes.links.get.return_value = MagicMock(child=owners["anna"].id)
        yield Play(services, people, accounts, clock)


def methods() -> set[str]:
    """Everything that a page can ask."""
    own = {name for name, _ in inspect.getmembers(SignedIn) if not name.startswith("_")}
    return own | {
        f"{facade}.{name}"
        for facade, kind in FACADES.items()
        for name, _ in inspect.getmembers(kind)
        if not name.startswith("_")
    }


def test_every_call_has_its_row() -> None:
    assert set(TABLE) == methods()


@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_role_reaches_as_far_as_its_row_says(play: Play, name: str) -> None:
    call, allowed, _ = TABLE[name]
    reached = []
    for who in WHO:
        signed_in = play.enter(who)
        before = len(play.services.mock_calls)
        try:
            call(signed_in)
        except NotAllowed:
            assert [
                str(one)
                for one in play.services.mock_calls[before:]
                if ".get(" not in str(one) and ".user_of(" not in str(one)
            ] == []
        else:
            reached.append(who)
    assert tuple(reached) == tuple(who for who in WHO if who in allowed)


@pytest.mark.parametrize("name", sorted(name for name, (_, _, fresh) in TABLE.items() if fresh))
def test_what_can_do_harm_needs_the_password_of_the_last_five_minutes(play: Play, name: str) -> None:
    call, allowed, _ = TABLE[name]
    admin = play.enter("admin")
    play.clock.advance(301)
    with pytest.raises(PasswordNeeded):
        call(admin)
    admin.confirm_password("purple otters sleep late")
    call(admin)
    if allowed == ADMIN:
        with pytest.raises(NotAllowed):
            call(play.enter("parent"))


HARMLESS = {"language", "time_format", "first_weekday", "base_url", "now", "sign_out"}
"""What a page may still ask that is about to go to the sign-in."""


@pytest.mark.parametrize("name", sorted(set(TABLE) - HARMLESS))
def test_after_the_sign_out_nothing_is_left_to_ask(play: Play, name: str) -> None:
    admin = play.enter("admin")
    admin.sign_out()
    play.services.queue.get.side_effect = NotFound(what="edit", name="e1")
    before = len(play.services.mock_calls)
    with pytest.raises(SignedOut):
        TABLE[name][0](admin)
    assert [str(one) for one in play.services.mock_calls[before:] if "fleet_view" not in str(one)] == []


@pytest.mark.parametrize("call", [lambda one: one.versions("x", "anna"), lambda one: one.editing.lock("x", "a", ASKED)])
def test_who_is_signed_out_learns_not_even_which_computers_there_are(play: Play, call: Call) -> None:
    admin = play.enter("admin")
    admin.sign_out()
    with pytest.raises(SignedOut):
        call(admin)


def test_a_sign_about_nobody_is_seen_by_those_of_all(play: Play) -> None:
    for who in WHO:
        if who in {"parent", "admin"}:
            play.enter(who).see_sign("pc", 2, asked=ASKED)
            assert play.services.see_sign.call_args.kwargs["asked"].who == who
        else:
            with pytest.raises(NotAllowed):
                play.enter(who).see_sign("pc", 2, asked=ASKED)


def test_a_role_that_is_taken_away_is_gone_at_once(play: Play) -> None:
    admin = play.enter("admin")
    play.people.change(play.accounts["admin"].id, name="admin", role="viewer", children=None, asked=AT_HOME)
    with pytest.raises(NotAllowed):
        admin.remove_user("pc", "anna", asked=ASKED)
    with pytest.raises(NotAllowed):
        admin.editing.lock("pc", "anna", ASKED)


def test_what_is_asked_is_asked_in_the_name_of_whoever_is_signed_in(play: Play) -> None:
    play.enter("parent").editing.lock("pc", "anna", Asked("Somebody else", Through.PAGE))
    (_, _, asked), _ = play.services.editing.lock.call_args
    assert asked.who == "parent"
    play.enter("parent").editing.decide("e1", "cancel")
    assert play.services.editing.decide.call_args.args[-1] == "parent"


@pytest.mark.parametrize("user", ["", "guest"])
def test_what_concerns_a_whole_computer_or_nobody_is_not_for_a_parent_of_some_children(play: Play, user: str) -> None:
    play.services.queue.get.return_value = MagicMock(kind=EditKind.CONFIG, server="pc", user=user)
    with pytest.raises(NotAllowed):
        play.enter("parent of Anna").editing.decide("e1", "cancel")
    play.enter("parent").editing.decide("e1", "cancel")


def test_the_settings_of_a_computer_are_decided_by_an_admin(play: Play) -> None:
    play.services.queue.get.return_value = MagicMock(kind=EditKind.MAIN, server="pc", user="")
    for who in WHO[:-1]:
        with pytest.raises(NotAllowed):
            play.enter(who).editing.decide("e1", "cancel")
    play.enter("admin").editing.decide("e1", "cancel")


def two_families(anna: str, ben: str) -> FleetView:
    """One computer of both children, one of Ben's alone, and problems that name him."""

    def told(name: str) -> Message:
        return Message(f"{name} has found a hole.")

    def sign(number: int, login: str) -> SignView:
        said = told(login.title() or "Benjamin")
        return SignView(number, "x", Severity.INFO, login, login, EVENING, EVENING, 1, said, is_open=True, seen_by="")

    anna_here = dataclasses.replace(user("anna"), child="Anna", child_id=anna)
    ben_here = dataclasses.replace(user("benjamin"), child="Benjamin", child_id=ben)
    nobody = dataclasses.replace(user("guest"), child="", child_id="")
    both = dataclasses.replace(
        server("both"), users=(anna_here, ben_here, nobody), found_users=("benjamins_friend",),
        returns=(edit(1, user="benjamin", kind="return"), edit(2, user="anna", kind="return")),
        problems=(
            Problem("x", Severity.WARNING, told("Benjamin"), user="benjamin", server="both"),
            Problem("z", Severity.WARNING, told("Anna"), user="anna", server="both"),
            Problem("settings_changed_there", Severity.INFO, told("Benjamin"), server="both", sign=3),
        ),
        signs=(sign(1, "benjamin"), sign(2, "anna"), sign(3, "")),
    )  # fmt: skip
    his = dataclasses.replace(server("benjamins own"), users=(ben_here,))
    whole = Problem("y", Severity.WARNING, told("Benjamin"), user="benjamin", server="his")
    lost = Problem("data_damaged", Severity.WARNING, Message("requests/benjamin.json is damaged."))
    return dataclasses.replace(fleet(both, his), problems=(whole, lost))


def test_a_parent_of_one_child_sees_nothing_of_the_others(play: Play) -> None:
    owners = play.services.core.fleet.owners("pc")
    whole = two_families(owners["anna"].id, owners["ben"].id)
    seen = play.enter("parent of Anna").seen(whole)
    assert [[one.name for one in each.users] for each in seen.servers] == [["anna"]]
    assert "benjamin" not in repr(seen).lower()
    assert "guest" not in repr(seen)
    assert "Anna has found" in repr(seen)
    assert [one.number for one in seen.servers[0].signs] == [2]
    assert [one.user for one in seen.servers[0].returns] == ["anna"]
    for who in ("viewer", "parent", "admin"):
        assert play.enter(who).seen(whole) == whole


def test_a_parent_of_no_child_sees_nothing(play: Play) -> None:
    play.people.change(play.accounts["parent"].id, name="parent", role="parent", children=[], asked=AT_HOME)
    parent = play.enter("parent")
    owners = play.services.core.fleet.owners("pc")
    seen = parent.seen(two_families(owners["anna"].id, owners["ben"].id))
    assert seen.servers == ()
    assert "benjamin" not in repr(seen).lower()
