"""Copies of the whole data directory, and putting one back."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import speech
from backup import (
    Copies,
    Copy,
    Last,
    Made,
    Manifest,
    ToldBackup,
    checked_passphrase,
    copy_name,
    load_last,
    make,
    passphrase_in,
    told_backups,
)
from backup.passphrase import passphrase_of
from backup.restoring import Restore, Restored
from commands.asking import asked, login
from commands.frame import AsJson, Frame, frame_of, print_problems, say, sentences, show, table
from core import Core
from errors import DataError, DataInUse, InvalidValue
from i18n import N_, Message, translate
from opening import open_core
from plain import Plain
from services.backups import Backups
from services.changes import Changes
from storage.shelf import Shelf

app = typer.Typer(help="Copies of the whole data directory, and putting one back.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help="The backup, such as “backup list” shows.")]
PassphraseFile = Annotated[
    Path | None, typer.Option("--passphrase-file", help="A file with the passphrase in its only line.")
]
Without = Annotated[bool, typer.Option("--without-secrets", help="Leave the key, accounts, tokens and passwords out.")]

WITHOUT = N_(
    "What is secret is NOT in it: the SSH key, accounts, tokens, links and passwords. After restoring it, a new key "
    "has to go to every computer, and somebody has to set up the first account anew."
)
NAMES = {"mqtt": N_("Home Assistant"), "smtp": N_("Mail"), "git_copy": N_("Copy to Git")}
"""Groups of settings that lead to a server."""
NEITHER = N_("There is no such folder. A file for a backup ends in .tar.gz.")
ENDING = ".tar.gz"
INSIDE = N_("It would become a part of the next backup. Choose a place outside of the data directory.")


@app.command()
def create(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="A folder, or a file ending in .tar.gz; else the folder that is set."),
    ] = None,
    passphrase_file: PassphraseFile = None,
    without_secrets: Without = False,
    as_json: AsJson = False,
) -> None:
    """Make a backup, also beside a running program. The passphrase is asked for if none is set."""
    frame = frame_of(context)
    with frame.core(writer=False) as core:
        _check_place(core, file)  # before anybody has to think of a passphrase
        passphrase = "" if without_secrets else _new_passphrase(core, passphrase_file)
        now = core.clock.now()
        shelf, name = _place(core, file, has_secrets=bool(passphrase))
        made = make(core.store.root, shelf, name, now=now, passphrase=passphrase)
        last = Last(
            name=made.path.name, at=now, folder=str(shelf.folder), size=made.size, secrets=made.manifest.has_secrets
        )
        _say_made(core, made, as_json=as_json)
    _remember(frame, ToldBackup(last=last, who=login()))


def _say_made(core: Core, made: Made, *, as_json: bool) -> None:
    if as_json:
        show(_made(made))
        return
    said = {"path": made.path, "size": speech.file_size(made.size, core.settings.language)}
    say(N_("The backup is {path} ({size})."), core, **said)
    _say_secrets(core, made.manifest)
    for name in made.manifest.left_out:
        say(N_("Left out, since it is no file that can be read: {name}"), core, name=name)


def _remember(frame: Frame, told: ToldBackup) -> None:
    """Let the program know. The backup is there in any case, also of a disk that takes nothing any more."""
    try:
        try:
            core, alone = open_core(frame.data, frame.clock, writer=True), True
        except DataInUse:
            core, alone = open_core(frame.data, frame.clock, writer=False), False
        with core.store:
            if alone:
                Backups(core, Changes(core)).keep(told)
            else:
                told_backups(core.store).add(told)
    except DataError as error:
        print(error.text(frame.language()), file=sys.stderr)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the backups in the folder that is set, the newest first."""
    with frame_of(context).core(writer=False) as core:
        copies = Copies(core.store.root, core.settings.backup)
        found = copies.list()
        if as_json:
            show([_copy(copies, one) for one in found])
            return
        if not found:
            say(N_("There is no backup in {folder} yet. Make one: backup create"), core, folder=copies.folder)
        table([_row(core, copies, one) for one in found])


