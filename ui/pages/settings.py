"""Settings: oneself; and for admins the people who sign in, other programs, the key, language and times."""

from __future__ import annotations

from i18n import N_
from ui.frame import Frame
from ui.parts.accounts_card import AccountsCard
from ui.parts.backup_card import BackupCard
from ui.parts.digest_card import DigestCard
from ui.parts.git_card import GitCard
from ui.parts.house_card import HouseCard
from ui.parts.key_card import KeyCard
from ui.parts.mail_card import MailCard
from ui.parts.mqtt_card import MqttCard
from ui.parts.own_account import OwnAccount, OwnDevices
from ui.parts.tokens_card import TokensCard
from ui.theme import box


class SettingsPage:
    """Cards that are each read when they are shown; none depends on the fleet."""

    def __init__(self, frame: Frame) -> None:
        desk = frame.desk
        frame.heading(N_("Settings"))
        admin = desk.services.person().may_admin
        with box("cards two"):
            with box("stack"):
                OwnAccount(desk)
                OwnDevices(desk)
                if admin:
                    AccountsCard(desk)
                    BackupCard(desk)
                    GitCard(desk)
            if admin:
                with box("stack"):
                    HouseCard(desk)
                    MqttCard(desk)
                    MailCard(desk, lambda on: digest.mail_is(on=on))
                    digest = DigestCard(desk)
                    TokensCard(desk)
                    KeyCard(desk)
