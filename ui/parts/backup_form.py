"""The fields of the settings of backups."""

from __future__ import annotations

from typing import Final

from backup_views import BACKUP, BackupView
from errors import MngrError, PassphraseUnreadable, PassphraseWeak
from i18n import N_
from ui.parts.fields import password
from ui.parts.group_form import LONGEST_SECRET, GroupForm, show_placeholder
from ui.theme import text
from ui.voice import Voice

NUMBERS: Final = frozenset({"keep_days", "keep_weeks", "keep_months"})
KEEP: Final = N_(
    "Of each of the last days, weeks and months with a backup the newest one is kept; the others are deleted."
)
LOSE: Final = N_("Write it down where you find it without this machine: nobody can open a backup without it.")


class BackupForm(GroupForm):
    """See GroupForm; the passphrase has to be entered twice."""

    def __init__(self, voice: Voice, view: BackupView) -> None:
        super().__init__(voice, BACKUP, view, numbers=NUMBERS, secret="passphrase")  # noqa: S106 - the name of a field
        self.switch("enabled", N_("Make a backup each night"))
        self.line("at", N_("At"), longest=5)
        folder = self.path("folder", N_("Folder"))
        folder.props["hint"] = voice.text(
            N_("Such as one of another machine that is mounted here. Empty: beside the data, on the same disk.")
        )
        show_placeholder(folder, view.place)
        self.secret(N_("Passphrase for what is secret"), N_("Forget the passphrase"), is_set=view.has_passphrase)
        self._fields["again"] = password(voice.text(N_("Passphrase once more")), new=True).props(
            f"maxlength={LONGEST_SECRET:d}"
        )
        text("p", voice.text(LOSE), "small muted")
        with self.more():
            text("p", voice.text(KEEP), "small muted")
            self.number("keep_days", N_("Days"))
            self.number("keep_weeks", N_("Weeks"))
            self.number("keep_months", N_("Months"))
        self.finish()

    def is_twice_the_same(self) -> bool:
        """Whether the passphrase was entered twice alike; else that is said."""
        first, again = (str(self._fields[name].value or "") for name in ("passphrase", "again"))
        if first != again:
            self.wrong("again", self._voice.text(N_("The two are not the same.")))
        return first == again

    def about(self, error: MngrError) -> str:
        """The field that an error is about; empty if none."""
        if isinstance(error, PassphraseWeak | PassphraseUnreadable):
            return "passphrase"
        return super().about(error)
