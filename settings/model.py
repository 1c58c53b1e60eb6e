"""The settings themselves, with what is allowed for each."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from i18n import N_, Message
from settings.backup import BackupSettings
from settings.digest import DigestSettings
from settings.git_copy import GitCopySettings
from settings.history import HistorySettings
from settings.keys import PREFIX, merged, nested
from settings.mqtt import MqttSettings
from settings.sentences import ON_COMMAND_LINE, refused
from settings.smtp import SmtpSettings
from settings.values import Address, BaseUrl, HostNames, Language, LogLevel, Networks, SignCodes, WholeNumber


class SettingsBase(BaseSettings):
    """How any model of settings behaves. A field's description is the sentence that says what is allowed."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings hands in all of them by name
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what settings.loading hands in: it has merged the environment already."""
        return (init_settings,)


class Settings(SettingsBase):
    """The settings of this release."""

    sync_interval_seconds: WholeNumber = Field(180, ge=10, le=3600, description=N_("A number from 10 to 3600."))
    port: WholeNumber = Field(8080, ge=1, le=65535, description=N_("A port is a number from 1 to 65535."))
    host: Address = Field(
        "0.0.0.0",  # noqa: S104 - a phone on the LAN is what the pages are for, and nobody gets in without a password
        description=N_("An address of this machine: 0.0.0.0 for all of them, 127.0.0.1 for this machine alone."),
    )
    base_url: BaseUrl = Field(
        "", description=N_("The address at which people open the pages, such as https://timekpr.example.org.")
    )
    allowed_hosts: HostNames = Field(
        "", description=N_("Names of this machine that browsers may ask it by, with commas between them.")
    )
    trusted_proxies: Networks = Field(
        "", description=N_("Addresses or networks of proxies before this program, with commas between them.")
    )
    tls: Literal["off", "auto"] = Field(
        "off", description=N_("off, or auto for a certificate that this program makes itself.")
    )
    session_idle_days: WholeNumber = Field(14, ge=1, le=365, description=N_("A number from 1 to 365."))
    session_most_days: WholeNumber = Field(90, ge=1, le=365, description=N_("A number from 1 to 365."))
    language: Language = Field("en", description=N_("There are: {languages}."))
    time_format: Literal["24h", "12h"] = Field("24h", description=N_("24h or 12h."))
    first_weekday: Literal["auto", "monday", "saturday", "sunday"] = Field(
        "auto", description=N_("auto (as the language has it), monday, saturday or sunday.")
    )
    tamper_signs_off: SignCodes = Field(
        "", description=N_("Names of signs of tampering, with commas between them: see docs/tamper-signs.md.")
    )
    log_level: LogLevel = Field("info", description=N_("debug, info, warning or error."))

    mqtt: MqttSettings = Field(
        default_factory=MqttSettings, description=N_("These are several settings, in curly brackets.")
    )

    backup: BackupSettings = Field(
        default_factory=BackupSettings, description=N_("These are several settings, in curly brackets.")
    )

    git_copy: GitCopySettings = Field(
        default_factory=GitCopySettings, description=N_("These are several settings, in curly brackets.")
    )

    smtp: SmtpSettings = Field(
        default_factory=SmtpSettings, description=N_("These are several settings, in curly brackets.")
    )

    history: HistorySettings = Field(
        default_factory=HistorySettings, description=N_("These are several settings, in curly brackets.")
    )

    digest: DigestSettings = Field(
        default_factory=DigestSettings, description=N_("These are several settings, in curly brackets.")
    )

    def changed(self, **values: object) -> Settings:
        """With other values by their keys, ``**{"mqtt.host": …}`` in a group. Raises SettingsInvalid."""
        try:
            return Settings(**merged(self.model_dump(), nested(values)))
        except ValidationError as error:
            raise refused(error, Settings, lambda _: Message(ON_COMMAND_LINE), values.get) from None
