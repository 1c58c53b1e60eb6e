"""The fields of the copy to Git: the common ones, and more of them one tap deeper."""

from __future__ import annotations

from typing import Final

from errors import GitTokenWanted
from git_copy_views import GIT, GitSettingsView
from i18n import N_
from settings.git_remote import LONGEST, LONGEST_BRANCH
from ui.parts.connection_form import ConnectionForm, show_placeholder

RISK: Final = N_("Anybody on the way can then read the token. Only for a network of your own.")


class GitForm(ConnectionForm):
    """See :class:`ConnectionForm`."""

    GROUP = GIT
    NUMBERS = frozenset[str]()
    COMMON = ("enabled", "remote", "token", "forget", "at")
    SECRET = "token"  # noqa: S105 - the name of a field
    PASSWORD_WANTED = GitTokenWanted
    _view: GitSettingsView

    def _draw(self) -> None:
        voice = self._voice
        self._switch("enabled", N_("Copy to Git each night"))
        remote = self._line("remote", N_("Address of the repository"), longest=LONGEST)
        remote.props("autocapitalize=none")
        show_placeholder(remote, "https://git.example.org/anna/times.git")
        remote.props["hint"] = voice.text(
            N_("An empty repository that only your family can read. Names and times of the children are in the copy.")
        )
        self._password(N_("Token (for https://)"), N_("Forget the saved token"))
        self._line("at", N_("At"), longest=5)
        with self._folded("git-more"):
            self._line("branch", N_("Branch"), longest=LONGEST_BRANCH).props("autocapitalize=none")
            self._line("username", N_("User name"), longest=200).props("autocapitalize=none")
            self._path("ca_cert", N_("File of the authority that is trusted (CA)"))
            self._risky_switch("insecure", N_("Allow http:// to another machine"), RISK, "git-risk")
            self._heading(N_("By SSH"))
            key = self._path("ssh_key_file", N_("File of the SSH key"))
            key.props["hint"] = voice.text(N_("Empty: the key with which computers are read."))
            known = self._path("known_hosts_file", N_("File with the keys of servers (known_hosts)"))
            known.props["hint"] = voice.text(N_("Empty: that of the account that the program runs under."))
            self._heading(N_("Commits"))
            self._line("author_name", N_("Name"), longest=100)
            self._line("author_email", N_("Mail address"), longest=300).props("autocapitalize=none")
