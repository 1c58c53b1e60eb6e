#!/bin/sh
# git asks this for a user name and for a password: neither stands in an address, a command or a file.
case "$1" in
Username*) printf '%s\n' "$TIMEKPR_MNGR_GIT_USER" ;;
Password*) printf '%s\n' "$TIMEKPR_MNGR_GIT_TOKEN" ;;
*) exit 1 ;;
esac
