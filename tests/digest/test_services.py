"""Digests of a house: whose there are, which weeks can be looked at, and who sees which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from audit import Entry
from digest import known
from errors import InvalidValue, NotFound
from tests.digest.house import FULL, MONDAY_MORNING, House
from tests.digest.made import FRIDAY, MONDAY, days, grant, noted, said
from tests.wishes.family import Family


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "data", days={**days(*[30] * 7, first=MONDAY - timedelta(days=14)), **FULL})
    house.clock.set(MONDAY_MORNING)
    yield house
    house.stop()


def add(house: House, *entries: Entry) -> None:
    for one in entries:
        house.services.audit.add(one.model_copy(update={"server": "pc-anna"}))


def test_the_last_week_that_has_ended_is_shown_and_those_before_as_far_as_there_are_days(house: House) -> None:
    weeks, name = [], None
    while name is None or name:
        page = house.services.digests.page(name)
        weeks.append((page.week.name, page.newer))
        name = page.older
    assert weeks == [("2026-W47", ""), ("2026-W46", "2026-W47"), ("2026-W45", "2026-W46")]


def test_any_week_that_has_ended_can_be_asked_for_by_name(house: House) -> None:
    for name in ("2026-W48", "2030-W01"):
        with pytest.raises(InvalidValue, match=r"A week that has ended; the last one is 2026-W47\."):
            house.services.digests.page(name)
    assert not house.services.digests.page("2001-W01").digests[0].is_known
    assert house.services.digests.page("2001-W01").newer == "2001-W02"
    with pytest.raises(InvalidValue):
        house.services.digests.page("../../etc")


def test_what_was_done_is_found_in_the_months_that_the_week_is_in(house: House) -> None:
    add(house, *grant(FRIDAY, "+900", reason="dishes"), *grant(FRIDAY + timedelta(days=7), "+900"))
    (digest,) = house.services.digests.page().digests
    assert "Tina gave 15 min more: “dishes”." in said(digest)
    over_the_end = grant(FRIDAY + timedelta(days=12), "+900", reason="December")
    assert f"{over_the_end[0].at:%Y-%m}" == "2026-12"
    add(house, *over_the_end)
    house.clock.set(MONDAY_MORNING + timedelta(days=14))
    (digest,) = house.services.digests.page("2026-W49").digests
    assert "Tina gave 15 min more: “December”." in said(digest)


def test_a_login_that_is_no_childs_has_a_digest_too(house: House) -> None:
    house.core.fleet.add_user("pc-anna", "zoe")
    house.keep(days(10, 0, 0, 0, 0, 0, 0), "zoe")
    names = [(one.person.name, one.person.child_id) for one in house.services.digests.page().digests]
    assert names == [("Anna", "anna"), ("zoe", "")]


def test_a_computer_of_a_child_that_was_never_reached_is_named(house: House) -> None:
    house.core.fleet.add("Laptop", "laptop.lan")
    house.core.fleet.add_user("laptop", "anna")
    house.core.fleet.assign("Anna", "laptop", "anna")
    (digest,) = house.services.digests.page().digests
    assert noted(digest)[1:] == ["Laptop was never read."]


def test_one_is_found_by_name_and_id(house: House) -> None:
    for name in ("Anna", "anna", "ANNA"):
        assert house.services.digests.of(name).person.name == "Anna"
    with pytest.raises(NotFound):
        house.services.digests.of("nobody")


def test_a_parent_of_some_children_reads_of_those_alone(house: House) -> None:
    seen = house.services.digests.page(is_seen=lambda person: person.child_id == "ben")
    assert (seen.digests, seen.left_out, seen.older) == ((), 0, "")


def test_a_school_has_as_many_on_a_page_as_can_be_read(house: House) -> None:
    house.core.fleet.add("Lab", "lab.lan")
    for number in range(60):
        house.core.fleet.add_user("lab", f"pupil{number}")
    page = house.services.digests.page()
    assert (len(page.digests), page.left_out) == (50, 11)


def test_the_page_and_the_letter_say_the_same(house: House) -> None:
    page = house.services.digests.page()
    letter = house.services.digests.letter(page)
    assert all(words in letter.text for one in page.digests for words in known(one, "en"))


def test_whoever_is_signed_in_reads_of_their_children_alone(tmp_path: Path) -> None:
    family = Family(tmp_path / "family")
    everybody, bens = family.signed_in("Tina"), family.signed_in("Tom", "parent", ("ben",))
    viewer = family.signed_in("Oma", "viewer", ("anna",))
    names = [[one.person.name for one in who.digests().digests] for who in (everybody, bens, viewer)]
    family.stop()
    assert names == [["Ben", "Anna"], ["Ben"], ["Anna"]]
