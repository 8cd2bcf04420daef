#!/usr/bin/env bash
# Builds the image and grades a right, a wrong and a hostile submission in it; the results must be those outside.
# Needs root, the packages docker.io and debootstrap, Debian's mirror, and 3 GB below $TMPDIR. Starts an engine of its own
# and stops it again. DEBIAN_ROOT: a bookworm root to take as the base image instead of a fresh debootstrap.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
[ "$(id -u)" -eq 0 ] || { echo "This needs root: it starts an engine." >&2; exit 1; }

work=$(mktemp -d "${TMPDIR:-/tmp}/ipclab-docker-XXXXXX")
export DOCKER_HOST="unix://$work/docker.sock"
engine=
docker=/usr/bin/docker
[ -x "$docker" ] || docker=docker
finish() {
  if [ -n "$engine" ]; then
    kill "$engine" 2>/dev/null || true
    wait "$engine" 2>/dev/null || true
  fi
  umount "$work"/exec/netns/* 2>/dev/null || true
  rm -rf --one-file-system "$work" 2>/dev/null || true
}
trap finish EXIT

dockerd --iptables=false --ip6tables=false --bridge=none --data-root "$work/data" --exec-root "$work/exec" \
  --pidfile "$work/pid" --host "$DOCKER_HOST" >"$work/engine.log" 2>&1 &
engine=$!
for _ in $(seq 100); do
  "$docker" info >/dev/null 2>&1 && break
  kill -0 "$engine" 2>/dev/null || { tail -n 20 "$work/engine.log" >&2; exit 1; }
  sleep 0.3
done

if [ -z "${DEBIAN_ROOT:-}" ]; then
  DEBIAN_ROOT="$work/base"
  debootstrap --variant=minbase bookworm "$DEBIAN_ROOT" >"$work/debootstrap.log"
fi
tar -C "$DEBIAN_ROOT" --one-file-system --exclude=./proc/* --exclude=./sys/* --exclude=./dev/* --exclude=./tmp/* -c . |
  "$docker" import - ipclab-base >/dev/null
# The host's mirror, since the containers have the host's network for the build.
tar -C / -ch etc/apt/sources.list etc/apt/sources.list.d etc/apt/apt.conf.d etc/resolv.conf etc/hosts 2>/dev/null >"$work/apt.tar" || true
mkdir "$work/mirror"
cp "$work/apt.tar" "$work/mirror/"
printf 'FROM ipclab-base\nADD apt.tar /\n' >"$work/mirror/Dockerfile"
DOCKER_BUILDKIT=0 "$docker" build -q --network host -t ipclab-mirror "$work/mirror" >/dev/null
DOCKER_BUILDKIT=0 "$docker" build --network host --build-arg BASE=ipclab-mirror -t ipclab . >"$work/build.log" 2>&1 ||
  { tail -n 40 "$work/build.log" >&2; exit 1; }

failed=0
expect() { # expect STATUS WHAT COMMAND...
  local wanted=$1 what=$2 status=0
  shift 2
  "$@" >"$work/out" 2>&1 || status=$?
  if [ "$status" -eq "$wanted" ]; then
    echo "ok   $what"
  else
    echo "FAIL $what: status $status instead of $wanted"
    tail -n 15 "$work/out"
    failed=1
  fi
}
in_container() { # in_container FOLDER ARGUMENT...
  local folder=$1
  shift
  "$docker" run --rm --network none -v "$folder:/work:ro" --security-opt "seccomp=$root/docker/seccomp.json" \
    --security-opt apparmor=unconfined --security-opt systempaths=unconfined ipclab "$@"
}
mkdir "$work/fork-bomb"
cp tests/security/programs/20-fork-bomb.c "$work/fork-bomb/copy.c"
cp tests/security/programs/attack.h "$work/fork-bomb/"
chmod -R a+rX "$work/fork-bomb"
chmod a+x "$work"

expect 0 "a right program, with the profile" in_container "$root/reference/copy" check copy
expect 1 "a wrong program, with the profile" in_container "$root/exercises/pipeline/examples/hangs" check pipeline
grep -q hang.deadlock "$work/out" || { echo "FAIL the wrong program's finding"; failed=1; }
expect 1 "a hostile program, with the profile" in_container "$work/fork-bomb" check copy --scenario small-text
expect 0 "doctor, with the profile" in_container "$work/fork-bomb" doctor
expect 3 "doctor, with Docker's default profile" "$docker" run --rm --network none ipclab doctor
expect 3 "check, with Docker's default profile" "$docker" run --rm --network none -v "$root/reference/copy:/work:ro" ipclab check copy
exit "$failed"
