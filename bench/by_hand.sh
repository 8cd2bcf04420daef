#!/usr/bin/env bash
# by_hand.sh WORKERS SUBMISSIONS: what people do today to grade `pipeline`: gcc, then for each scenario a bubblewrap with strace and
# timeout in it, diff of the output, ipcs for what is left behind. Prints a line a submission: its folder and how many scenarios hold.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
exercise=$here/../exercises/pipeline

one() {
  local submission=$1 folder held=0
  folder=$(mktemp -d "$common/one-XXXXXX")
  # shellcheck disable=SC2086
  gcc -std=gnu17 -O1 -g -fno-omit-frame-pointer -Wall -Wextra -o "$folder/pipeline" "$submission"/*.c >"$folder/compiler" 2>&1 ||
    { echo "$submission does not compile"; return; }

  # scenario TABLE PATH STATUS EXPECTED ARGUMENT…: STATUS "other" is any but 0.
  scenario() {
    local table=$1 path=$2 wanted=$3 expected=$4 status=0
    shift 4
    mkdir "$folder/work"
    bwrap --unshare-all --die-with-parent --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib \
      --symlink usr/lib64 /lib64 --proc /proc --dev /dev --tmpfs /tmp --ro-bind "$common/fixtures" /fixtures \
      --ro-bind "$common/bin" /only --ro-bind "$folder/pipeline" /lab/pipeline --ro-bind "$table" /tmp/ps.table \
      --bind "$folder/work" /work --chdir /work --setenv PATH /usr/bin:/bin \
      sh -c 'timeout 10 strace -f -o trace env PATH="$0" /lab/pipeline "$@" >out 2>err; s=$?; ipcs >left; exit $s' \
      "$path" "$@" </dev/null || status=$?
    if [ "$wanted" = other ]; then [ "$status" -ne 0 ]; else [ "$status" -eq "$wanted" ]; fi &&
      diff -q "$expected" "$folder/work/out" >/dev/null &&
      ! grep -qE '^0x' "$folder/work/left" && held=$((held + 1))
    rm -r "$folder/work"
  }
  local found=/fixtures:/usr/bin:/bin
  scenario "$table" $found 0 "$common/sshd" sshd
  scenario "$table" $found 1 /dev/null no-such-process
  scenario "$common/large" $found 0 "$common/needle" needle
  scenario "$common/workers" $found 0 "$common/workers" worker
  scenario "$table" $found 0 "$common/blanks" "0 09:40 pts/1  "
  scenario "$table" $found 0 "$common/quotes" "\"it's \$5; really\" | mail -s 'two"
  scenario "$table" $found 0 "$common/vim" 'vi[m].*c$'
  scenario "$table" $found 0 "$table" ""
  scenario "$table" /only/both 2 /dev/null sshd
  scenario "$table" /only/ps other /dev/null sshd
  scenario "$table" /only/grep other /dev/null sshd
  scenario "$table" $found other /dev/null
  scenario "$table" $found other /dev/null sshd cron
  echo "$submission $held"
  rm -r "$folder"
}

if [ "${1:-}" = --one ]; then
  one "$2"
  exit
fi

common=$(mktemp -d "${TMPDIR:-/tmp}/ipclab-by-hand-XXXXXX")
trap 'rm -rf "$common"' EXIT
table=$exercise/fixtures/ps.table
mkdir -p "$common/fixtures" "$common"/bin/{both,ps,grep}
gcc -O1 -o "$common/fixtures/ps" "$exercise/fixtures/ps.c"
gcc -O1 -o "$common/fixtures/grep-status-2" "$exercise/fixtures/grep-status-2.c"
ln -s /fixtures/ps "$common/bin/both/ps"
ln -s /fixtures/grep-status-2 "$common/bin/both/grep"
ln -s /fixtures/ps "$common/bin/ps/ps"
ln -s /usr/bin/grep "$common/bin/grep/grep"
for pattern in "sshd sshd" "blanks 0 09:40 pts/1  " "quotes \$5; really" "vim vim pipeline.c"; do
  grep -F -- "${pattern#* }" "$table" >"$common/${pattern%% *}"
done
line() { printf 'worker     2000%d       1  0 11:0%d ?        00:00:00 /usr/lib/worker --number %d\n' "$1" "$2" "$3"; }
many() { yes "$1" | head -n "$2" || true; }
{
  many "$(line 0 0 1)" 32000
  echo "alice      31001    1232  0 11:01 pts/0    00:00:00 needle in the middle"
  many "$(line 1 2 2)" 32000
  echo "alice      31002    1232  0 11:03 pts/0    00:00:00 needle in the last line"
} >"$common/large"
grep needle "$common/large" >"$common/needle"
many "$(line 0 0 1)" 64000 >"$common/workers"
export common table
date +%s.%N >&2 # what stands ready before is not measured
find "$2" -mindepth 1 -maxdepth 1 -type d -print0 | sort -z | xargs -0 -n1 -P"$1" "$0" --one
date +%s.%N >&2
