"""The one command that makes a child's computer ready for us, and the one that takes everything away again.

Both are text for a parent to read and to paste, so the shell in them is plain. The account that they make can do
nothing but what ``gate/timekpr-mngr-gate`` allows: that is written there as a forced command of our key, and belongs
to root, as everything else does that sshd reads for this account.
"""

from __future__ import annotations

import shlex
from pathlib import Path

from errors import InvalidValue
from i18n import N_, Message
from servers import values
from ssh_client.keys import COMMENT, HostKey

DEFAULT_ACCOUNT = "timekpr-mngr"
GATE = Path(__file__).with_name("gate") / "timekpr-mngr-gate"

KEY_TYPES = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa")
"""What our own key may be of."""

_FRAME = """\
sudo sh <<'TIMEKPR_MNGR'
{script}
TIMEKPR_MNGR"""
"""One paste. The shell that it is pasted into reads all of it before sudo asks for a password, and changes nothing."""

_START = """\
account={account}
home={home}
folder={folder}
"""

_FACTS = """\
  set -eu
  umask 022
  PATH=/usr/sbin:/usr/bin:/sbin:/bin
  stop() { echo "timekpr-mngr: $*" >&2; exit 1; }
  [ "$(id -u)" = 0 ] || stop 'This needs root: run it with sudo.'
  entry=$(getent passwd "$account" || true)
  uid=$(echo "$entry" | cut -d: -f3)
  its_home=$(echo "$entry" | cut -d: -f6)
  if [ -n "$entry" ]; then
    # Only an account of ours is touched. Until 0.1.0 its home was below /home, and made by hand.
    case $its_home in "$home" | "/home/$account") ;; *) stop "The account $account is somebody else's." ;; esac
    if [ "$uid" -lt 900 ] || [ "$uid" -gt 998 ]; then stop "The account $account is somebody else's."; fi
  fi
"""
"""Both commands begin so: nothing may happen to an account that somebody else needs."""

_SET_UP = """\
# Makes this computer ready for timekpr-mngr: an account, its key, and a gate that the key cannot pass.
# Run it again to bring all of it up to date; "server remove-command" takes it away.
{start}key={key}

set_up() {{
{facts}
  missing=
  getent group timekpr >/dev/null || missing=timekpr-next
  command -v sshd >/dev/null || missing="$missing openssh-server"
  [ -x /usr/bin/python3 ] || missing="$missing python3"
  [ -z "$missing" ] || stop "Something is missing here. First: apt install $missing"

  # The account. From 999 on Timekpr takes an account for a child. The password * fits nothing; with ! in
  # its place sshd would refuse the key too. The group timekpr may ask Timekpr to change limits.
  if [ -z "$entry" ]; then
    uid=940
    while getent passwd "$uid" >/dev/null; do uid=$((uid + 1)); done
    [ "$uid" -lt 999 ] || stop 'All numbers from 940 to 998 are taken.'
    useradd --system --uid "$uid" --gid timekpr --comment timekpr-mngr --home-dir "$home" --no-create-home \\
      --shell /bin/sh --password '*' "$account"
  fi
  usermod --append --groups timekpr --home "$home" --shell /bin/sh --password '*' "$account"

  # The gate: all that the key may do. Replaced in one go, so that there is never half of it.
  install -d -m 755 -o root -g root "$folder" "$home" "$home/.ssh"
  cat >"$folder/gate.new" <<'GATE'
{gate}GATE
  chown root:root "$folder/gate.new"
  chmod 755 "$folder/gate.new"
  mv -f "$folder/gate.new" "$folder/gate"

  # The key comes last, and only with the gate in front. Both belong to root: the account cannot change them.
  printf 'restrict,command="%s" %s\\n' "$folder/gate" "$key" >"$home/.ssh/authorized_keys.new"
  chown root:root "$home/.ssh/authorized_keys.new"
  chmod 644 "$home/.ssh/authorized_keys.new"
  mv -f "$home/.ssh/authorized_keys.new" "$home/.ssh/authorized_keys"
  [ "${{its_home:-$home}}" = "$home" ] || echo "The former home $its_home is not used any more."

  echo 'The host keys of this computer, to compare in timekpr-mngr:'
  for file in /etc/ssh/ssh_host_*_key.pub; do
    if [ -e "$file" ]; then ssh-keygen -l -f "$file"; fi
  done
  echo "Done: timekpr-mngr can sign in as $account."
}}
set_up"""

_REMOVE = """\
# Takes away what timekpr-mngr was set up with on this computer. Timekpr and its limits stay as they are.
{start}
remove() {{
{facts}
  # The key goes first, so that nobody signs in meanwhile.
  rm -rf -- "${{home:?}}"
  if [ -n "$entry" ]; then
    rm -rf -- "${{its_home:?}}"
    pkill -KILL -U "$uid" || true
    # What was killed takes a moment to be gone, and an account in use is not removed.
    tries=0
    until userdel "$account"; do
      tries=$((tries + 1))
      [ "$tries" -lt 10 ] || stop "The account $account could not be removed."
      sleep 1
    done
  fi
  rm -f -- "$folder/gate" "$folder/gate.new"
  if [ -d "$folder" ]; then rmdir --ignore-fail-on-non-empty -- "$folder"; fi
  echo "Done: nothing of timekpr-mngr's account $account is left here."
}}
remove"""

_SET_UP_ROOT = """\
sudo install -d -m 700 -o root -g root /root/.ssh
echo {line} | sudo tee -a /root/.ssh/authorized_keys
for file in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -l -f "$file"; done"""

_REMOVE_ROOT = "sudo sed -i '/^restrict .* {comment}$/d' /root/.ssh/authorized_keys"


def set_up_command(public_key: str, account: str = DEFAULT_ACCOUNT) -> str:
    """What to paste at a computer so that ``account`` there takes our key, through the gate. Harmless a second time.

    ``public_key`` is the line that ``key show`` prints. The account root gets the key alone: a gate would leave it
    nothing that another account has not.

    Raises:
        InvalidValue: the key line or the account is not one.
    """
    account = values.account(account)
    key = f"{_checked_key(public_key).line} {COMMENT}"
    if account == "root":
        return _SET_UP_ROOT.format(line=shlex.quote(f"restrict {key}"))
    gate = GATE.read_text(encoding="utf-8")
    script = _SET_UP.format(start=_start(account), key=shlex.quote(key), facts=_FACTS, gate=gate)
    return _FRAME.format(script=script)


def remove_command(account: str = DEFAULT_ACCOUNT) -> str:
    """What to paste at a computer so that nothing of :func:`set_up_command` is left. Harmless a second time.

    Raises:
        InvalidValue: the account is not one.
    """
    account = values.account(account)
    if account == "root":
        return _REMOVE_ROOT.format(comment=COMMENT)
    return _FRAME.format(script=_REMOVE.format(start=_start(account), facts=_FACTS))


def _start(account: str) -> str:
    # Not /var/lib/ACCOUNT: on the home server that is where timekpr-mngr itself keeps its data.
    home, folder = f"/var/lib/{account}-gate", f"/usr/local/lib/{account}"
    return _START.format(account=shlex.quote(account), home=shlex.quote(home), folder=shlex.quote(folder))


def _checked_key(line: str) -> HostKey:
    """The key of a line, so that only its type and its base64 are ever written into a script."""
    try:
        key = HostKey.from_line(line)
    except ValueError:
        key = HostKey("", b"")
    if key.type not in KEY_TYPES:
        raise InvalidValue(
            what=Message(N_("SSH key")),
            value=values.shown(line),
            allowed=Message(N_("A public key in one line, as “key show” prints it.")),
        )
    return key
