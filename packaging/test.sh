#!/usr/bin/env bash
# test.sh PACKAGE.deb [ROOT]: installs the package into a Debian root without sources and grades there. ROOT: one that is
# there already (it is copied); else debootstrap makes one.
set -euo pipefail
package=$(readlink -f "$1")
sources=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/ipclab-package-XXXXXX")
root=$folder/root
trap 'rm -rf --one-file-system "$folder"' EXIT

say() { printf '%s\n' "$*" >&2; }
# The root is made the root of a mount namespace: in a mere chroot the kernel lets nobody make user namespaces.
inside() {
  unshare --mount --propagation private bash -euc '
    cd "$1"
    mount --bind . . && cd "$1"
    mount -t proc proc proc
    mount --rbind /dev dev
    mkdir -p old && pivot_root . old
    umount -l /old
    shift
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root DEBIAN_FRONTEND=noninteractive "$@"' \
    - "$root" "$@"
}

if [ $# -gt 1 ]; then
  cp -a "$2" "$root"
else
  debootstrap --variant=minbase bookworm "$root" > "$folder/log" 2>&1 || { tail -n 20 "$folder/log" >&2; exit 1; }
  # This machine's way to Debian's packages is the root's, too.
  cp -a /etc/apt/. "$root/etc/apt/"
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
fi

say "Installing …"
mkdir -p "$root/tmp"
cp "$package" "$root/tmp/"
(inside apt-get update -qq && inside apt-get install -y -qq --no-install-recommends "/tmp/$(basename "$package")") \
  > "$folder/log" 2>&1 || { tail -n 20 "$folder/log" >&2; exit 1; }

# What is graded comes from here, and nothing else of the sources.
mkdir -p "$root/lab"
cp -r "$sources/reference/pipeline" "$root/lab/right"
cp -r "$sources/exercises/pipeline/examples/wrong-status" "$root/lab/wrong"

failed=0
# expect STATUS TEXT COMMAND…: in the root, as an ordinary user.
expect() {
  local status=$1 text=$2 got=0
  shift 2
  inside setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/tmp "$@" > "$folder/out" 2>&1 || got=$?
  if [ "$got" -eq "$status" ] && grep -q -- "$text" "$folder/out"; then
    say "ok      $* ($got)"
  else
    say "FAILED  $*: status $got, expected is $status with \"$text\""
    cat "$folder/out" >&2
    failed=1
  fi
}
expect 0 "18 of 18 points  PASS" ipclab check pipeline /lab/right
expect 1 "exit.status" ipclab check pipeline /lab/wrong
expect 0 "copy.c" ipclab init copy /tmp/mine
expect 1 "FAIL" ipclab check copy /tmp/mine --scenario small-text
expect 0 "2 judged, 1 without a fault" ipclab batch pipeline /lab --out /tmp/results
expect 0 "sockets" ipclab exercise list
[ ! -e "$root/usr/share/ipclab/exercises/pipeline/right" ] || { say "FAILED  solutions are in the package"; failed=1; }
exit "$failed"
