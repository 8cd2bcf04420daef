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
in_container() { # in_container MODE FOLDER ARGUMENT...: MODE "profile" is with the shipped one, "default" as docker run is
  local mode=$1 folder=$2
  shift 2
  local -a options=()
  [ "$mode" = profile ] && options=(--security-opt "seccomp=$root/docker/seccomp.json"
    --security-opt apparmor=unconfined --security-opt systempaths=unconfined)
  "$docker" run --rm --network none -v "$folder:/work:ro" "${options[@]}" ipclab "$@"
}
# What is to be the same wherever it is graded.
essence() {
  python3 -c '
import json, sys
report = json.load(open(sys.argv[1]))
print(report["verdict"], report["score"]["earned"], report["score"]["possible"],
      sorted((f["id"], f["severity"], f["scenario"], (f.get("location") or {}).get("line", 0)) for f in report["findings"]))' "$1"
}
same_as_outside() { # same_as_outside MODE FOLDER EXERCISE
  local inside="$work/inside.json" outside="$work/outside.json"
  in_container "$1" "$2" check "$3" --format json >"$inside" 2>"$work/out" || true
  build/release/ipclab check "$3" "$2" --format json >"$outside" 2>"$work/out" || true
  if [ "$(essence "$inside")" = "$(essence "$outside")" ]; then
    echo "ok   $(basename "$2") of $3 is judged as outside ($1)"
  else
    echo "FAIL $(basename "$2") of $3 is not judged as outside ($1):"
    essence "$inside"
    essence "$outside"
    failed=1
  fi
}
mkdir "$work/fork-bomb" "$work/kills-all"
cp tests/security/programs/20-fork-bomb.c "$work/fork-bomb/copy.c"
cp tests/security/programs/40-kills-all.c "$work/kills-all/copy.c"
for folder in fork-bomb kills-all; do
  cp tests/security/programs/attack.h "$work/$folder/"
  chmod -R a+rX "$work/$folder"
done
chmod a+x "$work"

expect 0 "doctor: level full with the profile" in_container profile "$work/fork-bomb" doctor
expect 1 "doctor: level degraded with Docker's default profile" in_container default "$work/fork-bomb" doctor
for mode in profile default; do
  expect 0 "a right program ($mode)" in_container "$mode" "$root/reference/copy" check copy
  expect 1 "a wrong program ($mode)" in_container "$mode" "$root/exercises/pipeline/examples/hangs" check pipeline
  grep -q hang.deadlock "$work/out" || { echo "FAIL the wrong program's finding ($mode)"; failed=1; }
  expect 1 "a fork bomb ($mode)" in_container "$mode" "$work/fork-bomb" check copy --scenario small-text
  expect 1 "signals to everybody ($mode)" in_container "$mode" "$work/kills-all" check copy --scenario small-text
  for exercise in copy pipeline signals msgqueue shm sockets; do
    same_as_outside "$mode" "$root/reference/$exercise" "$exercise"
    wrong=$(find "exercises/$exercise/wrong" -mindepth 1 -maxdepth 1 -type d | sort | head -n 1)
    same_as_outside "$mode" "$root/$wrong" "$exercise"
  done
done
expect 3 "batch refuses the default profile" in_container default "$root/exercises/copy/wrong" batch copy /work --out /tmp/out
expect 0 "batch with --allow-degraded" in_container default "$root/exercises/copy/right" batch copy /work --out /tmp/out --allow-degraded
exit "$failed"
