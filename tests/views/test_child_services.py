"""What the page of a child asks the real services for: rules as they will be, today, the log, and who a child is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from editing import Asked
from errors import AlreadyExists, NotFound, NotManaged
from pending import Through
from tests.api.home import RULES, Home
from timekpr_rules import Grant, Operation

TINA = Asked(who="Tina", through=Through.PAGE, reason="tidied up")
LIMITS = "LIMITS_PER_WEEKDAYS"
SHORT_SATURDAY = {LIMITS: "7200;7200;7200;7200;7200;3600;7200"}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.stop()


def said(words: object) -> list[str]:
    return [one.text() for one in words]


def test_rules_are_those_of_the_computer_with_all_that_waits(home: Home) -> None:
    before = home.services.rules("pc", "anna")
    home.services.editing.config("pc", "anna", SHORT_SATURDAY, TINA)
    after = home.services.rules("pc", "anna")

    assert (before.rules, before.by, before.why) == (RULES, "", None)
    assert after.rules is not None
    assert after.rules.week[5].limit_seconds == 3600
    assert after.by == "Tina"


def test_who_changed_the_rules_is_known_after_it_has_arrived(home: Home) -> None:
    home.services.editing.config("pc", "anna", SHORT_SATURDAY, TINA)
    home.visit()
    view = home.services.rules("pc", "anna")

    assert view.rules is not None
    assert (view.rules.week[5].limit_seconds, view.by) == (3600, "Tina")


def test_a_change_for_today_alone_is_said_beside_the_rules(home: Home) -> None:
    home.services.editing.today("pc", "anna", {"LIMIT": "3600"}, TINA)
    home.visit()

    assert said(home.services.rules("pc", "anna").today_only) == ["Wednesday: 1 h → 2 h"]


def test_rules_that_were_never_read_say_so(home: Home) -> None:
    home.services.core.fleet.add_user("pc", "ben")
    view = home.services.rules("pc", "ben")

    assert view.rules is None
    assert view.why is not None
    assert view.why.text() == "The rules of ben on PC have not been read yet. That is done in a moment."


def test_damaged_rules_say_what_can_be_done(home: Home) -> None:
    home.twin._path("/var/lib/timekpr/config/timekpr.anna.conf").write_bytes(b"[anna]\n[anna]\n")
    home.visit()
    view = home.services.rules("pc", "anna")

    assert view.rules is None
    assert view.why is not None
    assert "Restart that computer" in view.why.text()


def test_time_for_somebody_whose_rules_are_damaged_is_doubted_before_it_is_refused(home: Home) -> None:
    home.twin._path("/var/lib/timekpr/config/timekpr.anna.conf").write_bytes(b"[anna]\n[anna]\n")
    home.visit()
    (doubt,) = home.services.editing.doubts_about("pc", "anna", Grant(Operation.ADD, 900))

    assert doubt.code == "rules_damaged"
    assert doubt.message.text().endswith("Restart that computer first.")


def test_only_what_is_managed_can_be_asked_for(home: Home) -> None:
    with pytest.raises(NotManaged):
        home.services.rules("pc", "root")
    with pytest.raises(NotFound):
        home.services.rules("nowhere", "anna")


def test_today_has_the_hours_the_figures_and_what_was_given(home: Home) -> None:
    home.services.editing.grant("pc", "anna", Grant(Operation.ADD, 1800), TINA)
    home.visit()
    day = home.services.day("pc", "anna")

    assert day.intervals == RULES.week[2].intervals
    assert (day.limit, day.used, day.given, day.week_limit) == (7200, 1200, 1800, None)
    assert [(said(one.words), one.who, one.reason, one.state) for one in day.edits] == [
        (["30 min more"], "Tina", "tidied up", "confirmed")
    ]


def test_what_was_given_yesterday_is_not_todays(home: Home) -> None:
    home.services.editing.grant("pc", "anna", Grant(Operation.ADD, 1800), TINA)
    home.visit()
    home.clock.advance(86_400)

    assert home.services.day("pc", "anna").edits == ()


def test_what_comes_back_after_midnight_is_said(home: Home) -> None:
    home.services.editing.today("pc", "anna", {"LIMIT": "3600"}, TINA)
    home.visit()

    assert said(home.services.day("pc", "anna").back) == ["Wednesday: 1 h → 2 h"]


def test_the_log_has_one_line_for_all_that_became_of_an_edit(home: Home) -> None:
    home.services.editing.config("pc", "anna", SHORT_SATURDAY, TINA)
    home.visit()
    (line,) = home.services.log([("pc", "anna")], 10)

    assert said(line.words) == ["Saturday: 2 h → 1 h"]
    assert (line.who, line.server, line.state, line.reason) == ("Tina", "PC", "confirmed", "tidied up")


def test_the_log_is_about_these_logins_alone_and_no_longer_than_asked(home: Home) -> None:
    for minutes in range(1, 6):
        home.services.editing.grant("pc", "anna", Grant(Operation.ADD, minutes * 60), TINA)

    assert home.services.log([("pc", "ben")], 10) == ()
    assert [said(line.words) for line in home.services.log([("pc", "anna")], 2)] == [["5 min more"], ["4 min more"]]


def test_a_child_is_made_renamed_coloured_and_let_go(home: Home) -> None:
    services = home.services

    def shown() -> tuple[str, str, int | None]:
        (user,) = services.fleet_view().servers[0].users
        return user.child, user.child_id, user.colour

    child = services.make_child("Änne", "pc", "anna")
    assert shown() == ("Änne", child, None)
    services.update_child(child, name="Anna", colour=4)
    assert shown() == ("Anna", child, 4)
    services.unassign("pc", "anna")
    assert shown() == ("", "", None)
    services.assign(child, "pc", "anna")
    services.remove_child(child)
    assert shown() == ("", "", None)


def test_a_name_that_is_taken_makes_no_child(home: Home) -> None:
    home.services.add_child("Anna")

    with pytest.raises(AlreadyExists):
        home.services.make_child("anna", "pc", "anna")


def test_a_child_whose_login_is_gone_is_not_made_and_can_be_made_with_another(home: Home) -> None:
    services = home.services

    with pytest.raises(NotFound):
        services.make_child("Ben", "pc", "ben")
    assert services.core.fleet.children() == ()

    services.core.fleet.add_user("pc", "ben")
    child = services.make_child("Ben", "pc", "ben", asked=TINA)
    assert services.core.fleet.owners("pc")["ben"].id == child
    assert [(one.what, one.kind, one.user, one.who) for one in services.audit.page(10).entries] == [
        ("user", "changed", "ben", "Tina"),
        ("child", "added", "", "Tina"),
    ]


def test_a_new_child_takes_a_login_from_the_one_who_had_it(home: Home) -> None:
    fleet = home.services.core.fleet
    home.services.make_child("Anna", "pc", "anna")
    home.services.make_child("Ben", "pc", "anna")

    assert [(child.name, [one.user for one in child.users]) for child in fleet.children()] == [
        ("Anna", []),
        ("Ben", ["anna"]),
    ]


def test_masks_are_tried_on_programs(home: Home) -> None:
    assert home.services.try_masks(["steam.*"], "steam-runtime\nvlc", by_command_line=False) == [
        ("/usr/bin/steam-runtime", [0]),
        ("/usr/bin/vlc", []),
    ]


def test_an_edit_that_was_seen_otherwise_becomes_a_conflict_and_no_overwriting(home: Home) -> None:
    seen = {LIMITS: "7200;7200;7200;7200;7200;7200;7200"}
    there = replace(RULES, week=tuple(replace(day, limit_seconds=1800) for day in RULES.week))
    home.twin.add_user("anna", there, None)
    home.services.editing.config("pc", "anna", SHORT_SATURDAY, TINA, seen=seen)
    home.visit()

    (waiting,) = home.services.queue.waiting("pc", "anna")
    assert waiting.state.value == "conflict"
