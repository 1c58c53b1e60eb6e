"""The fields of the settings of backups."""

from __future__ import annotations

from backup_views import BACKUP, BackupView
from errors import PassphraseWeak
from i18n import N_
from ui.parts.connection_form import ConnectionForm
from ui.theme import text

KEEP = N_("Of each of the last days, weeks and months with a backup the newest one is kept; the others are deleted.")
LOSE = N_("Write it down where you find it without this machine: nobody can open a backup without it.")


class BackupForm(ConnectionForm):
    """The passphrase has to be entered twice."""

    GROUP = BACKUP
    NUMBERS = frozenset({"keep_days", "keep_weeks", "keep_months"})
    COMMON = ("enabled", "at", "folder", "passphrase", "again", "forget")
    SECRET = "passphrase"  # noqa: S105 - the name of a field
    PASSWORD_WANTED = PassphraseWeak
    _view: BackupView

    def _draw(self) -> None:
        voice = self._voice
        self._switch("enabled", N_("Make a backup each night"))
        self._line("at", N_("At"), longest=5)
        folder = self._path("folder", N_("Folder"), placeholder=self._view.place)
        folder.props["hint"] = voice.text(
            N_("Such as one of another machine that is mounted here. Empty: beside the data, on the same disk.")
        )
        self._password(N_("Passphrase for what is secret"), N_("Forget the passphrase"))
        self._fields["again"] = self._hidden(N_("Passphrase once more"))
        text("p", voice.text(LOSE), "small muted")
        with self._folded("backup-more"):
            text("p", voice.text(KEEP), "small muted")
            self._number("keep_days", N_("Days"))
            self._number("keep_weeks", N_("Weeks"))
            self._number("keep_months", N_("Months"))

    def is_twice_the_same(self) -> bool:
        """Whether the passphrase was entered twice alike; else that is said."""
        first, again = (str(self._fields[name].value or "") for name in (self.SECRET, "again"))
        if first != again:
            self._wrong("again", self._voice.text(N_("The two are not the same.")))
        return first == again
