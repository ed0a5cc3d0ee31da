#!/bin/sh
# Runs a command on a machine of its own: Slurm installed (where root may), a network with nothing but its loopback, and
# processes that all end with it, however it ends. Where namespaces are not allowed, the command runs as it is.
set -u

missing=""
command -v slurmctld >/dev/null || missing="slurm-wlm"
command -v munged >/dev/null || missing="$missing munge"
command -v ip >/dev/null || missing="$missing iproute2"
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  log=$(mktemp)
  # shellcheck disable=SC2086 # one word per package
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1 ||
    { echo "Slurm cannot be installed; its tests are skipped:"; tail -n 3 "$log"; }
  rm -f "$log"
fi

if unshare --net --pid --mount --fork --kill-child --mount-proc true 2>/dev/null; then
  # The shell stays the first process: it reaps what daemons leave. Names resolve only where an address beyond the loopback's
  # exists, if only that of a bridge without ports.
  exec unshare --net --pid --mount --fork --kill-child --mount-proc sh -c '
    ip link set lo up && ip link add ps-names type bridge && ip addr add 10.213.76.1/32 dev ps-names && ip link set ps-names up
    mkdir -p /run/netns && mount -t tmpfs tmpfs /run/netns
    "$@"
    exit $?' alone "$@"
fi
echo "no namespaces here: running beside everything else"
exec "$@"
