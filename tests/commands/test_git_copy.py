"""``git-copy``: how it stands, trying it, making a copy beside a running program, and putting it back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from stats_history import HISTORY, Day, HistoryFile
from tests.git_copy.places import TOKEN, bare, commit, commits, git_server, tree
from tests.support.program import as_json, invoke, ok, serving

pytestmark = pytest.mark.real


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return bare(tmp_path / "times.git")


@pytest.fixture
def data(tmp_path: Path, repository: Path) -> Path:
    data = tmp_path / "data"
    ok(data, "server", "add", "PC", "--host", "pc.lan")
    ok(data, "user", "add", "PC", "anna", "--child", "Anna")
    use(data, remote=str(repository))
    return data


def use(data: Path, **settings: object) -> None:
    (data / "settings.json").write_text(json.dumps({"language": "en", "git_copy": settings}))


def test_before_it_is_set_up_it_says_so(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ok(data, "key", "show")
    assert ok(data, "git-copy", "status").splitlines() == ["No Git repository is entered yet."]
    done = invoke(data, "git-copy", "push")
    assert done.returncode == 1
    assert done.stderr.startswith("No Git repository is entered yet.")


def test_without_an_address_the_way_ends_where_one_is_wanted(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ok(data, "key", "show")
    done = invoke(data, "git-copy", "test")
    assert (done.returncode, done.stdout) == (1, "Git  ✗ Repository: Enter an address first.\n")


def test_a_copy_is_made_and_told_of(data: Path, repository: Path) -> None:
    first = ok(data, "git-copy", "push")
    short = commits(repository)[0][:8]
    assert first == f"Copied. The branch stands at {short}.\n"
    assert ok(data, "git-copy", "push") == f"There is nothing new. The branch stands at {short}.\n"
    said = ok(data, "git-copy", "status")
    assert f". The branch main stands at {short}.\n" in said.partition("Last copied: ")[2]
    assert f"No copy is made by itself to {repository}." in said
    assert short in said
    assert as_json(data, "git-copy", "status")["commit"] == short
    assert len(commits(repository)) == 1


def test_what_does_not_work_is_one_sentence_and_remembered(data: Path, tmp_path: Path) -> None:
    use(data, remote=str(tmp_path / "nothing.git"), enabled=True)
    done = invoke(data, "git-copy", "push")
    assert done.returncode == 1
    assert done.stderr == (
        f"There is no Git repository at {tmp_path}/nothing.git, or it is hidden from us. Make it there, empty, first.\n"
    )
    assert "It has not worked since" in ok(data, "git-copy", "status")


def test_it_is_made_beside_a_running_program(data: Path, repository: Path) -> None:
    with serving(data):
        assert ok(data, "git-copy", "push").startswith("Copied.")
        assert "servers.json" in tree(repository)
        assert as_json(data, "git-copy", "status")["commit"] == commits(repository)[0][:8]
        assert ok(data, "git-copy", "push").startswith("There is nothing new.")
        done = invoke(data, "git-copy", "restore")
        assert done.returncode == 1  # that changes the data, so the program has to be stopped


def test_a_step_that_fails_ends_with_1(data: Path, tmp_path: Path) -> None:
    assert "✓ Writing" in ok(data, "git-copy", "test")
    use(data, remote=str(tmp_path / "nothing.git"))
    done = invoke(data, "git-copy", "test", "--json")
    assert done.returncode == 1
    assert [one["ok"] for one in json.loads(done.stdout)] == [True, False]


def test_a_new_machine_gets_everything_from_the_address_alone(data: Path, tmp_path: Path, repository: Path) -> None:
    day = HistoryFile(year={date.today(): Day(used=60)})  # noqa: DTZ011 - the program goes by the machine's clock
    ok(data, "git-copy", "push")
    commit(repository, {"history/pc/anna.json": HISTORY.encode(day)})
    new = tmp_path / "new"
    said = ok(tmp_path / "unused", "git-copy", "restore", "--from", str(repository), "--into", str(new))
    assert "Computers taken over: PC" in said
    assert "Days added for anna on pc: 1." in said
    assert "PC" in ok(new, "server", "list")
    use(new, remote=str(repository))
    assert ok(new, "git-copy", "status").splitlines()[1] == "It is not known yet whether there is a copy."
    again = as_json(new, "git-copy", "restore", "--from", str(repository))
    assert again["days"] == [{"server": "pc", "user": "anna", "added": 0}]
    assert again["servers"] == []
    assert not (tmp_path / "unused").exists()


def test_over_http_the_token_comes_from_a_file(data: Path, tmp_path: Path, repository: Path) -> None:
    ok(data, "git-copy", "push")
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    with git_server(tmp_path) as server:
        words = ("git-copy", "restore", "--from", f"{server.url}/times.git")
        assert invoke(tmp_path / "new", *words).returncode == 1
        assert "PC" in ok(tmp_path / "new", *words, "--token-file", str(tmp_path / "token"))


def test_a_saved_token_does_not_go_to_another_address(data: Path, tmp_path: Path) -> None:
    use(data, remote="https://git.example.org/x.git", token=TOKEN)
    with git_server(tmp_path) as server:
        done = invoke(data, "git-copy", "restore", "--from", f"{server.url}/times.git")
        assert done.returncode == 1
        assert done.stderr.startswith("The saved token is for git.example.org.")
        assert server.asked == []


@pytest.mark.parametrize("remote", ["--upload-pack=touch /tmp/x", "ext::sh -c id", "https://a:secret-1@h/x"])
def test_an_address_that_means_harm_goes_nowhere(data: Path, remote: str) -> None:
    done = invoke(data, "git-copy", "restore", f"--from={remote}")
    assert done.returncode == 2
    assert "git_copy.remote" in done.stderr
    assert "secret-1" not in done.stderr
