#!/bin/sh
# git goes by this to a server: with our key alone, and never to a server whose key nobody has confirmed.
exec ssh -F /dev/null -a -x -T -o BatchMode=yes -o IdentitiesOnly=yes -o StrictHostKeyChecking=yes \
    -o UpdateHostKeys=no -o ClearAllForwardings=yes -o PermitLocalCommand=no -o ConnectTimeout=20 \
    -o ServerAliveInterval=15 -o ServerAliveCountMax=2 -o "UserKnownHostsFile=\"$TIMEKPR_MNGR_GIT_KNOWN_HOSTS\"" \
    -i "$TIMEKPR_MNGR_GIT_KEY" "$@"
