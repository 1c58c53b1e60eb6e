from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from clock import Clock, SystemClock
from git_copy import Author, Copied, CopyState, copy, route_of
from settings import GitCopySettings
from tests.backup.conftest import family as furnished
from tests.git_copy.places import GitServer, bare, git_server
from tests.wishes.family import Family

__all__ = ["furnished"]


@pytest.fixture
def family(furnished: Family) -> Family:
    """The same, and it is known what was used."""
    services = furnished.services
    for server in furnished.core.fleet.servers():
        services.days.take(server, services.syncer.state(server.id))
    services.history.flush()
    return furnished


@dataclass
class Machine:
    """A data directory from which copies are made."""

    root: Path
    remote: str
    clock: Clock = field(default_factory=SystemClock)
    state: CopyState = field(default_factory=CopyState)

    def __post_init__(self) -> None:
        self.root.mkdir()

    def push(self, content: dict[str, bytes], *, seconds: float = 30, **more: object) -> Copied:
        route = route_of(GitCopySettings.model_validate({"remote": self.remote, **more}), self.root)
        author = Author("Anna", "anna@example.org")
        done = copy(self.root, route, content, before=self.state, author=author, clock=self.clock, seconds=seconds)
        self.state = CopyState(
            target=route.target, commit=done.commit, digest=done.digest, paths=tuple(sorted(content))
        )
        assert list(self.root.iterdir()) == []
        return done


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return bare(tmp_path / "times.git")


@pytest.fixture
def machine(tmp_path: Path, repository: Path) -> Machine:
    return Machine(tmp_path / "one", str(repository))


@pytest.fixture
def server(tmp_path: Path, repository: Path) -> Iterator[GitServer]:
    with git_server(tmp_path) as server:
        yield server