@app.command()
def check(context: typer.Context, file: File, passphrase_file: PassphraseFile = None, as_json: AsJson = False) -> None:
    """Read a backup from end to end, and change nothing. With its passphrase also what is secret is read."""
    frame = frame_of(context)
    with sentences(frame.language):
        backup = Restore(_found(frame, file), frame.clock, asked())
        passphrase = passphrase_in(str(passphrase_file)) if passphrase_file else ""
        manifest = backup.check(passphrase)
        if as_json:
            show({**_manifest(manifest), "secrets_read": bool(passphrase) and manifest.has_secrets})
            return
        language = frame.language()
        print(_whole(manifest).text(language))
        if not manifest.has_secrets:
            print(translate(WITHOUT, language))
        elif not passphrase:
            print(translate(N_("Its secrets were not opened: give --passphrase-file to try that too."), language))


@app.command()
def restore(
    context: typer.Context,
    file: File,
    to: Annotated[
        Path | None, typer.Option("--to", help="Into this folder, which has to be empty, and not into --data.")
    ] = None,
    passphrase_file: PassphraseFile = None,
    without_secrets: Without = False,
    keep_secrets: Annotated[
        bool,
        typer.Option(
            "--keep-secrets/--drop-secrets", help="Where the backup has no secrets: whether those that are there stay."
        ),
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the data directory, which is kept. No program may run on it."""
    frame = frame_of(context)
    language = frame.language()
    with sentences(lambda: language):
        backup = Restore(_found(frame, file), frame.clock, asked())
        passphrase = ""
        if backup.manifest().has_secrets and not without_secrets:
            passphrase = _known_passphrase(language, passphrase_file)
        root = (to or frame.data).expanduser()
        restored = backup.into(
            root,
            passphrase=passphrase,
            without_secrets=without_secrets,
            keep_secrets=keep_secrets,
            must_be_empty=to is not None,
        )
        if as_json:
            show(_restored(restored, root, language))
            return
        core = open_core(root, frame.clock, writer=False)
        with core.store:
            _tell(core, restored)


def _tell(core: Core, restored: Restored) -> None:
    language, settled = core.settings.language, restored.settled
    made = f"{restored.manifest.created.astimezone():%Y-%m-%d %H:%M}"
    say(N_("{path} is as it was at {made}."), core, path=core.store.root, made=made)
    if restored.old is not None:
        say(N_("What was there is kept in {path}; delete it when all is well."), core, path=restored.old)
    if restored.secrets == "none":
        print(translate(WITHOUT, language))
    elif restored.secrets == "kept":
        say(N_("The backup has no secrets, so those that were there stay in use."), core)
    else:
        say(N_("Everybody has to sign in again. Passwords, tokens and links are as they were then."), core)
    for group in restored.elsewhere:
        said = N_("{name} is turned off: the backup leads to another server than before. Look at it in the settings.")
        say(said, core, name=Message(NAMES[group]))
    if settled.asked:
        waiting = Message(
            N_("{count} edit waits for your decision: it may have arrived after the backup was made."),
            plural=N_("{count} edits wait for your decision: they may have arrived after the backup was made."),
            count=settled.asked,
        )
        print(waiting.text(language))
    if restored.enforced:
        names = ", ".join(restored.enforced)
        say(
            N_("The rules of the backup are put in force again, whatever is set there now, on: {names}"),
            core,
            names=names,
        )
    print_problems(core, restored.problems)


def _new_passphrase(core: Core, file: Path | None) -> str:
    """What to encrypt with; empty for a backup without secrets. Raises PassphraseWeak, PassphraseUnreadable."""
    if file is not None:
        return checked_passphrase(passphrase_in(str(file)))
    if known := passphrase_of(core.settings.backup):
        return known
    if not sys.stdin.isatty():
        return ""
    language = core.settings.language
    print(translate(N_("The secrets are encrypted with a passphrase; without one they are left out."), language))
    prompt = translate(N_("Passphrase (empty: without secrets)"), language)
    text: str = typer.prompt(prompt, default="", show_default=False, hide_input=True)
    if not text:
        return ""
    checked_passphrase(text)
    again: str = typer.prompt(translate(N_("Once more"), language), default="", show_default=False, hide_input=True)
    if again != text:
        raise InvalidValue(
            what=Message(N_("Passphrase")), value="•••", allowed=Message(N_("The two are not the same."))
        )
    return text


def _known_passphrase(language: str, file: Path | None) -> str:
    """What a backup was encrypted with; empty if nobody can be asked. Raises PassphraseUnreadable."""
    if file is not None:
        return passphrase_in(str(file))
    if not sys.stdin.isatty():
        return ""
    text: str = typer.prompt(translate(N_("Passphrase"), language), hide_input=True)
    return text


def _check_place(core: Core, file: Path | None) -> None:
    """Raises InvalidValue for a place in the data directory, and for what is neither a folder nor called a backup.

    A stick that is not plugged in has no folder: a file in its place would be on no stick.
    """
    if file is None:
        return
    path = file.expanduser().resolve()
    why, folder = None, path if path.is_dir() else path.parent
    if not path.is_dir() and not path.name.endswith(ENDING):
        why = Message(NEITHER)
    elif path.is_relative_to(core.store.root) and folder != core.store.root / "backups":
        why = Message(INSIDE)
    if why is not None:
        raise InvalidValue(what=Message(N_("file")), value=str(path), allowed=why)


def _place(core: Core, file: Path | None, *, has_secrets: bool) -> tuple[Shelf, str]:
    """Where a new backup goes."""
    copies, maker = Copies(core.store.root, core.settings.backup), load_last(core.store).maker
    if file is None:
        copies.ready()
        return copies.shelf, copies.free_name(core.clock.now(), has_secrets=has_secrets, maker=maker)
    path = file.expanduser().resolve()
    if path.is_dir():
        path /= copy_name(core.clock.now(), has_secrets=has_secrets, maker=maker)
    return Shelf(path.parent), path.name


def _found(frame: Frame, file: Path) -> Path:
    """The file; a name that “list” shows means the one in the folder that is set."""
    path = file.expanduser()
    if path.exists() or len(file.parts) > 1 or not frame.data.expanduser().is_dir():
        return path.absolute()
    core = open_core(frame.data, frame.clock, writer=False)
    with core.store:
        listed = Copies(core.store.root, core.settings.backup).folder / file
    return listed if listed.exists() else path.absolute()


def _whole(manifest: Manifest) -> Message:
    made = f"{manifest.created.astimezone():%Y-%m-%d %H:%M}"
    return Message(
        N_("The backup is whole: {count} file, made at {made} by release {release}."),
        {"made": made, "release": manifest.program},
        plural=N_("The backup is whole: {count} files, made at {made} by release {release}."),
        count=len(manifest.plain),
    )


def _say_secrets(core: Core, manifest: Manifest) -> None:
    if manifest.has_secrets:
        say(N_("What is secret is in it, encrypted. Keep the passphrase elsewhere: nobody can open it without."), core)
    else:
        print(translate(WITHOUT, core.settings.language))


def _row(core: Core, copies: Copies, one: Copy) -> tuple[str, ...]:
    language = core.settings.language
    secrets = N_("with secrets, encrypted") if one.has_secrets else N_("without secrets")
    when = f"{one.at.astimezone():%Y-%m-%d %H:%M}"
    path = os.path.join(copies.folder, one.name)  # noqa: PTH118 - only to be shown
    return when, speech.file_size(one.size, language), translate(secrets, language), path


def _copy(copies: Copies, one: Copy) -> dict[str, Any]:
    return {
        "name": one.name,
        "path": str(copies.folder / one.name),
        "at": one.at.isoformat(),
        "size": one.size,
        "secrets": one.has_secrets,
    }


def _made(made: Made) -> dict[str, Any]:
    return {"path": str(made.path), "size": made.size, **_manifest(made.manifest)}


def _manifest(manifest: Manifest) -> dict[str, Any]:
    return {
        "created": manifest.created.isoformat(),
        "program": manifest.program,
        "secrets": manifest.has_secrets,
        "files": len(manifest.plain),
        "left_out": list(manifest.left_out),
    }


def _restored(restored: Restored, root: Path, language: str) -> dict[str, Any]:
    return {
        **_manifest(restored.manifest),
        "path": str(root),
        "old": str(restored.old) if restored.old else None,
        "secrets": restored.secrets,
        "elsewhere": list(restored.elsewhere),
        "edits": {
            "asked": restored.settled.asked,
            "ended": restored.settled.ended,
            "go_on": restored.settled.go_on,
        },
        "enforced": list(restored.enforced),
        "problems": Plain(language)(restored.problems),
    }
