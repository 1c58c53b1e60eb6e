"""One line for each thing that happened, in a file a month, newest first when it is read."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from audit import MAX_VALUE, Audit, Entry, month_of
from storage.lines import MAX_LINE
from tests.pending.made import MORNING


def entry(number: int = 0, at: str | datetime = MORNING, **fields: object) -> Entry:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return Entry(at=moment, what="edit", edit=f"{number}", **fields)


def numbers(entries: list[Entry]) -> list[int]:
    return [int(one.edit) for one in entries]


def test_a_line_can_be_read_by_itself(audit: Audit, root: Path) -> None:
    audit.add(entry(1, user="anna", after={"LIMIT_PER_WEEK": "3600"}, reason="Größe"))

    line = (root / "audit/2026-11.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert json.loads(line) == {
        "at": "2026-11-21T09:26:33Z", "what": "edit", "edit": "1", "user": "anna",
        "after": {"LIMIT_PER_WEEK": "3600"}, "reason": "Größe",
    }  # fmt: skip


def test_each_month_in_utc_has_a_file(audit: Audit, root: Path) -> None:
    audit.add(entry(1, "2026-12-01T00:30:00+01:00"))
    audit.add(entry(2, "2026-12-01T00:00:00+00:00"))

    assert sorted(path.name for path in (root / "audit").iterdir()) == ["2026-11.jsonl", "2026-12.jsonl"]
    assert month_of(datetime.fromisoformat("2026-12-01T00:30:00+01:00")) == "2026-11"
    assert numbers(audit.of_month("2026-11")) == [1]
    assert audit.of_month("2020-01") == []


def test_the_newest_come_first_over_all_months(audit: Audit) -> None:
    for number, day in enumerate(("09-30", "10-30", "10-31", "11-01", "11-02")):
        audit.add(entry(number, f"2026-{day}T12:00:00Z"))

    assert numbers(audit.newest(100)) == [4, 3, 2, 1, 0]
    assert numbers(audit.newest(3)) == [4, 3, 2]
    assert numbers(audit.newest(1)) == [4]


@pytest.mark.parametrize("torn", [b'{"at":"2026-11-21T09:26:33Z","what":"ed', b"\0\0\0", b"{"])
def test_a_torn_last_line_is_no_entry_and_the_next_one_is(audit: Audit, root: Path, torn: bytes) -> None:
    audit.add(entry(1))
    with (root / "audit/2026-11.jsonl").open("ab") as file:
        file.write(torn)
    assert numbers(audit.newest(10)) == [1]
    audit.add(entry(2))

    assert numbers(audit.newest(10)) == [2, 1]


@pytest.mark.parametrize(
    "line", [b"", b"null", b"[]", b"hello", b'{"what": "x"}', b"\xff", b"[" * 5000, b'{"at": 1e99}']
)
def test_a_foreign_line_is_passed_over(audit: Audit, root: Path, line: bytes) -> None:
    audit.add(entry(1))
    with (root / "audit/2026-11.jsonl").open("ab") as file:
        file.write(line + b"\n")
    audit.add(entry(2))

    assert numbers(audit.newest(10)) == [2, 1]


def test_what_a_later_release_adds_is_passed_over(audit: Audit, root: Path) -> None:
    (root / "audit").mkdir()
    (root / "audit/2026-11.jsonl").write_text(
        '{"at": "2026-11-21T09:26:33Z", "what": "edit", "edit": "7", "new": [1]}\n'
    )

    assert audit.newest(10) == [entry(7)]


def test_files_of_somebody_else_take_no_month_away(audit: Audit, root: Path) -> None:
    audit.add(entry(1))
    for name in ("zz.txt", "summary.jsonl", "2026-13x.jsonl", "99999-01.jsonl"):
        (root / "audit" / name).write_text("mine\n")
    (root / "audit" / "zzz").mkdir()

    assert numbers(audit.newest(10)) == [1]


def test_long_values_are_cut(audit: Audit) -> None:
    audit.add(entry(1, before={"A": "x" * MAX_VALUE}, after={"A": "y" * (MAX_VALUE + 1)}))

    (read,) = audit.newest(1)
    assert read.before == {"A": "x" * MAX_VALUE}
    assert read.after == {"A": "y" * MAX_VALUE + "…"}


def test_what_is_too_long_for_a_line_all_the_same_leaves_its_values_out(audit: Audit, root: Path) -> None:
    long = {f"KEY_{number}": "\U0001f3ae" * MAX_VALUE for number in range(40)}
    audit.add(entry(1, before=long, after=long, who="m" * 100_000, reason="because"))
    audit.add(entry(2))

    newest, first = audit.newest(10)
    assert (newest, first.before, first.after) == (entry(2), {}, {})
    assert (first.edit, first.reason, first.who) == ("1", "because", "m" * 60 + "…")
    assert max(map(len, (root / "audit/2026-11.jsonl").read_bytes().splitlines())) < MAX_LINE
