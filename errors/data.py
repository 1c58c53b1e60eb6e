"""Our own data directory, when it cannot be used as it should."""

from __future__ import annotations

from errors.base import MngrError
from i18n import N_


class DataError(MngrError):
    """The data directory cannot be used as it should."""

    code = "data"
    template = N_("The data directory cannot be used.")


class DataInUse(DataError):
    """Another process writes to this data directory. Fields: path, holder."""

    code = "data_in_use"
    template = N_("{path} is in use by {holder}. Stop that one first, or use its page.")


class DataMissing(DataError):
    """There is no data directory yet, and reading does not make one. Fields: path."""

    code = "data_missing"
    template = N_("There is no data directory {path} yet. Check --data, or start the program once with “serve”.")


class DataParentMissing(DataError):
    """The folder in which the data directory should be made is not there. Fields: path, parent."""

    code = "data_parent_missing"
    template = N_("The data directory {path} cannot be made: there is no folder {parent}. Make that one first.")


class DataNotAFolder(DataError):
    """Something else is where a folder must be. Fields: path."""

    code = "data_not_a_folder"
    template = N_("{path} is not a folder. Move it away, or choose another data directory with --data.")


class DataForbidden(DataError):
    """Our account may not use it. Fields: path."""

    code = "data_forbidden"
    template = N_(
        "This account is not allowed to use {path}. Make it the owner of the whole data directory (chown -R)."
    )


class DataReadOnly(DataError):
    """The data directory lies on a disk that takes no changes. Fields: path."""

    code = "data_read_only"
    template = N_("{path} is on a disk that can only be read. Make it writable, or choose another one with --data.")


class DataIsLink(DataError):
    """A folder inside the data directory is a symbolic link, and those are not followed. Fields: path."""

    code = "data_is_link"
    template = N_("{path} is a symbolic link, which is not followed. Put a real folder in its place.")


class DataUnreadable(DataError):
    """The system did not let us read a file for a passing reason. Fields: path, why."""

    code = "data_unreadable"
    template = N_("{path} could not be read just now: {why}.")


class DataTooNew(DataError):
    """A later release wrote this file. It is left alone. Fields: path, found, known."""

    code = "data_too_new"
    template = N_(
        "{path} was written by a later release (format {found}, this one knows {known}). "
        "It was left as it is: install that release again."
    )


class DataDamaged(DataError):
    """A file is damaged and there is no good copy of it. Fields: path."""

    code = "data_damaged"
    template = N_("{path} is damaged and there is no good copy of it. Restore it from a backup.")


class NotSaved(DataError):
    """The disk did not take it; what was there before is still there. Fields: path, why."""

    code = "not_saved"
    template = N_("Not saved: {why} ({path}). What was there before is unchanged.")


class DiskFull(NotSaved):
    """No space left. Fields: path."""

    code = "disk_full"
    template = N_(
        "Not saved: the disk is full ({path}). What was there before is unchanged. Free some space, then retry."
    )


class QuotaFull(NotSaved):
    """The account's quota is used up. Fields: path."""

    code = "quota_full"
    template = N_(
        "Not saved: this account may use no more space ({path}). What was there before is unchanged. "
        "Raise its quota, then retry."
    )


class DiskReadOnly(NotSaved):
    """The disk takes no changes (any more). Fields: path."""

    code = "disk_read_only"
    template = N_(
        "Not saved: the disk can only be read ({path}). What was there before is unchanged. "
        "Look whether it has failed, make it writable, then retry."
    )


class DiskFailing(NotSaved):
    """Input/output error. Fields: path."""

    code = "disk_failing"
    template = N_(
        "Not saved: the disk reported an error ({path}). What was there before is unchanged. "
        "Make a backup and check the disk."
    )


class SaveForbidden(NotSaved):
    """Our account may not write there. Fields: path."""

    code = "save_forbidden"
    template = N_(
        "Not saved: this account is not allowed to write {path}. What was there before is unchanged. "
        "Make it the owner of the whole data directory, then retry."
    )


class TooBigToSave(NotSaved):
    """More than a file may hold. Fields: path, limit (MiB)."""

    code = "too_big_to_save"
    template = N_("Not saved: {path} would be larger than {limit} MiB. What was there before is unchanged.")


class SaveUnclear(NotSaved):
    """The disk failed so late that nobody knows which of the two it holds. Fields: path."""

    code = "save_unclear"
    template = N_("It is not known whether {path} was saved: the disk failed in the middle. Look at it, then retry.")
