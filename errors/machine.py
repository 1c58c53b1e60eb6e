"""A computer that could not be reached, read or written."""

from __future__ import annotations

from typing import ClassVar

from errors.base import MngrError
from i18n import N_


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
        "It does not accept our key for the account “{account}”. Run the command of “server setup-command” there again."
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
