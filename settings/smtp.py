"""The settings of the mail that the program sends by a mail server (SMTP)."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator

from i18n import N_
from settings.addresses import MailAddresses, Mailbox, MailSender, ascii_address, mailbox
from settings.values import (
    Host,
    NotBesideError,
    SecretLine,
    UserName,
    WholeNumber,
    WholePath,
    listed,
    not_beside_secret,
)

PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}

_SWITCH: Final = N_("true or false.")
_FILE: Final = N_("The whole path of a file on this machine, beginning with /.")
_ONE_PASSWORD: Final = N_("There is smtp.password already: only one of the two.")
_ONLY_WITH_TLS: Final = N_("It is for TLS, and smtp.security is none: choose starttls or tls, or take this out.")
_READABLE: Final = N_(
    "Without encryption anybody on the way could read the password. Choose STARTTLS or TLS, or take the user name out; "
    "where it has to be, “insecure” allows it."
)
_NEEDED: Final = {
    "host": N_("No mail can be sent without a mail server: enter its name."),
    "sender": N_("Mail has to come from somebody: enter an address."),
    "recipients": N_("Somebody has to get the mail: enter at least one address."),
}


class SmtpSettings(BaseModel):
    """Which mail server, how it is spoken to, and who gets mail.

    ``enabled`` is the last one, since it needs three others.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    host: Host = Field("", description=N_("The name of the mail server or its IP address, without a port."))
    port: WholeNumber | None = Field(None, ge=1, le=65535, description=N_("A port is a number from 1 to 65535."))
    """None: see :attr:`port_in_use`."""
    security: Literal["starttls", "tls", "none"] = Field("starttls", description=N_("starttls, tls or none."))
    """TLS that is begun in a plain connection and insisted on; TLS from the first byte on; no TLS at all."""
    ca_cert: WholePath = Field("", description=_FILE)
    """Whom to trust instead of the system's authorities; PEM."""
    insecure: bool = Field(False, description=_SWITCH)
    """The server's certificate is not verified; without TLS the password may be sent so that anybody can read it."""
    username: UserName = Field("", description=N_("One line of at most 200 characters."))
    """Empty: nobody signs in, as at a mail server in one's own house."""
    password: SecretLine = Field(SecretStr(""), description=N_("One line of at most 1000 characters."))
    password_file: WholePath = Field("", description=_FILE)
    """A file with the password, read whenever mail is sent. Not from the environment; see MqttSettings."""
    sender: MailSender = Field(
        "", description=N_("An address such as anna@example.org, or with a name: Family <anna@example.org>.")
    )
    recipients: MailAddresses = Field(
        "", description=N_("At most 20 addresses such as anna@example.org, with commas between them.")
    )
    timeout: WholeNumber = Field(60, ge=5, le=600, description=N_("A number of seconds from 5 to 600."))
    """For the whole of one sending."""
    enabled: bool = Field(False, description=_SWITCH)

    @property
    def port_in_use(self) -> int:
        """The port that is set, else the usual one."""
        return self.port or PORTS[self.security]

    @property
    def mailbox(self) -> Mailbox:
        """From whom mail is; only where there is a sender."""
        return mailbox(self.sender)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Who gets mail, each once, as the addresses travel."""
        return tuple(dict.fromkeys(ascii_address(one) for one in listed(self.recipients)))

    _one_password = field_validator("password_file")(not_beside_secret("password", _ONE_PASSWORD))

    @field_validator("ca_cert")
    @classmethod
    def _only_with_tls(cls, path: str, info: ValidationInfo) -> str:
        if path and info.data.get("security") == "none":
            raise NotBesideError(_ONLY_WITH_TLS)
        return path

    @field_validator("username")
    @classmethod
    def _not_readable(cls, name: str, info: ValidationInfo) -> str:
        if name and info.data.get("security") == "none" and not info.data.get("insecure"):
            raise NotBesideError(_READABLE)
        return name

    @field_validator("enabled")
    @classmethod
    def _has_what_it_takes(cls, value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic's call
        for name, sentence in _NEEDED.items():
            given = info.data.get(name, "wrong in itself, which is said already")
            if value and not (listed(given) if name == "recipients" else given):
                raise NotBesideError(sentence, about=name)
        return value
