"""Bringing a copy into a real repository: what is new, what others have put there, and what is in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import (
    GitElsewhere,
    GitMayNotWrite,
    GitMissing,
    GitNoRepository,
    GitTokenMissing,
    GitTokenRefused,
    GitTooSlow,
    GitUnreachable,
)
from git_copy import copying
from git_copy.program import Git
from tests.git_copy.conftest import Machine
from tests.git_copy.places import TOKEN, GitServer, commit, commits, everything, git, git_server, gone, hanging, tree

pytestmark = pytest.mark.real

FIRST = {"README.md": b"hello\n", "history/pc/anna.json": b'{"a": 1}\n'}
SECOND = {**FIRST, "history/pc/anna.json": b'{"a": 2}\n'}


class TestIntoAFolder:
    def test_the_first_copy_begins_the_branch(self, machine: Machine, repository: Path) -> None:
        done = machine.push(FIRST)
        assert done.is_new
        assert commits(repository) == [done.commit]
        assert tree(repository) == FIRST

    def test_nothing_new_makes_no_commit(self, machine: Machine, repository: Path) -> None:
        machine.push(FIRST)
        assert not machine.push(FIRST).is_new
        machine.state = type(machine.state)()  # after somebody has removed what was remembered
        assert not machine.push(FIRST).is_new
        assert len(commits(repository)) == 1

    def test_a_file_that_is_ours_no_longer_goes(self, machine: Machine, repository: Path) -> None:
        machine.push(FIRST)
        machine.push({"README.md": b"hello\n"})
        assert tree(repository) == {"README.md": b"hello\n"}

    def test_what_others_have_put_there_stays(self, machine: Machine, repository: Path) -> None:
        machine.push(FIRST)
        theirs = {"notes/of mine.txt": b"x", "history/other-pc/omar.json": b"{}"}
        between = commit(repository, theirs)
        assert machine.push(SECOND).is_new
        assert tree(repository) == {**SECOND, **theirs}
        assert between in commits(repository)

    def test_two_machines_take_turns(self, machine: Machine, tmp_path: Path, repository: Path) -> None:
        other = Machine(tmp_path / "two", machine.remote)
        for number in range(3):
            machine.push({"history/pc/anna.json": b"%d" % number})
            other.push({"history/laptop/anna.json": b"%d" % number})
        assert tree(repository) == {"history/pc/anna.json": b"2", "history/laptop/anna.json": b"2"}
        assert len(commits(repository)) == 6

    def test_who_pushes_in_the_very_moment_loses_nothing(
        self, machine: Machine, repository: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        machine.push(FIRST)
        real, left = copying._commit, [2]

        def slow(*args: object) -> str:
            made = real(*args)  # type: ignore[arg-type]
            if left[0]:
                left[0] -= 1
                commit(repository, {"theirs.txt": b"%d" % left[0]})
            return made

        monkeypatch.setattr(copying, "_commit", slow)
        assert machine.push(SECOND).is_new
        assert tree(repository) == {**SECOND, "theirs.txt": b"0"}
        assert len(commits(repository)) == 4

    def test_only_the_newest_commit_is_fetched(self, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(5):
            machine.push({"a": b"%d" % number})
        seen = []
        real = copying._tree

        def look(one: Git, name: str) -> str:
            seen.append(one("rev-list", "--count", name).decode().strip())
            return real(one, name)

        monkeypatch.setattr(copying, "_tree", look)
        machine.push({"a": b"x"})
        assert seen == ["1", "2"]

    def test_another_branch_is_another_copy(self, machine: Machine, repository: Path) -> None:
        machine.push(FIRST)
        machine.push(SECOND, branch="machines/nas")
        assert tree(repository, "main") == FIRST
        assert tree(repository, "machines/nas") == SECOND

    def test_where_there_is_no_repository_it_is_said(self, machine: Machine, tmp_path: Path) -> None:
        machine.remote = str(tmp_path / "nothing.git")
        with pytest.raises(GitNoRepository):
            machine.push(FIRST)
        assert list(machine.root.iterdir()) == []

    def test_a_file_in_the_way_of_a_folder_of_ours_gives_way(self, machine: Machine, repository: Path) -> None:
        commit(repository, {"history": b"a file"})
        machine.push(FIRST)
        assert tree(repository) == FIRST

    def test_a_link_at_our_path_is_replaced_and_not_followed(self, machine: Machine, repository: Path) -> None:
        stream = b"commit refs/heads/main\ncommitter x <x@y.z> 1764200000 +0000\ndata 1\nx\n"
        git(repository, "fast-import", "--quiet", given=stream + b"M 120000 inline history\ndata 4\n/tmp\n")
        machine.push(FIRST)
        assert tree(repository) == FIRST

    def test_without_git_it_is_said_how_to_get_it(self, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "/nonexistent")
        with pytest.raises(GitMissing, match="apt install git"):
            machine.push(FIRST)

    def test_what_this_machine_has_set_for_git_changes_nothing(
        self, machine: Machine, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home = tmp_path / "home"
        (home / "hooks").mkdir(parents=True)
        for hook in ("pre-push", "reference-transaction", "post-index-change"):
            (home / "hooks" / hook).write_text(f"#!/bin/sh\ntouch {home}/ran\nexit 1\n")
            (home / "hooks" / hook).chmod(0o755)
        (home / ".gitconfig").write_text(
            f'[core]\nhooksPath={home}/hooks\n[url "/nonexistent"]\ninsteadOf={repository}\n[push]\ngpgSign=true\n'
        )
        for name, value in {
            "HOME": str(home), "GIT_DIR": "/nonexistent", "GIT_CONFIG_PARAMETERS": "'push.gpgSign'='true'",
            "GIT_WORK_TREE": "/", "GIT_TRACE": str(home / "trace"), "GIT_OBJECT_DIRECTORY": "/nonexistent",
            "GIT_SSH_COMMAND": "false", "XDG_CONFIG_HOME": str(home),
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        assert machine.push(FIRST).is_new
        assert sorted(path.name for path in home.iterdir()) == [".gitconfig", "hooks"]


class TestOverHttp:
    @pytest.fixture(autouse=True)
    def _there(self, machine: Machine, server: GitServer) -> None:
        machine.remote = f"{server.url}/times.git"

    def test_the_token_opens_the_door(self, machine: Machine, repository: Path) -> None:
        machine.push(FIRST, token=TOKEN)
        machine.push(SECOND, token=TOKEN)
        assert tree(repository) == SECOND
        assert len(commits(repository)) == 2

    def test_a_token_from_a_file_does_too(self, machine: Machine, repository: Path, tmp_path: Path) -> None:
        (tmp_path / "token").write_text(f"{TOKEN}\n")
        machine.push(FIRST, token_file=str(tmp_path / "token"))
        assert tree(repository) == FIRST

    def test_a_wrong_token_is_refused_without_being_said(self, machine: Machine, server: GitServer) -> None:
        with pytest.raises(GitTokenRefused) as caught:
            machine.push(FIRST, token="gt-wrong-wombat")
        assert "wombat" not in str(caught.value)
        assert "wombat" not in str([path for path, _ in server.asked])

    def test_without_a_token_it_is_said_that_one_is_needed(self, machine: Machine) -> None:
        with pytest.raises(GitTokenMissing):
            machine.push(FIRST)

    def test_a_token_that_may_only_read_is_said(self, machine: Machine, server: GitServer) -> None:
        server.read_only = True
        with pytest.raises(GitMayNotWrite):
            machine.push(FIRST, token=TOKEN)

    def test_a_repository_that_is_missing_is_said(self, machine: Machine, server: GitServer) -> None:
        machine.remote = f"{server.url}/other.git"
        with pytest.raises(GitNoRepository):
            machine.push(FIRST, token=TOKEN)

    def test_the_token_does_not_follow_to_another_address(
        self, machine: Machine, server: GitServer, tmp_path: Path
    ) -> None:
        with git_server(tmp_path) as other:
            server.moved_to = other.url
            with pytest.raises(GitElsewhere):
                machine.push(FIRST, token=TOKEN)
            assert other.asked == []

    def test_the_token_is_in_no_command_line(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch, repository: Path
    ) -> None:
        words: list[str] = []
        real = copying.Git.__call__

        def listen(self: Git, *given: str, **more: object) -> bytes:
            words.extend(given)
            return real(self, *given, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(copying.Git, "__call__", listen)
        machine.push(FIRST, token=TOKEN)
        assert words
        assert TOKEN not in " ".join(words)
        assert TOKEN.encode() not in everything(repository)


class TestDeadline:
    @pytest.mark.parametrize("drip", [b"", b"0"])
    def test_a_server_that_hangs_or_drips_is_left_in_time(self, machine: Machine, drip: bytes) -> None:
        with hanging(drip) as url:
            machine.remote = url
            with pytest.raises(GitTooSlow):
                machine.push(FIRST, seconds=1)
            assert gone(url)
        assert list(machine.root.iterdir()) == []

    def test_nobody_listening_is_another_matter(self, machine: Machine) -> None:
        machine.remote = "http://127.0.0.1:1/x.git"
        with pytest.raises(GitUnreachable):
            machine.push(FIRST)
