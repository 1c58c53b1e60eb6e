"""Commands by MQTT that are not carried out."""

from __future__ import annotations

from errors.base import InvalidValue, MngrError
from i18n import N_


class BadCommand(InvalidValue):
    """A message that is no command as it should be. Fields: why."""

    code = "bad_command"
    template = N_("Not carried out. {why}")


class TransactionReused(MngrError):
    """Something else was asked for under the same transaction. Fields: transaction."""

    code = "transaction_reused"
    template = N_("Not carried out: the transaction “{transaction}” was used for something else. Use another one.")


class CommandNotAllowed(MngrError):
    """The settings do not let it be asked for by MQTT. No fields."""

    code = "command_not_allowed"
    template = N_("Not carried out: the setting mqtt.commands does not allow it.")


class TooManyCommands(MngrError):
    """They come faster than the settings allow. Fields: limit."""

    code = "too_many_commands"
    template = N_("Not carried out: more than {limit} commands in a minute. Wait a moment.")


class GrantsStopped(MngrError):
    """Something has gone wild. Fields: user, limit."""

    code = "grants_stopped"
    template = N_(
        "Not carried out: {user} has been given time {limit} times within 15 minutes by MQTT. Is an automation running "
        "wild? Time can be given on the page."
    )
