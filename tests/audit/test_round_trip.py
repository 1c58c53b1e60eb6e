"""What was added comes back as it was, whatever is in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import given, settings, strategies as st

from audit import Audit, Entry
from clock import FakeClock
from storage import Store
from tests.pending.made import MORNING

texts = st.text(st.characters(blacklist_categories=("Cs",)), max_size=60)
values = st.dictionaries(texts, texts, max_size=5)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1971, 1, 1), datetime(8999, 1, 1), timezones=st.just(UTC) | zones)
entries = st.builds(
    Entry, at=moments, what=texts, server=texts, user=texts, who=texts, through=texts, origin=texts, edit=texts,
    kind=texts, state=texts, before=values, after=values, reason=texts, why=texts,
)  # fmt: skip


@contextmanager
def an_audit() -> Iterator[Audit]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "data", clock=FakeClock(MORNING), writer=True) as store,
    ):
        yield Audit(store)


@settings(max_examples=60, deadline=None)
@given(st.lists(entries, max_size=4))
def test_every_entry_is_one_line_and_comes_back(added: list[Entry]) -> None:
    with an_audit() as audit:
        for one in added:
            audit.add(one)
        months = sorted({one.at.astimezone(UTC).strftime("%Y-%m") for one in added})
        assert [entry for month in months for entry in audit.of_month(month)] == sorted(
            added, key=lambda one: one.at.astimezone(UTC).strftime("%Y-%m")
        )


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_the_reading_fall_over(data: bytes) -> None:
    with an_audit() as audit:
        audit.add(Entry(at=MORNING, what="edit"))
        path = audit._store.root / "audit/2026-11.jsonl"
        path.write_bytes(path.read_bytes() + data)
        assert audit.newest(1000)[-1] == Entry(at=MORNING, what="edit")
