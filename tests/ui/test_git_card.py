"""The copy to Git on the settings page: how it stands, making one now, and changing where it goes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nicegui import ElementFilter, ui
from nicegui.testing.user import User

from doctor import Finding
from errors import GitTokenRefused, GitTokenWanted
from settings import GitCopySettings
from tests.ui.connections import is_refused
from tests.ui.fleets import NOW, TINA, FakeServices
from tests.ui.git_copies import REMOTE
from tests.ui.technical import FakeExamination
from tests.ui.visit import asked, give, open_sheets, press, texts, until, visit
from ui.parts import git_card

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_card, "EVERY", 0.05)


async def shown(page: User) -> None:
    await until(lambda: texts(page, "git-badge"))


async def opened(page: User) -> None:
    await shown(page)
    await press(page, "git-change")
    await until(lambda: open_sheets(page))


def token_field(page: User) -> ui.input:
    """The field; other cards have tokens too."""
    with page:
        return next(iter(ElementFilter(kind=ui.input, marker="token")))


async def test_it_says_how_it_stands_and_follows_by_itself(services: FakeServices) -> None:
    copies, error = services.git_copies, GitTokenRefused(host="git.example.org").message
    async with visit(services, "/settings") as page:
        await shown(page)
        assert texts(page, "git-badge") == ["On"]
        assert texts(page, "git-state") == [f"Copies go to {REMOTE}."]
        assert texts(page, "git-last")[0].endswith("The branch main stands at 879eb629.")
        assert texts(page, "git-next")[0].startswith("The next one: ")
        for hidden in ("git-error", "git-insecure"):
            await page.should_not_see(marker=hidden)
        copies.now = replace(copies.now, error=error, failing_since=NOW, is_running=True)
        await until(lambda: texts(page, "git-badge") == ["Not copied"])
        assert texts(page, "git-error")[0].endswith(error.text())
        assert texts(page, "git-next") == ["One is being made at this moment."]


async def test_before_it_is_set_up_it_says_what_it_is(services: FakeServices) -> None:
    services.git_copies.settings = GitCopySettings()
    services.git_copies.now = replace(
        services.git_copies.now, is_on=False, place="", commit="", done=None, pushed=None, next=None
    )
    async with visit(services, "/settings") as page:
        await shown(page)
        assert texts(page, "git-badge") == ["Off"]
        assert texts(page, "git-state")[0].startswith("What was used and the configuration without secrets")
        for hidden in ("git-last", "git-next", "git-error", "git-test", "git-now"):
            await page.should_not_see(marker=hidden)


async def test_a_token_that_can_be_read_on_the_way_is_said(services: FakeServices) -> None:
    services.git_copies.settings = GitCopySettings(insecure=True, remote="http://nas.lan/x.git")
    async with visit(services, "/settings") as page:
        await shown(page)
        await page.should_see(marker="git-insecure")


async def test_who_is_no_admin_sees_nothing_of_it(services: FakeServices) -> None:
    services.who = replace(TINA, role="parent", may_admin=False)
    async with visit(services, "/settings") as page:
        await until(lambda: texts(page, "signed-in-as"))
        await page.should_not_see("Copy to Git")


async def test_one_is_made_at_once_and_shown(services: FakeServices) -> None:
    async with visit(services, "/settings") as page:
        await shown(page)
        await press(page, "git-now")
        assert await asked(services) == [("push_now",)]
        await until(lambda: texts(page, "git-last")[0].endswith("stands at 1a2b3c4d."))


async def test_why_it_did_not_work_is_said(services: FakeServices) -> None:
    services.refusal = GitTokenRefused(host="git.example.org")
    async with visit(services, "/settings") as page:
        await shown(page)
        await press(page, "git-now")
        await page.should_see(services.refusal.text())


async def test_only_what_was_changed_is_saved_and_the_token_is_never_shown(services: FakeServices) -> None:
    async with visit(services, "/settings") as page:
        await opened(page)
        assert token_field(page).value == ""
        await page.should_not_see("otters")
        give(page, at="05:00", branch="nas")
        await press(page, "do-it")
        assert await asked(services) == [("change_git", {"at": "05:00", "branch": "nas"})]
        await until(lambda: not open_sheets(page))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("remote", "https://anna:secret@git.example.org/x", "Leave user name and password out of the address"),
        ("remote", "--upload-pack=touch /tmp/x", "An address such as https://"),
        ("remote", "ext::sh -c id", "An address such as https://"),
        ("remote", "http://nas.lan/x.git", "Without encryption anybody on the way could read the token"),
        ("remote", "", "There is nowhere to copy to"),
        ("branch", "../x", "Letters, digits and"),
        ("at", "25:00", "A time of day such as 04:10"),
        ("ssh_key_file", "/a%h", "The whole path of a file"),
        ("author_name", "<x>", "A name in one line"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(services: FakeServices, name: str, value: str, sentence: str) -> None:
    async with visit(services, "/settings") as page:
        await opened(page)
        await is_refused(page, name, sentence, **{name: value})


async def test_the_token_is_asked_for_again_where_it_would_go_elsewhere(services: FakeServices) -> None:
    services.refusal = GitTokenWanted(place="git.example.org")
    async with visit(services, "/settings") as page:
        await opened(page)
        give(page, remote="https://other.example.org/x.git")
        await press(page, "do-it")
        await until(lambda: token_field(page).error)
        assert str(token_field(page).error).startswith("The saved token is for git.example.org.")


async def test_the_way_there_is_tried_before_it_is_saved(services: FakeServices) -> None:
    services.git_copies.examination = FakeExamination(
        Finding("git.example.org", "Repository", ok=True, detail="It answers."), is_over=True
    )
    async with visit(services, "/settings") as page:
        await opened(page)
        give(page, remote="https://other.example.org/x.git")
        with page:
            token_field(page).value = "typed"
        await press(page, "git-try")
        assert await asked(services) == [
            ("begin_git_test", {"remote": "https://other.example.org/x.git", "token": "typed"})
        ]
        await page.should_see("It answers.")
        assert services.git_copies.settings.remote == REMOTE
