"""For how long what was used is kept."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from i18n import N_
from settings.values import WholeNumber


class HistorySettings(BaseModel):
    """Days for which each part of a child's history is kept."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    week_days: WholeNumber = Field(7, ge=7, le=62, description=N_("A number of days from 7 to 62."))
    """By the hour."""
    month_days: WholeNumber = Field(30, ge=30, le=400, description=N_("A number of days from 30 to 400."))
    """With the times at which the computer was used."""
    year_days: WholeNumber = Field(365, ge=365, le=3660, description=N_("A number of days from 365 to 3660."))
    """What was used and allowed on each day."""
