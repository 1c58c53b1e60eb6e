"""The copy to a Git repository: why it does not come there, or not back.

``said`` is what git or a server has answered: data, in one line and cut off, without what is secret.
"""

from __future__ import annotations

from errors.base import MngrError
from i18n import N_


class GitCopyError(MngrError):
    """Something about the copy to Git."""

    code = "git_copy"
    template = N_("The copy to Git did not work.")


class GitMissing(GitCopyError):
    """There is no such program on this machine."""

    code = "git_missing"
    template = N_("The program git is not on this machine. Install it: apt install git")


class GitCopyOff(GitCopyError):
    """Nobody has said where to."""

    code = "git_copy_off"
    template = N_("No Git repository is entered yet. An admin can do that on the page Settings.")


class GitFileUnreadable(GitCopyError):
    """A file that a setting names cannot be used. Fields: key (git_copy.token_file), path, why."""

    code = "git_file_unreadable"
    template = N_("The setting {key} names the file {path}, which cannot be used: {why}. Correct the path or the file.")


class GitHostNotFound(GitCopyError):
    """The name has no address. Fields: host."""

    code = "git_host_not_found"
    template = N_("The network does not know the name {host} of the Git server. Check the address, and the network.")


class GitUnreachable(GitCopyError):
    """Nobody answers there. Fields: host."""

    code = "git_unreachable"
    template = N_("The Git server {host} cannot be reached. Is it on, and is the port right?")


class GitTokenMissing(GitCopyError):
    """The server wants to know who we are, and there is no token. Fields: host."""

    code = "git_token_missing"
    template = N_("{host} lets nobody in without a token. Make one there that may write to the repository.")


class GitTokenRefused(GitCopyError):
    """Fields: host."""

    code = "git_token_refused"
    template = N_("{host} does not take the token. It may have expired, or belong to another user name.")


class GitMayNotWrite(GitCopyError):
    """We are known there, and may not do it. Fields: place."""

    code = "git_may_not_write"
    template = N_("We may not write to {place}. Give the token or key the right to write to this repository.")


class GitKeyRefused(GitCopyError):
    """Fields: host."""

    code = "git_key_refused"
    template = N_("{host} does not take our SSH key. Add the public key there, with the right to write.")


class GitKeyUnreadable(GitCopyError):
    """Fields: path."""

    code = "git_key_unreadable"
    template = N_("The SSH key {path} cannot be used: it is not there, has a passphrase, or others can read it.")


class GitHostKeyUnknown(GitCopyError):
    """Nobody has confirmed that server. Fields: host, path."""

    code = "git_host_key_unknown"
    template = N_(
        "The key of {host} is not in {path}, so nobody knows whether it is the right server. Put it there after "
        "comparing it; docs/git-copy.md says how."
    )


class GitFolderLink(GitCopyError):
    """Fields: place."""

    code = "git_folder_link"
    template = N_(
        "{place} is a link to somewhere else. The copy uses only a repository that is all in its own folder, since "
        "a link could lead to any file of this machine. Make one anew there with git init --bare."
    )


class GitHostKeyChanged(GitCopyError):
    """Fields: host, path."""

    code = "git_host_key_changed"
    template = N_(
        "{host} shows another key than the one in {path}. Somebody may stand in between: find out first why, and do "
        "not just replace it."
    )


class GitNoRepository(GitCopyError):
    """Fields: place."""

    code = "git_no_repository"
    template = N_("There is no Git repository at {place}, or it is hidden from us. Make it there, empty, first.")


class GitNotTrusted(GitCopyError):
    """Fields: host."""

    code = "git_not_trusted"
    template = N_(
        "The certificate of {host} is not trusted: it is of an unknown authority, for another name, or expired. For a "
        "server of your own, give the file of its authority (CA)."
    )


class GitElsewhere(GitCopyError):
    """The server says that the repository is somewhere else; the token does not follow it. Fields: host."""

    code = "git_elsewhere"
    template = N_("{host} says that the repository has moved. Enter its new address.")


class GitOvertaken(GitCopyError):
    """Others wrote each time between our reading and our writing. Fields: branch."""

    code = "git_overtaken"
    template = N_("Others wrote to {branch} each time before we could. Nothing was overwritten; it is tried again.")


class GitNoRoom(GitCopyError):
    """The disk of this machine is full."""

    code = "git_no_room"
    template = N_("The copy to Git was not made: there is no room on the disk of this machine.")


class GitNoRoomThere(GitCopyError):
    """Fields: place."""

    code = "git_no_room_there"
    template = N_("There is no room for the copy at {place}. Make room there.")


class GitTooSlow(GitCopyError):
    """The deadline has passed. Fields: place, seconds."""

    code = "git_too_slow"
    template = N_("{place} was not done within {seconds} s. It is tried again by itself.")


class GitTooLarge(GitCopyError):
    """There is more than we take. Fields: place."""

    code = "git_too_large"
    template = N_("What {place} sends is too large for a copy of this program. Use a repository for nothing else.")


class GitRefused(GitCopyError):
    """Anything else. Fields: place, said."""

    code = "git_refused"
    template = N_("The copy to {place} did not work. Git said: “{said}”")


class GitCopyMissing(GitCopyError):
    """There is nothing to put back. Fields: place, branch."""

    code = "git_copy_missing"
    template = N_("There is no copy in {place}, branch {branch}.")


class GitCopyDamaged(GitCopyError):
    """What is in the repository is none of ours, or was made by somebody who means harm. Fields: path, why."""

    code = "git_copy_damaged"
    template = N_("What is in the repository cannot be used: {path} ({why}). Nothing was changed.")


class GitTokenWanted(GitCopyError):
    """The saved token would go to another server, or there with less protection. Fields: place."""

    code = "git_token_wanted"
    template = N_("The saved token is for {place}. Enter the token for the new address, or tick that it is forgotten.")
