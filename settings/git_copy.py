"""The settings of the copy to a Git repository."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator

from i18n import N_
from settings.git_remote import PLAIN_HTTP, Remote, branch_name, remote_of
from settings.values import NotBesideError, SecretLine, TimeOfDay, UserName, WholePath, not_beside_secret

_SWITCH: Final = N_("true or false.")
_FILE: Final = N_("The whole path of a file on this machine, beginning with /.")
_PLAIN_FILE: Final = N_('The whole path of a file on this machine, beginning with / and without any of " % $ \\.')
_ONE_TOKEN: Final = N_("There is git_copy.token already: only one of the two.")
_NEEDED: Final = N_("There is nowhere to copy to: enter the address of a Git repository.")
_STRANGE: Final = re.compile(r'["%$\\~]')
_PERSON: Final = re.compile(r"[^<>\r\n]{1,100}")
_MAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,200}")


def _remote(url: str) -> str:
    if url:
        remote_of(url)
    return url


def _plain_path(path: str) -> str:
    if _STRANGE.search(path):
        raise ValueError("ssh would read something else")
    return path


def _person(name: str) -> str:
    if not _PERSON.fullmatch(name) or not name.isprintable() or name != name.strip():
        raise ValueError("not a name")
    return name


def _mail(address: str) -> str:
    if not _MAIL.fullmatch(address):
        raise ValueError("not an address")
    return address


PlainPath = Annotated[WholePath, AfterValidator(_plain_path)]
"""A path in which ssh has nothing to replace."""


class GitCopySettings(BaseModel):
    """Which repository, how it is reached, and when the copy goes there.

    ``enabled`` is the last one, since it needs another.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    insecure: bool = Field(False, description=_SWITCH)
    """The token may be sent to another machine without encryption (http://)."""
    remote: Annotated[str, AfterValidator(_remote)] = Field(
        "",
        description=N_(
            "An address such as https://git.example.org/anna/times.git, git@git.example.org:anna/times.git or "
            "/mnt/nas/times.git."
        ),
    )
    branch: Annotated[str, AfterValidator(branch_name)] = Field(
        "main", description=N_("Letters, digits and . _ - / are, at most 100 of them, such as main.")
    )
    username: UserName = Field("git", description=N_("One line of at most 200 characters."))
    """With the token; most servers take any."""
    token: SecretLine = Field(SecretStr(""), description=N_("One line of at most 1000 characters."))
    token_file: WholePath = Field("", description=_FILE)
    """A file with the token, read for each copy. Not from the environment; see MqttSettings."""
    ca_cert: WholePath = Field("", description=_FILE)
    """Whom to trust instead of the system's authorities; PEM."""
    ssh_key_file: PlainPath = Field("", description=_PLAIN_FILE)
    """Empty: the key with which computers are read."""
    known_hosts_file: PlainPath = Field("", description=_PLAIN_FILE)
    """The keys of servers, as OpenSSH keeps them. Empty: those of the account that the program runs under."""
    at: TimeOfDay = Field("04:10", description=N_("A time of day such as 04:10, by the clock of this machine."))
    author_name: Annotated[str, AfterValidator(_person)] = Field(
        "timekpr-mngr", description=N_("A name in one line, without < and >.")
    )
    author_email: Annotated[str, AfterValidator(_mail)] = Field(
        "timekpr-mngr@localhost", description=N_("An address such as anna@example.org.")
    )
    enabled: bool = Field(False, description=_SWITCH)

    @property
    def place(self) -> Remote | None:
        """What the address says; None if there is none."""
        return remote_of(self.remote) if self.remote else None

    @field_validator("remote")
    @classmethod
    def _not_readable(cls, url: str, info: ValidationInfo) -> str:
        remote = remote_of(url) if url else None
        if remote and remote.way == "http" and not remote.is_loopback and not info.data.get("insecure"):
            raise NotBesideError(PLAIN_HTTP)
        return url

    _one_token = field_validator("token_file")(not_beside_secret("token", _ONE_TOKEN))

    @field_validator("enabled")
    @classmethod
    def _has_what_it_takes(cls, value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic's call
        if value and not info.data.get("remote", "wrong in itself, which is said already"):
            raise NotBesideError(_NEEDED, about="remote")
        return value
