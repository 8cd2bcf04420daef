#!/usr/bin/env bash
# bench.sh [runs] [checks] [EXERCISE…]: measures (both parts without an argument; `checks` of some exercises only). ./dev bench builds first; README.md says what is measured.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
if [ "${1:-}" = class ]; then
  shift
  exec "$root/bench/class.py" "$@"
fi
exec "${IPCLAB_BUILD:-$root/build/release}/bench/ipclab_bench" "$@"
