"""The audit in words: what was changed, what came of it, who asked and by which way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import speech
from audit import Entry
from core import Core
from edit_views import LINES, edit_words
from error_record import restored
from headlines import Style
from i18n import N_, Message
from pending import Edit, EditKind, EditState, KeyChange, Through
from state import ServerStatus
from views import AuditQuery, AuditView

CHANGED_THERE: Final = "changed_there"
RESULTS: Final[dict[str, str]] = {
    **{state.value: text for state, text in LINES.items()},
    EditState.QUEUED.value: N_("accepted"),
    EditState.CONFIRMED.value: N_("confirmed"),
}
"""By the state of an edit."""
TONES: Final = {"confirmed": "good", "conflict": "warn", "unclear": "warn", "refused": "warn"}

THROUGH: Final = {
    Through.PAGE.value: N_("on the page"),
    Through.API.value: N_("by the API"),
    Through.MQTT.value: N_("by MQTT"),
    Through.COMMAND.value: N_("by a command"),
    Through.RULE.value: N_("by itself"),
}

KINDS: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "time": (N_("Time given and taken"), frozenset({"grant"})),
    "today": (N_("Only for a day"), frozenset({"today", "lock", "unlock", "return"})),
    "rules": (N_("Lasting rules"), frozenset({"config"})),
    "main": (N_("Timekpr's settings"), frozenset({"main"})),
    "there": (N_("Changed on a computer"), frozenset({CHANGED_THERE})),
    "fleet": (N_("Computers, users, children"), frozenset({"server", "user", "child"})),
    "requests": (N_("Children's own pages"), frozenset({"request", "child_link"})),
    "signs": (N_("Signs of tampering"), frozenset({"sign"})),
    "tokens": (N_("Access for programs"), frozenset({"token"})),
    "people": (N_("People who sign in"), frozenset({"account"})),
    "house": (N_("Settings"), frozenset({"settings", "key", "backup", "git_copy"})),
}
"""What one may look for, by its name: its words, and the kinds of entry that it means."""

_DONE: Final = {
    ("server", "added"): N_("Computer added"),
    ("server", "changed"): N_("Computer changed"),
    ("server", "removed"): N_("Computer removed"),
    ("server", "trusted"): N_("Host key confirmed"),
    ("user", "added"): N_("User added"),
    ("user", "removed"): N_("User taken off the list"),
    ("child", "added"): N_("Child added"),
    ("child_link", "added"): N_("Link to a child's own page made"),
    ("child_link", "removed"): N_("Link to a child's own page ended"),
    ("request", "asked"): N_("Asked for more time"),
    ("request", "replaced"): N_("Asked for something else instead"),
    ("request", "taken_back"): N_("Took it back"),
    ("request", "given"): N_("Said yes to more time"),
    ("request", "not_now"): N_("Said not now"),
    ("sign", "seen"): N_("Sign of tampering seen"),
    ("token", "added"): N_("Token made"),
    ("token", "removed"): N_("Token revoked"),
    ("user", "changed"): N_("Whose login it is"),
    ("child", "changed"): N_("Child changed"),
    ("child", "removed"): N_("Child removed"),
    ("account", "added"): N_("Somebody added who signs in"),
    ("account", "changed"): N_("What somebody may do"),
    ("account", "removed"): N_("Somebody removed who signed in"),
    ("account", "password"): N_("New password"),
    ("account", "second_on"): N_("A code besides the password"),
    ("account", "second_off"): N_("No code any more"),
    ("account", "signed_in"): N_("Signed in"),
    ("account", "wrong_password"): N_("Wrong name or password"),
    ("history", "imported"): N_("Days of another program's history added"),
    ("settings", "changed"): N_("Settings changed"),
    ("settings", "tried"): N_("Connection to an MQTT broker tried"),
    ("settings", "mail_tried"): N_("Test mail sent, or tried to"),
    ("key", "changed"): N_("Another SSH key made"),
    ("backup", "made"): N_("Backup made"),
    ("backup", "downloaded"): N_("Backup downloaded"),
    ("backup", "restored"): N_("Backup restored"),
    ("settings", "git_tried"): N_("Connection to a Git repository tried"),
    ("git_copy", "made"): N_("Copied to Git"),
    ("git_copy", "restored"): N_("Copy in Git put back"),
}
_FIELDS: Final = {
    "name": N_("Name"),
    "host": N_("Address"),
    "port": N_("SSH port"),
    "account": N_("Account"),
    "enabled": N_("Read at all"),
    "note": N_("Note"),
    "mode": N_("Changes made on the computer"),
    "channel": N_("Changes made here are sent"),
    "config_dir": N_("Folder of the rules"),
    "work_dir": N_("Folder of the counters"),
    "main_config": N_("Timekpr's settings"),
    "fingerprint": N_("Host key"),
    "child": N_("Child"),
    "scopes": N_("May"),
    "label": N_("Device"),
    "minutes": N_("Minutes"),
    "text": N_("Answer"),
    "sign": N_("What it said"),
    "role": N_("Role"),
    "colour": N_("Colour"),
    "language": N_("Language"),
    "time_format": N_("Times"),
    "first_weekday": N_("A week begins with"),
    "sync_interval_seconds": N_("Seconds between two readings"),
    "mqtt.enabled": N_("Home Assistant is told by MQTT"),
    "mqtt.host": N_("MQTT broker"),
    "mqtt.port": N_("Port of the broker"),
    "mqtt.username": N_("User at the broker"),
    "mqtt.password": N_("Password at the broker"),
    "mqtt.password_file": N_("File with the password at the broker"),
    "mqtt.tls": N_("TLS to the broker"),
    "mqtt.ca_cert": N_("Whose certificates are trusted"),
    "mqtt.client_cert": N_("Our certificate for the broker"),
    "mqtt.client_key": N_("Key of our certificate for the broker"),
    "mqtt.insecure": N_("The broker's certificate is not checked"),
    "mqtt.keepalive": N_("Seconds between two signs of life to the broker"),
    "mqtt.client_id": N_("Our client id at the broker"),
    "mqtt.base_topic": N_("Base topic"),
    "mqtt.discovery_prefix": N_("Discovery prefix"),
    "mqtt.status_topic": N_("Status topic of Home Assistant"),
    "mqtt.qos": N_("QoS of MQTT"),
    "mqtt.commands": N_("What Home Assistant may do"),
    "mqtt.grants_per_quarter_hour": N_("Most grants for one child in 15 minutes"),
    "mqtt.commands_per_minute": N_("Most commands in a minute"),
    "mqtt.nearly_out_minutes": N_("Minutes left when time is nearly over"),
    "mqtt.discovery": N_("Home Assistant makes its entities by itself"),
    "backup.enabled": N_("A backup is made each night"),
    "backup.at": N_("Time of the backup"),
    "backup.keep_days": N_("Days of which a backup is kept"),
    "backup.keep_weeks": N_("Weeks of which a backup is kept"),
    "backup.keep_months": N_("Months of which a backup is kept"),
    "backup.folder": N_("Folder of the backups"),
    "backup.passphrase": N_("Passphrase of the backups"),
    "backup.passphrase_file": N_("File with the passphrase of the backups"),
    "git_copy.enabled": N_("Copied to Git each night"),
    "git_copy.remote": N_("Git repository"),
    "git_copy.branch": N_("Branch in the Git repository"),
    "git_copy.insecure": N_("The token may be sent to the Git server without encryption"),
    "git_copy.username": N_("User name at the Git server"),
    "git_copy.token": N_("Token at the Git server"),
    "git_copy.token_file": N_("File with the token at the Git server"),
    "git_copy.ca_cert": N_("Whose certificates are trusted"),
    "git_copy.ssh_key_file": N_("SSH key for the Git server"),
    "git_copy.known_hosts_file": N_("File with the keys of Git servers"),
    "git_copy.at": N_("Time of the copy to Git"),
    "git_copy.author_name": N_("Name in the commits"),
    "git_copy.author_email": N_("Mail address in the commits"),
    "commit": N_("Commit"),
    "file": N_("File"),
    "made": N_("Made"),
    "digest.enabled": N_("The week in words is sent"),
    "digest.weekday": N_("Day of the week in words"),
    "digest.at": N_("Time of the week in words"),
    "smtp.enabled": N_("Mail is sent"),
    "smtp.host": N_("Mail server"),
    "smtp.port": N_("Port of the mail server"),
    "smtp.security": N_("Encryption to the mail server"),
    "smtp.ca_cert": N_("Whose certificates are trusted for mail"),
    "smtp.insecure": N_("The mail server's certificate is not checked"),
    "smtp.username": N_("User at the mail server"),
    "smtp.password": N_("Password at the mail server"),
    "smtp.password_file": N_("File with the password at the mail server"),
    "smtp.sender": N_("Mail comes from"),
    "smtp.recipients": N_("Mail goes to"),
    "smtp.timeout": N_("Seconds for one mail, at the most"),
}
_VALUES: Final = {
    "yes": N_("yes"),
    "no": N_("no"),
    "follow": N_("are taken over"),
    "enforce": N_("are set back"),
    "auto": N_("by whichever works"),
    "dbus": N_("by asking Timekpr (D-Bus)"),
    "timekpra": N_("by Timekpr's command (timekpra)"),
    "files": N_("by replacing its files"),
    "all": N_("everything"),
    "grants": N_("only what is for today"),
    "off": N_("nothing; it only shows"),
}
"""Values of some fields in words."""
_SAID: Final = frozenset(
    {
        "enabled",
        "mode",
        "channel",
        "mqtt.enabled",
        "mqtt.tls",
        "mqtt.insecure",
        "mqtt.commands",
        "mqtt.discovery",
        "backup.enabled",
        "digest.enabled",
        "git_copy.enabled",
        "git_copy.insecure",
        "smtp.enabled",
        "smtp.insecure",
    }
)
"""Fields whose values are words of ours."""
_TOLD_WHEN_ADDED: Final = frozenset(
    {
        "name",
        "host",
        "child",
        "scopes",
        "fingerprint",
        "label",
        "minutes",
        "text",
        "sign",
        "role",
        "file",
        "made",
        "commit",
    }
)
"""Fields of something new or gone that are worth a line; the others are what they usually are."""
_AMOUNT: Final = re.compile(r"[+=-][0-9]{1,6}")


def audit_view(entry: Entry, core: Core) -> AuditView:
    """What to show of one entry. A computer that is none of ours any more goes by its id."""
    server = core.fleet.find(entry.server) if entry.server else None
    through = THROUGH.get(entry.through)
    return AuditView(
        at=entry.at,
        what=tuple(entry_words(entry, core.style)),
        result=entry_result(entry),
        tone=TONES.get(entry.state, "rest"),
        server=server.name if server else entry.server,
        user=entry.user,
        child=core.fleet.children_of(entry.server).get(entry.user, "") if entry.user else "",
        who=entry.who,
        through=Message(through) if through else None,
        origin=_origin(entry),
        reason=entry.reason,
        why=entry_why(entry),
    )


def _origin(entry: Entry) -> str:
    """From where it came. Of MQTT only the name that the sender gave it: the request is what the line says anyway."""
    return entry.origin.partition(" ")[2] if entry.through == Through.MQTT else entry.origin


def is_wanted(entry: Entry, query: AuditQuery, logins: frozenset[tuple[str, str]]) -> bool:
    """Whether an entry fits all of a query but its text. ``logins``: server and user of each login of the child."""
    if query.server and entry.server != query.server:
        return False
    if query.who and entry.who != query.who:
        return False
    if query.kind and _kind_of(entry) not in KINDS.get(query.kind, ("", frozenset[str]()))[1]:
        return False
    return not query.child or (entry.server, entry.user) in logins or _names_child(entry, query.child)


def says(view: AuditView, text: str, language: str) -> bool:
    """Whether something of what is shown has this text in it, in any case."""
    messages = (*view.what, view.result, view.why, *((view.through,) if view.through else ()))
    said = (one.text(language) for one in messages)
    plain = (view.server, view.user, view.child, view.who, view.origin, view.reason)
    return text.casefold() in "\n".join((*said, *plain)).casefold()


def _kind_of(entry: Entry) -> str:
    return entry.kind if entry.what == "edit" else entry.what


def _names_child(entry: Entry, child: str) -> bool:
    names = {values.get("name" if entry.what == "child" else "child") for values in (entry.before, entry.after)}
    return entry.what in {"child", "user", "child_link"} and child in names


def entry_words(entry: Entry, style: Style) -> Iterator[Message]:
    """What it changes, said as of an edit that waits: the values are the same."""
    if entry.what not in {"edit", CHANGED_THERE}:
        yield from _fleet_words(entry)
        return
    kind = EditKind(entry.kind) if entry.kind in tuple(EditKind) else EditKind.CONFIG
    amount = entry.after.get("PLAYTIME", entry.after.get("TIME", "")) if kind is EditKind.GRANT else "+0"
    if not _AMOUNT.fullmatch(amount):
        yield Message(N_("{keys}"), {"keys": amount})
        return
    values: dict[str, Any] = {
        "kind": kind,
        "user": entry.user,
        "changes": tuple(KeyChange(key=k, seen=entry.before.get(k), wanted=text) for k, text in entry.after.items()),
        "operation": amount[0],
        "seconds": int(amount[1:]),
        "playtime": "PLAYTIME" in entry.after,
    }
    yield from edit_words(Edit.model_construct(**values), ServerStatus(), style)


def _fleet_words(entry: Entry) -> Iterator[Message]:
    done = _DONE.get((entry.what, entry.kind))
    yield Message(done) if done else Message(N_("{keys}"), {"keys": f"{entry.what} {entry.kind}".strip()})
    both = entry.kind in {"changed", "trusted", "tried", "mail_tried"} and entry.what != "account"
    for name, label in _FIELDS.items():
        before, after = _value(name, entry.before), _value(name, entry.after)
        if before == after or not (both or name in _TOLD_WHEN_ADDED):
            continue
        if both and before != "":
            yield Message(N_("{what}: {before} → {after}"), {"what": Message(label), "before": before, "after": after})
        else:
            yield Message(N_("{what}: {value}"), {"what": Message(label), "value": after or before})


def _value(name: str, values: Mapping[str, str]) -> Message | str:
    text = values.get(name, "")
    return Message(_VALUES[text]) if name in _SAID and text in _VALUES else text


def entry_result(entry: Entry) -> Message:
    """What came of it, as far as this entry knows."""
    if entry.what == CHANGED_THERE:
        return Message(N_("changed on the computer"))
    return Message(RESULTS.get(entry.state, ""))


def entry_why(entry: Entry) -> Message:
    """Why it came to that; empty where there is nothing to say."""
    return restored(entry.error).message if entry.error else Message(N_("{keys}"), {"keys": entry.why})


def moment(entry: AuditView, core: Core) -> str:
    """When it was, on our clock."""
    style = core.style
    return speech.moment(entry.at, core.clock.now().astimezone(), style.language, style.time_format)
