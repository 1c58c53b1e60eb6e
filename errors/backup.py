"""Copies of the data directory: why one is not made, not taken, or not put back."""

from __future__ import annotations

from errors.base import InvalidValue, MngrError
from errors.data import DataError
from i18n import N_


class RestoreUnfinished(DataError):
    """A restore was interrupted; whoever writes next goes on with it. Fields: path."""

    code = "restore_unfinished"
    template = N_("A restore of {path} was interrupted. Start the program once: it goes on with that by itself.")


class BackupError(MngrError):
    """Something about a backup."""

    code = "backup"
    template = N_("The backup did not work.")


class BackupUnreadable(BackupError):
    """The file cannot be read. Fields: path, why."""

    code = "backup_unreadable"
    template = N_("{path} cannot be read: {why}. Check where the backup is.")


class NotABackup(BackupError):
    """The file is something else. Fields: path."""

    code = "not_a_backup"
    template = N_("{path} is not a backup of this program. Choose another file; nothing was changed.")


class BackupDamaged(BackupError):
    """It is not what was written once, or was made by somebody who means harm. Fields: path, why."""

    code = "backup_damaged"
    template = N_("The backup {path} is damaged ({why}). Choose another one; nothing was changed.")


class BackupTooNew(BackupError):
    """A later release made it. Fields: path, found, known."""

    code = "backup_too_new"
    template = N_(
        "The backup {path} was made by the later release {found}, this one is {known}. Install that release first; "
        "nothing was changed."
    )


class BackupUnsound(BackupError):
    """It is whole, and what is in it cannot be used. Fields: path, why."""

    code = "backup_unsound"
    template = N_("What is in the backup {path} cannot be used: {why} Choose another one; nothing was changed.")


class BackupTooBig(BackupError):
    """More than a backup may hold. Fields: what, limit."""

    code = "backup_too_big"
    template = N_("The data are too large for a backup: {what}, and there may be {limit}. Nothing was written.")


class PassphraseWrong(BackupError):
    """Fields: path."""

    code = "passphrase_wrong"
    template = N_("The passphrase is not the one of {path}. Try again; nothing was changed.")


class BackupTooHard(BackupError):
    """A much faster machine encrypted the secrets; whether the passphrase is right was not tried. Fields: path."""

    code = "backup_too_hard"
    template = N_(
        "The secrets in {path} were encrypted by a much faster machine, and this one would take too long to open them. "
        "Restore it on a faster one, or without them: --without-secrets."
    )


class PassphraseWanted(BackupError):
    """There are secrets and nothing to open them with. Fields: path."""

    code = "passphrase_wanted"
    template = N_(
        "The secrets in {path} are encrypted. Give their passphrase with --passphrase-file, or leave them out with "
        "--without-secrets."
    )


class PassphraseWeak(InvalidValue):
    """Fields: least."""

    code = "passphrase_weak"
    template = N_("A passphrase needs at least {least} characters in one line.")


class PassphraseUnreadable(BackupError):
    """The file with the passphrase. Fields: path, why."""

    code = "passphrase_unreadable"
    template = N_("The passphrase cannot be read from {path}: {why}. Check that file.")


class NotSealed(BackupError):
    """The process that encrypts did not come to its end: mostly, it was not given enough memory."""

    code = "not_sealed"
    template = N_("The secrets could not be encrypted or decrypted: there may be too little memory. Try again later.")


class BackupFolderMissing(BackupError):
    """Where the copies are to go is not there, or cannot be used. Fields: folder, why."""

    code = "backup_folder_missing"
    template = N_("No backup can be made in {folder}: {why}. Check that it is mounted and that it can be written to.")


class BackupFolderStrange(BackupError):
    """The copies that were made there are not there any more. Fields: folder."""

    code = "backup_folder_strange"
    template = N_(
        "The last backup is not in {folder} any more, so perhaps another disk is mounted there. "
        "If it is right like that, make a backup by hand once."
    )


class RestoreNotEmpty(BackupError):
    """A place that has to be empty is not. Fields: path."""

    code = "restore_not_empty"
    template = N_("{path} is not empty. Choose an empty folder, or one that does not exist yet.")


class RestoreMounted(BackupError):
    """A part of the data directory is a mount of its own, which cannot be moved. Fields: path."""

    code = "restore_mounted"
    template = N_(
        "{path} is mounted by itself and cannot be replaced. Unmount it for the restore; nothing was changed."
    )


class FromBackup(MngrError):
    """Why an edit waits for a decision: it came back with a backup. Fields: made (a day)."""

    code = "from_backup"
    template = N_(
        "It came back with the backup of {made}, and may have arrived since. Look at the computer, then say which."
    )


class EndedByRestore(MngrError):
    """Why an edit of ours ended: a backup was put back. Fields: made (a day)."""

    code = "ended_by_restore"
    template = N_("It came back with the backup of {made}; what it was for is looked at anew.")
