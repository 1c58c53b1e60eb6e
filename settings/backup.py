"""The settings of the copies that are made each night."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator

from i18n import N_
from settings.values import SecretLine, TimeOfDay, WholeNumber, WholePath, not_beside_secret

SHORTEST_PASSPHRASE: Final = 10
"""Characters: whoever finds a copy can try as often as they like."""
_SWITCH: Final = N_("true or false.")
_ONE_PASSPHRASE: Final = N_("There is backup.passphrase already: only one of the two.")


def _passphrase(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if text and (len(text) < SHORTEST_PASSPHRASE or not text.strip()):
        raise ValueError("too short")
    return secret


class BackupSettings(BaseModel):
    """When copies are made, where they go, and how many are kept.

    An empty folder means ``backups/`` in the data directory. Without a passphrase what is secret is left out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    enabled: bool = Field(True, description=_SWITCH)
    at: TimeOfDay = Field("03:40", description=N_("A time of day such as 03:40, by the clock of this machine."))
    keep_days: WholeNumber = Field(7, ge=1, le=400, description=N_("A number from 1 to 400."))
    keep_weeks: WholeNumber = Field(4, ge=0, le=400, description=N_("A number from 0 to 400."))
    keep_months: WholeNumber = Field(6, ge=0, le=400, description=N_("A number from 0 to 400."))
    """The newest copy of each of the last so many days, weeks and months is kept."""
    folder: WholePath = Field("", description=N_("The whole path of a folder on this machine, beginning with /."))
    passphrase: Annotated[SecretLine, AfterValidator(_passphrase)] = Field(
        SecretStr(""), description=N_("One line of 10 to 1000 characters.")
    )
    passphrase_file: WholePath = Field(
        "", description=N_("The whole path of a file on this machine, beginning with /.")
    )
    """A file with the passphrase, read for each copy; see MqttSettings.password_file."""

    _one_passphrase = field_validator("passphrase_file")(not_beside_secret("passphrase", _ONE_PASSPHRASE))
