"""What helps where something on the way to a computer does not work: one sentence each."""

from __future__ import annotations

from typing import Final

from channels.discover import GATE, NO_ANSWER, NO_BUS, NO_PROGRAM, NOT_IN_GROUP, NOT_RUNNING, Channel
from errors import (
    ConnectionLost,
    ConnectionRefused,
    FileMissing,
    HostKeyChanged,
    HostKeyUnknown,
    KeyNotAccepted,
    MngrError,
    NameNotFound,
    PermissionRefused,
    ProtocolTooOld,
    TooSlow,
    Unreachable,
)
from i18n import N_, Message
from servers import Server
from ssh_client.watch import STAGES

SET_UP: Final = N_("Run at the computer what this prints: server setup-command --account {account}")
TRUST: Final = N_("Compare it at the computer itself, then: server trust {name} --fingerprint {fingerprint}")
ANY_WAY: Final = N_("Put it right, or let another way be taken: server edit {name} --channel auto")
AS_ROOT: Final = N_("Sign in as root there: server edit {name} --user root, then server setup-command --account root")
RESTART: Final = N_("At the computer: sudo systemctl restart timekpr")

_OF_ERRORS: Final[dict[type[MngrError], str]] = {
    Unreachable: N_("If it is on, look whether this is its address: server edit {name} --host ADDRESS"),
    NameNotFound: N_("If it is on, use its IP address: server edit {name} --host ADDRESS"),
    ConnectionRefused: N_("At the computer: sudo apt install openssh-server"),
    HostKeyUnknown: TRUST,
    HostKeyChanged: TRUST,
    KeyNotAccepted: SET_UP,
    FileMissing: N_("At the computer: sudo apt install timekpr-next"),
    PermissionRefused: N_("At the computer: sudo chmod a+rX {path}"),
    ProtocolTooOld: N_("Bring openssh-server at the computer up to date, with SFTP switched on."),
    TooSlow: N_("Try again; if it stays so, the computer or its network is overloaded."),
    ConnectionLost: N_("Try again; if it stays so, the computer or its network is overloaded."),
}
_OF_REASONS: Final = {
    NOT_IN_GROUP.template: N_("At the computer: sudo usermod -aG timekpr {account}"),
    NOT_RUNNING.template: N_("At the computer: sudo systemctl enable --now timekpr"),
    NO_BUS.template: N_("At the computer: sudo apt install dbus"),
    NO_ANSWER.template: RESTART,
    TooSlow.template: RESTART,
    GATE.template: SET_UP,
}
_NO_PROGRAM: Final = {
    Channel.DBUS: N_("busctl is a part of the package systemd; where there is none, timekpra does as well."),
    Channel.TIMEKPRA: N_("At the computer: sudo apt install timekpr-next"),
}


BY_ADMINS: Final = N_("Only an administrator can do that there: look whether the child's login is one.")
IN_SETTINGS: Final = N_("Put it right in Timekpr's settings, in the menu of the computer.")
NO_SSH: Final = N_("Look whether its SSH server listens at this port. If it does, try again in a moment.")
_OF_PROBLEMS: Final = {
    "runs_without_limits": N_("Restart that computer: Timekpr puts its last good copy back, or begins anew."),
    "clock_off": N_("Set its clock right, at the computer: sudo timedatectl set-ntp true"),
    "clock_set_back": BY_ADMINS,
    "last_checked_future": BY_ADMINS,
    "counters_back": BY_ADMINS,
    "counters_reset": BY_ADMINS,
    "counters_impossible": BY_ADMINS,
    "settings_changed_there": BY_ADMINS,
    "rules_changed_there": N_("If that was none of you: Earlier rules…, in the menu of the child's page."),
    "limit_passed": RESTART,
    "timekpr_stopped": _OF_REASONS[NOT_RUNNING.template],
    "user_ignored": IN_SETTINGS,
    "session_not_counted": IN_SETTINGS,
    "writable_files": N_("At the computer: sudo chmod -R o-w /etc/timekpr /var/lib/timekpr"),
}
"""What helps against what needs a look, by its code."""

ADDRESS: Final = N_("If it is on, look whether its address is right: Edit… in its menu.")
ON_PAGE: Final = {
    SET_UP: N_("Run at the computer the command of the set-up guide once more; the guide is under More."),
    TRUST: N_("Compare it at the computer itself, then confirm it on its card."),
    _OF_ERRORS[Unreachable]: ADDRESS,
    _OF_ERRORS[NameNotFound]: N_("If it is on, enter its IP address: Edit… in its menu."),
    ANY_WAY: N_("Put it right, or let it go “by whichever works”: Edit… in its menu."),
    AS_ROOT: N_("Sign in as root there: Edit… in its menu, then the command of the set-up guide."),
}
"""What helps, by what the command line says of it, for somebody who has the pages in front of them."""


def on_page(cure: Message) -> Message:
    """The same, without the commands of this program."""
    return Message(ON_PAGE.get(cure.template, cure.template), cure.fields)


def of_error(error: MngrError, server: Server) -> Message:
    """What helps against an error of a computer."""
    template = next((text for kind, text in _OF_ERRORS.items() if isinstance(error, kind)), "")
    fields = error.message.fields
    if isinstance(error, ConnectionLost) and getattr(fields.get("stage"), "template", "") == STAGES["banner"]:
        template = NO_SSH
    fingerprint = fields.get("offered", fields.get("fingerprint", ""))
    said = {"name": server.name, "account": server.account, "fingerprint": fingerprint, "path": fields.get("path", "")}
    return Message(template or N_("Look at the computer itself; something on it is not as it should be."), said)


def of_problem(code: str) -> Message | None:
    """What helps against a Problem with this code, where that is not in its sentence."""
    return Message(_OF_PROBLEMS[code]) if code in _OF_PROBLEMS else None


def of_way(channel: Channel, why: Message, server: Server) -> Message:
    """What helps where a way to change something does not work for this reason."""
    if channel is Channel.FILES:
        template = AS_ROOT
    elif why.template == NO_PROGRAM:
        template = _NO_PROGRAM[channel]
    else:
        template = _OF_REASONS.get(why.template, N_("Timekpr's log says more, at the computer: journalctl -u timekpr"))
    return Message(template, {"name": server.name, "account": server.account})
