"""The copy to Git each night: made, tried again with growing delay, and told where something is in the way."""

from __future__ import annotations

import itertools
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clock import FakeClock
from editing import Asked
from errors import Busy, DiskFailing, GitCopyOff, GitNoRepository, GitTokenWanted
from git_copy import ToldCopy, in_trouble, load_state, told_copies
from opening import open_core
from pending import Through
from services import Services
from services.git_copies import copy_once
from tests.git_copy.places import TOKEN, bare, commits, git_server, tree
from views import AuditQuery

pytestmark = pytest.mark.real

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
TINA = Asked("Tina", Through.PAGE, "192.168.1.7")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock):
    core = open_core(tmp_path / "data", clock, writer=True)
    with core.store:
        yield Services(core)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return bare(tmp_path / "times.git")


def use(house: Services, **settings: object) -> None:
    house.house.change(TINA, **{f"git_copy.{name}": value for name, value in {"enabled": True, **settings}.items()})


def codes(house: Services) -> list[str]:
    return [one.code for one in house.fleet_view().problems if one.code.startswith("git")]


def passes(house: Services, clock: FakeClock, hours: float) -> list[datetime]:
    """So much time goes by, with a look every five minutes; when it was tried."""
    tried = []
    for _ in range(int(hours * 12)):
        clock.advance(300)
        if house.git_copies.due(clock.now()):
            tried.append(clock.now())
            house.git_copies.run()
    return tried


def test_nothing_is_done_while_it_is_off(house: Services, clock: FakeClock) -> None:
    assert passes(house, clock, 48) == []
    assert house.git_copies.view().next is None
    with pytest.raises(GitCopyOff):
        house.git_copies.push_now(TINA)
    assert codes(house) == []


def test_the_first_copy_is_made_at_once_and_then_each_night(
    house: Services, clock: FakeClock, repository: Path
) -> None:
    use(house, remote=str(repository), at="04:10")
    tried = passes(house, clock, 49)
    assert len(tried) == 3
    assert tried[0] - NOON <= timedelta(minutes=5)
    assert [one.astimezone().strftime("%H:%M") for one in tried[1:]] == ["04:10", "04:10"]
    assert len(commits(repository)) == 1
    view = house.git_copies.view()
    assert view.commit == commits(repository)[0][:8]
    assert (view.pushed, view.done) == (tried[0], tried[2])
    assert view.error is None


def test_what_a_command_has_copied_beside_us_is_known_to_us_too(
    house: Services, clock: FakeClock, repository: Path
) -> None:
    use(house, remote=str(repository))
    passes(house, clock, 1)
    clock.advance(3600)
    beside = open_core(house.core.store.root, clock, writer=False)
    with beside.store:
        after, _ = copy_once(beside, house.history.of, load_state(beside.store))
        told_copies(beside.store).add(ToldCopy(state=after, who="omar"))
        assert load_state(beside.store).done == after.done == clock.now()
    assert house.git_copies.view().done != after.done
    assert not house.git_copies.due(clock.now())
    assert house.git_copies.view().done == after.done
    (entry,) = [one for one in house.audit_page(AuditQuery()).entries if one.who == "omar"]
    assert after.commit[:8] in str(entry)
    assert not told_copies(house.core.store).waits()
    house.core.store.close()
    again = open_core(house.core.store.root, clock, writer=False)
    assert load_state(again.store) == after
    again.store.close()


