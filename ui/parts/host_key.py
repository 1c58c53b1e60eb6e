"""The host key, at the two moments when a parent has to look at it: first contact, and when it has changed.

Nothing is accepted in one tap: the card shows the fingerprint and how to compare it, the sheet asks once more, and a
changed key asks for a tick as well.
"""

from __future__ import annotations

from nicegui import ui

from i18n import N_
from ui.desk import Desk
from ui.parts.command import command
from ui.parts.sheet import Complaint, actions_row, sheet
from ui.theme import box, button, text
from views import ServerState, ServerView

KEY_FILES = {
    "ssh-ed25519": "/etc/ssh/ssh_host_ed25519_key.pub",
    "ecdsa-sha2-nistp256": "/etc/ssh/ssh_host_ecdsa_key.pub",
    "ecdsa-sha2-nistp384": "/etc/ssh/ssh_host_ecdsa_key.pub",
    "ecdsa-sha2-nistp521": "/etc/ssh/ssh_host_ecdsa_key.pub",
    "ssh-rsa": "/etc/ssh/ssh_host_rsa_key.pub",
}
"""Where OpenSSH keeps a key of that type. A type that is not listed is compared with ed25519, the usual one."""


def host_key_note(desk: Desk, server: ServerView) -> None:
    """What the card of such a computer says instead of figures; an admin can confirm the key from here."""
    voice = desk.voice
    changed = server.state is ServerState.KEY_CHANGED
    with box("note stack warn").mark("host-key"), box("grow stack"):
        if changed:
            text(
                "p",
                voice.text(N_("Its host key has changed. It was set up anew, or another computer pretends to be it.")),
            )
            text("p", voice.text(N_("Nothing is sent until you look.")))
        else:
            text("p", voice.text(N_("It answers for the first time. Make sure that it is the right computer.")))
            text("p", voice.text(N_("Nothing is sent until you confirm its host key.")))
    label = voice.text(N_("Compare the keys…") if changed else N_("Compare and confirm…"))
    if not desk.may_admin:
        return
    with box("actions"):
        button(label, lambda: compare_host_key(desk, server), "soft" if changed else "primary").mark("compare")


def compare_host_key(desk: Desk, server: ServerView) -> None:
    """Show what the computer shows, say how to compare it, and ask."""
    voice = desk.voice
    changed = server.state is ServerState.KEY_CHANGED
    title = N_("Does {server} have a new host key?") if changed else N_("Is this {server}?")
    with sheet(voice.text(title, server=server.name)) as dialog:
        if changed:
            _fingerprint(voice.text(N_("Confirmed until now")), "", server.pinned_fingerprint)
        _fingerprint(voice.text(N_("It shows now") if changed else N_("It shows")), server.key_type, server.fingerprint)
        text("p", voice.text(N_("Sit down at {server} and enter this there:"), server=server.name))
        command(f"ssh-keygen -lf {KEY_FILES.get(server.key_type, KEY_FILES['ssh-ed25519'])}", voice)
        text("p", voice.text(N_("Only if it prints the very same fingerprint is it the computer you mean.")))
        looked = None
        if changed:
            text(
                "p",
                voice.text(N_("If nobody has set it up anew, do not accept the key: ask who could have.")),
                "note bad",
            )
            looked = ui.checkbox(voice.text(N_("I have compared them at the computer"))).mark("looked")
        complaint = Complaint()

        async def confirm() -> None:
            if error := await desk.attempt(desk.services.trust, server.id, server.fingerprint, asked=desk.asked()):
                complaint.say(error.text(voice.language))
            else:
                dialog.close()

        done = voice.text(N_("Accept the new key") if changed else N_("They are the same: confirm"))
        accept = actions_row(dialog, voice.text(N_("Not now")), done, confirm, "danger" if changed else "primary")
        if looked:
            accept.bind_enabled_from(looked, "value")


def _fingerprint(heading: str, key_type: str, fingerprint: str) -> None:
    with box(""):
        text("p", heading, "muted small")
        text("code", f"{key_type} {fingerprint}".strip(), "fingerprint mono").mark("fingerprint")
