"""A repository in a folder that others may write to: what it says to do is not done."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

import git_copy.copying
from errors import GitFolderLink, GitNoRepository, GitRefused, GitTooLarge, GitTooSlow
from git_copy.program import Git
from tests.git_copy.conftest import Machine
from tests.git_copy.places import bare, commit, commits, git, tree

FIRST = {"history/pc/anna.json": b"1\n"}
SECOND = {"history/pc/anna.json": b"2\n"}


@pytest.fixture
def done(tmp_path: Path) -> Path:
    """Where programs leave a mark that ran though they should not."""
    (tmp_path / "done").mkdir()
    return tmp_path / "done"


def program(path: Path, done: Path) -> str:
    path.write_text(f"#!/bin/sh\ntouch {done}/{path.name}\ncat\n")
    path.chmod(0o755)
    return str(path)


HOOKS = ("pre-receive", "update", "post-receive", "post-update", "reference-transaction", "proc-receive", "pre-auto-gc")


def test_no_program_is_run_that_the_repository_names(
    machine: Machine, repository: Path, tmp_path: Path, done: Path
) -> None:
    commit(repository, {".gitattributes": b"* filter=evil\n", "x": b"x"})
    (repository / "hooks").mkdir(exist_ok=True)
    for name in HOOKS:
        program(repository / "hooks" / name, done)
    shutil.copytree(repository / "hooks", tmp_path / "elsewhere")
    for key in (
        "core.alternateRefsCommand", "core.fsmonitor", "core.sshCommand", "core.gitProxy", "uploadpack.packObjectsHook",
        "filter.evil.smudge", "filter.evil.clean", "filter.evil.process", "gpg.program", "core.pager", "core.editor",
        "remote.origin.uploadpack", "credential.helper",
    ):  # fmt: skip
        git(repository, "config", key, program(tmp_path / key, done))
    git(repository, "config", "core.hooksPath", str(tmp_path / "elsewhere"))
    git(repository, "config", "gc.auto", "1")
    git(repository, "config", "receive.denyCurrentBranch", "updateInstead")
    (repository / "objects" / "info" / "alternates").write_text(f"{bare(tmp_path / 'other.git')}/objects\n")
    (repository / "more").write_text(f"[core]\n\thooksPath = {tmp_path}/elsewhere\n")
    git(repository, "config", "include.path", str(repository / "more"))

    assert machine.push(FIRST).is_new
    assert machine.push(SECOND).is_new
    assert tree(repository)["history/pc/anna.json"] == b"2\n"
    assert list(done.iterdir()) == []


def test_such_a_program_would_be_run_by_git_alone(repository: Path, tmp_path: Path, done: Path) -> None:
    """Else the test before tries nothing."""
    commit(repository, {"x": b"x"})
    (repository / "hooks").mkdir(exist_ok=True)
    program(repository / "hooks" / "pre-receive", done)
    mine = bare(tmp_path / "mine.git")
    commit(mine, {"y": b"y"})
    git(mine, "push", str(repository), "main:other")
    assert [path.name for path in done.iterdir()] == ["pre-receive"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("extensions.partialClone", "origin"),
        ("extensions.objectFormat", "sha256"),
        ("extensions.refStorage", "reftable"),
        ("extensions.worktreeConfig", "true"),
        ("core.bare", "false"),
    ],
)
def test_a_repository_of_an_unusual_format_is_left_alone(
    machine: Machine, repository: Path, key: str, value: str
) -> None:
    git(repository, "config", key, value)
    with pytest.raises(GitRefused, match=f"(?i){key} = {value}"):
        machine.push(FIRST)


def test_one_that_was_tidied_up_there_goes_on(machine: Machine, repository: Path) -> None:
    first = machine.push(FIRST).commit
    git(repository, "gc", "--quiet", "--prune=now")
    assert (repository / "packed-refs").is_file()
    second = machine.push(SECOND).commit
    assert commits(repository) == [second, first]
    assert not (repository / "packed-refs").is_symlink()
    git(repository, "fsck", "--strict")


def test_one_that_is_tidied_up_there_while_we_are_at_it_goes_on_too(
    machine: Machine, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = machine.push(FIRST).commit
    there = git_copy.copying.tip_of

    def tidied(ours: Git) -> str:
        git(repository, "pack-refs", "--all", "--prune")
        return there(ours)

    monkeypatch.setattr("git_copy.copying.tip_of", tidied)
    second = machine.push(SECOND).commit
    assert commits(repository) == [second, first]


def test_it_keeps_to_how_the_folder_is_shared(machine: Machine, repository: Path) -> None:
    git(repository, "config", "core.sharedRepository", "0660")
    machine.push(FIRST)
    assert (repository / "refs" / "heads" / "main").stat().st_mode & 0o777 == 0o660


def give(repository: Path, account: int) -> None:
    """Let somebody else own it; whoever may not give it away stays its owner."""
    if os.geteuid() == 0:
        for path in (repository, *repository.rglob("*")):
            os.chown(path, account, account)


def test_the_folder_of_another_account_is_used_if_one_may_write_to_it(machine: Machine, repository: Path) -> None:
    give(repository, 65534)
    assert machine.push(FIRST).is_new
    assert machine.push(SECOND).is_new
    give(repository, 0)
    assert len(commits(repository)) == 2


@pytest.mark.parametrize("there", [(), ("HEAD",), ("HEAD", "objects")])
def test_what_is_no_repository_is_said(machine: Machine, tmp_path: Path, there: tuple[str, ...]) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in there:
        (folder / name).write_text("x")
    machine.remote = str(folder)
    with pytest.raises(GitNoRepository):
        machine.push(FIRST)


def test_settings_that_never_end_are_not_waited_for(machine: Machine, repository: Path) -> None:
    (repository / "config").unlink()
    os.mkfifo(repository / "config")
    with pytest.raises(GitTooSlow):
        machine.push(FIRST, seconds=0.5)


def test_a_disk_that_hangs_is_not_waited_for(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = threading.Event()
    monkeypatch.setattr("patience.Look.LONGEST", 0.05)
    monkeypatch.setattr("git_copy.folder._find", lambda _path: answers.wait(60))
    with pytest.raises(GitTooSlow):
        machine.push(FIRST)
    answers.set()


def test_what_is_small_on_the_way_and_large_unpacked_is_not_unpacked(
    machine: Machine, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit is unpacked in memory: 3 GB of the same letter are 3 MB on the way."""
    machine.push(FIRST)
    tree_name = git(repository, "rev-parse", "main^{tree}").strip()
    head = b"tree %b\nauthor a <a@b.de> 1 +0000\ncommitter a <a@b.de> 1 +0000\n\n" % tree_name
    name = git(repository, "hash-object", "-w", "-t", "commit", "--stdin", given=head + b"a" * 400_000_000)
    git(repository, "update-ref", "refs/heads/main", name.decode().strip())
    monkeypatch.setattr("git_copy.program.MOST_OF_MEMORY", 300_000_000)
    with pytest.raises(GitTooLarge):
        machine.push(SECOND)


@pytest.mark.parametrize(
    "name", ["HEAD", "config", "objects", "refs", "packed-refs", "shallow", "objects/ab", "objects/info", "refs/heads"]
)
@pytest.mark.parametrize("is_folder", [True, False])
def test_a_link_in_it_leads_nowhere(
    machine: Machine, repository: Path, tmp_path: Path, name: str, is_folder: bool
) -> None:
    secret = "root:otters:19000"
    other = tmp_path / "elsewhere"
    if is_folder:
        shutil.copytree(repository, other)
        other = other / name if (other / name).exists() else other / "refs"
    else:
        other.write_text(f"{secret}\n")
    there = repository / name
    if there.is_dir():
        shutil.rmtree(there)
    else:
        there.unlink(missing_ok=True)
    there.symlink_to(other)
    before = tree_of(other)
    with pytest.raises(GitFolderLink) as caught:
        machine.push(FIRST)

    assert str(caught.value.message.fields["place"]) == str(there)
    assert secret not in caught.value.text()
    assert tree_of(other) == before


def tree_of(path: Path) -> dict[str, bytes]:
    """All files below a folder, or the one file."""
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    return {str(one): one.read_bytes() for one in files}