def test_what_was_done_beside_us_is_in_the_audit_once_also_if_the_record_of_it_stays(
    house: Services, clock: FakeClock, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.house.change(TINA, **{"git_copy.remote": str(repository), "git_copy.enabled": True})
    passes(house, clock, 1)
    clock.advance(3600)
    store = house.core.store
    after, _ = copy_once(house.core, house.history.of, load_state(store))
    told_copies(store).add(ToldCopy(state=after, who="omar"))
    with monkeypatch.context() as failing:
        failing.setattr(type(store), "remove", lambda *_: (_ for _ in ()).throw(DiskFailing(path="x")))
        for _ in range(3):
            house.git_copies.due(clock.now())
    house.git_copies.due(clock.now())
    assert len([one for one in house.audit_page(AuditQuery()).entries if one.who == "omar"]) == 1
    assert not told_copies(store).waits()


def test_what_did_not_work_beside_us_is_a_problem_here_until_a_later_copy(
    house: Services, clock: FakeClock, repository: Path
) -> None:
    use(house, remote=str(repository))
    passes(house, clock, 1)
    clock.advance(60)
    failed = in_trouble(load_state(house.core.store), GitNoRepository(place="x"), clock.now())
    told_copies(house.core.store).add(ToldCopy(state=failed, who="omar"))
    house.git_copies.due(clock.now())
    assert codes(house) == ["git_copy_failed"]
    clock.advance(60)
    house.git_copies.push_now(TINA)
    told_copies(house.core.store).add(ToldCopy(state=failed, who="omar"))  # heard of late
    house.git_copies.due(clock.now())
    assert codes(house) == []


def test_a_night_that_was_slept_through_is_made_up_for_after_a_restart(
    house: Services, clock: FakeClock, repository: Path
) -> None:
    use(house, remote=str(repository))
    passes(house, clock, 1)
    house.core.store.close()
    clock.advance(3 * 86_400)
    house = Services(open_core(house.core.store.root, clock, writer=True))
    assert len(passes(house, clock, 1)) == 1
    house.core.store.close()


def test_what_is_in_the_way_is_a_problem_and_tried_later_and_later(
    house: Services, clock: FakeClock, tmp_path: Path
) -> None:
    use(house, remote=str(tmp_path / "later.git"))
    tried = passes(house, clock, 40)
    gaps = [(after - before) / timedelta(minutes=1) for before, after in itertools.pairwise(tried)]
    assert gaps == [15, 30, 60, 120, 240, 480, 720, 720]
    assert codes(house) == ["git_copy_failed"]
    view = house.git_copies.view()
    assert view.failing_since == tried[0]
    assert view.error == GitNoRepository(place=str(tmp_path / "later.git")).message
    assert "later.git" in house.fleet_view().problems[-1].message.text()

    house.core.store.close()
    house = Services(open_core(house.core.store.root, clock, writer=True))
    assert codes(house) == ["git_copy_failed"]  # also after a restart
    assert not house.git_copies.due(clock.now())
    bare(tmp_path / "later.git")
    passes(house, clock, 13)
    assert codes(house) == []
    house.core.store.close()


def test_other_settings_are_tried_at_once(house: Services, clock: FakeClock, tmp_path: Path, repository: Path) -> None:
    use(house, remote=str(tmp_path / "nothing.git"))
    passes(house, clock, 5)
    assert codes(house) == ["git_copy_failed"]
    use(house, remote=str(repository))
    assert codes(house) == []
    assert house.git_copies.due(clock.now())


def test_turned_off_it_is_no_problem_any_more(house: Services, clock: FakeClock, tmp_path: Path) -> None:
    use(house, remote=str(tmp_path / "nothing.git"))
    passes(house, clock, 5)
    use(house, enabled=False)
    assert codes(house) == []
    assert house.git_copies.view().error is None


def test_one_now_says_who_wanted_it(house: Services, repository: Path) -> None:
    use(house, remote=str(repository), enabled=False)
    view = house.git_copies.push_now(TINA)
    assert view.commit == commits(repository)[0][:8]
    newest = house.trail.page(AuditQuery()).entries[0]
    assert "Copied to Git" in str(newest)


def test_two_at_once_are_one(house: Services, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(house, remote=str(repository))
    began, go_on = threading.Event(), threading.Event()
    real = house.git_copies._days

    def slow(server: str, user: str):
        began.set()
        go_on.wait(10)
        return real(server, user)

    house.add_server("PC", "pc.lan", 22, "x")
    house.core.fleet.add_user("pc", "anna")
    house.git_copies._days = slow
    thread = threading.Thread(target=house.git_copies.run)
    thread.start()
    assert began.wait(10)
    assert house.git_copies.view().is_running
    with pytest.raises(Busy):
        house.git_copies.push_now(TINA)
    go_on.set()
    thread.join(20)
    assert len(commits(repository)) == 1


class TestToken:
    def test_it_is_not_sent_to_another_server_than_it_was_saved_for(self, house: Services, tmp_path: Path) -> None:
        use(house, remote="https://git.example.org/a.git", token=TOKEN, enabled=False)
        for other in ("https://evil.example.org/a.git", "https://git.example.org:444/a.git", "http://127.0.0.1/a.git"):
            with pytest.raises(GitTokenWanted):
                house.connection_trials.git({"remote": other}, TINA)
            with pytest.raises(GitTokenWanted):
                use(house, remote=other)
        assert house.core.settings.git_copy.remote == "https://git.example.org/a.git"
        use(house, remote="https://git.example.org/b.git", enabled=False)  # another repository there is no other server
        use(house, remote="https://evil.example.org/a.git", token="typed", enabled=False)

    def test_nor_by_way_of_an_address_that_needs_none(self, house: Services) -> None:
        use(house, remote="https://git.example.org/a.git", token=TOKEN, enabled=False)
        use(house, remote="/mnt/nas/a.git", enabled=False)
        with pytest.raises(GitTokenWanted):
            use(house, remote="https://evil.example.org/a.git", enabled=False)

    def test_one_from_a_file_neither(self, house: Services, tmp_path: Path) -> None:
        core = house.core
        saved = {"git_copy.remote": "https://git.example.org/a.git", "git_copy.token_file": str(tmp_path / "t")}
        core.settings = core.settings.changed(**saved)
        with pytest.raises(GitTokenWanted):
            use(house, remote="https://evil.example.org/a.git", enabled=False)


def test_a_trial_goes_step_by_step_and_writes_nothing(house: Services, tmp_path: Path, repository: Path) -> None:
    with git_server(tmp_path) as server:
        remote = f"{server.url}/times.git"
        found = list(house.connection_trials.git({"remote": remote, "token": TOKEN}, TINA).all())
        assert [(one.check, one.ok) for one in found] == [("Program", True), ("Repository", True), ("Writing", True)]
        server.read_only = True
        found = list(house.connection_trials.git({"remote": remote, "token": TOKEN}, TINA).all())
        assert [(one.check, one.ok) for one in found] == [("Program", True), ("Repository", True), ("Writing", False)]
        found = list(house.connection_trials.git({"remote": remote, "token": "gt-wrong"}, TINA).all())
        assert [(one.check, one.ok) for one in found] == [("Program", True), ("Repository", False)]
    assert house.core.settings.git_copy.remote == ""
    with pytest.raises(Exception, match="128"):
        tree(repository)
    assert not [path for path in house.core.store.root.iterdir() if path.name.startswith(".tmp")]
