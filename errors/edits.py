"""Edits: why one is not taken, and why one that was taken did not arrive."""

from __future__ import annotations

from errors.base import InvalidValue, MngrError
from i18n import N_

# --- why an edit is not accepted -------------------------------------------------------------------------------------


class NothingToChange(InvalidValue):
    """All is as it is wanted already. Fields: user."""

    code = "nothing_to_change"
    template = N_("{user}: it is so already.")


class NotManaged(InvalidValue):
    """The user is none of ours there. Fields: user, server."""

    code = "not_managed"
    template = N_("{user} on {server} is not managed from here. Add the user first.")


class QueueFull(MngrError):
    """Too many edits wait. Fields: server, limit."""

    code = "queue_full"
    template = N_("{limit} edits wait for {server} already. Cancel some, or wait until it has been on.")


class TooMuchGranted(InvalidValue):
    """A day has 24 hours. Fields: user."""

    code = "too_much_granted"
    template = N_("{user}: more than 24 hours cannot be given for one day, what waits included.")


class NotTodays(InvalidValue):
    """Only hours and limits of today can be changed for today. Fields: key."""

    code = "not_todays"
    template = N_("{key} cannot be changed for today only; the hours and the limits of today can.")


class NotSettable(InvalidValue):
    """A key that is not changed from here. Fields: key."""

    code = "not_settable"
    template = N_("{key} is not changed from here: the computer would look for its files elsewhere.")


class RulesUnknown(InvalidValue):
    """Rules that were looked at are not known any more, so a change has nothing that it could be a change of."""

    code = "rules_unknown"
    template = N_("These rules are not known any more, so nothing was changed.")


class RulesDamaged(InvalidValue):
    """The file of somebody's rules is damaged on the computer. Fields: user."""

    code = "rules_damaged"
    template = N_(
        "The rules of {user} are damaged there: Timekpr runs without limits and takes no time. "
        "Restart that computer first."
    )


class NotReadYet(InvalidValue):
    """What is asked for depends on what holds on the computer, and that was never read. Fields: user, server."""

    code = "not_read_yet"
    template = N_("What holds for {user} on {server} is not known yet. It is read as soon as the computer is on.")


class ClosedToday(InvalidValue):
    """The rules give no time today, and nothing but a limit would. Fields: user."""

    code = "closed_today"
    template = N_("{user}: today is closed by the rules. Set a limit for today first.")


class NotLocked(InvalidValue):
    """There is no lock to take back. Fields: user."""

    code = "not_locked"
    template = N_("{user} is not locked.")


class WrongState(InvalidValue):
    """What is asked does not fit to the state of the edit. Fields: id, state."""

    code = "wrong_state"
    template = N_("The edit {id} is “{state}”; this cannot be done with it now.")


class KeyReused(InvalidValue):
    """The same idempotency key came with other content. Fields: key."""

    code = "key_reused"
    template = N_("The idempotency key “{key}” was used for something else before.")


# --- why an edit did not arrive --------------------------------------------------------------------------------------


class Waits(MngrError):
    """It cannot be done as things stand on that computer, and is done as soon as that changes."""

    code = "waits"
    template = N_("It waits for the computer.")


class NoChannel(Waits):
    """There is no way to change this on that computer now. Fields: why."""

    code = "no_channel"
    template = N_("There is no way to change this on that computer: {why}")


class UserUnreadable(Waits):
    """The user's files cannot be read there. Fields: user, why."""

    code = "user_unreadable"
    template = N_("The files of {user} cannot be read there. {why}")


class Refused(MngrError):
    """The computer did not do it, and asking again would change nothing."""

    code = "refused_there"
    template = N_("The computer did not take it.")


class NotTaken(Refused):
    """Whatever it answered, reading back shows the old values. Fields: answer."""

    code = "not_taken"
    template = N_("The computer said “{answer}”, but reading back shows that nothing has changed.")


class SaidNo(Refused):
    """Timekpr itself refused. Fields: answer."""

    code = "said_no"
    template = N_("Timekpr there refused: {answer}")


class ChannelCannot(Refused):
    """The chosen way cannot carry this edit. Fields: channel, why."""

    code = "channel_cannot"
    template = N_("By way of “{channel}” this cannot be changed: {why}")


class FileDamagedThere(Refused):
    """The file is damaged on the computer, so single values cannot be changed in it. Fields: user."""

    code = "file_damaged_there"
    template = N_("The file of {user} is damaged on the computer; single values cannot be changed in it.")


class UploadFailed(Refused):
    """A file could not be replaced; the old one is still in force. Fields: path, why."""

    code = "upload_failed"
    template = N_("{path} could not be replaced: {why} What was there before is still in force.")


class WasRemoved(MngrError):
    """The user or the computer was taken off the list meanwhile. No fields."""

    code = "was_removed"
    template = N_("It was taken off the list here before the edit arrived.")


class DayIsOver(MngrError):
    """It was for a day that has ended. No fields."""

    code = "day_is_over"
    template = N_("It was for a day that is over; nothing was changed.")


class DayIsOverUnclear(MngrError):
    """Midnight came before it could be found out whether it had arrived. No fields."""

    code = "day_is_over_unclear"
    template = N_("Its day ended before it could be read back; it is not known whether it had arrived.")


class Overlaps(MngrError):
    """Somebody changed the same on the computer meanwhile. No fields: the edit itself has the three values."""

    code = "overlaps"
    template = N_("The same was changed on the computer meanwhile. Choose which of the two shall hold.")


class CannotTell(MngrError):
    """The connection broke while it was sent, and the counters fit neither. Fields: before, after, now (seconds)."""

    code = "cannot_tell"
    template = N_(
        "The connection broke while it was sent, and the counters on the computer do not tell whether it arrived. "
        "Look at the time left, then say which."
    )


class NotYet(MngrError):
    """It is on its way; whether it arrived is found out when nothing of it can be under way any more. No fields."""

    code = "not_yet"
    template = N_("The connection broke while it was sent. Whether it arrived is looked up in a moment.")


class RestartNeeded(MngrError):
    """The file is replaced; Timekpr takes it in when it starts the next time. No fields."""

    code = "restart_needed"
    template = N_("It is in the file. Timekpr there takes it in when it is restarted.")


class AlreadySo(MngrError):
    """The computer had the wanted values already. No fields."""

    code = "already_so"
    template = N_("It was so on the computer already.")


class LeftAlone(MngrError):
    """The value to go back from is not there any more: somebody has set another one. No fields."""

    code = "left_alone"
    template = N_("It was changed again meanwhile, so it was left as it is.")


class Superseded(MngrError):
    """The change that it belongs to did not happen. No fields."""

    code = "superseded"
    template = N_("What it should have taken back did not happen.")


class TriedTooLong(MngrError):
    """A pattern could not be tried within the time that there is for it. No fields."""

    code = "tried_too_long"
    template = N_(
        "One of these patterns takes so long that it was given up. There it would keep Timekpr from its work; "
        "write it with fewer signs such as * and +."
    )
