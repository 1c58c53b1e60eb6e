"""Everything that can go wrong, each as a sentence a parent understands.

An error is a class with a ``code`` (stable: tests, the API and the command line's JSON name it), a ``template`` (the
sentence, to be translated) and fields that fill it. Code that catches decides by class or by the two flags, never by
reading the text.
"""

from __future__ import annotations

from typing import ClassVar

from i18n import N_, SOURCE_LANGUAGE, FieldValue, Message


class MngrError(Exception):
    """Any error of this program that has a sentence for people."""

    code: ClassVar[str] = "error"
    template: ClassVar[str] = N_("Something went wrong.")

    def __init__(self, **fields: FieldValue) -> None:
        self.message = Message(self.template, fields)
        super().__init__(self.message.text())

    def text(self, language: str = SOURCE_LANGUAGE) -> str:
        """The sentence in a language."""
        return self.message.text(language)


def error_class(code: str) -> type[MngrError]:
    """The class that has this code. Raises KeyError if there is none."""
    found = [MngrError]
    while found:
        one = found.pop()
        if one.code == code:
            return one
        found.extend(one.__subclasses__())
    raise KeyError(code)


class InvalidValue(MngrError):
    """A value that was given to us is not allowed. Fields: what, value, allowed."""

    code = "invalid_value"
    template = N_("{what}: “{value}” is not allowed. {allowed}")


class NotFound(MngrError):
    """There is nothing of that name. Fields: what, name."""

    code = "not_found"
    template = N_("There is no {what} named “{name}”.")


class AlreadyExists(MngrError):
    """There is one of that name. Fields: what, name."""

    code = "already_exists"
    template = N_("There is already a {what} named “{name}”.")


class TooMany(MngrError):
    """There is no room for one more. Fields: what (several of them), limit."""

    code = "too_many"
    template = N_("There can be at most {limit} {what}.")


# --- reaching a computer ---------------------------------------------------------------------------------------------


class MachineError(MngrError):
    """A computer could not be read or written.

    ``problem``: needs a parent's look (a computer that is merely off does not). ``reached``: the computer answered,
    so it is not off.
    """

    code = "machine"
    template = N_("The computer could not be read.")
    problem: ClassVar[bool] = False
    reached: ClassVar[bool] = False


class Unreachable(MachineError):
    """Nobody answers at that address. Fields: host, port."""

    code = "unreachable"
    template = N_("It is off or not on the network: {host} does not answer.")


class NameNotFound(MachineError):
    """The host name has no address. Fields: host."""

    code = "name_not_found"
    template = N_("The network does not know the name {host}. It may be off; otherwise enter its IP address.")


class ConnectionRefused(MachineError):
    """The computer is on, and nothing listens at the port. Fields: host, port."""

    code = "refused"
    template = N_("{host} is on but takes no SSH connection at port {port}. Is openssh-server installed and running?")
    reached = True


class HostKeyUnknown(MachineError):
    """First contact: a parent has to compare the fingerprint. Fields: key_type, fingerprint."""

    code = "host_key_unknown"
    template = N_(
        "Its host key has not been confirmed yet: {key_type} {fingerprint}. Nothing is sent until you confirm it."
    )
    problem = True
    reached = True


class HostKeyChanged(MachineError):
    """The computer shows another key than the confirmed one. Fields: pinned, offered."""

    code = "host_key_changed"
    template = N_(
        "Its host key has changed: confirmed was {pinned}, now it shows {offered}. "
        "It was set up anew, or another computer pretends to be it. Nothing is sent until you look."
    )
    problem = True
    reached = True


class KeyNotAccepted(MachineError):
    """The account does not take our key. Fields: account."""

    code = "key_not_accepted"
    template = N_(
        "It does not accept our key for the account “{account}”. Add the line of “key show” to its authorized_keys."
    )
    problem = True
    reached = True


class FileMissing(MachineError):
    """A file that Timekpr always has is not there. Fields: path."""

    code = "no_such_file"
    template = N_("There is no {path}. Is Timekpr-nExT installed there?")
    problem = True
    reached = True


class PermissionRefused(MachineError):
    """The account may not read or do something. Fields: path."""

    code = "permission"
    template = N_("Our account there is not allowed to read {path}.")
    problem = True
    reached = True


class FileRefused(MachineError):
    """What lies there is not a file that we read. Fields: path, why."""

    code = "file_refused"
    template = N_("{path} was not read: {why}.")
    problem = True
    reached = True


class TooMuch(MachineError):
    """The computer sent more than any honest one does in a cycle."""

    code = "too_much"
    template = N_("It sends more than a computer may in one cycle. Something on it is broken, or plays tricks.")
    problem = True
    reached = True


class TooSlow(MachineError):
    """A step took longer than it may. Fields: stage, seconds."""

    code = "too_slow"
    template = N_("It was too slow: no answer within {seconds} s ({stage}).")
    reached = True


class ConnectionLost(MachineError):
    """The computer ended the connection in the middle. Fields: stage."""

    code = "connection_lost"
    template = N_("The connection broke off ({stage}).")
    reached = True


class ProtocolTooOld(MachineError):
    """No common way to talk. Fields: why."""

    code = "protocol_too_old"
    template = N_("Its SSH server is too old or not an SSH server: {why}.")
    problem = True
    reached = True


class NotReached(MngrError):
    """Something could not be done, because the computer could not be reached for it. Fields: name, why."""

    code = "not_reached"
    template = N_("{name} could not be asked for its host key. {why}")


class FingerprintDiffers(MngrError):
    """The key that a parent wants to confirm is not the one that is shown. Fields: name, wanted, offered."""

    code = "fingerprint_differs"
    template = N_("{name} shows {offered}, not {wanted}. Nothing was confirmed: compare again at the computer itself.")


class AlreadyTrusted(MngrError):
    """The computer shows the key that is confirmed already. Fields: name, fingerprint."""

    code = "already_trusted"
    template = N_("{name} shows the key that is confirmed already: {fingerprint}.")


# --- our own data ----------------------------------------------------------------------------------------------------


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


class SettingsInvalid(MngrError):
    """A setting has a value that it must not have. Fields: key, why."""

    code = "settings_invalid"
    template = N_("The setting {key} is not right: {why}")


class CannotListen(MngrError):
    """The pages' port is not to be had. Fields: host, port, why."""

    code = "cannot_listen"
    template = N_("The pages cannot be shown at {host}, port {port}: {why}. Choose another one with --port.")


class Unexpected(MngrError):
    """A fault of this program; the log has the details. Fields: kind."""

    code = "unexpected"
    template = N_("A fault of timekpr-mngr itself ({kind}); its log says more. Please report it.")
