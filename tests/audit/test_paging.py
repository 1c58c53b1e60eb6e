"""Going back through the audit page by page, over any number of months and whatever is added meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings, strategies as st

import audit as audit_module
from audit import Audit, Entry, Mark
from clock import FakeClock
from storage import Store
from storage.lines import MAX_LINE
from tests.pending.made import MORNING


def entry(number: int, at: datetime = MORNING, **fields: object) -> Entry:
    return Entry(at=at, what="edit", edit=f"{number}", **fields)


def all_pages(
    audit: Audit, most: int, is_wanted: Callable[[Entry], bool] = lambda _: True, meanwhile: Callable[[], object] = int
) -> list[int]:
    """The numbers on all pages, one after the other."""
    found: list[int] = []
    mark: Mark | None = None
    for _ in range(500):
        page = audit.page(most, mark, is_wanted)
        assert len(page.entries) <= most
        found += [int(one.edit) for one in page.entries]
        if page.older is None:
            return found
        mark = page.older
        meanwhile()
    raise AssertionError("it never comes to the beginning")


@settings(max_examples=60, deadline=None)
@given(
    days=st.lists(st.integers(0, 120), max_size=30).map(sorted),
    lengths=st.lists(st.integers(0, 900), min_size=30, max_size=30),
    most=st.integers(1, 9),
    added=st.lists(st.integers(0, 3), min_size=1, max_size=5),
)
def test_pages_show_each_entry_once_in_order_while_others_are_added(
    days: list[int], lengths: list[int], most: int, added: list[int]
) -> None:
    start = datetime(2026, 1, 5, tzinfo=UTC)
    with (
        TemporaryDirectory() as folder,
        Store.open(Path(folder) / "data", clock=FakeClock(MORNING), writer=True) as store,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(audit_module, "STRETCH", 1200)
        patch.setattr(audit_module, "MAX_LOOK", 3000)
        audit = Audit(store)
        for number, day in enumerate(days):
            audit.add(entry(number, start + timedelta(days=day), reason="x" * lengths[number]))
        turns = iter(added * 500)

        def add_some() -> None:
            for number in range(next(turns)):
                audit.add(entry(1000 + number, start + timedelta(days=(days or [0])[-1] + number * 30)))

        assert all_pages(audit, most, meanwhile=add_some) == list(range(len(days)))[::-1]


def test_a_page_that_is_full_ends_there_and_the_next_goes_on(audit: Audit) -> None:
    for number in range(5):
        audit.add(entry(number, MORNING + timedelta(days=20 * number)))
    page = audit.page(2)

    assert [one.edit for one in page.entries] == ["4", "3"]
    assert [one.edit for one in audit.page(2, page.older).entries] == ["2", "1"]


def test_the_last_page_says_that_there_is_nothing_before_it(audit: Audit) -> None:
    assert audit.page(10).older is None
    audit.add(entry(1))

    assert audit.page(10).older is None


def test_only_what_is_wanted_is_shown(audit: Audit) -> None:
    for number in range(20):
        audit.add(entry(number, MORNING + timedelta(days=7 * number)))

    assert all_pages(audit, 3, lambda one: int(one.edit) % 5 == 0) == [15, 10, 5, 0]


def test_looking_for_what_is_rare_comes_back_before_all_of_it_is_read(
    audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_module, "STRETCH", MAX_LINE)
    monkeypatch.setattr(audit_module, "MAX_LOOK", MAX_LINE)
    for number in range(200):
        audit.add(entry(number, reason="x" * 1000))
    page = audit.page(10, is_wanted=lambda one: one.edit == "0")

    assert page.entries == ()
    assert page.older is not None
    assert all_pages(audit, 10, lambda one: one.edit == "0") == [0]


@pytest.mark.parametrize("size", [10, MAX_LINE, 3 * MAX_LINE, 3 * MAX_LINE + 1, 12 * MAX_LINE])
@pytest.mark.parametrize("end", [b"\n", b""])
def test_something_foreign_of_any_length_in_between_is_passed_over(
    audit: Audit, root: Path, size: int, end: bytes
) -> None:
    path = root / "audit/2026-11.jsonl"
    audit.add(entry(1))
    with path.open("ab") as file:
        file.write(b"x" * size + b"\n")
    audit.add(entry(2))
    with path.open("ab") as file:
        file.write(b"y" * size + end)

    assert all_pages(audit, 1) == [2, 1]


def test_a_mark_behind_the_end_of_a_file_that_became_shorter_is_its_end(audit: Audit) -> None:
    audit.add(entry(1))

    assert [one.edit for one in audit.page(5, Mark("2026-11.jsonl", 10**9)).entries] == ["1"]
