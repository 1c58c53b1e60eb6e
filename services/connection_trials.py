"""Trials of the ways to other servers, as they would be with changes that are not saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from editing import Asked
from errors import BrokerError
from git_copy_views import GIT
from mail_views import SMTP
from mqtt_views import MQTT
from services.bridge_like import BridgeLike
from services.changes import Changes
from services.examination import Examination
from services.git_copies import GitCopies
from services.house import House
from services.mail import Mail


class ConnectionTrials:
    """Each is begun and not waited for. Raises SettingsInvalid, Busy, and what :meth:`House.to_try` does."""

    def __init__(
        self,
        house: House,
        changes: Changes,
        *,
        bridge: Callable[[], BridgeLike | None],
        mail: Mail,
        git_copies: GitCopies,
    ) -> None:
        self._house = house
        self._changes = changes
        self._bridge = bridge
        self._mail = mail
        self._git_copies = git_copies

    def mqtt(self, changes: Mapping[str, object], asked: Asked) -> Examination:
        """The connection to the broker. Raises BrokerError where no bridge runs."""
        settings = self._house.to_try(MQTT, changes).mqtt
        bridge = self._bridge()
        if bridge is None:
            raise BrokerError
        examination = bridge.test(settings)
        where = {"mqtt.host": settings.host, "mqtt.port": str(settings.port_in_use)}
        self._changes.note(asked, "settings", "tried", after=where)
        return examination

    def mail(self, changes: Mapping[str, object], asked: Asked) -> Examination:
        """A test mail is sent."""
        settings = self._house.to_try(SMTP, changes).smtp
        examination = self._mail.test(settings)
        where = {"smtp.host": settings.host, "smtp.recipients": settings.recipients}
        self._changes.note(asked, "settings", "mail_tried", after=where)
        return examination

    def git(self, changes: Mapping[str, object], asked: Asked) -> Examination:
        """The way to the repository."""
        settings = self._house.to_try(GIT, changes).git_copy
        examination = self._git_copies.test(settings)
        self._changes.note(asked, "settings", "git_tried", after={"git_copy.remote": settings.remote})
        return examination
