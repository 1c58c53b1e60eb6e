#!/bin/sh
# Sets up what the targets of the Makefile need. Safe to call every time: quick when there is nothing to do.
#
#   tools/setup.sh run       .venv with what the program runs on
#   tools/setup.sh dev       .venv with what tests and linters need as well
#   tools/setup.sh system    the Debian packages that the tests use for real
#
# PYTHON=/path/to/python3 chooses the interpreter of a new .venv.
# CI=true turns a package that cannot be had from a loud line into a failure.
set -eu
cd "$(dirname "$0")/.."

VENV=.venv
LOG=build/setup.log
PATH=$PATH:/usr/sbin:/sbin # where Debian keeps sshd and mosquitto, and a plain user does not look

# package, its command (- if it has none), its service, and why the tests want it
SYSTEM_PACKAGES='
openssh-server    sshd         ssh.service        the computers in the tests are real OpenSSH servers
openssh-client    ssh-keygen   -                  keys and fingerprints are compared with those of OpenSSH
git               git          -                  copies go into real repositories, over HTTP, SSH and in folders
mosquitto         mosquitto    mosquitto.service  the broker between this program and Home Assistant
mosquitto-clients mosquitto_pub -                 it says thousands of things to that broker at once
chromium          chromium     -                  the pages are tried in a real browser
timekpr-next      timekprd     timekpr.service    our reading of its files is compared with its own
dbus              dbus-daemon  -                  the real Timekpr is reached through a system bus
systemd           busctl       -                  the real Timekpr is asked and told with it
python3-dbusmock  -            -                  plays the login manager whom Timekpr asks who is there
shellcheck        shellcheck   -                  "make lint" reads the shell scripts with it
'

main() {
    case "${1:-}" in
    run) python_packages run requirements.txt ;;
    dev) python_packages dev requirements-dev.txt ;;
    system) system_packages ;;
    *)
        echo "usage: tools/setup.sh run|dev|system" >&2
        exit 2
        ;;
    esac
}

say() { echo "setup: $*" >&2; }

# --- Python ----------------------------------------------------------------------------------------------------------

python_packages() { # $1: name of the set, $2: its file
    if [ "$(cat "$VENV/.setup-$1" 2>/dev/null)" = "$(fingerprint "$1")" ]; then return; fi
    usable_venv || make_venv
    say "installing the Python packages of $2 (a minute or two, only when they changed)"
    "$VENV/bin/python" -m pip install --quiet --no-input --disable-pip-version-check -r "$2"
    fingerprint "$1" >"$VENV/.setup-$1"
    if [ "$1" = dev ]; then fingerprint run >"$VENV/.setup-run"; fi # the one includes the other
}

fingerprint() { # $1: name of the set. A new Python or another pin means a new installation
    "$VENV/bin/python" --version 2>/dev/null || echo "no Python"
    if [ "$1" = dev ]; then cat requirements.txt requirements-dev.txt; else cat requirements.txt; fi | cksum
}

usable_venv() { "$VENV/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

make_venv() {
    python=$(find_python) || {
        say "no Python 3.11 or newer was found. Name one: make PYTHON=/path/to/python3"
        exit 1
    }
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        apt_install "$package" || {
            say "this Python cannot make a virtual environment. Run: sudo apt-get install $package"
            exit 1
        }
    fi
    say "making $VENV with $("$python" --version)"
    "$python" -m venv --clear "$VENV"
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

# --- Debian ----------------------------------------------------------------------------------------------------------

system_packages() {
    lost=0
    while read -r package command service why; do
        if [ -z "$package" ] || is_there "$package" "$command"; then continue; fi
        if apt_install "$package" && is_there "$package" "$command"; then
            leave_disabled "$service"
        else
            say "MISSING: $package ($why). Run: sudo apt-get install $package"
            lost=1
        fi
    done <<LIST
$SYSTEM_PACKAGES
LIST
    if [ "$lost" = 1 ] && [ "${CI:-}" = true ]; then exit 1; fi
}

is_there() { # $1: package, $2: its command; of one that has none only Debian's own list can tell
    if [ "$2" != - ]; then
        command -v "$2" >/dev/null
    else
        [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
    fi
}

apt_install() { # $1: one package, so that one that cannot be had costs only itself
    command -v apt-get >/dev/null && as_root true 2>/dev/null || return 1
    say "installing $1 through apt-get"
    hold_services
    if apt_get install --yes --no-install-recommends "$1"; then return; fi
    if [ -z "${lists_are_new:-}" ]; then
        lists_are_new=yes
        apt_get update || true
        if apt_get install --yes --no-install-recommends "$1"; then return; fi
    fi
    say "apt-get: $(grep '^E:' "$LOG" | tail -n 1) (all of it: $LOG)"
    return 1
}

apt_get() {
    mkdir -p build
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" </dev/null >>"$LOG" 2>&1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# The tests start the servers they need by themselves. Installing one for them must not leave it listening on this
# machine: policy-rc.d is Debian's way to say so, and it is there only while apt-get runs.
POLICY=/usr/sbin/policy-rc.d

hold_services() {
    if [ -e "$POLICY" ]; then return; fi
    trap 'as_root rm -f "$POLICY"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$POLICY" >/dev/null
    as_root chmod 755 "$POLICY"
}

leave_disabled() { # what was installed for the tests does not start with the machine either
    if [ "$1" != - ] && [ -d /run/systemd/system ]; then as_root systemctl --quiet disable "$1"; fi
}

main "$@"
