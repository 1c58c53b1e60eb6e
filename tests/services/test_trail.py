"""The audit in words, and what one may look for in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audit import Entry
from audit_views import KINDS
from editing import Asked
from error_record import recorded
from errors import NotTaken
from pending import EditState, Through
from services.trail import PAGE
from tests.api.home import Home
from timekpr_rules import Grant, Operation
from views import AuditQuery, AuditView

TINA = Asked("Tina", Through.PAGE, "192.168.1.20", "homework is done")
PAPA = Asked("Papa", Through.COMMAND)


@pytest.fixture
def home(home: Home) -> Home:
    """Tina gave half an hour, Papa changed the limit of the week, and a computer was added."""
    home.services.add_user("pc", "ben", "Ben", asked=PAPA)
    home.services.core.fleet.add_child("Anna")
    home.services.core.fleet.assign("Anna", "pc", "anna")
    edit = home.services.editing.grant("pc", "anna", Grant(Operation.ADD, 1800), TINA).edit
    home.clock.advance(60)
    home.put(edit.id, EditState.CONFIRMED, changed=home.clock.now())
    home.services.editing.config("pc", "anna", {"LIMIT_PER_WEEK": "36000"}, PAPA)
    home.services.add_server("Laptop", "laptop.lan", 22, "timekpr-mngr", asked=TINA)
    return home


def words(view: AuditView) -> str:
    return " · ".join(one.text() for one in view.what)


def found(home: Home, **query: str) -> list[str]:
    return [words(one) for one in home.services.audit_page(AuditQuery(**query)).entries]


def test_each_entry_says_what_who_where_and_what_came_of_it(home: Home) -> None:
    laptop, rules, confirmed, asked, *_ = home.services.audit_page(AuditQuery()).entries

    assert words(laptop) == "Computer added · Name: Laptop · Address: laptop.lan"
    assert words(rules) == "Limit of the week: no limit → 10 h"
    assert words(asked) == words(confirmed) == "30 min more"
    assert (confirmed.result.text(), confirmed.tone, asked.result.text()) == ("confirmed", "good", "accepted")
    assert (asked.who, asked.server, asked.user, asked.child) == ("Tina", "PC", "anna", "Anna")
    assert (asked.origin, asked.reason) == ("192.168.1.20", "homework is done")
    assert asked.through is not None
    assert asked.through.text() == "on the page"


@pytest.mark.parametrize(("origin", "shown"), [("grant dishes 2026-11-27", "dishes 2026-11-27"), ("set_lockout", "")])
def test_of_what_came_by_mqtt_the_name_is_shown_that_its_sender_gave_it(home: Home, origin: str, shown: str) -> None:
    asked = Asked("Home Assistant", Through.MQTT, origin, "dishes are done")
    home.services.editing.grant("pc", "anna", Grant(Operation.ADD, 900), asked)

    assert home.services.audit_page(AuditQuery()).entries[0].origin == shown


def test_what_home_assistant_may_do_is_said_in_words(home: Home) -> None:
    home.services.house.change(TINA, **{"mqtt.commands": "grants"})

    newest = home.services.audit_page(AuditQuery()).entries[0]
    assert words(newest) == "Settings changed · What Home Assistant may do: everything → only what is for today"


def test_why_it_came_to_that_is_said_in_the_language_of_whoever_reads(home: Home) -> None:
    edit = home.services.editing.grant("pc", "anna", Grant(Operation.ADD, 900), TINA).edit
    home.put(edit.id, EditState.REFUSED, changed=home.clock.now(), why=recorded(NotTaken(answer="ok")))
    newest = home.services.audit_page(AuditQuery()).entries[0]
    (line, *_) = home.services.log([("pc", "anna")], 1)

    assert newest.why == line.why
    assert newest.why.text() == home.services.audit.newest(1)[0].why
    assert newest.why.text("de").startswith("Der Computer")


def test_why_it_came_to_that_is_said_of_an_entry_of_an_earlier_release_as_it_was_written(home: Home) -> None:
    home.services.audit.add(Entry(at=home.clock.now(), what="edit", kind="config", why="{It} was like that."))

    assert home.services.audit_page(AuditQuery()).entries[0].why.text("de") == "{It} was like that."


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"who": "Tina"}, 3),
        ({"who": "tina"}, 0),
        ({"child": "Anna"}, 3),
        ({"child": "Ben"}, 2),
        ({"server": "laptop"}, 1),
        ({"kind": "time"}, 2),
        ({"kind": "rules"}, 1),
        ({"kind": "fleet"}, 3),
        ({"kind": "no such kind"}, 0),
        ({"text": "HOMEWORK"}, 3),
        ({"text": "limit of the week"}, 1),
        ({"text": "confirmed"}, 1),
        ({"text": "anna", "who": "Papa"}, 1),
        ({"text": "nothing says this"}, 0),
    ],
)
def test_one_may_look_for(home: Home, query: dict[str, str], count: int) -> None:
    assert len(found(home, **query)) == count


def test_people_are_named_once_and_in_order(home: Home) -> None:
    assert home.services.audit_people() == ("Papa", "Tina")


def test_pages_go_on_where_the_last_one_ended(home: Home) -> None:
    for number in range(PAGE + 5):
        home.services.audit.add(Entry(at=home.clock.now() - timedelta(0), what="child", kind="added", who=f"{number}"))
    first = home.services.audit_page(AuditQuery())
    home.services.add_child("Meanwhile")
    second = home.services.audit_page(AuditQuery(), first.older)

    assert [one.who for one in (*first.entries, *second.entries)][: PAGE + 5] == [
        str(n) for n in range(PAGE + 4, -1, -1)
    ]
    assert second.older is None


@pytest.mark.parametrize(
    "entry",
    [
        {"what": "edit", "kind": "grant", "after": {"TIME": "+99999999"}},
        {"what": "edit", "kind": "grant"},
        {"what": "edit", "kind": "?", "after": {"NO_SUCH_KEY": "x"}},
        {"what": "edit", "kind": "config", "after": {"LIMIT_PER_WEEK": "<b>x</b>"}},
        {"what": "changed_there", "after": {"ALLOWED_HOURS_1": "99"}, "before": {"ALLOWED_HOURS_1": "7"}},
        {"what": "server", "kind": "changed", "after": {"mode": "{0}", "unknown": "x"}},
        {"what": "of a later release", "kind": "{who}"},
        {"what": "edit", "state": "of a later release", "through": "?", "server": "../gone", "user": "{user}"},
    ],
)
def test_whatever_a_line_says_it_is_shown_in_some_words(home: Home, entry: dict[str, object]) -> None:
    home.services.audit.add(Entry(at=home.clock.now(), **entry))
    (view, *_) = home.services.audit_page(AuditQuery()).entries

    assert [one.text("de") for one in (*view.what, view.result)]


def test_every_kind_means_something() -> None:
    meant = [kind for _, kinds in KINDS.values() for kind in kinds]

    assert len(meant) == len(set(meant))
