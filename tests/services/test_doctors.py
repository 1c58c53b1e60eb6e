"""The doctor goes to a few computers at once, can be watched on the way, and comes back when nobody waits any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from doctor import Finding
from errors import Busy, NotFound
from services.doctors import AT_ONCE
from tests.api.home import Home


def finding(check: str) -> Finding:
    return Finding("PC", check, ok=True, detail="1 ms")


def test_each_finding_is_there_before_the_next_one_is(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def examine(*_: object, **__: object) -> Iterator[Finding]:
        yield finding("Name")
        go_on.wait(30)
        yield finding("Network")

    monkeypatch.setattr("services.doctors.examine", examine)
    examination = home.services.begin_examination("PC")
    found = examination.all()

    assert next(found).check == "Name"
    assert not examination.is_over
    go_on.set()
    assert [one.check for one in found] == ["Network"]
    assert (examination.is_over, len(examination.findings)) == (True, 2)


def test_only_so_many_are_on_their_way_at_once(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def examine(
        _core: object, _server: object, _limits: object, stop: threading.Event, **_: object
    ) -> Iterator[Finding]:
        yield finding("Name")
        stop.wait(30)

    monkeypatch.setattr("services.doctors.examine", examine)
    under_way = [home.services.begin_examination("pc") for _ in range(AT_ONCE)]
    with pytest.raises(Busy):
        home.services.begin_examination("pc")
    for one in under_way:
        one.stop()
        assert len(list(one.all())) == 1

    home.services.begin_examination("pc").stop()


def test_a_fault_of_ours_is_told_and_frees_the_doctor(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def examine(*_: object, **__: object) -> Iterator[Finding]:
        yield finding("Name")
        raise RuntimeError

    monkeypatch.setattr("services.doctors.examine", examine)
    for _ in range(AT_ONCE + 1):
        examination = home.services.begin_examination("pc")
        with pytest.raises(Exception, match="fault of timekpr-mngr"):
            list(examination.all())
        assert examination.error is not None
    assert "RuntimeError" in caplog.text


def test_nobody_is_sent_to_a_computer_that_is_not_ours(home: Home) -> None:
    with pytest.raises(NotFound):
        home.services.begin_examination("attic")
