"""What the settings' pages need: accounts, settings, tokens and the key. See :mod:`ui.ports` for what holds for all.

Everything raises SignedOut, NotAllowed where the role does not reach, and PasswordNeeded before what can do harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from backup_views import BackupView, CopyView
from digest.views import DigestSettingsView
from editing import Asked
from git_copy_views import GitCopyView, GitSettingsView
from mail_views import MailView, SmtpView
from mqtt_views import BridgeView, MqttView
from ui.examination import Examination
from views import AccountView, DeviceView, HouseView, TokenView


class People(Protocol):
    """Accounts and sessions; see services.signed_in.people."""

    def devices(self) -> tuple[DeviceView, ...]:
        """Where one is signed in, this browser first."""
        ...

    def sign_out_elsewhere(self) -> None:
        """End one's other sessions."""
        ...

    def change_own_password(self, old: str, new: str, asked: Asked) -> None:
        """Another password of one's own. Raises WrongPassword, InvalidValue."""
        ...

    def new_second(self) -> tuple[str, str]:
        """A key for an authenticator app, and the address for its QR code."""
        ...

    def add_own_second(self, key: str, code: str, asked: Asked) -> tuple[str, ...]:
        """Ask for codes from now on; the recovery codes. Raises WrongCode."""
        ...

    def drop_own_second(self, code: str, asked: Asked) -> None:
        """Ask for the password alone. Raises WrongCode."""
        ...

    def accounts(self) -> tuple[AccountView, ...]:
        """All accounts."""
        ...

    def add(self, name: str, password: str, role: str, children: Iterable[str] | None, asked: Asked) -> None:
        """Make an account. Raises InvalidValue, AlreadyExists, TooMany."""
        ...

    def change(self, account_id: str, name: str, role: str, children: Iterable[str] | None, asked: Asked) -> None:
        """Another name, role, or other children. Raises InvalidValue, AlreadyExists, LastAdmin."""
        ...

    def set_password(self, account_id: str, password: str, asked: Asked) -> None:
        """Give somebody another password. Raises InvalidValue."""
        ...

    def drop_second(self, account_id: str, asked: Asked) -> None:
        """Ask somebody for the password alone."""
        ...

    def remove(self, account_id: str, asked: Asked) -> None:
        """Let nobody in by an account any more. Raises LastAdmin."""
        ...


class House(Protocol):
    """Settings, tokens and our own key; see services.signed_in.house."""

    def view(self) -> HouseView:
        """The settings that pages change."""
        ...

    def change(
        self, *, language: str, time_format: str, first_weekday: str, sync_interval_seconds: int, asked: Asked
    ) -> None:
        """Change settings, all or none. Raises SettingsInvalid, InvalidValue."""
        ...

    def mqtt_view(self) -> MqttView:
        """The settings of the bridge to Home Assistant."""
        ...

    def change_mqtt(self, changes: Mapping[str, object], asked: Asked) -> None:
        """Change some of them by their names, ``host`` and not ``mqtt.host``, all or none. Raises SettingsInvalid.

        A ``password`` that is left out or None stays as it is; "" is none any more.
        """
        ...

    def bridge_view(self) -> BridgeView:
        """How the connection to the MQTT broker stands. Neither reads nor writes a disk."""
        ...

    def begin_mqtt_test(self, changes: Mapping[str, object], asked: Asked) -> Examination:
        """Try the connection as it would be with these changes (see change_mqtt), of which none is saved.

        Does not wait. Raises SettingsInvalid, BrokerPasswordWanted, Busy.
        """
        ...

    def smtp_view(self) -> SmtpView:
        """The settings of mail."""
        ...

    def change_smtp(self, changes: Mapping[str, object], asked: Asked) -> None:
        """Change some of them by their names, ``host`` and not ``smtp.host``, all or none.

        A ``password`` that is left out or None stays as it is; "" is none any more. Raises SettingsInvalid, and
        MailPasswordWanted where the saved one would go to another server.
        """
        ...

    def mail_view(self) -> MailView:
        """How sending mail stands. Neither reads nor writes a disk."""
        ...

    def begin_mail_test(self, changes: Mapping[str, object], asked: Asked) -> Examination:
        """Send a test mail as it would be sent with these changes (see change_smtp), of which none is saved.

        Does not wait. Raises SettingsInvalid, MailPasswordWanted, Busy.
        """
        ...

    def digest_view(self) -> DigestSettingsView:
        """The settings of the digest of the week."""
        ...

    def change_digest(self, changes: Mapping[str, object], asked: Asked) -> None:
        """Change some of them by their names, ``weekday`` and not ``digest.weekday``, all or none.

        Raises SettingsInvalid.
        """
        ...

    def tokens(self) -> tuple[TokenView, ...]:
        """The tokens of the API."""
        ...

    def make_token(self, name: str, scopes: Iterable[str], asked: Asked) -> str:
        """Make a token; its secret, shown once. Raises InvalidValue, AlreadyExists, TooMany."""
        ...

    def revoke_token(self, token_id: str, asked: Asked) -> None:
        """Let nobody in by a token any more."""
        ...

    def renew_key(self, asked: Asked) -> str:
        """Make another SSH key; its public line."""
        ...


class Backups(Protocol):
    """Copies of the data; see services.signed_in.backups."""

    def view(self) -> BackupView:
        """Settings, the copies that there are, and how it stands."""
        ...

    def change(self, changes: Mapping[str, object], asked: Asked) -> None:
        """Change some of the settings by their names, all or none. Raises SettingsInvalid."""
        ...

    def make_now(self, asked: Asked) -> CopyView:
        """Make a copy at once; takes seconds. Raises Busy, BackupError, DataError."""
        ...

    def allow_download(self) -> None:
        """Raises what stands in the way of a download."""
        ...


class GitCopies(Protocol):
    """The copy in a Git repository; see services.signed_in.git_copies."""

    def view(self) -> GitCopyView:
        """How it stands. Neither reads nor writes a disk."""
        ...

    def settings_view(self) -> GitSettingsView:
        """Its settings."""
        ...

    def change(self, changes: Mapping[str, object], asked: Asked) -> None:
        """Change some of the settings by their names, all or none. Raises SettingsInvalid, GitTokenWanted."""
        ...

    def begin_test(self, changes: Mapping[str, object], asked: Asked) -> Examination:
        """Try the way there as it would be with these changes, of which none is saved; does not wait.

        Raises SettingsInvalid, GitTokenWanted, Busy.
        """
        ...

    def push_now(self, asked: Asked) -> GitCopyView:
        """Make a copy at once; may take minutes. Raises Busy, GitCopyError, DataError."""
        ...
