"""When the digest of a week is sent by itself."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from i18n import N_
from settings.values import TimeOfDay

WEEKDAYS: Final = {
    "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7,
}  # fmt: skip


class DigestSettings(BaseModel):
    """By mail, if mail is sent at all, and as an event by MQTT, if there is a broker. The page is there in any case."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    enabled: bool = Field(True, description=N_("true or false."))
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = Field(
        "monday", description=N_("monday, tuesday, wednesday, thursday, friday, saturday or sunday.")
    )
    """The first one after the week has ended."""
    at: TimeOfDay = Field("07:00", description=N_("A time of day such as 07:00, by the clock of this machine."))
